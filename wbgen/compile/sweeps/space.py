"""What a sweep can try: how much there is, point by point where it is a grid, and what lies within."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from wbgen.spec import models
from wbgen.spec.sweeps.distributions import distribution_of, given, leaves
from wbgen.spec.sweeps.parameters import identity

#: By how much a drawn number may miss a bound: logarithms and multiples of a quantum are rounded.
ROUNDING = 1e-9

#: Stands for a value that is not there.
NOTHING = object()

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """The values of one parameter.

    count, at: how many a grid goes through, and the one at an index; count is 0 where a grid cannot.
    low, high: what a number lies between.  listed: what identifies the values, where they are written down.
    """

    count: int
    at: Callable[[int], Any]
    low: float = -math.inf
    high: float = math.inf
    listed: frozenset[str] | None = None

    def holds(self, value: Any) -> bool:
        """Whether a value is one that the sweep could have chosen."""
        if self.listed is not None:
            return identity(value) in self.listed
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        slack = ROUNDING * max(1.0, abs(value))
        return self.low - slack <= value <= self.high + slack


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
        return tuple(identity(value_at(point, names)) for names in self.ranges)

    def holds(self, point: Mapping[str, Any]) -> bool:
        """Whether a run's parameters are ones that the sweep could have chosen."""
        return all(known.holds(value_at(point, names)) for names, known in self.ranges.items())


def space_of(config: Mapping[str, Any]) -> Space:
    """What a configuration spans. The configuration is one that was checked."""
    parameters = models.SweepFile.model_validate(
        {"method": "grid", "parameters": config.get("parameters", {})}
    )
    ranges = {names: range_of(parameter) for names, _, parameter in leaves(parameters.parameters)}
    return Space(str(config["method"]), ranges)


def range_of(parameter: models.SweepParameter) -> Range:
    """The values of one parameter."""
    values = [parameter.value] if "value" in given(parameter) else parameter.values
    if values is not None:
        by_identity = {identity(value): value for value in values}
        return Range(len(by_identity), [*by_identity.values()].__getitem__, listed=frozenset(by_identity))
    # One whole bound beside one that is not are any numbers to W&B's search.
    kind = distribution_of(parameter) or "uniform"
    return SPREAD[kind](kind, parameter)


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
    return Range(high - low + 1, lambda index: low + index, low, high)


def between(kind: str, parameter: models.SweepParameter) -> Range:
    """Any number between the bounds."""
    return Range(0, no_grid, *bounds(parameter))


def quantized(kind: str, parameter: models.SweepParameter) -> Range:
    """Multiples of a quantum; a grid counts from the lower bound and leaves the upper one out."""
    low, high = bounds(parameter)
    quantum = quantum_of(parameter)
    # The grid's points are no multiples where the lower bound is none: both are what the search may give.
    ends = rounded(low, high, quantum)
    count = steps_in(low, high, quantum)
    return Range(count, lambda index: low + index * quantum, min(low, ends[0]), max(high, ends[1]))


def exponents(kind: str, parameter: models.SweepParameter) -> Range:
    """Bounds that are exponents of e."""
    low, high = bounds(parameter)
    ends = (-high, -low) if kind.startswith("inv_") else (low, high)
    return quantized_ends(kind, parameter, math.exp(ends[0]), math.exp(ends[1]))


def logarithmic(kind: str, parameter: models.SweepParameter) -> Range:
    """Bounds that are the values themselves."""
    return quantized_ends(kind, parameter, *bounds(parameter))


def quantized_ends(kind: str, parameter: models.SweepParameter, low: float, high: float) -> Range:
    """What lies between two values, in multiples of a quantum where the distribution has one."""
    ends = rounded(low, high, quantum_of(parameter)) if kind.startswith("q_") else (low, high)
    return Range(0, no_grid, *ends)


def open_ended(kind: str, parameter: models.SweepParameter) -> Range:
    """A normal distribution; the logarithm of one has no value below 0, nor has a beta, which ends at 1."""
    low = 0.0 if "log" in kind or "beta" in kind else -math.inf
    high = math.inf
    if "beta" in kind:
        high = rounded(0, 1, quantum_of(parameter))[1] if kind.startswith("q_") else 1.0
    return Range(0, no_grid, low, high)


def quantum_of(parameter: models.SweepParameter) -> float:
    """What values are multiples of."""
    return 1.0 if parameter.q is None else parameter.q


def rounded(low: float, high: float, quantum: float) -> tuple[float, float]:
    """The multiples of a quantum next to two bounds, which may lie outside them."""
    try:
        return round(low / quantum) * quantum, round(high / quantum) * quantum
    except OverflowError:  # the quantum is nothing beside the bounds
        return low, high


def steps_in(low: float, high: float, quantum: float) -> int:
    """How many steps of a quantum begin below the upper bound."""
    try:
        return math.ceil((high - low) / quantum)
    except OverflowError:
        return math.ceil((Fraction(high) - Fraction(low)) / Fraction(quantum))


SPREAD: Mapping[str, Callable[[str, models.SweepParameter], Range]] = {
    "int_uniform": whole,
    "uniform": between,
    "q_uniform": quantized,
    "log_uniform": exponents,
    "q_log_uniform": exponents,
    "inv_log_uniform": exponents,
    "log_uniform_values": logarithmic,
    "q_log_uniform_values": logarithmic,
    "inv_log_uniform_values": logarithmic,
    "normal": open_ended,
    "q_normal": open_ended,
    "log_normal": open_ended,
    "q_log_normal": open_ended,
    "beta": open_ended,
    "q_beta": open_ended,
}
