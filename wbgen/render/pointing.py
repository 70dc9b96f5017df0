"""What a person is told of the points pointed at: all lines at one x, or the nearest point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wbgen.render.legends import Piece

Spec = dict[str, Any]

VALUE = ".5~g"


def crosshair(labels: Sequence[str], x: Mapping[str, Any], place: str) -> Spec:
    """A rule at the place pointed at, whose tooltip has the value of every line there.

    labels: of the lines, by their numbers.  x: the encoding of the axis.  place: an expression that is the
    same for points that stand at one place across the chart, though not all lines have a point at each x.
    """
    values = [
        {"calculate": f"isValid(datum['{at}']) ? format(datum['{at}'], '{VALUE}') : '–'", "as": f"v{at}"}
        for at in range(len(labels))
    ]
    return {
        "transform": [
            {"calculate": place, "as": "place"},
            {"joinaggregate": [{"op": "mean", "field": "x", "as": "at"}], "groupby": ["place"]},
            {"pivot": "s", "value": "y", "groupby": ["at"], "op": "mean"},
            *values,
        ],
        "params": [{"name": "hover", "select": nearest(["at"])}],
        "mark": {"type": "rule", "strokeWidth": 1, "color": "#7b8794"},
        "encoding": {
            "x": {**x, "field": "at"},
            "opacity": {"condition": {"param": "hover", "empty": False, "value": 0.7}, "value": 0},
            "tooltip": [
                told("at", x),
                *({"field": f"v{at}", "type": "nominal", "title": label} for at, label in enumerate(labels)),
            ],
        },
    }


def single(encoding: Mapping[str, Any], area: bool, tips: Sequence[Sequence[Piece]]) -> Spec:
    """The nearest point of any line, and what is told of it."""
    bounds = [
        {"field": name, "type": "quantitative", "title": title, "format": VALUE}
        for name, title in (("lo", "least"), ("hi", "greatest"))
    ]
    tooltip = [
        {"field": "label", "type": "nominal", "title": "line"},
        told("x", encoding["x"]),
        {"field": "y", "type": "quantitative", "title": "value", "format": VALUE},
        *(bounds if area else []),
    ]
    transform = []
    longest = max(tips, key=len, default=())
    if longest:
        transform = [{"calculate": sentence(longest), "as": "tip"}]
        tooltip = [tooltip[0], {"field": "tip", "type": "nominal", "title": "point"}]
    return {
        **({"transform": transform} if transform else {}),
        "params": [{"name": "hover", "select": nearest(["s", "x"])}],
        "mark": {"type": "point", "filled": True, "size": 45, "color": "#7b8794"},
        "encoding": {
            **encoding,
            "opacity": {"condition": {"param": "hover", "empty": False, "value": 1}, "value": 0},
            "tooltip": tooltip,
        },
    }


def sentence(pieces: Sequence[Piece]) -> str:
    """An expression of texts, which are columns of the line, and of the point's values, in turn."""
    parts = [
        f"(isValid(datum.{piece.column}) ? format(datum.{piece.column}, '{VALUE}') : '–')"
        if piece.column
        else f"datum.t{at}"
        for at, piece in enumerate(pieces)
    ]
    return f"trim({' + '.join(parts)})"


def told(column: str, x: Mapping[str, Any]) -> Spec:
    """The x in a tooltip."""
    temporal = x["type"] == "temporal"
    style = {"format": "%b %d, %H:%M:%S"} if temporal else {"format": ",.6~g"}
    return {"field": column, "type": x["type"], "title": x["title"], **style}


def nearest(fields: Sequence[str]) -> Spec:
    """What makes a point the one that is pointed at."""
    return {
        "type": "point",
        "fields": list(fields),
        "nearest": True,
        "on": "pointermove",
        "clear": "pointerout",
    }
