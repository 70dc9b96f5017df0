"""The server's own runs as run data: columns of lines, what arrives behind them, what is bounded."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.runs import Key, Kind
from wbgen.server.pages import histories
from wbgen.server.pages.histories import Histories
from wbgen.server.pages.line_columns import columns
from wbgen.server.pages.store_runs import MOST_FILE, StoreRun
from wbgen.server.store import Store
from wbgen.server.store.keys import value_at

EVIL = 'a "b" <c> é\\'


class World:
    """A store with one run, ``r`` of ``local/p``."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "store.db")
        self.project, _ = self.store.projects.put("local", "p", "")
        self.number = self.store.runs.put(self.project.id, "r", display_name="one")[0].number
        self.histories = Histories(self.store)

    @property
    def run(self) -> StoreRun:
        row = self.store.runs.by_number(self.number)
        assert row
        return StoreRun(self.store, self.histories, self.project, row)

    def log(self, *rows: dict[str, Any], stream: str = "history", at: int | None = None) -> None:
        lines = [json.dumps(row) for row in rows]
        first = self.store.lines.count(self.number, stream) if at is None else at
        if self.store.lines.write(self.number, stream, first, lines).changed:
            self.store.keys.forget(self.number)
        elif stream == "history":
            self.store.keys.note(self.number, lines)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.store.close()


def values(world: World, *names: str) -> dict[str, list[Any]]:
    return world.run.history(names).select(*names).to_dict(as_series=False)


def test_columns_of_a_run(world: World) -> None:
    image = {"_type": "image-file", "path": "a.png"}
    world.log(
        {"_step": 0, "_runtime": 0.5, "_timestamp": 10, "loss": 1, EVIL: 0.5, "a": {"b": True}},
        {"_step": 1, "_runtime": 1.5, "_timestamp": 11, "loss": float("nan"), "img": image, "t": "x"},
        {"_step": 2, "_runtime": 2.5, "_timestamp": 12, "loss": "Infinity", "t": 5, "a.b": False},
        {"_step": 3, "other": 1},
    )
    assert world.run.keys() == {
        "loss": Key(Kind.NUMBER, 2, 1),
        EVIL: Key(Kind.NUMBER, 1),
        "a.b": Key(Kind.NUMBER, 2),
        "img": Key(Kind.IMAGE, 1),
        "t": Key(Kind.TEXT, 1, 1),
        "other": Key(Kind.NUMBER, 1),
    }
    frame = world.run.history(["loss", "img", "t", EVIL, "a.b", "absent"])
    assert frame.columns == ["_step", "_runtime", "_timestamp", "loss", "img", "t", EVIL, "a.b"]
    assert frame["_step"].to_list() == [0, 1, 2]
    assert frame["_timestamp"].to_list() == [10.0, 11.0, 12.0]
    loss = frame["loss"].to_list()
    assert loss[0] == 1
    assert math.isnan(loss[1])
    assert loss[2] == math.inf
    assert frame["a.b"].to_list() == [1.0, None, 0.0]
    assert frame["t"].to_list() == [None, "x", None]
    assert json.loads(frame["img"][1]) == image


def test_a_name_that_looks_like_a_pattern_is_a_name(world: World) -> None:
    world.log({"_step": 0, "*": 1, "^.*$": 2, "x": 3}, {"_step": 1, "x": 4})
    assert world.run.history(["*"]).to_dicts() == [{"_step": 0, "_runtime": None, "_timestamp": None, "*": 1}]
    assert world.run.history(["^.*$", "x"]).columns[3:] == ["^.*$", "x"]


def test_rows_hold_a_name_that_is_asked_for(world: World) -> None:
    world.log({"_step": 0, "x": 1}, {"_step": 1, "y": 2})
    assert world.run.history(["absent"]).is_empty()
    assert world.run.history(["absent", "y"])["_step"].to_list() == [1]
    assert world.run.history([])["_step"].to_list() == [0, 1]


def test_a_number_beyond_all_numbers_is_infinite(world: World) -> None:
    """As where runs are read from files (see ``wbgen.runs.rows``)."""
    world.log({"_step": 0, "x": 10**321}, {"_step": 1, "x": -(10**321)}, {"_step": 2, "x": 1})
    assert values(world, "x")["x"] == [math.inf, -math.inf, 1]


