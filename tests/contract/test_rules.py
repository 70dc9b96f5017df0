"""Health rules over whole runs: as the plain evaluator has it, and as the guides' own rules are meant."""

from __future__ import annotations

import math
from typing import TypeAlias

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.contract.slow_rules import Slow, TooCloseError
from tests.contract.small import guide, metrics, only, run, told
from wbgen.contract.rules import evaluated
from wbgen.contract.subject import Subject
from wbgen.runs import Run
from wbgen.runs.memory import MemoryRun
from wbgen.spec.expressions import Rule, parse_rule, to_text
from wbgen.spec.expressions.nodes import (
    After,
    Arithmetic,
    Call,
    Comparison,
    Extent,
    For,
    IsNan,
    IsNull,
    Key,
    Metric,
    Not,
    Number,
    Op,
    Over,
    Quantified,
    Value,
    all_of,
    any_of,
)
from wbgen.spec.expressions.words import FUNCTIONS, OVER

LAYERS = ("1", "2", "3")
BODY = "dimensions: {layer: [1, 2, 3]}\nconfig: {goal: , lost: }\n" + metrics(
    "a:", "b:", "epoch:", "l/<layer>:"
)
GUIDE = guide(BODY)
NAMES = ("a", "b", "epoch", *(f"l/{layer}" for layer in LAYERS))

VALUES = st.sampled_from([-2.5, -1.0, 0.0, 0.5, 1.0, 1.75, 3.0, 8.0, math.nan, math.inf])
EXTENTS = st.builds(Extent, st.integers(1, 12), st.sampled_from(["steps", "epochs"]))
PLAIN = st.one_of(
    st.sampled_from([Metric("a"), Metric("b"), Key("config", "goal"), Key("config", "lost")]),
    st.builds(Value, st.sampled_from([-1, 0, 0.5, 1, 2, True])),
)
METRICS = st.sampled_from([Metric("a"), Metric("b")])


def numbers(leaf: st.SearchStrategy[Number]) -> st.SearchStrategy[Number]:
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds(Arithmetic, inner, st.sampled_from("+-*/"), inner),
            st.builds(Call, st.sampled_from(FUNCTIONS), inner, st.none() | EXTENTS),
        ),
        max_leaves=4,
    )


def acrosses(leaf: Metric) -> st.SearchStrategy[Number]:
    inside = numbers(st.just(leaf)).filter(lambda node: "layer" in repr(node))
    return st.builds(Over, st.sampled_from(OVER), st.just(("layer",)), inside)


ANY_NUMBER = numbers(PLAIN | acrosses(Metric("l/<layer>")))
OF_LAYER = numbers(PLAIN | st.just(Metric("l/<layer>")))
OPS = st.sampled_from(Op)


def conditions(
    number: st.SearchStrategy[Number], metric: st.SearchStrategy[Metric]
) -> st.SearchStrategy[Rule]:
    return st.recursive(
        st.one_of(
            st.builds(Comparison, number, OPS, number),
            st.builds(Comparison, metric, OPS, number),
            st.builds(IsNull, metric, st.booleans()),
            st.builds(IsNan, metric, st.booleans()),
        ),
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(all_of),
            st.lists(inner, min_size=2, max_size=3).map(any_of),
            st.builds(Not, inner),
            st.builds(For, inner, EXTENTS),
            st.builds(After, inner, EXTENTS),
        ),
        max_leaves=4,
    )


MEMBERS = conditions(OF_LAYER, st.just(Metric("l/<layer>"))).filter(lambda node: "<layer>" in repr(node))
RULES = st.one_of(
    conditions(ANY_NUMBER, METRICS),
    st.builds(Quantified, st.sampled_from(["any", "all"]), st.just(("layer",)), MEMBERS),
).filter(lambda rule: "Metric" in repr(rule))

CONFIGS = st.dictionaries(st.just("goal"), st.sampled_from([0.5, 2.0]))
ROWS = st.dictionaries(
    st.integers(0, 40),
    st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1, max_size=4),
    min_size=1,
    max_size=14,
)


#: Values by name, from step 1 on.
Columns: TypeAlias = dict[str, list[float | None]]


def recorded(rows: dict[int, dict[str, float]], config: dict[str, float], scale: float) -> MemoryRun:
    """A run with these rows."""
    steps = sorted(rows)
    names = dict.fromkeys(name for step in steps for name in rows[step])
    columns = {name: pl.Series(name, [rows[step].get(name) for step in steps], pl.Float64) for name in names}
    frame = pl.DataFrame({"_step": steps, **columns})
    return MemoryRun(Run("a", config={**config, "wbgen": {"scale": scale}}), frame)


def growing(rows: dict[int, dict[str, float]]) -> dict[int, dict[str, float]]:
    """The rows with epochs that are finite, and never go back."""
    highest = 0.0
    made = {}
    for step in sorted(rows):
        row = dict(rows[step])
        if "epoch" in row:
            highest = max(highest, row["epoch"]) if math.isfinite(row["epoch"]) else highest
            row["epoch"] = highest
        made[step] = row
    return made


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(
    RULES, ROWS, st.dictionaries(st.just("goal"), st.sampled_from([0.5, 2.0])), st.sampled_from([1.0, 0.25])
)
def test_as_the_plain_evaluator_has_it(
    rule: Rule, rows: dict[int, dict[str, float]], config: dict[str, float], scale: float
) -> None:
    rows = growing(rows)
    try:
        slow = Slow(rows, config, LAYERS, scale).asked(rule)
    except TooCloseError:
        assume(False)
    quick = evaluated(rule, Subject(GUIDE, recorded(rows, config, scale)))
    assert dict(zip(quick.steps.tolist(), quick.holds.tolist(), strict=True)) == slow, to_text(rule)


