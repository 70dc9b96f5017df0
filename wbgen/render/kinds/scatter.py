"""Scatter plots: a point per run, by two values of it and a third as its colour."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wbgen.render.drawing import Chart, Columns, Drawing, Nothing
from wbgen.render.labels import distinct
from wbgen.render.measured import NO_RUNS, Column, column, left_out, no_values
from wbgen.render.points.axes import PointAxis, point_axis
from wbgen.render.points.colors import coloring
from wbgen.render.points.lines import COLOR, dashes, lines_over
from wbgen.render.scene import Scene, Settings, Shown
from wbgen.views.outline.reading import text


def draw(config: Settings, scene: Scene) -> Drawing:
    """A point per run that has all the values."""
    if not scene.runs:
        return Drawing(Nothing(NO_RUNS))
    wanted = {name: text(config.get(f"{name}Axis")) for name in "xyz"}
    if not (wanted["x"] and wanted["y"]):
        return Drawing(Nothing("This scatter plot names no value for one of its axes."))
    axes = {name: point_axis(config, name, column(scene.runs, key)) for name, key in wanted.items() if key}
    empty = {name: axis.column.spelling for name, axis in axes.items() if axis.column.is_empty}
    notes = (no_values(scene.runs, empty.values()),) if empty else ()
    if "x" in empty or "y" in empty:
        return Drawing(Nothing(*notes))
    return plot(config, scene, {name: axis for name, axis in axes.items() if name not in empty}, notes)


def plot(config: Settings, scene: Scene, axes: Mapping[str, PointAxis], notes: tuple[str, ...]) -> Drawing:
    """The runs that have a place on each of the axes, within the ranges that the panel shows."""
    every = range(len(scene.runs))
    there = on_all(every, axes, PointAxis.shows)
    if not there:
        return Drawing(Nothing(nothing_shown(list(axes.values()))))
    places = on_all(there, axes, PointAxis.has_inside)
    outside = len(there) - len(places)
    if not places:
        return Drawing(Nothing(f"All {outside} points lie outside the ranges of this panel's axes."))
    beyond = [f"{outside} of {len(there)} points lie outside the ranges of the axes."] if outside else []
    shown = {name: replace(axis, column=part(axis.column, places)) for name, axis in axes.items()}
    lines, said = lines_over(config, shown["x"], shown["y"])
    missing = left_out(len(every) - len(there), len(every), [axis.column for axis in axes.values()])
    runs = [scene.runs[place] for place in places]
    return Drawing(chart(config, scene, runs, shown, lines), (*notes, *missing, *beyond, *said))


def on_all(
    places: Sequence[int], axes: Mapping[str, PointAxis], fits: Callable[[PointAxis, Any], bool]
) -> list[int]:
    """The places in the columns whose values fit all axes."""
    return [place for place in places if all(fits(axis, axis.column.values[place]) for axis in axes.values())]


def part(whole: Column, places: Sequence[int]) -> Column:
    """Some values of a column."""
    return replace(whole, values=tuple(whole.values[place] for place in places))


def nothing_shown(axes: Sequence[PointAxis]) -> str:
    """Why no run has a place, though each value is there somewhere."""
    logs = [f"`{axis.column.title}`" for axis in axes if axis.log]
    above = f" Logarithmic axes show values above 0 ({', '.join(logs)})." if logs else ""
    return f"No run has {' and '.join(f'`{axis.column.title}`' for axis in axes)} as numbers together.{above}"


def chart(
    config: Settings, scene: Scene, runs: Sequence[Shown], axes: Mapping[str, PointAxis], lines: Columns
) -> Chart:
    """The points, and the lines below them."""
    x, y = axes["x"], axes["y"]
    both = {axis.name: axis.encoding(scene.width) for axis in (x, y)}
    colors, columns = coloring(config, scene, runs, axes.get("z"))
    tooltip = [{"field": "run", "title": "Run"}, *(axis.tooltip() for axis in axes.values())]
    cut_off = {"clip": True} if x.is_cut or y.is_cut else {}
    points: dict[str, Any] = {
        "data": {"name": "points"},
        "mark": {"type": "point", "filled": True, "size": 70, "opacity": 0.85, **cut_off},
        "encoding": {**both, "color": colors, "tooltip": tooltip},
    }
    values = {name: list(axis.column.values) for name, axis in axes.items()}
    data: dict[str, Columns] = {"points": {**values, **columns, "run": distinct(runs)}}
    if not lines["x"]:
        return Chart(points, data)
    below = {
        "data": {"name": "lines"},
        "mark": {"type": "line", "color": COLOR, "strokeWidth": 1.5, **cut_off},
        "encoding": {**both, "strokeDash": dashes(lines["line"], scene.width)},
    }
    return Chart({"layer": [below, points]}, {**data, "lines": lines})
