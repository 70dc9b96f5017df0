"""A workspace's view: sections, panels and settings."""

from __future__ import annotations

from collections.abc import Iterable

from wbgen.compile import official
from wbgen.compile.encode import Body, get, merged, put, write, written
from wbgen.compile.ids import address, json_id, workspace_name
from wbgen.compile.panels import PanelCompiler
from wbgen.compile.resources import View
from wbgen.spec import models
from wbgen.spec.guide import Guide, Section, Workspace
from wbgen.views.table import SECTION, WORKSPACE, Field

STEP = "_step"


def compile_workspace(guide: Guide, workspace: Workspace) -> View:
    """The view of a workspace."""
    where = address(guide.id, "workspace", workspace.id)
    options = workspace.options
    compiler = PanelCompiler(inherit=True)
    x = options.x or guide.x
    spec = official.workspace(workspace.name, json_id(f"{where}:runs"))
    settle(spec, options, WORKSPACE, ("section", "settings"), x=x if x != STEP else None)
    sections = [
        compile_section(f"{where}/{section.id}", section, x, compiler) for section in workspace.sections
    ]
    spec["section"]["panelBankConfig"]["sections"] = sections
    return View(
        address=where,
        kind="workspace",
        name=workspace_name(guide.id, where),
        title=workspace.name,
        description="",
        spec=merged(spec, options.raw),
        charts=tuple(dict.fromkeys(compiler.charts)),
    )


def compile_section(where: str, section: Section, x: str, compiler: PanelCompiler) -> Body:
    """A section's JSON with its note and panels."""
    options = section.options
    body = official.section(options.title, open=options.open, pinned=options.pinned)
    settle(body, options, SECTION, ("localPanelSettings",), x=options.x)
    note = []
    if options.note:
        panel = models.MarkdownPanel(markdown=options.note)
        note = [compiler.body(f"{where}:note", "markdown", panel)]
    body["panels"] = note + [
        compiler.compile(f"{where}/{panel.id}", panel, options.x or x) for panel in section.panels
    ]
    return merged(body, options.raw)


def settle(
    body: Body, options: models.Curves, fields: Iterable[Field], block: tuple[str, ...], x: str | None
) -> None:
    """Write settings by the table, with the flags beside them that say whether they are in force.

    The library computes ``smoothingActive`` and ``xAxisActive`` from the values; an axis that is written
    is in force also where it is the default.
    """
    fields = [field for field in fields if field.option != "title"]
    values = {**written(options, fields), **({"x": x} if x is not None else {})}
    weight = values.get("smoothing.weight")
    if weight is not None and float(weight).is_integer():
        values["smoothing.weight"] = int(weight)
    write(body, values, fields, direct=True)
    smoothing = (get(body, (*block, "smoothingType")), get(body, (*block, "smoothingWeight")))
    put(body, (*block, "smoothingActive"), smoothing != ("none", 0))
    if x is not None or "x_range" in values:
        put(body, (*block, "xAxisActive"), True)
