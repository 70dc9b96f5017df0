"""Histograms: one that a run logs, over time; or one that is made of single values."""

from __future__ import annotations

from wbgen.compile.charts.carried import axis_title, labels, scale, title
from wbgen.compile.charts.definition import ChartPanel, definition, history
from wbgen.spec.guide import Panel
from wbgen.spec.models import HistogramPanel
from wbgen.spec.names import short_labels

#: Bars of a histogram of single values, where the author gives no number.
BINS = 30


def histogram_panel(panel: Panel, options: HistogramPanel, x: str) -> ChartPanel:
    """What either histogram needs to draw a panel."""
    return logged(panel, options, x) if panel.logged_histogram else distribution(panel, options)


def logged(panel: Panel, options: HistogramPanel, x: str) -> ChartPanel:
    """A metric of type histogram over the given axis."""
    (metric,) = panel.metrics
    return ChartPanel(
        chart=definition("histogram"),
        query=history(x, metric),
        fields={"x": x},
        strings={
            "title": title(options.title),
            "metric": metric,
            "x_title": axis_title(options.x_title, x),
            "y_title": title(options.y_title, metric),
            "scale": scale(options.log),
        },
    )


def distribution(panel: Panel, options: HistogramPanel) -> ChartPanel:
    """How often each value of some metrics occurs, among logged rows or among the runs' last values."""
    over_runs = options.over == "runs"
    one = len(panel.metrics) == 1
    return ChartPanel(
        chart=definition("distribution"),
        query={"summary": {"keys": list(panel.metrics)}} if over_runs else history(*panel.metrics),
        fields={},
        strings={
            "title": title(options.title),
            "metrics": ",".join(panel.metrics),
            "labels": labels(short_labels(panel.metrics)),
            "by": "run" if one and not over_runs else "metric",
            "bins": str(options.bins or BINS),
            "x_title": title(options.x_title, panel.metrics[0] if one else "value"),
            "y_title": title(options.y_title, "runs" if over_runs else "rows"),
            "scale": scale(options.log),
        },
    )
