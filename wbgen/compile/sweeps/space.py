"""What a sweep can try: how much there is, point by point where it is a grid, and what lies within."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from wbgen.spec import models
from wbgen.spec.sweeps.distributions import distribution_of, given, leaves
from wbgen.spec.sweeps.numbers import is_number
from wbgen.spec.sweeps.parameters import identity

#: By what share of it a number may be missed: logarithms and multiples of a quantum are rounded.
ROUNDING = 1e-9
#: Up to here floats tell whole numbers from each other.
EXACT = 2**53

#: Stands for a value that is not there.
NOTHING = object()

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """Numbers that lie a quantum apart. start: one of them; the first where they are counted.

    count: how many they are, None where only the bounds of their range end them.
    """

    start: float
    quantum: float
    count: int | None = None

    @property
    def whole(self) -> bool:
        """Whether all of them are whole."""
        return float(self.start).is_integer() and float(self.quantum).is_integer()

    def index(self, value: float) -> int | None:
        """How many quanta a number lies from the start; None where the quantum is nothing beside it."""
        try:
            return round((value - self.start) / self.quantum)
        except OverflowError:
            return None

    def nearest(self, value: float) -> float:
        """The one that a number is, or is closest to."""
        index = self.index(value)
        return value if index is None else self.start + index * self.quantum

    def slack(self, value: float) -> float:
        """By how much a number may miss one of them; whole ones are never rounded."""
        if self.whole and abs(value) < EXACT:
            return 0.0
        return ROUNDING * max(abs(value), abs(self.start), self.quantum)

    def holds(self, value: float) -> bool:
        """Whether a number is one of them."""
        index = self.index(value)
        if index is not None and self.count is not None and index >= self.count:
            return False
        return abs(self.nearest(value) - value) <= self.slack(value)


@dataclass(frozen=True, slots=True)
class Range:
    """The values of one parameter.

    count, at: how many a grid goes through, and the one at an index; count is 0 where a grid cannot.
    low, high: what a number lies between.  steps: what it is one of, where not any number will do.
    listed: what identifies the values, where they are written down.
    """

    count: int
    at: Callable[[int], Any]
    low: float = -math.inf
    high: float = math.inf
    steps: Steps | None = None
    listed: frozenset[str] | None = None

    def holds(self, value: Any) -> bool:
        """Whether a value is one that the sweep could have chosen."""
        if self.listed is not None:
            return identity(value) in self.listed
        if not is_number(value):
            return False
        if self.steps is None:
            return self.low - ROUNDING * abs(self.low) <= value <= self.high + ROUNDING * abs(self.high)
        slack = self.steps.slack(value)
        return self.low - slack <= value <= self.high + slack and self.steps.holds(value)

    def place(self, value: Any) -> str:
        """What identifies a value of which ``holds`` is true."""
        if self.steps is None or self.steps.whole:
            return identity(value)
        return identity(self.steps.nearest(value))


@dataclass(frozen=True, slots=True)
class Space:
    """The parameters of a sweep by their names, from the outermost."""

    method: str
    ranges: Mapping[Names, Range]

    @property
    def size(self) -> int | None:
        """How many points its grid has, counted without listing one; None for other methods."""
        if self.method != "grid":
            return None
        return math.prod(known.count for known in self.ranges.values())

    def points(self) -> Iterator[dict[str, Any]]:
        """The points of its grid one after the other, the last parameter soonest; none of other methods."""
        for index in range(self.size or 0):
            yield self.point(index)

    def point(self, index: int) -> dict[str, Any]:
        """One point of its grid, by its number from 0."""
        values: dict[Names, Any] = {}
        for names in reversed(list(self.ranges)):
            index, chosen = divmod(index, self.ranges[names].count)
            values[names] = self.ranges[names].at(chosen)
        point: dict[str, Any] = {}
        for names in self.ranges:
            put(point, names, values[names])
        return point

    def place(self, point: Mapping[str, Any]) -> tuple[str, ...]:
        """What identifies a run's parameters, of which ``holds`` is true."""
        return tuple(known.place(value_at(point, names)) for names, known in self.ranges.items())

    def holds(self, point: Mapping[str, Any]) -> bool:
        """Whether a run's parameters are ones that the sweep could have chosen."""
        return all(known.holds(value_at(point, names)) for names, known in self.ranges.items())


def space_of(config: Mapping[str, Any]) -> Space:
    """What a configuration spans. The configuration is one that was checked."""
    parameters = models.SweepFile.model_validate(
        {"method": "grid", "parameters": config.get("parameters", {})}
    )
    method = str(config["method"])
    ranges = {names: range_of(parameter, method) for names, _, parameter in leaves(parameters.parameters)}
    return Space(method, ranges)


