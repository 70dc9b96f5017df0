"""Parallel coordinates: an axis per value, a line per run across all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wbgen.render.colors import PALETTE
from wbgen.render.drawing import Chart, Columns, Drawing, Nothing
from wbgen.render.gradient import color_scale, stops_of
from wbgen.render.kinds.parallel_axis import Axis, axis_of
from wbgen.render.labels import BESIDE, distinct, legend_of
from wbgen.render.measured import NO_RUNS, column, no_values
from wbgen.render.missing import MOST_TOLD, quoted
from wbgen.render.points.colors import by_owner
from wbgen.render.scene import Scene, Settings, Shown
from wbgen.render.theme import HALO
from wbgen.render.values import told
from wbgen.spec.diagnostics import listed
from wbgen.views.outline.reading import dig, items, text

MOST_AXES = 40
MOST_RUNS = 1000

#: Room beside the outer axes, in distances of axes; axes whose titles stand on one level; pixels of the
#: shortest title, and between two.
PADDING, ON_ONE_LEVEL, LEAST_TITLE, BETWEEN = 0.48, 5, 24, 8

MUTED = "#7b8794"


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
    places = crossing(axes)
    notes += without_line(len(shown), len(places))
    drawn = [shown[place] for place in places]
    return Drawing(chart(config, scene, drawn, [axis.part(places) for axis in axes]), tuple(notes))


def crossing(axes: Sequence[Axis]) -> list[int]:
    """The places of the runs that have a line: those on two neighbouring axes, or on the only one.

    Of runs without any line, all: the axes then tell what there is.
    """
    near = min(2, len(axes))
    places = zip(*([axis.place(value) for value in axis.column.values] for axis in axes), strict=True)
    found = [at for at, own in enumerate(places) if any(None not in few for few in neighbours(own, near))]
    return found or [*range(len(axes[0].column.values))]


def neighbours(places: Sequence[float | None], size: int) -> Iterator[Sequence[float | None]]:
    """Each so many places next to one another."""
    return (places[at : at + size] for at in range(len(places) - size + 1))


def without_line(runs: int, drawn: int) -> list[str]:
    """What to say of runs that lack too many values."""
    if drawn == runs:
        return []
    left = runs - drawn
    return [
        f"{left} of {runs} runs without values on neighbouring axes {'is' if left == 1 else 'are'} not drawn."
    ]


def left_out(runs: int, axes: int) -> list[str]:
    """What is left out because there is too much of it."""
    said = [f"The first {MOST_AXES} of {axes} axes are drawn."] if axes > MOST_AXES else []
    return said + ([f"{MOST_RUNS:,} of {runs:,} runs are drawn."] if runs > MOST_RUNS else [])


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
