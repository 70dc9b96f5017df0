"""Bar charts: a bar per run or group, as long as the last value of a metric."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wbgen.render.bars import MEAN, Made, made_of
from wbgen.render.colors import color_of, in_turn
from wbgen.render.curves.curve import Curve, read_curve
from wbgen.render.curves.grouping import Group, groups_of
from wbgen.render.curves.legends import cut, label, unique
from wbgen.render.curves.quantities import Quantity, quantities_of
from wbgen.render.drawing import Chart, Columns, Drawing, Nothing
from wbgen.render.figures import Y_LABELS
from wbgen.render.labels import along, distinct, legend_of
from wbgen.render.measured import NO_RUNS, nothing_of
from wbgen.render.scene import Scene, Settings
from wbgen.render.values import figure
from wbgen.views.outline.reading import dig, flag, text, whole

#: Runs or groups where a panel says nothing; bars and metrics at most.
OWNERS, MOST_BARS, MOST_METRICS = 20, 300, 50

#: Most bars that have values at their ends, and how thick a bar may be that is alone in a high panel.
MOST_WRITTEN, THICKEST = 100, 80

#: Pixels of a written value: its height, each of its letters, and what is before and after it.
HIGH, LETTER, MARGINS = 10, 6.2, 10

MUTED = "#7b8794"


@dataclass(frozen=True, slots=True)
class Bar:
    """owner: the run or group.  metric: what its length is.  color: of the owner."""

    owner: str
    metric: str
    color: str
    made: Made

    @property
    def end(self) -> float:
        """Where all that is drawn of it ends, its spread included, away from 0."""
        value, spread = self.made.value, self.made.spread
        if spread is None:
            return value
        return max(value, spread.high) if value >= 0 else min(value, spread.low)

    @property
    def told(self) -> str:
        """Its value, with a spread that is the same to both sides: ``0.87 ±0.01``."""
        value, spread = self.made.value, self.made.spread
        if spread is None or not math.isclose(spread.high - value, value - spread.low, abs_tol=1e-12):
            return figure(value)
        return f"{figure(value)} ±{figure(spread.high - value)}"


def draw(config: Settings, scene: Scene) -> Drawing:
    """Bars of the panel's metrics or expressions."""
    curve = read_curve(config, scene.settings)
    asked = quantities_of(curve, scene.runs)
    if not asked.quantities:
        return Drawing(Nothing(" ".join(asked.notes) or "This panel names no metric."))
    if not scene.runs:
        return Drawing(Nothing(NO_RUNS))
    quantities = asked.quantities[:MOST_METRICS]
    groups = groups_of(curve, scene)
    owners = owners_of(curve, scene, quantities, groups)
    bars = bars_of(curve, owners, quantities)
    drawn = {bar.metric for bar in bars}
    missing = [quantity for quantity in quantities if quantity.name not in drawn]
    notes = [*asked.notes, *nothing_of(scene.runs, missing)]
    if not bars:
        return Drawing(Nothing(" ".join(notes)))
    shown, cut_off = shown_bars(config, bars, owners, "groups" if groups else "runs")
    if len(asked.quantities) > MOST_METRICS:
        notes.append(f"{MOST_METRICS} of {len(asked.quantities):,} metrics are shown.")
    return Drawing(chart(config, curve, shown, scene.width), (*notes, *cut_off))


def shown_bars(
    config: Settings, bars: Sequence[Bar], owners: Sequence[Group], what: str
) -> tuple[list[Bar], list[str]]:
    """The bars of the first owners, as many as the panel shows, and what to say of the others."""
    named = list(dict.fromkeys(bar.owner for bar in bars))
    most = whole(config.get("barLimit"), MOST_BARS, 1, MOST_BARS) // len({bar.metric for bar in bars})
    kept = named[: max(1, min(whole(config.get("limit"), OWNERS, 1, MOST_BARS), most))]
    without = len(owners) - len(named)
    have = "has" if without == 1 else "have"
    said = [f"{without} of {len(owners)} {what} {have} no value here."] if without else []
    said += [f"{len(kept)} of {len(named)} {what} are shown."] if len(kept) < len(named) else []
    return [bar for bar in bars if bar.owner in set(kept)], said


