"""Metrics may be called what Polars, Vega, a URL or HTML take for something else."""

from __future__ import annotations

import polars as pl
import pytest

from wbgen.render.drawing import Chart, Nothing
from wbgen.render.kinds import draw_panel
from wbgen.render.scene import Scene, Shown
from wbgen.runs import Run
from wbgen.runs.memory import MemoryRun

NAMES = (
    "*",
    "^a.*$",
    "a b",
    "a.b",
    "a/b",
    "it's",
    '"q"',
    "<b>",
    "a[0]",
    "a\\b",
    "datum",
    "${x}",
    "名前",
    "x",
    "_",
)


def scene() -> Scene:
    columns = {name: [float(at), float(at + 1), None] for at, name in enumerate(NAMES)}
    return Scene((Shown(MemoryRun(Run("r"), pl.DataFrame({"_step": [0, 1, 2], **columns})), "#336699"),))


@pytest.mark.parametrize("name", NAMES)
def test_a_line_is_that_of_its_metric(name: str) -> None:
    body = draw_panel("Run History Line Plot", {"metrics": [name]}, scene()).body
    assert isinstance(body, Chart), body
    assert body.data["lines"]["y"] == [NAMES.index(name), NAMES.index(name) + 1]


def test_all_of_them_in_one_panel() -> None:
    body = draw_panel("Run History Line Plot", {"metrics": list(NAMES)}, scene()).body
    assert isinstance(body, Chart), body
    assert len(body.data["lines"]["y"]) == 2 * len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_custom_chart_has_the_rows_of_its_metric(name: str) -> None:
    query = {"queryFields": [{"name": "runSets", "fields": [history(name)]}]}
    config = {"panelDefId": "wandb/line/v0", "fieldSettings": {"x": "_step", "y": name}, "userQuery": query}
    body = draw_panel("Vega2", config, scene()).body
    assert isinstance(body, Chart), body
    values = [column for column in body.data["wandb"].values() if list(column) == expected(name)]
    assert values, body.data


def history(name: str) -> dict[str, object]:
    return {"name": "history", "args": [{"name": "keys", "value": ["_step", name]}], "fields": []}


def expected(name: str) -> list[float]:
    return [float(NAMES.index(name)), float(NAMES.index(name) + 1)]


def test_a_chart_of_a_metric_that_is_never_finite_says_so() -> None:
    nan = float("nan")
    run = MemoryRun(Run("r"), pl.DataFrame({"_step": [0, 1], "bad": [nan, nan]}))
    query = {"queryFields": [{"name": "runSets", "fields": [history("bad")]}]}
    config = {"panelDefId": "wandb/line/v0", "fieldSettings": {"x": "_step", "y": "bad"}, "userQuery": query}
    body = draw_panel("Vega2", config, Scene((Shown(run, "#336699"),))).body
    assert body == Nothing("All values of `bad` are NaN or infinite.")
