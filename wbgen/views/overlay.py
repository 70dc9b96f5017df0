"""Raw overlays: JSON laid over what the language compiles to, for whatever the language does not say.

An overlay is merged into a value: maps key by key, anything else replaced. A null is a null. The key
``$delete`` lists keys to take away; a key that really begins with ``$`` is written with one more.
``residual`` finds the smallest overlay that turns one value into another, so that a view can be said
in the language and the rest kept to the letter.
"""

from __future__ import annotations

from typing import Any

from wbgen.views.json import Json

DELETE = "$delete"


def overlay(base: Any, raw: Json) -> Json:
    """A copy of the base with the overlay merged in."""
    if not isinstance(raw, dict):
        return raw
    merged = dict(base) if isinstance(base, dict) else {}
    gone = raw.get(DELETE)
    for key in gone if isinstance(gone, list) else ():
        merged.pop(str(key), None)
    for key, value in raw.items():
        if key != DELETE:
            name = key[1:] if key.startswith("$$") else key
            merged[name] = overlay(merged.get(name), value)
    return merged


def residual(base: Json, target: Json) -> Json:
    """The overlay that makes the target of the base; an empty map where they are equal already.

    Both must be maps, as views, sections, panels and blocks are.
    """
    assert isinstance(base, dict)
    assert isinstance(target, dict)
    raw: dict[str, Json] = {}
    if gone := [key for key in base if key not in target]:
        raw[DELETE] = list(gone)
    for key, value in target.items():
        name = f"${key}" if key.startswith("$") else key
        if key not in base:
            raw[name] = written_out(value) if isinstance(value, dict) else value
        elif isinstance(base[key], dict) and isinstance(value, dict):
            if below := residual(base[key], value):
                raw[name] = below
        elif not same(base[key], value):
            raw[name] = written_out(value) if isinstance(value, dict) else value
    return raw


def written_out(value: dict[str, Json]) -> dict[str, Json]:
    """A map as an overlay that makes it out of nothing: keys with ``$`` escaped, lists as they are."""
    raw = residual({}, value)
    assert isinstance(raw, dict)
    return raw


def same(one: Json, other: Json) -> bool:
    """Whether two values are the same JSON: unlike in Python, ``true`` is not 1, but 1.0 is."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def leaves(value: Json) -> int:
    """How many single values a value holds; an empty list or map is one."""
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return sum(map(leaves, below)) if below else 1
