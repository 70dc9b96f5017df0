"""The generic charts that draw what W&B's panels cannot, by hand: a custom chart and what it is told."""

from typing import Any

import wandb_workspaces.reports.v2 as wr

from tests.dashboards.dashboard import panels

#: The charts as they stand in the team's list of charts. W&B can neither change nor delete one, so that a
#: chart that draws anything else than before has another name.
LINES, HEATMAP = "team/wbgen-lines-3e5bdda9", "team/wbgen-heatmap-f1c1ec42"
HISTOGRAM, DISTRIBUTION = "team/wbgen-histogram-7cfcbaaa", "team/wbgen-distribution-aad6f36a"


def generic(chart: str, query: dict[str, Any], fields: dict[str, str], **strings: str) -> wr.CustomChart:
    """A panel drawn by one of the charts."""
    return wr.CustomChart(chart_name=chart, query=query, chart_fields=fields, chart_strings=strings)


def lines(*keys: str, x: str = "_step", **strings: str) -> wr.CustomChart:
    """A panel of lines with something drawn across them; strings: where they are not empty."""
    return generic(LINES, history(x, *keys), {"x": x}, **{**NO_MARKS, **strings})


def history(*keys: str) -> dict[str, Any]:
    """A query for logged rows."""
    return {"history": {"keys": [*keys]}}


#: What the chart of lines is told where there is nothing to say.
NO_MARKS = {
    **dict.fromkeys(("title", "y_title", "y2_title", "right", "right_labels", "thresholds"), ""),
    **dict.fromkeys(("threshold_labels", "boundaries", "boundary_labels", "events", "events_label"), ""),
    **dict.fromkeys(("bands_from", "bands_to", "band_labels", "band_colors"), ""),
    **{"x_title": "Step", "y_scale": "linear", "y2_scale": "linear", "single": "no"},
}

MARKED_LINES = [
    panels(
        "thresholds and bands",
        """
        - line: loss
          title: Loss
          thresholds: [healthy, 0.2, {at: 0.9, label: too much}]
          bands: [{from: 0.1, to: 0.3, label: good}, {from: 1}, {of: healthy}]
          y_title: up
          y_log: true
        """,
        lambda: [
            lines(
                "loss",
                title="Loss",
                y_title="up",
                y_scale="log",
                metrics="loss",
                labels="loss",
                single="yes",
                thresholds="0.7,0.2,0.9",
                threshold_labels="healthy: below 0.7||too much",
                bands_from="0.1,1,",
                bands_to="0.3,,0.7",
                band_labels="good||healthy: below 0.7",
                band_colors="#5b8bd0,#5b8bd0,#2fa37c",
            )
        ],
    ),
    panels(
        "where warnings begin, with what the catalogue says of them, or other words",
        """
        - line: norm
          thresholds: [warn, {from: critical, label: Stop}]
          bands: [warn, {of: critical, label: Stop}]
        """,
        lambda: [
            lines(
                "norm",
                metrics="norm",
                labels="norm",
                single="yes",
                thresholds="10,100",
                threshold_labels="Grows|Stop",
                bands_from="10,100",
                bands_to=",",
                band_labels="Grows|Stop",
                band_colors="#c98a1b,#d1495b",
            )
        ],
    ),
    panels(
        "warnings by their own words only",
        "- {line: norm, bands: [warn, critical], x: epoch}",
        lambda: [
            lines(
                "norm",
                x="epoch",
                x_title="epoch",
                metrics="norm",
                labels="norm",
                single="yes",
                bands_from="10,100",
                bands_to=",",
                band_labels="Grows|Explodes",
                band_colors="#c98a1b,#d1495b",
            )
        ],
    ),
    panels(
        "two axes, stages and events",
        """
        - line: [loss/a, loss/b]
          right: epoch
          y2_title: epochs
          y2_log: true
          annotate: {schedule: curriculum, events: restart}
        - line: loss
          draw: chart
          x: _runtime
          x_title: Time
        """,
        lambda: [
            lines(
                *("loss/a", "loss/b", "epoch", "restart"),
                metrics="loss/a,loss/b",
                labels="loss/a|loss/b",
                right="epoch",
                right_labels="epoch (right)",
                y2_title="epochs",
                y2_scale="log",
                boundaries="500,1500",
                boundary_labels="student|student 0.5",
                events="restart",
                events_label="restart",
            ),
            lines("loss", x="_runtime", metrics="loss", labels="loss", single="yes", x_title="Time"),
        ],
        top="""
        schedules:
          curriculum: {metric: stage, ratio: loss, stages: "teacher:500,student:1000,student:500:0.5"}
        """,
    ),
    panels(
        "thresholds that runs log themselves",
        """
        - line: loss
          thresholds: healthy
          draw: series
          x_range: [0, 10]
        """,
        lambda: [wr.LinePlot(x=None, y=["loss", "loss/target"], range_x=(0, 10))],
    ),
]

DISTRIBUTIONS = [
    panels(
        "histograms",
        """
        - histogram: grads
          title: Gradients
          x: epoch
          x_title: epochs
          y_title: values
          log: true
        - histogram: [loss/a, loss/b]
          over: runs
          bins: 12
        - histogram: loss
          over: steps
        """,
        lambda: [
            generic(
                *(HISTOGRAM, history("epoch", "grads"), {"x": "epoch"}),
                title="Gradients",
                metric="grads",
                x_title="epochs",
                y_title="values",
                scale="log",
            ),
            generic(
                *(DISTRIBUTION, {"summary": {"keys": ["loss/a", "loss/b"]}}, {}),
                title="",
                metrics="loss/a,loss/b",
                labels="a|b",
                by="metric",
                bins="12",
                x_title="value",
                y_title="runs",
                scale="linear",
            ),
            generic(
                *(DISTRIBUTION, history("loss"), {}),
                title="",
                metrics="loss",
                labels="loss",
                by="run",
                bins="30",
                x_title="loss",
                y_title="rows",
                scale="linear",
            ),
        ],
    ),
    panels(
        "heatmaps",
        """
        - heatmap: similarity/layer_<layer>
          title: Layers
          x: epoch
          x_title: epochs
          log: true
        """,
        lambda: [
            generic(
                *(HEATMAP, history("epoch", "similarity/layer_14", "similarity/layer_15"), {"x": "epoch"}),
                title="Layers",
                metrics="similarity/layer_14,similarity/layer_15",
                labels="layer_14|layer_15",
                x_title="epochs",
                scale="log",
            )
        ],
    ),
]
