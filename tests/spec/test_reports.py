"""Reports in a spec: blocks tied to what they show, run sets found, what is wrong told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from tests.compile.reports import report_spec
from tests.views.filters.strategies import ANY
from wbgen.spec.check_runsets import MAX_TESTS, size_of, unviewable
from wbgen.spec.diagnostics import SpecError
from wbgen.spec.guide import Comparison, Folding, PanelGrid
from wbgen.spec.read import parse_guide
from wbgen.views.filters import FilterError, to_v2

RUNS = {"long": "config.lr >= 0.1", "good": {"where": "state == finished", "title": "Good ones"}}


def blocks(*written: Any, **more: Any) -> tuple[Any, ...]:
    return parse_guide(report_spec([*written], **more))[0].reports[0].blocks


def told(*written: Any, **more: Any) -> list[tuple[str, str]]:
    try:
        parse_guide(report_spec([*written], **more))
    except SpecError as error:
        return [(each.code, each.cure or "") for each in error.diagnostics if each.severity == "error"]
    return []


def test_folded_blocks_are_tied_too() -> None:
    (folding,) = blocks({"h1": "a", "folded": [{"h2": "b", "folded": [{"panels": [{"line": "loss/a"}]}]}]})
    assert isinstance(folding, Folding)
    (inner,) = folding.blocks
    assert isinstance(inner, Folding)
    (grid,) = inner.blocks
    assert isinstance(grid, PanelGrid)
    assert [panel.metrics for panel in grid.panels] == [("loss/a",)]


def test_run_sets_by_name_changed_and_written() -> None:
    uses = ["long", {"name": "good", "order": "-loss/a"}, {"title": "Own", "search": "x"}]
    (grid,) = blocks({"panels": [], "runs": uses}, runs=RUNS)
    named, changed, own = grid.runs
    assert (named.id, named.options.title, named.options.where) == ("long", "long", "config.lr >= 0.1")
    assert (changed.id, changed.options.title, changed.options.order) == ("good", "Good ones", ["-loss/a"])
    assert (own.id, own.options.search) == ("own", "x")


def test_run_sets_are_compared_by_headline_metrics() -> None:
    (block,) = blocks({"compare": ["long", "good"]}, runs=RUNS)
    assert isinstance(block, Comparison)
    assert block.metrics == ("loss/a",)
    (block,) = blocks({"compare": "long", "metrics": "acc"}, runs=RUNS)
    assert block.metrics == ("acc",)


@pytest.mark.parametrize(
    ("written", "code", "cure"),
    [
        ({"panels": [], "runs": "lon"}, "unknown-runs", "`long`"),
        ({"compare": ["long", "nope"]}, "unknown-runs", "run sets: long"),
        ({"panels": [], "runs": {"where": "config.lx > 1"}}, "unknown-config", "add it"),
        ({"panels": [], "runs": {"where": "summary.los > 1"}}, "unknown-metric", "loss"),
        ({"panels": [], "runs": {"where": "state = = 1"}}, "bad-expression", ""),
        ({"panels": [], "runs": {"where": "name matches 'a.*'"}}, "bad-filter", "search"),
        ({"panels": [], "runs": {"where": "not created within last 7 days"}}, "bad-filter", "date"),
        ({"panels": [], "runs": {"group": "config.lx"}}, "unknown-config", "add it"),
        ({"panels": [], "runs": {"order": "-run.stat"}}, "unknown-attribute", "`state`"),
        ({"panels": [], "runs": {"order": "los/a"}}, "unknown-metric", "`loss/a`"),
        ({"panels": [], "runs": {"columns": ["config.lx"]}}, "unknown-config", "add it"),
        ({"panels": [], "runs": {"hidden_runs": "a", "only_runs": "b"}}, "two-kinds", "keep"),
        ({"health": ["flatt"]}, "unknown-rule", "`flat`"),
        ({"gallery": [{"title": "t"}]}, "no-kind", "url"),
        ({"h1": "a", "folded": [{"text": "b", "colour": 1}]}, "unknown-key", "keys here: id, raw, text"),
        ({"h1": "a", "folded": ["tocc"]}, "no-kind", ""),
        ({"text": 5}, "wrong-type", "quotes"),
        ({"code": "a", "language": "rust"}, "not-a-choice", "one of: javascript"),
        ({"panels": [{"line": "los"}]}, "unknown-metric", "loss"),
    ],
)
def test_a_mistake_is_told(written: Any, code: str, cure: str) -> None:
    found = told(written, runs=RUNS, health={"flat": {"when": "loss/a < 0.1"}})
    assert [each for each, _ in found] == [code]
    assert cure in found[0][1]


@given(ANY)
def test_what_views_cannot_hold_is_known_beforehand(filter_: Any) -> None:
    try:
        to_v2(filter_)
        held = True
    except FilterError:
        held = False
    fits = not any(unviewable(filter_)) and size_of(filter_) <= MAX_TESTS
    assert fits == held
