"""The lines of runs: whatever is written where, what is read is what a dictionary would hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import wbgen.server.store.lines as lines_module
from wbgen.server.resources.history import strict_line
from wbgen.server.samples import LAST_STEP, Spec, sampled, thinned
from wbgen.server.store import Store
from wbgen.server.store.keys import MOST_LEVELS, KeyFacts, columns, read_rows
from wbgen.server.store.lines import EVENTS, HISTORY, OUTPUT, spread, step_of

quick = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "store.db")
    store.projects.put("local", "p", None)
    yield store
    store.close()


def new_run(store: Store) -> int:
    (project,) = store.projects.all()
    return store.runs.put(project.id, f"r{len(store.runs.all(project.id))}")[0].number


def row(step: int, **more: Any) -> str:
    return json.dumps({"_step": step, **more})


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
WRITES = st.lists(st.tuples(st.integers(0, 30), st.lists(TEXTS, max_size=9)), max_size=8)


@given(WRITES, st.integers(1, 5), st.integers(0, 40))
@quick
def test_any_writes_read_like_a_dictionary(
    store: Store, writes: list[tuple[int, list[str]]], chunk: int, first: int
) -> None:
    run, held = new_run(store), dict[int, str]()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lines_module, "CHUNK", chunk)
        for offset, lines in writes:
            end = max(held, default=-1) + 1
            fresh = dict(enumerate((line.rstrip("\n").replace("\n", " ") for line in lines), offset))
            changes = any(held[n] != fresh[n] for n in held.keys() & fresh.keys())
            written = store.lines.write(run, OUTPUT, offset, lines)
            assert written.changed is changes
            assert written.new == len([n for n in fresh if n >= end])
            held.update(fresh)
    assert store.lines.count(run, OUTPUT) == max(held, default=-1) + 1
    assert list(store.lines.numbered(run, OUTPUT, first)) == sorted(
        (n, line) for n, line in held.items() if n >= first
    )
    assert list(store.lines.read(run, EVENTS)) == []
    sizes = [r["count"] for r in store.rows("SELECT count FROM lines WHERE run = :run", run=run)]
    assert sum(sizes) == len(held)
    assert max(sizes, default=0) <= chunk


@given(
    st.lists(st.integers(-5, 50), max_size=40), st.integers(-5, 50), st.integers(-5, 60), st.integers(0, 50)
)
@quick
def test_pages_hold_the_steps_between(
    store: Store, steps: list[int], low: int, high: int, limit: int
) -> None:
    run = new_run(store)
    lines = [row(step, n=n, inner={"_step": 7}) if n % 3 else row(step, n=n) for n, step in enumerate(steps)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lines_module, "CHUNK", 4)
        store.lines.write(run, HISTORY, 0, lines)
    wanted = [line for line, step in zip(lines, steps, strict=True) if low <= step < high]
    assert list(store.lines.page(run, low, high, limit)) == wanted[:limit]
    assert store.lines.steps(run) == ((min(steps), max(steps)) if steps else None)


@given(st.integers(0, 300), st.integers(1, 40), st.integers(0, 60), st.integers(2, 64))
@quick
def test_samples_are_spread_evenly(
    store: Store, total: int, size: int, samples: int, thinned_to: int
) -> None:
    run = new_run(store)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lines_module, "THINNED", thinned_to)
        for first in range(0, total, size):
            store.lines.write(run, HISTORY, first, [row(n) for n in range(first, min(first + size, total))])
        got = [json.loads(line)["_step"] for line in store.lines.sample(run, HISTORY, samples)]
    kept = store.rows("SELECT line FROM thinned WHERE run = :run", run=run)
    assert len(kept) <= thinned_to + 1
    assert len(got) == min(samples, total)
    assert got == sorted(set(got))
    if got and len(got) > 1:
        gaps = [after - before for before, after in pairwise(got)]
        assert got[0] == 0
        assert max(gaps) - min(gaps) <= max(2, 2 * total // max(thinned_to // 2, 1))


def test_a_number_out_of_bounds_is_refused(store: Store) -> None:
    run = new_run(store)
    for offset in (-1, 2**31, 2**70):
        with pytest.raises(ValueError, match="out of bounds"):
            store.lines.write(run, HISTORY, offset, ["{}"])


def test_what_is_sent_again_changes_nothing(store: Store) -> None:
    run = new_run(store)
    assert store.lines.write(run, HISTORY, 0, [row(n) for n in range(2500)]).new == 2500
    before = store.rows("SELECT * FROM lines ORDER BY first")
    again = store.lines.write(run, HISTORY, 1000, [row(n) for n in range(1000, 2500)])
    assert (again.new, again.changed) == (0, False)
    assert list(store.lines.read(run, HISTORY)) == [row(n) for n in range(2500)]
    assert [tuple(r) for r in store.rows("SELECT * FROM lines ORDER BY first")] == [tuple(r) for r in before]


@given(st.integers(0, 40), st.integers(0, 50))
@quick
def test_lines_are_cut(store: Store, total: int, end: int) -> None:
    run = new_run(store)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lines_module, "CHUNK", 7)
        store.lines.write(run, HISTORY, 0, [row(n) for n in range(total)])
        assert store.lines.cut(run, HISTORY, end) is (total > end)
    assert list(store.lines.read(run, HISTORY)) == [row(n) for n in range(min(total, end))]
    assert len(store.lines.sample(run, HISTORY, 100)) == min(total, end)


def test_lines_go_with_their_run(store: Store) -> None:
    run = new_run(store)
    store.lines.write(run, HISTORY, 0, [row(0, a=1)])
    store.keys.note(run, [row(0, a=1)])
    store.runs.delete(run)
    for table in ("lines", "thinned", "strides", "history_keys"):
        assert store.rows(f"SELECT * FROM {table}") == []


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("{}", None),
        ('{"_step": 3}', 3),
        ('{"_step": 1.5}', None),
        ('{"_step": 1e+06}', 1_000_000),
        ("[1]", None),
        ("{", None),
        ("[" * 9999, None),
    ],
)
def test_the_step_of_a_line(line: str, step: int | None) -> None:
    assert step_of(line) == step


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_spread(total: int, samples: int) -> None:
    numbers = spread(total, samples) if samples else []
    assert numbers == sorted(set(numbers))
    assert len(numbers) == min(total, samples)
    assert set(numbers) <= set(range(total))
    assert not numbers or numbers[-1] == total - 1


# --- keys

VALUES = st.none() | st.booleans() | st.integers(-3, 3) | st.floats() | st.text(max_size=3)
ROWS = st.lists(
    st.dictionaries(
        st.sampled_from("abc"),
        st.recursive(
            VALUES, lambda inner: st.dictionaries(st.sampled_from("xyz"), inner, max_size=2), max_leaves=4
        ),
        max_size=3,
    ),
    max_size=12,
)


def flat(value: Any, name: str = "", level: int = 0) -> Iterator[tuple[str, Any]]:
    """The plain meaning of dotted keys."""
    if isinstance(value, dict) and value and level <= MOST_LEVELS:
        for key, inner in value.items():
            yield from flat(inner, f"{name}.{key}" if name else key, level + 1)
    elif name:
        yield name, value


@given(ROWS)
def test_columns_are_the_leaves_of_rows(rows: list[dict[str, Any]]) -> None:
    wanted: dict[str, list[str]] = {}
    for leaf, value in (pair for one in rows for pair in flat(one)):
        wanted.setdefault(leaf, []).append(repr(value))
    got: dict[str, list[str]] = {}
    for name, values in columns(rows):
        got.setdefault(name, []).extend(map(repr, values))
    assert {name: sorted(values) for name, values in got.items()} == {
        name: sorted(values) for name, values in wanted.items()
    }


@given(st.lists(st.lists(VALUES, min_size=1, max_size=4), min_size=1, max_size=4))
def test_facts_are_those_of_all_values_at_once(parts: list[list[Any]]) -> None:
    apart, whole = KeyFacts(), KeyFacts()
    for part in parts:
        apart.note(part)
    whole.note([value for part in parts for value in part])
    assert (apart.counts, apart.monotonic, repr(apart.last)) == (
        whole.counts,
        whole.monotonic,
        repr(whole.last),
    )


def test_facts_are_kept(store: Store) -> None:
    run = new_run(store)
    store.keys.note(run, [row(0, loss=3, h={"_type": "histogram", "bins": []}), "no JSON", '{"loss": NaN}'])
    store.keys.note(run, [row(1, loss=2, d={"x": "text"})])
    keys = store.keys.of(run)
    assert set(keys) == {"_step", "loss", "h", "d.x"}
    assert keys["loss"].counts == {"number": 3}
    assert (keys["loss"].monotonic, keys["_step"].monotonic) == (False, True)
    assert keys["h"].counts == {"histogram": 1}
    assert keys["d.x"].last == "text"


def test_rows_are_read_where_lines_are_torn() -> None:
    assert read_rows(['{"a": 1}', "{", "[]", '{"b": Infinity}']) == [{"a": 1}, {"b": float("inf")}]
    assert read_rows(['{"a": 1}, {"b": 2}', '{"c": 3}']) == [{"c": 3}], "two rows in a line are none"


# --- samples of keys


@given(st.lists(st.sets(st.sampled_from("abc")), max_size=60), st.integers(0, 20))
@quick
def test_rows_with_all_keys_are_sampled_alike_from_lines_and_columns(
    store: Store, held: list[set[str]], samples: int
) -> None:
    run = new_run(store)
    lines = [row(n, **dict.fromkeys(sorted(keys), n / 2)) for n, keys in enumerate(held)]
    store.lines.write(run, HISTORY, 0, lines)
    store.keys.note(run, lines)
    spec = Spec(("_step", "a", "b"), samples)
    from_lines = sampled(store, run, spec)
    store.columns.want(run)
    store.columns.wait()
    from_columns = sampled(store, run, spec)
    matching = [n for n, keys in enumerate(held) if keys >= {"a", "b"}]
    assert len(from_lines) == len(from_columns) == min(samples, len(matching))
    for got in (from_lines, from_columns):
        assert {one["_step"] for one in got} <= set(matching)
        assert all(one["a"] == one["b"] == one["_step"] / 2 for one in got)
    bounded = sampled(store, run, Spec(("_step", "a"), 1000, 10, 20))
    assert [one["_step"] for one in bounded] == [
        n for n, keys in enumerate(held) if "a" in keys and 10 <= n <= 20
    ]


def test_columns_hold_what_rows_hold(store: Store) -> None:
    run = new_run(store)
    lines = [
        row(n, loss=float("nan") if n == 5 else n / 4, **({"eval": {"acc": n}} if n % 7 == 0 else {}))
        for n in range(3000)
    ]
    store.lines.write(run, HISTORY, 0, lines)
    store.keys.note(run, lines)
    store.columns.want(run)
    store.columns.wait()
    assert len(store.columns.rows(run, ["eval.acc"], 10_000) or []) == 429
    assert sampled(store, run, Spec(("_step", "eval.acc"), 3)) == [
        {"_step": 0, "eval.acc": 0},
        {"_step": 1498, "eval.acc": 1498},
        {"_step": 2996, "eval.acc": 2996},
    ]
    assert sampled(store, run, Spec(("loss",), 3000))[5] == {"loss": "NaN"}
    assert store.columns.rows(run, ["absent"], 5) == []
    store.lines.write(run, HISTORY, 3000, [row(3000, loss=1)])
    assert store.columns.rows(run, ["loss"], 5) is None, "the copy is of fewer lines"
    store.columns.drop(run)
    assert store.columns.rows(run, ["loss"], 5) is None


def test_a_copy_that_is_broken_is_not_used(store: Store, tmp_path: Path) -> None:
    run = new_run(store)
    lines = [row(n, **({"a": n} if n % 2 else {})) for n in range(10)]
    store.lines.write(run, HISTORY, 0, lines)
    store.keys.note(run, lines)
    store.columns.want(run)
    store.columns.wait()
    (file,) = (tmp_path / "columns").rglob("*.parquet")
    file.write_bytes(b"PAR1 and no more")
    assert [one["a"] for one in sampled(store, run, Spec(("a",), 10))] == [1, 3, 5, 7, 9]


def test_without_polars_the_lines_answer(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    run = new_run(store)
    lines = [row(n, **({"a": n} if n % 2 else {})) for n in range(10)]
    store.lines.write(run, HISTORY, 0, lines)
    store.keys.note(run, lines)
    store.columns.want(run)
    store.columns.wait()
    assert not (tmp_path / "columns").exists()
    assert [one["a"] for one in sampled(store, run, Spec(("a",), 10))] == [1, 3, 5, 7, 9]


@given(st.integers(0, 500), st.integers(0, 20))
def test_thinning_keeps_first_and_last(total: int, samples: int) -> None:
    got = [one["n"] for one in thinned(({"n": n} for n in range(total)), samples)]
    assert len(got) == min(total, samples)
    assert got == sorted(set(got))
    if samples > 1 and total > 1:
        assert (got[0], got[-1]) == (0, total - 1)


@pytest.mark.parametrize(
    ("line", "strict"),
    [
        ('{"a": NaN, "b": [-Infinity]}', {"a": "NaN", "b": ["-Infinity"]}),
        ('{"a": "NaN"}', {"a": "NaN"}),
        ('{"a": 1.5}', {"a": 1.5}),
        ("torn NaN", {}),
    ],
)
def test_rows_go_out_in_strict_json(line: str, strict: Any) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    assert json.loads(strict_line(line), parse_constant=refuse) == strict


def test_steps_end_before_numbers_do() -> None:
    assert LAST_STEP < 2**63
