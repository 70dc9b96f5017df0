"""Conditions on the values of one metric in one run: thresholds, changes, z-scores.

A condition *measures* the latest values and says whether the measure *meets* it. What the names mean is in
the docstrings of ``wandb.automations`` (0.31) and in W&B's guide to automation events. Where neither says,
this is what holds here: an average, minimum or maximum counts once its window is full; windows slide by one
value; a change relative to zero, and a z-score among equal values, have no measure.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

COMPARISONS: Mapping[str, tuple[str, Callable[[float, float], bool]]] = {
    "$gt": (">", operator.gt),
    "$gte": ("≥", operator.ge),
    "$lt": ("<", operator.lt),
    "$lte": ("≤", operator.le),
    "$eq": ("=", operator.eq),
    "$ne": ("≠", operator.ne),
}


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


AGGREGATES: Mapping[str, tuple[str, Callable[[Sequence[float]], float]]] = {
    "AVERAGE": ("average", mean),
    "MIN": ("minimum", min),
    "MAX": ("maximum", max),
}

# How a signed measure is seen by the direction that is watched: what counts is how far it reaches there.
DIRECTIONS: Mapping[str, Callable[[float], float]] = {
    "INCREASE": operator.pos,
    "DECREASE": operator.neg,
    "ANY": abs,
}


class Condition(Protocol):
    """What an automation watches for in the values of a metric."""

    @property
    def metric(self) -> str: ...

    @property
    def reach(self) -> int:
        """How many values it takes to measure."""

    def measure(self, values: Sequence[float]) -> float | None:
        """The measure of the latest values, oldest first; None where there is none (yet)."""

    def met(self, measured: float) -> bool: ...


@dataclass(frozen=True, slots=True)
class Threshold:
    """The latest value, or an aggregate of the latest ``window`` values, compares with ``threshold``."""

    metric: str
    aggregate: str | None
    window: int
    comparison: str
    threshold: float

    @property
    def reach(self) -> int:
        return self.window

    def measure(self, values: Sequence[float]) -> float | None:
        if len(values) < self.reach:
            return None
        return _number(_aggregated(self.aggregate, values[-self.window :]))

    def met(self, measured: float) -> bool:
        return COMPARISONS[self.comparison][1](measured, self.threshold)

    def __str__(self) -> str:
        sign = COMPARISONS[self.comparison][0]
        return f"{_named(self.aggregate, self.metric, self.window)} {sign} {self.threshold:g}"


@dataclass(frozen=True, slots=True)
class Change:
    """From the ``prior`` values to the ``window`` values that follow them, the metric moved by ``amount``.

    relative: ``amount`` is a share of the earlier value (0.1 for ten percent), else a difference.
    The two windows are consecutive and do not overlap.
    """

    metric: str
    aggregate: str | None
    window: int
    prior: int
    relative: bool
    direction: str
    amount: float

    @property
    def reach(self) -> int:
        return self.window + self.prior

    def measure(self, values: Sequence[float]) -> float | None:
        if len(values) < self.reach:
            return None
        now = _aggregated(self.aggregate, values[-self.window :])
        before = _aggregated(self.aggregate, values[-self.reach : -self.window])
        if not self.relative:
            return _number(now - before)
        return _number((now - before) / abs(before)) if before else None

    def met(self, measured: float) -> bool:
        return DIRECTIONS[self.direction](measured) >= self.amount

    def __str__(self) -> str:
        verb = {"INCREASE": "rises", "DECREASE": "falls", "ANY": "rises or falls"}[self.direction]
        amount = f"{self.amount * 100:g} %" if self.relative else f"{self.amount:g}"
        value = _named(self.aggregate, self.metric, self.window)
        return f"{value} {verb} by {amount} or more against the {_counted(self.prior)} before"


@dataclass(frozen=True, slots=True)
class ZScore:
    """The latest value is ``threshold`` standard deviations away from the mean of the ``window`` before it.

    W&B's guide speaks both of a window of runs and of a window of logged values; here it is the logged
    values of the same run. The deviation is that of the window itself (not of a sample).
    """

    metric: str
    window: int
    threshold: float
    direction: str

    @property
    def reach(self) -> int:
        return self.window + 1

    def measure(self, values: Sequence[float]) -> float | None:
        if len(values) < self.reach:
            return None
        before = values[-self.reach : -1]
        if min(before) == max(before):
            return None
        middle = mean(before)
        deviation = math.sqrt(mean([(value - middle) * (value - middle) for value in before]))
        return _number((values[-1] - middle) / deviation) if deviation else None

    def met(self, measured: float) -> bool:
        return DIRECTIONS[self.direction](measured) >= self.threshold

    def __str__(self) -> str:
        side = {"INCREASE": "above", "DECREASE": "below", "ANY": "away from"}[self.direction]
        return (
            f"{self.metric} is {self.threshold:g} or more standard deviations {side} the mean "
            f"of the {_counted(self.window)} before"
        )


def _aggregated(aggregate: str | None, values: Sequence[float]) -> float:
    return AGGREGATES[aggregate][1](values) if aggregate else values[-1]


def _number(measured: float) -> float | None:
    """Infinities against each other have no measure."""
    return None if math.isnan(measured) else measured


def _named(aggregate: str | None, metric: str, window: int) -> str:
    return f"{AGGREGATES[aggregate][0]} of the last {_counted(window)} of {metric}" if aggregate else metric


def _counted(values: int) -> str:
    return "value" if values == 1 else f"{values} values"
