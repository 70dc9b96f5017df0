"""A workspace's JSON as the language says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError

from wbgen.compile.blocks.decode_grid import DecodePanel, are_maps
from wbgen.compile.decode import decode_fields, decode_panel, nested
from wbgen.compile.decode_runsets import decode_group_colors, decode_run_set
from wbgen.compile.encode import Body, put
from wbgen.compile.workspace import SECTIONS, STEP, WorkspaceRuns, is_migrated, section_body, workspace_body
from wbgen.spec import models
from wbgen.spec.names import can_be_named
from wbgen.views.json import Json, among, get
from wbgen.views.overlay import residual
from wbgen.views.table import SECTION, WORKSPACE, Field, Path

#: The id of a run set without one of its own: unlike any real id, so that every real one is said.
NO_ID = "(none)"

#: Stands for the title of a section whose own the language cannot hold (the overlay then does).
UNTITLED = "Untitled"


def decode_workspace(
    spec: Json, project: str, panel: DecodePanel = decode_panel, kept: Sequence[Json] = ()
) -> dict[str, Any]:
    """A workspace as the language says it: settings, runs, sections with panels, ``raw`` for what remains.

    project: the one it is in.  panel: decodes a panel.  kept: sections, run sets, or the workspace itself,
    of whose settings the language is to say nothing, so that they are kept to the letter.

    Raises ValueError where the JSON is not that of a workspace.
    """
    sections = get(spec, SECTIONS)
    if not isinstance(spec, dict) or not isinstance(sections, list):
        raise ValueError("this is not the JSON of a workspace: it has no sections")
    run_set = decode_runs(spec, project, kept)
    runs = WorkspaceRuns(models.RunSet.model_validate(run_set), NO_ID, project)
    said = essential(
        models.Workspace,
        {} if among(spec, kept) else settings(spec, WORKSPACE, ("section", "settings")),
        lambda w: workspace_body(w, [], runs, w.x),
    )
    options = models.Workspace.model_validate(said)
    bare = {**spec, "section": {**spec["section"], "panelBankConfig": {**get(spec, SECTIONS[:-1])}}}  # type: ignore[dict-item]
    put(bare, SECTIONS, [])
    raw = residual(workspace_body(options, [], runs, options.x), bare)
    said |= {key: value for key, value in (("runs", run_set), ("raw", raw)) if value}
    return {**said, "sections": [decode_section(section, panel, kept) for section in sections]}


def decode_runs(spec: Body, project: str, kept: Sequence[Json]) -> dict[str, Any]:
    """The run set of a workspace as the language says it, with the colours that stand beside it.

    Empty where there is not just one; the run sets are then left to the workspace's overlay.
    """
    run_sets, colors = get(spec, ("section", "runSets")), get(spec, ("section", "customRunColors"))
    if not isinstance(run_sets, list) or len(run_sets) != 1 or not isinstance(run_sets[0], dict):
        return {}
    said = decode_run_set(run_sets[0], project, "workspace", NO_ID, kept)
    if isinstance(colors, dict) and not among(spec, kept):
        own = {run: color for run, color in colors.items() if isinstance(color, str) and ":" not in run}
        groups = decode_group_colors(said, colors, str(run_sets[0].get("id", "")), "workspace")
        coloured = {key: value for key, value in (("colors", own), ("group_colors", groups)) if value}
        raw = {"raw": said.pop("raw")} if "raw" in said else {}
        said = {**said, **coloured, **raw}
    return said


def decode_section(section: Json, panel: DecodePanel, kept: Sequence[Json]) -> dict[str, Any]:
    """A section as the language says it."""
    panels = get(section, ("panels",))
    if not isinstance(section, dict) or not are_maps(panels):
        raise ValueError("this is not the JSON of a workspace: a section has no list of panels")
    fields = SECTION[:1] if among(section, kept) else SECTION  # the title alone
    said = {"title": UNTITLED, **settings(section, fields, ("localPanelSettings",))}
    said = essential(models.Section, said, lambda s: section_body(s, []))
    options = models.Section.model_validate(said)
    raw = residual(section_body(options, []), {**section, "panels": []})
    return {**said, **({"raw": raw} if raw else {}), "panels": list(map(panel, panels))}


def settings(body: Body, fields: Iterable[Field], block: Path) -> dict[str, Any]:
    """The settings that are in force: those of the newer blocks where the app has made them.

    block: where the older ones are.
    """
    old: list[Field] = []
    new: list[Field] = []
    for field in fields:
        (new if field.modern and is_migrated(body, field) else old).append(field)
    moved = [Field(f.option, None, f.modern, f.impact, f.codec) for f in new]
    values = {**decode_fields(body, old), **decode_fields(body, moved)}
    if values.get("x") == STEP and not get(body, (*block, "xAxisActive")):
        del values["x"]  # the default, not in force
    if "x" in values and not can_be_named(values["x"]):
        del values["x"]  # no name for the catalogue: left to the overlay
    if "smoothing.weight" not in values:
        values.pop("smoothing.kind", None)
    return nested(values)


def essential(model: Any, said: dict[str, Any], encode: Any) -> dict[str, Any]:
    """What is said, without options the language refuses and those that change nothing."""
    kept = dict(said)
    while True:
        try:
            whole = encode(model.model_validate(kept))
            break
        except ValidationError as error:
            for details in error.errors(include_url=False):
                kept.pop(str(details["loc"][0]), None)
            if model is models.Section:
                kept = {"title": UNTITLED, **kept}
    for key in [key for key in kept if key != "title"]:
        less = {other: value for other, value in kept.items() if other != key}
        if encode(model.model_validate(less)) == whole:
            kept = less
    return kept
