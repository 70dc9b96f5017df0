"""Lines through points: least squares, and what has been least, greatest and the mean so far."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from wbgen.render.values import figure

Numbers = Sequence[float]

#: The decimal logarithm of about the greatest number there is.
GREATEST = 308.0


@dataclass(frozen=True, slots=True)
class Fit:
    """``y = intercept + slope * x`` with the least sum of squares of the residuals in y.

    slope = sum((x - mean x) * (y - mean y)) / sum((x - mean x) ** 2), and the line passes through the
    means. r2: 1 - the residuals' sum of squares over that of y around its mean.  x_log, y_log: whether
    x and y stand for their decimal logarithms.
    """

    slope: float
    intercept: float
    r2: float
    x_log: bool = False
    y_log: bool = False

    def at(self, x: float) -> float:
        """The value on the line."""
        found = self.intercept + self.slope * (math.log10(x) if self.x_log else x)
        return 10.0 ** min(found, GREATEST) if self.y_log else found

    def __str__(self) -> str:
        x, y = ("log10 x" if self.x_log else "x"), ("log10 y" if self.y_log else "y")
        sign = "-" if self.intercept < 0 else "+"
        line = f"{y} = {figure(self.slope)} {x} {sign} {figure(abs(self.intercept))}"
        return f"{line} (R² {self.r2:.2f})"


def least_squares(xs: Numbers, ys: Numbers, *, x_log: bool = False, y_log: bool = False) -> Fit | None:
    """The straight line on the scales of a chart; None where x does not vary, or numbers are too large."""
    try:
        return fitted(xs, ys, x_log, y_log)
    except OverflowError:
        return None


def fitted(xs: Numbers, ys: Numbers, x_log: bool, y_log: bool) -> Fit | None:
    """The line. Raises OverflowError."""
    us = [math.log10(x) for x in xs] if x_log else list(xs)
    vs = [math.log10(y) for y in ys] if y_log else list(ys)
    if len(us) < 2:
        return None
    u_mean, v_mean = math.fsum(us) / len(us), math.fsum(vs) / len(vs)
    spread = math.fsum((u - u_mean) ** 2 for u in us)
    total = math.fsum((v - v_mean) ** 2 for v in vs)
    if not (0 < spread < math.inf and total < math.inf):
        return None
    slope = math.fsum((u - u_mean) * (v - v_mean) for u, v in zip(us, vs, strict=True)) / spread
    r2 = 1.0 if total == 0 else slope * slope * spread / total
    return Fit(slope, v_mean - slope * u_mean, r2, x_log, y_log)


def mean_so_far(ys: Numbers) -> list[float]:
    """The mean of each value and all before it."""
    return [total / count for count, total in enumerate(accumulate(ys), 1)]


#: What the running lines of a scatter plot show of y, in the order of x.
SO_FAR: Mapping[str, Callable[[Numbers], list[float]]] = {
    "min": lambda ys: list(accumulate(ys, min)),
    "max": lambda ys: list(accumulate(ys, max)),
    "mean": mean_so_far,
}
