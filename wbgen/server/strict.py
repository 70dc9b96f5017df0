"""JSON without Python's extensions: clients know neither NaN nor Infinity nor lone surrogates."""

from __future__ import annotations

import json
from typing import Any, NoReturn


def strict_json(text: str | bytes) -> Any:
    """The value of a JSON text. Raises ``ValueError`` where it is none, ``RecursionError`` where too deep."""
    return json.loads(text, parse_constant=_refuse)


def strict_dump(value: Any) -> bytes:
    """A value as JSON in UTF-8. Lone surrogates (an error message may quote one) become question marks."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
