"""``plan --out``, ``apply --plan`` and ``apply --checksum``: what was reviewed, or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.in_the_app import copy, edit, held, open_first, rewrite
from tests.cli.test_apply import Faulty, faulty
from tests.e2e.command import Done, project, wbgen

__all__ = ["faulty"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path / "work")


def saved(folder: Path, *arguments: str) -> Done:
    done = wbgen(folder, "plan", "--out", "reviewed.plan", *arguments)
    assert done.code == 0, done.err
    return done


def carried_out(folder: Path, *arguments: str) -> Done:
    return wbgen(folder, "apply", "--plan", "reviewed.plan", *arguments)


def test_a_plan_file_is_carried_out_without_the_specs(folder: Path) -> None:
    shown = saved(folder).out
    assert not (folder / ".wbgen").exists()
    rewrite(folder, ("title: Total loss", "title: Later"))
    done = carried_out(folder)
    assert (done.code, done.out.count("created ")) == (0, 2)
    views, sweeps = shown[: shown.index("+ sweep ")], shown[shown.index("+ sweep ") :]
    assert done.out.startswith(views + sweeps[sweeps.index("\n\n") + 2 :]), "it shows what was reviewed"
    assert "+ sweep " not in done.out, "a plan file holds no sweeps"
    assert "Later" not in held(folder)[0]["spec"]
    assert wbgen(folder, "plan", "--detailed-exitcode").code == 6
    rewrite(folder, ("title: Later", "title: Total loss"))
    assert wbgen(folder, "plan", "--detailed-exitcode").code == 0


def test_updates_deletes_and_edits_that_stay(folder: Path) -> None:
    assert wbgen(folder, "apply").code == 0
    edit(folder, open_first)
    rewrite(folder, ("title: End-to-end fidelity", "title: Fidelity"), ("  overview:\n", "  review:\n"))
    saved(folder, "--prune")
    assert carried_out(folder).code == 1, "a delete is asked for"
    done = carried_out(folder, "--yes", "--format", "json")
    assert done.code == 0
    assert [outcome["status"] for outcome in done.json["outcomes"]] == ["updated", "created", "deleted"]
    assert wbgen(folder, "plan", "--detailed-exitcode").code == 0


def test_the_file_holds_no_more_than_it_must(folder: Path) -> None:
    assert wbgen(folder, "apply").code == 0
    copy(folder, description="my secret notes")
    saved(folder, "--overwrite", "workspace/default")
    data = json.loads((folder / "reviewed.plan").read_text())
    assert data["wbgen_plan"] == 1
    assert data["target"] == {"name": "local", "entity": "local", "app_url": "http://127.0.0.1:8086"}
    assert data["options"]["overwrite"] == ["workspace/default"]
    assert "secret" not in json.dumps(data)
    assert str(folder) not in json.dumps(data)


def test_a_server_that_moved_is_left_alone(folder: Path) -> None:
    assert wbgen(folder, "apply").code == 0
    rewrite(
        folder,
        ("title: Total loss", "title: Sum of losses"),
        ("What each metric says", "What every metric says"),
    )
    saved(folder)
    edit(folder, open_first)
    before = held(folder, "runs")
    done = carried_out(folder)
    assert (done.code, done.out) == (5, "")
    assert "since reviewed.plan was made, main/npt/workspace/default was changed by local at 20" in done.err
    assert held(folder, "runs") == before, "nor was the other view written"


def test_a_plan_is_carried_out_once(folder: Path) -> None:
    saved(folder)
    assert carried_out(folder).code == 0
    again = carried_out(folder)
    assert again.code == 5
    assert "main/npt/workspace/default was made by local at" in again.err


@pytest.mark.parametrize(
    "more", [["specs/npt.yaml"], ["--prune"], ["--checksum", "0" * 8], ["--overwrite", "workspace/default"]]
)
def test_nothing_else_is_said_beside_a_plan_file(folder: Path, more: list[str]) -> None:
    saved(folder)
    done = carried_out(folder, *more)
    assert (done.code, "--plan says all that is to be done" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"{}", "it is no plan of wbgen"),
        (b"\xff\xfe", "it is no text"),
        (b"[" * 300_000, "nested"),
        (b'{"wbgen_plan": 1, "wbgen": "0.0.1"}', "it was made by wbgen 0.0.1, and this is wbgen"),
    ],
)
def test_what_is_no_plan_file(folder: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (folder / "reviewed.plan").write_bytes(content)
    done = carried_out(folder)
    assert (done.code, done.out) == (1, "")
    assert said in done.err
    assert "Traceback" not in done.err
    assert not (folder / ".wbgen").exists()


def test_a_file_larger_than_any_plan_is_not_read(folder: Path) -> None:
    with (folder / "reviewed.plan").open("wb") as file:
        file.truncate(1 << 40)
    assert "is larger than any plan" in carried_out(folder).err


def test_a_plan_for_another_target(faulty: Faulty) -> None:
    saved(faulty.folder)
    elsewhere = ("apply", "--plan", "reviewed.plan", "--target", "t", "--yes")
    done = wbgen(faulty.folder, *elsewhere, WANDB_API_KEY="k" * 40)
    assert done.code == 1
    assert "is for local (http://127.0.0.1:8086/local), and not for t" in done.err
    assert faulty.memory.mutations == []


def test_a_file_that_cannot_be_written(folder: Path) -> None:
    done = wbgen(folder, "plan", "--out", "nowhere/reviewed.plan")
    assert (done.code, done.out) == (1, "")
    assert "nowhere/reviewed.plan cannot be written" in done.err
    assert wbgen(folder, "plan", "--out", "x", "--drift-only").code == 2


def test_the_checksum_that_was_reviewed(folder: Path) -> None:
    checksum = wbgen(folder, "plan", "--format", "json").json["plans"][0]["checksum"]
    rewrite(folder, ("title: Total loss", "title: Later"))
    done = wbgen(folder, "apply", "--checksum", checksum)
    assert (done.code, done.out) == (5, "")
    assert f", not {checksum}; nothing was written" in done.err
    rewrite(folder, ("title: Later", "title: Total loss"))
    assert wbgen(folder, "apply", "--checksum", checksum).code == 0
