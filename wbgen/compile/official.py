"""The one module that imports the official builder, ``wandb_workspaces``.

It builds panels, sections, workspaces and reports with the library's own classes, and completes what
those cannot say: fixed ids, raw metric names, fractional smoothing. Private names of the library are
used here and nowhere else; ``tests/compile/test_official.py`` guards each of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, cast

import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.reports.v2.internal as report_models
import wandb_workspaces.workspaces as ws

from wbgen.views.target import ENTITY, PROJECT_ID

Body: TypeAlias = dict[str, Any]


def body(model: Any) -> Body:
    """What a model is on the wire."""
    return cast(Body, json.loads(model.model_dump_json(by_alias=True, exclude_none=True)))


def panel(official: str, attributes: Mapping[str, Any]) -> Body:
    """The JSON of a panel of the official class of that name."""
    given = dict(attributes)
    id = given.pop("_id")
    instance = getattr(wr, official)(**given)
    instance._id = id
    return body(instance._to_model())


def chart(
    id: str, name: str, query: Mapping[str, Any], fields: Mapping[str, str], strings: Mapping[str, str]
) -> Body:
    """The JSON of a panel drawn by a custom chart from what a query fetches."""
    instance = wr.CustomChart(
        chart_name=name, query=dict(query), chart_fields=dict(fields), chart_strings=dict(strings)
    )
    instance._id = id
    return body(instance._to_model())


def summary_table(id: str, table: str) -> Body:
    """The JSON of a panel that shows a logged table."""
    instance = wr.WeavePanelSummaryTable(table_name=table)
    instance._id = id
    return body(instance._to_model())


def section(name: str, *, open: bool, pinned: bool) -> Body:
    """A section's JSON, without panels."""
    return body(ws.Section(name=name, is_open=open, pinned=pinned)._to_model())


def workspace(title: str, runset_id: str) -> Body:
    """A workspace's JSON, without sections."""
    instance = ws.Workspace(entity=ENTITY, project="", name=title)
    instance._internal_runset_id = runset_id
    return body(instance._to_model().spec)


# --- reports


def heading(level: int, text: str) -> Body:
    """A heading of level 1, 2 or 3."""
    return body((wr.H1, wr.H2, wr.H3)[level - 1](text=text)._to_model())


def markdown(text: str) -> Body:
    """A Markdown block."""
    return body(wr.MarkdownBlock(text=text)._to_model())


def table_of_contents() -> Body:
    """The table of contents."""
    return body(wr.TableOfContents()._to_model())


def rule() -> Body:
    """A horizontal rule."""
    return body(wr.HorizontalRule()._to_model())


def panel_grid(panels: Sequence[Body], *, runset_id: str, project: str) -> Body:
    """A grid of panels over all runs of the project.

    The panels are set on the JSON: the class compares every pair of them to resolve overlaps, and
    these do not overlap.
    """
    runset = wr.Runset()
    runset._id = runset_id
    model = wr.PanelGrid(runsets=[runset])._to_model()
    for run_set in model.metadata.run_sets:
        run_set.project = report_models.Project(name=project, entity_name=ENTITY, id=PROJECT_ID)
    grid = body(model)
    grid["metadata"]["panelBankSectionConfig"]["panels"] = list(panels)
    return grid


def report(title: str, blocks: Iterable[Body], *, width: str) -> Body:
    """The JSON of a report, its blocks framed by the empty paragraphs the app expects."""
    spec = body(wr.Report(project="", entity=ENTITY, title=title, width=width)._to_model().spec)
    first, last = spec["blocks"]
    return {**spec, "blocks": [first, *blocks, last]}
