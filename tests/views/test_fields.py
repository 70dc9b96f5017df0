"""The field table: complete over the language, and true of the official classes, row by row."""

from __future__ import annotations

from typing import Any

import pytest
import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws
from pydantic import BaseModel

from tests.compile.specs import body, compiled, panels_of, section_of
from wbgen.spec import models
from wbgen.views.fields import (
    PANELS,
    REPORT_FIELDS,
    SECTION_LAYOUT,
    SECTION_SETTINGS,
    WIRE_IMPACT,
    WORKSPACE_FIELDS,
    WORKSPACE_SETTINGS,
    Field,
    Impact,
)

#: Options that are no field of a panel, section or workspace on the wire, and what they are instead.
NOT_FIELDS: dict[str, dict[str, str]] = {
    "line": {
        "id": "identity",
        "thresholds": "strings of the generic chart",
        "annotate": "strings of the generic chart",
        "draw": "which of two panels is made",
    },
    "bar": {"id": "identity"},
    "scalar": {"id": "identity"},
    "markdown": {"id": "identity"},
    "section": {
        "id": "identity",
        "title": "the name of the section",
        "note": "a Markdown panel",
        "panels": "told one by one",
    },
    "workspace": {
        "title": "the name of the view",
        "name": "the name of the view",
        "runs": "a run set, not applied yet",
        "sections": "told one by one",
    },
    "report": {
        "title": "the name of the view",
        "description": "of the view",
        "blocks": "told one by one",
    },
}


def options_of(model: type[BaseModel]) -> set[str]:
    """The dotted names of a model's options."""
    found = set()
    for name, info in model.model_fields.items():
        if "Smoothing" in str(info.annotation):
            found |= {f"{name}.{inner}" for inner in models.Smoothing.model_fields}
        else:
            found.add(name)
    return found


ROWS: dict[str, tuple[type[BaseModel], tuple[Field, ...]]] = {
    **{
        kind: (
            models.PANEL_KINDS[kind],
            (*table.fields, *([table.metrics] if table.metrics else [])),
        )
        for kind, table in PANELS.items()
    },
    "section": (models.Section, (*SECTION_SETTINGS, *SECTION_LAYOUT)),
    "workspace": (models.Workspace, (*WORKSPACE_SETTINGS, *WORKSPACE_FIELDS)),
    "report": (models.Report, REPORT_FIELDS),
}


@pytest.mark.parametrize("kind", ROWS)
def test_every_option_is_a_row_or_a_named_exception(kind: str) -> None:
    model, rows = ROWS[kind]
    named = {row.option for row in rows}
    written = options_of(model) - NOT_FIELDS[kind].keys()
    # A section cannot keep the unsmoothed line, and neither can a workspace: the official settings lack it.
    if kind in ("section", "workspace"):
        written.discard("smoothing.original")
    assert named == written
    assert NOT_FIELDS[kind].keys() <= model.model_fields.keys()


CLASSES: dict[str, Any] = {
    **{kind: getattr(wr, table.official) for kind, table in PANELS.items()},
    "workspace": ws.WorkspaceSettings,
    "report": wr.Report,
}


@pytest.mark.parametrize(
    ("kind", "row"), [(k, row) for k in CLASSES for row in ROWS[k][1]], ids=lambda x: getattr(x, "option", x)
)
def test_every_official_attribute_exists(kind: str, row: Field) -> None:
    known = set(CLASSES[kind].__dataclass_fields__) | set(ws.Workspace.__annotations__)
    known |= {name.removeprefix("_") for name in known}
    assert set(row.attribute.split()) <= known


def test_every_official_attribute_of_a_section_exists() -> None:
    known = {
        name
        for cls in (ws.Section, ws.SectionLayoutSettings, ws.SectionPanelSettings)
        for name in cls.__dataclass_fields__
    }
    assert {name for row in ROWS["section"][1] for name in row.attribute.split()} <= known


