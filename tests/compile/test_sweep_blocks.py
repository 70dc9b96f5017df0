"""The block of a sweep: its words, its grid, the runs that it shows."""

from __future__ import annotations

from typing import Any

import pytest
import wandb_workspaces.reports.v2 as wr
from wandb_workspaces.reports.v2 import interface, internal

from tests.compile.reports import compiled_blocks
from wbgen.spec.expressions import parse_filter
from wbgen.views.filters import to_v2

SEARCH: Any = {
    "title": "Learning *rates*",
    "about": "Which is best?",
    "method": "random",
    "run_cap": 9,
    "metric": {"name": "loss/a", "goal": "minimize"},
    "parameters": {"lr": {"min": 1e-4, "max": 1e-1}},
}
SCRIPTS: Any = {"a.py": {"template": "plain.py.j2"}}


def sweep_blocks(search: Any = SEARCH, **more: Any) -> tuple[str, str, Any]:
    """A sweep's heading, its words and the metadata of its grid."""
    blocks = compiled_blocks([{"sweep": "rates"}], sweeps={"rates": search}, **more)
    heading, words, grid = blocks
    return heading["children"][0]["text"], words["content"], grid["metadata"]


def panels_in(metadata: Any) -> list[Any]:
    """The panels of a grid."""
    found: list[Any] = metadata["panelBankSectionConfig"]["panels"]
    return found


def test_a_sweep_is_told_and_shown() -> None:
    title, words, metadata = sweep_blocks(scripts=SCRIPTS)
    assert title == "Learning *rates*"
    assert "Which is best?\n\nThe search: random, `loss/a` (minimize), at most 9 runs." in words
    assert "| `lr` | 0.0001 to 0.1 |" in words
    assert "Its runs are ranked by `loss/a` (minimize)." in words
    assert "wbgen sweep rates --agents 2" in words
    (runs,) = metadata["runSets"]
    assert runs["filters"] == to_v2(parse_filter("tags in ['sweep:rates']"))
    assert [key["key"]["name"] for key in runs["sort"]["keys"]] == ["loss/a"]
    assert runs["sort"]["keys"][0]["ascending"]
    across, importance, course, _ = panels_in(metadata)
    assert across["config"]["columns"] == [
        {"accessor": "config:lr.value", "log": True},
        {"accessor": "summary:loss/a"},
    ]
    assert importance["config"]["targetKey"] == "loss/a"
    assert course["config"]["showMinYAxisLine"]
    assert (course["config"]["xAxis"], course["config"]["yAxis"]) == ("run:createdAt", "summary:loss/a")


def test_priorities_rank_the_runs_of_a_sweep() -> None:
    priorities = [{"metric": "acc", "take": "best", "want": "above 0.9"}, {"metric": "loss/b"}]
    _, words, _ = sweep_blocks(scripts=SCRIPTS, priorities=priorities)
    assert "ranked by these, in this order: `acc` (best value, above 0.9); `loss/b`." in words


def test_the_runs_of_a_program_are_those_of_sweeps_with_its_values() -> None:
    search = SEARCH | {"program": "own.py", "parameters": {"lr": [0.1, 0.5], "n": {"min": 1, "max": 4}}}
    more: Any = {"config": {"lr": {}, "n": {}}}
    _, _, metadata = sweep_blocks(search, **more)
    told = "sweep is not null and config.lr in [0.1, 0.5] and config.n >= 1 and config.n <= 4"
    assert metadata["runSets"][0]["filters"] == to_v2(parse_filter(told))


SEEDS: Any = {"method": "grid", "metric": "loss/a", "parameters": {"seed": [1, 2, 3], "lr": 0.1}}
SEEDED: Any = {"config": {"lr": {"default": 0.1}, "seed": {"default": 1}}, "scripts": SCRIPTS}


@pytest.mark.parametrize(
    ("run", "parameters", "by"),
    [
        ({"group": "g_lr<lr>"}, {"lr": [0.1, 0.2]}, "group"),
        ({"group": "g_<seed>"}, {"lr": [0.1, 0.2]}, "lr.value"),
        ({}, {}, None),
    ],
)
def test_runs_of_other_seeds_are_drawn_together(run: Any, parameters: Any, by: str | None) -> None:
    search = SEEDS | {"parameters": SEEDS["parameters"] | parameters}
    _, _, metadata = sweep_blocks(search, run=run, **SEEDED)
    grouped = [panel["config"] for panel in panels_in(metadata) if panel["config"].get("groupAgg") == "mean"]
    assert [config.get("groupBy") for config in grouped] == [by, by]
    assert {config["groupArea"] for config in grouped} == {"stddev"}
    assert all(config["aggregate"] for config in grouped)
    kinds = [panel["viewType"] for panel in panels_in(metadata)]
    assert ("Parameter Importance" in kinds) is bool(parameters), "luck is no setting"


def test_seeds_of_settings_that_nothing_tells_apart_are_not_drawn_together() -> None:
    parameters = {"seed": [1, 2], "lr": [0.1, 0.2], "n": [1, 2]}
    config: Any = {**SEEDED["config"], "n": {"default": 1}}
    _, _, metadata = sweep_blocks(SEEDS | {"parameters": parameters}, scripts=SCRIPTS, config=config)
    assert "Bar Chart" not in [panel["viewType"] for panel in panels_in(metadata)]


def test_several_metrics_are_held_against_each_other() -> None:
    search = SEARCH | {
        "metric": None,
        "method": "custom",
        "scheduler": {"engine": "optuna", "source": "s.py"},
        "metrics": [{"name": "loss/a"}, {"name": "acc", "goal": "maximize"}],
    }
    _, _, metadata = sweep_blocks({key: value for key, value in search.items() if value}, scripts=SCRIPTS)
    found = panels_in(metadata)
    kinds = [panel["viewType"] for panel in found]
    assert kinds.count("Parameter Importance") == 2
    against = [panel["config"] for panel in found if panel["viewType"] == "Scatter Plot"][-1]
    assert (against["xAxis"], against["yAxis"]) == ("summary:acc", "summary:loss/a")


def test_the_library_reads_the_grid_of_a_sweep() -> None:
    _, _, grid = compiled_blocks([{"sweep": "rates"}], sweeps={"rates": SEARCH}, scripts=SCRIPTS)
    read = interface.PanelGrid._from_model(internal.PanelGrid.model_validate(grid))
    (runs,) = read.runsets
    assert runs.filters == """Metric("Tags") in ['sweep:rates']"""
    assert [(key.name.name, key.ascending) for key in runs.order] == [("loss/a", True)]
    across, importance, course, comparison = read.panels
    assert [column.metric for column in across.columns] == [wr.Config("lr"), wr.SummaryMetric("loss/a")]
    assert importance.with_respect_to == "loss/a"
    assert course.running_ymin
    assert isinstance(comparison, wr.RunComparer)
    assert [panel.layout.y for panel in read.panels] == [0, 8, 8, 16]


def test_panels_of_a_sweep_stand_apart_and_have_ids_of_their_own() -> None:
    grids = [
        block["metadata"]
        for block in compiled_blocks([{"sweep": "rates"}] * 2, sweeps={"rates": SEARCH}, scripts=SCRIPTS)
        if block["type"] == "panel-grid"
    ]
    ids = [panel["__id__"] for grid in grids for panel in panels_in(grid)]
    assert len(ids) == len({*ids}) > 0
    for grid in grids:
        cells = [
            (x, y)
            for place in (panel["layout"] for panel in panels_in(grid))
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        ]
        assert len(cells) == len({*cells})
        assert max(x for x, _ in cells) < 24
