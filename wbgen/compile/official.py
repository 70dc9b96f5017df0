"""The one module that imports the official builder, ``wandb_workspaces``.

It builds panels, sections, workspaces and reports with the library's own classes, and completes what
those cannot say: fixed ids, raw metric names, fractional smoothing. Private names of the library are
used here and nowhere else; ``tests/compile/test_official.py`` guards each of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, TypeAlias, cast

import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws

from wbgen.views.target import ENTITY

Body: TypeAlias = dict[str, Any]


def body(model: Any) -> Body:
    """What a model is on the wire."""
    return cast(Body, json.loads(model.model_dump_json(by_alias=True, exclude_none=True)))


#: Panels made so far, as text, by their class and attributes.
PANELS: dict[tuple[str, str], str] = {}
MOST_PANELS = 4_000


def panel(official: str, attributes: Mapping[str, Any]) -> Body:
    """The JSON of a panel of the official class of that name.

    Pull encodes each panel twice, to decode it and to try the result: the class is asked once.
    """
    key = official, repr(attributes)
    text = PANELS.get(key)
    if text is None:
        given = dict(attributes)
        id = given.pop("_id")
        instance = getattr(wr, official)(**given)
        instance._id = id
        text = instance._to_model().model_dump_json(by_alias=True, exclude_none=True)
        if len(PANELS) < MOST_PANELS:
            PANELS[key] = text
    return cast(Body, json.loads(text))


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


def panel_grid() -> Body:
    """A grid of panels without panels or run sets."""
    return cast(Body, json.loads(empty_grid()))


@cache
def empty_grid() -> str:
    """The text of an empty grid, which is the same every time."""
    model = wr.PanelGrid()._to_model()
    model.metadata.run_sets = []
    return cast(str, model.model_dump_json(by_alias=True, exclude_none=True))


def report(title: str, blocks: Iterable[Body], *, width: str, frame: bool = True) -> Body:
    """The JSON of a report. frame: between the empty paragraphs that the app expects."""
    spec = body(wr.Report(project="", entity=ENTITY, title=title, width=width)._to_model().spec)
    first, last = spec["blocks"]
    return {**spec, "blocks": [first, *blocks, last] if frame else [*blocks]}
