"""Columns as JSON, in as few characters as show the same picture."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from wbgen.render.drawing import Columns

#: Digits of a number that a picture can show: a pixel of a thousand, and one more for the pointer.
DIGITS = 5

#: Digits at which a float is told from its neighbours, and the size from which fewer could round to infinity.
ALL, HUGE = 17, 1e300

#: In a column of texts with so many rows a text is written once.
WORTH = 8


def json_text(value: Any) -> str:
    """JSON that may stand inside a ``<script>``: nothing in it ends the element or begins a comment."""
    return guarded(json.dumps(value, separators=(",", ":"), allow_nan=False))


def guarded(text: str) -> str:
    """A JSON text without the characters that mean something to HTML."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def columns_json(columns: Columns) -> str:
    """Columns as a JSON object."""
    return (
        "{" + ",".join(f"{json_text(name)}:{column_json(column)}" for name, column in columns.items()) + "}"
    )


def column_json(values: Sequence[Any]) -> str:
    """A column as a JSON array, or as ``{"of": texts, "at": indices}`` where texts come again and again.

    Numbers are rounded to :data:`DIGITS` digits of themselves and of the width of their column, whichever
    is finer, so that neither a logarithm nor the seconds of one day lose anything that can be seen. What
    JSON has not (NaN, infinities) is null.
    """
    numbers = [value for value in values if value is not None]
    if all(type(value) is float for value in numbers):
        return floats_json(values, numbers)
    if len(numbers) >= WORTH and all(type(value) is str for value in numbers):
        return texts_json(values)
    return json_text([None if is_odd(value) else value for value in values])


def floats_json(values: Sequence[float | None], numbers: list[float]) -> str:
    """A column of floats. Written at once: taking each by itself would take four times as long."""
    form = f"%.{digits(numbers)}g"
    if len(numbers) == len(values):
        text = "[" + (",".join([form] * len(values)) % tuple(values)) + "]"
        if "n" not in text:  # of nan and inf
            return text
    shown = (None if value is None or not math.isfinite(value) else form % value for value in values)
    return "[" + ",".join("null" if value is None else value for value in shown) + "]"


def texts_json(values: Sequence[str | None]) -> str:
    """A column of texts, each of them written once."""
    places: dict[str | None, int] = {}
    at = [places.setdefault(value, len(places)) for value in values]
    return f'{{"of":{json_text(list(places))},"at":{json_text(at)}}}'


def digits(numbers: list[float]) -> int:
    """Significant digits that a column needs."""
    finite = [value for value in numbers if math.isfinite(value)]
    if not finite or all(map(float.is_integer, finite)):
        return ALL
    low, high = min(finite), max(finite)
    most, width = max(-low, high), high - low
    if most > HUGE:
        return ALL
    if width == 0:
        return DIGITS
    return min(ALL, DIGITS + max(0, math.ceil(math.log10(most / width))))


def is_odd(value: Any) -> bool:
    """Whether a value is a number that JSON has not."""
    return isinstance(value, float) and not math.isfinite(value)
