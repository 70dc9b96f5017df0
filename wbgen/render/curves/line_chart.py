"""The Vega-Lite of lines. Columns have names of our own; those of runs and metrics are only ever values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wbgen.render.curves.axes import Axis
from wbgen.render.curves.buckets import Span
from wbgen.render.curves.curve import Curve
from wbgen.render.curves.legends import cut, pointed
from wbgen.render.curves.lines import Line
from wbgen.render.curves.pointing import crosshair, single
from wbgen.render.curves.styles import WIDTHS, Style
from wbgen.render.drawing import Chart, Columns
from wbgen.render.figures import LOG_GRID, TIME_LABELS, X_LABELS, X_LOG_LABELS, Y_LABELS, rounded

if TYPE_CHECKING:
    import polars as pl

Spec = dict[str, Any]

WIDTH = 1.6

#: How much of what lies behind a line is seen through its area, and how faint it is before smoothing.
AREA, FAINT = 0.16, 0.3

#: Lines whose values at one x a tooltip can list.
MOST_LISTED = 15

#: The share of the values, at either end, that are outliers (docs.wandb.ai, "Line plot reference").
OUTLIERS = 0.05

#: How far the axis goes beyond the values that are none, as a share of their range.
MARGIN = 0.1


@dataclass(frozen=True, slots=True)
class Plan:
    """What of the chart depends on its lines: whether there are areas, originals, dots, dashes, widths."""

    area: bool
    raw: bool
    dots: bool
    dashes: bool
    widths: bool
    clip: bool


def line_chart(lines: Sequence[Line], styles: Sequence[Style], curve: Curve, axis: Axis, span: Span) -> Chart:
    """The chart of some lines, each with its style."""
    frame = above_zero(table(lines, axis)) if curve.y_log else table(lines, axis)
    plan = planned(frame, styles, curve)
    tips = [pointed(curve.template, line.run, line.quantity.name) for line in lines]
    encoding = {"x": x_encoding(curve, axis, span), "y": y_encoding(curve, frame)}
    shown = {**encoding, **channels(styles, curve, plan), "detail": {"field": "s"}}
    layers = [*mark_layers(plan, shown)]
    if len(lines) <= MOST_LISTED and not any(tips):
        layers.append(crosshair([style.label for style in styles], encoding["x"], buckets_of(span, axis)))
    else:
        layers.append(single(encoding, plan.area, tips))
    spec = {"data": {"name": "lines"}, "transform": [lookup(plan, tips)], "layer": layers}
    return Chart(spec, {"lines": columns(frame, plan), "series": series(lines, styles, tips)})


# --- data


def table(lines: Sequence[Line], axis: Axis) -> pl.DataFrame:
    """The points of all lines: ``s``, the number of the line, and the line's columns."""
    import polars as pl

    frames = [
        line.frame.with_columns(
            s=pl.lit(index, pl.Int32),
            x=pl.col("x") * axis.factor,
            raw=pl.col("raw") if "raw" in line.frame.columns else pl.lit(None, pl.Float64),
        ).select("s", "x", "y", "lo", "hi", "raw")
        for index, line in enumerate(lines)
    ]
    return pl.concat(frames)


def above_zero(frame: pl.DataFrame) -> pl.DataFrame:
    """The points of a logarithmic axis: areas that reach 0 or below end where the lowest number is."""
    import polars as pl

    least = min(frame.filter(pl.col(name) > 0)[name].min() or math.inf for name in ("y", "lo"))
    return frame.with_columns(lo=pl.when(pl.col("lo") <= 0).then(least).otherwise("lo"))


def planned(frame: pl.DataFrame, styles: Sequence[Style], curve: Curve) -> Plan:
    """What the chart needs for these points."""
    import polars as pl

    lone = frame.group_by("s").len().filter(pl.col("len") == 1).height > 0
    return Plan(
        area=bool(frame.select((pl.col("lo") < pl.col("hi")).any()).item()),
        raw=frame["raw"].null_count() < frame.height,
        dots=lone or any(style.dots for style in styles),
        dashes=len({style.dashes for style in styles}) > 1,
        widths=any(style.width is not None for style in styles),
        clip=any(bound is not None for bound in (*curve.x_range, *curve.y_range)) or curve.no_outliers,
    )


