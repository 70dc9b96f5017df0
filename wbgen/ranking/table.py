"""The ranking of some runs: in their order, each with what it has of every criterion."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from wbgen.ranking.criteria import Criterion
from wbgen.ranking.order import Level, rank
from wbgen.ranking.seeds import alike, counting, differ_in_seeds, together
from wbgen.ranking.values import Taken
from wbgen.runs.run import Run


@dataclass(frozen=True, slots=True)
class Entry:
    """A run, or runs that differ in nothing but their seeds, in a ranking.

    taken: for each criterion.  place: from 1, shared by entries that nothing tells apart; None where
    nothing is known.  parted_by: what told it from the entry above; None where nothing did.
    left_out: runs of the same setting that do not count (see ``seeds.counting``).
    """

    runs: tuple[Run, ...]
    taken: tuple[Taken, ...]
    place: int | None
    parted_by: Level | None = None
    left_out: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """Entries, the best first. grouped: whether runs are together that differ in nothing but their seeds."""

    criteria: tuple[Criterion, ...]
    entries: tuple[Entry, ...]
    grouped: bool = False

    @property
    def best(self) -> Entry | None:
        """The best entry; None where nothing is known of any."""
        return self.entries[0] if self.entries and self.entries[0].place is not None else None


def ranking(
    criteria: Sequence[Criterion],
    runs: Sequence[Run],
    rows: Sequence[Sequence[Taken]],
    settings: Collection[str] | None = None,
    grouped: bool | None = None,
) -> Ranking:
    """The ranking of runs. rows: what each has of every criterion.

    settings: what tells runs apart but for seeds (see ``seeds.settings_of``).  grouped: whether seeds are
    put together; where it is None, they are if any two runs differ in their seeds and in nothing else.
    Entries that nothing tells apart stand in the order their runs were made.
    """
    each = [(at,) for at in range(len(runs))]
    groups = each if grouped is False else alike(runs, settings)
    if grouped is None:
        grouped = any(differ_in_seeds(runs, members) for members in groups)
        groups = groups if grouped else each
    counted = each if not grouped else [counting(runs, group) for group in groups]
    if grouped:
        rows = [together([rows[at] for at in members]) for members in counted]
    entries = []
    for one in rank(criteria, rows):
        found = [
            Entry(
                oldest_first(runs, counted[at]),
                tuple(rows[at]),
                one.place,
                left_out=oldest_first(runs, {*groups[at]} - {*counted[at]}),
            )
            for at in one.members
        ]
        found.sort(key=lambda entry: made(entry.runs[0]))
        entries += [replace(found[0], parted_by=one.parted_by), *found[1:]]
    return Ranking(tuple(criteria), tuple(entries), grouped)


def oldest_first(runs: Sequence[Run], members: Collection[int]) -> tuple[Run, ...]:
    """Some of the runs in the order they were made."""
    return tuple(sorted((runs[at] for at in members), key=made))


def made(run: Run) -> tuple[str, str]:
    """When a run was made; its id where that is not known."""
    return run.created_at, run.id
