"""Areas: stacked, and as shares of the whole."""

import wandb_workspaces.reports.v2 as wr

from tests.dashboards.dashboard import panels

AREAS = [
    panels(
        "areas",
        """
        - area: [loss/a, loss/b]
        - area: [loss/a, loss/b]
          id: shares
          percent: true
          title: Shares
          x: epoch
          aggregate: true
        """,
        lambda: [
            wr.LinePlot(x=None, y=["loss/a", "loss/b"], plot_type="stacked-area"),
            wr.LinePlot(
                x="epoch", y=["loss/a", "loss/b"], plot_type="pct-area", title="Shares", aggregate=True
            ),
        ],
    ),
    panels(
        "area axes",
        """
        - area: [loss/a, loss/b]
          x_range: [10, null]
          y_range: [0, 4]
          x_log: true
          y_log: false
          x_title: across
          y_title: up
          x_expression: _step * 2
          x_format: datetime
          smoothing: {weight: 0.5, kind: exponential, original: true}
          ignore_outliers: true
          max_runs: 4
          points: sampling
        """,
        lambda: [
            wr.LinePlot(
                x=None,
                y=["loss/a", "loss/b"],
                plot_type="stacked-area",
                range_x=(10, None),
                range_y=(0, 4),
                log_x=True,
                log_y=False,
                title_x="across",
                title_y="up",
                xaxis_expression="_step * 2",
                xaxis_format="datetime",
                smoothing_factor=0.5,
                smoothing_type="exponential",
                smoothing_show_original=True,
                ignore_outliers=True,
                max_runs_to_show=4,
                point_visualization_method="sampling",
            )
        ],
    ),
    panels(
        "area series",
        """
        - area:
          regex: loss/.*
          expressions: ["${loss/a} * 2"]
          group: {by: run.group, aggregate: mean, spread: none}
          aggregate: true
          font: auto
          legend: {position: west, template: t, fields: [lr]}
          titles: {"a1:loss/a": A}
          colors: {"a1:loss/a": blue}
          widths: {"a1:loss/a": 1}
          marks: {"a1:loss/a": points}
        """,
        lambda: [
            wr.LinePlot(
                x=None,
                plot_type="stacked-area",
                metric_regex="loss/.*",
                custom_expressions=["${loss/a} * 2"],
                groupby="Group",
                groupby_aggfunc="mean",
                groupby_rangefunc="none",
                aggregate=True,
                font_size="auto",
                legend_position="west",
                legend_template="t",
                legend_fields=["lr"],
                line_titles={"a1:loss/a": "A"},
                line_colors={"a1:loss/a": "blue"},
                line_widths={"a1:loss/a": 1},
                line_marks={"a1:loss/a": "points"},
            )
        ],
    ),
]
