"""A row per metric, the value as the colour."""

from __future__ import annotations

from wbgen.compile.charts.carried import axis_title, labels, scale, title
from wbgen.compile.charts.definition import ChartPanel, definition, history
from wbgen.spec.guide import Panel
from wbgen.spec.models import HeatmapPanel
from wbgen.spec.names import short_labels


def heatmap_panel(panel: Panel, options: HeatmapPanel, x: str) -> ChartPanel:
    """What the heatmap needs to draw a panel over the given axis."""
    return ChartPanel(
        chart=definition("heatmap"),
        query=history(x, *panel.metrics),
        fields={"x": x},
        strings={
            "title": title(options.title),
            "metrics": ",".join(panel.metrics),
            "labels": labels(short_labels(panel.metrics)),
            "x_title": axis_title(options.x_title, x),
            "scale": scale(options.log),
        },
    )
