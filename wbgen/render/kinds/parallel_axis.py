"""An axis of parallel coordinates: where the values of the runs stand on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from wbgen.render.measured import Column
from wbgen.render.values import figure, number, told
from wbgen.views.outline.reading import clip, dig, flag, text

#: Numbers above 0 whose greatest is so many times the least get a logarithmic axis where the panel is silent.
WIDE = 1000.0

#: Shares of an axis at which its values are written, and categories that are.
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
MOST_CATEGORIES = 12

#: So many values or fewer are each written where they stand, if they are this share of the axis apart.
FEW, APART = 6, 0.07

LABEL_CHARS = 16


@dataclass(frozen=True, slots=True)
class Axis:
    """A value of the runs as an axis from 0 to 1.

    scale: ``linear``, ``log``, or ``category``.  low, high: its ends (of a logarithm, as they are).
    categories: texts from bottom to top.
    """

    title: str
    column: Column
    scale: str
    low: float = 0.0
    high: float = 0.0
    categories: tuple[str, ...] = ()
    inverted: bool = False

    def part(self, runs: Sequence[int]) -> Axis:
        """The same axis with the values of some runs, by their places."""
        values = tuple(self.column.values[at] for at in runs)
        return replace(self, column=replace(self.column, values=values))

    def place(self, value: Any) -> float | None:
        """Where a value stands, from 0 to 1; None for one that has no place."""
        at = self.upright(value)
        return None if at is None else 1.0 - at if self.inverted else at

    def upright(self, value: Any) -> float | None:
        if self.scale == "category":
            at = self.categories.index(value) if value in self.categories else None
            return None if at is None else share(at, 0, len(self.categories) - 1)
        read = number(value)
        if read is None or (self.scale == "log" and read <= 0):
            return None
        if self.scale == "log":
            return share(math.log(read), math.log(self.low), math.log(self.high))
        return share(read, self.low, self.high)

    def ticks(self) -> list[tuple[float, str]]:
        """Places from 0 to 1, and what is written there."""
        if self.scale == "category":
            every = math.ceil(len(self.categories) / MOST_CATEGORIES)
            found = [
                (self.upright(name) or 0.0, clip(name, LABEL_CHARS)) for name in self.categories[::every]
            ]
        elif self.low == self.high:
            found = [(0.5, figure(self.low))]
        else:
            found = self.each() or [(at, figure(self.value(at))) for at in TICKS]
        return [(1.0 - at if self.inverted else at, label) for at, label in found]

    def each(self) -> list[tuple[float, str]]:
        """The values themselves, of few (``500, 1000, 2000``); nothing where they are many or close."""
        known = sorted({*self.column.numbers}) if self.column.kind == "number" else []
        found = [(at, figure(value)) for value in known if (at := self.upright(value)) is not None]
        apart = min((after[0] - before[0] for before, after in pairwise(found)), default=0.0)
        return found if len(found) <= FEW and apart >= APART else []

    def value(self, at: float) -> float:
        """The number at a place."""
        if self.scale == "log":
            return math.exp(math.log(self.low) + at * (math.log(self.high) - math.log(self.low)))
        return self.low + at * (self.high - self.low)


def share(value: float, low: float, high: float) -> float:
    """Where a value is between two; in the middle where they are one."""
    return (value - low) / (high - low) if high > low else 0.5


def axis_of(item: object, found: Column) -> Axis | None:
    """A column of the panel as an axis; None where no run has a finite value of it."""
    title = text(dig(item, "displayName")) or found.title
    inverted = flag(dig(item, "inverted")) is True
    truths = all(value is None or isinstance(value, bool) for value in found.values)
    if found.kind == "text" or truths:
        known = {told(value) for value in found.values if value is not None}
        texts = tuple(None if value is None else told(value) for value in found.values)
        column = Column(found.spelling, found.title, "text", texts)
        return Axis(title, column, "category", categories=tuple(sorted(known)), inverted=inverted)
    numbers = found.numbers
    if not numbers:
        return None
    asked = flag(dig(item, "log"))
    wide = min(numbers) > 0 and max(numbers) / min(numbers) >= WIDE and found.kind == "number"
    log = (asked is True or (asked is None and wide)) and max(numbers) > 0
    shown = [value for value in numbers if value > 0] if log else numbers
    return Axis(title, found, "log" if log else "linear", min(shown), max(shown), inverted=inverted)
