"""Truth of a condition at every row: it holds, it fails, or there is nothing to tell by.

A comparison without its values neither holds nor fails, so that it is false, and so is its opposite.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from wbgen.contract.arrays import Numbers, Rows


@dataclass(frozen=True, slots=True)
class Truth:
    """Which rows a condition holds at, and which it fails at."""

    holds: Rows
    fails: Rows

    @classmethod
    def of(cls, holds: Rows, known: Rows) -> Truth:
        """A test that can be told at the known rows."""
        return cls(holds & known, ~holds & known)

    @classmethod
    def nowhere(cls, size: int) -> Truth:
        """What nothing can be told of."""
        return cls(np.zeros(size, bool), np.zeros(size, bool))

    def negated(self) -> Truth:
        """The opposite."""
        return Truth(self.fails, self.holds)


def every(items: Iterable[Truth], size: int) -> Truth:
    """All of some conditions, one after the other; of none, nothing is told."""
    made: Truth | None = None
    for item in items:
        made = item if made is None else Truth(made.holds & item.holds, made.fails | item.fails)
    return Truth.nowhere(size) if made is None else made


def some(items: Iterable[Truth], size: int) -> Truth:
    """One of some conditions; of none, nothing is told."""
    return every((item.negated() for item in items), size).negated()


@dataclass(frozen=True, slots=True)
class Series:
    """A number at every row. known: where there is one; it may be NaN.  fresh: where it was logged anew."""

    values: Numbers
    known: Rows
    fresh: Rows

    @property
    def usable(self) -> Rows:
        """Where it is a number that can be compared."""
        missing: Rows = np.isnan(self.values)
        return self.known & ~missing

    @property
    def counted(self) -> Rows:
        """Where it was logged anew, and is finite: what functions are computed of."""
        finite: Rows = np.isfinite(self.values)
        return self.fresh & self.known & finite
