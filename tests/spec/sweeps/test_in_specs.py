"""Sweeps within a spec: what lint tells of them, and what it leaves out as it follows from another."""

from __future__ import annotations

import pytest

from wbgen.spec.diagnostics import SpecError
from wbgen.spec.read import parse_guide

HEAD = """\
wbgen: 1
guide: g
title: G
project: p
metrics: [{group: A, of: {loss: {goal: minimize}, acc: }}]
config: {lr: {type: float}, optim.lr: {type: float}, n: {type: int}}
reports: {r: {blocks: [sweep: s]}}
"""

GOOD = "program: t.py, method: bayes, run_cap: 9, metric: loss, parameters: {lr: [0.1, 0.2]}"


def told(sweep: str, head: str = HEAD) -> list[str]:
    """The codes of all that is told of a spec with a sweep ``s``, shown by a report."""
    try:
        found = parse_guide(f"{head}sweeps:\n  s: {sweep}\n".encode())[1]
    except SpecError as error:
        found = error.diagnostics
    return sorted(d.code for d in found if d.code != "no-workspace")


def test_what_can_be_run_is_not_told() -> None:
    grid = "{method: grid, parameters: {lr: [0.1, 0.2]}"
    assert told(f"{grid}}}") == ["no-program"]
    assert told(f"{grid}, program: t.py}}") == []
    assert told(f"{grid}, job: a/b/c:1}}") == []
    assert told(f"{grid}, command: [./run, '${{args}}']}}") == []
    assert told(f"{grid}}}", HEAD + "scripts: {t.py: {template: a.py.j2}}\n") == []


def test_a_goal_is_that_of_the_sweep_or_of_the_catalogue() -> None:
    assert told(f"{{{GOOD}}}") == []
    assert told(f"{{{GOOD.replace('loss', 'acc')}}}") == ["no-goal"]
    assert told(f"{{{GOOD.replace('loss', '{name: acc, goal: maximize}')}}}") == []
    assert told(f"{{{GOOD.replace('loss', 'acc')}}}", HEAD.replace("acc: ", "acc: {gaol: maximize}")) == [
        "unknown-key"
    ]


@pytest.mark.parametrize(
    ("sweep", "codes"),
    [
        (GOOD.replace("loss", "los") + ", titel: x", ["unknown-key", "unknown-metric"]),
        (GOOD.replace("metric", "metirc"), ["unknown-key"]),
        (GOOD.replace("run_cap: 9", "run_cap: 0"), ["out-of-range"]),
        (GOOD.replace("run_cap: 9", "runcap: 9"), ["unknown-key"]),
        (GOOD.replace("program", "programm"), ["unknown-key"]),
        (GOOD.replace("parameters", "parametres"), ["unknown-key"]),
        (GOOD.replace("bayes", "bays").replace("loss", "los"), ["not-a-choice", "unknown-metric"]),
        (GOOD.replace("method: bayes, ", "").replace("lr:", "lrr:"), ["missing-key", "unknown-argument"]),
        (
            GOOD.replace("metric: loss", "metric: {name: los, gaol: minimize}"),
            ["unknown-key", "unknown-metric"],
        ),
        (GOOD.replace("metric: loss", "metric: {goal: minimize}"), ["missing-key"]),
        (GOOD.replace("[0.1, 0.2]", "{mn: 0, max: 1.5}"), ["unknown-key"]),
        (GOOD.replace("lr: [0.1, 0.2]", "lrr: {mn: 0, max: 1}, n: [a]"), ["bad-argument", "unknown-key"]),
        (GOOD.replace("[0.1, 0.2]", "{distribution: unifrom, min: 0, max: 1.5}"), ["not-a-choice"]),
        (GOOD.replace("lr: [0.1, 0.2]", "optim: {parameters: {lr: {vals: [1]}}}"), ["unknown-key"]),
        (GOOD.replace("lr: [0.1, 0.2]", "1r: [0.1, 0.2]"), ["bad-name"]),
        (GOOD + ", early_terminate: {type: hyperband, min_itr: 3}", ["unknown-key"]),
        (GOOD + ", early_terminate: {type: hyperbnd, min_iter: 3}", ["not-a-choice"]),
        (GOOD.replace("bayes", "custom") + ", scheduler: {engine: optna}", ["not-a-choice"]),
        (GOOD + ", tags: [1], script: 3", ["wrong-type", "wrong-type"]),
    ],
)
def test_a_mistake_in_one_key_hides_no_other_and_invents_none(sweep: str, codes: list[str]) -> None:
    assert told(f"{{{sweep}}}") == codes


@pytest.mark.parametrize("sweep", ["3", "[a]"])
def test_what_is_no_sweep_at_all_still_has_its_name(sweep: str) -> None:
    assert told(sweep) == ["wrong-type"]


def test_a_mistake_in_one_sweep_hides_none_of_another() -> None:
    other = "{method: bayes, run_cap: 3, metric: acc, parameters: {lr: [0.1, 0.2]}}"
    broken = "{method: bayes, run_capp: 3, metirc: acc, parameters: {lr: [0.1, 0.2]}}"
    codes = ["no-goal", "no-program", "unknown-key", "unknown-key"]
    assert told(f"{broken}\n  t: {other}") == codes
    assert told(f"{other}\n  t: {broken}") == codes
