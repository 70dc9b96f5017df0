"""The laws of DESIGN.md, as properties over generated specs."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.plan.acting import applied, edit, held, planned, resources, the_record
from tests.plan.strategies import BAR, NATIVE_LINE, NATIVE_PANELS, SCALAR, guides, shuffled
from wbgen.apply import Status
from wbgen.backends.base import ViewInput, ViewType
from wbgen.backends.memory import MemoryBackend
from wbgen.compile import Resources
from wbgen.plan import Action
from wbgen.views.json import canonical


def text(made: Resources) -> str:
    """Everything of some resources as one text."""
    views = [[v.address, v.kind, v.name, v.title, v.description, v.spec, v.charts] for v in made.views]
    return canonical([made.guide, made.project, views, [[c.name, c.title, c.spec] for c in made.charts]])


@given(guides())
def test_law_1_apply_then_plan_is_empty(data: Any) -> None:
    backend = MemoryBackend()
    first = planned(resources(data), backend)
    assert first.count(Action.CREATE) == len(first.changes)
    assert all(outcome.status is Status.CREATED for outcome in applied(first, backend))
    again = planned(resources(data), backend)
    assert again.count(Action.NO_OP) == len(again.changes)
    assert not any(change.differences for change in again.changes)
    before = list(backend.mutations)
    assert all(outcome.status is Status.UNCHANGED for outcome in applied(again, backend))
    assert backend.mutations == before
    assert planned(resources(data), backend).checksum == again.checksum


@given(guides(), st.randoms(use_true_random=False))
def test_law_1_the_order_of_options_does_not_matter(data: Any, random: Random) -> None:
    assert text(resources(shuffled(data, random))) == text(resources(data))


@given(guides(), guides())
def test_law_6_plan_issues_no_mutation(before: Any, after: Any) -> None:
    backend = MemoryBackend()
    applied(planned(resources(before), backend), backend)
    issued, views = list(backend.mutations), held(backend)
    plan = planned(resources(after), backend)
    assert (backend.mutations, held(backend)) == (issued, views)
    applied(plan, backend)
    assert not planned(resources(after), backend).writes


@given(guides(), st.data())
def test_law_2_a_view_changed_between_plan_and_apply_is_left_alone(data: Any, draw: st.DataObject) -> None:
    backend = MemoryBackend()
    applied(planned(resources(data), backend), backend)
    changed = {**data, "workspaces": titled(data["workspaces"]), "reports": titled(data["reports"])}
    plan = planned(resources(changed), backend)
    assume(any(change.writes for change in plan.changes))
    target = draw.draw(st.sampled_from([change for change in plan.changes if change.writes]))
    edited = edit(backend, the_record(target, backend))
    for outcome in applied(plan, backend):
        theirs = outcome.change is target
        assert outcome.status is (Status.CONFLICT if theirs else Status.UPDATED), outcome
    assert held(backend)[edited.id] == edited


def titled(views: dict[str, Any]) -> dict[str, Any]:
    """The same views under another title."""
    return {name: {**view, "title": "Another title"} for name, view in views.items()}


@given(guides(), st.data())
def test_law_2_a_view_that_appears_before_a_create_is_left_alone(data: Any, draw: st.DataObject) -> None:
    backend = MemoryBackend()
    made = resources(data)
    assume(made.views)
    plan = planned(made, backend)
    target = draw.draw(st.sampled_from(plan.changes))
    backend.create_project("p")
    type = ViewType.WORKSPACE if target.view.kind == "workspace" else ViewType.REPORT
    theirs = backend.put_view("p", ViewInput(type, target.view.name, "Theirs", "", "{}"))
    statuses = {outcome.change.view.address: outcome.status for outcome in applied(plan, backend)}
    assert statuses.pop(target.view.address) is Status.CONFLICT
    assert set(statuses.values()) <= {Status.CREATED}
    assert held(backend)[theirs.id] == theirs


@given(guides(), guides(), st.data())
def test_law_3_an_edit_in_the_app_stays_and_nothing_of_others_is_touched(
    before: Any, after: Any, draw: st.DataObject
) -> None:
    backend = MemoryBackend()
    backend.create_project("p")
    others = [
        backend.put_view("p", ViewInput(ViewType.WORKSPACE, "nw-someonesown-v", "Mine", "", '{"a":1}')),
        backend.put_view("p", ViewInput(ViewType.REPORT, "report", "Mine", "about", "no JSON")),
    ]
    applied(planned(resources({**before, "guide": "other"}), backend), backend)
    others = [*held(backend).values()]
    plan = planned(resources(before), backend)
    applied(plan, backend)
    if plan.changes:
        target = draw.draw(st.sampled_from(plan.changes))
        mine = edit(backend, the_record(target, backend), display_name="By a person")
        assert actions(backend, before)[target.view.address] is Action.DRIFT
    applied(planned(resources(after), backend), backend)
    now = held(backend)
    assert [now[view.id] for view in others] == others
    assert not plan.changes or now[mine.id].display_name == "By a person"


def actions(backend: MemoryBackend, data: Any) -> dict[str, Action]:
    return {change.view.address: change.action for change in planned(resources(data), backend).changes}


def ids(node: Any) -> list[str]:
    """Every id in a body that is ours to choose."""
    found = []
    if isinstance(node, dict):
        found += [node[key] for key in ("__id__",) if key in node]
        found += [run_set["id"] for run_set in node.get("runSets", ()) if isinstance(run_set, dict)]
        node = list(node.values())
    if isinstance(node, list):
        found += [id for inner in node for id in ids(inner)]
    return found


@given(guides())
def test_ids_are_unique_and_alphanumeric(data: Any) -> None:
    made = resources(data)
    for view in made.views:
        found = ids(view.spec)
        assert len(set(found)) == len(found), "two things of one view have the same id"
        assert all(id.isalnum() and id.isascii() for id in found)
        assert view.name.removeprefix("nw-").removesuffix("-v").isalnum()
    assert len({view.name for view in made.views}) == len(made.views)


OPTIONS: dict[str, dict[str, Any]] = {"line": NATIVE_LINE, "bar": BAR, "scalar": SCALAR}


@given(guides(NATIVE_PANELS), st.data())
def test_changing_one_option_is_that_difference_and_no_other(data: Any, draw: st.DataObject) -> None:
    places = [
        (name, s, p)
        for name, workspace in data["workspaces"].items()
        for s, section in enumerate(workspace["sections"])
        for p, _ in enumerate(section["panels"])
    ]
    assume(places)
    name, s, p = draw.draw(st.sampled_from(places))
    backend = MemoryBackend()
    applied(planned(resources(data), backend), backend)
    changed = json.loads(json.dumps(data))
    section = changed["workspaces"][name]["sections"][s]
    panel = section["panels"][p]
    kind = next(kind for kind in OPTIONS if kind in panel)
    option = draw.draw(st.sampled_from(sorted(OPTIONS[kind])))
    panel[option] = draw.draw(OPTIONS[kind][option])
    plan = planned(resources(changed), backend)
    shown = {"section": section["id"], "workspace": name}
    for change in plan.changes:
        view = change.view
        id = view.address.rsplit("/", 1)[1]
        where = {difference.place[:-1] for difference in change.differences}
        what = {difference.place[-1] for difference in change.differences}
        if view.kind == "workspace" and id == name:
            assert len(where) <= 1
            assert all(place[0] == f'section "{section["title"]}"' or " " in place[0] for place in where)
            assert all(len(place) == 2 for place in where)
        elif view.kind == "report" and shown in data["reports"][id]["blocks"]:
            assert all(len(place) == 2 and place[0].startswith("panel grid") for place in where)
        else:
            assert (change.action, where) == (Action.NO_OP, set())
        assert {step.split(".")[0].split(" ")[0] for step in what} <= {option}
        assert all(str(difference.place[-1]) for difference in change.differences)


@given(guides(), NATIVE_PANELS, st.data())
def test_inserting_a_panel_renames_no_other(data: Any, panel: Any, draw: st.DataObject) -> None:
    sections = [section for w in data["workspaces"].values() for section in w["sections"]]
    assume(sections)
    before = resources(data)
    section = draw.draw(st.sampled_from(sections))
    at = draw.draw(st.integers(0, len(section["panels"])))
    section["panels"].insert(at, {**panel, "id": "inserted"})
    after = resources(data)
    for one, other in zip(before.views, after.views, strict=True):
        assert set(ids(one.spec)) <= set(ids(other.spec))
        kept = [id for id in ids(other.spec) if id in set(ids(one.spec))]
        assert kept == ids(one.spec), "and the order stays"
