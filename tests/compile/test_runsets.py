"""Run sets against the official classes, in reports and workspaces, both ways."""

from __future__ import annotations

import json
from typing import Any

import pytest
import wandb_workspaces.expr as expr
import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws
from hypothesis import given
from hypothesis import strategies as st

from wbgen.compile.decode_runsets import decode_group_colors, decode_run_set
from wbgen.compile.runsets import encode_run_set, run_colors
from wbgen.spec.models import RunSet
from wbgen.views.overlay import leaves, residual, same
from wbgen.views.target import ENTITY

PROJECT = {"name": "p", "entityName": ENTITY, "id": "<project-id>"}


def dump(model: Any) -> Any:
    return json.loads(model.model_dump_json(by_alias=True, exclude_none=True))


REPORT: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"title": "Good", "search": "abc"}, {"name": "Good", "query": "abc"}),
    (
        {"where": "config.lr == 0.1 and state in [finished, crashed]"},
        {"filters": "Config('lr') = 0.1 and State in ['finished', 'crashed']"},
    ),
    (
        {"group": ["config.optim.lr", "group", "loss"]},
        {"groupby": ["config.optim.lr", "group", "summary.loss"]},
    ),
    (
        {"order": ["config.lr", "-loss/a", "-name"]},
        {
            "order": [
                wr.OrderBy(wr.Config("lr"), True),
                wr.OrderBy(wr.SummaryMetric("loss/a")),
                wr.OrderBy("Name"),
            ]
        },
    ),
    (
        {
            "columns": ["loss/a", "run.tags"],
            "visible": ["run.state", "config.lr"],
            "hidden": ["run.name"],
            "column_order": ["run.state"],
            "widths": {"loss/a": 120},
            "lock_columns": True,
        },
        {
            "pinned_columns": ["summary:loss/a", "tags:__ALL__"],
            "visible_columns": ["run:state", "config:lr.value"],
            "hidden_columns": ["run:displayName"],
            "column_order": ["run:state", "run:username"],
            "column_widths": {"summary:loss/a": 120},
            "lock_columns": True,
        },
    ),
    (
        {"hidden_runs": ["a1", "b2"]},
        {"run_settings": {"a1": wr.RunSettings(disabled=True), "b2": wr.RunSettings(disabled=True)}},
    ),
]


@pytest.mark.parametrize(("written", "official"), REPORT, ids=[str(sorted(pair[0])) for pair in REPORT])
def test_a_run_set_of_a_report(written: dict[str, Any], official: dict[str, Any]) -> None:
    by_hand = wr.Runset(**official)
    by_hand._id = "r1"
    made = encode_run_set(RunSet(**written), "r1", "p", "report")
    assert same(made, {**dump(by_hand._to_model()), "project": PROJECT})
    assert decode_run_set(made, "p", "report", "r1") == written


def test_only_the_listed_runs() -> None:
    by_hand = wr.Runset(run_settings={"a1": wr.RunSettings()})
    by_hand._id, by_hand._selections_root = "r1", 0
    made = encode_run_set(RunSet(only_runs=["a1"]), "r1", "p", "report")
    assert same(made, {**dump(by_hand._to_model()), "project": PROJECT})
    assert decode_run_set(made, "p", "report", "r1") == {"only_runs": ["a1"]}


