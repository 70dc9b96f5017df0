"""JSON without Python's extensions: clients know neither NaN nor Infinity nor lone surrogates.

Where a number is none, its name stands as a string (``"NaN"``, ``"Infinity"``, ``"-Infinity"``), as on W&B.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn


def strict_json(text: str | bytes) -> Any:
    """The value of a JSON text. Raises ``ValueError`` where it is none, ``RecursionError`` where too deep."""
    return json.loads(text, parse_constant=_refuse)


def strict_dump(value: Any) -> bytes:
    """A value as JSON in UTF-8. Lone surrogates (an error message may quote one) become question marks."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def lenient_json(text: str | bytes) -> Any:
    """The value of JSON that may hold bare NaN and infinities, which come as strings.

    Raises ValueError where it is none or nested too deeply.
    """
    try:
        return json.loads(text, parse_constant=str, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def strict_object(text: str) -> str:
    """A JSON object as text in strict JSON. Raises ValueError where it is none."""
    value = lenient_json(text)
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def plain(value: Any) -> Any:
    """A value read by ``json.loads`` with the names of what is not a number in place of it."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def as_number(value: Any) -> float | None:
    """A value as a float; None where it is no number (booleans and NaN are none) or too large for one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return None if math.isnan(number) else number


def _finite(text: str) -> float | str:
    # 1e999 is JSON, but no number that Python could write as JSON again.
    told: float | str = plain(float(text))
    return told


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
