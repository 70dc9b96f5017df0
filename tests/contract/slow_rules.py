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
        return {step: self.truth(rule, step, {}) is True for step in self.steps}

    def names(self, pattern: str) -> list[str]:
        inside = placeholders(pattern)
        return [
            fill(pattern, dict(zip(inside, values, strict=True)))
            for values in product(self.layers, repeat=len(inside))
        ]

    def members(self, dimensions: Sequence[str], chosen: Mapping[str, str]) -> list[dict[str, str]]:
        every = product(self.layers, repeat=len(dimensions))
        return [{**chosen, **dict(zip(dimensions, values, strict=True))} for values in every]

    # --- conditions: true, false, or None where there is nothing to tell by

    def truth(self, rule: Rule, step: int, chosen: Mapping[str, str]) -> bool | None:
        match rule:
            case And(items):
                return every([self.truth(item, step, chosen) for item in items])
            case Or(items):
                return some([self.truth(item, step, chosen) for item in items])
            case Not(item):
                return opposite(self.truth(item, step, chosen))
            case Quantified(quantifier, dimensions, item):
                each = [self.truth(item, step, member) for member in self.members(dimensions, chosen)]
                return every(each) if quantifier == "all" else some(each)
            case For(item, extent):
                return self.lasting(item, extent, step, chosen)
            case After(item, extent):
                place = self.place(step, extent.unit)
                past = None if place is None else place > self.length(extent)
                return every([past, self.truth(item, step, chosen)])
            case Comparison(left, op, right):
                return self.compared(left, op, right, step, chosen)
            case IsNull(operand, negated):
                there = any(
                    name in self.rows[before]
                    for name in self.named(operand, chosen)
                    for before in self.rows
                    if before <= step
                )
                return there == negated
            case IsNan(operand, negated):
                value = self.number(operand, step, chosen)
                return None if value is None else math.isnan(value) != negated

    def named(self, operand: Number, chosen: Mapping[str, str]) -> list[str]:
        assert isinstance(operand, Metric)
        return [fill(operand.name, chosen)]

    def lasting(self, item: Rule, extent: Extent, step: int, chosen: Mapping[str, str]) -> bool | None:
        now = self.truth(item, step, chosen)
        here = self.place(step, extent.unit)
        if here is None or now is None:
            return None
        begun = None
        for before in reversed([one for one in self.steps if one <= step]):
            if self.truth(item, before, chosen) is not True:
                break
            begun = before
        if begun is None:
            return False
        since = self.place(begun, extent.unit)
        assert since is not None
        return here - since >= self.length(extent) if math.isfinite(here) else False

    def compared(
        self, left: Number, op: Op, right: Number, step: int, chosen: Mapping[str, str]
    ) -> bool | None:
        a, b = self.number(left, step, chosen), self.number(right, step, chosen)
        if a is None or b is None or math.isnan(a) or math.isnan(b):
            return None
        plain = all(isinstance(side, Metric | Key | Value) for side in (left, right))
        if not plain and math.isclose(a, b, rel_tol=CLOSE, abs_tol=CLOSE):
            raise TooCloseError
        tests = {Op.EQ: a == b, Op.NE: a != b, Op.LT: a < b, Op.LE: a <= b, Op.GT: a > b, Op.GE: a >= b}
        return tests[op]

    # --- numbers: None where there is none

    def number(self, node: Number, step: int, chosen: Mapping[str, str]) -> float | None:
        match node:
            case Metric(name):
                full = fill(name, chosen)
                values = [row[full] for at, row in sorted(self.rows.items()) if at <= step and full in row]
                return values[-1] if values else None
            case Key(_, name):
                return self.config.get(name)
            case Value(value):
                assert isinstance(value, int | float)
                return float(value)
            case Arithmetic(left, op, right):
                return arithmetic(self.number(left, step, chosen), op, self.number(right, step, chosen))
            case Call(function, operand, window):
                return self.call(function, operand, window, step, chosen)
            case Over(function, dimensions, operand):
                values = [self.number(operand, step, member) for member in self.members(dimensions, chosen)]
                finite = [value for value in values if value is not None and math.isfinite(value)]
                return FUNCTIONS[function](finite, []) if finite else None

    def call(
        self, function: str, operand: Number, window: Extent | None, step: int, chosen: Mapping[str, str]
    ) -> float | None:
        unit = window.unit if window else "steps"
        here = self.place(step, unit)
        if here is None:
            return None
        fresh = {name for pattern in metrics_in(operand) for name in self.names(fill(pattern, chosen))}
        values, places = [], []
        for at in self.steps:
            place = self.place(at, unit)
            assert place is not None
            inside = window is None or place > here - self.length(window)
            if at <= step and inside and fresh & {*self.rows[at]}:
                value = self.number(operand, at, chosen)
                if value is not None and math.isfinite(value):
                    values.append(value)
                    places.append(place)
        found = FUNCTIONS[function](values, places) if values else math.nan
        return None if math.isnan(found) else found

    def place(self, step: int, unit: str) -> float | None:
        if unit == "steps":
            return float(step)
        if not any("epoch" in row for row in self.rows.values()):
            return None
        before = [row["epoch"] for at, row in self.rows.items() if at <= step and "epoch" in row]
        return max(before, default=-math.inf)

    def length(self, extent: Extent) -> float:
        return max(1.0, extent.amount * self.scale)


def metrics_in(node: Number) -> list[str]:
    return [*metrics_of(Comparison(node, Op.GT, Value(0)))]


def opposite(one: bool | None) -> bool | None:
    return None if one is None else not one


def every(items: Sequence[bool | None]) -> bool | None:
    return False if False in items else None if None in items or not items else True


def some(items: Sequence[bool | None]) -> bool | None:
    return opposite(every([opposite(item) for item in items]))


def arithmetic(left: float | None, op: str, right: float | None) -> float | None:
    if left is None or right is None or (op == "/" and right == 0):
        return None
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
