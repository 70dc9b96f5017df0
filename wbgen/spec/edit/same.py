"""Whether two data are the same to the last type."""

from __future__ import annotations

from wbgen.spec.tree import PlainData


def same_data(one: PlainData, other: PlainData) -> bool:
    """Equal in values, types (1, 1.0, True and "1" differ), order of keys; nan is itself."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same_data(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_data, one, other))
    if isinstance(one, float):
        return repr(one) == repr(other)
    return one == other
