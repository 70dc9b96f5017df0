"""What a person is told of the points pointed at: all lines at one x, or the nearest point.

A tooltip is an object that the data hold, under the name ``tooltip``. Vega-Lite 6.4 computes that of the
nearest point from the drawn mark instead of the row behind it; a mark has its tooltip under that name too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from wbgen.render.curves.legends import Piece

Spec = dict[str, Any]

VALUE = ".5~g"

#: What the viewer of tooltips does not take for the name of a value.
TAKEN = frozenset({"title", "image"})

TOOLTIP: Spec = {"field": "tooltip", "type": "nominal"}


def crosshair(labels: Sequence[str], x: Mapping[str, Any], place: str) -> Spec:
    """A rule at the place pointed at, whose tooltip has the value of every line there.

    labels: of the lines, by their numbers.  x: the encoding of the axis.  place: an expression that is the
    same for points that stand at one place across the chart, though not all lines have a point at each x.
    """
    columns = [f"datum['{at}']" for at in range(len(labels))]
    values = [
        f"isValid({column}) ? {{{quoted(label)}: {value_of(column)}}} : {{}}"
        for column, label in zip(columns, labels, strict=True)
    ]
    tooltip = ", ".join([f"{{{x_value('at', x)}}}", *values])
    return {
        "transform": [
            {"calculate": place, "as": "place"},
            {"joinaggregate": [{"op": "min", "field": "x", "as": "at"}], "groupby": ["place"]},
            {"pivot": "s", "value": "y", "groupby": ["at"], "op": "mean"},
            {"calculate": f"merge({tooltip})", "as": "tooltip"},
        ],
        "params": [{"name": "hover", "select": nearest(["at"])}],
        "mark": {"type": "rule", "strokeWidth": 1, "color": "#7b8794"},
        "encoding": {
            "x": {**x, "field": "at"},
            "opacity": {"condition": {"param": "hover", "empty": False, "value": 0.7}, "value": 0},
            "tooltip": TOOLTIP,
        },
    }


def single(encoding: Mapping[str, Any], area: bool, tips: Sequence[Sequence[Piece]]) -> Spec:
    """The nearest point of any line, and what is told of it: by the legend's template where it says."""
    x = x_value("x", encoding["x"])
    parts = ["'line': datum.label", x, f"'value': {value_of('datum.y')}"]
    if area:
        parts += [f"'least': {value_of('datum.lo')}", f"'greatest': {value_of('datum.hi')}"]
    longest = max(tips, key=len, default=())
    if longest:
        parts = [parts[0], f"'point': {sentence(longest, encoding['x'])}"]
    return {
        "transform": [{"calculate": f"{{{', '.join(parts)}}}", "as": "tooltip"}],
        "params": [{"name": "hover", "select": nearest(["s", "x"])}],
        "mark": {"type": "point", "filled": True, "size": 45, "color": "#7b8794"},
        "encoding": {
            **encoding,
            "opacity": {"condition": {"param": "hover", "empty": False, "value": 1}, "value": 0},
            "tooltip": TOOLTIP,
        },
    }


def sentence(pieces: Sequence[Piece], x: Mapping[str, Any]) -> str:
    """An expression of texts, which are columns of the line, and of the point's values, in turn."""
    parts = []
    for at, piece in enumerate(pieces):
        value = x_text("x", x) if piece.column == "x" else value_of(f"datum.{piece.column}")
        parts.append(value if piece.column else f"datum.t{at}")
    return f"trim({' + '.join(parts)})"


def x_value(column: str, x: Mapping[str, Any]) -> str:
    """The x in a tooltip, under the axis's title."""
    return f"{quoted(x['title'])}: {x_text(column, x)}"


def x_text(column: str, x: Mapping[str, Any]) -> str:
    """An x as people read it: a time, or a number."""
    if x["type"] == "temporal":
        return f"timeFormat(datum.{column}, '%b %d, %H:%M:%S')"
    return f"format(datum.{column}, ',.6~g')"


def value_of(number: str) -> str:
    """A number in a tooltip."""
    return f"(isValid({number}) ? format({number}, '{VALUE}') : '–')"


def quoted(label: str) -> str:
    """A label as a text in an expression."""
    return json.dumps(f"{label} " if label in TAKEN or not label else label)


def nearest(fields: Sequence[str]) -> Spec:
    """What makes a point the one that is pointed at."""
    return {
        "type": "point",
        "fields": list(fields),
        "nearest": True,
        "on": "pointermove",
        "clear": "pointerout",
    }
