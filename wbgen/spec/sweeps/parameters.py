"""One parameter of a sweep: whether its keys say one distribution, and whether that has values."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

from wbgen.spec import models
from wbgen.spec.diagnostics import listed
from wbgen.spec.places import Path
from wbgen.spec.sweeps.distributions import DISTRIBUTIONS, Distribution, distribution_of, given
from wbgen.spec.sweeps.numbers import odd_numbers
from wbgen.spec.sweeps.told import Told

#: Bounds further from 0 than this are no exponents: e to the hundredth power is no hyperparameter.
WIDEST = 100.0

#: How far from 1 probabilities may add up.
CLOSE = 1e-5


@dataclass(frozen=True, slots=True)
class ParameterCheck:
    """One parameter that has values. type: of the argument, where it is known."""

    name: str
    parameter: models.SweepParameter
    path: Path
    told: Told
    type: str | None = None

    def check(self) -> None:
        """Collect what is wrong with it."""
        if not self.has_numbers():
            return
        kind = distribution_of(self.parameter, self.type)
        if kind is None:
            self.no_distribution()
            return
        distribution = DISTRIBUTIONS[kind]
        if not self.has_its_keys(kind, distribution):
            return
        if self.parameter.values is not None:
            self.check_values(self.parameter.values)
            self.check_probabilities(len(self.parameter.values))
        if self.parameter.min is not None and self.parameter.max is not None:
            self.check_bounds(kind, distribution, self.parameter.min, self.parameter.max)

    def has_numbers(self) -> bool:
        """Whether all its numbers are such as a search can work with, those of its config key too."""
        found = [
            ((key, *inner), value)
            for key in sorted(given(self.parameter))
            for inner, value in odd_numbers(getattr(self.parameter, key))
        ]
        for place, value in found:
            what = f"`{value}`" if isinstance(value, float) else "a whole number that no float holds"
            path = (*self.path, *(place if self.told.is_map(self.path) else place[1:]))
            written = self.told.is_written(path)
            self.told.error(
                "out-of-range",
                f"`{self.name}` has {what}, and no search goes there",
                path if written else self.path,
                "write a number that is finite" + ("" if written else ", in `config:` or here"),
                at_key=not written,
            )
        return not found

    def no_distribution(self) -> None:
        """The keys say no distribution, or one of two."""
        low, high = self.parameter.min, self.parameter.max
        if low is not None and high is not None:
            message = f"`{self.name}` goes from {low} to {high}: in whole numbers, or in any?"
            cure = f"write {float(low)} and {float(high)}, or `distribution: int_uniform` and whole numbers"
            self.wrong("ambiguous-bounds", message, cure)
        elif low is None and high is None:
            self.wrong(
                "bad-parameter",
                f"`{self.name}` says no values",
                "write `values: [...]`, or `min:` and `max:`",
            )
        else:
            has, lacks = ("max", "min") if low is None else ("min", "max")
            self.wrong("bad-parameter", f"`{self.name}` has a `{has}` and no `{lacks}`", f"add `{lacks}:`")

    def has_its_keys(self, kind: str, distribution: Distribution) -> bool:
        """Whether the keys are those of the distribution."""
        keys = given(self.parameter)
        for key in sorted(distribution.needs - keys):
            self.wrong("bad-parameter", f"`{self.name}` is {kind}, and has no `{key}`", f"add `{key}:`")
            return False
        for key in sorted(keys - distribution.needs - distribution.takes):
            takes = listed(sorted(distribution.needs | distribution.takes))
            message = f"`{key}` says nothing of `{self.name}`, which is {kind}"
            cure = f"take it out, or name another `distribution`; {kind} takes {takes}"
            self.told.error("bad-parameter", message, (*self.path, key), cure, at_key=True)
            return False
        return True

    def check_values(self, values: list[Any]) -> None:
        """Warn of values that stand twice."""
        first: dict[str, int] = {}
        inner = (*self.path, "values") if self.told.is_map(self.path) else self.path
        for index, value in enumerate(values):
            if first.setdefault(identity(value), index) != index:
                message = f"`{shown(value)}` is among the values of `{self.name}` twice"
                self.told.warning("repeated-value", message, (*inner, index), "keep one of them")

    def check_probabilities(self, values: int) -> None:
        """As many probabilities as values, together 1."""
        shares = self.parameter.probabilities
        if shares is None:
            return
        place = (*self.path, "probabilities")
        if len(shares) != values:
            message = f"`{self.name}` has {values} values and {len(shares)} probabilities"
            self.told.error("bad-probabilities", message, place, "write one for each value")
        elif abs(sum(shares) - 1.0) > CLOSE:
            message = f"the probabilities of `{self.name}` add up to {sum(shares):g}"
            self.told.error("bad-probabilities", message, place, "make them add up to 1")

    def check_bounds(self, kind: str, distribution: Distribution, low: float, high: float) -> None:
        """Bounds in order, whole where they must be, above 0 where a logarithm is taken."""
        if low >= high:
            message = f"`{self.name}` goes from {low} to {high}, with nothing between"
            cure = "write the lower bound as `min`" if low > high else f"write `value: {low}`"
            self.told.error("empty-range", message, (*self.path, "min"), cure)
        elif kind == "int_uniform" and not (self.is_whole(low) and self.is_whole(high)):
            message = f"`{self.name}` is int_uniform, and goes from {low} to {high}"
            place = (*self.path, "max" if self.is_whole(low) else "min")
            self.told.error(
                "ambiguous-bounds", message, place, "write whole numbers, or `distribution: uniform`"
            )
        elif distribution.positive and low <= 0:
            message = f"`{self.name}` is {kind}, which has no value at {low}"
            cure = "write a bound above 0, or `distribution: uniform`"
            self.told.error("empty-range", message, (*self.path, "min"), cure)
        elif distribution.exponents is not None:
            self.check_exponents(kind, distribution.exponents, low, high)

    def check_exponents(self, kind: str, instead: str, low: float, high: float) -> None:
        """Bounds that are exponents of e, which people take for the values themselves."""
        place = (*self.path, "distribution")
        if look_like_values(low, high):
            message = f"the bounds of {kind} are exponents of e; {low:g} and {high:g} look like values"
            cure = f"write `distribution: {instead}`"
            self.told.error("bounds-as-exponents", message, place, cure)
            return
        ends = sorted((-low, -high)) if kind.startswith("inv_") else [low, high]
        first, last = (f"{math.exp(end):.4g}" for end in ends)
        message = f"`{self.name}` goes from {first} to {last}: the bounds of {kind} are exponents of e"
        cure = f"write `distribution: {instead}`, `min: {first}`, `max: {last}`: W&B gives {kind} up"
        self.told.warning("bounds-as-exponents", message, place, cure)

    def is_whole(self, number: float) -> bool:
        """Whether a bound is a whole number; 1e3 is one where the argument takes those alone."""
        return isinstance(number, int) or (self.type == "int" and number.is_integer())

    def wrong(self, code: str, message: str, cure: str) -> None:
        """A mistake of the parameter as a whole."""
        self.told.error(code, message, self.path, cure, at_key=True)


def look_like_values(low: float, high: float) -> bool:
    """Whether bounds are hardly exponents: both above 0, and both below 1 or orders apart; or huge."""
    return max(abs(low), abs(high)) > WIDEST or (low > 0 and (high <= 1 or high / low >= WIDEST))


def identity(value: Any) -> str:
    """What makes a value another one for W&B: 3.0 is 3, and true is not 1."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True, default=str)


def shown(value: Any) -> str:
    """A value for people."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
