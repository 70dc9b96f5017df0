"""Filters that others wrote: the official library, the app, older views."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wandb_workspaces import expr

from tests import corpus
from wbgen.spec.expressions import EVERYTHING, parse_filter, to_text
from wbgen.views.filters import from_v2, to_v2

#: Filters in the official library's words, and in ours.
OFFICIAL = {
    "Config('lr') == 0.001 and Metric('State') == 'Finished'": "config.lr == 0.001 and state == finished",
    "Config('lr') >= 0.5 or Summary('loss/total') <= 1": "config.lr >= 0.5 or summary.loss/total <= 1",
    "(Config('a') == 1 or Config('b') == 2) and Config('c') == 3": (
        "(config.a == 1 or config.b == 2) and config.c == 3"
    ),
    "Config('a') == 1 and (Config('b') == 2 and Config('d') == 1 or Config('c') == 3) or Tags() == 'x'": (
        "config.a == 1 and (config.b == 2 and config.d == 1 or config.c == 3) or tags == x"
    ),
    "Tags() in ['best', 'a b']": "tags in [best, 'a b']",
    "Metric('Name') not in ['run-one', 'b']": "name not in [run-one, b]",
    "Metric('CreatedTimestamp') within_last 5 days": "created within last 5 days",
    "Metric('CreatedTimestamp') within_last 90 minutes": "created within last 90 minutes",
    "Metric('CreatedTimestamp') within_last 48 hours": "created within last 2 days",
    "Config('rubric_file') != None": "config.rubric_file is not null",
    "Config('use_lora') == True": "config.use_lora == true",
    "Metric('User') == 'ana' and Metric('JobType') != 'eval'": "user == ana and job_type != eval",
    "Metric('Runtime') >= 3600": "runtime >= 3600",
}


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize(("theirs", "ours"), OFFICIAL.items())
def test_the_official_librarys_filters_are_read_and_written_the_same(theirs: str, ours: str) -> None:
    written = expr.filters_tree_to_v2(expr.expr_to_filters(theirs))
    decoded = from_v2(written)
    assert decoded is not None
    assert to_text(decoded) == ours
    assert to_v2(decoded) == written
    assert to_v2(parse_filter(ours)) == written
    assert json.dumps(to_v2(decoded)) == json.dumps(written)  # the order of keys too


NAMES = st.sampled_from(["lr", "optim.lr", "loss/total", "lm loss"])
VALUES = st.sampled_from([0.001, 1, "a b", "x", True, None, -5])
LISTS = st.lists(VALUES, min_size=1, max_size=3)
LEAVES = st.one_of(
    st.builds(lambda name, value: expr.Config(name) == value, NAMES, VALUES),
    st.builds(lambda name, value: expr.Summary(name) != value, NAMES, VALUES),
    st.builds(lambda name: expr.Summary(name) >= 0.5, NAMES),
    st.builds(lambda name, values: expr.Config(name).isin(values), NAMES, LISTS),
    st.builds(lambda values: expr.Tags().notin(values), LISTS),
    st.builds(lambda value: expr.Metric("State") == value, st.sampled_from(["Finished", "running"])),
    st.builds(lambda amount, unit: expr.Metric("CreatedTimestamp").within_last(amount, unit),
              st.integers(1, 100), st.sampled_from(["minutes", "hours", "days"])),
)  # fmt: skip
SEVERAL = st.lists(LEAVES, min_size=2, max_size=3)
GROUPS = SEVERAL.map(lambda items: expr.Or(*items)) | SEVERAL.map(lambda items: expr.And(*items)) | LEAVES
TREES = st.lists(GROUPS, min_size=2, max_size=3).flatmap(
    lambda items: st.sampled_from([expr.And(*items), expr.Or(*items)])
)


@given(TREES | LEAVES)
def test_whatever_the_official_library_makes_is_kept(theirs: Any) -> None:
    written = expr.filters_tree_to_v2(theirs.to_model())
    decoded = from_v2(written)
    assert decoded is not None
    assert to_v2(decoded) == written
    assert parse_filter(to_text(decoded)) == decoded


@given(TREES)
def test_the_official_library_reads_what_we_write(theirs: Any) -> None:
    decoded = from_v2(expr.filters_tree_to_v2(theirs.to_model()))
    assert decoded is not None
    again = expr.filters_tree_to_v2(expr.expr_to_filters(expr.filters_v2_to_string(to_v2(decoded))))
    assert again == to_v2(decoded)


def leaf(**changes: Any) -> dict[str, Any]:
    item = {"key": {"section": "config", "name": "lr"}, "op": "=", "value": 1, "disabled": False, **changes}
    return {key: value for key, value in item.items() if value != "absent"}


def v2(*items: Any, **more: Any) -> dict[str, Any]:
    return {"filterFormat": "filterV2", "filters": list(items), **more}


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (v2(), ""),
        ({"op": "OR", "filters": [{"op": "AND", "filters": []}]}, ""),
        ({"op": "OR", "filters": [{"op": "AND"}]}, ""),
        ({"op": "AND", "filters": [leaf()]}, "config.lr == 1"),
        ({"op": "OR", "filters": [{"op": "AND", "filters": [leaf(), leaf(op="!=")]}]},
         "config.lr == 1 and config.lr != 1"),
        ({"op": "OR", "filters": [leaf(disabled="absent"), leaf(op="<")]}, "config.lr == 1 or config.lr < 1"),
        (v2(leaf(disabled="absent")), "config.lr == 1"),
        (v2(leaf(), leaf(op=">")), "config.lr == 1 and config.lr > 1"),
        (v2(leaf(), {"filters": []}, leaf(op=">", connector="OR")), "config.lr == 1 or config.lr > 1"),
        (v2({"filters": [{"filters": [leaf()]}]}), "config.lr == 1"),
        (v2(leaf(op="WITHINSECONDS", value=100, key={"section": "run", "name": "createdAt"})),
         "created within last 1.6666666666666667 minutes"),
    ],
)  # fmt: skip
def test_what_the_app_and_older_views_hold_is_read(written: Any, text: str) -> None:
    decoded = from_v2(written)
    assert decoded is not None
    assert to_text(decoded) == text
    if text:
        assert to_v2(parse_filter(text)) == to_v2(decoded)


@pytest.mark.parametrize(
    "written",
    [
        None,
        [],
        {},
        v2(leaf(disabled=True)),
        v2(leaf(op="REGEX", value="x")),
        v2(leaf(op="IN", value=[])),
        v2(leaf(op="IN", value=[[1]])),
        v2(leaf(op="<", value=True)),
        v2(leaf(op="<", value=None)),
        v2(leaf(value={"a": 1})),
        v2(leaf(value="absent")),
        v2(leaf(value=float("nan"))),
        v2(leaf(extra=1)),
        v2(leaf(connector="XOR")),
        v2(leaf(key={"section": "run", "name": "inputArtifacts"})),
        v2(leaf(key={"section": "run", "name": "state"}, value="Finished")),
        v2(leaf(key={"section": "run", "name": "createdAt"}, op=">", value="01/16/2026")),
        v2(leaf(op="WITHINSECONDS", value=60)),
        v2(leaf(), extra=1),
        v2("x"),
        v2(leaf(value="x" * 5000)),
        {"filterFormat": "filterV3", "filters": []},
        {"op": "NOT", "filters": [leaf()]},
        {"op": "AND", "filters": [leaf(), 3]},
    ],
)
def test_what_the_language_has_no_words_for_is_left_alone(written: Any) -> None:
    assert from_v2(written) is None


def deep(levels: int) -> dict[str, Any]:
    item: dict[str, Any] = leaf()
    for _ in range(levels):
        item = {"filters": [item, leaf(connector="OR")]}
    return v2(item)


def test_groups_in_groups_are_read_to_a_depth() -> None:
    assert from_v2(deep(10)) is not None
    assert from_v2(deep(900)) is None


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["AND", "OR", "=", "IN", "filterV2", "config", "run", "state", "WITHINSECONDS"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["op", "filters", "key", "value", "section", "name", "connector", "filterFormat"])
        | st.text(max_size=3), inner, max_size=5),
    max_leaves=15,
)  # fmt: skip


@given(ANY_JSON)
def test_any_json_is_a_filter_or_none(written: Any) -> None:
    decoded = from_v2(written)
    assert decoded is None or decoded == EVERYTHING or parse_filter(to_text(decoded)) == decoded


def filters_of(node: Any) -> Iterator[Any]:
    """The filters of the run sets of a real view."""
    if isinstance(node, dict):
        if "runSets" in node or "filters" in node:
            runsets = node.get("runSets") or [node]
            yield from (
                found["filters"] for found in runsets if isinstance(found, dict) and "filters" in found
            )
        for value in node.values():
            yield from filters_of(value)
    elif isinstance(node, list):
        for value in node:
            yield from filters_of(value)


@pytest.mark.parametrize("path", corpus.files("viewspecs"))
def test_the_filters_of_real_views_are_read(path: Path) -> None:
    found = [filters for filters in filters_of(json.loads(path.read_text())) if isinstance(filters, dict)]
    assert found or "fixture_test_reports" in path.name
    for written in found:
        decoded = from_v2(written)
        assert decoded is not None
        assert "op" in written or to_v2(decoded) == written
