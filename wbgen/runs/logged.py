"""JSON as clients log it: with bare NaN and infinities, which stand as their names, as on W&B."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence

from wbgen.runs.keys import MOST_LEVELS
from wbgen.views.json import MAX_DEPTH, Json, depth_exceeds


def logged(text: str | bytes) -> Json:
    """The value of a JSON text. Raises ValueError where it is none, or nested deeper than any value is."""
    try:
        value: Json = json.loads(text, parse_constant=str, parse_float=_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if depth_exceeds(value, MAX_DEPTH):
        raise ValueError(f"nested deeper than {MAX_DEPTH} levels")
    return value


def put(into: dict[str, Json], path: Sequence[str], value: Json) -> None:
    """Set what is at a path of maps. What is in the way and no map gives way."""
    for name in path[:-1]:
        below = into.get(name)
        if not isinstance(below, dict):
            below = {}
            into[name] = below
        into = below
    into[path[-1]] = value


def drop(out_of: dict[str, Json], path: Sequence[str]) -> None:
    """Take away what is at a path of maps, if anything."""
    for name in path[:-1]:
        below = out_of.get(name)
        if not isinstance(below, dict):
            return
        out_of = below
    out_of.pop(path[-1], None)


def leaves(value: Mapping[str, Json], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Json]]:
    """The values of maps within maps with their paths. Objects with a ``_type`` are values."""
    for name, item in value.items():
        path = (*before, name)
        if isinstance(item, dict) and item and "_type" not in item and len(path) < MOST_LEVELS:
            yield from leaves(item, path)
        else:
            yield path, item


def _number(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else "Infinity" if number > 0 else "-Infinity"