def range_of(parameter: models.SweepParameter, method: str) -> Range:
    """The values of one parameter, which a grid does not choose as others do."""
    values = [parameter.value] if "value" in given(parameter) else parameter.values
    if values is not None:
        by_identity = {identity(value): value for value in values}
        return Range(len(by_identity), [*by_identity.values()].__getitem__, listed=frozenset(by_identity))
    # One whole bound beside one that is not are any numbers to W&B's search.
    kind = distribution_of(parameter) or "uniform"
    return grid_of(parameter) if (method, kind) == ("grid", "q_uniform") else SPREAD[kind](kind, parameter)


def value_at(point: Any, names: Names) -> Any:
    """The value within maps of maps; NOTHING where it is not there."""
    for name in names:
        if not isinstance(point, Mapping) or name not in point:
            return NOTHING
        point = point[name]
    return point


def put(point: dict[str, Any], names: Names, value: Any) -> None:
    """Set a value within maps of maps."""
    *outer, last = names
    for name in outer:
        point = point.setdefault(name, {})
    point[last] = value


# --- distributions, after the search of W&B's own package `sweeps` (params.py, grid_search.py)


def bounds(parameter: models.SweepParameter) -> tuple[float, float]:
    """The two bounds that a checked parameter has."""
    assert parameter.min is not None
    assert parameter.max is not None
    return parameter.min, parameter.max


def no_grid(index: int) -> Any:
    """What has no end has no points."""
    raise IndexError(index)


def whole(kind: str, parameter: models.SweepParameter) -> Range:
    """Whole numbers, both bounds among them."""
    low, high = map(int, bounds(parameter))
    return Range(high - low + 1, lambda index: low + index, low, high, Steps(0, 1))


def grid_of(parameter: models.SweepParameter) -> Range:
    """The points of a grid: from the lower bound by a quantum, whose multiples they need not be.

    The upper bound is none of them.
    """
    low, high = bounds(parameter)
    quantum = quantum_of(parameter)
    count = steps_in(low, high, quantum)
    return Range(count, lambda index: low + index * quantum, low, high, Steps(low, quantum, count))


def exponents(kind: str, parameter: models.SweepParameter) -> Range:
    """Bounds that are exponents of e."""
    low, high = bounds(parameter)
    ends = (-high, -low) if kind.startswith("inv_") else (low, high)
    return spread(kind, parameter, math.exp(ends[0]), math.exp(ends[1]))


def between(kind: str, parameter: models.SweepParameter) -> Range:
    """Bounds that are the values themselves."""
    return spread(kind, parameter, *bounds(parameter))


def open_ended(kind: str, parameter: models.SweepParameter) -> Range:
    """A normal distribution; the logarithm of one has no value below 0, nor has a beta, which ends at 1."""
    low = 0.0 if "log" in kind or "beta" in kind else -math.inf
    return spread(kind, parameter, low, 1.0 if "beta" in kind else math.inf)


def spread(kind: str, parameter: models.SweepParameter, low: float, high: float) -> Range:
    """What lies between two values: of distributions with a quantum, the multiples that draws round to."""
    if not kind.startswith("q_"):
        return Range(0, no_grid, low, high)
    quantum = quantum_of(parameter)
    return Range(0, no_grid, rounded(low, quantum), rounded(high, quantum), Steps(0, quantum))


def quantum_of(parameter: models.SweepParameter) -> float:
    """What values are multiples of."""
    return 1.0 if parameter.q is None else parameter.q


def rounded(bound: float, quantum: float) -> float:
    """The multiple of a quantum next to a bound, which may lie outside it."""
    return Steps(0, quantum).nearest(bound)


def steps_in(low: float, high: float, quantum: float) -> int:
    """How many steps of a quantum begin below the upper bound."""
    try:
        return math.ceil((high - low) / quantum)
    except OverflowError:
        return math.ceil((Fraction(high) - Fraction(low)) / Fraction(quantum))


SPREAD: Mapping[str, Callable[[str, models.SweepParameter], Range]] = {
    "int_uniform": whole,
    "uniform": between,
    "q_uniform": between,
    "log_uniform": exponents,
    "q_log_uniform": exponents,
    "inv_log_uniform": exponents,
    "log_uniform_values": between,
    "q_log_uniform_values": between,
    "inv_log_uniform_values": between,
    "normal": open_ended,
    "q_normal": open_ended,
    "log_normal": open_ended,
    "q_log_normal": open_ended,
    "beta": open_ended,
    "q_beta": open_ended,
}
