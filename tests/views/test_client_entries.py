"""What the client writes about a run, put as people mean it."""

from __future__ import annotations

from typing import Any

import pytest

from wbgen.views.client_entries import plain_config, plain_summary, read_object, runtime_of, step_metrics


def test_a_config() -> None:
    written = {"lr": {"value": 0.1, "desc": None}, "bare": 3, "map": {"a": 1}, "_wandb": {"value": {}},
               "wandb_version": 1}  # fmt: skip
    assert plain_config(written) == {"lr": 0.1, "bare": 3, "map": {"a": 1}}
    assert plain_summary({"loss": 1, "_step": 3, "_wandb": {"runtime": 5}}) == {"loss": 1, "_step": 3}


def test_step_metrics_by_name_and_by_glob() -> None:
    told = [{"1": "epoch"}, {"1": "val/acc", "5": 1}, {"2": "train/*", "5": 1}, {"1": "bad", "5": 9}, "odd"]
    assert step_metrics({"_wandb": {"value": {"m": told}}}) == {"val/acc": "epoch", "train/*": "epoch"}


@pytest.mark.parametrize(
    "written", [{}, {"_wandb": 3}, {"_wandb": {"value": 4}}, {"_wandb": {"value": {"m": 5}}}]
)
def test_no_step_metrics(written: dict[str, Any]) -> None:
    assert step_metrics(written) == {}


def test_how_long_a_run_took() -> None:
    assert runtime_of({"_runtime": 3, "_wandb": {"runtime": 9}}) == 3.0
    assert runtime_of({"_wandb": {"runtime": 9}}) == 9.0
    assert runtime_of({"_runtime": "x"}) is None


@pytest.mark.parametrize("told", ["Infinity", "-Infinity", "NaN", "1e400", "1" + "0" * 400, "true"])
def test_what_is_no_number_tells_nothing_of_how_long_a_run_took(told: str) -> None:
    assert runtime_of(read_object(f'{{"_runtime": {told}}}')) is None
    assert runtime_of(read_object(f'{{"_runtime": {told}, "_wandb": {{"runtime": 9}}}}')) == 9.0


def test_objects_that_are_none() -> None:
    assert [read_object(text) for text in ('{"a": 1}', {"a": 1}, "[1]", "{", None, 3, "[" * 100_000)] == [
        {"a": 1}, {"a": 1}, {}, {}, {}, {}, {},
    ]  # fmt: skip
