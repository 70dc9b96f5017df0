"""The dashboard of a sweep: what its runs differ in, which panels that makes, and that no text hurts."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.render import trials
from tests.render.worlds import run
from wbgen.compile.sweeps.searched import Together
from wbgen.render.drawing import Chart, Dashboard, Drawn, Grid, Nothing
from wbgen.render.image import dashboard_image
from wbgen.render.page.write import page_html
from wbgen.render.sweeps import Told, metrics_in, searched_in, sweep_dashboard
from wbgen.runs import Run, RunData

NOW = datetime(2026, 2, 1, tzinfo=UTC)

SETTINGS = {
    "method": "bayes",
    "metric": {"name": "best_accuracy", "goal": "maximize"},
    "parameters": {
        "num_steps": {"values": [500, 1000, 2000]},
        "learning_rate": {"min": 0.001, "max": 0.1},
        "image_size": {"values": [256, 512]},
    },
}
SEEDS = {
    "method": "grid",
    "metric": {"name": "best_accuracy", "goal": "maximize"},
    "parameters": {"seed": {"values": [42, 123, 456]}, "image_size": {"value": 256}},
}


def drawn(config: dict[str, Any], runs: Sequence[RunData], told: Told | None = None) -> Dashboard:
    """A sweep with its runs."""
    searched = searched_in(config, [data.run for data in runs])
    return sweep_dashboard(told or Told("A sweep", "How it goes"), searched, runs, now=NOW)


def panels(shown: Dashboard) -> list[Drawn]:
    """The panels of its only section."""
    (section,) = shown.sections
    return list(section.panels)


def test_a_search_is_drawn() -> None:
    found = panels(drawn(SETTINGS, trials.settings()))
    kinds = ["Parallel coordinates", "Parameter importance", "Scatter plot", "Run comparison"]
    assert [panel.kind for panel in found] == kinds
    assert not [panel.title for panel in found if isinstance(panel.drawing.body, Nothing)]
    across, _, course, _ = (panel.drawing.body for panel in found)
    assert isinstance(across, Chart)
    assert across.data["axes"]["title"] == ["num_steps", "learning_rate (log)", "image_size", "best_accuracy"]
    ticks = across.data["ticks"]
    steps = [label for axis, label in zip(ticks["axis"], ticks["label"], strict=True) if axis == "0"]
    assert steps == ["500", "1,000", "2,000"], "the values that were tried"
    assert isinstance(course, Chart)
    assert {*course.data["lines"]["line"]} == {"running max"}
    best = course.data["lines"]["y"]
    assert best == sorted(best)


def test_seeds_are_drawn_together() -> None:
    found = panels(drawn(SEEDS, trials.seeds()))
    assert [panel.kind for panel in found] == ["Bar chart", "Bar chart", "Line plot", "Run comparison"]
    each, all_of_them = (panel.drawing.body for panel in found[:2])
    assert isinstance(each, Chart)
    assert isinstance(all_of_them, Chart)
    values = each.data["bars"]["value"]
    (mean,), (told,) = all_of_them.data["bars"]["value"], all_of_them.data["bars"]["told"]
    assert mean == pytest.approx(sum(values) / 3)
    assert "±" in told


def crashed() -> list[RunData]:
    """Seeds of two rates; of one rate all diverged, one more run crashed before it had a config."""
    config = {"optimizer": "sgd", "_wandb": 1}
    more = [
        run(
            f"r{at}",
            config={**config, "lr": lr, "seed": seed},
            summary={"_timestamp": 1e9 + at, "acc": at, "loss": (1e40 if lr > 1 else 0.1) + seed},
            history={"loss": [1.0, 0.1]},
            created_at=f"2026-01-0{at + 1}T00:00:00Z",
        )
        for at, (lr, seed) in enumerate((lr, seed) for lr in (0.1, 3.5) for seed in (0, 1))
    ]
    return [*more, run("crashed", state="crashed")]


LOSS = {"metric": {"name": "loss"}, "parameters": {"lr": {}, "seed": {}}}


def test_a_run_that_diverged_leaves_room_for_the_others() -> None:
    found = {panel.title: panel.drawing.body for panel in panels(drawn(LOSS, crashed()))}
    for title in ("loss of each run, and the best so far", "loss over the run, mean and spread over seeds"):
        body = found[title]
        assert isinstance(body, Chart)
        assert body.spec["layer"][-2]["encoding"]["y"]["scale"]["type"] == "log"
    near = {panel.title: panel.drawing.body for panel in panels(drawn(LOSS, crashed()[:2]))}
    assert '"log"' not in json.dumps([body.spec for body in near.values() if isinstance(body, Chart)])


def test_titles_tell_panels_apart() -> None:
    titles = [panel.title for panel in panels(drawn(LOSS, crashed()))]
    assert len(titles) == len({*titles})
    assert "Importance for loss" in titles


def test_runs_are_compared_by_what_the_sweep_is_about() -> None:
    body = panels(drawn(LOSS, crashed()))[-1].drawing.body
    assert isinstance(body, Grid)
    names = [row[0] for row in body.rows]
    assert names[:3] == ["loss", "config.lr", "config.seed"]
    assert {*names[3:]} == {"id", "created", "acc"}, "no key of a machine's, and none that one run lacks"
    asked = {**LOSS, "metric": {"name": "_timestamp"}}
    body = panels(drawn(asked, crashed()))[-1].drawing.body
    assert isinstance(body, Grid)
    assert body.rows[0][0] == "_timestamp"


def test_a_sweep_without_runs_has_no_panels() -> None:
    shown = drawn(SETTINGS, [])
    assert panels(shown) == []
    assert shown.sections[0].text == "How it goes"


def test_what_is_told_stands_above_the_panels() -> None:
    table = Grid(("a",), (("1",),) * 3)
    shown = panels(drawn(SETTINGS, trials.settings(), Told("T", "", [("Best", table), ("Again", "`x`")])))
    best, again, first, *_ = shown
    assert (best.y, again.y, first.y) == (0, best.h, best.h + again.h)


# --- what runs differ in


def runs_of(*configs: dict[str, Any], groups: Sequence[str] = ()) -> list[Run]:
    """Runs with these configs."""
    named = [*groups, *[""] * (len(configs) - len(groups))]
    return [
        run(f"r{at}", config=config, group=group).run
        for at, (config, group) in enumerate(zip(configs, named, strict=True))
    ]


def test_parameters_that_vary_within_others_too() -> None:
    config = {
        "parameters": {"optim": {"parameters": {"lr": {"distribution": "log_uniform"}}}, "n": {}, "m": 5}
    }
    runs = runs_of({"optim": {"lr": 0.1}, "n": 1, "m": 1}, {"optim": {"lr": 0.2}, "n": 1, "m": 2})
    assert searched_in(config, runs).parameters == {"optim.lr": True, "m": False}


@pytest.mark.parametrize(
    ("configs", "groups", "together"),
    [
        ([{"seed": 1}, {"seed": 2}], (), Together(None)),
        ([{"seed": 1, "lr": 1}, {"seed": 2, "lr": 2}], (), Together("config.lr")),
        ([{"seed": 1, "lr": 1}, {"seed": 2, "lr": 1}, {"seed": 1, "lr": 2}], "aab", Together("run.group")),
        ([{"seed": 1, "lr": 1}, {"seed": 2, "lr": 1}, {"seed": 1, "lr": 2}], "aaa", Together("config.lr")),
        ([{"seed": 1, "lr": 1, "n": 1}, {"seed": 2, "lr": 2, "n": 2}], (), None),
        ([{"lr": 1}, {"lr": 2}], (), None),
    ],
)
def test_what_runs_of_other_seeds_share(
    configs: list[dict[str, Any]], groups: str, together: Together | None
) -> None:
    config: dict[str, Any] = {"parameters": {"seed": {}, "lr": {}, "n": {}}}
    assert searched_in(config, runs_of(*configs, groups=groups)).together == together


def test_several_metrics_and_none() -> None:
    several = {"metrics": [{"name": "a"}, {"name": "b", "goal": "maximize"}, {"nom": "c"}, 5]}
    assert metrics_in(several) == {"a": False, "b": True}
    assert metrics_in({"metric": "loss"}) == metrics_in({}) == {}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)
KEYS = st.sampled_from(["parameters", "metric", "metrics", "name", "values", "seed", "lr", "min", "max"])
CONFIGS = st.recursive(
    ANYTHING, lambda inner: st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
).filter(lambda found: isinstance(found, dict))


@given(CONFIGS, st.lists(st.dictionaries(KEYS, ANYTHING, max_size=4), max_size=4))
def test_any_config_and_any_runs_can_be_looked_at(config: Any, configs: list[dict[str, Any]]) -> None:
    searched = searched_in(config, runs_of(*configs))
    assert {*searched.seeds} | {*searched.settings} == {*searched.parameters}


# --- strangers


EVIL = "</script><img src=x onerror=alert(1)>[x](javascript:alert(1)) `|` \x1b[31m"


def evil() -> list[RunData]:
    """Runs whose every text is hostile."""
    return [
        run(
            f"r{at}",
            name=EVIL,
            group=EVIL,
            config={EVIL: at, "seed": at},
            summary={EVIL: float(at)},
            history={EVIL: [1.0 * at]},
        )
        for at in range(6)
    ]


def test_texts_of_strangers_are_only_texts() -> None:
    config = {"metric": {"name": EVIL}, "parameters": {EVIL: {}, "seed": {}}}
    table = Grid((EVIL,), ((EVIL,),), more=EVIL)
    shown = drawn(config, evil(), Told(EVIL, "", [(EVIL, table)]))
    page = re.sub(r"<script[ >].*?</script>", "", page_html([shown]), flags=re.DOTALL)
    assert "<img" not in page
    assert 'href="javascript:' not in page
    assert "</script" not in page
    assert "<img" not in dashboard_image(shown, "svg").decode()


ODD = [math.nan, math.inf, -math.inf, 10**400, 1e308, [math.nan], {"a": math.inf}, "x", None, True]


@pytest.mark.parametrize("body", [{}, {"min": math.nan, "max": 10**400}, {"distribution": math.inf}])
@pytest.mark.parametrize("seed", ["seed", "lr"])
def test_what_is_no_number_is_drawn_as_something(body: dict[str, Any], seed: str) -> None:
    config = {"parameters": {seed: body, "n": {"values": [1, 2]}}, "metric": {"name": "loss"}}
    runs = [
        run(f"r{at}", config={seed: value, "n": value}, summary={"loss": value})
        for at, value in enumerate(ODD)
    ]
    searched = searched_in(config, [data.run for data in runs])
    assert {*searched.parameters} == {seed, "n"}
    shown = sweep_dashboard(Told("A sweep", "How it goes"), searched, runs, now=NOW)
    assert panels(shown)
    assert page_html([shown])


def test_one_and_one_point_zero_are_the_same_and_huge_numbers_are_wide() -> None:
    config = {"parameters": {"n": {}, "huge": {}}}
    runs = runs_of({"n": 1, "huge": 10**300}, {"n": 1.0, "huge": 10**308})
    assert searched_in(config, runs).parameters == {"huge": True}
    assert searched_in(config, runs_of({"n": 1}, {"n": True})).parameters == {"n": False}
