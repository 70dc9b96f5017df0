"""Apply on servers that fail, rewrite, forget or are written to by others meanwhile."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.plan.acting import applied, edit, held, planned, resources, the_record
from tests.plan.test_decide import spec
from wbgen.apply import Status, apply_plan, apply_plans
from wbgen.backends.base import Again, ProjectContents, ProjectRecord, ViewInput, ViewRecord, ViewType
from wbgen.backends.memory import MemoryBackend
from wbgen.errors import AuthError, BackendError, WbgenError
from wbgen.plan import Action

TWO = spec() | {"reports": {"r": {"title": "R", "blocks": ["toc", {"section": "s"}]}}}


class Failing(MemoryBackend):
    """Refuses what a test names."""

    refuses: tuple[str, ...] = ()
    error: type[WbgenError] = BackendError

    def refuse(self, what: str) -> None:
        if what in self.refuses:
            raise self.error(f"the server refused the {what}")

    def put_view(self, project: str, view: ViewInput, *, again: Again | None = None) -> ViewRecord:
        self.refuse(view.type.name.lower())
        return super().put_view(project, view)

    def create_project(self, name: str) -> ProjectRecord:
        self.refuse("project")
        return super().create_project(name)

    def create_chart(self, name: str, display_name: str, spec: str) -> bool:
        self.refuse("chart")
        return super().create_chart(name, display_name, spec)


@pytest.mark.parametrize("kind", ["workspace", "report"])
def test_a_failed_write_stops_that_view_only(kind: str) -> None:
    backend = Failing()
    backend.refuses = (kind,)
    outcomes = {o.change.view.kind: o for o in applied(planned(resources(TWO), backend), backend)}
    failed = outcomes.pop(kind)
    assert (failed.status, failed.message) == (Status.FAILED, f"the server refused the {kind}")
    assert [outcome.status for outcome in outcomes.values()] == [Status.CREATED]
    backend.refuses = ()
    assert [c.action for c in planned(resources(TWO), backend).changes if c.writes] == [Action.CREATE]


def test_a_chart_that_cannot_be_made_stops_the_views_that_use_it() -> None:
    backend = Failing()
    backend.refuses = ("chart",)
    data = json.loads(json.dumps(TWO))
    data["workspaces"]["v"] = {
        "sections": [{"title": "T", "panels": [{"line": "loss", "thresholds": [1]}]}],
    }
    outcomes = {o.change.view.address: o for o in applied(planned(resources(data), backend), backend)}
    failed = outcomes.pop("main/g/workspace/v")
    assert failed.status is Status.FAILED
    assert failed.message.startswith("its chart wbgen-lines-")
    assert {outcome.status for outcome in outcomes.values()} == {Status.CREATED}


def test_a_project_that_cannot_be_made_stops_all_its_views() -> None:
    backend = Failing()
    backend.refuses = ("project",)
    outcomes = applied(planned(resources(TWO), backend), backend)
    assert {outcome.status for outcome in outcomes} == {Status.FAILED}
    assert all("the server refused the project" in outcome.message for outcome in outcomes)
    assert backend.mutations == []


@pytest.mark.parametrize("what", ["project", "chart", "workspace"])
def test_a_refused_key_fails_all_that_is_left(what: str) -> None:
    backend = Failing()
    backend.refuses, backend.error = (what,), AuthError
    data = json.loads(json.dumps(TWO))
    data["workspaces"]["w"]["sections"][0]["panels"][0]["thresholds"] = [0.5]
    outcomes = applied(planned(resources(data), backend), backend)
    assert [(o.status, o.refused) for o in outcomes] == [(Status.FAILED, True)] * 2
    assert {outcome.message for outcome in outcomes} == {f"the server refused the {what}"}
    assert held(backend) == {}


def test_a_key_that_is_refused_later_leaves_the_outcomes_so_far() -> None:
    backend = Failing()
    backend.refuses, backend.error = ("report",), AuthError
    first, second = applied(planned(resources(TWO), backend), backend)
    assert (first.status, second.status, second.refused) == (Status.CREATED, Status.FAILED, True)


class Blind(MemoryBackend):
    """Takes a view, and then cannot be read."""

    def read_project(self, name: str) -> ProjectContents | None:
        if self._views:
            raise AuthError("the key has expired")
        return super().read_project(name)


def test_what_was_sent_and_cannot_be_read_back_is_no_mere_refusal() -> None:
    (outcome,) = applied(planned(resources(spec()), (backend := Blind())), backend)
    assert (outcome.status, outcome.refused) == (Status.FAILED, False)
    assert outcome.message == "it was sent, and could not be read back: the key has expired"


class Raced(MemoryBackend):
    """Another writes the view in the last moment; a server that keeps names apart refuses ours."""

    theirs: ViewInput | None = None

    def put_view(self, project: str, view: ViewInput, *, again: Again | None = None) -> ViewRecord:
        super().put_view(project, self.theirs or view)
        raise BackendError("a view of that name exists")


@pytest.mark.parametrize("same", [True, False])
def test_two_applies_at_once(same: bool) -> None:
    backend = Raced()
    plan = planned(resources(spec()), backend)
    view = plan.changes[0].view
    backend.theirs = None if same else ViewInput(ViewType.WORKSPACE, view.name, "Theirs", "", "{}")
    (outcome,) = applied(plan, backend)
    assert outcome.status is (Status.UNCHANGED if same else Status.CONFLICT)
    assert outcome.url is not None


def test_an_apply_that_was_faster_did_the_same() -> None:
    backend = MemoryBackend()
    plan = planned(resources(TWO), backend)
    applied(planned(resources(TWO), backend), backend)
    before = list(backend.mutations)
    assert {outcome.status for outcome in applied(plan, backend)} == {Status.UNCHANGED}
    assert backend.mutations == before


class Rewriting(MemoryBackend):
    """Keeps something else than it was given."""

    changes: dict[str, Any] = {}

    def put_view(self, project: str, view: ViewInput, *, again: Again | None = None) -> ViewRecord:
        answer = super().put_view(project, view)
        kept = replace(answer, **{key: change(getattr(answer, key)) for key, change in self.changes.items()})
        self._views[answer.id] = (project, kept)
        return answer  # and claims that it did not


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"spec": lambda text: text.replace("Total loss", "Lost")}, "something else than was sent"),
        ({"spec": lambda text: text[:50]}, "cannot be read"),
        ({"display_name": str.upper}, "something else than was sent"),
        ({"description": lambda text: ""}, "did not keep the description"),
        ({"description": lambda text: text[:40]}, "did not keep the description"),
        ({"name": lambda name: "nw-another-v"}, "does not show it"),
    ],
)
def test_success_is_never_claimed(changes: dict[str, Any], said: str) -> None:
    backend = Rewriting()
    backend.changes = changes
    (outcome,) = applied(planned(resources(spec()), backend), backend)
    assert outcome.status is Status.FAILED
    assert said in outcome.message


def test_how_a_server_writes_json_is_its_own_business() -> None:
    backend = Rewriting()
    backend.changes = {"spec": lambda text: json.dumps(json.loads(text) | {"more": None}, indent=1)}
    (outcome,) = applied(planned(resources(spec()), backend), backend)
    assert outcome.status is Status.CREATED
    assert not planned(resources(spec()), backend).writes


def test_an_overwritten_body_is_kept_first(tmp_path: Path) -> None:
    backend = MemoryBackend()
    first = planned(resources(spec()), backend)
    applied(first, backend)
    edited = edit(backend, the_record(first.changes[0], backend))
    plan = planned(resources(spec()), backend, {"main/g/workspace/w"})
    (outcome,) = apply_plan(plan, backend, backups=tmp_path / "deep" / "backups")
    assert (outcome.status, outcome.backup) == (
        Status.UPDATED,
        next((tmp_path / "deep" / "backups").iterdir()),
    )
    assert outcome.backup is not None
    kept = json.loads(outcome.backup.read_text())
    assert (kept["spec"], kept["description"]) == (edited.spec, edited.description)
    assert (kept["id"], kept["updated_by"]) == (edited.id, "ana")


def test_what_cannot_be_kept_is_not_overwritten(tmp_path: Path) -> None:
    backend = MemoryBackend()
    first = planned(resources(spec()), backend)
    applied(first, backend)
    edited = edit(backend, the_record(first.changes[0], backend))
    (tmp_path / "file").write_text("")
    plan = planned(resources(spec()), backend, {"main/g/workspace/w"})
    (outcome,) = apply_plan(plan, backend, backups=tmp_path / "file")
    assert (outcome.status, outcome.refused) == (Status.FAILED, False)
    assert "nothing was overwritten" in outcome.message
    assert held(backend)[edited.id] == edited


def test_a_plain_update_needs_no_backup(tmp_path: Path) -> None:
    backend = MemoryBackend()
    applied(planned(resources(spec()), backend), backend)
    (outcome,) = applied(planned(resources(spec("Sum")), backend), backend, tmp_path / "backups")
    assert (outcome.status, outcome.backup) == (Status.UPDATED, None)
    assert not (tmp_path / "backups").exists()


def test_charts_are_made_once_and_only_when_needed() -> None:
    backend = MemoryBackend()
    data = spec()
    applied(planned(resources(data), backend), backend)
    assert not [word for word in backend.mutations if word.startswith("createCustomChart")]
    data["workspaces"]["w"]["sections"][0]["panels"][0]["thresholds"] = [0.5]
    plan = planned(resources(data), backend)
    assert [chart.name for chart in plan.charts] == list(plan.changes[0].view.charts)
    applied(plan, backend)
    applied(planned(resources(data), backend), backend)
    assert len([word for word in backend.mutations if word.startswith("createCustomChart")]) == 1


def test_progress_is_told_view_by_view() -> None:
    backend, told = MemoryBackend(), []
    plan = planned(resources(TWO), backend)
    apply_plans([plan], backend, backups=Path("unused"), progress=lambda *n: told.append(n), at_once=1)
    assert told == [(1, 2), (2, 2)]
    assert [view.type for view in held(backend).values()] == [ViewType.WORKSPACE, ViewType.REPORT]
