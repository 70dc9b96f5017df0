"""The cache of columns: the same run, read once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.runs.wandb_files import end, row, run_record, write, write_run
from wbgen.runs import RunData
from wbgen.runs.cache import all_cached, cached, name_of, read_aside
from wbgen.runs.wandb_file import open_wandb

ROWS = [{"loss": step / 3, "*": step, "t": f"text {step}", "h": {"_type": "histogram"}} for step in range(50)]


def refuse(path: Path) -> RunData:
    raise AssertionError(f"{path} was read again")


def test_the_second_read_is_the_first(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run-r.wandb", ROWS, lr=0.5)
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a").write_bytes(b"a")
    plain = open_wandb(path)
    cached(path, tmp_path / "cache")
    again = cached(path, tmp_path / "cache", refuse)
    assert again.run == plain.run
    assert again.keys() == plain.keys()
    for names in (["loss"], ["t", "h"], ["*", "no"], [], list(plain.keys())):
        assert again.history(names).equals(plain.history(names))
    assert again.system(["cpu"]).equals(plain.system(["cpu"]))
    assert again.system_keys() == plain.system_keys()
    assert again.file("a") == b"a"


def test_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run-r.wandb", ROWS)
    assert cached(path, tmp_path / "cache").history(["loss"]).height == 50
    write_run(path, ROWS[:10])
    assert cached(path, tmp_path / "cache").history(["loss"]).height == 10


def test_a_run_that_is_being_written_is_not_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "run-r.wandb", [run_record(), row(0, {"x": 1})])
    assert cached(path, tmp_path / "cache").run.state == "running"
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("name", ["run.json", "history.parquet", "system.parquet"])
@pytest.mark.parametrize("content", [b"", b"{}", b"PAR1 garbage PAR1", None])
def test_a_damaged_entry_is_read_again(tmp_path: Path, name: str, content: bytes | None) -> None:
    path = write_run(tmp_path / "run-r.wandb", ROWS)
    cached(path, tmp_path / "cache")
    (entry,) = (tmp_path / "cache").iterdir()
    (entry / name).unlink()
    if content is not None:
        (entry / name).write_bytes(content)
    data = cached(path, tmp_path / "cache")
    assert data.history(["loss"])["loss"].to_list() == [step / 3 for step in range(50)]
    assert data.system([]).is_empty()
    assert cached(path, tmp_path / "cache").history(["loss"]).height == 50


def test_entries_that_were_not_used_for_long_make_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [write_run(tmp_path / f"run-{n}.wandb", ROWS) for n in range(3)]
    folder = tmp_path / "cache"
    for age, path in enumerate(paths[:2]):
        cached(path, folder)
        (entry,) = (one for one in folder.iterdir() if one.stat().st_mtime > 10)
        os.utime(entry, (age, age))
    size = sum(file.stat().st_size for file in entry.iterdir())
    monkeypatch.setattr("wbgen.runs.cache.MOST_BYTES", int(size * 2.5))
    cached(paths[2], folder)
    assert len(list(folder.iterdir())) == 2
    cached(paths[1], folder, refuse)
    cached(paths[2], folder, refuse)


def test_a_folder_that_cannot_be_written_costs_the_cache_alone(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run-r.wandb", ROWS)
    (tmp_path / "cache").write_text("in the way")
    assert cached(path, tmp_path / "cache").history(["loss"]).height == 50


def test_what_cannot_be_said_in_json_is_not_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "run-r.wandb", [run_record(), row(0, {"x": 1}), end()])
    cached(path, tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_several_files_are_read_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [write_run(tmp_path / f"run-{n}.wandb", ROWS[: n + 1], id=f"r{n}") for n in range(4)]
    spoilt = write_run(tmp_path / "run-x.wandb", ROWS, id="x")
    spoilt.write_bytes(spoilt.read_bytes()[:2000])
    monkeypatch.setattr("wbgen.runs.cache.WORTH_A_PROCESS", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    aside: list[Path] = []
    inner = read_aside
    monkeypatch.setattr(
        "wbgen.runs.cache.read_aside", lambda paths, folder: aside.extend(paths) or inner(paths, folder)
    )
    found = all_cached([*paths, spoilt], tmp_path / "cache")
    assert [data.run.id for data in found] == ["r0", "r1", "r2", "r3", "x"]
    assert [data.history(["loss"]).height for data in found[:4]] == [1, 2, 3, 4]
    assert len(aside) == 2
    assert len(list((tmp_path / "cache").iterdir())) == 4
    for path in aside:
        if path != spoilt:
            cached(path, tmp_path / "cache", refuse)


def test_two_processes_make_one_entry(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run-r.wandb", ROWS)
    script = (
        "import sys; from pathlib import Path; from wbgen.runs.cache import cached;"
        "print(cached(Path(sys.argv[1]), Path(sys.argv[2])).history(['loss']).height)"
    )
    command = [sys.executable, "-c", script, str(path), str(tmp_path / "cache")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate()[0].strip() for process in both] == ["50", "50"]
    assert len(list((tmp_path / "cache").iterdir())) == 1
    cached(path, tmp_path / "cache", refuse)


def test_a_link_to_a_file_leads_to_its_entry(tmp_path: Path) -> None:
    file = tmp_path / "run-a.wandb"
    file.write_bytes(b"")
    (tmp_path / "link.wandb").symlink_to(file)
    assert name_of(file) == name_of(tmp_path / "link.wandb")
