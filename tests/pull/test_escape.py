"""Names that hold what the language would read as a dimension: ``\\<`` in a spec, ``<`` in a view."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.pull.views import built, source_of
from wbgen.compile import compile_guide
from wbgen.spec.read import parse_guide
from wbgen.views.overlay import same

NAME, KEY = "odd/\\<name>", "config.opt\\<name>"

WRITTEN: list[Any] = [
    {"line": NAME, "x": NAME, "group": KEY},
    {"line": "loss", "x": KEY},
    {"line": "loss", "right": [NAME], "annotate": {"events": NAME}, "x": "loss"},
    {"area": [NAME], "x": NAME},
    {"bar": NAME, "group": {"by": KEY, "aggregate": "max"}},
    {"scalar": NAME},
    {"scatter": NAME, "x": KEY, "z": NAME},
    {"parallel": [NAME, {"metric": KEY, "log": True}]},
    {"importance": NAME},
    {"media": NAME},
    {"table": NAME},
    {"histogram": NAME},
    {"histogram": "bins/<layer>"},
    {"heatmap": NAME, "x": NAME},
    {"vega": "team/chart", "keys": NAME, "fields": {"y": NAME}},
    {"vega": "team/chart", "query": {"history": {"keys": [NAME]}, "summary": {"keys": [NAME]}}},
    {"vega": "team/chart", "table": NAME},
]
PANELS = [{**panel, "id": f"p{index}"} for index, panel in enumerate(WRITTEN)]
RUNS = {
    "where": f"summary.{NAME} > 1 and {KEY} == 2",
    "group": [NAME, KEY],
    "order": [f"-{NAME}"],
    "columns": NAME,
    "visible": KEY,
    "hidden": NAME.replace("odd", "other"),
    "column_order": [KEY],
    "widths": {NAME: 100},
}


def spec(**views: Any) -> bytes:
    """A spec whose catalogue knows the names; JSON is YAML."""
    metrics = {name: {"type": "event"} for name in ("loss", NAME, NAME.replace("odd", "other"))}
    head = {
        "wbgen": 1,
        "guide": "g",
        "title": "T",
        "project": "a-project",
        "x": NAME,
        "dimensions": {"layer": [1]},
    }
    metrics["bins/<layer>"] = {"type": "histogram"}
    config = {KEY.removeprefix("config."): {}}
    return json.dumps(
        {**head, "config": config, "metrics": [{"group": "A", "of": metrics}], **views}
    ).encode()


VIEWS = {
    "workspace": {
        "workspaces": {
            "w": {"x": NAME, "runs": RUNS, "sections": [{"title": "S", "x": NAME, "panels": PANELS}]}
        }
    },
    "named run set": {"runs": {"odd": RUNS}, "workspaces": {"w": {"runs": "odd", "sections": []}}},
    "report": {"reports": {"r": {"blocks": [{"panels": PANELS, "runs": [RUNS]}]}}},
}


@pytest.mark.parametrize("kind", VIEWS)
def test_names_are_plain_in_a_view_and_escaped_in_a_spec(kind: str) -> None:
    (view,) = compile_guide(parse_guide(spec(**VIEWS[kind]))[0]).views
    assert "\\" not in json.dumps(view.spec).replace('\\"', "")
    again, text, raw = built(source_of(view.spec))  # type: ignore[arg-type]
    assert same(again, view.spec), text
    assert raw == 0, text
