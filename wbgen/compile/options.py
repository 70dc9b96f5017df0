"""From options as written to attributes of the official classes, by the field table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from wbgen.views.fields import Field


def attributes(options: BaseModel, fields: Iterable[Field]) -> dict[str, Any]:
    """The official attributes for every field whose option is written; the others keep W&B's default."""
    found: dict[str, Any] = {}
    for field in fields:
        value = option(options, field.option)
        if value is None:
            continue
        names = field.attribute.split()
        if len(names) == 2:
            found.update(zip(names, value, strict=True))
        else:
            value = tuple(value) if isinstance(value, list) else value
            found[field.attribute] = field.words.get(value, value) if field.words else value
    return found


def option(options: BaseModel, dotted: str) -> Any:
    """The value of an option by its dotted name, or None where it is not written."""
    value: Any = options
    for name in dotted.split("."):
        if value is None:
            return None
        value = getattr(value, name)
    return value
