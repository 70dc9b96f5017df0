"""Functions over the values so far, or over those of a window, for every row at once.

``bounds`` are, for each row, the first and one past the last of the values that it sees; both only grow.
Sums are running sums, and extremes come from a table of powers of two: the time does not depend on how
long the window is, but for medians, which keep the window's values sorted.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from wbgen.contract.arrays import Numbers, Steps

#: Running sums in the widest floats there are: their differences are to be exact.
Wide = np.longdouble
WideNumbers: TypeAlias = npt.NDArray[np.longdouble]


def mean(values: Numbers, places: Numbers, start: Steps, end: Steps) -> Numbers:
    """Means, of values taken from their middle so that sums stay small."""
    middle = np.mean(values)
    return np.asarray(middle + sums(values - middle, start, end) / (end - start), np.float64)


def std(values: Numbers, places: Numbers, start: Steps, end: Steps) -> Numbers:
    """Standard deviations of whole populations: the root of the mean square distance."""
    centred = values - np.mean(values)
    count = end - start
    square = sums(np.square(centred, dtype=Wide), start, end) / count
    variance = square - np.square(sums(centred, start, end) / count)
    same = highest(values, places, start, end) == lowest(values, places, start, end)
    return np.where(same, 0.0, np.sqrt(np.maximum(variance, 0)).astype(np.float64))


def rate(values: Numbers, places: Numbers, start: Steps, end: Steps) -> Numbers:
    """Slopes of the straight lines that fit best (least squares); NaN where all lies in one place."""
    x, y = places - np.mean(places), values - np.mean(values)
    count = end - start
    sum_x, sum_y = sums(x, start, end), sums(y, start, end)
    above = count * sums(np.multiply(x, y, dtype=Wide), start, end) - sum_x * sum_y
    below = count * sums(np.square(x, dtype=Wide), start, end) - np.square(sum_x)
    apart = places[np.maximum(end - 1, 0)] > places[np.minimum(start, len(places) - 1)]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(apart, (above / below).astype(np.float64), np.nan)


def sums(
    values: Numbers | npt.NDArray[np.longdouble], start: Steps, end: Steps
) -> npt.NDArray[np.longdouble]:
    """Sums of stretches."""
    running = np.concatenate([np.zeros(1, Wide), np.cumsum(values, dtype=Wide)])
    return running[end] - running[start]  # type: ignore[no-any-return]


def lowest(values: Numbers, places: Numbers, start: Steps, end: Steps) -> Numbers:
    """Least values."""
    return extreme(np.minimum, values, start, end)


def highest(values: Numbers, places: Numbers, start: Steps, end: Steps) -> Numbers:
    """Greatest values."""
    return extreme(np.maximum, values, start, end)


def extreme(
    choose: Callable[[Numbers, Numbers], Numbers], values: Numbers, start: Steps, end: Steps
) -> Numbers:
    """The chosen values of stretches: each is covered by two that are powers of two long."""
    count = end - start
    found = np.empty(len(start))
    level, table = 1, values
    while True:
        rows = (count >= level) & (count < 2 * level)
        found[rows] = choose(table[start[rows]], table[end[rows] - level])
        if 2 * level > len(values):
            return found
        table = choose(table[:-level], table[level:])
        level *= 2


def median(values: Numbers, places: Numbers, start: Steps, end: Steps) -> Numbers:
    """Medians; of an even number of values, the mean of the two in the middle."""
    window: list[float] = []
    found = np.empty(len(start))
    given, low, high = values.tolist(), 0, 0
    for row, (first, past) in enumerate(zip(start.tolist(), end.tolist(), strict=True)):
        while high < past:
            insort(window, given[high])
            high += 1
        while low < first:
            del window[bisect_left(window, given[low])]
            low += 1
        half = len(window) // 2
        found[row] = window[half] if len(window) % 2 else (window[half - 1] + window[half]) / 2
    return found


def last(values: Numbers, places: Numbers, start: Steps, end: Steps) -> Numbers:
    """The newest values."""
    found: Numbers = values[end - 1]
    return found


def first(values: Numbers, places: Numbers, start: Steps, end: Steps) -> Numbers:
    """The oldest values."""
    found: Numbers = values[start]
    return found


Function: TypeAlias = Callable[[Numbers, Numbers, Steps, Steps], Numbers]

FUNCTIONS: Mapping[str, Function] = {
    "mean": mean,
    "min": lowest,
    "max": highest,
    "std": std,
    "median": median,
    "last": last,
    "first": first,
    "rate": rate,
}

#: The same over the members of a dimension at one row: members are rows here, NaN where they have no value.
ACROSS: Mapping[str, Callable[..., Numbers]] = {
    "mean": np.nanmean,
    "min": np.nanmin,
    "max": np.nanmax,
    "std": np.nanstd,
    "median": np.nanmedian,
}
