"""``wbgen sweep status``: how a sweep goes, and its agents that were started from this project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import click

from wbgen.cli.options import entity_option, format_option, target_option
from wbgen.cli.show import as_json
from wbgen.cli.sweep_progress import agents_text, progress_text
from wbgen.cli.sweep_target import OpenSweep, engine_named, open_sweep, sweep_argument
from wbgen.errors import WbgenError
from wbgen.sweeps.engine import Agent
from wbgen.sweeps.records import Started, started_for


@dataclass(frozen=True, slots=True)
class Looked:
    """One start and how its agents are. problem: why they cannot be asked."""

    started: Started
    agents: Sequence[Agent]
    problem: str | None = None


@click.command()
@sweep_argument
@format_option
@target_option
@entity_option
def status(sweep: str, format: str, target: str | None, entity: str | None) -> None:
    """Tell how a sweep goes: runs tried, the best so far, and the agents started from this project."""
    with open_sweep(sweep, target, entity, writing=False) as opened:
        looked = look(opened)
        if format == "json":
            click.echo(as_json(status_json(opened, looked)))
            return
        progress = opened.progress()
        click.echo(f"{opened.sweep.title} ({opened.sweep.path}): {progress.state.lower()}")
        click.echo(progress_text(progress, opened.sweep))
        for one in looked:
            told = one.problem or agents_text(one.agents)
            click.echo(f"agents ({one.started.engine}, logs in {one.started.folder}): {told}")


def look(opened: OpenSweep) -> list[Looked]:
    """Every start for the sweep, with its agents as they are now."""
    return [look_at(started) for started in started_for(opened.home, opened.sweep.path, opened.server)]


def look_at(started: Started) -> Looked:
    """How the agents of a start are: as it was noted where they are over, else as their engine says."""
    try:
        engine = engine_named(started.engine)
        seen = engine.look(started.handles)
    except WbgenError as error:
        return Looked(started, (), f"cannot be asked: {error.message}")
    known = [Agent(a.handle, a.name, started.over.get(a.handle, a.state)) for a in seen]
    return Looked(started, known)


def status_json(opened: OpenSweep, looked: Sequence[Looked]) -> Mapping[str, Any]:
    """The same for other programs."""
    progress = opened.progress()
    return {
        "sweep": str(opened.sweep.path),
        "title": opened.sweep.title,
        "state": progress.state.lower(),
        "tried": progress.tried,
        "expected": progress.expected,
        "runs": dict(progress.counts),
        "metric": opened.sweep.metric,
        "best": asdict(progress.best) if progress.best else None,
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
