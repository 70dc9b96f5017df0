"""Between which values an invented metric moves: by what the catalogue says of it, else by its name."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from wbgen.spec.conditions import NUMBER, parse_condition
from wbgen.spec.models import MetricAttributes

#: From where to where metrics of a name usually move, the first that fits, where the catalogue is silent.
BY_NAME: tuple[tuple[re.Pattern[str], float, float], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), low, high)
    for pattern, low, high in (
        (r"loss|perplexity|error|nll|mse|mae", 0.25, 2.5),
        (r"acc|f1|auc|precision|recall|similarity|reward|success|score|rate$|ratio|prob|share", 0.15, 0.9),
        (r"grad.*norm|norm.*grad", 0.4, 1.6),
        (r"norm", 0.5, 3.0),
        (r"entropy", 0.6, 2.8),
        (r"kl", 0.01, 0.2),
        (r"tokens_per|tokens/s|throughput|samples_per", 4200.0, 5100.0),
        (r"mfu|util|percent|pct", 35.0, 55.0),
        (r"time|seconds|duration|latency", 0.3, 0.45),
        (r"memory|mem|gib|gb", 18.0, 22.0),
        (r"length|len$|tokens", 180.0, 420.0),
        (r"num|count|total", 10.0, 200.0),
    )
)
USUAL = (0.2, 1.0)
BY_UNIT = {"%": (40.0, 80.0), "s": (0.3, 0.45), "tokens/s": (4200.0, 5100.0), "GiB": (18.0, 22.0)}

#: How far into a healthy stretch a good run gets.
WITHIN = 0.2


@dataclass(frozen=True, slots=True)
class Levels:
    """low, high: no value lies outside.  start, end: of a good run.  span: how much of the axis it takes."""

    low: float
    high: float
    start: float
    end: float
    span: float

    def clipped(self, value: float) -> float:
        """The value, or the bound that it is beyond; the end where it is no number."""
        if math.isnan(value):
            return self.end
        return min(max(value, self.low), self.high)


def levels(name: str, attributes: MetricAttributes) -> Levels:
    """Between which values a metric moves."""
    low, high = attributes.range or (None, None)
    floor = -math.inf if low is None else float(low)
    ceiling = math.inf if high is None else float(high)
    near, far = usual(name, attributes, floor, ceiling)
    if near >= 0 and floor == -math.inf:
        floor = 0.0  # a loss may be negative, but hardly one that is not said to be
    rising = attributes.goal == "maximize"
    start, end = (near, far) if rising else (far, near)
    if attributes.goal is None:
        start = end = (near + far) / 2
    healthy = stretch(attributes.healthy)
    if healthy is not None:
        end = inside(*healthy, span=max(abs(far - near), 1e-9))
        if attributes.goal is None:
            start = end
    span = min(abs(far - near), ceiling - floor)
    return Levels(floor, ceiling, min(max(start, floor), ceiling), min(max(end, floor), ceiling), span)


def usual(name: str, attributes: MetricAttributes, floor: float, ceiling: float) -> tuple[float, float]:
    """A lower and a higher value of a metric, both within its range."""
    typical = attributes.typical
    if isinstance(typical, int | float):
        return around(float(typical), floor, ceiling)
    said = [float(number) for number in NUMBER.findall(typical or "")]
    said = [value for value in said if math.isfinite(value) and floor <= value <= ceiling]
    if len(said) == 1:
        return around(said[0], floor, ceiling)
    if said:
        return min(said), max(said)
    if math.isfinite(floor) and math.isfinite(ceiling):
        return floor * 0.88 + ceiling * 0.12, floor * 0.12 + ceiling * 0.88
    by_name = ((low, high) for pattern, low, high in BY_NAME if pattern.search(name))
    low, high = BY_UNIT.get(attributes.unit or "") or next(by_name, USUAL)
    if low < floor or high > ceiling:  # as wide, from the bound on
        wide = (high - low) or 1.0
        return (floor, floor + wide) if math.isfinite(floor) else (ceiling - wide, ceiling)
    return low, high


def around(value: float, floor: float, ceiling: float) -> tuple[float, float]:
    """Values a tenth below and above, within the range."""
    wide = abs(value) * 0.1 or 0.1
    return max(floor, min(value - wide, ceiling)), min(ceiling, max(value + wide, floor))


def stretch(condition: str | None) -> tuple[float | None, float | None] | None:
    """The bounds of the values that a condition allows; None where it states none."""
    try:
        read = parse_condition(condition) if condition is not None else None
    except ValueError:
        return None
    return (read.low, read.high) if read else None


def inside(low: float | None, high: float | None, span: float) -> float:
    """A value well within a stretch, of which one end may be open."""
    if low is not None and high is not None:
        return (low + high) / 2
    beyond = max(abs(low if low is not None else high or 0) * WITHIN, span * 0.05)
    return low + beyond if low is not None else (high or 0) - beyond
