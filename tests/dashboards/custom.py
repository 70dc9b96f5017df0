"""Custom charts of the team's own: on the server, or in the spec."""

import json

import wandb_workspaces.reports.v2 as wr

from tests.dashboards.dashboard import panels

CHART = {
    "mark": "point",
    "data": {"name": "wandb"},
    "encoding": {"x": {"field": "${field:x}", "type": "quantitative"}},
    "title": "${string:title}",
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
                query={"history": {"keys": ["loss", "epoch"]}},
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
    panels(
        "a chart of the team's own in the spec",
        f"- {{id: dots, vega: {json.dumps(CHART)}, fields: {{x: loss}}, strings: {{title: Dots}}}}",
        lambda: [
            wr.CustomChart(
                # The hash is that of the chart as JSON with sorted keys and no spaces.
                chart_name="team/dots-b1f8e106",
                query={"history": {"keys": ["loss"]}},
                chart_fields={"x": "loss"},
                chart_strings={"title": "Dots"},
            )
        ],
    ),
]
