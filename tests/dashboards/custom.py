"""Custom charts: the team's own, and the generic ones for what W&B's panels cannot draw."""

from typing import Any

import wandb_workspaces.reports.v2 as wr

from tests.dashboards.dashboard import ENTITY, panels
from wbgen.compile.charts import definition, lines_chart


def generic(kind: str, query: dict[str, Any], fields: dict[str, str], **strings: str) -> wr.CustomChart:
    """A panel drawn by one of wbgen's own charts."""
    chart = definition(kind)
    return wr.CustomChart(
        chart_name=f"{ENTITY}/{chart.name}", query=query, chart_fields=fields, chart_strings=strings
    )


def lines(*keys: str, x: str = "_step", **strings: str) -> wr.CustomChart:
    """A panel of lines with something drawn across them; strings: where they are not empty."""
    assert lines_chart() == definition("lines")
    return generic("lines", history(x, *keys), {"x": x}, **{**NO_MARKS, **strings})


def history(*keys: str) -> dict[str, Any]:
    return {"history": {"keys": [*keys]}}


#: What the chart of lines is told where there is nothing to say.
NO_MARKS = {
    **dict.fromkeys(("title", "y_title", "y2_title", "right", "right_labels", "thresholds"), ""),
    **dict.fromkeys(("threshold_labels", "boundaries", "boundary_labels", "events", "events_label"), ""),
    **dict.fromkeys(("bands_from", "bands_to", "band_labels", "band_colors"), ""),
    **{"x_title": "Step", "y_scale": "linear", "y2_scale": "linear", "single": "no"},
}

OWN_CHARTS = [
    panels(
        "charts of the team's own",
        """
        - vega: team/scores
          keys: [loss, epoch]
          fields: {x: epoch, y: loss}
          strings: {title: Scores}
        - vega: wandb/line/v0
          table: samples/table
          fields: {x: step, y: value}
        - vega: team/anything
          query: {summary: {keys: [loss]}, config: {keys: [lr]}}
        """,
        lambda: [
            wr.CustomChart(
                chart_name="team/scores",
                query=history("loss", "epoch"),
                chart_fields={"x": "epoch", "y": "loss"},
                chart_strings={"title": "Scores"},
            ),
            wr.CustomChart.from_table(
                "samples/table", chart_fields={"x": "step", "y": "value"}, chart_strings={}
            ),
            wr.CustomChart(
                chart_name="team/anything", query={"summary": {"keys": ["loss"]}, "config": {"keys": ["lr"]}}
            ),
        ],
        patch={"1/config/panelDefId": "wandb/line/v0"},
    ),
]

GENERIC = [
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
                boundaries="500",
                boundary_labels="student",
                events="restart",
                events_label="restart",
            ),
            lines("loss", x="_runtime", metrics="loss", labels="loss", single="yes", x_title="Time"),
        ],
        top="""
        schedules:
          curriculum: {metric: stage, stages: "teacher:500,student:1000"}
        """,
    ),
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
        """,
        lambda: [
            generic(
                *("histogram", history("epoch", "grads"), {"x": "epoch"}),
                title="Gradients",
                metric="grads",
                x_title="epochs",
                y_title="values",
                scale="log",
            ),
            generic(
                *("distribution", {"summary": {"keys": ["loss/a", "loss/b"]}}, {}),
                title="",
                metrics="loss/a,loss/b",
                labels="a|b",
                by="metric",
                bins="12",
                x_title="value",
                y_title="runs",
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
                *("heatmap", history("epoch", "similarity/layer_14", "similarity/layer_15"), {"x": "epoch"}),
                title="Layers",
                metrics="similarity/layer_14,similarity/layer_15",
                labels="layer_14|layer_15",
                x_title="epochs",
                scale="log",
            )
        ],
    ),
]
