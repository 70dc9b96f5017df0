"""``each: layer``: one panel, or one section, for every value of a dimension.

The value goes into the placeholders of its metrics and texts. Nothing expands inside ``raw``, regexes,
Vega or Markdown code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from wbgen.spec import models
from wbgen.spec.catalogue import Dimensions
from wbgen.spec.diagnostics import Collector, did_you_mean, listed
from wbgen.spec.names import PLACEHOLDER, slug
from wbgen.spec.resolve import LITERAL_KEYS, outside_code
from wbgen.spec.tree import Span

Facet = TypeVar("Facet", models.Panel, models.Section)


def facets(options: Facet, id: str, dimensions: Dimensions, span: Span, collector: Collector) -> list[Facet]:
    """A panel or section for each value, or the one given where it has no ``each``.

    id: what theirs begin with.  span: of ``each``, for what is wrong with it.
    """
    name = options.each
    if name is None:
        return [options]
    if not dimensions.get(name):
        known = [dimension for dimension, values in dimensions.items() if values]
        cure = did_you_mean(name, known, otherwise=f"dimensions with values: {listed(known) or 'none'}")
        message = f"`{name}` is not a dimension with values"
        collector.add("unknown-dimension", message, span, cure=cure)
        return []
    written = options.model_dump(exclude_unset=True, by_alias=True, exclude={"each"}, warnings=False)
    made = []
    for value in dimensions[name]:
        try:
            facet = type(options).model_validate(filled(written, {name: value}))
        except ValidationError as error:
            message = f"with `{value}` for `<{name}>` it does not fit: {error.errors()[0]['msg']}"
            collector.add("out-of-range", message, span, cure="use shorter texts or values")
            continue
        made.append(facet.model_copy(update={"id": f"{id}-{suffix(value)}"}))
    return made


def suffix(value: str) -> str:
    """What a value adds to an id: its slug, or for other scripts its bytes."""
    return slug(value) or value.encode().hex()


def filled(data: Any, values: Mapping[str, str]) -> Any:
    """Plain data with the placeholders in its texts and keys filled in; other placeholders stay."""
    if isinstance(data, str):
        return outside_code(data, lambda text: PLACEHOLDER.sub(lambda found: value_of(found, values), text))
    if isinstance(data, list):
        return [filled(item, values) for item in data]
    if isinstance(data, dict):
        return {
            filled(key, values): item if key in LITERAL_KEYS else filled(item, values)
            for key, item in data.items()
        }
    return data


def value_of(found: re.Match[str], values: Mapping[str, str]) -> str:
    """What stands in a placeholder's place; an escaped one stays escaped for later stages."""
    return values.get(found[1], found[0]) if found[1] else found[0]