def owners_of(
    curve: Curve, scene: Scene, quantities: Sequence[Quantity], groups: Sequence[Group] | None
) -> list[Group]:
    """What has bars of its own, under names that differ: groups, or runs as groups of one."""
    if groups is None:
        names = distinct(scene.runs)
        groups = [Group(name, run.color, (run,)) for name, run in zip(names, scene.runs, strict=True)]
    metric = quantities[0].name if len(quantities) == 1 else ""
    found = [named(curve, group, metric) for group in groups]
    names = unique(group.label for group in found)
    return [Group(name, group.color, group.runs) for name, group in zip(names, found, strict=True)]


def named(curve: Curve, group: Group, metric: str) -> Group:
    """An owner under the name and in the colour that the panel gives it, by W&B's key for a series."""
    first = group.runs[0]
    alone = len(group.runs) == 1
    series = f"{first.data.run.id}:{metric}"
    title = text(curve.titles.get(series)) if alone else ""
    templated = label(curve.template, first, metric) if alone and curve.template else ""
    written = curve.colors.get(series) if alone else None
    color = color_of(written) or color_of(dig(written, "color")) or group.color
    return Group(cut(title or templated or group.label), color, group.runs)


def bars_of(curve: Curve, owners: Sequence[Group], quantities: Sequence[Quantity]) -> list[Bar]:
    """The bars that have a length, owner by owner."""
    function = curve.function or MEAN
    return [
        Bar(owner.label, quantity.name, owner.color, made)
        for owner in owners
        for quantity in quantities
        if (made := made_of(owner.runs, quantity, function, curve.area))
    ]


def chart(config: Settings, curve: Curve, bars: Sequence[Bar], width: int) -> Chart:
    """Bars, how far their values are apart, and the values where there is room for them."""
    standing = flag(config.get("vertical")) is True
    metrics = list(dict.fromkeys(bar.metric for bar in bars))
    owner, value = ("x", "y") if standing else ("y", "x")
    titles = {"x": curve.x_title, "y": curve.y_title}
    measure = scaled({"field": "value", "type": "quantitative", "axis": {"labelExpr": Y_LABELS}}, curve)
    measure["title"] = titles[value] or (metrics[0] if len(metrics) == 1 else None)
    names: dict[str, Any] = {
        "field": "owner",
        "type": "nominal",
        "sort": None,
        "title": titles[owner] or None,
    }
    if standing:
        names["axis"] = along(list(dict.fromkeys(bar.owner for bar in bars)), width)
    encoding: dict[str, Any] = {owner: names, value: measure}
    if len(metrics) > 1:
        encoding[f"{owner}Offset"] = {"field": "metric", "type": "nominal", "sort": metrics}
    about = [("owner", "Run"), ("metric", "Metric"), ("told", "Value"), ("runs", "Runs")]
    tooltip = [{"field": field, "type": "nominal", "title": title} for field, title in about]
    cut_off = any(end is not None for end in curve.x_range)
    band = f"bandwidth('{owner}{'Offset' if len(metrics) > 1 else ''}')"
    thick = {"width" if standing else "height": {"expr": f"min({band}, {THICKEST})"}}
    end = {"clip": True} if cut_off else {"cornerRadiusEnd": 2}
    mark = {"type": "bar", "opacity": 0.85, **thick, **end}
    layers = [{"mark": mark, "encoding": {"color": colors(bars, metrics, width), "tooltip": tooltip}}]
    layers += spreads(bars, value)
    if not cut_off and len(bars) <= MOST_WRITTEN:
        layers.append(written(bars, standing, band))
        measure["scale"] = room(bars, standing)
    spec = {"data": {"name": "bars"}, "encoding": encoding, "layer": layers}
    return Chart(spec, {"bars": rows(bars)})


