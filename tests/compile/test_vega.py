"""Charts of the team's own: what they fetch, what they are called, and that the target is left open."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.compile.specs import compiled, panels_of, spec
from wbgen.compile import Resources, compile_guide
from wbgen.spec.read import parse_guide
from wbgen.views.target import ENTITY

CHART = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "data": {"name": "wandb"},
    "mark": "line",
    "encoding": {"x": {"field": "${field:x}"}, "y": {"field": "${field:y}"}},
    "title": "${string:title}",
}
FIELDS = {"x": "_step", "y": "loss/a"}


def query_of(panel: Any) -> Any:
    """The fields under a panel's run sets, by name, with their arguments."""
    (run_sets,) = panel["config"]["userQuery"]["queryFields"]
    return {
        field["name"]: {argument["name"]: argument["value"] for argument in field.get("args") or []}
        for field in run_sets["fields"]
    }


def from_file(folder: Path, chart: Any) -> Resources:
    (folder / "loss curve.vl.json").write_text(json.dumps(chart))
    written = spec([{"vega": "loss curve.vl.json", "fields": FIELDS, "strings": {"title": "Loss"}}])
    return compile_guide(parse_guide(written, folder=folder)[0])


def test_a_file_becomes_a_chart_of_the_target(tmp_path: Path) -> None:
    resources = from_file(tmp_path, CHART)
    (panel,), (chart,) = panels_of(resources), resources.charts
    assert re.fullmatch(r"loss-curve-[0-9a-f]{8}", chart.name)
    assert (chart.title, json.loads(chart.spec)) == ("loss curve", CHART)
    config = panel["config"]
    assert (config["panelDefId"], config["fieldSettings"]) == (f"{ENTITY}/{chart.name}", FIELDS)
    assert config["stringSettings"] == {"title": "Loss"}
    assert query_of(panel)["history"] == {"keys": ["_step", "loss/a"]}
    assert all(view.charts == (chart.name,) for view in resources.views)


def test_the_name_follows_the_content_and_not_the_layout_of_the_file(tmp_path: Path) -> None:
    (chart,) = from_file(tmp_path, CHART).charts
    assert from_file(tmp_path, dict(reversed(CHART.items()))).charts == (chart,)
    assert from_file(tmp_path, {**CHART, "mark": "bar"}).charts[0].name != chart.name


def test_charts_are_told_apart_by_content() -> None:
    inline = [
        {"vega": {**CHART, "mark": mark}, "fields": FIELDS, "id": mark} for mark in ("line", "bar", "area")
    ]
    again = [{"vega": {**CHART, "mark": "bar"}, "fields": FIELDS, "id": "bar2", "layout": [1, 2, 3, 4]}]
    resources = compiled([*inline, *again])
    names = [panel["config"]["panelDefId"] for panel in panels_of(resources)]
    assert len(resources.charts) == 4
    assert len(set(names)) == 4
    assert panels_of(resources)[3]["layout"] == {"x": 1, "y": 2, "w": 3, "h": 4}


def test_a_chart_that_the_server_has_is_no_resource() -> None:
    query = {"history": {"keys": ["loss/a"]}, "config": {}}
    panels: list[Any] = [
        {"vega": "wandb/line/v0", "keys": "loss/*", "id": "a"},
        {"vega": "team/chart", "table": "Name", "id": "b"},
        {"vega": "team/chart", "query": query, "fields": {"x": "lr"}, "id": "c"},
        {"vega": "team/chart", "id": "d"},
    ]
    resources = compiled(panels)
    keys, table, query_panel, bare = panels_of(resources)
    assert resources.charts == ()
    assert keys["config"]["panelDefId"] == "wandb/line/v0"
    assert query_of(keys)["history"] == {"keys": ["loss/a", "loss/b"]}
    assert query_of(table)["summaryTable"] == {"tableKey": "Name"}
    assert query_of(query_panel).keys() == {"history", "config", "id", "name"}
    assert query_of(bare).keys() == {"id", "name"}
