"""What ``--runs`` takes, and what is said where it names no runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus import CORPUS
from wbgen.errors import WbgenError
from wbgen.runs import Run, RunData
from wbgen.runs.memory import MemoryRun
from wbgen.runs.sources import FORMS, Place, open_runs, place_of, place_of_url


def made(id: str, **more: Any) -> MemoryRun:
    return MemoryRun(Run(id, **more), pl.DataFrame({"loss": [1.0]}))


@dataclass
class Listed:
    runs: list[MemoryRun]
    total: int


@dataclass
class Server:
    """A server that holds five runs of each project and remembers what it was asked."""

    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def find(self, project: str, name: str, entity: str | None) -> MemoryRun:
        self.asked.append(("find", project, name, entity))
        return made(name, project=project, entity=entity or "local", source=f"{project}/{name}")

    def newest(self, project: str, limit: int, entity: str | None, sweep: str | None) -> Listed:
        self.asked.append(("newest", project, limit, entity, sweep))
        if project == "empty":
            return Listed([], 0)
        runs = [made(f"r{n}", project=project, source=f"{project}/r{n}") for n in range(5)]
        return Listed(runs[:limit], 5)


@dataclass
class World:
    server: Server = field(default_factory=Server)
    urls: list[str | None] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def connect(self, url: str | None, entity: str | None) -> Any:
        self.urls.append(url)
        return self.server

    def open(self, *arguments: str, limit: int = 10) -> list[RunData]:
        return open_runs(arguments, self.connect, limit, self.notes)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.chdir(tmp_path)
    return World()


@pytest.mark.parametrize(
    ("argument", "asked"),
    [
        ("npt", ("newest", "npt", 10, None, None)),
        ("me/npt", ("newest", "npt", 10, "me", None)),
        ("me/npt/abc", ("find", "npt", "abc", "me")),
        ("me/npt/runs/abc", ("find", "npt", "abc", "me")),
        ("me/npt/sweeps/s1", ("newest", "npt", 10, "me", "s1")),
        ("https://wandb.ai/me/npt/runs/abc", ("find", "npt", "abc", "me")),
        ("https://wandb.ai/me/npt/runs/abc/overview?nw=x", ("find", "npt", "abc", "me")),
        ("https://forge.coreweave.com/wandb/me/npt/runs/abc", ("find", "npt", "abc", "me")),
        ("http://127.0.0.1:8086/local/npt%201", ("newest", "npt 1", 10, "local", None)),
        ("https://wandb.ai/me/npt/workspace?nw=abc", ("newest", "npt", 10, "me", None)),
        ("https://wandb.ai/me/npt/sweeps/s1/workspace", ("newest", "npt", 10, "me", "s1")),
    ],
)
def test_places_on_a_server(world: World, argument: str, asked: tuple[Any, ...]) -> None:
    assert world.open(argument)
    assert world.server.asked == [asked]
    assert world.urls == [argument if argument.startswith("http") else None]


def test_the_newest_are_told_to_be_some(world: World) -> None:
    assert [data.run.id for data in world.open("npt", limit=2)] == ["r0", "r1"]
    assert world.notes == ["npt: the newest 2 of 5 runs (--limit takes more)."]


def test_a_run_named_twice_is_one(world: World) -> None:
    runs = world.open("me/npt/abc", "me/npt/abc", "https://wandb.ai/me/npt/runs/abc", "me/other/abc")
    assert [(data.run.project, data.run.id) for data in runs] == [("npt", "abc"), ("other", "abc")]
    assert world.notes == []


def test_two_runs_of_one_id_are_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import wbgen.runs.offline

    for name in ("a.wandb", "b.wandb"):
        Path(name).touch()
    monkeypatch.setattr(wbgen.runs.offline, "open_wandb", lambda path: made("abc", source=str(path)))
    assert [data.run.source for data in world.open("a.wandb", "b.wandb")] == ["a.wandb"]
    assert world.notes == ["Two runs have the id abc: the one of a.wandb is shown, that of b.wandb is not."]


def test_what_names_no_runs_costs_the_others_nothing(world: World) -> None:
    assert len(world.open("gone.wandb", "me/npt/abc")) == 1
    assert world.notes == ["there is no file gone.wandb."]


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("gone.wandb", "there is no file gone.wandb"),
        ("./gone", "there is no file ./gone"),
        ("export.csv", "there is no file export.csv"),
        ("~nobody-at-all/x", "there is no file ~nobody-at-all/x"),
        ("", "'' names no runs"),
        ("a//b", "'a//b' names no runs"),
        ("a/b/c/d", "'a/b/c/d' names no runs"),
        ("x\0y", r"'x\x00y' names no runs"),
        ("https://wandb.ai/me", "https://wandb.ai/me is not the URL of runs"),
        ("http://[", "http://[ is not the URL of runs"),
        ("empty", "empty has no runs"),
    ],
)
def test_what_names_no_runs(world: World, argument: str, message: str) -> None:
    with pytest.raises(WbgenError) as caught:
        world.open(argument)
    assert caught.value.message == message
    assert caught.value.cure


def test_a_folder_without_a_run(world: World) -> None:
    Path("empty-folder").mkdir()
    with pytest.raises(WbgenError, match="empty-folder"):
        world.open("empty-folder")


@pytest.mark.parametrize(
    ("name", "content"), [("empty.wandb", b""), ("text.wandb", b"hello\n" * 99), ("notes.txt", b"hello")]
)
def test_files_that_are_no_runs(world: World, name: str, content: bytes) -> None:
    Path(name).write_bytes(content)
    with pytest.raises(WbgenError, match=name):
        world.open(name)


def export(folder: str, id: str) -> None:
    """An exported run in a folder."""
    Path(folder).mkdir(exist_ok=True)
    Path(folder, f"run_{id}_history.csv").write_text("_step,loss\n0,2\n1,1\n", encoding="utf-8")


def test_a_local_name_goes_before_a_servers(world: World) -> None:
    for id in ("a", "b", "c"):
        export("npt", id)
    assert [data.run.id for data in world.open("npt", limit=2)] == ["a", "b"]
    assert world.notes == ["npt: the newest 2 of 3 runs (--limit takes more)."]
    assert world.server.asked == []


def test_one_export(world: World) -> None:
    export("npt", "a")
    (run,) = world.open("npt/run_a_history.csv", "npt")
    assert run.history(["loss"])["loss"].to_list() == [2.0, 1.0]
    assert world.notes == []


def test_the_corpus_is_read_from_the_cache_the_second_time(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = sorted((CORPUS / "runs").rglob("*.wandb"))
    if not files:
        pytest.skip("no corpus")
    first = open_runs([str(files[0])], world.connect, cache=tmp_path / "cache")[0]
    name = next(iter(first.keys()))
    wanted = first.history([name])
    monkeypatch.setattr("wbgen.runs.wandb_file.run.WandbFile", None)
    again = open_runs([str(files[0].parent)], world.connect, cache=tmp_path / "cache")
    assert [data.run.id for data in again] == [first.run.id]
    assert again[0].history([name]).equals(wanted)


@given(st.text())
def test_any_text_is_a_place_or_none(text: str) -> None:
    assert isinstance(place_of(text), Place | None)
    assert isinstance(place_of_url(f"https://{text}"), Place | None)
    for is_one, _ in FORMS:
        assert is_one(text) in (True, False)