def test_more_is_read_than_is_asked_for_within_bounds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.log(*({"_step": n, "a": n, "b": n, "c": n, "d": n, "t": "x"} for n in range(10)))
    monkeypatch.setattr(histories, "MOST_READ", 60)
    asked: list[list[str]] = []

    def told(lines: Sequence[str], kinds: Any) -> Any:
        asked.append(list(kinds)[::-1])
        return columns(lines, kinds)

    monkeypatch.setattr(histories, "columns", told)
    assert values(world, "b")["b"] == list(range(10))
    assert {"b", "c", "d"} <= set(asked[-1])
    assert "a" not in asked[-1]
    before = len(asked)
    assert values(world, "c", "d")["d"] == list(range(10))
    assert len(asked) == before


def test_rows_are_in_order_of_their_steps(world: World) -> None:
    world.log({"_step": 5, "x": 1.0}, {"_step": 2, "x": 2.0}, {"_step": 5, "x": 3.0})
    assert values(world, "_step", "x") == {"_step": [2, 5, 5], "x": [2.0, 1.0, 3.0]}


def test_only_new_lines_are_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.log(*({"_step": n, "x": float(n), "y": -n} for n in range(10)))
    values(world, "x")
    read: list[int] = []

    def counted(lines: Sequence[str], kinds: Any) -> Any:
        read.append(len(lines))
        return columns(lines, kinds)

    monkeypatch.setattr(histories, "columns", counted)
    world.log({"_step": 10, "x": 10.0}, {"_step": 11, "x": 11.0})
    assert values(world, "x")["x"] == [float(n) for n in range(12)]
    assert values(world, "x", "y")["y"][:3] == [0, -1, -2]
    assert [n for n in read if n] == [2], "what may be asked for next was read at once"


def test_lines_that_changed_are_read_again(world: World) -> None:
    world.log({"_step": 0, "x": 1.0}, {"_step": 1, "x": 2.0})
    assert values(world, "x")["x"] == [1, 2]
    world.log({"_step": 0, "x": 9.0}, at=0)
    assert values(world, "x")["x"] == [9, 2]
    world.store.lines.cut(world.number, "history", 1)
    assert values(world, "x")["x"] == [9]


def test_a_column_whose_values_become_texts(world: World) -> None:
    world.log({"_step": 0, "x": 1})
    assert values(world, "x")["x"] == [1.0]
    world.log({"_step": 1, "x": "a"}, {"_step": 2, "x": "b"})
    assert world.run.keys()["x"] == Key(Kind.TEXT, 2, 1)
    assert values(world, "x")["x"] == ["a", "b"]


def test_a_long_run_is_shown_by_a_sample_until_there_is_a_copy(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(histories, "MOST_LINES", 50)
    monkeypatch.setattr(histories, "THINNED", 10)
    world.log(*({"_step": n, "x": float(n)} for n in range(100)))
    assert values(world, "x")["x"] == [0, 11, 22, 33, 44, 55, 66, 77, 88, 99]
    assert "10 of 100" in world.run.run.losses[0]
    world.store.columns.want(world.number)
    world.store.columns.wait()
    assert values(world, "x")["x"] == [float(n) for n in range(100)]
    assert world.run.run.losses == ()


def test_a_sample_of_the_machines_metrics_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histories, "MOST_LINES", 5)
    monkeypatch.setattr(histories, "THINNED", 3)
    world.log(*({"_runtime": n, "system.cpu": n} for n in range(9)), stream="events")
    run = world.run
    assert run.run.losses == ()
    assert run.system(["cpu"])["cpu"].to_list() == [0, 4, 8]
    assert run.run.losses[0].startswith("3 of 9 rows of machine metrics are drawn")


def test_the_copy_and_the_lines_say_the_same(world: World) -> None:
    world.log(*({"_step": n, "x": n, "flag": n % 2 == 0, "t": f"t{n}", "h": {"i": n}} for n in range(30)))
    names = ["x", "flag", "t", "h.i"]
    lines = world.run.history(names)
    world.store.columns.want(world.number)
    world.store.columns.wait()
    world.histories = Histories(world.store)
    assert world.store.columns.frame(world.number, names) is not None
    assert world.run.history(names).equals(lines)


