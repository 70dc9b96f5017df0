"""Values: types, ranges, categories, cadence, and the conditions of a healthy run."""

from __future__ import annotations

import json
import math

import pytest

from tests.contract.small import TENTHS, found, metrics, only, run, told

ONES = [0.5] * 10
HISTOGRAM = json.dumps({"_type": "histogram", "values": [1], "bins": [0, 1]})
IMAGE = json.dumps({"_type": "image-file", "path": "media/images/a.png"})
STEPS = [*range(1, 21)]


@pytest.mark.parametrize(
    ("declared", "value", "right"),
    [
        ("scalar", 1.0, True),
        ("scalar", "high", False),
        ("scalar", HISTOGRAM, False),
        ("text", "high", True),
        ("text", 1.0, False),
        ("histogram", HISTOGRAM, True),
        ("histogram", IMAGE, False),
        ("image", IMAGE, True),
        ("media", IMAGE, True),
        ("media", 1.0, False),
        ("table", IMAGE, False),
        ("flag", 1.0, True),
        ("event", 0.0, True),
    ],
)
def test_types(declared: str, value: float | str, right: bool) -> None:
    told_of = told(metrics(f"a: {{type: {declared}}}"), run({"a": [value] * 10}))
    assert told_of == ([] if right else [("wrong-type", "error", "a")])


def test_a_metric_without_a_type_is_a_number() -> None:
    one = only(metrics("a:"), run({"a": [HISTOGRAM] * 10}))
    assert one.message == "`a` is declared as scalar and logged as histogram"
    assert one.cure == "log a number, or declare `type: histogram`"


def test_some_values_of_another_type() -> None:
    one = only(metrics("a:"), run({"a": ONES}, odd={"a": 3}))
    assert (one.code, one.rows) == ("wrong-type", 3)
    assert "3 of the 13 values of `a` are no number" in one.message


def test_the_summary_has_types_too() -> None:
    body = metrics("a:", "best: {type: table, every: end}")
    assert told(body, run({"a": ONES}, summary={"best": 3})) == [("wrong-type", "error", "best")]


@pytest.mark.parametrize(
    ("attributes", "values", "strange"),
    [
        ("type: category, values: {0: low, 1: high}", [0, 1] * 5, None),
        ("type: category, values: {0: low, 1: high}", [0, 2] * 5, "2"),
        ("type: category, values: {low: L, high: H}", ["low", "high"] * 5, None),
        ("type: category, values: {low: L, high: H}", ["low", "odd"] * 5, "odd"),
        ("type: flag", [0, 1] * 5, None),
        ("type: flag", [0, 0.5] * 5, "0.5"),
    ],
)
def test_categories_and_flags_have_their_values_alone(
    attributes: str, values: list[float] | list[str], strange: str | None
) -> None:
    told_of = found(metrics(f"a: {{{attributes}}}"), run({"a": values}))
    assert [one.code for one in told_of] == ([] if strange is None else ["wrong-value"])
    assert strange is None or f"was logged as {strange}" in told_of[0].message


def test_a_category_of_numbers_is_logged_as_numbers() -> None:
    body = metrics("a: {type: category, values: {0: low, 1: high}}")
    assert told(body, run({"a": ["low"] * 10})) == [("wrong-type", "error", "a")]


def test_a_range() -> None:
    body = metrics("a: {range: [-1, 1]}", "b: {range: [0, null]}")
    assert told(body, run({"a": [1.0000001] * 10, "b": [1e9] * 10})) == []
    one = only(body, run({"a": [0, 2, -3, *[0] * 7], "b": ONES}))
    assert (one.code, one.level, one.since, one.until, one.rows) == ("out-of-range", "error", 20, 30, 2)
    assert "from -1 to 1 in 2 of 10 values, from step 20 to 30; the worst is -3" in one.message


def test_not_a_number() -> None:
    ended = only(metrics("a:"), run({"a": [*[1.0] * 8, math.nan, math.inf]}))
    assert (ended.code, ended.level, ended.since, ended.until) == ("not-finite", "error", 90, None)
    assert "NaN and infinite in 2 of 10 values, since step 90" in ended.message
    over = only(metrics("a:"), run({"a": [1.0, math.nan, *[1.0] * 8]}))
    assert (over.level, over.since, over.until) == ("warning", 20, 20)


def test_members_of_one_pattern_are_told_together() -> None:
    body = "dimensions: {layer: [1, 2, 3]}\n" + metrics("a/<layer>: {type: histogram}")
    one = only(body, run({f"a/{n}": ONES for n in (1, 2, 3)}))
    assert (one.metric, one.names) == ("a/<layer>", ("a/1", "a/2", "a/3"))
    assert one.message.endswith("; the same of `a/2`, `a/3`")


