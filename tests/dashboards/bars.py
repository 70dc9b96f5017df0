"""Bars, and single numbers."""

import wandb_workspaces.reports.v2 as wr

from tests.dashboards.dashboard import panels

BARS = [
    panels(
        "bars",
        """
        - bar: [loss, loss/a]
          title: Bars
        - bar: loss/b
          vertical: true
          x_range: [null, 2.5]
          x_title: across
          y_title: up
          max_runs: 3
          max_bars: 4
          font: large
        """,
        lambda: [
            wr.BarPlot(metrics=["loss", "loss/a"], title="Bars"),
            wr.BarPlot(
                metrics=["loss/b"],
                orientation="v",
                range_x=(None, 2.5),
                title_x="across",
                title_y="up",
                max_runs_to_show=3,
                max_bars_to_show=4,
                font_size="large",
            ),
        ],
    ),
    panels(
        "bars of groups",
        """
        - bar: loss
          group: {by: config.lr, aggregate: min, spread: stddev}
        - bar: loss/a
          aggregate: true
          expressions: ["${loss} / 2", "${loss/a}"]
        """,
        lambda: [
            wr.BarPlot(
                metrics=["loss"], groupby="config.lr", groupby_aggfunc="min", groupby_rangefunc="stddev"
            ),
            wr.BarPlot(metrics=["loss/a"], aggregate=True, custom_expressions=["${loss} / 2", "${loss/a}"]),
        ],
    ),
    panels(
        "bars by series",
        """
        - bar: loss
          legend: {template: "${run:displayName}"}
          titles: {"a1:loss": First}
          colors: {"a1:loss": "#00aa00"}
        """,
        lambda: [
            wr.BarPlot(
                metrics=["loss"],
                legend_template="${run:displayName}",
                line_titles={"a1:loss": "First"},
                line_colors={"a1:loss": "#00aa00"},
            )
        ],
    ),
]

SCALARS = [
    panels(
        "numbers",
        """
        - scalar: loss
        - scalar: loss/a
          title: Mean loss
          aggregate: mean
          spread: stddev
        - scalar: loss/b
          expressions: ["${loss/b} * 100"]
          legend: {template: t}
          font: medium
        """,
        lambda: [
            wr.ScalarChart(metric="loss"),
            wr.ScalarChart(
                metric="loss/a", title="Mean loss", groupby_aggfunc="mean", groupby_rangefunc="stddev"
            ),
            wr.ScalarChart(
                metric="loss/b",
                custom_expressions=["${loss/b} * 100"],
                legend_template="t",
                font_size="medium",
            ),
        ],
    ),
    panels(
        "numbers of samples",
        """
        - scalar: loss
          aggregate: sum
        - scalar: loss/a
          aggregate: samples
          spread: samples
        """,
        lambda: [
            wr.ScalarChart(metric="loss", groupby_aggfunc="sum"),
            wr.ScalarChart(metric="loss/a", groupby_aggfunc="samples", groupby_rangefunc="samples"),
        ],
    ),
]