def holding(text: str, columns: Columns, body: str = BODY, **config: float) -> list[int]:
    """The steps, counted from 1, at which a rule holds."""
    steps = range(1, len(next(iter(columns.values()))) + 1)
    logged = {name: dict(zip(steps, values, strict=True)) for name, values in columns.items()}
    data = run(logged, [*steps], config=config)
    asked = evaluated(parse_rule(text), Subject(guide(body), data))
    return [int(step) for step in asked.steps[asked.holds]]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("a > 2", [3, 4, 5]),
        ("a > 2 after 3 steps", [4, 5]),
        ("a > 2 for 2 steps", [5]),
        ("not a > 2", [1, 2]),
        ("a > b", [4, 5]),
        ("a > config.goal", [5]),
        ("mean(a) > 2", [4, 5]),
        ("mean(a, 2 steps) > 2", [3, 4, 5]),
        ("max(a) - first(a) >= 3", [4, 5]),
        ("last(a) == 5", [5]),
        ("rate(a, 3 steps) > 0.9", [2, 3, 4, 5]),
        ("std(a) > 1", [4, 5]),
        ("median(a) > 2", [4, 5]),
        ("b is null", [1, 2]),
        ("b is not null", [3, 4, 5]),
        ("a / (b - 3) > 0", []),
    ],
)
def test_forms(text: str, steps: list[int]) -> None:
    columns: Columns = {"a": [1, 2, 3, 4, 5], "b": [None, None, 3, None, None]}
    assert holding(text, columns, goal=4) == steps


def test_what_is_missing_compares_as_false_also_under_not() -> None:
    columns: Columns = {"a": [1, math.nan, 3]}
    assert holding("a < 2", columns) == [1]
    assert holding("not a < 2", columns) == [3]
    assert holding("a is nan", columns) == [2]
    assert holding("a < b or a < 2", columns) == [1]
    assert holding("not a < b", columns) == []


def test_members_of_open_dimensions_are_those_that_were_logged() -> None:
    body = "dimensions: {term: {open: true, not: [all]}}\n" + metrics("t/<term>:", "t/all:")
    columns: Columns = {"t/x": [1, 5], "t/y": [1, 1], "t/all": [9, 9]}
    assert holding("any(term) t/<term> > 4", columns, body) == [2]
    assert holding("max over (term) t/<term> > 4", columns, body) == [2]


def test_epochs_are_counted_by_the_metric_that_is_called_so() -> None:
    columns: Columns = {"a": [1, 1, 1, 1], "epoch": [0, 1, 1, 2]}
    assert holding("a == 1 for 1 epoch", columns) == [2, 3, 4]
    assert holding("a == 1 after 1 epoch", columns) == [4]
    assert holding("a == 1 for 1 epoch", {"a": columns["a"]}) == []


HEALTH = metrics("a:", "b: {every: 2 steps}") + (
    "health:\n  high: {title: Too high, when: a > 2, level: %s, fix: [Do less, Rest]}\n"
)
STEPS = [*range(1, 6)]


@pytest.mark.parametrize(
    ("level", "at_end", "before"),
    [("note", "note", "note"), ("warning", "warning", "note"), ("critical", "error", "warning")],
)
def test_levels_of_rules(level: str, at_end: str, before: str) -> None:
    b = {2: 1.0, 4: 1.0}
    assert told(HEALTH % level, run({"a": [1, 1, 3, 3, 3], "b": b}, STEPS)) == [("health-rule", at_end, None)]
    assert told(HEALTH % level, run({"a": [1, 3, 3, 1, 1], "b": b}, STEPS)) == [("health-rule", before, None)]
    assert told(HEALTH % level, run({"a": [1, 1, 1, 1, 1], "b": b}, STEPS)) == []


def test_since_when_and_until() -> None:
    held = only(HEALTH % "warning", run({"a": [1, 3, 1, 3, 3], "b": {2: 1.0, 4: 1.0}}, STEPS))
    assert (held.since, held.until, held.rows, held.cure) == (4, None, 3, "Do less; Rest")
    assert "Too high: `a > 2` holds since step 4" in held.message
    over = only(HEALTH % "warning", run({"a": [1, 3, 1, 3, 1], "b": {2: 1.0, 4: 1.0}}, STEPS))
    assert (over.since, over.until, over.rows) == (2, 4, 2)


def test_a_number_of_rules() -> None:
    body = metrics("a:", "b:") + (
        "health:\n  high: {when: a > 2}\n  both: {at_least: 2, of: [high, b > 2], level: critical}\n"
    )
    data = run({"a": [3, 3, 3, 1, 1], "b": {1: 0.0, 3: 3.0, 5: 3.0}}, STEPS)
    assert told(body, data) == [("health-rule", "note", None), ("health-rule", "warning", None)]


def test_a_rule_over_more_members_than_are_looked_at() -> None:
    values = ", ".join(map(str, range(60)))
    dims = "".join(f"{name}: [{values}], " for name in "xyz")
    text = "any(x, y, z) m/<x> + m/<y> + m/<z> > 3"
    body = f"dimensions: {{{dims}}}\n" + metrics("m/<x>:") + f"health: {{wide: {{when: '{text}'}}}}\n"
    (one,) = told(body, run({f"m/{n}": [1] * 5 for n in range(60)}, STEPS))
    assert one == ("not-evaluated", "note", None)
