"""A workspace's view: sections, panels and settings built with the official classes."""

from __future__ import annotations

from typing import Any

from wbgen.compile import official
from wbgen.compile.charts import ChartPanel, chart_panel
from wbgen.compile.ids import address, json_id, workspace_name
from wbgen.compile.options import attributes
from wbgen.compile.resources import View
from wbgen.spec import models
from wbgen.spec.guide import Guide, Panel, Section, Workspace
from wbgen.views.fields import PANELS, SECTION_SETTINGS, WORKSPACE_SETTINGS

STEP = "_step"

#: Where a logged series of a threshold is found, for panels with ``draw: series``.
TARGET_SUFFIX = "/target"


def compile_workspace(guide: Guide, workspace: Workspace) -> View:
    """The view of a workspace."""
    where = address(guide.id, "workspace", workspace.id)
    x = workspace.options.x or guide.x
    charts: list[str] = []
    sections = [
        compile_section(section, section_panels(f"{where}/{section.id}", section, x, charts))
        for section in workspace.sections
    ]
    spec = official.workspace(
        workspace.name,
        sections,
        settings(workspace.options, WORKSPACE_SETTINGS, x if x != STEP else None),
        runset_id=json_id(f"{where}:runs"),
        auto_panels=workspace.options.auto_panels,
    )
    return View(
        address=where,
        kind="workspace",
        name=workspace_name(guide.id, where),
        title=workspace.name,
        description="",
        spec=spec,
        heading=workspace.title,
        charts=tuple(dict.fromkeys(charts)),
    )


def section_panels(where: str, section: Section, x: str, charts: list[str]) -> list[Any]:
    """The models of a section's note and panels."""
    x = section.options.x or x
    note = [note_panel(f"{where}:note", section)] if section.options.note else []
    return note + [
        compile_panel(f"{where}/{panel.id}", panel, x, inherit=True, charts=charts)
        for panel in section.panels
    ]


def compile_section(section: Section, panels: list[Any]) -> tuple[Any, official.Settings]:
    """A section's model, and the settings its body is to be completed with."""
    own = settings(section.options, SECTION_SETTINGS, section.options.x)
    model = official.section(
        section.title,
        panels,
        open=section.options.open,
        pinned=section.options.pinned,
        columns=section.options.columns,
        rows=section.options.rows,
        settings=own,
    )
    return model, own


def compile_panel(where: str, panel: Panel, x: str, *, inherit: bool, charts: list[str]) -> Any:
    """A panel's model. Names of charts it needs are added to ``charts``.

    x: the axis where the panel names none.  inherit: leave such an axis to the section (in a
    workspace) rather than writing it out (in a report, where there is nothing to inherit from).
    """
    options = panel.options
    id = json_id(where)
    own_x = getattr(options, "x", None)
    if isinstance(options, models.LinePanel) and panel.drawn_by_chart:
        drawn: ChartPanel = chart_panel(panel, options, own_x or x)
        charts.append(drawn.chart.name)
        return official.chart(id, drawn.chart.name, drawn.history, drawn.fields, drawn.strings)
    kind = PANELS[panel.kind]
    metrics = [*panel.metrics]
    if panel.thresholds:
        metrics += [name + TARGET_SUFFIX for name in panel.metrics]
    written = attributes(options, (field for field in kind.fields if field.option != "x"))
    model = official.panel(kind.official, id, written, metrics if kind.metrics else None)
    if panel.kind == "line":
        official.line_axis(model, own_x if inherit else own_x or x)
    return model


def note_panel(where: str, section: Section) -> Any:
    """The Markdown panel that leads a section."""
    return official.panel("MarkdownPanel", json_id(where), {"markdown": section.options.note or ""}, None)


def settings(options: models.Axis, fields: Any, x: str | None) -> official.Settings:
    """Official settings from a workspace's or section's options."""
    written = attributes(options, (field for field in fields if field.option != "x"))
    weight = written.pop("smoothing_weight", None)
    sorted = written.pop("sort_panels_alphabetically", False)
    return official.Settings(written, smoothing_weight=weight, x=x, sorted=sorted)