WORKSPACE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"title": "Run set"}, {}),
    ({"search": "a.*", "regex": True}, {"query": "a.*", "regex_query": True}),
    ({"where": "config.lr == 0.1"}, {"filters": [expr.Config("lr") == 0.1]}),
    (
        {"group": ["config.lr", "run.job_type"], "order": ["-loss/a"]},
        {
            "groupby": [expr.Config("lr"), expr.Metric("JobType")],
            "order": [expr.Ordering(expr.Summary("loss/a"), ascending=False)],
        },
    ),
    ({"columns": ["loss/a", "config.lr"]}, {"pinned_columns": ["summary:loss/a", "config:lr.value"]}),
    ({"hidden_runs": ["a1"]}, {"run_settings": {"a1": ws.RunSettings(disabled=True)}}),
    (
        {"group": "config.lr", "group_colors": {"0.1": "#aa0000"}, "colors": {"x1": "#00bb00"}},
        {
            "groupby": [expr.Config("lr")],
            "group_colors": {"0.1": "#aa0000"},
            "run_settings": {"x1": ws.RunSettings(color="#00bb00")},
        },
    ),
    (
        {"group": ["run.sweep", "config.m"], "group_colors": [{"path": ["s", "vit"], "color": "#0c0c0c"}]},
        {
            "groupby": [expr.Metric("Sweep"), expr.Config("m")],
            "group_colors": {ws.GroupPath("s", "vit"): "#0c0c0c"},
        },
    ),
    ({"baseline": "e/q/a1", "pinned": ["e/q/b2"]}, {"baseline_run": "e/q/a1", "pinned_runs": ["e/q/b2"]}),
]


@pytest.mark.parametrize(("written", "official"), WORKSPACE, ids=[str(sorted(pair[0])) for pair in WORKSPACE])
def test_a_run_set_of_a_workspace(written: dict[str, Any], official: dict[str, Any]) -> None:
    view = ws.Workspace(entity="e", project="p", runset_settings=ws.RunsetSettings(**official))
    view._internal_runset_id = "r1"
    section = dump(view._to_model().spec)["section"]
    options = RunSet(**written)
    made = encode_run_set(options, "r1", "p", "workspace")
    (by_hand,) = section["runSets"]
    made["name"] = by_hand["name"]
    assert residual(made, by_hand) == residual(by_hand, made) == {}
    colors = run_colors(options, "r1", "workspace")
    assert colors == {key: color for key, color in section["customRunColors"].items() if color}
    assert decode_group_colors({"group": options.group}, colors, "r1", "workspace") == written.get(
        "group_colors"
    )


def test_groups_of_a_report_have_colours() -> None:
    runset = wr.Runset(name="R", groupby=["config.lr"])
    runset._id = "r1"
    group = interface_group("R", "lr", "0.1")
    grid = wr.PanelGrid(runsets=[runset], custom_run_colors={group: "#aa0000"})
    options = RunSet(title="R", group=["config.lr"], group_colors={"0.1": "#aa0000"})  # type: ignore[arg-type]
    colors = run_colors(options, "r1", "report")
    assert colors == dump(grid._to_model())["metadata"]["customRunColors"]
    assert decode_group_colors({"group": ["config.lr"]}, colors, "r1", "report") == {"0.1": "#aa0000"}


def interface_group(name: str, key: str, value: str) -> Any:
    return wr.RunsetGroup(runset_name=name, keys=(wr.RunsetGroupKey(wr.Config(key), value),))


def test_runs_of_the_project_name_no_entity_yet() -> None:
    made = encode_run_set(RunSet(baseline="a1", pinned=["b2"]), "r1", "p", "workspace")
    assert made["baselineRunId"] == "Run:v1:a1:p:<entity>"
    assert made["pinnedRunIds"] == ["Run:v1:b2:p:<entity>", "Run:v1:a1:p:<entity>"]
    assert decode_run_set(made, "p", "workspace", "r1") == {"baseline": "a1", "pinned": ["b2"]}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "run:state"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["a", "key", "name"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(
    st.sampled_from(REPORT + WORKSPACE),
    st.sampled_from(["report", "workspace"]),
    st.lists(
        st.tuples(
            st.sampled_from(["runFeed", "search", "sort", "selections", "filters", "grouping", "new"]), JSON
        )
    ),
)
def test_any_run_set_is_built_again(pair: Any, where: Any, edits: list[Any]) -> None:
    made = encode_run_set(RunSet(**pair[0]), "r1", "p", where)
    for key, value in edits:
        inner = made.get(key)
        if isinstance(inner, dict) and inner:
            made[key] = {**inner, next(iter(sorted(inner))): value, "extra": value}
        else:
            made[key] = value
    said = decode_run_set(made, "p", where, "r1")
    again = encode_run_set(RunSet(**said), "r1", "p", where)
    assert same(again, made)
    assert leaves(said.get("raw") or {}) <= leaves(made)
