"""Run sets: which runs, in which order, grouped how, in which colours."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus import files
from tests.render.worlds import run
from wbgen.compile.runsets import encode_run_set, run_colors
from wbgen.render.colors import PALETTE
from wbgen.render.run_sets.select import Selected, select
from wbgen.runs.memory import MemoryRun
from wbgen.spec.models import RunSet

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
RUNS = (
    run(
        "a",
        name="alpha",
        project="p",
        created_at="2026-01-01",
        config={"lr": 0.1, "model": "cnn"},
        state="finished",
    ),
    run(
        "b",
        name="beta",
        project="p",
        created_at="2026-01-03",
        config={"lr": 0.2, "model": "cnn"},
        state="failed",
    ),
    run("c", name="gamma", project="p", created_at="2026-01-02", config={"model": "mlp"}, state="finished"),
)


def chosen(colors: dict[str, Any] | None = None, view: Any = "workspace", **options: Any) -> Selected:
    """What a run set of the language selects, by way of W&B's JSON of it."""
    said = RunSet(**options)
    body = json.loads(json.dumps(encode_run_set(said, "rs1", "p", view)))
    return select([body], {**run_colors(said, "rs1", view), **(colors or {})}, RUNS, now=NOW)


def ids(selected: Selected) -> str:
    """The runs by their one-letter ids, in order."""
    return "".join(shown.data.run.id for shown in selected.runs)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "bca"),
        ({"order": ["created"]}, "acb"),
        ({"order": ["config.lr"]}, "abc"),
        ({"order": ["-config.lr"]}, "bac"),
        ({"order": ["config.model", "-created"]}, "bac"),
        ({"order": []}, "abc"),
        ({"where": "config.lr > 0.1"}, "b"),
        ({"where": "state == finished or config.lr == 0.2", "order": ["name"]}, "abc"),
        ({"where": "created within last 19 days"}, "bc"),
        ({"search": "TA"}, "b"),
        ({"search": "^(alpha|ga.*)$", "regex": True}, "ca"),
        ({"search": "a("}, ""),
        ({"hidden_runs": ["b"]}, "ca"),
        ({"only_runs": ["c"]}, "c"),
        ({"where": "config.lr > 0.1", "pinned": ["c"], "baseline": "a"}, "cab"),
        ({"where": "config.lr > 0.1", "pinned": ["c"], "hidden_runs": ["c"]}, "b"),
    ],
)
def test_which_runs_in_which_order(options: dict[str, Any], expected: str) -> None:
    assert ids(chosen(**options)) == expected


def test_who_shows_no_run_is_told_why() -> None:
    assert chosen(search="a(").notes == ("None of the 3 runs passes the filter or search of “Run set”.",)
    assert chosen(only_runs=[]).notes == ("All runs of “Run set” are switched off.",)


@pytest.mark.parametrize("view", ["workspace", "report"])
def test_groups_and_their_colours(view: Any) -> None:
    selected = chosen(
        view=view,
        group=["config.model", "config.lr"],
        order=["name"],
        group_colors=[{"path": ["cnn"], "color": "rgb(1, 2, 3)"}, {"path": ["cnn", "0.2"], "color": "#ABC"}],
    )
    assert selected.grouping == ("config:model.value", "config:lr.value")
    model, lr = selected.grouping
    cnn = (model, "cnn")
    assert [shown.group for shown in selected.runs] == [
        (cnn, (lr, "0.1")),
        (cnn, (lr, "0.2")),
        ((model, "mlp"), (lr, "null")),
    ]
    assert [selected.group_colors[shown.group] for shown in selected.runs] == [
        "#010203",
        "#aabbcc",
        PALETTE[2],
    ]


def test_colours_are_given_by_age_but_for_those_written() -> None:
    selected = chosen(order=["name"], colors={"b": "tomato", "c": "url(x)"})
    assert [shown.color for shown in selected.runs] == [PALETTE[0], "#ff6347", PALETTE[1]]


def test_what_is_not_understood_restricts_nothing_and_is_noted() -> None:
    bad = {
        "name": "odd",
        "filters": {
            "filterFormat": "filterV2",
            "filters": [{"key": {"section": "x"}, "op": "~", "value": 1}],
        },
        "search": {"query": "(", "isRegex": True},
        "selections": {"root": 1, "tree": [{"name": "group"}]},
    }
    selected = select([bad], {}, RUNS, now=NOW)
    assert ids(selected) == "abc"
    assert selected.notes == (
        "The filter of “odd” is not understood; runs are shown without it.",
        "The search of “odd” `(` is no regular expression; runs are shown without it.",
        "Which groups of “odd” are switched off is not understood; they are shown.",
    )


