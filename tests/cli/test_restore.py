"""``wbgen restore``: what was overwritten or deleted comes back as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.in_the_app import edit, held, lock, open_first, sections
from tests.e2e.command import project, wbgen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The npt spec, applied; a person's edit was overwritten since."""
    folder = project(tmp_path / "work")
    assert wbgen(folder, "apply").code == 0
    edit(folder, open_first)
    assert wbgen(folder, "apply", "--overwrite", "workspace/default").code == 0
    return folder


def is_open(folder: Path) -> bool:
    found: bool = sections(json.loads(held(folder)[0]["spec"]))[0]["isOpen"]
    return found


def backups(folder: Path) -> list[Path]:
    return sorted((folder / ".wbgen" / "backups").iterdir())


@pytest.mark.parametrize("arguments", [[], ["--list"], ["workspace/default", "--list"]])
def test_the_backups_are_listed(folder: Path, arguments: list[str]) -> None:
    done = wbgen(folder, "restore", *arguments)
    assert done.code == 0
    first, second = done.out.splitlines()
    assert first.startswith("20")
    assert 'UTC  main/npt/workspace/default  "NPT training"  saved by local  http://127.0.0.1' in first
    assert first.endswith("/local/npt-multi-layer")
    assert second.strip() == backups(folder)[0].name


def test_no_backups(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    assert wbgen(folder, "restore").out == "there are no backups\n"
    done = wbgen(folder, "restore", "workspace/default")
    assert (done.code, "there is no backup workspace/default" in done.err) == (1, True)


def test_an_edit_that_was_overwritten_comes_back(folder: Path) -> None:
    (backup,) = backups(folder)
    assert is_open(folder) is True
    done = wbgen(folder, "restore", "workspace/default")
    assert done.code == 0
    assert "~ open  true -> false" in done.out
    assert "updated    workspace default" in done.out
    assert is_open(folder) is False
    assert len(backups(folder)) == 2, "what was replaced is kept too"
    assert "* workspace default" in wbgen(folder, "plan").out, "it is a person's edit again"
    again = wbgen(folder, "restore", backup.name)
    assert (again.code, "unchanged  workspace default" in again.out) == (0, True)


def test_a_view_that_was_deleted_comes_back_under_its_url(folder: Path) -> None:
    (before,) = held(folder)
    (report,) = held(folder, "runs")
    assert wbgen(folder, "destroy", "--yes").code == 0
    for address in ("workspace/default", "report/overview"):
        done = wbgen(folder, "restore", address)
        assert (done.code, "created    " in done.out) == (0, True)
    (after,) = held(folder)
    assert after["name"] == before["name"]
    assert [after[key] for key in ("displayName", "description", "spec")] == [
        before[key] for key in ("displayName", "description", "spec")
    ]
    assert held(folder, "runs")[0]["spec"] == report["spec"]
    assert wbgen(folder, "plan", "--detailed-exitcode").code == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("workspace/defualt", "did you mean `main/npt/workspace/default`?"),
        ("specs/npt.yaml", "specs/npt.yaml is no backup of wbgen"),
        ("nothing", "addresses: main/npt/workspace/default"),
    ],
)
def test_what_is_no_backup(folder: Path, given: str, said: str) -> None:
    done = wbgen(folder, "restore", given)
    assert (done.code, done.out) == (1, "")
    assert said in done.err


def test_a_backup_of_another_entity_or_project(folder: Path) -> None:
    (path,) = backups(folder)
    content = json.loads(path.read_text())
    for key, said in (
        ("entity", "/elsewhere, not of "),
        ("server", "is of elsewhere/"),
        ("project", "which is not there"),
    ):
        other = folder / f"{key}.json"
        other.write_text(json.dumps({**content, key: "elsewhere"}))
        done = wbgen(folder, "restore", other.name)
        assert (done.code, said in done.err) == (1, True)


def test_a_locked_view_stays(folder: Path) -> None:
    lock(folder)
    done = wbgen(folder, "restore", "workspace/default")
    assert (done.code, "locked in the app" in done.out) == (5, True)
    assert is_open(folder) is True
