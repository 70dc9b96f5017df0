"""Lines over one or two y axes, with everything that is drawn across them."""

from __future__ import annotations

from wbgen.compile.charts.carried import axis_title, labels, numbers, scale, title
from wbgen.compile.charts.definition import ChartPanel, history, lines_chart
from wbgen.spec.guide import Band, Panel
from wbgen.spec.models import LinePanel
from wbgen.spec.names import short_labels

#: The colour of a band by the condition it comes from: mid-tones, legible on light and on dark.
BAND_COLORS = {"healthy": "#2fa37c", "warn": "#c98a1b", "critical": "#d1495b", None: "#5b8bd0"}

#: What the legend says of metrics on the second axis.
ON_THE_RIGHT = "{} (right)"


def lines_panel(panel: Panel, options: LinePanel, x: str) -> ChartPanel:
    """What the chart of lines needs to draw a panel over the given axis."""
    events = (panel.events,) if panel.events else ()
    return ChartPanel(
        chart=lines_chart(),
        query=history(x, *panel.metrics, *panel.right, *events),
        fields={"x": x},
        strings={
            "title": title(options.title),
            "x_title": axis_title(options.x_title, x),
            "y_title": title(options.y_title),
            "y_scale": scale(options.y_log),
            **series(panel),
            "y2_title": title(options.y2_title),
            "y2_scale": scale(options.y2_log),
            **marks(panel),
            **bands(panel.bands),
        },
    )


def series(panel: Panel) -> dict[str, str]:
    """The metrics of both axes with their labels; ``single``: one metric, so that colours tell runs apart."""
    short = short_labels((*panel.metrics, *panel.right))
    left, right = short[: len(panel.metrics)], short[len(panel.metrics) :]
    return {
        "metrics": ",".join(panel.metrics),
        "labels": labels(left),
        "right": ",".join(panel.right),
        "right_labels": labels(ON_THE_RIGHT.format(label) for label in right),
        "single": "yes" if len(short) == 1 else "no",
    }


def marks(panel: Panel) -> dict[str, str]:
    """Threshold lines, the boundaries of a schedule, and events."""
    boundaries = panel.schedule.boundaries if panel.schedule else ()
    return {
        "thresholds": numbers(line.at for line in panel.thresholds),
        "threshold_labels": labels(line.label for line in panel.thresholds),
        "boundaries": ",".join(str(step) for step, _ in boundaries),
        "boundary_labels": labels(label for _, label in boundaries),
        "events": panel.events or "",
        "events_label": title(panel.events),
    }


def bands(given: tuple[Band, ...]) -> dict[str, str]:
    """Bands by their bounds, labels and colours."""
    return {
        "bands_from": numbers(band.low for band in given),
        "bands_to": numbers(band.high for band in given),
        "band_labels": labels(band.label for band in given),
        "band_colors": ",".join(BAND_COLORS[band.source] for band in given),
    }
