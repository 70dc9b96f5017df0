"""Parallel coordinates: an axis per value, a line per run across all of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from wbgen.render.colors import PALETTE
from wbgen.render.drawing import Chart, Columns, Drawing, Nothing
from wbgen.render.gradient import color_scale, stops_of
from wbgen.render.labels import BESIDE, distinct, legend_of
from wbgen.render.measured import NO_RUNS, Column, column, no_values
from wbgen.render.missing import MOST_TOLD, quoted
from wbgen.render.points.colors import by_owner
from wbgen.render.scene import Scene, Settings, Shown
from wbgen.render.theme import HALO
from wbgen.render.values import figure, number, told
from wbgen.spec.diagnostics import listed
from wbgen.views.outline.reading import clip, dig, flag, items, text

MOST_AXES = 40
MOST_RUNS = 1000

#: Numbers above 0 whose greatest is so many times the least get a logarithmic axis where the panel is silent.
WIDE = 1000.0

#: Shares of an axis at which its values are written, and categories that are.
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
MOST_CATEGORIES = 12

#: So many values or fewer are each written where they stand, if they are this share of the axis apart.
FEW, APART = 6, 0.07

#: Room beside the outer axes, in distances of axes; axes whose titles stand on one level; pixels of the
#: shortest title, and between two.
PADDING, ON_ONE_LEVEL, LEAST_TITLE, BETWEEN = 0.48, 5, 24, 8

MUTED = "#7b8794"
LABEL_CHARS = 16


@dataclass(frozen=True, slots=True)
class Axis:
    """A value of the runs as an axis from 0 to 1.

    scale: ``linear``, ``log``, or ``category``.  low, high: its ends (of a logarithm, as they are).
    categories: texts from bottom to top.
    """

    title: str
    column: Column
    scale: str
    low: float = 0.0
    high: float = 0.0
    categories: tuple[str, ...] = ()
    inverted: bool = False

    def place(self, value: Any) -> float | None:
        """Where a value stands, from 0 to 1; None for one that has no place."""
        at = self.upright(value)
        return None if at is None else 1.0 - at if self.inverted else at

    def upright(self, value: Any) -> float | None:
        if self.scale == "category":
            at = self.categories.index(value) if value in self.categories else None
            return None if at is None else share(at, 0, len(self.categories) - 1)
        read = number(value)
        if read is None or (self.scale == "log" and read <= 0):
            return None
        if self.scale == "log":
            return share(math.log(read), math.log(self.low), math.log(self.high))
        return share(read, self.low, self.high)

    def ticks(self) -> list[tuple[float, str]]:
        """Places from 0 to 1, and what is written there."""
        if self.scale == "category":
            every = math.ceil(len(self.categories) / MOST_CATEGORIES)
            found = [
                (self.upright(name) or 0.0, clip(name, LABEL_CHARS)) for name in self.categories[::every]
            ]
        elif self.low == self.high:
            found = [(0.5, figure(self.low))]
        else:
            found = self.each() or [(at, figure(self.value(at))) for at in TICKS]
        return [(1.0 - at if self.inverted else at, label) for at, label in found]

    def each(self) -> list[tuple[float, str]]:
        """The values themselves, of few (``500, 1000, 2000``); nothing where they are many or close."""
        known = sorted({*self.column.numbers}) if self.column.kind == "number" else []
        found = [(at, figure(value)) for value in known if (at := self.upright(value)) is not None]
        apart = min((after[0] - before[0] for before, after in pairwise(found)), default=0.0)
        return found if len(found) <= FEW and apart >= APART else []

    def value(self, at: float) -> float:
        """The number at a place."""
        if self.scale == "log":
            return math.exp(math.log(self.low) + at * (math.log(self.high) - math.log(self.low)))
        return self.low + at * (self.high - self.low)


def share(value: float, low: float, high: float) -> float:
    """Where a value is between two; in the middle where they are one."""
    return (value - low) / (high - low) if high > low else 0.5


def draw(config: Settings, scene: Scene) -> Drawing:
    """A line per run, in its own colour or in that of its value on the last axis."""
    if not scene.runs:
        return Drawing(Nothing(NO_RUNS))
    asked = [item for item in items(config.get("columns")) if text(dig(item, "accessor"))]
    if not asked:
        return Drawing(Nothing("This panel names no values to be its axes."))
    shown = scene.runs[:MOST_RUNS]
    read = [(item, column(shown, text(dig(item, "accessor")))) for item in asked[:MOST_AXES]]
    missing = [found.spelling for _, found in read if found.is_empty]
    notes = [no_values(shown, missing)] if missing else []
    made = [(found.title, axis_of(item, found)) for item, found in read if not found.is_empty]
    axes = [axis for _, axis in made if axis]
    odd = [quoted(title) for title, axis in made if axis is None]
    notes += [f"{listed(odd, MOST_TOLD)}: NaN or infinite in all runs."] if odd else []
    if not axes:
        return Drawing(Nothing(" ".join(notes)))
    notes += left_out(len(scene.runs), len(asked))
    return Drawing(chart(config, scene, shown, axes), tuple(notes))


def left_out(runs: int, axes: int) -> list[str]:
    """What is left out because there is too much of it."""
    said = [f"The first {MOST_AXES} of {axes} axes are drawn."] if axes > MOST_AXES else []
    return said + ([f"{MOST_RUNS:,} of {runs:,} runs are drawn."] if runs > MOST_RUNS else [])


def axis_of(item: object, found: Column) -> Axis | None:
    """A column of the panel as an axis; None where no run has a finite value of it."""
    title = text(dig(item, "displayName")) or found.title
    inverted = flag(dig(item, "inverted")) is True
    truths = all(value is None or isinstance(value, bool) for value in found.values)
    if found.kind == "text" or truths:
        known = {told(value) for value in found.values if value is not None}
        texts = tuple(None if value is None else told(value) for value in found.values)
        column = Column(found.spelling, found.title, "text", texts)
        return Axis(title, column, "category", categories=tuple(sorted(known)), inverted=inverted)
    numbers = found.numbers
    if not numbers:
        return None
    asked = flag(dig(item, "log"))
    wide = min(numbers) > 0 and max(numbers) / min(numbers) >= WIDE and found.kind == "number"
    log = (asked is True or (asked is None and wide)) and max(numbers) > 0
    shown = [value for value in numbers if value > 0] if log else numbers
    return Axis(title, found, "log" if log else "linear", min(shown), max(shown), inverted=inverted)


def chart(config: Settings, scene: Scene, runs: Sequence[Shown], axes: Sequence[Axis]) -> Chart:
    """The lines, and over them the axes with their values."""
    names = [str(at) for at in range(len(axes))]
    x = {"field": "axis", "type": "ordinal", "sort": names, "scale": {"padding": PADDING, "type": "point"}}
    hidden = {"axis": None}
    y = {"field": "place", "type": "quantitative", "scale": {"domain": [0, 1]}, **hidden}
    last = axes[-1]
    color, columns = coloring(config, scene, runs, last)
    about = [("run", "Run"), ("told", last.title)]
    lines = {
        "data": {"name": "lines"},
        "mark": {"type": "line", "strokeWidth": 1.6, "opacity": opacity(len(runs))},
        "encoding": {
            "x": {**x, **hidden},
            "y": y,
            "detail": {"field": "line"},
            "color": color,
            "tooltip": [{"field": name, "type": "nominal", "title": title} for name, title in about],
        },
    }
    rules = {
        "data": {"name": "axes"},
        "mark": {"type": "rule", "color": MUTED},
        "encoding": {"x": {**x, **hidden}, "y": {"datum": 0, **hidden}, "y2": {"datum": 1}},
    }
    below, above = (ticks(x, y, style) for style in (HALO, "tick"))
    return Chart(
        {"layer": [lines, rules, below, above, titles(x, len(axes))]},
        {"lines": rows(distinct(runs), axes, columns), "axes": heads(axes), "ticks": tick_rows(axes)},
    )


def ticks(x: Mapping[str, Any], y: Mapping[str, Any], style: str) -> dict[str, Any]:
    """The values along the axes; in the style of a halo, their ground, through which no line strikes."""
    return {
        "data": {"name": "ticks"},
        "mark": {"type": "text", "align": "right", "dx": -5, "fontSize": 10, "style": style},
        "encoding": {"x": {**x, "axis": None}, "y": dict(y), "text": {"field": "label"}},
    }


def titles(x: Mapping[str, Any], count: int) -> dict[str, Any]:
    """What the axes are, above them, by turns on two levels where they stand close; each cut to its room."""
    levels = 2 if count > ON_ONE_LEVEL else 1
    apart = count - 1 + 2 * PADDING
    limit = {"expr": f"max({LEAST_TITLE}, {levels} * width / {apart:g} - {BETWEEN})"}
    return {
        "data": {"name": "axes"},
        "mark": {"type": "text", "baseline": "bottom", "fontSize": 11, "fontWeight": 600, "limit": limit},
        "encoding": {
            "x": {**x, "axis": None},
            "y": {"datum": 1, "axis": None},
            "yOffset": {"field": "lift", "type": "quantitative", "scale": None},
            "text": {"field": "title"},
            "tooltip": {"field": "title"},
        },
    }


def opacity(runs: int) -> float:
    """Many lines let those below them through."""
    return 0.9 if runs <= 30 else 0.6 if runs <= 150 else 0.3


def coloring(
    config: Settings, scene: Scene, runs: Sequence[Shown], last: Axis
) -> tuple[dict[str, Any], Columns]:
    """What gives the lines their colours, in Vega-Lite, and the columns that it needs of each run.

    The runs' own, or their groups', where these are few and the panel has no gradient; else by the last
    axis, grey without a value there.
    """
    own, columns = by_owner(scene, runs)
    if "legend" in own and not items(config.get("customGradient")):
        return own, columns
    shown = [None if last.upright(value) is None else value for value in last.column.values]
    if last.scale == "category":
        scale: dict[str, Any] = {"domain": list(last.categories), "range": list(PALETTE)}
        legend, kind = legend_of(last.categories, scene.width), "nominal"
    else:
        scale = color_scale(
            stops_of(config.get("customGradient")), last.low, last.high, log=last.scale == "log"
        )
        kind = "temporal" if last.column.kind == "time" else "quantitative"
        legend = {**BESIDE, **({"format": ".3~g"} if kind == "quantitative" else {})}
    grey = {"test": "!isValid(datum.last)", "value": MUTED}
    color = {"field": "last", "type": kind, "title": last.title, "scale": scale, "legend": legend}
    return {"condition": grey, **color}, {"last": shown}


def rows(labels: Sequence[str], axes: Sequence[Axis], columns: Columns) -> Columns:
    """The points of the lines: as many rows as axes for each run; a missing value breaks its line."""
    last = [told(value) for value in axes[-1].column.values]
    whole = {"line": range(len(labels)), "run": labels, "told": last, **columns}
    found = {name: [value for value in values for _ in axes] for name, values in whole.items()}
    places = [axis.place(axis.column.values[line]) for line in range(len(labels)) for axis in axes]
    return {**found, "axis": [str(at) for at in range(len(axes))] * len(labels), "place": places}


def heads(axes: Sequence[Axis]) -> Columns:
    """A row for each axis."""
    close = len(axes) > ON_ONE_LEVEL
    return {
        "axis": [str(at) for at in range(len(axes))],
        "title": [axis.title + (" (log)" if axis.scale == "log" else "") for axis in axes],
        "lift": [-22 if close and at % 2 else -8 for at in range(len(axes))],
    }


def tick_rows(axes: Sequence[Axis]) -> Columns:
    """A row for each value that is written along an axis."""
    found = [(str(at), *tick) for at, axis in enumerate(axes) for tick in axis.ticks()]
    return {name: [row[at] for row in found] for at, name in enumerate(("axis", "place", "label"))}
