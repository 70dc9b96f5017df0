"""What a server says of a sweep, read without trusting it."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from wbgen.spec.sweeps.stored import read_stored
from wbgen.sweeps.served import Best, Progress, best_of, metric_of

#: Six levels of ten aliases each, and a mapping within itself.
BOMBS = [
    "a: &a [x]\n"
    + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 20)}]\n" for a, b in pairwise("abcdefg"))
    + "command: *g\n",
    "a: &a {b: *a}",
    "a: " + 2000 * "[",
]


def page(summary: Any, config: Any = None) -> dict[str, Any]:
    """A page of one run."""
    return {"edges": [edge("r1", summary, config)]}


def edge(name: str, summary: Any, config: Any = None) -> dict[str, Any]:
    """A run of a page."""
    node = {"name": name, "displayName": "sweep-1", "summaryMetrics": json.dumps(summary)}
    return {"node": {**node, "config": json.dumps(config or {})}}


@pytest.mark.parametrize(
    ("config", "name"),
    [
        ("metric: {name: loss, goal: minimize}", "loss"),
        ("metrics: [{name: a}, {name: b}]", "a"),
        ("method: grid", None),
        ("metric: loss", None),
        ("- 1", None),
        ("a: [", None),
        ("", None),
    ],
)
def test_the_metric_of_a_configuration(config: str, name: str | None) -> None:
    assert metric_of(read_stored(config) or {}).get("name") == name


def test_the_best_run_with_its_parameters() -> None:
    config = {"lr": {"value": 0.1}, "_wandb": {"value": {"t": {}}}, "odd": 3}
    assert best_of(page({"loss": 2}, config), "loss") == Best("r1", "sweep-1", 2.0, {"lr": 0.1, "odd": 3})
    nested = best_of(page({"eval": {"loss": 0.5}}), "eval.loss")
    assert nested is not None
    assert nested.value == 0.5


@pytest.mark.parametrize("text", BOMBS)
def test_a_configuration_is_read_within_bounds(text: str) -> None:
    assert read_stored(text) is None


@pytest.mark.parametrize(
    "summary",
    [{}, {"loss": None}, {"loss": "1"}, {"loss": True}, {"loss": float("nan")}, {"loss": 10**400}, [1]],
)
def test_what_is_no_number_is_not_the_best(summary: Any) -> None:
    assert best_of(page(summary), "loss") is None
    assert best_of({"edges": []}, "loss") is None
    assert best_of(page({"loss": 1}), None) is None


def test_runs_without_a_number_hide_no_best() -> None:
    """W&B keeps NaN as a text, wherever its order puts that."""
    bad = [{"loss": "NaN"}, {"loss": float("nan")}, {"loss": "Infinity"}, {}]
    edges = [None, *(edge(f"bad{at}", summary) for at, summary in enumerate(bad))]
    found = best_of({"edges": [*edges, edge("r1", {"loss": 2}), edge("r2", {"loss": 3})]}, "loss")
    assert found == Best("r1", "sweep-1", 2.0, {})


def test_runs_whose_parameters_are_handed_out_again_are_not_tried() -> None:
    progress = Progress("RUNNING", {"finished": 3, "crashed": 2, "failed": 1, "running": 1}, 10, None)
    assert (progress.tried, progress.left) == (4, 6)
    assert Progress("RUNNING", {"finished": 3}, None, None).left is None
