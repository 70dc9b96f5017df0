"""Scatter plots: a point per run, by two values of it and a third as its colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wbgen.render.colors import PALETTE
from wbgen.render.drawing import Chart, Columns, Drawing, Nothing
from wbgen.render.fit import SO_FAR, least_squares
from wbgen.render.gradient import color_scale, stops_of
from wbgen.render.grouping import label_of
from wbgen.render.labels import along, distinct, legend_of
from wbgen.render.measured import NO_RUNS, Column, column, left_out, no_values
from wbgen.render.scene import Scene, Settings, Shown
from wbgen.render.values import number
from wbgen.views.outline.reading import flag, text

#: Runs that a legend names; more than these and colours say no more which is which.
MOST_NAMED = 10

#: Lines over the points: the option that shows them, by what they are.
RUNNING = {"min": "showMinYAxisLine", "max": "showMaxYAxisLine", "mean": "showAvgYAxisLine"}
LINE_COLOR = "#7b8794"
DASHES = {"running min": [4, 3], "running max": [1, 3], "running mean": [8, 3, 1, 3], "least squares": [1, 0]}

TYPES = {"number": "quantitative", "time": "temporal", "text": "nominal"}


@dataclass(frozen=True, slots=True)
class Axis:
    """A column on an axis. low, high: of the range that is shown, where the panel says."""

    name: str
    column: Column
    log: bool = False
    low: float | None = None
    high: float | None = None

    def shows(self, value: Any) -> bool:
        """Whether a value has a place on the axis."""
        if self.column.kind == "text":
            return value is not None
        read = number(value)
        return read is not None and (read > 0 or not self.log)

    def encoding(self, width: int) -> dict[str, Any]:
        """The axis in Vega-Lite."""
        kind = self.column.kind
        made: dict[str, Any] = {"field": self.name, "type": TYPES[kind], "title": self.column.title}
        if kind == "text":
            return (
                {**made, "axis": along(sorted(set(self.column.values)), width)} if self.name == "x" else made
            )
        scale: dict[str, Any] = {"nice": True} if kind == "time" else {"zero": False, "nice": True}
        if self.log:
            scale |= {"type": "log"}
        if self.low is not None:
            scale |= {"domainMin": self.low, "nice": False}
        if self.high is not None:
            scale |= {"domainMax": self.high, "nice": False}
        return {**made, "scale": scale}

    def tooltip(self) -> dict[str, Any]:
        """The value under the pointer."""
        form = {"format": ".6~g"} if self.column.kind == "number" else {}
        return {"field": self.name, "type": TYPES[self.column.kind], "title": self.column.title, **form}


def draw(config: Settings, scene: Scene) -> Drawing:
    """A point per run that has all the values."""
    if not scene.runs:
        return Drawing(Nothing(NO_RUNS))
    wanted = {name: text(config.get(f"{name}Axis")) for name in "xyz"}
    if not (wanted["x"] and wanted["y"]):
        return Drawing(Nothing("This scatter plot names no value for one of its axes."))
    axes = {name: axis(config, name, column(scene.runs, key)) for name, key in wanted.items() if key}
    empty = {name: each.column.spelling for name, each in axes.items() if each.column.is_empty}
    notes = (no_values(scene.runs, empty.values()),) if empty else ()
    if "x" in empty or "y" in empty:
        return Drawing(Nothing(*notes))
    return plot(config, scene, {name: each for name, each in axes.items() if name not in empty}, notes)


def plot(config: Settings, scene: Scene, axes: Mapping[str, Axis], notes: tuple[str, ...]) -> Drawing:
    """The runs that have a place on each of the axes."""
    columns = [each.column for each in axes.values()]
    places = [
        place
        for place in range(len(scene.runs))
        if all(each.shows(each.column.values[place]) for each in axes.values())
    ]
    if not places:
        return Drawing(Nothing(nothing_shown(list(axes.values()))))
    shown = {name: replace(each, column=part(each.column, places)) for name, each in axes.items()}
    lines, said = overlays(config, shown["x"], shown["y"])
    missing = left_out(len(scene.runs) - len(places), len(scene.runs), columns)
    runs = [scene.runs[place] for place in places]
    return Drawing(chart(config, scene, runs, shown, lines), (*notes, *missing, *said))


def axis(config: Settings, name: str, found: Column) -> Axis:
    """A column with the panel's options of its axis."""
    log = flag(config.get(f"{name}AxisLogScale")) is True and found.kind == "number"
    low, high = (number(config.get(f"{name}Axis{end}")) for end in ("Min", "Max"))
    if log and low is not None and low <= 0:
        low = None
    return Axis(name, found, log, low, high)


def part(whole: Column, places: Sequence[int]) -> Column:
    """Some values of a column."""
    return replace(whole, values=tuple(whole.values[at] for at in places))


