"""W&B's ways to smooth a line. They work on the points that are drawn, not on the whole history.

Source: docs.wandb.ai, "Smooth line plots", which gives the time-weighted average and the exponential one
as code, and the other two in words.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from math import exp, isfinite, sqrt

Numbers = Sequence[float]

#: The greatest weight: one of 1 would never let go of the first value.
MOST_WEIGHT = 0.999

#: How many units the width of a chart has for the time-weighted average (``VIEWPORT_SCALE``). The page
#: names the constant only; this value, thousandths of the range, is what others who rebuilt it use.
VIEWPORT = 1000.0

#: Standard deviations beyond which a Gaussian weighs nothing.
REACH = 3.0


def smooth(kind: str, weight: float, xs: Numbers, ys: Numbers, width: float) -> list[float]:
    """The smoothed values of points in the order of x; the same values where the kind is none.

    kind: W&B's ``smoothingType``.  weight: 0 to 1 for the exponential kinds; the standard deviation of
    ``gaussian``, and the window of ``average``, in points.  width: the range of x that the chart shows.
    """
    method = METHODS.get(kind)
    if method is None or not isfinite(weight) or weight <= 0 or len(ys) < 2:
        return list(ys)
    return method(weight, xs, ys, width)


def time_weighted(weight: float, xs: Numbers, ys: Numbers, width: float) -> list[float]:
    """The exponential average whose memory is a share of the chart's width, however dense the points are.

    ``w = min(sqrt(weight), 0.999)``; a point counts ``w ** (dx / width * 1000)`` of what it counted at the
    point before. What is summed is divided by the sum of the weights, so that early values are not drawn
    towards zero.
    """
    base = min(sqrt(weight), MOST_WEIGHT)
    scale = VIEWPORT / width if width > 0 else 0.0
    total = weights = 0.0
    before = xs[0]
    found = []
    for x, y in zip(xs, ys, strict=True):
        decay = base ** ((x - before) * scale)
        total = total * decay + y
        weights = weights * decay + 1.0
        before = x
        found.append(total / weights)
    return found


def exponential(weight: float, xs: Numbers, ys: Numbers, width: float) -> list[float]:
    """TensorBoard's exponential average, by points whatever their x: ``s = w * s + (1 - w) * y``.

    Each value is divided by ``1 - w ** n``, which takes the starting zero out of it.
    """
    kept = min(weight, MOST_WEIGHT)
    last, powers = 0.0, 1.0
    found = []
    for y in ys:
        last = last * kept + (1.0 - kept) * y
        powers *= kept
        found.append(last / (1.0 - powers))
    return found


def gaussian(weight: float, xs: Numbers, ys: Numbers, width: float) -> list[float]:
    """The average of all points, weighted by a Gaussian of their distance in x.

    The page says that the parameter is the standard deviation and not in what unit. Here it is the mean
    distance between points, which for a metric of each step is the step.
    """
    span = xs[-1] - xs[0]
    if span <= 0:
        return list(ys)
    deviation = min(weight, float(len(xs))) * span / (len(xs) - 1)
    found = []
    for x in xs:
        low = bisect_left(xs, x - REACH * deviation)
        high = bisect_right(xs, x + REACH * deviation)
        shares = [exp(-0.5 * ((other - x) / deviation) ** 2) for other in xs[low:high]]
        total = sum(share * y for share, y in zip(shares, ys[low:high], strict=True))
        found.append(total / sum(shares))
    return found


def average(weight: float, xs: Numbers, ys: Numbers, width: float) -> list[float]:
    """The mean of a window of ``weight`` points around each (a boxcar), cut off at the ends."""
    half = max(0, round(weight) - 1) // 2
    sums = [0.0]
    for y in ys:
        sums.append(sums[-1] + y)
    found = []
    for index in range(len(ys)):
        low, high = max(0, index - half), min(len(ys), index + half + 1)
        found.append((sums[high] - sums[low]) / (high - low))
    return found


#: By W&B's ``smoothingType``.
METHODS: Mapping[str, Callable[[float, Numbers, Numbers, float], list[float]]] = {
    "exponentialTimeWeighted": time_weighted,
    "exponential": exponential,
    "gaussian": gaussian,
    "average": average,
}
