"""What of a metric's values counts: the last, the best, the mean, the spread, the slope, the first time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from wbgen.contract.arrays import Numbers
from wbgen.contract.conditions import fulfils
from wbgen.ranking.criteria import Criterion, Take
from wbgen.ranking.values import Taken, finite
from wbgen.spec.conditions import Condition


@dataclass(frozen=True, slots=True)
class Course:
    """The values of a metric in the order they were logged, and where each stands on the x axis."""

    values: Numbers
    x: Numbers

    @property
    def known(self) -> Course:
        """The values that are numbers."""
        finite = np.isfinite(self.values)
        return self if finite.all() else Course(self.values[finite], self.x[finite])


def take(criterion: Criterion, course: Course) -> Taken:
    """What a criterion takes of a course, and whether that is as it is wanted.

    Values that are no numbers are left out. But a course that ends with one has diverged, and has neither a
    last value nor a mean, a spread or a slope.
    """
    if not len(course.values):
        return Taken()
    if criterion.take == "first":
        return first(course, criterion.want)
    if criterion.take != "best" and not math.isfinite(course.values[-1]):
        return Taken()
    known = course.known
    if not len(known.values):
        return Taken()
    value = finite(TAKES[criterion.take](known, criterion))
    if value is None or criterion.want is None:
        return Taken(value)
    return Taken(value, bool(fulfils(criterion.want, np.array([value]))[0]))


def first(course: Course, want: Condition | None) -> Taken:
    """Where on the x axis a condition was first fulfilled."""
    known = course.known
    if want is None or not len(known.values):
        return Taken()
    rows = np.flatnonzero(fulfils(want, known.values))
    return Taken(finite(known.x[rows[0]]), wanted=True) if len(rows) else Taken(wanted=False)


def last(course: Course, criterion: Criterion) -> float:
    """The last value."""
    return float(course.values[-1])


def best(course: Course, criterion: Criterion) -> float:
    """The highest or the lowest value; the last one where nothing says which way is better."""
    if criterion.toward is None:
        return last(course, criterion)
    return float(course.values.max() if criterion.toward == "maximize" else course.values.min())


def mean(course: Course, criterion: Criterion) -> float:
    """The mean of the values: sum(y) / n."""
    return float(course.values.mean())


def spread(course: Course, criterion: Criterion) -> float:
    """The standard deviation of the values over the run: sqrt(sum((y - mean)^2) / (n - 1)).

    It is not a robust one, for a few jumps are what an unsteady run has.
    """
    return float(course.values.std(ddof=1)) if len(course.values) > 1 else math.nan


def slope(course: Course, criterion: Criterion) -> float:
    """The slope of the line of least squares: sum((x - mean x)(y - mean y)) / sum((x - mean x)^2)."""
    placed = np.isfinite(course.x)
    x, y = course.x[placed], course.values[placed]
    if len(x) < 2:
        return math.nan
    away = x - x.mean()
    square = float(away @ away)
    return float(away @ (y - y.mean())) / square if square > 0 else math.nan


TAKES: Mapping[Take, Callable[[Course, Criterion], float]] = {
    "last": last,
    "best": best,
    "mean": mean,
    "spread": spread,
    "slope": slope,
}
