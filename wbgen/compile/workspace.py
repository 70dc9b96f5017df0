"""A workspace's view: sections, panels and settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wbgen.compile import official
from wbgen.compile.encode import Body, merged, put, write, written
from wbgen.compile.ids import address, adopted, former, json_id, renamed, stacked, workspace_name
from wbgen.compile.panels import PanelCompiler
from wbgen.compile.resources import Chart, View
from wbgen.compile.runsets import encode_run_set, run_colors
from wbgen.spec import models
from wbgen.spec.guide import Guide, Section, Workspace
from wbgen.views.json import get
from wbgen.views.merge.parts import section_key
from wbgen.views.table import SECTION, WORKSPACE, Field, Path

STEP = "_step"

NO_BOUNDS = [None, None]

SECTIONS: Path = ("section", "panelBankConfig", "sections")


def compile_workspace(guide: Guide, workspace: Workspace, charts: dict[str, Chart], stack: str) -> View:
    """The view of a workspace. The charts its panels need are added to ``charts``."""
    where = address(guide.id, "workspace", workspace.id, stack=stack)
    old = former(guide.id, "workspace", workspace.was, stack)
    first = (*old, where)[0]
    compiler = PanelCompiler(inherit=True)
    x = workspace.options.x or guide.x
    sections = [
        compile_section(f"{first}/{section.id}", section, x, compiler) for section in workspace.sections
    ]
    charts.update(compiler.charts)
    run_set = workspace.runs.options if workspace.runs else models.RunSet()
    return View(
        address=where,
        kind="workspace",
        name=workspace_name(guide.id, first),
        title=stacked(workspace.name, stack),
        description="",
        spec=workspace_body(
            workspace.options,
            sections,
            WorkspaceRuns(run_set, json_id(f"{first}:runs"), guide.project),
            x if x != STEP else None,
        ),
        charts=tuple(compiler.charts),
        former=old,
        addresses={
            **section_addresses(where, workspace.sections, sections),
            **renamed(compiler.addresses, first, where),
        },
        adopt=adopted(workspace.options.adopt, stack),
        protect=bool(workspace.options.protect),
        heading=workspace.title,
    )


def section_addresses(where: str, sections: Sequence[Section], bodies: Sequence[Body]) -> dict[str, str]:
    """The addresses of sections, by their keys."""
    pairs = zip(reversed(sections), reversed(bodies), strict=True)  # of two with one name, the first
    return {section_key(str(body.get("name"))): f"{where}/{section.id}" for section, body in pairs}


def compile_section(where: str, section: Section, x: str, compiler: PanelCompiler) -> Body:
    """A section's JSON with its note and panels."""
    options = section.options
    panels = []
    if options.note:
        note = models.MarkdownPanel(markdown=options.note)
        panels.append(compiler.body(f"{where}:note", "markdown", note))
    for panel in section.panels:
        panels.append(compiler.compile(f"{where}/{panel.id}", panel, options.x or x))
    return section_body(options, panels)


def section_body(options: models.Section, panels: Sequence[Body]) -> Body:
    """A section's JSON around the JSON of its panels."""
    body = official.section(options.title, open=options.open, pinned=options.pinned)
    settle(body, options, SECTION, ("localPanelSettings",), x=options.x)
    body["panels"] = list(panels)
    return migrated(merged(body, options.raw), options, SECTION)


@dataclass(frozen=True, slots=True)
class WorkspaceRuns:
    """The run set of a workspace: its options, the id it gets, and the project it is of."""

    options: models.RunSet
    id: str
    project: str


def workspace_body(
    options: models.Workspace, sections: Sequence[Body], runs: WorkspaceRuns, x: str | None
) -> Body:
    """A workspace's JSON around the JSON of its sections. x: the axis, None for steps."""
    spec = official.workspace("", runs.id)
    spec["section"]["runSets"] = [encode_run_set(runs.options, runs.id, runs.project, "workspace")]
    spec["section"]["customRunColors"] = run_colors(runs.options, runs.id, "workspace")
    settle(spec, options, WORKSPACE, ("section", "settings"), x=x)
    put(spec, SECTIONS, list(sections))
    return migrated(merged(spec, options.raw), options, WORKSPACE)


def settle(body: Body, options: models.Curves, fields: Iterable[Field], block: Path, x: str | None) -> None:
    """Write settings by the table, with the flags beside them that say whether they are in force.

    The library computes ``smoothingActive`` and ``xAxisActive`` from the values; an axis that is written
    is in force also where it is the default.
    """
    values = {**written(options, fields), **({"x": x} if x is not None else {})}
    write(body, values, fields, direct=True)
    smoothing = (get(body, (*block, "smoothingType")), get(body, (*block, "smoothingWeight")))
    put(body, (*block, "smoothingActive"), smoothing != ("none", 0))
    if x is not None or values.get("x_range", NO_BOUNDS) != NO_BOUNDS:
        put(body, (*block, "xAxisActive"), True)


def migrated(body: Body, options: models.Curves, fields: Iterable[Field]) -> Body:
    """The body with its settings written to the newer blocks as well, where the app has made those.

    The app reads the newer blocks first, so that writing only the older ones would change nothing. What
    the spec does not mention stays there as it is.
    """
    said = options.model_fields_set
    fields = [f for f in fields if f.modern and is_migrated(body, f) and f.option.partition(".")[0] in said]
    values = written(options, fields)
    for field in fields:
        if field.option in values:
            value = field.codec.encode(values[field.option])
            for place, part in zip(field.modern, value if len(field.modern) > 1 else [value], strict=True):
                put(body, place, part)
    return body


def is_migrated(body: Body, field: Field) -> bool:
    """Whether the app has made the newer block that the field would go to (``ref`` alone is nothing)."""
    top = field.modern[0][:-1]
    while top and top[-1] == "linePlot":
        top = top[:-1]
    block = get(body, top)
    return isinstance(block, dict) and any(key != "ref" for key in block)
