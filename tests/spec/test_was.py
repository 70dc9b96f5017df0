"""Renames: a view keeps its name on the server, and its URL."""

from __future__ import annotations

import pytest

from tests.plan.acting import applied, edit, held, planned, the_record
from tests.spec.bad import HEAD
from wbgen.backends.memory import MemoryBackend
from wbgen.compile import Resources, compile_guide
from wbgen.plan import Action
from wbgen.spec.read import parse_guide
from wbgen.views.marker import read_marker

BODY = "metrics: [{group: A, of: {loss: }}]\n"
VIEWS = {
    "workspace": BODY + "workspaces: {%s: {%s sections: [{title: S, panels: [{line: loss}]}]}}\n",
    "report": BODY + "reports: {%s: {%s blocks: [h1: A]}}\n",
}


def made(kind: str, id: str, was: str = "") -> Resources:
    return compile_guide(parse_guide((HEAD + VIEWS[kind] % (id, was)).encode())[0])


@pytest.mark.parametrize("kind", VIEWS)
def test_a_renamed_view_stays_where_it_is(kind: str) -> None:
    backend = MemoryBackend("me", "http://app")
    (before,) = applied(planned(made(kind, "old"), backend), backend)
    for id, was in (("new", "was: old,"), ("newest", "was: [old, new],")):
        plan = planned(made(kind, id, was), backend)
        (change,) = plan.changes
        assert change.action in (Action.UPDATE, Action.NO_OP)
        (after,) = applied(plan, backend)
        assert after.url == before.url
        (record,) = held(backend).values()
        marker = read_marker(record.description)[1]
        assert marker is not None
        if change.action is Action.UPDATE:
            assert marker.address == f"main/g/{kind}/{id}"
        assert [c.action for c in planned(made(kind, id, was), backend).changes] == [Action.NO_OP]


def test_an_edit_in_the_app_stays() -> None:
    backend = MemoryBackend("me", "http://app")
    plan = planned(made("workspace", "old"), backend)
    applied(plan, backend)
    edit(backend, the_record(plan.changes[0], backend))
    (change,) = planned(made("workspace", "new", "was: old,"), backend).changes
    assert (change.action, bool(change.drift)) == (Action.DRIFT, True)
    assert change.renew, "the marker is to hold the new address"


def test_without_it_a_view_is_another() -> None:
    backend = MemoryBackend("me", "http://app")
    applied(planned(made("workspace", "old"), backend), backend)
    (change,) = planned(made("workspace", "new"), backend).changes
    assert change.action is Action.CREATE
