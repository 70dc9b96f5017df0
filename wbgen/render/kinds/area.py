"""Stacked areas: what several lines come to together, or the share that each has in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wbgen.render.curves.axes import Axis
from wbgen.render.curves.buckets import Span
from wbgen.render.curves.curve import Curve
from wbgen.render.curves.line_chart import Plan, buckets_of, channels, lookup, series, x_encoding, y_encoding
from wbgen.render.curves.lines import Line
from wbgen.render.curves.pointing import crosshair
from wbgen.render.curves.styles import Style
from wbgen.render.drawing import Chart
from wbgen.render.figures import rounded

if TYPE_CHECKING:
    import polars as pl

#: How areas are stacked, by W&B's ``plotType``.
STACKS = {"stacked-area": "zero", "pct-area": "normalize"}

#: Different x that areas have at most; of more, every so many are taken.
MOST_STEPS = 500

PLAIN = Plan(area=False, raw=False, dots=False, dashes=False, widths=False, clip=False)


def area_chart(lines: Sequence[Line], styles: Sequence[Style], curve: Curve, axis: Axis, span: Span) -> Chart:
    """The chart of some lines as areas upon one another, the first at the bottom."""
    frame = stacked(lines, axis)
    x, y = x_encoding(curve, axis, span), y_encoding(curve, frame)
    share = curve.style == "pct-area"
    stack: dict[str, Any] = {**y, "stack": STACKS[curve.style], "scale": {"zero": True, "nice": False}}
    if share:
        stack["axis"] = {**y["axis"], "labelExpr": "format(datum.value, '.0%')"}
    shown = {**channels(styles, curve, PLAIN), "order": {"field": "s", "type": "quantitative"}}
    mark = {"type": "area", "opacity": 0.75, "line": {"strokeWidth": 1}, "tooltip": None}
    labels = [style.label for style in styles]
    layers = [
        {"mark": mark, "encoding": {"x": x, "y": stack, **shown, "detail": {"field": "s"}}},
        crosshair(labels, x, buckets_of(span, axis)),
    ]
    spec = {"data": {"name": "lines"}, "transform": [lookup(PLAIN, ())], "layer": layers}
    data = {name: rounded(frame, name) for name in ("s", "x", "y")}
    return Chart(spec, {"lines": data, "series": series(lines, styles, [()] * len(lines))})


def stacked(lines: Sequence[Line], axis: Axis) -> pl.DataFrame:
    """All lines at the same x, as stacking needs them: ``s, x, y``.

    Between its points a line keeps its last value; before its first and after its last it is nothing.
    """
    import polars as pl

    every = pl.concat([line.frame.select("x") for line in lines]).unique().sort("x")
    if every.height > MOST_STEPS:
        every = every.gather_every(-(-every.height // MOST_STEPS))
    parts = []
    for index, line in enumerate(lines):
        own = line.frame.select("x", "y").sort("x")
        inside = pl.col("x").is_between(own["x"].min(), own["x"].max())
        filled = every.join_asof(own, on="x", strategy="backward")
        y = pl.when(inside).then(pl.col("y")).otherwise(0.0).fill_null(0.0)
        parts.append(filled.select(s=pl.lit(index, pl.Int32), x=pl.col("x") * axis.factor, y=y))
    return pl.concat(parts)
