"""Folders of runs: each run once, parts together, and a word on what is left out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.runs.wandb_files import row, run_record, write, write_run
from wbgen.errors import WbgenError
from wbgen.runs import Key, Kind, RunData
from wbgen.runs.offline import offline_runs, open_each


def folder_of(tmp_path: Path, name: str) -> Path:
    return tmp_path / "wandb" / name


def test_every_run_of_a_folder_once_in_the_order_of_time(tmp_path: Path) -> None:
    for number, id in enumerate(("b", "a")):
        folder = folder_of(tmp_path, f"offline-run-{id}")
        write_run(folder / f"run-{id}.wandb", [{"x": number}], id=id, started=100 + number)
    (tmp_path / "wandb" / "latest-run").symlink_to(folder_of(tmp_path, "offline-run-a"))
    (tmp_path / "wandb" / "again").symlink_to(tmp_path / "wandb")
    for start in (tmp_path, tmp_path / "wandb"):
        found = offline_runs(start)
        assert [data.run.id for data in found.runs] == ["b", "a"]
        assert found.notes == ()
    (one,) = offline_runs(tmp_path / "wandb" / "latest-run").runs
    assert one.run.id == "a"
    (one,) = offline_runs(folder_of(tmp_path, "offline-run-b") / "run-b.wandb").runs
    assert one.run.id == "b"


def test_the_newest_runs_alone_are_opened(tmp_path: Path) -> None:
    for number in range(5):
        write_run(tmp_path / f"{number}.wandb", [{"x": 1}], id=f"r{number}", started=100 + number)
    opened: list[Path] = []

    def open_all(paths: Sequence[Path]) -> list[RunData]:
        opened.extend(paths)
        return open_each(paths)

    found = offline_runs(tmp_path, open_all, newest=2)
    assert [data.run.id for data in found.runs] == ["r3", "r4"]
    assert found.count == 5
    assert [path.name for path in opened] == ["3.wandb", "4.wandb"]
    assert offline_runs(tmp_path, newest=0).runs == ()


def test_a_resumed_run_is_one(tmp_path: Path) -> None:
    first = folder_of(tmp_path, "run-1") / "run-r.wandb"
    write_run(first, [{"x": 0, "y": "t"}, {"x": 1}], id="r", started=100, lr=1)
    second = folder_of(tmp_path, "run-2") / "run-r.wandb"
    write_run(second, [{"x": "two", "z": 5}, {"x": 3}], id="r", started=200, first=2, epochs=2)
    (second.parent / "files").mkdir()
    (second.parent / "files" / "a.txt").write_bytes(b"a")
    (data,) = offline_runs(tmp_path).runs
    assert data.keys() == {
        "x": Key(Kind.NUMBER, 3, 1),
        "y": Key(Kind.TEXT, 1),
        "z": Key(Kind.NUMBER, 1),
    }
    frame = data.history(["z", "x"])
    assert frame.columns == ["_step", "_runtime", "_timestamp", "z", "x"]
    assert frame["_step"].to_list() == [0, 1, 2, 3]
    assert frame["x"].to_list() == [0.0, 1.0, None, 3.0]
    assert data.history(["y"])["y"].to_list() == ["t"]
    assert data.history(["no"]).is_empty()
    run = data.run
    assert run.config == {"lr": 1, "epochs": 2}
    assert run.created_at == "1970-01-01T00:01:40Z"
    assert run.losses == ()
    assert data.file("a.txt") == b"a"
    assert data.system([]).is_empty()
    assert list(data.system_keys()) == []


def test_parts_that_log_the_same_steps_are_told(tmp_path: Path) -> None:
    for number in (1, 2):
        path = folder_of(tmp_path, f"run-{number}") / "run-r.wandb"
        write_run(path, [{"x": number}] * 3, id="r", started=100 * number)
    (data,) = offline_runs(tmp_path).runs
    assert data.history(["x"]).height == 6
    assert data.run.losses == (
        "2 files are of one run, and more than one of them logs the steps from 0 to 2: "
        "the rows of all are shown",
    )


def test_runs_of_different_projects_may_have_one_id(tmp_path: Path) -> None:
    for project in ("one", "two"):
        write_run(tmp_path / project / "run-r.wandb", [{"x": 1}], id="r", project=project)
    found = offline_runs(tmp_path)
    assert sorted(data.run.project for data in found.runs) == ["one", "two"]
    assert found.notes == ("2 different runs have the id 'r' (of one, two)",)


def test_of_a_run_and_its_copy_the_longer_is_read(tmp_path: Path) -> None:
    write_run(tmp_path / "backup" / "run-r.wandb", [{"x": 1}], id="r")
    write_run(tmp_path / "now" / "run-r.wandb", [{"x": 1}, {"x": 2}], id="r")
    found = offline_runs(tmp_path)
    assert [data.history(["x"]).height for data in found.runs] == [2]
    assert "is a copy of" in found.notes[0]


def test_what_is_no_run_is_a_note_beside_others(tmp_path: Path) -> None:
    (tmp_path / "empty.wandb").touch()
    (tmp_path / "text.wandb").write_text("hello there")
    with pytest.raises(WbgenError, match="holds no run that can be read"):
        offline_runs(tmp_path)
    write_run(tmp_path / "run-r.wandb", [{"x": 1}], id="r")
    found = offline_runs(tmp_path)
    assert [data.run.id for data in found.runs] == ["r"]
    assert len(found.notes) == 2
    assert all(note.endswith("it was left out") for note in found.notes)


def test_a_folder_without_a_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(WbgenError, match="holds no run: there is no") as caught:
        offline_runs(tmp_path)
    assert caught.value.cure


def test_files_beside_stand_in_for_what_is_missing(tmp_path: Path) -> None:
    path = write(tmp_path / "run-r.wandb", [row(0, {"x": 1})])
    beside = tmp_path / "files"
    beside.mkdir()
    (beside / "config.yaml").write_text(
        "wandb_version: 1\nlr: {desc: null, value: 0.5}\n_wandb: {value: {}}\n"
    )
    (beside / "wandb-metadata.json").write_text(
        json.dumps({"host": "h", "username": "u", "startedAt": "2024-01-02T03:04:05Z"})
    )
    run = offline_runs(path).runs[0].run
    assert (run.id, run.config, run.host, run.user) == ("r", {"lr": 0.5}, "h", "u")
    assert run.created_at == "2024-01-02T03:04:05Z"


@pytest.mark.parametrize(
    "content",
    ["[", "- a", "a: 1", "a: !!python/object/apply:os.system [ls]", "&a [*a, *a]", "x" * 5_000_000],
)
def test_a_config_that_is_none_is_left_out(tmp_path: Path, content: str) -> None:
    path = write(tmp_path / "run-r.wandb", [run_record(), row(0, {"x": 1})])
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "config.yaml").write_text(content)
    assert offline_runs(path).runs[0].run.config == {}


def test_a_few_lines_that_stand_for_billions_of_values_are_left_out(tmp_path: Path) -> None:
    levels = [f"a{n}: &a{n} {{value: [{', '.join([f'*a{n - 1}'] * 10)}]}}" for n in range(1, 12)]
    path = write(tmp_path / "run-r.wandb", [row(0, {"x": 1})])
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "config.yaml").write_text("\n".join(["a0: &a0 {value: 1}", *levels]))
    assert offline_runs(path).runs[0].run.config == {}