#: A value for every option, unlike the default.
VALUES: dict[str, Any] = {
    "title": "T",
    "x": "loss/b",
    "x_range": [1, 2],
    "y_range": [1, 2],
    "x_log": True,
    "y_log": True,
    "x_title": "X",
    "y_title": "Y",
    "smoothing.weight": 0.5,
    "smoothing.kind": "gaussian",
    "smoothing.original": True,
    "ignore_outliers": True,
    "max_runs": 6,
    "vertical": True,
    "max_bars": 6,
    "aggregate": "max",
    "markdown": "other",
    "open": False,
    "pinned": True,
    "columns": 5,
    "rows": 5,
    "sort_panels": True,
    "group_by_prefix": "first",
    "legends": False,
    "tooltip": "single",
    "tooltip_colors": False,
    "points": "sampling",
    "auto_panels": True,
}

BASE: dict[str, Any] = {"line": "loss/a", "bar": "loss/a", "scalar": "loss/a", "markdown": "text"}

#: Keys that go with another: that a setting holds at all.
FLAGS = {"smoothingActive", "xAxisActive"}


def leaves(node: Any, key: str = "") -> dict[str, Any]:
    """Every value of a body by path; the last key of the path is the wire key."""
    if isinstance(node, dict):
        return {f"{at}": v for k, inner in node.items() for at, v in leaves(inner, f"{key}/{k}").items()}
    if isinstance(node, list) and any(isinstance(item, dict) for item in node):
        return {at: v for n, inner in enumerate(node) for at, v in leaves(inner, f"{key}/{n}").items()}
    return {key: node}


def changed(before: Any, after: Any) -> set[str]:
    one, other = leaves(before), leaves(after)
    return {at.rpartition("/")[2] for at in one.keys() | other.keys() if one.get(at) != other.get(at)} - FLAGS


def written(option: str, value: Any) -> dict[str, Any]:
    """An option as it is written; smoothing needs its weight."""
    outer, _, inner = option.partition(".")
    if not inner:
        return {option: value}
    return {outer: {"weight": 0.25, inner: value}}


def without(option: str) -> dict[str, Any]:
    outer, _, inner = option.partition(".")
    return {outer: {"weight": 0.25}} if inner else {}


def cases(kind: str) -> list[tuple[str, Field]]:
    return [(kind, row) for row in ROWS[kind][1] if row.option in VALUES]


@pytest.mark.parametrize(
    ("kind", "row"),
    [case for kind in PANELS for case in cases(kind)],
    ids=lambda x: getattr(x, "option", x),
)
def test_a_panels_row_lands_at_its_wire_keys(kind: str, row: Field) -> None:
    base = {kind: BASE[kind]}
    one = panels_of(compiled([{**base, **without(row.option)}]))[0]
    other = panels_of(compiled([{**base, "id": "p", **written(row.option, VALUES[row.option])}]))[0]
    assert one["viewType"] == PANELS[kind].view_type
    assert changed(one["config"], other["config"]) == set(row.wire)


@pytest.mark.parametrize("row", [row for _, row in cases("section")], ids=lambda row: row.option)
def test_a_sections_row_lands_at_its_wire_keys(row: Field) -> None:
    one = section_of(compiled(section=without(row.option)))
    other = section_of(compiled(section=written(row.option, VALUES[row.option])))
    assert changed(one, other) == set(row.wire)


@pytest.mark.parametrize("row", [row for _, row in cases("workspace")], ids=lambda row: row.option)
def test_a_workspaces_row_lands_at_its_wire_keys(row: Field) -> None:
    one = body(compiled(workspace=without(row.option)))
    other = body(compiled(workspace=written(row.option, VALUES[row.option])))
    assert changed(one, other) == set(row.wire)


def test_every_row_is_driven() -> None:
    metrics = {table.metrics.option for table in PANELS.values() if table.metrics}
    assert {row.option for _, rows in ROWS.values() for row in rows} - metrics - {"width"} == VALUES.keys()


def test_impact_is_ordered_and_known_for_every_key() -> None:
    assert [str(impact) for impact in Impact] == ["none", "cosmetic", "layout", "meaning", "destructive"]
    for _, rows in ROWS.values():
        for row in rows:
            for key in row.wire:
                assert WIRE_IMPACT.get(key, Impact.MEANING) is row.impact, key
