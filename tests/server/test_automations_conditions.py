"""Conditions and event filters as pure functions: windows against a naive reference, and hostile filters."""

from __future__ import annotations

import json
import math
import statistics
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.server.automations.conditions import Change, Condition, Threshold, ZScore
from wbgen.server.automations.events import (
    MAX_DEPTH,
    MAX_FILTER,
    MAX_WINDOW,
    EventError,
    MetricEvent,
    StateEvent,
    read_event,
)
from wbgen.server.strict import as_number

AGGREGATED = {"AVERAGE": statistics.fmean, "MIN": min, "MAX": max}
ORDERED = {
    "$gt": lambda a, b: a > b,
    "$gte": lambda a, b: a >= b,
    "$lt": lambda a, b: a < b,
    "$lte": lambda a, b: a <= b,
    "$eq": lambda a, b: a == b,
    "$ne": lambda a, b: a != b,
}

# Whole numbers: sums of them are exact, so that the reference may add in any order.
values = st.lists(st.integers(-50, 50).map(float), max_size=30)
sizes = st.integers(1, 8)
aggregates = st.sampled_from([None, *AGGREGATED])


def aggregated(aggregate: str | None, part: list[float]) -> float:
    return AGGREGATED[aggregate](part) if aggregate else part[-1]


@given(values, aggregates, sizes, st.sampled_from(sorted(ORDERED)), st.integers(-50, 50))
def test_a_threshold_is_compared_with_its_window(
    values: list[float], aggregate: str | None, window: int, comparison: str, threshold: int
) -> None:
    window = window if aggregate else 1
    condition = Threshold("m", aggregate, window, comparison, threshold)
    measured = condition.measure(values)
    if len(values) < window:
        assert measured is None
    else:
        expected = aggregated(aggregate, values[len(values) - window :])
        assert measured == expected
        assert condition.met(expected) == ORDERED[comparison](expected, threshold)


@given(values, aggregates, sizes, sizes, st.booleans(), st.sampled_from(["INCREASE", "DECREASE", "ANY"]))
def test_a_change_is_between_neighbouring_windows(
    values: list[float], aggregate: str | None, window: int, prior: int, relative: bool, direction: str
) -> None:
    window, prior = (window, prior) if aggregate else (1, 1)
    condition = Change("m", aggregate, window, prior, relative, direction, 0.5)
    measured = condition.measure(values)
    if len(values) < window + prior:
        assert measured is None
        return
    split = len(values) - window
    now, before = aggregated(aggregate, values[split:]), aggregated(aggregate, values[split - prior : split])
    if relative and before == 0:
        assert measured is None
        return
    moved = (now - before) / abs(before) if relative else now - before
    assert measured == moved
    far = {"INCREASE": moved, "DECREASE": -moved, "ANY": abs(moved)}[direction]
    assert condition.met(moved) == (far >= 0.5)


@given(values, sizes)
def test_a_z_score_is_against_the_values_before(values: list[float], window: int) -> None:
    measured = ZScore("m", window, 2.0, "ANY").measure(values)
    before = values[-window - 1 : -1]
    if len(values) <= window or len(set(before)) == 1:
        assert measured is None
    else:
        expected = (values[-1] - statistics.fmean(before)) / statistics.pstdev(before)
        assert measured == pytest.approx(expected)


@given(values, st.integers(1, 40))
def test_only_the_reach_matters(values: list[float], size: int) -> None:
    """What a window keeps is enough: older values change nothing."""
    conditions: list[Condition] = [
        Threshold("m", "AVERAGE", size, "$gt", 0),
        Change("m", "MAX", size, 3, False, "ANY", 1),
        ZScore("m", size, 1, "ANY"),
    ]
    for condition in conditions:
        assert condition.measure(values) == condition.measure(values[-condition.reach :])


@pytest.mark.parametrize("odd", [[math.inf, -math.inf], [math.inf, math.inf], [1e308, 1e308, -1e308]])
def test_extreme_values_never_raise(odd: list[float]) -> None:
    for aggregate in AGGREGATED:
        Threshold("m", aggregate, len(odd), "$gt", 0).measure(odd)
        Change("m", aggregate, 1, len(odd) - 1, True, "ANY", 1).measure(odd)
    ZScore("m", len(odd) - 1, 1, "ANY").measure(odd)


def test_an_endless_loss_is_above_every_threshold() -> None:
    condition = Threshold("m", None, 1, "$gt", 10)
    assert condition.measure([math.inf]) == math.inf
    assert condition.met(math.inf)


THRESHOLD = {"name": "loss", "agg_op": "AVERAGE", "window_size": 5, "cmp_op": "$gt", "threshold": 3}
CHANGE = {
    "name": "loss",
    "agg_op": "MIN",
    "current_window_size": 2,
    "prior_window_size": 1,
    "change_type": "RELATIVE",
    "change_dir": "DECREASE",
    "change_amount": 0.25,
}
ZSCORE = {"name": "loss", "window_size": 30, "threshold": 2.5, "change_dir": "INCREASE"}
TYPES = {
    "RUN_METRIC": ("threshold_filter", THRESHOLD),
    "RUN_METRIC_CHANGE": ("change_filter", CHANGE),
    "RUN_METRIC_ZSCORE": ("zscore_filter", ZSCORE),
}


def metric_filter(event_type: str, run_filter: Any = '{"$and":[]}', **changed: Any) -> str:
    member, members = TYPES[event_type]
    return json.dumps({"run_filter": run_filter, "run_metric_filter": {member: members | changed}})


