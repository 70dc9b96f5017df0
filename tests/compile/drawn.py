"""Whole things of the language, drawn from the models: every option any model has, several together.

Booleans, numbers and choices follow from the types. What a text means does not, so each option that holds
text has a row in ``drawn_values.OPTIONS``; each short form has one in :data:`SHORT_FORMS`. Without a row,
drawing fails.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Collection
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types as at
from hypothesis import strategies as st
from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from tests.compile.drawn_values import OPTIONS, Drawn
from wbgen.spec import models
from wbgen.spec.models import base, blocks, charts, panel, panels, runsets


def only(key: str) -> Callable[[Any], Any]:
    """A map with one key only as its value."""
    return lambda value: value[key] if isinstance(value, dict) and [*value] == [key] else value


def each(short: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The members of a list in their short form."""
    return lambda value: [short(item) for item in value] if isinstance(value, list) else value


def alone(value: Any) -> Any:
    """A list of one as its member."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def by_group(value: Any) -> Any:
    """Colours of groups as a map, where each group is one value."""
    if any(len(item["path"]) > 1 for item in value):
        return value
    return {item["path"][0]: item["color"] for item in value}


#: What may be written instead, by the function that reads it.
SHORT_FORMS: dict[Any, Callable[[Any], Any]] = {
    base.listify: alone,
    base.smoothing_map: only("weight"),
    panel.none_to_list: alone,
    panels.group_map: only("by"),
    panels.legend_map: only("position"),
    panels.column_maps: each(only("metric")),
    charts.threshold_maps: each(lambda item: only("from")(only("at")(item))),
    charts.band_maps: each(only("of")),
    charts.annotate_map: only("schedule"),
    runsets.group_color_list: by_group,
    runsets.use_map: only("name"),
    blocks.check_items: each(only("text")),
    blocks.gallery_items: each(only("report")),
    models.reports.all_or_list: lambda value: "all" if value is None else alone(value),
}


def options(model: type[BaseModel], among: Collection[str] | None = None, **own: Drawn) -> Drawn:
    """A model as it is written: what must be said, and any of the rest.

    among: the options it may have; all where it is None.  own: what some options hold here.
    """
    kinds = [
        kind for kind, each in (*models.PANEL_KINDS.items(), *models.BLOCK_KINDS.items()) if each is model
    ]
    must: dict[str, Drawn] = {}
    may: dict[str, Drawn] = {}
    for name, info in model.model_fields.items():
        if name != "id" and (among is None or name in among or info.is_required()):
            drawn = own[name] if name in own else value_of(model, name, info)
            (must if info.is_required() or name in kinds else may)[info.alias or name] = drawn
    return st.fixed_dictionaries(must, optional=may)


def value_of(model: type[BaseModel], name: str, info: FieldInfo) -> Drawn:
    """What an option holds, in its long form or its short one."""
    for owner in model.__mro__:
        if f"{owner.__name__}.{name}" in OPTIONS:
            drawn = OPTIONS[f"{owner.__name__}.{name}"]
            break
    else:
        typed = of_type(info.annotation, info.metadata)
        drawn = OPTIONS[name] if typed is None else typed
    for short in map(SHORT_FORMS.__getitem__, readers(info.annotation, info.metadata)):
        drawn = st.tuples(drawn, st.booleans()).map(lambda both, s=short: s(both[0]) if both[1] else both[0])  # type: ignore[misc]
    return drawn


def readers(annotation: Any, metadata: list[Any]) -> list[Any]:
    """The functions that read what is written before its type is asked for."""
    found = [each.func for each in metadata if isinstance(each, BeforeValidator)]
    for part in get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else ():
        if get_origin(part) is Annotated:
            found += [each.func for each in part.__metadata__ if isinstance(each, BeforeValidator)]
    return found


def of_type(annotation: Any, metadata: Collection[Any] = ()) -> Drawn | None:
    """What a type alone tells: choices, numbers, other models; None where it is text."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        real = [part for part in parts if part is not type(None)]
        return of_type(real[0], metadata) if len(real) == 1 else None
    if origin is Annotated:
        inner = [
            item for part in parts[1:] for item in (part.metadata if isinstance(part, FieldInfo) else [part])
        ]
        return of_type(parts[0], [*metadata, *inner])
    if origin is Literal:
        return st.sampled_from(parts)
    if origin is list:
        item = get_args(parts[0])[0] if get_origin(parts[0]) is Annotated else parts[0]
        model = isinstance(item, type) and issubclass(item, BaseModel)
        return st.lists(options(item), max_size=2) if model else None
    if annotation is type(None):
        return st.none()
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return options(annotation)
    if annotation is bool:
        return st.booleans()
    if annotation in (int, float):
        return numbers(annotation, metadata)
    return None


def numbers(kind: type, metadata: Collection[Any]) -> Drawn:
    """Numbers within the bounds of an option, with those bounds among them."""
    low = next((item.ge for item in metadata if isinstance(item, at.Ge)), 1)
    high = next((item.le for item in metadata if isinstance(item, at.Le)), 100)
    whole = st.integers(low, min(high, low + 30)) | st.just(high)
    return whole if kind is int else whole | st.floats(low, high, exclude_min=low == 1)
