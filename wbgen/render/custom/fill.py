"""A custom chart's definition made ready: its places filled, and nothing left that reaches out of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wbgen.spec.vega import MAX_BYTES, MAX_DEPTH, PLACE
from wbgen.views.json import canonical, depth_exceeds

#: Properties whose text is an expression, where a text filled in stands between quotes.
EXPRESSIONS = frozenset({"calculate", "filter", "expr", "test", "labelExpr", "signal", "update", "init"})

#: Properties that name something outside of the page, or a place in it.
OUTSIDE = frozenset({"href", "usermeta", "element", "loader"})

#: What a colour, a pattern or a pointer's picture would be loaded by.
LOADS = re.compile(r"url\s*\(|@import", re.IGNORECASE)

#: Characters that would end or cut a column's name where it is put into a chart: W&B escapes the dot alone.
IN_FIELD = re.compile(r"([\\.\[\]'\"])")
IN_EXPRESSION = re.compile(r"([\\'\"])")
LINE_ENDS = str.maketrans({"\n": "\\n", "\r": "\\r", "\u2028": "\\u2028", "\u2029": "\\u2029"})

#: Characters that no text shows, and on which vl-convert 1.9 ends the process; an expression may have lines.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

#: Pixels that a chart may ask for, and rows it may make out of nothing.
MOST_PIXELS, MOST_MADE = 4000, 100_000


class RefusedChartError(ValueError):
    """Why a definition is not drawn, as a sentence."""


def filled(spec: Any, fields: Mapping[str, str], strings: Mapping[str, str]) -> dict[str, Any]:
    """A definition with its places filled, its size bounded, and nothing to be loaded.

    ``${field:x}`` becomes the column that the panel gives, escaped so that it is one name wherever Vega-Lite
    reads it; ``${string:y:otherwise}`` the text, escaped where it stands in an expression. Texts are filled
    in as values of the JSON, never as its source. Raises RefusedChartError.
    """
    if not isinstance(spec, dict) or depth_exceeds(spec, MAX_DEPTH):
        raise RefusedChartError("This chart's definition is no Vega-Lite.")
    schema = spec.get("$schema")
    if isinstance(schema, str) and "/vega/" in schema:
        raise RefusedChartError("This chart is written in Vega; wbgen draws Vega-Lite.")
    made = fill(spec, fields, strings, expression=False)
    try:
        size = len(canonical(made))
    except ValueError:
        raise RefusedChartError("This chart's definition is not JSON.") from None
    if size > MAX_BYTES:
        raise RefusedChartError(f"This chart's definition is larger than {MAX_BYTES // 1024:,} KiB.")
    return {key: value for key, value in made.items() if key != "$schema"}


def fill(value: Any, fields: Mapping[str, str], strings: Mapping[str, str], *, expression: bool) -> Any:
    """A part of a definition, filled."""
    if isinstance(value, dict):
        return dict(members(value, fields, strings))
    if isinstance(value, list):
        made = [fill(item, fields, strings, expression=expression) for item in value]
        return [item for item in made if not (isinstance(item, str) and LOADS.search(item))]
    if isinstance(value, str):
        written = PLACE.sub(lambda found: text_for(found, fields, strings, expression=expression), value)
        return CONTROL.sub("\ufffd", written)
    return value


def members(
    value: Mapping[str, Any], fields: Mapping[str, str], strings: Mapping[str, str]
) -> Iterator[tuple[str, Any]]:
    """What of a map may stay, filled."""
    for key, item in value.items():
        made = fill(item, fields, strings, expression=key in EXPRESSIONS)
        if key in OUTSIDE:
            continue
        if key == "url":
            if isinstance(made, str) and not made.startswith("data:"):
                raise RefusedChartError("This chart loads something by a URL, which wbgen never does.")
            if not isinstance(made, str):
                continue
        if key in ("width", "height") and isinstance(made, int | float):
            made = min(made, MOST_PIXELS)
        if key == "sequence" and isinstance(made, dict) and too_many(made):
            raise RefusedChartError(f"This chart makes more than {MOST_MADE:,} rows of its own.")
        if isinstance(made, str) and key not in ("title", "text", "description") and LOADS.search(made):
            continue
        yield key, made


def text_for(
    found: re.Match[str], fields: Mapping[str, str], strings: Mapping[str, str], *, expression: bool
) -> str:
    """What stands at a place."""
    kind, name, otherwise = found[1], found[2], found[3] or ""
    if kind == "field":
        return IN_FIELD.sub(r"\\\1", fields.get(name, ""))
    text = strings.get(name) or otherwise
    if not expression:
        return text
    return IN_EXPRESSION.sub(r"\\\1", text).translate(LINE_ENDS)


def too_many(sequence: Mapping[str, Any]) -> bool:
    """Whether a generator of rows makes more than there may be."""
    start, stop, step = (
        sequence.get(key, default) for key, default in (("start", 0), ("stop", 0), ("step", 1))
    )
    numbers = [value for value in (start, stop, step) if isinstance(value, int | float)]
    return len(numbers) < 3 or step == 0 or abs((stop - start) / step) > MOST_MADE


def fields_of(spec: Any) -> set[str]:
    """The fields that a definition has places for."""
    found: set[str] = set()
    level = [spec]
    while level:
        node = level.pop()
        if isinstance(node, dict):
            level += node.values()
        elif isinstance(node, list):
            level += node
        elif isinstance(node, str):
            found |= {place[2] for place in PLACE.finditer(node) if place[1] == "field"}
    return found