def test_what_was_read_is_given_up_where_it_is_too_much(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(histories, "MOST_CELLS", 50)
    first = world.number
    world.log(*({"_step": n, "x": n} for n in range(10)))
    values(world, "x")
    world.number = world.store.runs.put(world.project.id, "second")[0].number
    world.log(*({"_step": n, "x": n} for n in range(10)))
    values(world, "x")
    assert [run for run, _ in world.histories.kept()] == [world.number]
    world.number = first
    assert len(values(world, "x")["x"]) == 10


def test_the_machines_metrics(world: World) -> None:
    world.log(
        {"_runtime": 1.0, "_timestamp": 10.0, "_wandb": True, "system.cpu": 5, "system.gpu.0.temp": 40.5},
        {"_runtime": 2.0, "_timestamp": 11.0, "_wandb": True, "system.cpu": 6},
        stream="events",
    )
    run = world.run
    assert run.system_keys() == ["cpu", "gpu.0.temp"]
    frame = run.system(["gpu.0.temp", "cpu", "absent"])
    assert frame.to_dict(as_series=False) == {
        "_runtime": [1.0, 2.0],
        "_timestamp": [10.0, 11.0],
        "gpu.0.temp": [40.5, None],
        "cpu": [5.0, 6.0],
    }
    assert run.history([]).is_empty()


def test_what_is_known_of_a_run(world: World) -> None:
    defined = [{"1": "epoch"}, {"1": "acc", "5": 1}, {"2": "val/*", "5": 1}, {"1": "odd", "5": 9}, 7]
    config = {"lr": {"value": 0.1}, "m": {"value": {"d": 2}}, "_wandb": {"value": {"m": defined}}}
    summary = {"loss": 1, "_wandb": {"runtime": 7}}
    put = world.store.runs.put
    put(world.project.id, "r", config=json.dumps(config), summary=json.dumps(summary), sweep="s", tags=["t"])
    run = world.run.run
    assert (run.id, run.name, run.project, run.state) == ("r", "one", "p", "running")
    assert run.config == {"lr": 0.1, "m": {"d": 2}}
    assert run.step_metrics == {"acc": "epoch", "val/*": "epoch"}
    assert run.summary == {"loss": 1}
    assert (run.runtime, run.sweep, run.tags, run.url) == (7, "s", ("t",), "/local/p/runs/r")


def test_files(world: World) -> None:
    files = world.store.files
    for name, content in (("media/a.png", b"png"), ("big", b"x" * (MOST_FILE + 1))):
        with files.upload() as upload:
            upload.write(content)
            files.keep("run", world.number, name, upload, upload.finish())
    run = world.run
    assert run.file("media/a.png") == b"png"
    assert [run.file(name) for name in ("big", "absent", "../store.db", "/etc/passwd", "")] == [None] * 5


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.just({"_type": "histogram"}),
    st.dictionaries(st.sampled_from("bc"), st.integers(0, 3), max_size=2),
)
rows = st.dictionaries(st.sampled_from(["a", "a.b", "é", "b"]), cells, max_size=4)
texts = st.one_of(rows.map(json.dumps), st.sampled_from(["", "nonsense", "[1]", "null", "{}"]))


@given(st.lists(texts, max_size=6), st.booleans())
def test_any_lines_give_a_row_each(lines: list[str], dotted: bool) -> None:
    names = {"a": True, "b": True} | ({"a.b": False, "é": True} if dotted else {})
    frame = columns(lines, names)
    assert frame.height == len(lines)
    assert frame.columns == list(names)
    for line, row in zip(lines, frame.to_dicts(), strict=True):
        read = json.loads(line) if line.startswith("{") else {}
        for name, numbers in names.items():
            logged = value_at(read, name)
            if numbers and isinstance(logged, float) and not math.isnan(logged):
                assert row[name] == logged
            if logged is None or (numbers and isinstance(logged, dict)):
                assert row[name] is None
