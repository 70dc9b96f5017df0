"""What is told of a sweep beside its pictures: how it goes, the best run and why, the ranking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from wbgen.cli.sweep_best_forms import as_command, as_yaml
from wbgen.cli.sweep_best_found import Best, best_of
from wbgen.cli.sweep_best_text import decided_text, headline, why
from wbgen.cli.sweep_progress import progress_text
from wbgen.cli.sweep_ranked import Ranked
from wbgen.cli.sweep_status import about
from wbgen.cli.sweep_table import Table, table_of
from wbgen.cli.sweep_target import OpenSweep
from wbgen.compile.sweeps.searched import ONE_POINT, Searched
from wbgen.errors import WbgenError
from wbgen.prose.markdown import fence, table, together
from wbgen.ranking.values import number
from wbgen.render.drawing import Grid
from wbgen.render.importance import importance
from wbgen.render.kinds.importance import METHOD, finite
from wbgen.render.sweeps import Told, metrics_in, searched_in
from wbgen.render.sweeps.dashboard import Part
from wbgen.runs.values import find
from wbgen.spec.diagnostics import printable
from wbgen.spec.guide import Guide

if TYPE_CHECKING:
    from wbgen.runs import RunData

#: What Markdown may take for more than itself.
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")

BEST, AGAIN, RANKING = "The best", "To do it again", "The ranking"


def literal(text: str) -> str:
    """A text of a stranger's in Markdown, of which nothing is markup."""
    return PUNCTUATION.sub(r"\\\1", " ".join(printable(text).split()))


def told_of(opened: OpenSweep, found: Ranked, limit: int) -> Told:
    """The words and tables of a sweep. limit: rows of the ranking."""
    return Told(printable(opened.sweep.title), about_text(opened, found), [*rows_of(opened, found, limit)])


def about_text(opened: OpenSweep, found: Ranked) -> str:
    """How the sweep goes, and what it looks for."""
    sweep, progress = opened.sweep, opened.progress()
    method = sweep.config.get("method")
    goals = [
        f"{name} ({'maximize' if more else 'minimize'})" for name, more in metrics_in(sweep.config).items()
    ]
    search = ", ".join([*([method] if isinstance(method, str) else []), *goals])
    lines = [
        f"{sweep.path}: {progress.state.lower()}. {progress_text(progress, sweep)}.",
        f"The search: {search}." if search else "",
    ]
    return together(map(literal, lines))


def rows_of(opened: OpenSweep, found: Ranked, limit: int) -> Iterator[list[tuple[str, Part]]]:
    """The best run beside how to do it again, and under both the ranking."""
    entries = found.ranking.entries
    try:
        best = best_of(opened, found)
    except WbgenError as error:
        yield [(BEST, literal(error.message))]
    else:
        yield [(BEST, grid(why(best), best_text(best))), (AGAIN, again(best))]
    if entries:
        yield [(RANKING, grid(table_of(found, entries[:limit]), about(found, limit)))]


def best_text(best: Best) -> str:
    """Which run it is, and what decided."""
    return "; ".join(filter(None, [headline(best).replace("\n", "; "), decided_text(best)]))


def again(best: Best) -> str:
    """The best run's parameters for a spec, and the command that an agent starts it with."""
    try:
        command = fence(as_command(best), "bash")
    except WbgenError as error:
        command = literal(error.message)
    return together([fence(as_yaml(best), "yaml"), command])


def grid(shown: Table, more: str) -> Grid:
    """A table as it is drawn."""
    return Grid(shown.head, shown.rows, more=printable(more))


def searched_of(opened: OpenSweep, found: Ranked, guide: Guide | None) -> Searched:
    """What the sweep's runs differ in. guide: says which metrics are logged once."""
    known = guide.catalogue.metrics if guide else {}
    once = {name for name, one in known.items() if one.attributes.every in ONE_POINT}
    return searched_in(opened.sweep.config, [data.run for data in found.data], once)


# --- as Markdown


def markdown(told: Told, searched: Searched, runs: Sequence[RunData]) -> str:
    """All of it as one text; the pictures as what they are drawn of."""
    parts = [f"# {literal(told.title)}", told.about]
    for row in told.parts:
        for title, part in row:
            parts += [f"## {title}", part if isinstance(part, str) else grid_text(part)]
    parts += [importance_text(name, searched, runs) for name in searched.metrics]
    return together(parts) + "\n"


def grid_text(shown: Grid) -> str:
    """A table and what is said under it."""
    rows = [[literal(text) for text in row] for row in shown.rows]
    return together([table([literal(text) for text in shown.head], rows), literal(shown.more)])


def importance_text(metric: str, searched: Searched, runs: Sequence[RunData]) -> str:
    """How much each parameter that is no seed says about a metric."""
    targets = [number(find(data.run.summary, metric)) for data in runs]
    rows = []
    for name in searched.settings:
        one = importance([finite(find(data.run.config, name)) for data in runs], targets)
        if one is not None:
            correlation = "" if one.correlation is None else f"{one.correlation:+.2f}"
            rows.append([literal(name), f"{one.share:.2f}", correlation])
    if not rows:
        return ""
    rows.sort(key=lambda row: -float(row[1]))
    head = ["Parameter", "Importance", "Correlation"]
    return together([f"## What {literal(metric)} depends on", table(head, rows), METHOD])
