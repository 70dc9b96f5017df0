"""Pages of a history lose no row, however a server samples, and a server without an end is left."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.errors import BackendError
from wbgen.runs import Key, Kind, Run
from wbgen.runs.api import ApiRun
from wbgen.runs.api.facts import held
from wbgen.runs.api.pages import pages

STEPS = st.lists(st.integers(0, 5000) | st.integers(10**9, 10**9 + 300), unique=True, max_size=300).map(
    sorted
)


class Sampling:
    """A server that gives at most so many rows of a stretch, evenly spread, as W&B does."""

    def __init__(self, rows: list[dict[str, Any]], file: bytes | None = None) -> None:
        self.rows, self.asked, self.content = rows, 0, file

    def history(self, run: Run, low: int, high: int, samples: int) -> list[dict[str, Any]]:
        self.asked += 1
        found = [row for row in self.rows if low <= row["_step"] < high]
        return found if len(found) <= samples else [found[n * len(found) // samples] for n in range(samples)]

    def sampled(self, run: Run, specs: Any, low: int, high: int, samples: int) -> list[list[dict[str, Any]]]:
        return [
            [
                {name: row[name] for name in names}
                for row in Sampling([row for row in self.rows if {*names} <= {*row}]).history(
                    run, low, high, samples
                )
            ]
            for names in specs
        ]

    def events(self, run: Run, samples: int) -> tuple[list[dict[str, Any]], int]:
        return [{"system.cpu": 1, "_runtime": 0.5, "_wandb": True}], 3

    def file(self, run: Run, path: str) -> bytes | None:
        self.asked += 1
        return self.content


@given(STEPS, st.integers(1, 50), st.booleans())
def test_no_row_is_lost(steps: list[int], size: int, by_steps: bool) -> None:
    server = Sampling([{"_step": step} for step in steps])
    last = steps[-1] if steps else -1
    if by_steps and last > 5000:
        return  # a page for so few steps would take for ever
    found = [
        row["_step"]
        for (page,) in pages(
            lambda *bounds: [server.history(Run("r"), *bounds)], last, len(steps), size, by_steps=by_steps
        )
        for row in page
    ]
    assert found == steps
    if not by_steps:
        assert server.asked <= 40 * (len(steps) // size + 2)


def node(rows: list[dict[str, Any]], **more: Any) -> Any:
    """What a server says of a run with these rows."""
    names = {name for row in rows for name in row}
    counts = {name: [{"type": "number", "count": sum(name in row for row in rows)}] for name in names}
    keys = {name: {"typeCounts": count} for name, count in counts.items()}
    last = max((row["_step"] for row in rows), default=-1)
    return {"historyKeys": {"keys": keys, "lastStep": last}, "historyLineCount": len(rows), **more}


def rows_of(count: int, apart: int = 1) -> list[dict[str, Any]]:
    return [
        {"_step": n * apart, "_runtime": n / 2, "_timestamp": 100.0 + n, "a": n, "b": -n}
        | ({"rare": n} if n % 10 == 0 else {})
        | {f"wide{m}": m for m in range(20)}
        for n in range(count)
    ]


@pytest.mark.parametrize("apart", [1, 1_000_000])
def test_names_by_themselves_are_the_columns_of_all_rows(apart: int) -> None:
    rows = rows_of(25_000, apart)[::1]
    few = ApiRun(Sampling(rows), Run("r"), held(node(rows)))
    frame = few.history(["a", "rare", "b"])
    assert frame["_step"].to_list() == [row["_step"] for row in rows]
    assert frame["a"].to_list() == [row["a"] for row in rows]
    assert frame["rare"].drop_nulls().to_list() == list(range(0, 25_000, 10))
    assert frame["_runtime"][-1] == rows[-1]["_runtime"]
    whole = ApiRun(Sampling(rows), Run("r"), held(node(rows)))
    whole.history(list(whole.keys()))
    assert whole.history(["a", "rare", "b"]).equals(frame)


def test_what_the_server_does_not_give_is_a_loss() -> None:
    rows = rows_of(30)
    run = ApiRun(Sampling(rows[:20]), Run("r", losses=("one before",)), held(node(rows)))
    assert run.history(["rare"]).height == 2
    assert run.run.losses == ("one before", "The server gave 20 of the 30 rows of its history.")


class Rough(Sampling):
    """A server that samples more than it has to, where it is asked for other pages than the client asks."""

    def history(self, run: Run, low: int, high: int, samples: int) -> list[dict[str, Any]]:
        return super().history(run, low, high, samples if high - low <= 1000 else samples // 100)


def test_a_server_that_samples_too_much_is_asked_as_the_client_asks() -> None:
    rows = rows_of(2500)
    run = ApiRun(Rough(rows), Run("r"), held(node(rows)))
    assert run.history(["a"])["a"].to_list() == list(range(2500))
    assert run.run.losses == ()


def test_a_step_that_is_there_twice_is_two_rows() -> None:
    rows = [{"_step": n // 2, "a": n, **{f"wide{m}": m for m in range(9)}} for n in range(20)]
    run = ApiRun(Sampling(rows), Run("r"), held(node(rows)))
    assert run.history(["a"])["a"].to_list() == list(range(20))


def test_without_told_names_all_rows_are_read() -> None:
    rows = rows_of(12)
    told = {"historyKeys": None, "historyLineCount": 12, "summaryMetrics": '{"_step": 11}'}
    run = ApiRun(Sampling(rows), Run("r"), held(told))  # type: ignore[arg-type]
    assert run.keys()["rare"] == Key(Kind.NUMBER, 2)
    assert run.history(["a"]).height == 12


def test_a_run_that_logged_nothing() -> None:
    run = ApiRun(Sampling([]), Run("r"), held({}))
    assert run.keys() == {}
    assert run.history(["a"]).columns == ["_step", "_runtime", "_timestamp"]


def test_machine_metrics_that_are_a_sample_are_a_loss() -> None:
    run = ApiRun(Sampling([]), Run("r"), held({}))
    assert list(run.system_keys()) == ["cpu"]
    assert run.system(["cpu"]).rows() == [(0.5, None, 1.0)]
    assert run.run.losses == ("The server gave 1 of 3 rows of machine metrics.",)


def test_a_file_is_asked_for_once() -> None:
    server = Sampling([], b"x")
    run = ApiRun(server, Run("r"), held({}))
    assert [run.file("a"), run.file("a"), server.asked] == [b"x", b"x", 1]


def test_a_server_without_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wbgen.runs.api.pages.MOST_PAGES", 10)
    with pytest.raises(BackendError, match="no end"):
        list(pages(lambda low, high, size: [[]], 2**50, 2**40, 100))


def test_facts_of_any_answer_are_bounded() -> None:
    odd = {
        "keys": {"a": {"typeCounts": [{"type": 3}, 4, {"type": "nil", "count": 2}]}, "b": 7},
        "lastStep": "x",
    }
    told = held({"historyKeys": odd, "historyLineCount": -4})  # type: ignore[dict-item]
    assert (told.keys, told.lines, told.last) == ({}, 2, -1)
    words = {"a": {"typeCounts": [{"type": "string", "count": 2}], "previousValue": "NaN"}}
    assert held({"historyKeys": {"keys": words}}).keys == {"a": Key(Kind.NUMBER, 2)}  # type: ignore[dict-item]
