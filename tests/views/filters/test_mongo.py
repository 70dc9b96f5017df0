"""Filters as the public API's queries."""

from __future__ import annotations

import json
from datetime import timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from wandb.apis.public import Api

from tests.views.filters.strategies import ANY, NOW
from wbgen.spec.expressions import EVERYTHING, Filter, parse_filter
from wbgen.spec.expressions.nodes import Not
from wbgen.views.filters import FilterError, to_mongo


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("config.lr == 0.1", {"config.lr": 0.1}),
        ("config.optim.name != adam", {"config.optim.name": {"$ne": "adam"}}),
        ("summary.'lm loss' < 1", {"summary_metrics.lm loss": {"$lt": 1}}),
        ("not summary.loss/total < 1", {"summary_metrics.loss/total": {"$gte": 1}}),
        ("state in [finished, Crashed]", {"state": {"$in": ["finished", "crashed"]}}),
        ("tags not in [bad]", {"tags": {"$nin": ["bad"]}}),
        ("name matches '^npt'", {"displayName": {"$regex": "^npt"}}),
        ("not name matches '^npt'", {"$nor": [{"displayName": {"$regex": "^npt"}}]}),
        ("id == x", {"name": "x"}),
        ("user == ana", {"username": "ana"}),
        ("job_type is null", {"jobType": None}),
        ("sweep is not null", {"sweep": {"$ne": None}}),
        ("created within last 7 days", {"createdAt": {"$gte": "2026-01-13T12:00:00Z"}}),
        ("not created within last 90 minutes", {"createdAt": {"$lt": "2026-01-20T10:30:00Z"}}),
        ("created >= '2026-01-16'", {"createdAt": {"$gte": "2026-01-16T00:00:00Z"}}),
        ("created < '2026-01-16T01:00:00+02:00'", {"createdAt": {"$lt": "2026-01-15T23:00:00Z"}}),
        (
            "group == a and (id == x or not config.k)",
            {"$and": [{"group": "a"}, {"$or": [{"name": "x"}, {"config.k": {"$ne": True}}]}]},
        ),
    ],
)
def test_the_query_of_a_filter(text: str, query: dict[str, Any]) -> None:
    assert to_mongo(parse_filter(text), now=NOW) == query


def test_no_filter_is_an_empty_query() -> None:
    assert to_mongo(EVERYTHING, now=NOW) == {}
    with pytest.raises(FilterError, match="no run"):
        to_mongo(Not(EVERYTHING), now=NOW)


def test_the_zone_of_now_does_not_matter() -> None:
    text = parse_filter("created within last 1 hour")
    there = NOW.astimezone(timezone(timedelta(hours=9)))
    assert to_mongo(text, now=there) == to_mongo(text, now=NOW)


@given(ANY)
def test_only_operators_that_the_client_documents_are_used(written: Filter) -> None:
    documented = Api.runs.__doc__ or ""
    query = to_mongo(written, now=NOW)
    json.dumps(query, allow_nan=False)
    for word in words(query):
        assert not word.startswith("$") or f"- `{word}`" in documented


def words(query: Any) -> list[str]:
    if isinstance(query, dict):
        return [*query, *(word for value in query.values() for word in words(value))]
    return [word for value in query for word in words(value)] if isinstance(query, list) else []
