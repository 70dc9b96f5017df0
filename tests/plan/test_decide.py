"""What plan decides for each thing a server may hold under a view's name."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.plan.acting import applied, edit, held, planned, resources, the_record
from wbgen.apply import Status
from wbgen.backends.base import Again, ViewInput, ViewRecord, ViewType
from wbgen.backends.memory import MemoryBackend
from wbgen.plan import Action, Change, Plan, view_url
from wbgen.views.marker import Marker, read_marker, write_marker
from wbgen.views.normal import VERSION
from wbgen.views.table import Impact
from wbgen.views.urls import parse_view_url


def spec(title: str = "Total loss", **workspace: Any) -> dict[str, Any]:
    return {
        "wbgen": 1,
        "guide": "g",
        "title": "Guide",
        "project": "p",
        "metrics": [{"group": "All", "of": {"loss": {}}}],
        "workspaces": {
            "w": {**workspace, "sections": [{"title": "S", "panels": [{"line": "loss", "title": title}]}]}
        },
    }


@pytest.fixture
def backend() -> MemoryBackend:
    """Holds the spec, applied."""
    backend = MemoryBackend()
    applied(planned(resources(spec()), backend), backend)
    return backend


def change_of(plan: Plan) -> Change:
    (change,) = plan.changes
    return change


def decided(backend: MemoryBackend, data: Any | None = None, overwrite: bool = False) -> Change:
    return change_of(planned(resources(data or spec()), backend, {"main/g/workspace/w"} if overwrite else ()))


def test_nothing_there() -> None:
    plan = planned(resources(spec()), MemoryBackend())
    change = change_of(plan)
    assert (change.action, change.seen, plan.creates_project) == (Action.CREATE, None, True)
    assert change.view.name.startswith("nw-g")


def test_a_project_that_is_there_is_not_made() -> None:
    backend = MemoryBackend()
    backend.create_project("p")
    assert planned(resources(spec()), backend).creates_project is False


def test_changed_in_code(backend: MemoryBackend) -> None:
    change = decided(backend, spec("Sum"))
    assert (change.action, change.overwrites, change.impact) == (Action.UPDATE, False, Impact.COSMETIC)
    (difference,) = change.differences
    assert difference.place == ('section "S"', "line Sum", "title")
    assert (difference.before, difference.after) == ("Total loss", "Sum")


def test_edited_in_the_app(backend: MemoryBackend) -> None:
    edit(backend, the_record(decided(backend), backend))
    change = decided(backend)
    assert (change.action, change.writes, change.differences) == (Action.DRIFT, False, ())
    assert change.reason.startswith("edited in the app since the last apply by ana at 2000-")
    assert [(d.sign, d.place) for d in change.drift] == [("+", ("edited",))]
    change = decided(backend, spec("Sum"))
    assert (change.action, change.overwrites) == (Action.UPDATE, False), "the edits do not overlap"
    change = decided(backend, overwrite=True)
    assert (change.action, change.overwrites) == (Action.UPDATE, True)
    assert [(d.sign, d.place) for d in change.differences] == [("-", ("edited",))]


def test_edited_to_what_the_code_says(backend: MemoryBackend) -> None:
    record = the_record(decided(backend), backend)
    edit(backend, record, spec=record.spec.replace("Total loss", "Sum"))
    assert decided(backend, spec("Sum")).action is Action.NO_OP


def test_edited_and_taken_back(backend: MemoryBackend) -> None:
    record = the_record(decided(backend), backend)
    edit(backend, record)
    edit(backend, record, spec=json.dumps(json.loads(record.spec), indent=4))
    assert decided(backend).action is Action.NO_OP, "how JSON is written is no edit"


def test_our_name_without_a_marker(backend: MemoryBackend) -> None:
    record = the_record(decided(backend), backend)
    edit(backend, record, spec=record.spec, description="")
    assert decided(backend).action is Action.NO_OP, "equal: nothing to do"
    change = decided(backend, spec("Sum"))
    assert change.action is Action.CONFLICT
    assert "without wbgen's marker by ana" in change.reason


def test_our_name_with_anothers_marker_is_never_written(backend: MemoryBackend) -> None:
    record = the_record(decided(backend), backend)
    other = write_marker("", Marker("main/other/workspace/w", VERSION, "0" * 16))
    edit(backend, record, description=other)
    for overwrite in (False, True):
        change = decided(backend, spec("Sum"), overwrite)
        assert (change.action, change.foreign) == (Action.CONFLICT, True)
        assert "belongs to main/other/workspace/w" in change.reason


def test_a_normal_form_of_another_version_is_not_compared(backend: MemoryBackend) -> None:
    record = the_record(decided(backend), backend)
    marker = read_marker(record.description)[1]
    assert marker is not None
    edit(backend, record, spec=record.spec, description=str(replace(marker, norm=VERSION + 1)))
    assert decided(backend).action is Action.NO_OP
    change = decided(backend, spec("Sum"))
    assert (change.action, "another version" in change.reason) == (Action.CONFLICT, True)


@pytest.mark.parametrize("body", ["", "no JSON", "[" * 100_000, '{"a": NaN}', '{"a": "\\ud800"}'])
def test_a_body_that_cannot_be_read(backend: MemoryBackend, body: str) -> None:
    edit(backend, the_record(decided(backend), backend), spec=body or " ")
    change = decided(backend)
    assert (change.action, change.differences) == (Action.CONFLICT, ())
    assert decided(backend, overwrite=True).action is Action.UPDATE


def report(text: str = "x") -> dict[str, Any]:
    return {**spec(), "workspaces": {}, "reports": {"r": {"blocks": [{"markdown": text}]}}}


def test_a_persons_copy_of_our_workspace_is_theirs(backend: MemoryBackend) -> None:
    """The marker was copied as well; ours is gone."""
    record = the_record(decided(backend), backend)
    backend._views[record.id] = ("p", replace(record, name="nw-copyofanas-v"))
    (copy,) = held(backend).values()
    plan = planned(resources(spec("Sum")), backend)
    assert change_of(plan).action is Action.CREATE
    applied(plan, backend)
    assert held(backend)[copy.id] == copy


class Naming(MemoryBackend):
    """Names reports as it likes."""

    def put_view(self, project: str, view: ViewInput, *, again: Again | None = None) -> ViewRecord:
        new = view.type is ViewType.REPORT and view.id is None
        return super().put_view(project, replace(view, name="itsown") if new else view, again=again)


def test_a_report_that_the_server_named_is_found_by_the_name_its_marker_notes() -> None:
    backend = Naming()
    (made,) = applied(planned(resources(report()), backend), backend)
    assert made.status is Status.CREATED
    assert change_of(planned(resources(report()), backend)).action is Action.NO_OP
    plan = planned(resources(report("y")), backend)
    change = change_of(plan)
    assert (change.action, change.existing_name, change.overwrites) == (Action.UPDATE, "itsown", False)
    (outcome,) = applied(plan, backend)
    assert outcome.status is Status.UPDATED
    assert outcome.url == view_url(plan, change)
    assert change_of(planned(resources(report("y")), backend)).action is Action.NO_OP


def test_the_url_of_a_title_in_any_script_is_ascii() -> None:
    data = {**report(), "title": "실행을 읽는 법", "project": "내 것"}
    backend = MemoryBackend()
    (made,) = applied(planned(resources(data), backend), backend)
    assert made.url is not None
    assert made.url.isascii()
    assert " " not in made.url
    found = parse_view_url(made.url)
    assert (found.project, [found.names(view) for view in held(backend, "내 것").values()]) == (
        "내 것",
        [True],
    )


@pytest.mark.parametrize("server", [MemoryBackend, Naming])
@pytest.mark.parametrize("gone", [False, True])
def test_a_persons_copy_of_our_report_is_theirs(server: type[MemoryBackend], gone: bool) -> None:
    """The marker was copied as well; ours may be gone."""
    backend = server()
    applied(planned(resources(report()), backend), backend)
    (ours,) = held(backend).values()
    mine = ViewInput(ViewType.REPORT, "copy", "Mine", ours.description, ours.spec)
    copy = MemoryBackend.put_view(backend, "p", mine)
    if gone:
        backend.delete_view("p", ours)
    plan = planned(resources(report("y")), backend, prune=True)
    assert change_of(plan).action is (Action.CREATE if gone else Action.UPDATE)
    assert [change.existing for change in plan.unmanaged] == [copy]
    applied(plan, backend)
    assert held(backend)[copy.id] == copy


def test_two_views_of_our_name_are_a_conflict(backend: MemoryBackend) -> None:
    record = the_record(decided(backend), backend)
    backend._views["another"] = ("p", replace(record, id="another"))
    change = decided(backend, spec("Sum"), overwrite=True)
    assert (change.action, change.existing) == (Action.CONFLICT, None)
    assert "keep one" in change.cure


def test_what_a_newer_wbgen_applied_is_left_alone(backend: MemoryBackend) -> None:
    record = the_record(decided(backend), backend)
    edit(backend, record, spec=record.spec, description=record.description.replace("wbgen 1 ", "wbgen 2 "))
    for overwrite in (False, True):
        change = decided(backend, spec("Sum"), overwrite)
        assert (change.action, change.cure) == (Action.CONFLICT, "upgrade wbgen")
        assert change.reason.startswith("applied by a newer wbgen")


def test_pairs_that_another_version_added_to_the_marker_are_kept(backend: MemoryBackend) -> None:
    record = the_record(decided(backend), backend)
    edit(backend, record, spec=record.spec, description=f"{record.description} sections=a:1")
    (outcome,) = applied(planned(resources(spec("Sum")), backend), backend)
    assert outcome.status is Status.UPDATED
    assert the_record(outcome.change, backend).description.endswith(" sections=a:1")
    assert not planned(resources(spec("Sum")), backend).writes


def test_checksums(backend: MemoryBackend) -> None:
    def checksum(data: Any) -> str:
        return planned(resources(data), backend).checksum

    assert checksum(spec("Sum")) == checksum(spec("Sum"))
    before = checksum(spec())
    assert len({before, checksum(spec("Sum")), checksum(spec("Other"))}) == 3
    edit(backend, the_record(decided(backend), backend))
    assert checksum(spec()) != before


def test_entities_and_project_ids_are_no_difference() -> None:
    """The same guide on another server has the same digests."""
    data = spec()
    data["workspaces"]["w"]["sections"][0]["panels"][0]["thresholds"] = [0.5]
    data["reports"] = {"r": {"blocks": [{"section": "s"}]}}
    one, other = MemoryBackend("ana"), MemoryBackend("team")
    other.create_project("somethingelse")
    markers = []
    for backend in (one, other):
        applied(planned(resources(data), backend), backend)
        markers.append([view.description for view in held(backend).values()])
        assert all(f'"{backend.entity}/wbgen-lines-' in view.spec for view in held(backend).values())
        assert not planned(resources(data), backend).writes
    assert markers[0] == markers[1]


def test_a_title_that_is_no_text(backend: MemoryBackend) -> None:
    edit(backend, the_record(decided(backend), backend), display_name="\ud800")
    plan = planned(resources(spec()), backend, {"main/g/workspace/w"})
    assert (change_of(plan).action, len(plan.checksum)) == (Action.UPDATE, 8)
    (outcome,) = applied(plan, backend)
    assert outcome.status is Status.UPDATED


def test_protecting_alone_is_noted_in_the_marker(backend: MemoryBackend) -> None:
    change = decided(backend, spec(protect=True))
    assert (change.action, change.renew) == (Action.NO_OP, True)
    applied(planned(resources(spec(protect=True)), backend), backend)
    assert decided(backend, spec(protect=True)).renew is False
    assert decided(backend, spec()).renew is True


def test_a_marker_of_a_locked_view_is_left(backend: MemoryBackend) -> None:
    backend.lock_view(the_record(decided(backend), backend).id)
    change = decided(backend, spec(protect=True))
    assert (change.action, change.renew) == (Action.NO_OP, False)
