"""Plans as files: what is read is what was written, and nothing else is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.plan.acting import applied, edit, held, planned, planned_with, resources
from tests.plan.strategies import guides
from tests.plan.test_decide import spec
from wbgen.backends.memory import MemoryBackend
from wbgen.cli.wanted import Wanted
from wbgen.plan import Action, Plan
from wbgen.plan.file import PlanFile, read_plans, slim, sum_of, whole, write_plans

WANTED = Wanted(("workspace/w",), adopt=("a=b",), stack="s")


def plan_with_all() -> Plan:
    """A plan with an update of what was edited, a delete and a view to make."""
    backend = MemoryBackend()
    before = spec()
    before["workspaces"]["old"] = before["workspaces"]["w"]
    applied(planned(resources(before), backend), backend)
    first, *_ = held(backend).values()
    edit(backend, first, display_name="Ana's")
    after = spec("Another title")
    after["reports"] = {"r": {"title": "R", "blocks": ["toc"]}}
    return planned_with(resources(after), backend, prune=True)


def test_what_is_read_is_what_was_written() -> None:
    plan = plan_with_all()
    assert {change.action for change in plan.changes} == {Action.UPDATE, Action.CREATE, Action.DELETE}
    (read,) = read_plans(write_plans([plan], WANTED))
    assert (slim(read), read.checksum) == (slim_json(plan), plan.checksum)
    assert [change.body for change in read.changes] == [change.body for change in plan.changes]
    for change in read.changes:
        assert change.existing is None or change.existing.spec == ""
    assert read == whole(read)


def slim_json(plan: Plan) -> Plan:
    """The plan as a file can hold it: without addresses of parts, which only planning needs."""
    changes = tuple(
        replace(c, view=replace(c.view, addresses={}, adopt="", protect=False)) for c in plan.changes
    )
    return slim(replace(plan, changes=changes))


@given(guides())
def test_every_plan_can_be_a_file(data: Any) -> None:
    plan = planned(resources(data), MemoryBackend())
    text = write_plans([plan], Wanted())
    (read,) = read_plans(text)
    assert read.checksum == plan.checksum
    assert write_plans([read], Wanted()) == text


def resummed(data: Any) -> str:
    """A file that was changed by somebody who can count."""
    file = PlanFile.model_validate_json(json.dumps(data))
    return json.dumps({**data, "sum": sum_of(file)})


CHANGED: dict[str, Callable[[Any], object]] = {
    "another body": lambda change: change["body"].update(title="Mine"),
    "no body": lambda change: change.update(body=None),
    "no marker": lambda change: change.update(marker=None),
    "another's marker": lambda change: change["marker"].update(address="main/x/workspace/w"),
    "another kind": lambda change: change["view"].update(kind="report"),
    "nothing seen": lambda change: change.update(seen=None),
    "a delete of nothing": lambda change: change.update(
        action="delete", existing=None, seen=None, body=None, marker=None
    ),
}


@pytest.mark.parametrize("how", CHANGED)
def test_a_file_that_contradicts_itself(how: str) -> None:
    data = json.loads(write_plans([plan_with_all()], Wanted()))
    change = next(change for change in data["plans"][0]["changes"] if change["action"] == "update")
    CHANGED[how](change)
    with pytest.raises(ValueError, match=r"contradicts itself|checksums do not fit"):
        read_plans(resummed(data))


DAMAGED: dict[str, tuple[Callable[[Any], object], str]] = {
    "unknown key": (lambda data: data.update(more=1), "damaged at more"),
    "a number for a text": (lambda data: data["target"].update(name=1), "damaged at target.name"),
    "an action nobody knows": (
        lambda data: data["plans"][0]["changes"][0].update(action="explode"),
        r"damaged at plans\.0\.changes\.0\.action",
    ),
    "no plans": (lambda data: data.update(plans=[]), "damaged at plans"),
    "another checksum": (lambda data: data.update(checksums=["0" * 8]), "checksums do not fit"),
    "another wbgen": (lambda data: data.update(wbgen="9.9"), "made by wbgen 9.9"),
    "another format": (lambda data: data.update(wbgen_plan=2), "made by wbgen"),
    "no plan": (lambda data: data.clear(), "no plan of wbgen"),
}


@pytest.mark.parametrize("how", DAMAGED)
def test_a_damaged_file(how: str) -> None:
    data = json.loads(write_plans([plan_with_all()], Wanted()))
    change, said = DAMAGED[how]
    change(data)
    with pytest.raises(ValueError, match=said):
        read_plans(json.dumps(data))


@given(st.text() | st.integers(0, 4000).map(lambda at: write_plans([PLAN], Wanted())[:at]))
def test_no_text_is_more_than_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_plans(text)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"wbgen_plan": ' + "[" * 100_000, '{"wbgen_plan": NaN}', "1"]
)
def test_hostile_files(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_plans(text)


PLAN = planned(resources(spec()), MemoryBackend())
