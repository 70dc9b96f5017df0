"""The forms of W&B let through the runs that the reference lets through."""

from __future__ import annotations

import json

from hypothesis import given, settings

from tests.views.filters.reference import Run, evaluate, mongo_passes, v2_passes
from tests.views.filters.strategies import ANY, NOW, PLAIN, RUNS, WITHIN
from wbgen.spec.expressions import Filter, parse_filter, to_text
from wbgen.spec.expressions.nodes import And, Or
from wbgen.views.filters import FilterError, from_v2, to_mongo, to_v2


@settings(max_examples=500)
@given(PLAIN, RUNS)
def test_a_view_shows_the_runs_of_the_filter(written: Filter, run: Run) -> None:
    assert v2_passes(to_v2(parse_filter(to_text(written))), run, NOW) == evaluate(written, run, NOW)


@settings(max_examples=500)
@given(ANY, RUNS)
def test_the_public_api_finds_the_runs_of_the_filter(written: Filter, run: Run) -> None:
    query = json.loads(json.dumps(to_mongo(parse_filter(to_text(written)), now=NOW)))
    assert mongo_passes(query, run) == evaluate(written, run, NOW)


@settings(max_examples=500)
@given(PLAIN, RUNS)
def test_what_is_decoded_means_the_same(written: Filter, run: Run) -> None:
    decoded = from_v2(json.loads(json.dumps(to_v2(written))))
    assert decoded is not None
    assert evaluate(decoded, run, NOW) == evaluate(written, run, NOW)


@given(PLAIN)
def test_what_is_decoded_is_encoded_the_same(written: Filter) -> None:
    encoded = to_v2(written)
    decoded = from_v2(encoded)
    assert decoded is not None
    assert to_v2(decoded) == encoded
    assert parse_filter(to_text(decoded)) == decoded


@given(WITHIN, RUNS)
def test_the_last_days_are_those_before_now(written: Filter, run: Run) -> None:
    for node in (written, And((written, written)), Or((written, written))):
        assert v2_passes(to_v2(node), run, NOW) == evaluate(node, run, NOW)
    assert from_v2(to_v2(written)) is not None


@given(ANY)
def test_a_view_holds_one_level_of_groups_or_an_error_says_why(written: Filter) -> None:
    if cure := cure_of(written):
        assert "`" in cure
        return
    for item in to_v2(written)["filters"]:  # type: ignore[union-attr]
        assert isinstance(item, dict)
        assert all("filters" not in inner for inner in item.get("filters", []))  # type: ignore[operator,union-attr]


def cure_of(written: Filter) -> str | None:
    try:
        to_v2(written)
    except FilterError as error:
        return error.cure
    return None