# --- cadence


@pytest.mark.parametrize(
    ("every", "steps", "said"),
    [
        ("10 steps", TENTHS, None),
        ("10 steps", (1, *TENTHS, 107), None),
        ("5 steps", TENTHS, "every 10 steps"),
        ("20 steps", TENTHS, "every 10 steps"),
        ("step", TENTHS, "every 10 steps"),
        ("once", TENTHS, "logged once, and was logged 10 times"),
        ("end", TENTHS, "at the end, and was logged 10 times"),
        ("2 steps", (2, 100), "was logged 2 times, not 49 times"),
        ("50 steps", (50, 100), None),
        ("once", (1,), None),
    ],
)
def test_cadence(every: str, steps: tuple[int, ...], said: str | None) -> None:
    told_of = found(metrics(f"a: {{every: {every}}}"), run({"a": [0.5] * len(steps)}, steps))
    assert [one.code for one in told_of] == ([] if said is None else ["wrong-cadence"])
    assert said is None or said in told_of[0].message


def test_a_demo_logs_as_often_as_its_scale_says() -> None:
    body = metrics("a: {every: 500 steps}", "b: {every: 10 steps}")
    steps = [*range(1, 51)]
    data = run({"a": {step: 1.0 for step in steps if step % 5 == 0}, "b": [0.5] * 50}, steps)
    scaled = run(
        {"a": {step: 1.0 for step in steps if step % 5 == 0}, "b": [0.5] * 50},
        steps,
        config={"wbgen": {"scale": 0.01}},
    )
    assert told(body, scaled) == []
    assert [one.metric for one in found(body, data)] == ["a", "b"]


def test_epochs_are_counted_by_the_axis() -> None:
    body = "x: train/epoch\n" + metrics(
        "train/epoch: {every: epoch}", "a: {every: epoch}", "b: {every: 5 epochs}"
    )
    rows = [*range(0, 60, 3)]  # several calls of log in each epoch
    epochs = [float(number) for number in range(20)]
    b = {step: 1.0 for number, step in enumerate(rows) if number % 5 == 0}
    assert told(body, run({"train/epoch": epochs, "a": [0.5] * 20, "b": b}, rows)) == []
    twice = {step: 1.0 for number, step in enumerate(rows) if number % 2 == 0}
    assert told(body, run({"train/epoch": epochs, "a": [0.5] * 20, "b": twice}, rows)) == [
        ("wrong-cadence", "warning", "b")
    ]


def test_of_a_sample_no_cadence_is_told() -> None:
    data = run({"a": [0.5] * 500}, [*range(0, 1000, 2)])
    assert told(metrics("a: {every: step}"), data) == [("sampled", "note", None)]


# --- conditions


@pytest.mark.parametrize(
    ("condition", "values", "since"),
    [
        ("above 0.7", [0.1] * 10 + [0.9] * 10, None),
        ("above 0.7", [0.9] * 10 + [0.7] * 10, 11),
        ("below 0.001", [1.0] * 20, 1),
        ("0.01 to 10", [0.01] * 20, None),
        ("is 1", [1.0] * 17 + [0.0] + [1.0] * 2, None),
        ("is 1", [1.0] * 18 + [0.0] * 2, 19),
        ("above 0.7", [0.9] * 19 + [math.nan], None),
    ],
)
def test_healthy(condition: str, values: list[float], since: int | None) -> None:
    told_of = [
        one
        for one in found(metrics(f"a: {{healthy: {condition}}}"), run({"a": values}, STEPS))
        if one.code == "unhealthy"
    ]
    assert [one.since for one in told_of] == ([] if since is None else [since])


def test_a_run_that_goes_on_need_not_be_healthy_yet() -> None:
    data = run({"a": [0.1] * 20}, STEPS, state="running")
    assert told(metrics("a: {healthy: above 1}"), data) == [("unhealthy", "note", "a")]


@pytest.mark.parametrize(
    ("values", "warn", "critical", "since", "until"),
    [
        ([1.0] * 20, None, None, 0, 0),
        ([1.0] * 10 + [20.0] * 10, "warning", "error", 11, None),
        ([20.0] * 2 + [1.0] * 18, "note", "warning", 1, 2),
    ],
)
def test_alarms(
    values: list[float], warn: str | None, critical: str | None, since: int, until: int | None
) -> None:
    for key, code, level in (("warn", "warn", warn), ("critical", "critical", critical)):
        told_of = found(metrics(f"a: {{{key}: {{above 10: Large}}}}"), run({"a": values}, STEPS))
        assert [(one.code, one.level) for one in told_of] == ([] if level is None else [(code, level)])
        assert all((one.since, one.until) == (since, until) for one in told_of)
        assert all(one.message.endswith(": Large") for one in told_of)
