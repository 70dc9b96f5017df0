"""Ids: of the right shape, and never two things' at once where names could meet."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.compile.specs import METRICS, compiled, grid_of, panels_of
from wbgen.compile.ids import json_id, view_key, workspace_name


@pytest.mark.parametrize("of", ["", "main/npt/workspace/default", "漢"])
def test_shapes(of: str) -> None:
    assert re.fullmatch("[0-9a-z]{11}", json_id(of))
    assert json_id(of) == json_id(of) != json_id(of + " ")


@pytest.mark.parametrize(
    ("guide", "start"), [("npt", "npt"), ("n", "n"), ("a-b_c-d", "abc"), ("resnet", "res")]
)
def test_a_views_name_begins_with_its_guide(guide: str, start: str) -> None:
    assert re.fullmatch(f"{start}[0-9a-z]{{{11 - len(start)}}}", view_key(guide, "x"))
    assert workspace_name(guide, "x") == f"nw-{view_key(guide, 'x')}-v"


def test_a_panel_may_be_called_as_what_has_no_id() -> None:
    made = compiled([{"line": "loss/a", "id": "note"}, {"line": "loss/b", "id": "runs"}], {"note": "N"})
    assert len({panel["__id__"] for panel in panels_of(made)}) == 3
    metadata = grid_of(made)["metadata"]
    panels = metadata["panelBankSectionConfig"]["panels"]
    runs = [run_set["id"] for run_set in metadata["runSets"]]
    assert len({*runs, *(panel["__id__"] for panel in panels)}) == 3


def test_names_that_meet_when_joined_are_told_apart() -> None:
    """`a` with `b-c`, `a-b` with `c`, and `c` shown for the second time."""

    def workspace(*sections: str) -> Any:
        panels = [{"line": METRICS[0]}]
        return {"sections": [{"id": id, "title": id, "panels": panels} for id in sections]}

    shown = [("a", "b-c"), ("a-b", "c"), ("a-b", "c"), ("a-b", "c-2"), ("a-b", "c")]
    made = compiled(
        workspaces={"a": workspace("b-c"), "a-b": workspace("c", "c-2")},
        reports={"r": {"blocks": [{"workspace": w, "section": s} for w, s in shown]}},
    )
    blocks: Any = made.views[-1].spec
    grids = [block["metadata"] for block in blocks["blocks"] if block["type"] == "panel-grid"]
    ids = [panel["__id__"] for grid in grids for panel in grid["panelBankSectionConfig"]["panels"]]
    ids += [run_set["id"] for grid in grids for run_set in grid["runSets"]]
    assert len(ids) == len(set(ids)) == 2 * len(shown)
