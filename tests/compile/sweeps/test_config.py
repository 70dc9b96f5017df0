"""A sweep of a spec as W&B's configuration: what config and catalogue add, and its text."""

# ruff: noqa: E501

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from wbgen.compile.sweeps import config_of_sweep, sweep_text
from wbgen.spec.load import load
from wbgen.spec.read import parse_guide
from wbgen.spec.sweeps.tags import tag_of
from wbgen.spec.tree import plain_data

HEAD = """\
wbgen: 1
guide: g
title: T
project: p
config:
  lr: {type: float, default: 1e-3}
  n: {type: int, default: 5}
  fast: {type: bool, default: false}
  opt: {choices: [adam, sgd], default: adam}
  optim.beta: {type: float}
  free: {default: x}
metrics: [{group: A, of: {loss: {goal: minimize}, 'a\\<b>': , 'p/<d>': {goal: maximize}}}]
dimensions: {d: [1]}
"""
SCRIPTS = "scripts: {a.py: {template: plain.py.j2}}\n"


def config(sweep: str, more: str = "") -> dict[str, Any]:
    """W&B's configuration of a sweep."""
    guide, _ = parse_guide((HEAD + more + "sweeps: {s: " + sweep + "}\n").encode())
    return config_of_sweep(guide, "s")


def test_the_whole_of_it() -> None:
    sweep = """{
      title: Name, about: What for, script: a.py, method: bayes, run_cap: 9, tags: [x, y], entity: team,
      metric: {name: loss, target: 0.1}, early_terminate: {type: hyperband, min_iter: 3},
      prior_runs: [abc], parameters: {lr: {min: 0, max: 1}, n: [1, 1e2], optim: {parameters: {beta: [1, 0.5]}}}}"""
    assert config(sweep, SCRIPTS) == {
        "name": "Name",
        "description": "What for",
        "entity": "team",
        "project": "p",
        "program": "a.py",
        "method": "bayes",
        "metric": {"name": "loss", "goal": "minimize", "target": 0.1},
        "run_cap": 9,
        "early_terminate": {"type": "hyperband", "min_iter": 3},
        "parameters": {
            "lr": {"min": 0.0, "max": 1.0},
            "n": {"values": [1, 100]},
            "optim.beta": {"values": [1.0, 0.5]},
        },
        "command": ["${env}", "${interpreter}", "${program}", "${args}", "--wandb_tags", "x", "y", "sweep:s"],
    }


@pytest.mark.parametrize(
    ("parameter", "made"),
    [
        ("lr: ", {"lr": {"value": 1e-3}}),
        ("fast: ", {"fast": {"values": [True, False]}}),
        ("opt: {}", {"opt": {"values": ["adam", "sgd"]}}),
        ("opt: {value: null}", {"opt": {"value": None}}),
        ("n: {min: 1, max: 1e3}", {"n": {"min": 1, "max": 1000}}),
        ("lr: {min: 0, max: 1.0}", {"lr": {"min": 0.0, "max": 1.0}}),
        ("lr: 1", {"lr": {"value": 1.0}}),
        (
            "lr: {distribution: int_uniform, min: 1, max: 5}",
            {"lr": {"distribution": "int_uniform", "min": 1, "max": 5}},
        ),
        (
            "lr: {distribution: q_uniform, min: 1, max: 5}",
            {"lr": {"distribution": "q_uniform", "min": 1.0, "max": 5.0}},
        ),
        ("free: {values: [x, 1]}", {"free": {"values": ["x", 1]}}),
        (
            "n: {distribution: q_uniform, min: 0, max: 8, q: 2}",
            {"n": {"distribution": "q_uniform", "min": 0, "max": 8, "q": 2}},
        ),
        ("optim: {parameters: {beta: 1}}", {"optim": {"parameters": {"beta": {"value": 1.0}}}}),
    ],
)
def test_values_have_the_types_of_their_arguments(parameter: str, made: dict[str, Any]) -> None:
    found = config("{method: random, run_cap: 1, parameters: {" + parameter + "}}")["parameters"]
    assert found == made
    assert str(found) == str({key: {k: value[k] for k in found[key]} for key, value in made.items()})


