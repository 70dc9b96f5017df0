"""What counts as a number of a search: YAML, JSON and Python know some that no search can work with."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeGuard

if TYPE_CHECKING:
    from wbgen.spec.places import Path


def is_number(value: Any) -> TypeGuard[int | float]:
    """Whether a value is a number: no boolean, nothing infinite, no whole number that no float holds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def odd_numbers(value: Any, path: Path = ()) -> Iterator[tuple[Path, int | float]]:
    """The numbers in a value that are none for a search, with their places in it."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from odd_numbers(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from odd_numbers(item, (*path, key))
    elif isinstance(value, int | float) and not isinstance(value, bool) and not is_number(value):
        yield path, value
