"""The runs of a sweep, read from its server and ranked."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import click

from wbgen.cli.sweep_target import OpenSweep
from wbgen.errors import WbgenError
from wbgen.ranking.criteria import Criterion, criteria_of, criteria_of_metric, shown
from wbgen.ranking.seeds import settings_of
from wbgen.ranking.table import Ranking, ranking
from wbgen.ranking.values import Taken, of_summary
from wbgen.spec.diagnostics import printable
from wbgen.spec.guide import Guide

if TYPE_CHECKING:
    from wbgen.runs import RunData
    from wbgen.runs.api import ApiRun

#: Runs of a sweep that are ranked, at most: those the server puts first.
MOST_RUNS = 1000

#: Histories that are read at a time.
AT_A_TIME = 8

Seeds: TypeAlias = Literal["apart", "together"]

seeds_option = click.option(
    "--seeds",
    type=click.Choice(["apart", "together"]),
    help="Runs that differ in their seeds alone, as one or each by itself (default: together, if any do).",
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sweep's ranking. total: runs it has, of which so many as were read are ranked.

    guide: the one whose priorities ranked them; None where the sweep's metric did, or nothing.
    parameters: the names of those that the sweep searches, or fixes.  data: the runs, with their columns.
    """

    ranking: Ranking
    total: int
    read: int
    guide: Guide | None
    parameters: tuple[str, ...]
    data: Sequence[RunData] = ()

    @property
    def by(self) -> str:
        """What ranks the runs, in words."""
        if self.guide:
            return f"the priorities of {self.guide.id}"
        ranks = [one for one in self.ranking.criteria if one.ranks]
        return f"{ranks[0].metric} ({ranks[0].goal})" if ranks else "nothing: the sweep has no metric"


def ranked(opened: OpenSweep, guide: Guide | None, seeds: Seeds | None) -> Ranked:
    """The runs of a sweep in their order, by a guide's priorities if it has any.

    seeds: None puts those together that differ in nothing else, if there are such.
    """
    guide = guide if guide and guide.knowledge.priorities and can_read() else None
    criteria = criteria_for(opened, guide)
    runs, total = runs_of(opened)
    rows = measured(runs, criteria, guide)
    tell_losses(runs)
    parameters = parameters_in(opened)
    found = ranking(
        criteria,
        [data.run for data in runs],
        rows,
        settings_of(guide, parameters),
        None if seeds is None else seeds == "together",
    )
    return Ranked(found, total, len(runs), guide, parameters, runs)


def criteria_for(opened: OpenSweep, guide: Guide | None) -> tuple[Criterion, ...]:
    """A guide's priorities, with the sweep's own metric beside them; without a guide, that metric."""
    metric = opened.sweep.metric
    if guide is None:
        return criteria_of_metric(metric, maximizes=opened.sweep.maximizes) if metric else ()
    criteria = criteria_of(guide)
    if metric is None or any(one.metric == metric for one in criteria):
        return criteria
    return (*criteria, shown(metric))


def can_read() -> bool:
    """Whether histories can be read here; where they cannot, that is told."""
    from wbgen.extras import need

    try:
        need("runs")
    except WbgenError as error:
        click.echo(f"note: {error.message}, so the sweep's metric alone ranks ({error.cure})", err=True)
        return False
    return True


def parameters_in(opened: OpenSweep) -> tuple[str, ...]:
    """The names of a sweep's parameters."""
    found = opened.sweep.config.get("parameters")
    return tuple(map(str, found)) if isinstance(found, dict) else ()


def runs_of(opened: OpenSweep) -> tuple[Sequence[ApiRun], int]:
    """The runs of a sweep, with all but their histories, and how many it has.

    Where they are too many, those with the best values of the sweep's metric; without one, the newest.
    """
    from wbgen.runs.api import RunServer

    sweep, path = opened.sweep, opened.sweep.path
    order = (
        f"{'-' if sweep.maximizes else '+'}summary_metrics.{sweep.metric}" if sweep.metric else "-created_at"
    )
    server = RunServer(opened.transport, lambda: path.entity, opened.session.target.app_url)
    with telling("runs") as tell:
        tell(0, None)
        listed = server.first(order, path.project, MOST_RUNS, path.entity, path.id)
    return listed.runs, listed.total


def measured(
    runs: Sequence[ApiRun], criteria: Sequence[Criterion], guide: Guide | None
) -> list[tuple[Taken, ...]]:
    """What each run has of the criteria. Histories are read only for a guide, some at a time.

    A run whose history cannot be read has no values, which is told; where none can be, that is an error.
    """
    if guide is None:
        return [tuple(of_summary(one, data.run) for one in criteria) for data in runs]
    from wbgen.ranking.measure import measure

    by = guide

    def row_of(data: ApiRun) -> tuple[Taken, ...] | WbgenError:
        try:
            return measure(criteria, data, by)
        except WbgenError as error:
            return error

    with telling("histories") as tell, ThreadPoolExecutor(AT_A_TIME) as pool:
        found = []
        for row in pool.map(row_of, runs):
            found.append(row)
            tell(len(found), len(runs))
    errors = [(data, row) for data, row in zip(runs, found, strict=True) if isinstance(row, WbgenError)]
    if errors and len(errors) == len(runs):
        raise errors[0][1]
    tell_some([f"{data.run.label} is not ranked: {error.message}" for data, error in errors])
    nothing = (Taken(),) * len(criteria)
    return [nothing if isinstance(row, WbgenError) else row for row in found]


def tell_losses(runs: Sequence[ApiRun]) -> None:
    """Say of which runs something could not be read, which their values may come from."""
    tell_some([f"{data.run.label}: {loss}" for data in runs for loss in data.run.losses])


def tell_some(notes: Sequence[str]) -> None:
    """Say the first of some notes, and how many there are."""
    if notes:
        more = f" ({len(notes) - 1:,} more like this)" if len(notes) > 1 else ""
        click.echo(f"note: {printable(notes[0])}{more}", err=True)


class Tell:
    """Says on a terminal how far a reading is, in a line that gives way to the next."""

    def __init__(self, what: str) -> None:
        self.what, self.live = what, sys.stderr.isatty()

    def __call__(self, done: int, total: int | None) -> None:
        """Say it."""
        if self.live:
            how_far = f" {done:,} of {total:,}" if total is not None else ""
            click.echo(f"\r\x1b[Kreading {self.what}{how_far}", nl=False, err=True)

    def rest(self) -> None:
        """Leave nothing of it."""
        if self.live:
            click.echo("\r\x1b[K", nl=False, err=True)


@contextmanager
def telling(what: str) -> Iterator[Tell]:
    """A way to say how far the reading in the block is."""
    tell = Tell(what)
    try:
        yield tell
    finally:
        tell.rest()