def v2(*tests: tuple[str, Any, str, bool]) -> dict[str, Any]:
    """A run set with tests of the learning rate: connector, value, operator, switched off."""
    written = [
        {
            "key": {"section": "config", "name": "lr"},
            "op": op,
            "value": value,
            "disabled": off,
            "connector": connector,
        }
        for connector, value, op, off in tests
    ]
    return {"filters": {"filterFormat": "filterV2", "filters": written}}


def test_tests_that_are_switched_off_are_skipped() -> None:
    off = v2(("AND", 5, "=", True), ("AND", 0.1, "=", False))
    assert ids(select([off], {}, RUNS, now=NOW)) == "a"
    # lr = 0.1 or (off and lr = 0.2)
    either = v2(("AND", 0.1, "=", False), ("OR", 5, "=", True), ("AND", 0.2, "=", False))
    assert ids(select([either], {}, RUNS, now=NOW)) == "ab"


def test_the_older_tree_of_filters_and_capital_states() -> None:
    state = {"key": {"section": "run", "name": "state"}, "op": "IN", "value": ["Finished"], "disabled": False}
    off = {"key": {"section": "run", "name": "name"}, "op": "=", "value": "zzz", "disabled": True}
    old = {"filters": {"op": "OR", "filters": [{"op": "AND", "filters": [state, off]}]}}
    assert ids(select([old], {}, RUNS, now=NOW)) == "ac"


def test_several_run_sets_show_each_run_once() -> None:
    first = {"id": "1", "enabled": False}
    second = {
        "id": "2",
        "selections": {"root": 0, "tree": ["c"]},
        "grouping": [{"section": "run", "name": "state"}],
    }
    selected = select([first, second, {"id": "3"}], {}, RUNS, now=NOW)
    assert ids(selected) == "cab"
    assert selected.grouping == ("run:state",)
    assert [shown.group for shown in selected.runs] == [(("run:state", "finished"),), (), ()]
    assert ids(select([first], {}, RUNS, now=NOW)) == ""
    assert ids(select([], {}, RUNS, now=NOW)) == "abc"


def test_a_run_set_of_another_project_shows_its_runs() -> None:
    other: MemoryRun = run("d", project="q")
    set_of = {"project": {"name": "q", "entityName": "e"}}
    assert ids(select([set_of], {}, (*RUNS, other), now=NOW)) == "d"
    assert ids(select([set_of], {}, RUNS, now=NOW)) == "abc"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = [
    "filters",
    "search",
    "selections",
    "grouping",
    "sort",
    "enabled",
    "pinnedRunIds",
    "baselineRunId",
    "project",
]


@given(
    st.lists(st.dictionaries(st.sampled_from(NAMES), JSON) | JSON, max_size=3),
    st.dictionaries(st.text(), JSON),
)
def test_any_json_is_a_run_set(run_sets: list[Any], colors: dict[str, Any]) -> None:
    selected = select(run_sets, colors, RUNS, now=NOW)
    assert set(ids(selected)) <= set("abc")


@pytest.mark.parametrize("path", files("viewspecs", "*group_colors*.json"))
def test_the_group_colours_of_a_real_workspace(path: Path) -> None:
    section = json.loads(path.read_text(encoding="utf-8"))["section"]
    runs = (
        run("x", group="sweep_alpha", config={"model": "convnext"}),
        run("y", group="sweep_alpha", config={"model": "other"}),
    )
    selected = select(section["runSets"], section["customRunColors"], runs, now=NOW)
    assert list(selected.group_colors.values()) == ["#59a14f", "#4e79a7"]


def test_a_run_keeps_its_colour_as_younger_ones_begin() -> None:
    def colours(*days: int) -> dict[str, str]:
        runs = [run(f"r{day}", created_at=f"2026-01-0{day}T00:00:00") for day in days]
        return {shown.data.run.id: shown.color for shown in select([], {}, runs, now=NOW).runs}

    two, three = colours(2, 1), colours(3, 2, 1)
    assert {id: three[id] for id in two} == two
