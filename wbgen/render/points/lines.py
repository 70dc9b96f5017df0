"""Lines over a scatter plot's points: least squares; the least, the greatest and the mean so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wbgen.render.drawing import Columns
from wbgen.render.labels import legend_of
from wbgen.render.points.axes import PointAxis
from wbgen.render.points.fit import SO_FAR, least_squares
from wbgen.render.scene import Settings
from wbgen.views.outline.reading import flag

#: The options that show lines, by what they show.
RUNNING = {"min": "showMinYAxisLine", "max": "showMaxYAxisLine", "mean": "showAvgYAxisLine"}
REGRESSION = "showLinearRegression"
FITTED = "least squares"

COLOR = "#7b8794"
DASHES = {"running min": [4, 3], "running max": [1, 3], "running mean": [8, 3, 1, 3], FITTED: [1, 0]}


def lines_over(config: Settings, x: PointAxis, y: PointAxis) -> tuple[Columns, list[str]]:
    """The lines that a panel shows over its points, as ``x, y, line``, and the formula of a fit."""
    lines: dict[str, list[Any]] = {"x": [], "y": [], "line": []}
    asked = [line for line, option in RUNNING.items() if flag(config.get(option)) is True]
    fitted = flag(config.get(REGRESSION)) is True
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
    add(lines, [xs[0], xs[-1]], [fit.at(xs[0]), fit.at(xs[-1])], FITTED)
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
    legend = {**legend_of(known, width), "symbolType": "stroke", "symbolSize": 500}
    return {"field": "line", "type": "nominal", "title": None, "scale": scale, "legend": legend}
