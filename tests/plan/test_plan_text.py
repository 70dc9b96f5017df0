"""A plan in words, whatever a server holds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given

from tests.plan.acting import applied, edit, held, planned, resources
from tests.plan.test_decide import spec
from tests.views.test_diff import JSON
from wbgen.backends.memory import MemoryBackend
from wbgen.cli.plan_json import plan_json
from wbgen.cli.plan_text import plan_lines
from wbgen.views.diff import differences

TWO = spec() | {"reports": {"r": {"title": "R", "blocks": ["toc", {"section": "s"}]}}}


@given(JSON)
@example({"blocks": [{"type": "panel-grid", "metadata": {"panelBankSectionConfig": []}}]})
@example({"blocks": [{"type": "panel-grid", "metadata": []}]})
@example({"blocks": [{"type": "panel-grid", "metadata": {"panelBankSectionConfig": {"panels": [1]}}}]})
@example({"blocks": [{"type": "panel-grid", "metadata": {"panelBankSectionConfig": {"panels": None}}}]})
def test_any_body_on_the_server_can_be_planned_against(body: Any) -> None:
    backend = MemoryBackend()
    applied(planned(resources(TWO), backend), backend)
    for record in held(backend).values():
        edit(backend, record, spec=json.dumps(body))
    plan = planned(resources(TWO), backend, {"main/g/workspace/w", "main/g/report/r"})
    assert all("\n" not in line for line in plan_lines(plan))
    json.dumps(plan_json(plan))
    for change in plan.changes:
        assert differences(change.view.spec, body)


def test_nothing_to_plan() -> None:
    plan = planned(resources({**spec(), "workspaces": {}}), MemoryBackend())
    head, empty, summary = plan_lines(plan)
    assert (head[:4], empty, summary[:14]) == (" -> ", "", "nothing to do.")


@pytest.mark.parametrize(
    ("options", "shown", "name"),
    [
        ({}, '"Guide"', "Guide"),
        ({"title": "NPT ➜ x", "name": "NPT to x"}, '"NPT ➜ x" as `NPT to x`', "NPT to x"),
    ],
)
def test_the_title_beside_a_name(options: dict[str, str], shown: str, name: str) -> None:
    data = spec()
    data["workspaces"]["w"] |= options
    plan = planned(resources(data), MemoryBackend())
    assert f"+ workspace w  {shown}" in "\n".join(plan_lines(plan))
    (change,) = plan_json(plan)["changes"]
    assert (change["title"], change["name"]) == (options.get("title", "Guide"), name)
