"""What was taken of a run for a criterion."""

from __future__ import annotations

import math
from dataclasses import dataclass

from wbgen.ranking.criteria import Criterion
from wbgen.runs.run import Run
from wbgen.runs.values import find


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run, or several that differ in their seeds, has of a criterion.

    value: None where it is not known.  wanted: whether it is as the criterion wants it, None where that is
    not known, or nothing is wanted.  spread: of several runs, the standard deviation (n - 1); None for one.
    n: the runs that have a value.
    """

    value: float | None = None
    wanted: bool | None = None
    spread: float | None = None
    n: int = 1

    @property
    def known(self) -> bool:
        """Whether anything is known."""
        return self.value is not None or self.wanted is not None


def of_summary(criterion: Criterion, run: Run) -> Taken:
    """The value of a run's summary, which takes no reading of its history."""
    return Taken(number(find(run.summary, criterion.metric)))


def number(value: object) -> float | None:
    """A number of a summary; None for what is none. True is 1."""
    if not isinstance(value, bool | int | float):
        return None
    try:
        return finite(float(value))
    except OverflowError:  # a whole number that no float holds
        return None


def finite(value: float) -> float | None:
    """The number; None for what is none."""
    return float(value) if math.isfinite(value) else None
