"""Curves of a table's rows."""

from __future__ import annotations

from collections.abc import Mapping

from wbgen.render.custom.presets.parts import (
    BY_RUN,
    DASH_BY_RUN,
    RUN_TIP,
    Spec,
    across,
    by,
    column,
    tip,
    upwards,
    valid,
    words,
)

Fields = Mapping[str, str]


def line(fields: Fields, several: bool) -> Spec:
    """``wandb.plot.line``: y over x, a line per run, or per value of ``stroke``."""
    return curve(fields, several, ("x", "y", "stroke"), column(fields, "x"), column(fields, "y"))


def line_series(fields: Fields, several: bool) -> Spec:
    """``wandb.plot.line_series``: several lines by their key."""
    return curve(fields, several, ("step", "lineVal", "lineKey"), words("xname", "x"), "")


def area_under_curve(fields: Fields, several: bool) -> Spec:
    """``wandb.plot.roc_curve`` and ``pr_curve``: a curve per class, between 0 and 1 both ways."""
    titles = (words(f"{axis}-axis-title", column(fields, axis)) for axis in ("x", "y"))
    spec = curve(fields, several, ("x", "y", "class"), *titles)
    for axis in ("x", "y"):
        spec["encoding"][axis]["scale"] = {"domain": [0, 1], "nice": False}
    return spec


def curve(fields: Fields, several: bool, names: tuple[str, str, str], x_title: str, y_title: str) -> Spec:
    """Lines by a key, by run where the panel has no column for it. Points are joined as the rows stand.

    names: the fields of x, y and the key.
    """
    x, y, key = names
    keyed = bool(fields.get(key))
    dashes = {"strokeDash": DASH_BY_RUN} if several else {}
    colors = {"color": by(key), **dashes} if keyed else {"color": BY_RUN}
    return {
        "data": {"name": "wandb"},
        "transform": [*valid(x, y), {"window": [{"op": "row_number", "as": "wbgen_row"}]}],
        "mark": {"type": "line", "strokeWidth": 1.75},
        "encoding": {
            "x": across(x, x_title),
            "y": upwards(y, y_title),
            **colors,
            "order": {"field": "wbgen_row", "type": "quantitative"},
            "detail": {"field": "id", "type": "nominal"},
            "tooltip": [
                RUN_TIP,
                *([tip(fields, key, "nominal")] if keyed else []),
                tip(fields, x),
                tip(fields, y),
            ],
        },
    }
