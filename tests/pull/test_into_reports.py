"""Edits of a report in the app go back into the spec, block by block."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.pull.test_into import NPT, comments, plan_of, pull
from wbgen.apply import apply_plan
from wbgen.backends.memory import MemoryBackend
from wbgen.plan import Action
from wbgen.views.records import ViewInput, ViewType

Body = dict[str, Any]


def edited(tmp_path: Path, edit: Callable[[Body], None], **fields: str) -> MemoryBackend:
    """A server to which npt was applied, and on which a person then edited the report."""
    backend = MemoryBackend()
    apply_plan(plan_of(NPT, backend), backend, backups=tmp_path)
    (record,) = backend.list_views("npt-multi-layer", ViewType.REPORT)
    spec = copy.deepcopy(json.loads(record.spec))
    edit(spec)
    kept = {"display_name": record.display_name, "description": record.description, **fields}
    view = ViewInput(type=record.type, name=record.name, spec=json.dumps(spec), id=record.id, **kept)
    backend.put_view("npt-multi-layer", view)
    return backend


def block(spec: Body, type: str) -> Body:
    return next(block for block in spec["blocks"] if block["type"] == type)


def rename(spec: Body) -> None:
    block(spec, "heading")["children"] = [{"text": "Renamed in the app"}]


def rewrite(spec: Body) -> None:
    block(spec, "markdown-block")["content"] = "Rewritten *in the app*, for $5."


def widen(spec: Body) -> None:
    spec["width"] = "fluid"


def add(spec: Body) -> None:
    spec["blocks"].insert(2, {"type": "paragraph", "children": [{"text": "Added in the app"}]})


def remove(spec: Body) -> None:
    spec["blocks"].remove(block(spec, "table-of-contents"))


@pytest.mark.parametrize("edit", [rename, rewrite, widen, add, remove], ids=lambda edit: edit.__name__)
def test_an_edit_is_pulled_in_place(edit: Callable[[Body], None], tmp_path: Path) -> None:
    backend = edited(tmp_path, edit)
    pulled = pull(backend)
    assert pulled.left == ()
    assert pulled.text != NPT
    assert {change.action for change in plan_of(pulled.text, backend).changes} == {Action.NO_OP}
    assert comments(pulled.text) == comments(NPT)


def test_title_and_description_are_pulled(tmp_path: Path) -> None:
    backend = edited(tmp_path, lambda spec: None, display_name="Called otherwise")
    pulled = pull(backend)
    assert b"title: Called otherwise" in pulled.text
    assert {change.action for change in plan_of(pulled.text, backend).changes} == {Action.NO_OP}


def test_what_the_spec_generates_is_told(tmp_path: Path) -> None:
    def edit(spec: Body) -> None:
        grid = block(spec, "panel-grid")
        grid["metadata"]["panelBankSectionConfig"]["panels"].pop()

    pulled = pull(edited(tmp_path, edit))
    assert pulled.text == NPT
    assert any("the spec generates it" in what for what in pulled.left)
