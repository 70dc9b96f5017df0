"""What is told of a sweep beside its pictures: how it goes, the best run and why, the ranking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
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

#: What Markdown takes for more than itself: marks, the beginning of a list or a heading, an address.
MARKUP = re.compile(r"([\\`*{}\[\]<>#|~!&$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|^[-+=]|:(?=//)|(?<=www)\.)")

BEST, AGAIN, RANKING = "The best", "To do it again", "The ranking"

#: What stands over the two ways to do it again.
IN_SPEC, ON_LINE = "As a spec's config:", "As an agent starts it:"


#: What begins a numbered list.
NUMBER = re.compile(r"^(\d+)([.)])(?=\s|$)")


def literal(text: str) -> str:
    """A text of a stranger's in Markdown, of which nothing is markup."""
    line = printable(" ".join(text.split()))
    return NUMBER.sub(r"\1\\\2", MARKUP.sub(r"\\\1", line))


def told_of(opened: OpenSweep, found: Ranked, limit: int) -> Told:
    """The words and tables of a sweep. limit: rows of the ranking."""
    title = printable(" ".join(opened.sweep.title.split()))
    try:
        best = best_of(opened, found)
    except WbgenError as error:
        return Told(title, about_text(opened, error.message), [*ranking(found, limit)])
    said = "; ".join(filter(None, [*headline(best).splitlines(), decided_text(best)]))
    parts: list[tuple[str, Part]] = [(BEST, grid(why(best))), (AGAIN, again(best))]
    return Told(title, about_text(opened, said), [*parts, *ranking(found, limit)])


def about_text(opened: OpenSweep, best: str) -> str:
    """How the sweep goes, what it looks for, and which run is the best."""
    sweep, progress = opened.sweep, opened.progress()
    method = sweep.config.get("method")
    goals = [
        f"{name} ({'maximize' if more else 'minimize'})" for name, more in metrics_in(sweep.config).items()
    ]
    search = ", ".join([*([method] if isinstance(method, str) else []), *goals])
    lines = [
        f"{sweep.path}: {progress.state.lower()}. {progress_text(replace(progress, best=None), sweep)}.",
        f"The search: {search}." if search else "",
        f"{best[:1].upper()}{best[1:]}.",
    ]
    return together(map(literal, lines))


def ranking(found: Ranked, limit: int) -> Iterator[tuple[str, Part]]:
    """The ranking, if there are runs."""
    entries = found.ranking.entries
    if entries:
        yield RANKING, grid(table_of(found, entries[:limit]), about(found, limit))


def again(best: Best) -> str:
    """The best run's parameters for a spec, and the command that an agent starts it with."""
    try:
        command = fence(as_command(best), "bash")
    except WbgenError as error:
        command = literal(error.message)
    return together([IN_SPEC, fence(as_yaml(best), "yaml"), ON_LINE, command])


def grid(shown: Table, more: str = "") -> Grid:
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
    for title, part in told.parts:
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