def columns(frame: pl.DataFrame, plan: Plan) -> Columns:
    """The columns that the chart needs, as short as the screen allows."""
    wanted = ["s", "x", "y", *(("lo", "hi") if plan.area else ()), *(("raw",) if plan.raw else ())]
    return {name: rounded(frame, name) for name in wanted}


def series(lines: Sequence[Line], styles: Sequence[Style], tips: Sequence[Sequence[Any]]) -> Columns:
    """A row for each line: what it is called, and how it is drawn."""
    alone = [style.dots or line.frame.height == 1 for line, style in zip(lines, styles, strict=True)]
    texts = {
        f"t{at}": [pieces[at].text if at < len(pieces) else "" for pieces in tips]
        for at in range(max(map(len, tips), default=0))
    }
    return {
        "s": list(range(len(lines))),
        "label": [style.label for style in styles],
        "tint": [style.tint for style in styles],
        "dashing": [style.dashing for style in styles],
        "width": [style.width or WIDTH for style in styles],
        "dot": [int(dots) for dots in alone],
        **texts,
    }


def lookup(plan: Plan, tips: Sequence[Sequence[Any]]) -> Spec:
    """What a point takes from its line."""
    texts = [f"t{at}" for at in range(max(map(len, tips), default=0))]
    fields = ["label", "tint", "dashing"]
    fields += [name for name, used in (("width", plan.widths), ("dot", plan.dots)) if used]
    return {"lookup": "s", "from": {"data": {"name": "series"}, "key": "s", "fields": fields + texts}}


# --- axes


def x_encoding(curve: Curve, axis: Axis, span: Span) -> Spec:
    """The x axis: all of the lines' range where the panel has no bounds of its own."""
    ends = zip(curve.x_range, (span.low, span.high), strict=True)
    low, high = ((end if bound is None else bound) * axis.factor for bound, end in ends)
    bounds = (low, high) if low < high else (None, None)
    found = {"field": "x", "title": cut(axis.title), "scale": scale(curve.x_log, bounds, nice=False)}
    if axis.kind == "time":
        return {**found, "type": "temporal", "axis": {"labelExpr": TIME_LABELS, **letters(curve)}}
    labels = X_LOG_LABELS if curve.x_log else X_LABELS
    return {
        **found,
        "type": "quantitative",
        "axis": {"labelExpr": labels, "grid": False, **letters(curve)},
    }


def y_encoding(curve: Curve, frame: pl.DataFrame) -> Spec:
    """The y axis; outliers lie outside of it where they do not count."""
    bounds: Sequence[float | None] = curve.y_range
    if curve.no_outliers and bounds == (None, None):
        bounds = inner(frame)
    return {
        "field": "y",
        "type": "quantitative",
        "title": cut(curve.y_title) or None,
        "scale": scale(curve.y_log, bounds, nice=not curve.no_outliers),
        "axis": {**(LOG_GRID if curve.y_log else {"labelExpr": Y_LABELS}), **letters(curve)},
    }


def inner(frame: pl.DataFrame) -> tuple[float | None, float | None]:
    """The range of nine tenths of the values; none where that is a single value."""
    low, high = (frame["y"].quantile(share, "nearest") for share in (OUTLIERS, 1 - OUTLIERS))
    if low is None or high is None or low >= high:
        return None, None
    margin = MARGIN * (high - low)
    return low - margin, high + margin


def scale(log: bool, bounds: Sequence[float | None], *, nice: bool) -> Spec:
    """A scale between bounds; on a logarithmic one, a bound at or below 0 is none."""
    low, high = (None if bound is None or (log and bound <= 0) else bound for bound in bounds)
    found: Spec = {"type": "log"} if log else {"zero": False}
    found["nice"] = nice and low is None and high is None
    return found | ({} if low is None else {"domainMin": low}) | ({} if high is None else {"domainMax": high})


