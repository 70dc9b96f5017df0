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

#: About how many different x areas have at most.
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
    wide = every.with_columns(heights(every, line).alias(str(index)) for index, line in enumerate(lines))
    if wide.height > MOST_STEPS:
        wide = with_extremes(wide)
    x = pl.col("x") * axis.factor
    return pl.concat(
        wide.select(s=pl.lit(index, pl.Int32), x=x, y=pl.col(str(index))) for index in range(len(lines))
    )


def heights(every: pl.DataFrame, line: Line) -> pl.Series:
    """How high the area of a line is at every ``x``."""
    import polars as pl

    own = line.frame.select("x", "y").sort("x")
    inside = pl.col("x").is_between(own["x"].min(), own["x"].max())
    y = pl.when(inside).then(pl.col("y")).otherwise(0.0).fill_null(0.0)
    return every.join_asof(own, on="x", strategy="backward").select(y).to_series()


def with_extremes(wide: pl.DataFrame) -> pl.DataFrame:
    """About :data:`MOST_STEPS` of the rows: of each stretch those where any area is least or greatest."""
    import polars as pl

    at, areas = pl.int_range(pl.len()), wide.columns[1:]
    stretches = max(1, MOST_STEPS // (2 * len(areas)))
    cut = wide.with_columns(at=at, stretch=at * stretches // wide.height)
    least = [pl.col("at").get(pl.col(name).arg_min()).alias(f"least {name}") for name in areas]
    greatest = [pl.col("at").get(pl.col(name).arg_max()).alias(f"greatest {name}") for name in areas]
    kept = cut.group_by("stretch").agg(*least, *greatest).drop("stretch")
    rows = {0, wide.height - 1}.union(*(column.to_list() for column in kept.iter_columns()))
    return wide[sorted(rows)]