def scaled(measure: dict[str, Any], curve: Curve) -> dict[str, Any]:
    """The axis of values over the range that the panel asks for; else from 0."""
    low, high = curve.x_range
    ends = {name: end for name, end in (("domainMin", low), ("domainMax", high)) if end is not None}
    return {**measure, "scale": {"zero": False, "nice": False, **ends}} if ends else measure


def colors(bars: Sequence[Bar], metrics: Sequence[str], width: int) -> dict[str, Any]:
    """Colours by metric where there are several, else those of the owners, whose names are on the axis."""
    if len(metrics) == 1:
        return {"field": "color", "type": "nominal", "scale": None}
    scale = {"domain": list(metrics), "range": [*in_turn(len(metrics))]}
    legend = legend_of(metrics, width)
    return {"field": "metric", "type": "nominal", "title": None, "scale": scale, "legend": legend}


def spreads(bars: Sequence[Bar], value: str) -> list[dict[str, Any]]:
    """A line over each bar of several runs, if there are any."""
    if all(bar.made.spread is None for bar in bars):
        return []
    ends = {value: {"field": "low", "type": "quantitative"}, f"{value}2": {"field": "high"}}
    mark = {"type": "rule", "strokeWidth": 2, "color": MUTED, "clip": True}
    return [{"transform": [{"filter": "isValid(datum.low)"}], "mark": mark, "encoding": ends}]


def longest(bars: Sequence[Bar]) -> float:
    """Pixels of the longest value that is written."""
    return max(len(bar.told) for bar in bars) * LETTER


def written(bars: Sequence[Bar], standing: bool, band: str) -> dict[str, Any]:
    """The values at the ends of the bars, of bars below 0 on the other side; none where bars are too thin.

    band: the thickness of a bar, as Vega computes it of the room there is.
    """
    ends = ("bottom", "top", "baseline", "dy", -3, 3) if standing else ("left", "right", "align", "dx", 4, -4)
    above, below, side, shift, up, down = ends
    negative = any(bar.made.value < 0 for bar in bars)
    fits = f"{band} >= {longest(bars) if standing else HIGH:g}"
    mark: dict[str, Any] = {"type": "text", "fontSize": 10, side: above, shift: up}
    mark["opacity"] = {"expr": f"{fits} ? 1 : 0"}
    if negative:
        mark[side] = {"expr": f"datum.value < 0 ? '{below}' : '{above}'"}
        mark[shift] = {"expr": f"datum.value < 0 ? {down} : {up}"}
    place = {"y" if standing else "x": {"field": "end", "type": "quantitative"}}
    return {"mark": mark, "encoding": {**place, "text": {"field": "told"}}}


def room(bars: Sequence[Bar], standing: bool) -> dict[str, Any]:
    """A range of values that has room for what is written at their ends, however long the axis is."""
    values = [bar.end for bar in bars]
    low, high = min(0.0, min(values)), max(0.0, max(values))
    needed = (HIGH if standing else longest(bars)) + MARGINS
    sides = (low < 0) + (high > 0)
    length = "height" if standing else "width"
    unit = f"{high - low!r} / max({length} / 2, {length} - {sides * needed:g})"
    return {
        "domainMin": {"expr": f"{low!r} - {needed:g} * {unit}"} if low < 0 else 0,
        "domainMax": {"expr": f"{high!r} + {needed:g} * {unit}"} if high > 0 else 0,
        "nice": False,
    }


def rows(bars: Sequence[Bar]) -> Columns:
    """A row for each bar."""
    spreads = [bar.made.spread for bar in bars]
    columns: Mapping[str, list[Any]] = {
        "owner": [bar.owner for bar in bars],
        "metric": [bar.metric for bar in bars],
        "color": [bar.color for bar in bars],
        "value": [bar.made.value for bar in bars],
        "end": [bar.end for bar in bars],
        "told": [bar.told for bar in bars],
        "runs": [bar.made.runs for bar in bars],
        "low": [spread.low if spread else None for spread in spreads],
        "high": [spread.high if spread else None for spread in spreads],
    }
    return columns
