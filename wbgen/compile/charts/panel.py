"""Which chart draws a panel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wbgen.compile.charts.definition import ChartPanel
from wbgen.compile.charts.heatmap import heatmap_panel
from wbgen.compile.charts.histogram import histogram_panel
from wbgen.compile.charts.lines import lines_panel
from wbgen.spec import models
from wbgen.spec.guide import Panel

#: What makes the panel of each kind that a generic chart draws.
MAKERS: dict[type[models.Panel], Callable[[Panel, Any, str], ChartPanel]] = {
    models.LinePanel: lines_panel,
    models.HistogramPanel: histogram_panel,
    models.HeatmapPanel: heatmap_panel,
}


def chart_panel(panel: Panel, options: models.Panel, x: str) -> ChartPanel:
    """What the generic chart of a panel's kind needs to draw it over the given axis."""
    return MAKERS[type(options)](panel, options, x)
