"""A run in memory keeps the contract of run data."""

from __future__ import annotations

import math

import polars as pl

from wbgen.runs import Key, Kind, Run
from wbgen.runs.memory import MemoryRun

HISTOGRAM = '{"_type":"histogram","values":[1,2],"bins":[0,1,2]}'


def made() -> MemoryRun:
    frame = pl.DataFrame(
        {
            "_step": [0, 1, 5],
            "loss": [1.0, math.nan, None],
            "note": [None, "hello", "{"],
            "weights": [HISTOGRAM, None, HISTOGRAM],
        }
    )
    return MemoryRun(Run("r"), frame, odd={"loss": 2})


def test_keys_tell_kinds_and_rows() -> None:
    assert made().keys() == {
        "loss": Key(Kind.NUMBER, 2, 2),
        "note": Key(Kind.TEXT, 2),
        "weights": Key(Kind.HISTOGRAM, 2),
    }


def test_rows_that_hold_none_of_the_names_are_left_out() -> None:
    frame = made().history(["loss", "never"])
    assert frame.columns == ["_step", "_runtime", "_timestamp", "loss"]
    assert frame["_step"].to_list() == [0, 1]
    assert frame.schema["_runtime"] == pl.Float64


def test_without_steps_rows_are_numbered() -> None:
    run = MemoryRun(Run("r"), pl.DataFrame({"a": [3.0, 4.0]}))
    assert run.history(["a"])["_step"].to_list() == [0, 1]


def test_a_run_without_machine_metrics_has_an_empty_frame_of_them() -> None:
    assert made().system(["cpu"]).is_empty()
    assert list(made().system_keys()) == []
