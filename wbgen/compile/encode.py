"""Encoding by the field table: options of the language to a view's JSON, through the official classes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from wbgen.compile import official
from wbgen.views.json import Json
from wbgen.views.overlay import overlay
from wbgen.views.table import PANELS, Field, Path

Body = dict[str, Any]


def encode_panel(kind: str, options: BaseModel, id: str, shown: Any = None) -> Body:
    """The JSON of a panel.

    shown: what the kind's own key stands for once its patterns are expanded; the option as written
    where there is nothing to expand.
    """
    row = PANELS[kind]
    values = written(options, row.fields)
    if shown is not None:
        values[row.fields[0].option] = shown
    if values.get("group.by") is not None and values.get("aggregate") is None:
        values["aggregate"] = True  # as the library does: runs that are grouped are drawn together
    if values.get("gallery_axis") is not None and values.get("mode") is None:
        values["mode"] = "gallery"  # as the library does where no axis of a grid is said, else it refuses
    attributes = {"_id": id, **dict(row.given), **official_attributes(values, row.fields)}
    body = official.panel(row.official, attributes)
    write(body, values, row.fields)
    return merged(body, getattr(options, "raw", None))


def written(options: BaseModel, fields: Iterable[Field]) -> dict[str, Any]:
    """The values of all options that are written, by dotted name, lists of models as plain data."""
    found = {}
    given = {name for name, value in vars(options).items() if value is not None}
    for field in fields:
        if field.head not in given:
            continue  # as most: a panel says few of all options
        value = option(options, field.option)
        if value is not None:
            found[field.option] = plain(value)
    return found


def option(options: BaseModel, dotted: str) -> Any:
    """The value of an option by its dotted name, or None where it is not written."""
    value: Any = options
    for name in dotted.split("."):
        if value is None:
            return None
        value = getattr(value, name)
    return value


def plain(value: Any) -> Any:
    """A value without models in it."""
    if isinstance(value, BaseModel):
        return value.model_dump(exclude_none=True)
    return [plain(item) for item in value] if isinstance(value, list) else value


def official_attributes(values: Mapping[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    """What the official class is given: every written option it has an attribute for."""
    found: dict[str, Any] = {}
    for field in fields:
        if field.attribute is None or field.option not in values:
            continue
        value = field.codec.encode(values[field.option])
        names = field.attribute.split()
        if len(names) == 2:
            found.update(zip(names, value, strict=True))
        else:
            found[field.attribute] = tuple(value) if len(field.wire) == 2 else value
    return found


def write(body: Body, values: Mapping[str, Any], fields: Iterable[Field], *, direct: bool = False) -> None:
    """Write options to their places: those without an official attribute, or with ``direct`` all."""
    for field in fields:
        places = field.wire
        if field.option not in values or (field.attribute is not None and not direct):
            continue
        value = field.codec.encode(values[field.option])
        for place, part in zip(places, value if len(places) > 1 else [value], strict=True):
            put(body, place, part)


def put(body: Body, path: Path, value: Any) -> None:
    """Set the value at a path, making maps on the way; None takes the key away."""
    *outer, last = path
    for key in outer:
        below = body.get(key)
        if not isinstance(below, dict):
            below = body[key] = {}
        body = below
    if value is None:
        body.pop(last, None)
    else:
        body[last] = value


def merged(body: Body, raw: Json) -> Body:
    """The body with an overlay laid over it."""
    if raw is None:
        return body
    result = overlay(body, raw)
    assert isinstance(result, dict)
    return result
