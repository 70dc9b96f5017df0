"""Filters and orders of runs, measured against the plain reference of the filters' own tests."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.views.filters.reference import evaluate
from tests.views.filters.strategies import ANY, NOW, RUNS
from wbgen.server.filters import in_order, matches, matching, parse
from wbgen.server.resources.terms import LOCAL, Refusal
from wbgen.server.store.runs import Run
from wbgen.spec.expressions.nodes import Filter
from wbgen.views.filters import FilterError, to_mongo

PLAIN = Run(
    number=1,
    id="r",
    project_id="p",
    name="abc",
    display_name="first",
    state="finished",
    group="g",
    job_type="train",
    notes="",
    description="",
    tags=("a", "b"),
    sweep=None,
    config=json.dumps({"lr": {"value": 0.1}, "model": {"value": {"depth": 2}}, "a.b": {"value": 3}}),
    summary=json.dumps({"loss": {"min": 0.5}, "acc": 1, "bad": "NaN", "_runtime": 12}),
    host="here",
    program="",
    repo="",
    commit="",
    created_at="2026-01-20T12:00:00.500000Z",
    heartbeat_at="2026-01-20T12:00:00.500000Z",
    exit_code=0,
    stopping=False,
)

#: How the reference's names of attributes are ours.
NAMES = {
    "name": "name",
    "displayName": "display_name",
    "state": "state",
    "group": "group",
    "jobType": "job_type",
    "host": "host",
    "createdAt": "created_at",
}


def kept(run: dict[str, Any]) -> tuple[Run, dict[str, Any]]:
    """A run of the reference as the server keeps it, and what the reference then sees in it."""
    config = {key: {"value": value} for key, value in run.get("config", {}).items()}
    summary = run.get("summary_metrics", {}) | (
        {"_runtime": run["duration"]} if run.get("duration") is not None else {}
    )
    fields: dict[str, Any] = {ours: run[theirs] for theirs, ours in NAMES.items() if run.get(theirs)}
    if run.get("tags"):
        fields["tags"] = tuple(run["tags"])
    ours = replace(PLAIN, config=json.dumps(config), summary=json.dumps(summary), **fields)
    seen = {theirs: getattr(ours, name) for theirs, name in NAMES.items()}
    return ours, {
        **seen,
        "config": run.get("config", {}),
        "summary_metrics": summary,
        "tags": list(ours.tags),
        "username": LOCAL,
        "sweep": None,
        "duration": summary.get("_runtime"),
    }


@given(ANY, RUNS)
def test_filters_mean_what_they_say(filter_: Filter, drawn: dict[str, Any]) -> None:
    run, seen = kept(drawn)
    try:
        query = to_mongo(filter_, now=NOW)
    except FilterError:
        return
    assert matches(query, run) == evaluate(filter_, seen, NOW)


@pytest.mark.parametrize(
    ("query", "passes"),
    [
        ({}, True),
        ({"config.lr": 0.1}, True),
        ({"config.lr.value": 0.1}, True),
        ({"config.model.depth": {"$gte": 2}}, True),
        ({"config.model.value.depth": 2}, True),
        ({"config.a.b": 3}, True),
        ({"config.absent": None}, True),
        ({"config.absent": {"$exists": False}}, True),
        ({"config.lr": {"$exists": True, "$lt": 1, "$gt": 0.05}}, True),
        ({"config.lr": {"$not": {"$lt": 1}}}, False),
        ({"summary_metrics.loss.min": {"$lte": 0.5}}, True),
        ({"summary_metrics.bad": {"$lt": 1}}, False),
        ({"summary_metrics.acc": True}, False),
        ({"tags": "a"}, True),
        ({"tags": {"$in": ["x", "b"]}}, True),
        ({"tags": {"$nin": ["x"]}}, True),
        ({"display_name": {"$regex": "^fi"}}, True),
        ({"$or": [{"state": "running"}, {"name": "abc"}]}, True),
        ({"$nor": [{"state": "running"}, {"name": "abc"}]}, False),
        ({"$and": [{"state": "finished"}, {"$not": {"name": "abc"}}]}, False),
        ({"createdAt": {"$gt": "2026-01-20T12:00:00Z"}}, True),
        ({"created_at": {"$lt": "2026-01-20T14:00:00.4+02:00"}}, False),
        ({"duration": {"$gte": 12}}, True),
        ({"sweep": None}, True),
        ({"nothing.known": 1}, False),
    ],
)
def test_queries(query: dict[str, Any], passes: bool) -> None:
    assert matches(query, PLAIN) is passes


@pytest.mark.parametrize(
    "query",
    [
        "[]",
        "1",
        '{"$where": "1"}',
        '{"$and": {}}',
        '{"$or": [1]}',
        '{"a": {"$in": 1}}',
        '{"a": {"$strange": 1}}',
        '{"state": {"$regex": "("}}',
        '{"state": {"$regex": 1}}',
        '{"$and": [' * 60 + "{}" + "]}" * 60,
        "{",
        "[" * 100_000,
        "{" + " " * 300_000 + "}",
    ],
    ids=lambda query: query[:20],
)
def test_what_is_no_filter_is_refused(query: str) -> None:
    with pytest.raises(Refusal):
        matching([PLAIN], query)


NAMES_IN_QUERIES = st.sampled_from(
    ["$and", "$or", "$not", "$in", "$lt", "$regex", "config.lr", "tags", "createdAt"]
)
QUERIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("$alr.config", max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES_IN_QUERIES, inner, max_size=3),
)


@given(QUERIES)
def test_any_query_is_answered_or_refused(query: Any) -> None:
    with contextlib.suppress(Refusal):
        matching([PLAIN], json.dumps(query))


def test_orders() -> None:
    losses = {"a": 3, "b": None, "c": 1, "d": "text", "e": 2}
    runs = [
        replace(PLAIN, name=name, summary=json.dumps({} if loss is None else {"loss": loss}))
        for name, loss in losses.items()
    ]

    def ordered(order: str | None) -> str:
        return "".join(run.name for run in in_order(runs, order))

    assert ordered("+summary_metrics.loss") == "ceadb"
    assert ordered("-summary_metrics.loss") == "daecb"
    assert ordered("summary_metrics.loss") == "ceadb"
    assert ordered(None) == ordered("+created_at") == "abcde"
    assert ordered("-created_at") == "abcde", "equals stay in their order"
    assert ordered("config.lr.value") == "abcde"


def test_no_filter_is_all() -> None:
    assert parse(None) == parse("") == parse("{}") == {}
    assert matching([PLAIN], None) == [PLAIN]


@pytest.mark.parametrize("value", ["b", 1, 1.0, True, None, ["b"], ["x", 1], [["b"]], {"k": ["b"]}])
def test_choices_that_are_looked_up_are_those_that_equal(value: Any) -> None:
    choices = ["a", "b", 1, None, ["b"], {"k": ["b"]}]
    run = replace(PLAIN, config=json.dumps({"v": {"value": value}}))
    for query in ({"config.v": {"$in": choices}}, {"$nor": [{"config.v": {"$nin": choices}}]}):
        assert bool(matching([run], json.dumps(query))) == matches(query, run)
