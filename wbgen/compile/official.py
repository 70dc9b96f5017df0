"""The one module that imports the official builder, ``wandb_workspaces``.

It builds panels, sections, workspaces and reports with the library's own classes, and completes what
those cannot say: fixed ids, raw metric names, fractional smoothing. Private names of the library are
used here and nowhere else; ``tests/compile/test_official.py`` guards each of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.reports.v2.internal as report_models
import wandb_workspaces.workspaces as ws

from wbgen.views.json import Json
from wbgen.views.target import ENTITY, PROJECT_ID

#: Width of a report's grid, and the size of a panel on it, in grid units.
GRID_WIDTH = 24
PANEL_HEIGHT = 8


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a workspace or section by official attribute, and what the library cannot hold.

    smoothing_weight: the library takes whole weights only.  x: the axis, None for an inherited one; the
    library rewrites names like ``Runtime``, and does not tell a written axis from an inherited one.
    sorted: whether panels are sorted by name; the library warns of it on the terminal.
    """

    attributes: Mapping[str, Any]
    smoothing_weight: float | None = None
    x: str | None = None
    sorted: bool = False


def panel(official: str, id: str, attributes: Mapping[str, Any], metrics: Sequence[str] | None) -> Any:
    """A panel's model, of the official class of that name.

    metrics: the exact keys; set on the model, since the class rewrites names like ``Runtime``.
    """
    instance = getattr(wr, official)(**attributes)
    instance._id = id
    model = instance._to_model()
    if metrics is not None:
        model.config.metrics = list(metrics)
    return model


def line_axis(model: Any, x: str | None) -> Any:
    """Give a line panel's model its exact x axis; None inherits the section's."""
    model.config.x_axis = x
    return model


def chart(
    id: str, name: str, history: Sequence[str], fields: Mapping[str, str], strings: Mapping[str, str]
) -> Any:
    """The model of a panel drawn by the custom chart ``name`` from the rows of some history keys."""
    instance = wr.CustomChart(
        chart_name=f"{ENTITY}/{name}",
        query={"history": {"keys": list(history)}},
        chart_fields=dict(fields),
        chart_strings=dict(strings),
    )
    instance._id = id
    return instance._to_model()


def place(panels: Sequence[Any], columns: int) -> list[Any]:
    """Put panels side by side on a report's grid, ``columns`` to a row."""
    width = GRID_WIDTH // columns
    for index, model in enumerate(panels):
        row, column = divmod(index, columns)
        model.layout = report_models.Layout(x=column * width, y=row * PANEL_HEIGHT, w=width, h=PANEL_HEIGHT)
    return list(panels)


def section(
    name: str, panels: Sequence[Any], *, open: bool, pinned: bool, columns: int, rows: int, settings: Settings
) -> Any:
    """A section's model with panel models in it."""
    instance = ws.Section(
        name=name,
        is_open=open,
        pinned=pinned,
        layout_settings=ws.SectionLayoutSettings(columns=columns, rows=rows),
        panel_settings=ws.SectionPanelSettings(**settings.attributes),
    )
    model = instance._to_model()
    model.panels = list(panels)
    return model


def workspace(
    title: str,
    sections: Sequence[tuple[Any, Settings]],
    settings: Settings,
    *,
    runset_id: str,
    auto_panels: bool,
) -> Json:
    """The body of a workspace: its JSON as the library writes it, completed."""
    instance = ws.Workspace(
        entity=ENTITY,
        project="",
        name=title,
        settings=ws.WorkspaceSettings(**settings.attributes),
        auto_generate_panels=auto_panels,
    )
    instance._internal_runset_id = runset_id
    view = instance._to_model()
    view.spec.section.panel_bank_config.sections = [model for model, _ in sections]
    spec = json.loads(view.spec.model_dump_json(by_alias=True, exclude_none=True))
    complete(spec["section"]["settings"], settings)
    spec["section"]["panelBankConfig"]["settings"]["sortAlphabetically"] = settings.sorted
    for body, (_, section_settings) in zip(
        spec["section"]["panelBankConfig"]["sections"], sections, strict=True
    ):
        complete(body["localPanelSettings"], section_settings)
    return spec  # type: ignore[no-any-return]


def complete(body: dict[str, Any], settings: Settings) -> None:
    """Write what the library's settings cannot hold into a settings block."""
    if settings.smoothing_weight is not None:
        body["smoothingWeight"] = settings.smoothing_weight
        body["smoothingActive"] = True
    if settings.x is not None:
        body["xAxis"] = settings.x
        body["xAxisActive"] = True


# --- reports


def heading(level: int, text: str) -> Any:
    """A heading of level 1, 2 or 3."""
    return (wr.H1, wr.H2, wr.H3)[level - 1](text=text)._to_model()


def markdown(text: str) -> Any:
    """A Markdown block."""
    return wr.MarkdownBlock(text=text)._to_model()


def table_of_contents() -> Any:
    """The table of contents."""
    return wr.TableOfContents()._to_model()


def rule() -> Any:
    """A horizontal rule."""
    return wr.HorizontalRule()._to_model()


def panel_grid(panels: Sequence[Any], *, runset_id: str, project: str) -> Any:
    """A grid of panel models over all runs of the project.

    The panels are set on the model: the class compares every pair of them to resolve overlaps, and
    these do not overlap.
    """
    runset = wr.Runset()
    runset._id = runset_id
    model = wr.PanelGrid(runsets=[runset])._to_model()
    model.metadata.panel_bank_section_config.panels = list(panels)
    for run_set in model.metadata.run_sets:
        run_set.project = report_models.Project(name=project, entity_name=ENTITY, id=PROJECT_ID)
    return model


def report(title: str, blocks: Iterable[Any], *, width: str) -> Json:
    """The body of a report from block models, framed by the empty paragraphs the app expects."""
    instance = wr.Report(project="", entity=ENTITY, title=title, width=width)
    empty = wr.P()._to_model()
    model = instance._to_model()
    model.spec.blocks = [empty, *blocks, empty]
    return json.loads(model.spec.model_dump_json(by_alias=True, exclude_none=True))  # type: ignore[no-any-return]