def nothing_shown(axes: Sequence[Axis]) -> str:
    """Why no run has a place, though each value is there somewhere."""
    logged = [f"`{each.column.title}`" for each in axes if each.log]
    above = f" Logarithmic axes show values above 0 ({', '.join(logged)})." if logged else ""
    return f"No run has {' and '.join(f'`{each.column.title}`' for each in axes)} as numbers together.{above}"


def chart(
    config: Settings, scene: Scene, runs: Sequence[Shown], axes: Mapping[str, Axis], lines: Columns
) -> Chart:
    """The points, and the lines over them."""
    colors, columns = coloring(config, scene, runs, axes.get("z"))
    points: dict[str, Any] = {
        "data": {"name": "points"},
        "mark": {"type": "point", "filled": True, "size": 70, "opacity": 0.85, "clip": True},
        "encoding": {
            "x": axes["x"].encoding(scene.width),
            "y": axes["y"].encoding(scene.width),
            "color": colors,
            "tooltip": [{"field": "run", "title": "Run"}, *(each.tooltip() for each in axes.values())],
        },
    }
    values = {name: list(each.column.values) for name, each in axes.items()}
    data: dict[str, Columns] = {"points": {**values, **columns, "run": distinct(runs)}}
    if not lines["x"]:
        return Chart(points, data)
    x, y = axes["x"].encoding(scene.width), axes["y"].encoding(scene.width)
    drawn = {
        "data": {"name": "lines"},
        "mark": {"type": "line", "color": LINE_COLOR, "strokeWidth": 1.5, "clip": True},
        "encoding": {"x": x, "y": y, "strokeDash": dashes(lines["line"], scene.width)},
    }
    return Chart({"layer": [drawn, points]}, {**data, "lines": lines})


def coloring(
    config: Settings, scene: Scene, runs: Sequence[Shown], z: Axis | None
) -> tuple[dict[str, Any], Columns]:
    """What gives points their colours: the third value, else their group, else the run."""
    if z and z.column.kind != "text":
        numbers = z.column.numbers
        low, high = (min(numbers) if z.low is None else z.low), (max(numbers) if z.high is None else z.high)
        scale = color_scale(stops_of(config.get("customGradient")), low, high, log=z.log)
        legend = {"orient": "right", "format": ".3~g"} if z.column.kind == "number" else {"orient": "right"}
        kind = TYPES[z.column.kind]
        return {"field": "z", "type": kind, "title": z.column.title, "scale": scale, "legend": legend}, {}
    if z:
        legend = legend_of([str(value) for value in z.column.values], scene.width)
        return {
            "field": "z",
            "type": "nominal",
            "title": z.column.title,
            "scale": {"range": list(PALETTE)},
            "legend": legend,
        }, {}
    by_group = bool(scene.grouping) and flag(scene.settings.get("useRunsTableGroupingInPanels")) is not False
    names = [label_of(run.group) for run in runs] if by_group else distinct(runs)
    colors = [scene.group_colors.get(run.group, run.color) if by_group else run.color for run in runs]
    known = dict(zip(names, colors, strict=True))
    if len(known) > MOST_NAMED:
        return {"field": "color", "type": "nominal", "scale": None}, {"color": colors}
    scale = {"domain": list(known), "range": list(known.values())}
    legend = legend_of(list(known), scene.width)
    return {"field": "name", "type": "nominal", "title": None, "scale": scale, "legend": legend}, {
        "name": names
    }


def overlays(config: Settings, x: Axis, y: Axis) -> tuple[Columns, list[str]]:
    """The lines that a panel shows over its points, as ``x, y, line``, and the formula of a fit."""
    lines: dict[str, list[Any]] = {"x": [], "y": [], "line": []}
    asked = [line for line, option in RUNNING.items() if flag(config.get(option)) is True]
    fitted = flag(config.get("showLinearRegression")) is True
    if not asked and not fitted:
        return lines, []
    if "text" in (x.column.kind, y.column.kind):
        return lines, ["Lines over the points need numbers on both axes."]
    pairs = sorted(zip(x.column.numbers, y.column.numbers, strict=True))
    xs, ys = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    for name in asked:
        add(lines, xs, SO_FAR[name](ys), f"running {name}")
    fit = least_squares(xs, ys, x_log=x.log, y_log=y.log) if fitted else None
    if fit is None:
        return lines, ["A line of least squares needs two runs that differ in x."] if fitted else []
    add(lines, [xs[0], xs[-1]], [fit.at(xs[0]), fit.at(xs[-1])], "least squares")
    return lines, [f"Least squares over {len(xs)} runs: {fit}."]


def add(lines: dict[str, list[Any]], xs: Sequence[float], ys: Sequence[float], name: str) -> None:
    """One more line."""
    lines["x"] += xs
    lines["y"] += ys
    lines["line"] += [name] * len(xs)


def dashes(names: Sequence[str], width: int) -> dict[str, Any]:
    """How lines are told apart."""
    known = list(dict.fromkeys(names))
    scale = {"domain": known, "range": [DASHES[name] for name in known]}
    legend = legend_of(known, width)
    return {"field": "line", "type": "nominal", "title": None, "scale": scale, "legend": legend}
