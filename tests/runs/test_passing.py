"""Filters on runs, held against the server's answers to the query of the same filter."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import assume, given

from tests.server.test_filters import PLAIN
from tests.views.filters.strategies import ANY, NOW, RUNS
from wbgen.runs import Run
from wbgen.runs.passing import passes
from wbgen.server.filters import matches
from wbgen.spec.expressions import Filter, parse_filter
from wbgen.views.filters import FilterError, to_mongo


def both(fields: dict[str, Any]) -> tuple[Run, Any]:
    """The same run as it is drawn, and as the server keeps it."""
    config, summary = fields.get("config", {}), dict(fields.get("summary_metrics", {}))
    named = {
        "name": fields.get("displayName") or "first",
        "host": fields.get("host") or "here",
        "group": fields.get("group") or "g",
        "job_type": fields.get("jobType") or "train",
        "state": fields.get("state", "finished"),
        "tags": tuple(fields.get("tags") or ("a", "b")),
        "sweep": fields.get("sweep") or "",
        "created_at": fields.get("createdAt", "2026-01-20T12:00:00Z"),
    }
    drawn = Run(fields.get("name") or "abc", config=config, summary=summary, user="local", **named)
    kept = replace(
        PLAIN,
        name=drawn.id,
        display_name=drawn.name,
        config=json.dumps({key: {"value": value} for key, value in config.items()}),
        summary=json.dumps(summary),
        **{key: value for key, value in named.items() if key not in ("name", "sweep")},
        sweep=drawn.sweep or None,
    )
    return drawn, kept


@given(RUNS, ANY)
def test_a_run_passes_here_as_on_the_server(fields: dict[str, Any], filter_: Filter) -> None:
    drawn, kept = both(fields)
    try:
        query = to_mongo(filter_, now=NOW)
    except FilterError:
        assume(False)
    assert passes(filter_, drawn, NOW) == matches(query, kept)


@pytest.mark.parametrize(
    ("text", "passing"),
    [
        ("config.lr > 0.05", True),
        ("config.model.depth == 2", True),
        ("config.missing > 1", False),
        ("config.missing != 1", True),
        ("not config.missing > 1", False),
        ("summary.loss.total <= 0.5", True),
        ("tags in [best]", True),
        ("tags == other", False),
        ("group is null", True),
        ("state == Finished", True),
        ("runtime > 60", True),
        ("created within last 2 days", True),
        ("not created within last 2 days", False),
        ("created < '2026-01-19T12:00:00+02:00'", False),
        ("name matches '^n.t_[0-9]$' and not name matches 'x'", True),
        ("config.flag == 1", False),
        ("config.flag == true", True),
    ],
)
def test_single_tests(text: str, passing: bool) -> None:
    run = Run(
        "abc",
        name="npt_1",
        config={"lr": 0.1, "model": {"depth": 2}, "flag": True},
        summary={"loss": {"total": 0.5}},
        state="finished",
        tags=("best", "new"),
        runtime=61.0,
        created_at="2026-01-19T11:00:00Z",
    )
    now = datetime(2026, 1, 20, 12, tzinfo=UTC)
    assert passes(parse_filter(text), run, now) is passing
