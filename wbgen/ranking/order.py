"""Runs ranked by criteria.

What is *wanted* comes first, criterion by criterion: a run that has what is wanted before one that has not,
one of which it is not known last. Then the values, criterion by criterion.

Runs that are equal so far are parted by the next criterion into classes: the first holds the best value and
all that lie within the tie of it, the second the best of the rest and all within the tie of that, and so
on. "About as good" is not transitive (a like b, b like c, c unlike a); membership in such a class is, so that
the order is total, whatever order the runs come in. A value that is not known makes the last class.

Criteria with a weight that stand side by side are decided together. Each gives a run two points for every
other run (of those that are equal so far) in a worse class, and one for every one in its own; points are
multiplied by the weights and added (a Borda count).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Literal

from wbgen.ranking.criteria import Criterion
from wbgen.ranking.values import Taken

Rows = Sequence[Sequence[Taken]]
Members = Sequence[int]


@dataclass(frozen=True, slots=True)
class Level:
    """A question that parts runs which are equal so far. criteria: their numbers."""

    kind: Literal["want", "value", "points"]
    criteria: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Class:
    """Runs that nothing tells apart. members: their numbers, in order.

    place: from 1, shared by all of them; None where nothing is known of them.
    parted_by: what told them from the class before.
    """

    members: tuple[int, ...]
    place: int | None = None
    parted_by: Level | None = None


def rank(criteria: Sequence[Criterion], rows: Rows) -> tuple[Class, ...]:
    """Runs in classes, the best first. rows: what each run has of each criterion."""
    ranking = [at for at, one in enumerate(criteria) if one.ranks]
    known = [at for at, row in enumerate(rows) if any(row[one].known for one in ranking)]
    classes = [Class(tuple(known))] if known else []
    for level in levels(criteria):
        classes = [part for one in classes for part in parted(one, level, criteria, rows)]
    placed, place = [], 1
    for one in classes:
        placed.append(Class(one.members, place, one.parted_by))
        place += len(one.members)
    unknown = tuple(at for at in range(len(rows)) if at not in set(known))
    return (*placed, Class(unknown)) if unknown else tuple(placed)


def levels(criteria: Sequence[Criterion]) -> Iterator[Level]:
    """The questions in their order: all that is wanted, then all values."""
    for at, one in enumerate(criteria):
        if one.want is not None:
            yield Level("want", (at,))
    compared = [at for at, one in enumerate(criteria) if one.goal is not None]
    for weighted, group in groupby(compared, lambda at: criteria[at].weight is not None):
        numbers = tuple(group)
        if weighted and len(numbers) > 1:
            yield Level("points", numbers)
        else:
            yield from (Level("value", (at,)) for at in numbers)


def parted(one: Class, level: Level, criteria: Sequence[Criterion], rows: Rows) -> Iterator[Class]:
    """A class as the classes that a question makes of it, the best first."""
    if len(one.members) < 2:
        yield one
        return
    first, *rest = PARTS[level.kind](one.members, level, criteria, rows)
    yield Class(first, None, one.parted_by)
    for members in rest:
        yield Class(members, None, level)


def by_want(
    members: Members, level: Level, criteria: Sequence[Criterion], rows: Rows
) -> list[tuple[int, ...]]:
    """Those that have what is wanted, those that have not, those of which it is not known."""
    (at,) = level.criteria
    return by_key(members, lambda run: {True: 0, False: 1, None: 2}[rows[run][at].wanted])


def by_value(
    members: Members, level: Level, criteria: Sequence[Criterion], rows: Rows
) -> list[tuple[int, ...]]:
    """Classes of values that are about equal."""
    (at,) = level.criteria
    criterion = criteria[at]
    sign = -1.0 if criterion.goal == "maximize" else 1.0
    values = ((run, rows[run][at].value) for run in members)
    found = {run: value for run, value in values if value is not None and math.isfinite(value)}
    number_of: dict[int, int] = {}
    best, number = math.nan, -1
    for run in sorted(found, key=lambda run: (sign * found[run], run)):
        value = found[run]
        if not abs(value - best) <= criterion.tie.width(best):
            best, number = value, number + 1
        number_of[run] = number
    return by_key(members, lambda run: number_of.get(run, number + 1))


def by_points(
    members: Members, level: Level, criteria: Sequence[Criterion], rows: Rows
) -> list[tuple[int, ...]]:
    """Classes of the same weighted points."""
    points: dict[int, Fraction] = dict.fromkeys(members, Fraction(0))
    for at in level.criteria:
        weight = Fraction(criteria[at].weight or 0)
        left = len(members)
        for part in by_value(members, Level("value", (at,)), criteria, rows):
            left -= len(part)
            for run in part:
                points[run] += weight * (2 * left + len(part) - 1)
    return by_key(members, lambda run: -points[run])


PARTS: Mapping[str, Callable[[Members, Level, Sequence[Criterion], Rows], list[tuple[int, ...]]]] = {
    "want": by_want,
    "value": by_value,
    "points": by_points,
}


def by_key(members: Members, key: Callable[[int], int | Fraction]) -> list[tuple[int, ...]]:
    """Members of the same key together, the lowest key first."""
    parts: defaultdict[int | Fraction, list[int]] = defaultdict(list)
    for run in members:
        parts[key(run)].append(run)
    return [tuple(parts[found]) for found in sorted(parts)]
