"""Health rules evaluated one row after the other, in the plainest way there is."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from wbgen.spec.expressions import Rule, metrics_of
from wbgen.spec.expressions.nodes import (
    After,
    And,
    Arithmetic,
    Call,
    Comparison,
    Extent,
    For,
    IsNan,
    IsNull,
    Key,
    Metric,
    Not,
    Number,
    Op,
    Or,
    Over,
    Quantified,
    Value,
)
from wbgen.spec.names import fill, placeholders

#: What numbers may differ by that were computed in two ways.
CLOSE = 1e-9


class TooCloseError(Exception):
    """Two computed numbers are so close that rounding decides how they compare."""


@dataclass
class Slow:
    """A run by its rows: from each step to what was logged there."""

    rows: Mapping[int, Mapping[str, float]]
    config: Mapping[str, float]
    layers: Sequence[str]
    scale: float

    def asked(self, rule: Rule) -> dict[int, bool]:
        """The steps at which a rule is asked, with its answers."""
        names = {name for pattern in metrics_of(rule) for name in self.names(pattern)}
        everywhere = "IsNull" in repr(rule)
        self.steps = [step for step in sorted(self.rows) if everywhere or names & {*self.rows[step]}]
        match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return left / right


def slope(values: Sequence[float], places: Sequence[float]) -> float:
    if len({*places}) < 2:
        return math.nan
    return statistics.linear_regression(places, values).slope


FUNCTIONS: Mapping[str, Callable[[Sequence[float], Sequence[float]], float]] = {
    "mean": lambda values, _: statistics.fmean(values),
    "min": lambda values, _: min(values),
    "max": lambda values, _: max(values),
    "std": lambda values, _: statistics.pstdev(values),
    "median": lambda values, _: statistics.median(values),
    "last": lambda values, _: values[-1],
    "first": lambda values, _: values[0],
    "rate": slope,
}
