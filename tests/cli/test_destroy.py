"""``wbgen destroy``: the views of the specs and nothing else, backed up, after a question."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.in_the_app import copy, held, lock, rewrite
from tests.e2e.command import project, wbgen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = project(tmp_path / "work")
    assert wbgen(folder, "apply").code == 0
    return folder


def test_it_asks_and_then_deletes_what_is_ours(folder: Path) -> None:
    copy(folder, description="")
    asked = wbgen(folder, "destroy")
    assert asked.code == 1
    assert "nobody can answer" in asked.err
    assert "and delete 2 there" in asked.err
    assert '- workspace default  "NPT training"' in asked.out
    assert len(held(folder)) == 2
    done = wbgen(folder, "destroy", "--yes")
    assert (done.code, done.out.count("deleted    ")) == (0, 2)
    assert "note: the custom charts and the project itself stay: npt-multi-layer" in done.err
    assert [view["displayName"] for view in held(folder)] == ["Ana's"]
    assert len(list((folder / ".wbgen" / "backups").iterdir())) == 2
    again = wbgen(folder, "destroy")
    assert (again.code, "nothing to do" in again.out, again.err) == (0, True, "")


def test_sweeps_stay_and_those_not_over_are_named(folder: Path) -> None:
    made = wbgen(folder, "sweep", "curricula", "--format", "json").json["outcomes"][0]["sweep"]
    other = wbgen(folder, "sweep", "curricula", "--stack", "pr-42", "--format", "json").json
    note = f"note: a sweep stays, and is not over: `wbgen sweep stop {made}` ends it"
    for _ in range(2):  # also where no view is left
        done = wbgen(folder, "destroy", "--yes")
        assert (done.code, note in done.err) == (0, True)
        assert other["outcomes"][0]["sweep"] not in done.err
    assert "pending" in wbgen(folder, "sweep", "status", made).out
    assert wbgen(folder, "sweep", "stop", made).code == 0
    assert wbgen(folder, "destroy", "--yes").err == ""


def test_a_copy_with_the_marker_is_a_persons(folder: Path) -> None:
    copy(folder)
    assert wbgen(folder, "destroy", "--yes").code == 0
    assert [view["displayName"] for view in held(folder)] == ["Ana's"]


def test_a_dry_run(folder: Path) -> None:
    done = wbgen(folder, "destroy", "--dry-run")
    assert (done.code, "2 to delete" in done.out) == (0, True)
    assert (len(held(folder)), len(held(folder, "runs"))) == (1, 1)
    assert not (folder / ".wbgen" / "backups").exists()


def test_one_stack_of_two(folder: Path) -> None:
    assert wbgen(folder, "apply", "--stack", "pr-42").code == 0
    assert wbgen(folder, "destroy", "--stack", "pr-42", "--yes").code == 0
    assert [view["displayName"] for view in held(folder)] == ["NPT training"]
    assert wbgen(folder, "plan", "--detailed-exitcode").code == 0


def test_what_is_gone_from_the_spec_is_deleted_too(folder: Path) -> None:
    rewrite(folder, ("  overview:\n", "  review:\n"))
    done = wbgen(folder, "destroy", "--yes")
    assert (done.code, "deleted    report overview" in done.out) == (0, True)
    assert held(folder, "runs") == []


def test_locked_and_protected_views_stay(folder: Path) -> None:
    rewrite(folder, ("  overview:\n", "  overview:\n    protect: true\n"))
    assert wbgen(folder, "apply").code == 0
    lock(folder)
    done = wbgen(folder, "destroy", "--yes", "--format", "json")
    assert done.code == 5
    assert [outcome["status"] for outcome in done.json["outcomes"]] == ["conflict", "conflict"]
    assert (len(held(folder)), len(held(folder, "runs"))) == (1, 1)


def test_another_project(folder: Path) -> None:
    assert wbgen(folder, "apply", "--project", "elsewhere").code == 0
    assert wbgen(folder, "destroy", "--project", "elsewhere", "--yes").code == 0
    assert (held(folder, project="elsewhere"), len(held(folder))) == ([], 1)
