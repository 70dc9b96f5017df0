"""Conditions in words: what a healthy value is, and where trouble begins.

``above 0.7``, ``below 0.001``, ``0.01 to 10``, ``is 1``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isinf

NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
ABOVE_BELOW = re.compile(rf"(above|below|is)\s+({NUMBER.pattern})\Z")
RANGE = re.compile(rf"({NUMBER.pattern})\s+to\s+({NUMBER.pattern})\Z")

HOW = "write `above 0.7`, `below 0.001`, `0.01 to 10` or `is 1`"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on one value; ``text`` is as written, ``bounds`` the numbers where it turns."""

    text: str
    low: float | None = None
    high: float | None = None

    @property
    def bounds(self) -> tuple[float, ...]:
        """The values at which the condition turns true or false, in order."""
        return tuple(dict.fromkeys(bound for bound in (self.low, self.high) if bound is not None))


def parse_condition(text: str) -> Condition:
    """The condition a text states. Raises ValueError, with how to write one, where it states none."""
    text = text.strip()
    if any(isinf(float(number)) for number in NUMBER.findall(text)):
        raise ValueError(f"`{text}` holds a number that is too large: {HOW}")
    if found := ABOVE_BELOW.match(text):
        number = float(found[2])
        low = number if found[1] in ("above", "is") else None
        high = number if found[1] in ("below", "is") else None
        return Condition(text, low, high)
    if found := RANGE.match(text):
        low, high = float(found[1]), float(found[2])
        if low > high:
            raise ValueError(f"the range `{text}` ends before it begins: {HOW}")
        return Condition(text, low, high)
    raise ValueError(f"`{text}` is not a condition: {HOW}")
