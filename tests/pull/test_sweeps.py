"""Sweep files in the language and back: nothing is lost, whatever W&B's own validator accepts."""

# ruff: noqa: E501

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from sweeps import schema_violations_from_proposed_config

from tests.compile.sweeps.configs import configs
from tests.corpus import files
from tests.spec.sweeps.reading import read
from wbgen.compile.sweeps import config_of_file, config_of_sweep, space_of, sweep_text
from wbgen.errors import WbgenError
from wbgen.pull.sweeps import spec_of_sweep, sweep_into
from wbgen.server import search
from wbgen.server.sweep_config import read_config
from wbgen.spec import models
from wbgen.spec.diagnostics import SpecError
from wbgen.spec.read import parse_guide

Config = dict[str, Any]


def back(sweep: models.SweepFile) -> Config:
    """The configuration that a pulled sweep builds."""
    guide, _ = parse_guide(spec_of_sweep(sweep, "file").text.encode())
    (id,) = guide.sweeps
    return config_of_sweep(guide, id)


def with_project(config: Config) -> Config:
    """A configuration with the project that every spec has."""
    return {"project": "unnamed", **config}


def drawn(config: Config) -> Config | None:
    """What W&B's search tries first, or None where it cannot search by this; bayes draws as random does."""
    method = "grid" if config["method"] == "grid" else "random"
    searched = {"method": method, "parameters": config["parameters"]}
    try:
        search.points(read_config(sweep_text(searched)))  # before a grid that is too large is laid out
        params = search.suggest(read_config(sweep_text(searched)), [])
    except WbgenError:
        return None
    return {name: entry["value"] for name, entry in params.items()} if params else None


def numbers(values: object) -> Iterator[float]:
    """Every number in a point."""
    if isinstance(values, dict):
        for inner in values.values():
            yield from numbers(inner)
    elif isinstance(values, int | float):
        yield values


def mixed(parameters: Config) -> bool:
    """Whether a bound is whole and the other is not, which W&B's client refuses."""
    return any(
        mixed(one["parameters"])
        if "parameters" in one
        else "distribution" not in one and "min" in one and type(one["min"]) is not type(one["max"])
        for one in parameters.values()
    )


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(configs())
def test_what_is_accepted_there_is_accepted_here_and_comes_back(config: Config) -> None:
    assume(not schema_violations_from_proposed_config(copy.deepcopy(config)))
    assume(not mixed(config["parameters"]))
    point = drawn(config)
    assume(point is not None)
    # The search rounds logarithms of nothing to the lowest whole number there is.
    assume(all(abs(value) < 1e15 for value in numbers(point)))
    assert read(yaml.safe_dump(config, allow_unicode=True)).sweep is not None
    told = read(sweep_text(config))
    assert told.sweep is not None, told.errors
    assert config_of_file(told.sweep) == config
    assert back(told.sweep) == with_project(config)
    assert space_of(config).holds(point or {})
    if config["method"] == "grid":
        assert space_of(config).size == search.points(read_config(sweep_text(config)))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(configs())
def test_what_is_refused_here_has_a_cure(config: Config) -> None:
    told = read(yaml.safe_dump(config, allow_unicode=True))
    assert all(one.cure for one in told.found)


@pytest.mark.parametrize("path", files("sweeps", "*.yaml"))
def test_real_files_come_back(path: Path) -> None:
    sweep = read(path.read_bytes()).sweep
    if sweep is not None:
        assert back(sweep) == with_project(config_of_file(sweep))


SPEC = b"""\
wbgen: 1
guide: g
title: T
project: p
config:
  lr: {type: float}  # the step
metrics:
  - group: A
    of:
      loss: {goal: minimize}
"""


def into(text: str, spec: bytes = SPEC) -> tuple[str, Config]:
    """A spec with a sweep in it, and the configuration that this sweep builds."""
    sweep = read(text).sweep
    assert sweep is not None
    after, id = sweep_into(spec, parse_guide(spec)[0], sweep, "file")
    return after.decode(), config_of_sweep(parse_guide(after)[0], id)


def test_a_sweep_goes_into_a_spec_with_what_it_needs() -> None:
    text = "name: Two\nprogram: a.py\nmethod: grid\nmetric: {name: acc, goal: maximize}\nparameters: {lr: {value: 1}, n: {values: [1, 2]}}\n"
    after, config = into(text)
    assert "# the step" in after
    assert after.count("goal") == 2
    assert config == {**yaml.safe_load(text), "project": "p"}
    again, _ = into(text.replace("Two", "Three"), after.encode())
    assert parse_guide(again.encode())[0].sweeps.keys() == {"two", "three"}
    with pytest.raises(WbgenError, match="has a sweep `two` already"):
        into(text, after.encode())


def test_a_goal_against_the_catalogue_is_kept_and_told() -> None:
    text = "program: a.py\nmethod: grid\nmetric: {name: loss, goal: maximize}\nparameters: {lr: {value: 1}}\n"
    after, config = into(text)
    assert config["metric"] == {"name": "loss", "goal": "maximize"}
    assert "other-goal" in [one.code for one in parse_guide(after.encode())[1]]


def test_values_that_the_spec_does_not_take() -> None:
    with pytest.raises(SpecError) as caught:
        into("program: a.py\nmethod: grid\nparameters: {lr: {value: high}}\n")
    assert [one.code for one in caught.value.diagnostics if one.severity == "error"] == ["bad-argument"]


def test_a_metric_that_no_spec_can_name() -> None:
    sweep = read("program: a.py\nmethod: grid\nmetric: {name: 'a*'}\nparameters: {lr: {value: 1}}\n").sweep
    assert sweep is not None
    with pytest.raises(WbgenError, match="which no spec can name"):
        spec_of_sweep(sweep, "file")
