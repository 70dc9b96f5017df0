"""The rows at which a rule is asked, and what its names are at each of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, reduce
from itertools import product

import numpy as np

from wbgen.contract.arrays import Numbers, merged
from wbgen.contract.rules.truth import Series
from wbgen.contract.subject import Subject
from wbgen.runs.values import find
from wbgen.spec.expressions.nodes import Extent
from wbgen.spec.names import exact, fill, placeholders

#: Values that a rule is computed of at a time, and members of its dimensions.
MOST_CELLS = 20_000_000
MOST_MEMBERS = 10_000


class TooWideError(Exception):
    """A rule is over more members than are looked at."""


class World:
    """What a rule may ask of a run at some of its steps."""

    def __init__(self, subject: Subject, names: Iterable[str], *, everywhere: bool = False) -> None:
        """names: the patterns of the metrics that the rule names, at whose rows it is asked.

        everywhere: whether it is asked at all rows of the run instead.
        """
        self.subject = subject
        logged = [name for pattern in names for name in self.names_of(pattern)]
        subject.read(logged)
        steps = [subject.column(name).steps for name in dict.fromkeys(logged)]
        self.steps = subject.steps if everywhere else merged(steps)
        self._series: dict[str, Series] = {}

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.steps)

    # --- members

    def names_of(self, pattern: str) -> list[str]:
        """The logged names that a pattern stands for."""
        names = (fill(pattern, values) for values in self.members(placeholders(pattern), (pattern,)))
        return [name for name in names if name in self.subject.keys]

    def members(self, dimensions: tuple[str, ...], patterns: Iterable[str]) -> list[dict[str, str]]:
        """The values of some dimensions together; of open ones, those that were logged under the patterns.

        Raises TooWideError.
        """
        known = [self.values(dimension, patterns) for dimension in dimensions]
        if reduce(lambda count, values: count * len(values), known, 1) > MOST_MEMBERS:
            raise TooWideError
        return [dict(zip(dimensions, values, strict=True)) for values in product(*known)]

    def values(self, dimension: str, patterns: Iterable[str]) -> tuple[str, ...]:
        """The values of a dimension in the run."""
        declared = self.subject.declared
        if dimension not in declared.unknown:
            return declared.dimensions.get(dimension, ())
        mine = {pattern for pattern in patterns if dimension in placeholders(pattern)}
        found = {
            one.values[dimension]: None
            for _, one in self.subject.logged
            if dimension in one.values and (one.pattern in mine or not mine & {*declared.open})
        }
        return tuple(found)

    # --- values

    def metric(self, name: str) -> Series:
        """The newest value of a metric at every row."""
        name = exact(name)
        if name not in self._series:
            self._series[name] = self._read(name)
        return self._series[name]

    def _read(self, name: str) -> Series:
        nowhere = np.zeros(self.size, bool)
        if name not in self.subject.keys:
            return Series(np.full(self.size, np.nan), nowhere, nowhere)
        column = self.subject.column(name)
        if column.numbers is not None and column.steps is self.steps:  # as nearly always
            return Series(column.numbers, ~nowhere, ~nowhere)
        at = np.searchsorted(column.steps, self.steps, side="right") - 1
        known = at >= 0
        newest = np.maximum(at, 0)
        fresh = known & (column.steps[newest] == self.steps) if len(column.steps) else nowhere
        if column.numbers is None or not len(column.steps):
            # What is no number compares with nothing, but it was logged.
            return Series(np.full(self.size, np.nan), nowhere, fresh)
        return Series(np.where(known, column.numbers[newest], np.nan), known, fresh)

    def config(self, key: str) -> Series:
        """A hyperparameter: the same everywhere, and never logged anew."""
        value = find(self.subject.run.config, exact(key))
        never = np.zeros(self.size, bool)
        if not isinstance(value, bool | int | float):
            return Series(np.full(self.size, np.nan), never, never)
        return Series(np.full(self.size, float(value)), ~never, never)

    def constant(self, value: float) -> Series:
        """A number of the rule's own."""
        never = np.zeros(self.size, bool)
        return Series(np.full(self.size, value), ~never, never)

    # --- stretches of the run

    def places(self, unit: str) -> Numbers | None:
        """Where every row is, in steps or in epochs, never going back; None where the run does not say."""
        return self._steps if unit == "steps" else self._epochs

    def length(self, extent: Extent) -> float:
        """How long an extent is in this run, 1 at least."""
        return max(1.0, extent.amount * self.subject.scale)

    @cached_property
    def _steps(self) -> Numbers:
        return self._along(self.subject.step_axis)

    @cached_property
    def _epochs(self) -> Numbers | None:
        axis = self.subject.epochs
        return None if axis is None else self._along(axis)

    def _along(self, axis: str) -> Numbers:
        places = self.subject.along(axis, self.steps)
        return np.maximum.accumulate(np.where(np.isfinite(places), places, -np.inf))