def letters(curve: Curve) -> Spec:
    """The size of an axis's letters, where the panel says."""
    return {} if curve.font is None else {"labelFontSize": curve.font, "titleFontSize": curve.font}


def buckets_of(span: Span, axis: Axis) -> str:
    """An expression for the place across the chart, in sixtieths of it, that a point stands at."""
    low, high = span.low * axis.factor, span.high * axis.factor
    if high <= low:
        return "0"
    if span.log:
        low, high = math.log(low), math.log(high)
        return f"round((log(datum.x) - {low!r}) / {(high - low) / 120!r})"
    return f"round((datum.x - {low!r}) / {(high - low) / 120!r})"


# --- marks and channels


def mark_layers(plan: Plan, shown: Mapping[str, Any]) -> list[Spec]:
    """The marks from back to front: areas, lines before smoothing, lines, single points."""
    layers = []
    unmarked = {key: value for key, value in shown.items() if key not in ("strokeDash", "size")}
    lines_only = {"transform": [{"filter": {"field": "dot", "equal": 0}}]} if plan.dots else {}
    if plan.area:
        area = {**unmarked, "y": {**shown["y"], "field": "lo"}, "y2": {"field": "hi"}}
        mark = {"type": "area", "opacity": AREA, "clip": plan.clip, "tooltip": None}
        layers.append({**lines_only, "mark": mark, "encoding": area})
    if plan.raw:
        raw = {**unmarked, "y": {**shown["y"], "field": "raw"}}
        mark = {"type": "line", "strokeWidth": 1, "opacity": FAINT, "clip": plan.clip, "tooltip": None}
        layers.append({**lines_only, "mark": mark, "encoding": raw})
    line = {"type": "line", "strokeJoin": "round", "clip": plan.clip, "tooltip": None}
    line |= {} if plan.widths else {"strokeWidth": WIDTH}
    layers.append({**lines_only, "mark": line, "encoding": dict(shown)})
    if plan.dots:
        dots = {"type": "point", "filled": True, "size": 36, "opacity": 1, "clip": plan.clip, "tooltip": None}
        only = {"transform": [{"filter": {"field": "dot", "equal": 1}}]}
        layers.append({**only, "mark": dots, "encoding": unmarked})
    return layers


def channels(styles: Sequence[Style], curve: Curve, plan: Plan) -> Spec:
    """Colours, and dashes and widths where lines differ in them."""
    tints = {style.tint: style.color for style in styles}
    visible = curve.legend and (len(tints) > 1 or bool(curve.template or curve.fields or curve.titles))
    found: Spec = {"color": channel("tint", tints, curve, visible)}
    if plan.dashes:
        dashes = {style.dashing: list(style.dashes) for style in styles}
        found["strokeDash"] = channel("dashing", dashes, curve, curve.legend)
    if plan.widths:
        found["size"] = {
            "field": "width",
            "type": "quantitative",
            "scale": {"domain": list(WIDTHS), "range": list(WIDTHS)},
            "legend": None,
        }
    return found


def channel(column: str, values: Mapping[str, Any], curve: Curve, visible: bool) -> Spec:
    """A channel whose legend names the values."""
    legend: Spec | None = None
    if visible:
        place = {"orient": curve.position} if curve.position else {}
        size = {} if curve.font is None else {"labelFontSize": curve.font}
        dashes = {"symbolStrokeColor": "#7b8794", "symbolSize": 500} if column == "dashing" else {}
        marks = {"symbolType": "stroke", "symbolOpacity": 1, "symbolSize": 150, **dashes}
        legend = {"title": None, **marks, **place, **size, **rows(values, curve.position)}
    return {
        "field": column,
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(values), "range": list(values.values())},
        "legend": legend,
    }


def rows(values: Mapping[str, Any], position: str) -> Spec:
    """How the entries of a legend stand: below one another at the sides, else as many in a row as fit."""
    if position in ("left", "right"):
        return {"columns": 1, "symbolLimit": 20}
    longest = max(map(len, values))
    across = next((count for most, count in ((8, 5), (12, 4), (18, 3), (30, 2)) if longest <= most), 1)
    return {"columns": across, "symbolLimit": 4 * across}
