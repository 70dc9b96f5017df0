"""Runs that differ in nothing but their seeds."""

from __future__ import annotations

import math
import statistics
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.ranking.seeds import alike, identity, is_seed, mean_and_spread, settings_of, together
from wbgen.ranking.values import Taken
from wbgen.runs.run import Run
from wbgen.spec.read import parse_guide

GUIDE = b"""wbgen: 1
guide: g
title: G
project: p
config: {lr: {default: 0.1}, seed: {default: 1}, host: {observed: true}, optim.beta: {default: 0.9}}
metrics: [{group: A, of: {loss: }}]
"""


def runs(*configs: dict[str, Any]) -> list[Run]:
    return [Run(str(at), config=config) for at, config in enumerate(configs)]


@pytest.mark.parametrize(
    "name", ["seed", "data.seed", "random_state", "SEED", "seed_everything", "model_seed"]
)
def test_seeds_by_name(name: str) -> None:
    assert is_seed(name)
    assert alike(runs({name: 1, "lr": 1}, {name: 2, "lr": 1})) == [(0, 1)]


@pytest.mark.parametrize("name", ["seeds_per_acre", "seedling", "lr"])
def test_what_is_no_seed(name: str) -> None:
    assert not is_seed(name)
    assert alike(runs({name: 1}, {name: 2})) == [(0,), (1,)]


def test_what_the_client_writes_is_no_setting() -> None:
    configs = [
        {"lr": 1, "_wandb": {"t": 1}, "wbgen": {"scale": 1}, "seed": 3},
        {"lr": 1.0, "_wandb": {"t": 2}, "wbgen": {"scale": 2}, "optim": {}},
        {"lr": 1, "optim": {"seed": 4, "lr": 1}},
    ]
    assert alike(runs(*configs)) == [(0,), (1,), (2,)]
    assert alike(runs(configs[0], {"lr": 1.0, "_wandb": 1})) == [(0, 1)]


def test_a_guide_tells_what_is_a_setting() -> None:
    guide = parse_guide(GUIDE, "g.yaml")[0]
    names = settings_of(guide, ["depth"])
    assert names == ("lr", "seed", "optim.beta", "depth")
    configs = [
        {"lr": 0.1, "seed": 1, "host": "a", "path": "x", "optim": {"beta": 0.9}},
        {"lr": 0.1, "seed": 2, "host": "b", "path": "y", "optim.beta": 0.9},
        {"lr": 0.1, "seed": 2, "host": "b", "path": "y", "optim.beta": 0.9, "depth": 3},
    ]
    assert alike(runs(*configs), names) == [(0, 1), (2,)]
    assert settings_of(None) is None
    assert settings_of(None, ["a", "a"]) == ("a",)


def test_values_that_look_alike_are_not() -> None:
    assert identity(Run("a", config={"x": "1"})) != identity(Run("a", config={"x": 1}))
    assert identity(Run("a", config={"x": True})) != identity(Run("a", config={"x": 1}))
    assert identity(Run("a", config={"x": [1.0]})) == identity(Run("a", config={"x": [1]}))


def test_together() -> None:
    rows = [[Taken(1.0, wanted=True)], [Taken(3.0, wanted=True)], [Taken(None, wanted=None)]]
    assert together(rows) == (Taken(2.0, True, math.sqrt(2), 2),)
    assert together(rows[:1]) == (Taken(1.0, True, None, 1),)
    assert together([*rows, [Taken(5.0, wanted=False)]])[0].wanted is False
    assert together([[Taken()]]) == (Taken(None, None, None, 0),)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20))
def test_mean_and_spread_are_those_of_the_standard_library(values: list[float]) -> None:
    mean, spread = mean_and_spread(values)
    assert mean == pytest.approx(statistics.fmean(values))
    assert spread == pytest.approx(statistics.stdev(values), abs=1e-9)


def test_numbers_that_are_too_large_have_no_mean() -> None:
    assert mean_and_spread([1e308, 1e308, 1e308]) == (None, None)
    assert mean_and_spread([]) == (None, None)


@given(st.lists(st.dictionaries(st.sampled_from(["lr", "seed", "x"]), st.integers(0, 2)), max_size=8))
def test_groups_part_the_runs(configs: list[dict[str, Any]]) -> None:
    groups = alike(runs(*configs))
    assert sorted(at for group in groups for at in group) == list(range(len(configs)))
    for group in groups:
        bare = [{name: value for name, value in configs[at].items() if name != "seed"} for at in group]
        assert all(one == bare[0] for one in bare)
