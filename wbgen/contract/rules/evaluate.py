"""A rule, evaluated at every row at once."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from wbgen.contract.arrays import Numbers, Rows, Steps
from wbgen.contract.rules.truth import Series, Truth, every, some
from wbgen.contract.rules.windows import ACROSS, FUNCTIONS
from wbgen.contract.rules.world import MOST_CELLS, TooWideError, World
from wbgen.contract.subject import Subject
from wbgen.spec.expressions import Key, Rule, metrics_of
from wbgen.spec.expressions.nodes import (
    After,
    And,
    Arithmetic,
    Call,
    Comparison,
    For,
    IsNan,
    IsNull,
    Metric,
    Not,
    Number,
    Op,
    Or,
    Over,
    Quantified,
    Value,
)
from wbgen.spec.names import fill

COMPARISONS: Mapping[Op, Callable[[Any, Any], Any]] = {
    Op.EQ: operator.eq,
    Op.NE: operator.ne,
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.GT: operator.gt,
    Op.GE: operator.ge,
}

ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule's answers: the steps it was asked at, and whether it held."""

    steps: Steps
    holds: Rows


def evaluated(rule: Rule, subject: Subject) -> Asked:
    """A rule over a run. Raises TooWideError where it is over more members than are looked at."""
    patterns = metrics_of(rule)
    world = World(subject, patterns, everywhere=asks_for_nothing(rule))
    return Asked(world.steps, Evaluation(world, patterns).truth(rule, {}).holds)


def asks_for_nothing(rule: Rule) -> bool:
    """Whether a rule asks for what was never logged, which no row of its own metrics can tell."""
    match rule:
        case IsNull():
            return True
        case And(items) | Or(items):
            return any(map(asks_for_nothing, items))
        case Not(item) | Quantified(_, _, item) | For(item) | After(item):
            return asks_for_nothing(item)
    return False


class Evaluation:
    """One rule in one world. Members of dimensions are taken one after the other."""

    def __init__(self, world: World, patterns: tuple[str, ...]) -> None:
        self.world, self.patterns = world, patterns

    def truth(self, rule: Rule, chosen: Mapping[str, str]) -> Truth:
        """Where a condition holds; chosen: what the dimensions around it are."""
        size = self.world.size
        match rule:
            case And(items):
                return every((self.truth(item, chosen) for item in items), size)
            case Or(items):
                return some((self.truth(item, chosen) for item in items), size)
            case Not(item):
                return self.truth(item, chosen).negated()
            case Quantified(quantifier, dimensions, item):
                each = (self.truth(item, member) for member in self.members(dimensions, chosen))
                return (every if quantifier == "all" else some)(each, size)
            case For(item, extent):
                held = self.truth(item, chosen)
                return lasting(held, self.world.places(extent.unit), self.world.length(extent))
            case After(item, extent):
                past = beyond(self.world.places(extent.unit), self.world.length(extent), size)
                return every((past, self.truth(item, chosen)), size)
            case Comparison(left, op, right):
                return compared(self.number(left, chosen), op, self.number(right, chosen))
            case IsNull(operand, negated):
                there = self.logged(operand, chosen)
                return Truth(there, ~there) if negated else Truth(~there, there)
            case IsNan(operand, negated):
                series = self.number(operand, chosen)
                return Truth.of(np.isnan(series.values) != negated, series.known)

    def logged(self, operand: Number, chosen: Mapping[str, str]) -> Rows:
        """Where a number has been logged by then, whatever it is."""
        series = self.number(operand, chosen)
        by_then: Rows = np.logical_or.accumulate(series.fresh)
        return series.known | by_then

    def members(self, dimensions: tuple[str, ...], chosen: Mapping[str, str]) -> Iterator[dict[str, str]]:
        """What is chosen, with every member of some more dimensions."""
        for member in self.world.members(dimensions, self.patterns):
            yield {**chosen, **member}

    def number(self, node: Number, chosen: Mapping[str, str]) -> Series:
        """A number at every row."""
        match node:
            case Metric(name):
                return self.world.metric(fill(name, chosen) if chosen else name)
            case Key(_, name):
                return self.world.config(name)
            case Value(value):
                return self.world.constant(float(value) if isinstance(value, int | float) else np.nan)
            case Arithmetic(left, op, right):
                return combined(self.number(left, chosen), op, self.number(right, chosen))
            case Call():
                return self.call(node, chosen)
            case Over():
                return self.over(node, chosen)

    def call(self, node: Call, chosen: Mapping[str, str]) -> Series:
        """A function of the values so far, or of those of the window."""
        series = self.number(node.operand, chosen)
        window = node.window
        places = self.world.places(window.unit if window else "steps")
        size = self.world.size
        counted = series.counted if places is None else series.counted & np.isfinite(places)
        unknown = Series(np.full(size, np.nan), np.zeros(size, bool), series.fresh)
        if places is None or not counted.any():
            return unknown
        values, own = series.values[counted], places[counted]
        end = np.cumsum(counted, dtype=np.int64)
        since = places - self.world.length(window) if window else np.full(size, -np.inf)
        start = np.searchsorted(own, since, side="right" if window else "left")
        there = end > start
        found = np.full(size, np.nan)
        found[there] = FUNCTIONS[node.function](values, own, start[there], end[there])
        return Series(found, there & ~np.isnan(found), series.fresh)

    def over(self, node: Over, chosen: Mapping[str, str]) -> Series:
        """A function of the members of dimensions, those that have a number by then. Raises TooWideError."""
        members = [*self.members(node.dimensions, chosen)]
        size = self.world.size
        if len(members) * size > MOST_CELLS:
            raise TooWideError
        each = [self.number(node.operand, member) for member in members]
        fresh = np.logical_or.reduce([one.fresh for one in each]) if each else np.zeros(size, bool)
        found = np.full(size, np.nan)
        if each:
            table = np.vstack([finite(one) for one in each])
            there = ~np.isnan(table).all(axis=0)
            found[there] = ACROSS[node.function](table[:, there], axis=0)
        return Series(found, ~np.isnan(found), fresh)


def finite(series: Series) -> Numbers:
    """The values of a series where they are finite, NaN elsewhere."""
    return np.where(series.known & np.isfinite(series.values), series.values, np.nan)


def compared(left: Series, op: Op, right: Series) -> Truth:
    """Two numbers compared, where both are there."""
    with np.errstate(invalid="ignore"):
        return Truth.of(COMPARISONS[op](left.values, right.values), left.usable & right.usable)


def combined(left: Series, op: str, right: Series) -> Series:
    """Two numbers made one; nothing comes of a division by zero."""
    known = left.known & right.known
    if op == "/":
        known = known & (right.values != 0)
    with np.errstate(all="ignore"):
        return Series(ARITHMETIC[op](left.values, right.values), known, left.fresh | right.fresh)


def lasting(held: Truth, places: Any, length: float) -> Truth:
    """Where a condition has held, row by row without a break, for at least so long."""
    size = len(held.holds)
    if places is None:
        return Truth.nowhere(size)
    rows = np.arange(size)
    broken = np.maximum.accumulate(np.where(held.holds, -1, rows))  # the last row at which it did not hold
    begun = np.minimum(broken + 1, size - 1) if size else broken
    with np.errstate(invalid="ignore"):
        long = held.holds & (places - places[begun] >= length)
    return Truth(long, ~long & (held.holds | held.fails))


def beyond(places: Any, length: float, size: int) -> Truth:
    """Where the run is past so many steps or epochs."""
    return Truth.nowhere(size) if places is None else Truth.of(places > length, np.ones(size, bool))
