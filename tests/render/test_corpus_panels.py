"""Every line panel and custom chart of the corpus, drawn from runs that log what it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.corpus import files
from tests.render.custom_charts import tabled
from tests.render.line_panels import trained
from tests.render.worlds import scene
from wbgen.render.custom.query import read_query
from wbgen.render.drawing import Chart
from wbgen.render.kinds import draw_panel

SCENES = 3


def panels(node: Any) -> Iterator[dict[str, Any]]:
    """Every panel of a view, in whichever of its forms it stands."""
    if isinstance(node, str) and node.startswith("{"):
        node = json.loads(node)
    if isinstance(node, dict):
        if "viewType" in node and isinstance(node.get("config"), dict):
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for below in node:
            yield from panels(below)


@pytest.mark.parametrize("path", files("viewspecs"))
def test_no_panel_is_silently_empty(path: Path) -> None:
    for panel in panels(json.loads(path.read_text(encoding="utf-8"))):
        config = panel["config"]
        if panel["viewType"] == "Run History Line Plot":
            runs = [trained(f"r{at}", 30, *config["metrics"]) for at in range(SCENES)]
            drawing = draw_panel(panel["viewType"], config, scene(*runs))
            assert isinstance(drawing.body, Chart), drawing
            lines = SCENES * len(config["metrics"])
            assert len(drawing.body.data["series"]["s"]) == lines
            assert set(drawing.body.data["lines"]["s"]) == set(range(lines))
        if panel["viewType"] == "Vega2":
            columns = list(config["fieldSettings"].values())
            (key,) = read_query(config).tables
            shown = scene(tabled("a", columns, [["x"] + [1.0] * (len(columns) - 1)], key))
            drawing = draw_panel("Vega2", config, shown)
            assert isinstance(drawing.body, Chart), drawing
            assert drawing.body.data["wandb"][columns[0]] == ["x"]
