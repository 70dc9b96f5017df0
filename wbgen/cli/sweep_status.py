"""``wbgen sweep status``: how a sweep goes, its runs by rank, and its agents that this project started."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from wbgen.cli.show import as_json
from wbgen.cli.sweep_at_work import Looked, look
from wbgen.cli.sweep_guide import guide_of, spec_option
from wbgen.cli.sweep_progress import agents_text, progress_text
from wbgen.cli.sweep_ranked import Ranked, Seeds, ranked, seeds_option
from wbgen.cli.sweep_ranking_json import ranking_json
from wbgen.cli.sweep_table import table_of
from wbgen.cli.sweep_target import Named, OpenSweep, sweep_named
from wbgen.spec.diagnostics import printable
from wbgen.sweeps.served import Progress

#: What is said of the best by the sweep's metric beside a ranking that may have another one.
OTHERWISE = "one run, by the sweep's metric"

#: Rows of the table where nobody says how many.
ROWS = 20


@click.command()
@sweep_named
@spec_option
@seeds_option
@click.option("--limit", type=click.IntRange(0, 1000), default=ROWS, show_default=True, help="Runs to show.")
@click.option(
    "--format",
    "-f",
    "format",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How the result is written.",
)
def status(named: Named, spec: Path | None, seeds: Seeds | None, limit: int, format: str) -> None:
    """Tell how a sweep goes: its runs from the best down, and the agents started from this project.

    Runs are ranked by the priorities of the guide that the sweep is of, else by the sweep's metric. A sweep
    is named by entity/project/id, project/id, the URL of its page, or by a spec and its name there.

    \b
    Examples:
      wbgen sweep status specs/proto_tokens.yaml settings
      wbgen sweep status vision/x1y2z3a4 --limit 5 --seeds together
      wbgen sweep status vision/x1y2z3a4 --spec specs/proto_tokens.yaml -f json
    """
    with named.open(writing=False) as opened:
        looked = look(opened)
        progress = opened.progress()
        found = ranked(opened, guide_of(opened, spec), seeds)
    if format == "json":
        click.echo(as_json(status_json(opened, progress, looked, found, limit)))
        return
    click.echo(printable(f"{opened.sweep.title} ({opened.sweep.path}): {progress.state.lower()}"))
    note = OTHERWISE if found.guide or found.ranking.grouped else ""
    click.echo(printable(progress_text(progress, opened.sweep, note)))
    show_runs(found, limit, format)
    for one in looked:
        told = one.problem or agents_text(one.agents)
        click.echo(printable(f"agents ({one.started.engine}, logs in {one.started.folder}): {told}"))


def show_runs(found: Ranked, limit: int, format: str) -> None:
    """The table of the best runs, and what is to be said of it."""
    entries = found.ranking.entries
    if not entries or not limit:
        return
    table = table_of(found, entries[:limit])
    click.echo(f"\n{table.markdown()}" if format == "markdown" else "\n" + "\n".join(table.lines()))
    click.echo(f"\n{printable(about(found, limit))}")


def about(found: Ranked, limit: int) -> str:
    """What ranks the runs, and which are not shown or not ranked."""
    entries = found.ranking.entries
    what = "settings (seeds together)" if found.ranking.grouped else "runs"
    parts = [f"ranked by {found.by}"]
    if limit < len(entries):
        parts.append(f"the best {limit} of {len(entries):,} {what}")
    if found.read < found.total:
        parts.append(f"{found.read:,} of the {found.total:,} runs are ranked, those the server has first")
    unknown = sum(entry.place is None for entry in entries)
    if unknown and unknown < len(entries):
        parts.append(f"{unknown:,} without values come last")
    return "; ".join(parts)


def status_json(
    opened: OpenSweep, progress: Progress, looked: Sequence[Looked], found: Ranked, limit: int
) -> Mapping[str, Any]:
    """The same for other programs."""
    return {
        "sweep": str(opened.sweep.path),
        "title": opened.sweep.title,
        "state": progress.state.lower(),
        "tried": progress.tried,
        "expected": progress.expected,
        "runs": dict(progress.counts),
        "metric": opened.sweep.metric,
        "best": asdict(progress.best) if progress.best else None,
        "ranking": ranking_json(found, found.ranking.entries[:limit]),
        "agents": [
            {
                "engine": one.started.engine,
                "logs": str(one.started.folder),
                "agents": [{"name": agent.name, "state": str(agent.state)} for agent in one.agents],
                "problem": one.problem,
            }
            for one in looked
        ],
    }
