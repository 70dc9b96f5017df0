"""Colours of a scatter plot's points: by a third value, by group, or by run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wbgen.render.colors import PALETTE
from wbgen.render.curves.grouping import label_of
from wbgen.render.drawing import Columns
from wbgen.render.gradient import color_scale, stops_of
from wbgen.render.labels import BESIDE, distinct, legend_of
from wbgen.render.points.axes import PointAxis
from wbgen.render.scene import Scene, Settings, Shown
from wbgen.views.outline.reading import flag

#: Runs that a legend names; more than these and colours say no more which is which.
MOST_NAMED = 10


def coloring(
    config: Settings, scene: Scene, runs: Sequence[Shown], z: PointAxis | None
) -> tuple[dict[str, Any], Columns]:
    """What gives points their colours, in Vega-Lite, and the columns that it needs besides the values."""
    if z is None:
        return by_owner(scene, runs)
    if z.column.kind == "text":
        legend = legend_of(sorted(set(z.column.values)), scene.width)
        return {**z.field(), "scale": {"range": list(PALETTE)}, "legend": legend}, {}
    numbers = z.column.numbers
    low, high = (min(numbers) if z.low is None else z.low), (max(numbers) if z.high is None else z.high)
    scale = color_scale(stops_of(config.get("customGradient")), low, high, log=z.log)
    form = {"format": ".3~g"} if z.column.kind == "number" else {}
    return {**z.field(), "scale": scale, "legend": {**BESIDE, **form}}, {}


def by_owner(scene: Scene, runs: Sequence[Shown]) -> tuple[dict[str, Any], Columns]:
    """A colour per group where runs are grouped, else per run; with a legend where they are few."""
    by_group = bool(scene.grouping) and flag(scene.settings.get("useRunsTableGroupingInPanels")) is not False
    names = [label_of(run.group) for run in runs] if by_group else distinct(runs)
    colors = [scene.group_colors.get(run.group, run.color) if by_group else run.color for run in runs]
    known = dict(zip(names, colors, strict=True))
    if len(known) > MOST_NAMED:
        return {"field": "color", "type": "nominal", "scale": None}, {"color": colors}
    scale = {"domain": list(known), "range": list(known.values())}
    made = {"field": "name", "type": "nominal", "title": None, "scale": scale}
    return {**made, "legend": legend_of(list(known), scene.width)}, {"name": names}
