"""Rows to columns: every value where it was logged, in one kind to a column."""

from __future__ import annotations

import json
import math
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from wbgen.runs.keys import MOST_LEVELS
from wbgen.runs.logged import leaves as leaves_of_files
from wbgen.runs.memory import kind_of
from wbgen.runs.rows import columns_of, leaves, number, prevailing

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["NaN", "Infinity", "-Infinity"]),
    st.lists(st.integers(), max_size=2),
    st.builds(lambda n: {"_type": "histogram", "values": [n], "bins": [0, 1]}, st.integers()),
)
ROWS = st.lists(
    st.dictionaries(
        st.sampled_from(["a", "b", "a.c", "sp ace", "q'\"<b>"]),
        VALUES | st.dictionaries(st.sampled_from(["c", "d.e"]), VALUES, max_size=2),
        max_size=4,
    ),
    max_size=12,
)


@given(ROWS)
def test_every_value_is_in_its_row_or_counted(rows: list[dict[str, Any]]) -> None:
    frame, odd = columns_of({"_step": step, **row} for step, row in enumerate(rows))
    assert frame.height == len(rows)
    found: dict[str, list[tuple[int, Any]]] = {}
    for step, row in enumerate(rows):
        # Where `a.c` and `{"a": {"c": ...}}` stand in one row, the last counts.
        for name, value in leaves(row):
            found.setdefault(name, []).append((step, value))
    assert {*frame.columns} == {"_step", "_runtime", "_timestamp", *found}
    for name, values in found.items():
        kind = prevailing([value for _, value in values])
        last = dict(values)
        of_kind = {
            step
            for step, value in last.items()
            if kind_of(value) is kind or (kind == "number" and number(value) is not None)
        }
        cells = frame[name].to_list()
        assert {step for step, cell in enumerate(cells) if cell is not None} == of_kind
        for step in of_kind:
            value, cell = last[step], cells[step]
            if kind == "number":
                assert cell == number(value) or math.isnan(cell)
            else:
                assert cell == (value if isinstance(value, str) else json.dumps(value, separators=(",", ":")))
        assert odd.get(name, 0) <= len(values)


def test_words_for_what_is_no_number() -> None:
    frame, odd = columns_of(
        [
            {"loss": 1, "only": "NaN", "text": "NaN", "big": 10**400},
            {"loss": "NaN", "only": "NaN", "text": "hello"},
            {"loss": "Infinity", "text": "bye"},
            {"loss": "-Infinity", "flag": True},
            {"loss": "oops", "flag": False},
        ]
    )
    assert str(frame["loss"].to_list()) == "[1.0, nan, inf, -inf, None]"
    assert frame["only"].is_nan().sum() == 2
    assert frame["text"].to_list() == ["NaN", "hello", "bye", None, None]
    assert frame["big"][0] == math.inf
    assert frame["flag"].to_list() == [None, None, None, 1.0, 0.0]
    assert odd == {"loss": 1}


def test_rows_are_ordered_by_step_as_logged_within_one() -> None:
    rows: list[dict[str, Any]] = [
        {"_step": 2, "a": 1},
        {"_step": 0, "a": 2},
        {"a": 3},
        {"_step": 2, "a": 4},
        {"_step": "x", "a": 5},
    ]
    frame, _ = columns_of(rows)
    assert frame["_step"].to_list() == [0, 0, 2, 2, 2]
    assert frame["a"].to_list() == [2, 3, 1, 4, 5]
    assert frame.schema["_step"] == pl.Int64


def test_no_rows_and_rows_without_steps() -> None:
    assert columns_of([])[0].columns == ["_step", "_runtime", "_timestamp"]
    assert columns_of([{"a": 1}, {"a": 2}])[0]["_step"].to_list() == [0, 1]


def test_what_lies_too_deep_stays_json() -> None:
    deep: Any = 1
    for _ in range(MOST_LEVELS + 3):
        deep = {"x": deep}
    ((name, value),) = leaves(deep)
    assert name.count("x") == MOST_LEVELS
    assert isinstance(value, dict)


def test_maps_within_maps_have_the_same_names_from_a_file_and_from_a_server() -> None:
    deep: Any = 1.0
    for level in reversed(range(20)):
        deep = {f"k{level}": deep}
    assert [name for name, _ in leaves(deep)] == [".".join(path) for path, _ in leaves_of_files(deep)]
