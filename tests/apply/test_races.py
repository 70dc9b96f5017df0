"""Others write at the same time: people in the app, and other applies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from tests.apply.small import BY_ANA, SCENES, Scene, changed, client, edit, fresh, guide, report, workspace
from tests.fronts import CLOSED, LOST, Fault, busy, front, refused
from tests.live import PATIENCE, Served, mutations
from wbgen.apply import DONE, Outcome, Status
from wbgen.backends.base import ViewType
from wbgen.plan import Action

NewEntity = Callable[[], str]

#: Writes that do not get through at once: the operation, which of its kind, the look that comes after it.
UPDATE, DELETE = ("UpsertView", 3, 4), ("DeleteView", 1, 5)
SECOND_TRIES: dict[str, tuple[tuple[str, int, int], Fault]] = {
    "update put off": (UPDATE, busy(30)),
    "update failed": (UPDATE, refused(502)),
    "update closed": (UPDATE, CLOSED),
    "update carried out": (UPDATE, LOST),
    "delete put off": (DELETE, busy(30)),
    "delete failed": (DELETE, refused(502)),
    "delete closed": (DELETE, CLOSED),
}


@pytest.mark.parametrize("fault", SECOND_TRIES)
def test_what_a_person_saves_before_the_second_try_is_theirs(
    server: Served, new_entity: NewEntity, tmp_path: Path, fault: str
) -> None:
    (write, nth, look), what = SECOND_TRIES[fault]
    scene = changed(server.url, new_entity(), tmp_path)
    name = scene.plans()[1].changes[write == "DeleteView"].existing_name

    def save() -> None:
        record = scene.direct.get_view("project-b", ViewType.WORKSPACE, name)
        edit(scene.direct, "project-b", record, "Saved meanwhile")

    with front(server.url) as before:
        plans = scene.plans()
        before.faults[write, nth] = what
        before.hooks["Views", look] = save
        outcomes = scene.run(plans, client(before.url, scene.direct.entity), at_once=1)
    theirs = next(outcome for outcome in outcomes if outcome.change.existing_name == name)
    assert (theirs.status, "plan again" in theirs.message) == (Status.CONFLICT, True)
    assert {outcome.status for outcome in outcomes if outcome is not theirs} <= DONE
    assert "Saved meanwhile" in scene.held()["project-b", name].spec
    assert before.mutations[write] == nth


OTHER = (
    guide("a", workspaces={"w": workspace("Other")}, reports={"r": report("Another")}),
    guide("b", workspaces={"x": workspace("Other"), "y": workspace("Other")}),
)


def at_once(scenes: Sequence[Scene], server: Served) -> list[tuple[Outcome, ...]]:
    """What came of applies that all planned before any wrote, and that all wrote before any looked."""
    begin, written = Barrier(len(scenes)), Barrier(len(scenes))

    def run(scene: Scene) -> tuple[Outcome, ...]:
        backend = client(server.url, scene.direct.entity)
        plans = scene.plans(backend)
        begin.wait(PATIENCE)

        def progress(done: int, of: int) -> None:
            if done == of:
                written.wait(PATIENCE)

        return scene.run(plans, backend, progress=progress)

    with ThreadPoolExecutor(len(scenes)) as pool:
        return list(pool.map(run, scenes))


@pytest.mark.parametrize("name", SCENES)
def test_two_applies_of_the_same_both_succeed(
    server: Served, new_entity: NewEntity, tmp_path: Path, name: str
) -> None:
    for round in range(5):
        scene = SCENES[name](server.url, new_entity(), tmp_path / str(round))
        for outcomes in at_once([scene, scene], server):
            failed = [outcome for outcome in outcomes if outcome.status not in DONE | {Status.UNCHANGED}]
            assert not failed, [outcome.message for outcome in failed]
            scene.check_outcomes(outcomes)
        scene.converge()


def test_two_applies_of_different_content_never_both_succeed(
    server: Served, new_entity: NewEntity, tmp_path: Path
) -> None:
    for round in range(10):
        scene = fresh(server.url, new_entity(), tmp_path / str(round))
        other = replace(scene, specs=OTHER)
        ours, theirs = at_once([scene, other], server)
        assert len(ours) == len(theirs) == 4
        for one, another in zip(ours, theirs, strict=True):
            succeeded = [outcome for outcome in (one, another) if outcome.status in DONE]
            assert len(succeeded) == 1, "exactly one is held, and the other apply says that it is not its own"
            lost = another if one in succeeded else one
            assert lost.status in (Status.FAILED, Status.CONFLICT)
            assert "another write came between" in lost.message or "plan again" in lost.message
        held = scene.held()
        for outcome in (*ours, *theirs):
            if outcome.status in DONE:
                change = outcome.change
                project = "project-a" if "/a/" in change.address else "project-b"
                assert change.body is not None
                assert held[project, change.view.name].display_name == change.body.title
        scene.converge()


def test_a_view_that_another_apply_deleted_is_no_failure(
    server: Served, new_entity: NewEntity, tmp_path: Path
) -> None:
    scene = changed(server.url, new_entity(), tmp_path)
    plans = scene.plans()
    assert plans[1].count(Action.DELETE) == 1
    scene.run(plans, scene.direct)
    outcomes = scene.run(plans, scene.direct)
    assert {outcome.status for outcome in outcomes} == {Status.UNCHANGED}
    assert outcomes[-1].message == "it was gone already"


@pytest.mark.parametrize("name", SCENES)
def test_plan_issues_no_mutation(server: Served, new_entity: NewEntity, tmp_path: Path, name: str) -> None:
    scene = SCENES[name](server.url, new_entity(), tmp_path)
    issued = mutations(server.url)
    with front(server.url) as before:
        plans = scene.plans(client(before.url, scene.direct.entity))
        assert all(plan.writes for plan in plans)
        assert before.operations == ["ProjectContents"] * 2
        assert not before.mutations
    assert mutations(server.url) == issued


def test_edits_are_kept_though_the_rest_changes(
    server: Served, new_entity: NewEntity, tmp_path: Path
) -> None:
    scene = changed(server.url, new_entity(), tmp_path)
    scene.apply(scene.direct)
    assert [BY_ANA in record.spec for record in scene.held().values()].count(True) == 1
    assert len(list(tmp_path.glob("backups/*.json"))) == 2
