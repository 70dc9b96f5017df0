"""JSON as views use it: strict, canonical, bounded."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

MAX_SPEC_CHARS = 64 * 1024 * 1024
MAX_DEPTH = 200


#: Writes without spaces. It is made once: a view is digested in as many parts as it has panels.
COMPACT = json.JSONEncoder(sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def among(part: Json, parts: Iterable[Json]) -> bool:
    """Whether a part of a view is one of these very parts, and not only equal to one."""
    return any(part is each for each in parts)


def canonical(value: Any, *, indent: int | None = None) -> str:
    """The one text of a value: keys sorted, no spaces (or ``indent``), non-ASCII kept as it is.

    Raises ValueError for NaN and infinities, which JSON has not.
    """
    if indent is None:
        return COMPACT.encode(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, indent=indent)


def told_apart(value: Any) -> str:
    """A text that equal values share, and no others: true, 1 and 1.0 are three.

    It is no JSON where a number is not finite.
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def by_value(value: Any) -> Any:
    """A value by which 1 and 1.0 are the same, as they are once a server had them; true is not 1."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [by_value(item) for item in value]
    return {key: by_value(item) for key, item in value.items()} if isinstance(value, dict) else value


def parse(text: str) -> Json:
    """The value of a JSON text from outside.

    Raises ValueError where it is not JSON, too long, or nested deeper than any view is.
    """
    if len(text) > MAX_SPEC_CHARS:
        raise ValueError(f"longer than {MAX_SPEC_CHARS:,} characters")
    try:
        value: Json = json.loads(text, parse_constant=refuse, parse_float=finite)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if depth_exceeds(value, MAX_DEPTH):
        raise ValueError(f"nested deeper than {MAX_DEPTH} levels")
    return value


def get(value: Any, path: Iterable[str]) -> Any:
    """What is at a path of maps, or None."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def with_at(value: Any, path: Sequence[str], item: Any) -> dict[str, Any]:
    """A copy of a map with something set at a path; what is in the way and no map gives way."""
    key, *rest = path
    base = value if isinstance(value, dict) else {}
    return {**base, key: with_at(base.get(key), rest, item) if rest else item}


def refuse(constant: str) -> float:
    """Raise ValueError for ``NaN`` and ``Infinity``, which Python would read and JSON has not."""
    raise ValueError(f"{constant} is not JSON")


def finite(text: str) -> float:
    """A number. Raises ValueError where it is too large to be one."""
    number = float(text)
    return number if math.isfinite(number) else refuse(text)


def depth_exceeds(value: Json, limit: int) -> bool:
    """Whether a value is nested deeper than the limit (measured without recursion)."""
    level = [value]
    for _ in range(limit):
        level = [below for node in level for below in children(node)]
        if not level:
            return False
    return True


def children(node: Json) -> Iterator[Json]:
    """The values directly inside a list or map."""
    if isinstance(node, dict):
        yield from node.values()
    elif isinstance(node, list):
        yield from node