def test_metrics_by_their_exact_names_and_with_their_goals() -> None:
    assert config("{method: grid, metric: 'a\\<b>', parameters: {lr: 1}}")["metric"] == {"name": "a<b>"}
    assert config("{method: grid, metric: p/1, parameters: {lr: 1}}")["metric"] == {
        "name": "p/1",
        "goal": "maximize",
    }
    several = config(
        "{method: custom, scheduler: {engine: optuna}, metrics: [loss, {name: p/<d>}], parameters: {lr: }}"
    )
    assert several["metrics"] == [{"name": "loss", "goal": "minimize"}, {"name": "p/1", "goal": "maximize"}]


@pytest.mark.parametrize(
    ("sweep", "program", "command"),
    [
        ("{method: grid, parameters: {lr: 1}}", "a.py", True),
        ("{method: grid, program: b.py, parameters: {lr: 1}}", "b.py", False),
        ("{method: grid, job: team/p/j:1, parameters: {lr: 1}}", None, False),
    ],
)
def test_what_it_runs(sweep: str, program: str | None, command: bool) -> None:
    found = config(sweep, SCRIPTS)
    assert found.get("program") == program
    assert ("command" in found) is command


@pytest.mark.parametrize(
    ("command", "passes"),
    [
        ("[srun, '${program}', '${args}']", True),
        ("[python, '${program}', '${args_no_boolean_flags}']", True),
        ("[python, '${program}', '${args}', --fast]", False),
        ("[python, '${program}', --wandb_tags, own, '${args}']", False),
        ("[python, '${program}', --wandb-tags, own, '${args}']", False),
        ("[python, '${program}', '${args_json}']", False),
        ("[sh, start.sh, '${args}']", False),
    ],
)
def test_a_command_of_its_own_is_kept_and_passes_tags_on_where_it_can(command: str, passes: bool) -> None:
    sweep = "{method: grid, command: " + command + ", tags: [x], parameters: {lr: 1}}"
    found = config(sweep, SCRIPTS)["command"]
    assert found[: len(yaml.safe_load(command))] == yaml.safe_load(command)
    assert found[len(yaml.safe_load(command)) :] == (["--wandb_tags", "x", "sweep:s"] if passes else [])


def test_tags_that_go_nowhere_are_told() -> None:
    sweep = "{method: grid, command: [sh, start.sh, '${args}'], tags: [x], parameters: {lr: 1}}"
    _, found = parse_guide((HEAD + SCRIPTS + "sweeps: {s: " + sweep + "}\n").encode())
    assert [(one.code, "command" in one.message) for one in found if one.code == "not-applied"] == [
        ("not-applied", True)
    ]


@given(st.from_regex(r"[a-z][a-z0-9_-]{0,59}", fullmatch=True), st.sets(st.sampled_from("abc")))
def test_each_sweep_has_a_tag_of_its_own_that_wandb_takes(id: str, more: set[str]) -> None:
    ids = {id, *(f"{id[:59]}{letter}" for letter in more)}
    tags = {tag_of(one) for one in ids}
    assert len(tags) == len(ids)
    assert all(1 <= len(tag) <= 64 and tag.startswith("sweep:") for tag in tags)


TRICKY = [
    "1e-4",
    "on",
    "null",
    "0x1F",
    "017",
    "1_000",
    "2024-01-02",
    "~",
    "a: b",
    "#",
    "é\n한",
    "",
    " ",
    "0o7",
    "=",
    "1:30",
]


def test_the_text_means_the_same_to_every_reader() -> None:
    values = [1e-4, 1e-5, 1e20, 0.1, 3, -2.5e-300, True, None, [1e-7, {"k": "1e3"}], *TRICKY]
    config = {"method": "grid", "parameters": {"a": {"values": values}, "b": {"min": 1e-5, "max": 1e5}}}
    text = sweep_text(config)
    assert repr(yaml.safe_load(text)) == repr(config)
    assert repr(plain_data(load(text.encode())[0])) == repr(config)
