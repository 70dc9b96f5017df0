"""The numbers that a parameter's distribution draws, against what an argument takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wbgen.spec import models
from wbgen.spec.sweeps.distributions import DISTRIBUTIONS, distribution_of


def drawn(parameter: models.SweepParameter, type_: str | None = None) -> str | None:
    """The distribution that a parameter draws numbers from; None where its values are written, or unclear."""
    kind = distribution_of(parameter, type_)
    return None if kind is None or DISTRIBUTIONS[kind].is_listed else kind


def is_whole(parameter: models.SweepParameter, kind: str) -> bool:
    """Whether only whole numbers are drawn, and written as such: W&B makes 4.0 with a quantum of 2.0."""
    return kind == "int_uniform" or (kind.startswith("q_") and isinstance(parameter.q or 1, int))


def among(parameter: models.SweepParameter, kind: str, choices: Iterable[Any]) -> bool:
    """Whether the numbers that are drawn may all be among some choices."""
    numbers = {number for choice in choices if (number := number_of(choice)) is not None}
    low, high = parameter.min, parameter.max
    if kind == "int_uniform" and low is not None and high is not None:
        return len([n for n in numbers if n.is_integer() and low <= n <= high]) >= high - low + 1
    return kind.startswith("q_") and bool(numbers)


def number_of(choice: Any) -> float | None:
    """The number that a choice is, or reads as."""
    try:
        return None if isinstance(choice, bool) else float(choice)
    except (TypeError, ValueError, OverflowError):
        return None
