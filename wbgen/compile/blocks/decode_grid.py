"""Grids of panels in the language: their panels, where those stand, and their run sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeGuard

from pydantic import ValidationError

from wbgen.compile.blocks.build import frame
from wbgen.compile.blocks.layout import GRID_WIDTH, has_place, number, place
from wbgen.compile.decode import whole
from wbgen.compile.decode_runsets import decode_group_colors, decode_run_set
from wbgen.compile.encode import Body
from wbgen.compile.runsets import run_colors
from wbgen.spec import models
from wbgen.views.json import Json, get
from wbgen.views.overlay import residual

Said = dict[str, Any]
DecodePanel = Callable[[Body], Said]

PANELS = ("metadata", "panelBankSectionConfig", "panels")
COLORS = ("metadata", "customRunColors")

#: What a panel of a grid gets that has none.
MADE = ("__id__", "layout")

#: A grid that says nothing. Not checked, since its schema takes longer to make than all else here.
FRESH = models.GridBlock.model_construct(panels=[])


def decode_grid(block: Body, panel: DecodePanel, project: str, kept: Sequence[Json] = ()) -> Said | None:
    """A grid of panels as the language says it; None where it is not made as a grid is.

    panel: decodes a panel.  project: the name of the project the report is in.  kept: run sets of which
    nothing is said.
    """
    panels, run_sets = get(block, PANELS), get(block, ("metadata", "runSets"))
    if not (are_maps(panels) and are_maps(run_sets)):
        return None
    said = placed([said_panel(body, panel) for body in panels], panels)
    colors = dict(get(block, COLORS) or {}) if isinstance(get(block, COLORS), dict) else {}
    if run_sets:
        said["runs"] = [said_run_set(body, colors, project, kept) for body in run_sets]
    if colors:
        said["colors"] = colors
    if get(block, ("metadata", "hideRunSets")) is True:
        said["hide_runs"] = True
    raw = residual(encode_grid(said, panels, project), block)
    return {**said, "raw": raw} if raw else said


def are_maps(value: Json) -> TypeGuard[list[Body]]:
    """Whether a value is a list of maps."""
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def said_panel(body: Body, panel: DecodePanel) -> Said:
    """A panel in the language; a curve without an axis of its own is kept whole.

    In a report there is nothing to inherit an axis from, so one that is not written is the guide's.
    """
    said = dict(panel(body))
    curve = "line" in said or "area" in said
    return whole(body, MADE) if curve and "x" not in said and get(body, ("config", "xAxis")) is None else said


def placed(said: list[Said], panels: Sequence[Body]) -> Said:
    """The options of a grid for its panels: automatic places where those are theirs, else their own."""
    for options in said:
        if not has_place(model(options)):
            options.pop("layout", None)
    grid = automatic(said, panels)
    if grid is not None:
        return {"panels": said, **grid}
    return {"panels": [own_place(options, body) for options, body in zip(said, panels, strict=True)]}


def automatic(said: Sequence[Said], panels: Sequence[Body]) -> Said | None:
    """The columns and height that put every panel where it stands; None where none do."""
    layouts = [body.get("layout") for body in panels]
    free = [layout for layout, options in zip(layouts, said, strict=True) if not has_place(model(options))]
    if not free:
        return {}
    width, height = number(free[0], "w"), number(free[0], "h")
    if not (isinstance(width, int) and isinstance(height, int) and 0 < width <= GRID_WIDTH):
        return None
    grid: dict[str, Any] = {"columns": GRID_WIDTH // width, "height": height}
    try:
        models.GridBlock(panels=[], **grid)
    except ValidationError:
        return None
    shadows = [(model(options), {"layout": layout}) for options, layout in zip(said, layouts, strict=True)]
    if [body["layout"] for body in place(shadows, **grid)] != layouts:
        return None
    return {key: value for key, value in grid.items() if value != getattr(FRESH, key)}


def own_place(options: Said, body: Body) -> Said:
    """A panel that says itself where it stands; kept whole where its place cannot be said."""
    if has_place(model(options)):
        return options
    layout = body.get("layout")
    try:
        if not isinstance(layout, dict) or layout.keys() != set("xywh"):
            return whole(body, MADE)
        said = {**options, "layout": [layout[key] for key in "xywh"]}
        models.Panel(layout=said["layout"])
    except ValidationError:
        return whole(body, MADE)
    return said


def model(options: Said) -> models.Panel:
    """What of a panel says where it stands."""
    return models.Panel(raw=options.get("raw"))


def said_run_set(body: Body, colors: dict[str, Any], project: str, kept: Sequence[Json]) -> Said:
    """A run set in the language; the colours of its groups are taken out of the map."""
    said = decode_run_set(body, project, "report", kept=kept)
    id = str(body.get("id"))
    if groups := decode_group_colors(said, colors, id, "report"):
        said["group_colors"] = groups
        for key in run_colors(models.RunSet(**said), id, "report"):
            colors.pop(key, None)
    return said


def encode_grid(said: Said, panels: Sequence[Body], project: str) -> Body:
    """What a grid compiles to, but for its panels, which are given."""
    options = models.GridBlock.model_validate({**said, "panels": []})
    run_sets = [(run_set, "") for run_set in options.runs or [models.RunSetUse()]]
    return frame(panels, run_sets, project, options)
