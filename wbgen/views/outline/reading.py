"""Reading untyped JSON without surprises: each function takes any value and always answers."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence

MAX_TEXT = 500
"""Characters of a name or title that are worth showing."""

MAX_PROSE = 50_000
"""Characters of a note or code block that are worth showing."""

MAX_RAW = 10_000
"""Characters of JSON shown for what the outline has no words for."""


def parse(spec: str | None) -> object:
    """A view's ``spec`` as JSON; None where it is not JSON, or is nested beyond what Python reads."""
    try:
        return json.loads(spec or "")
    except (ValueError, RecursionError):
        return None


def mapping(value: object) -> Mapping[str, object]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> Sequence[object]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else ()


def dig(value: object, *keys: str) -> object:
    """What lies at a path of keys; None where any step is missing."""
    for key in keys:
        value = mapping(value).get(key)
    return value


def number(value: object) -> float | None:
    """A finite number, also one written as text; None for anything else (true and false too)."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        result = float(value)
    except (ValueError, OverflowError):
        return None
    return result if math.isfinite(result) else None


def whole(value: object, default: int, low: int, high: int) -> int:
    """A whole number held between two bounds."""
    read = number(value)
    return default if read is None else int(max(low, min(high, read)))


def flag(value: object) -> bool | None:
    """True or false, or None where the value is neither."""
    return value if isinstance(value, bool) else None


def clip(value: str, limit: int) -> str:
    """The beginning of a text, with an ellipsis where something was left out."""
    return value if len(value) <= limit else value[: limit - 1] + "…"


def text(value: object, limit: int = MAX_TEXT) -> str:
    """A scalar in words (``5000.0`` as ``5000``); empty for null, lists and objects."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return clip(value, limit)
    if isinstance(value, int | float):
        return clip(str(value).removesuffix(".0"), limit)
    return ""


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list, or of one scalar, without the empty ones."""
    values = items(value) or (value,)
    return tuple(found for found in map(text, values) if found)


def split(value: object, separator: str = ",") -> tuple[str, ...]:
    """The parts of a text between separators, trimmed; empty parts stay, so that lists line up."""
    joined = text(value, MAX_PROSE).strip()
    return tuple(part.strip() for part in joined.split(separator)) if joined else ()


def pretty(value: object) -> str:
    """Indented JSON for people, written only as far as it is shown."""
    shown = ""
    try:
        for piece in json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(value):
            shown += piece
            if len(shown) > MAX_RAW:
                break
    except RecursionError:
        return "(nested too deeply to show)"
    return clip(shown, MAX_RAW)
