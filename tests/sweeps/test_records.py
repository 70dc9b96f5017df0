"""What was started, kept and read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.sweeps.acting import work_in
from wbgen.errors import FolderError
from wbgen.sweeps.engine import Agent, State
from wbgen.sweeps.records import FILE, begin, new_folder, next_folder, note_handle, note_over, started_for


def test_every_start_has_a_folder_of_its_own_and_is_read_back(tmp_path: Path) -> None:
    work = work_in(tmp_path)
    path = work.sweep
    folders = []
    for engine in ("local", "slurm"):
        expected = next_folder(tmp_path, path)
        folders.append(new_folder(tmp_path, path))
        assert folders[-1] == expected == tmp_path / "agents" / "x1" / str(len(folders))
        begin(engine, replace(work, logs=folders[-1]), "https://here")
        note_handle(folders[-1], "a")
        note_handle(folders[-1], "b")
    note_over(folders[0], Agent("a", "agent 1", State.FAILED))
    first, second = started_for(tmp_path, path, "https://here")
    assert (first.engine, first.handles, first.left, first.over) == (
        "local",
        ["a", "b"],
        ["b"],
        {"a": State.FAILED},
    )
    assert (second.engine, second.left) == ("slurm", ["a", "b"])
    assert started_for(tmp_path, path, "https://elsewhere") == []
    assert started_for(tmp_path, replace(path, project="other"), "https://here") == []


def test_lines_that_are_broken_are_passed_over(tmp_path: Path) -> None:
    work = work_in(tmp_path)
    folder = new_folder(tmp_path, work.sweep)
    begin("local", replace(work, logs=folder), "s")
    note_handle(folder, "a")
    with (folder / FILE).open("a") as file:
        file.write('[1]\n{"handle": 3}\n{"handle": "a", "over": "odd"}\n{"handle": "a", "over": []}\n')
        file.write("[" * 100_000 + '\n{"handle": "b"')
    (started,) = started_for(tmp_path, work.sweep, "s")
    assert (started.handles, started.over) == (["a"], {})


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "agents").write_text("a file")
    with pytest.raises(FolderError):
        new_folder(tmp_path, work_in(tmp_path).sweep)