def state_filter(*states: Any) -> str:
    return json.dumps({"run_filter": '{"$and":[]}', "run_state_filter": {"states": states}})


@pytest.mark.parametrize(
    ("event_type", "words"),
    [
        ("RUN_METRIC", "average of the last 5 values of loss > 3"),
        (
            "RUN_METRIC_CHANGE",
            "minimum of the last 2 values of loss falls by 25 % or more against the value before",
        ),
        (
            "RUN_METRIC_ZSCORE",
            "loss is 2.5 or more standard deviations above the mean of the 30 values before",
        ),
    ],
)
def test_metric_events_in_words(event_type: str, words: str) -> None:
    event = read_event(event_type, metric_filter(event_type))
    assert isinstance(event, MetricEvent)
    assert str(event) == words
    assert event.run_filter == {"$and": []}


def test_windows_without_an_aggregate_are_single_values() -> None:
    """The client: "ignored if `agg` is None"."""
    event = read_event("RUN_METRIC", metric_filter("RUN_METRIC", agg_op=None))
    assert isinstance(event, MetricEvent)
    assert event.condition.reach == 1
    assert str(event) == "loss > 3"


def test_state_events() -> None:
    event = read_event("RUN_STATE", state_filter("FINISHED", "FAILED", "FAILED"))
    assert isinstance(event, StateEvent)
    assert event.states == ("FINISHED", "FAILED")
    assert str(event) == "the state of a run becomes finished or failed"


def nested(levels: int) -> str:
    return '{"$and":[' * levels + "]}" * levels


@pytest.mark.parametrize(
    ("event_type", "text"),
    [
        ("CREATE_ARTIFACT", "{}"),
        ("RUN_METRIC", "not JSON"),
        ("RUN_METRIC", "[]"),
        ("RUN_METRIC", "{}"),
        ("RUN_METRIC", '{"run_metric_filter": {"change_filter": {}}}'),
        ("RUN_METRIC", metric_filter("RUN_METRIC", name="")),
        ("RUN_METRIC", metric_filter("RUN_METRIC", name=1)),
        ("RUN_METRIC", metric_filter("RUN_METRIC", window_size=0)),
        ("RUN_METRIC", metric_filter("RUN_METRIC", window_size=True)),
        ("RUN_METRIC", metric_filter("RUN_METRIC", window_size=1.5)),
        ("RUN_METRIC", metric_filter("RUN_METRIC", window_size=MAX_WINDOW + 1)),
        ("RUN_METRIC", metric_filter("RUN_METRIC", threshold=None)),
        ("RUN_METRIC", metric_filter("RUN_METRIC", threshold=True)),
        ("RUN_METRIC", metric_filter("RUN_METRIC").replace("3}", "1e999}")),
        ("RUN_METRIC", metric_filter("RUN_METRIC").replace("3}", "NaN}")),
        ("RUN_METRIC", metric_filter("RUN_METRIC").replace("3}", "9" * 400 + "}")),
        ("RUN_METRIC", metric_filter("RUN_METRIC", cmp_op="$where")),
        ("RUN_METRIC", metric_filter("RUN_METRIC", agg_op="SUM")),
        ("RUN_METRIC", metric_filter("RUN_METRIC", agg_op=["MIN"])),
        ("RUN_METRIC", metric_filter("RUN_METRIC", run_filter={"$and": []})),
        ("RUN_METRIC", metric_filter("RUN_METRIC", run_filter="[]")),
        ("RUN_METRIC", metric_filter("RUN_METRIC", run_filter=nested(MAX_DEPTH))),
        ("RUN_METRIC", metric_filter("RUN_METRIC", run_filter="[" * 30_000)),
        ("RUN_METRIC", metric_filter("RUN_METRIC", name="x" * MAX_FILTER)),
        ("RUN_METRIC", '{"a":' * 10_000),
        ("RUN_METRIC_CHANGE", metric_filter("RUN_METRIC_CHANGE", change_type="LOG")),
        ("RUN_METRIC_CHANGE", metric_filter("RUN_METRIC_CHANGE", change_dir=None)),
        ("RUN_METRIC_ZSCORE", metric_filter("RUN_METRIC_ZSCORE", window_size="30")),
        ("RUN_STATE", "{}"),
        ("RUN_STATE", state_filter()),
        ("RUN_STATE", state_filter("KILLED")),
        ("RUN_STATE", state_filter(["FINISHED"])),
    ],
)
def test_filters_that_are_none_are_refused(event_type: str, text: str) -> None:
    with pytest.raises(EventError):
        read_event(event_type, text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(TYPES)), st.data())
def test_any_member_may_be_anything(event_type: str, data: st.DataObject) -> None:
    """A filter is read or refused; and what is read can be measured and told."""
    changed = data.draw(st.dictionaries(st.sampled_from(sorted(TYPES[event_type][1])), json_values))
    text = metric_filter(event_type, data.draw(json_values | st.just("{}")), **changed)
    try:
        event = read_event(event_type, text)
    except EventError:
        return
    assert isinstance(event, MetricEvent)
    assert str(event)
    event.condition.measure([1.0] * event.condition.reach)


@given(json_values)
def test_numbers_are_floats_or_none(value: Any) -> None:
    number = as_number(value)
    assert number is None or not math.isnan(number)
    assert as_number(10**400) is None
    assert as_number(True) is None
