"""Lines: every option of theirs."""

import wandb_workspaces.reports.v2 as wr

from tests.dashboards.dashboard import named, panels

LINES = [
    panels(
        "lines",
        """
        - line: loss
        - line: [loss/a, loss/b]
          title: Both losses
          x: epoch
        - line: similarity/layer_<layer>
          x: _runtime
        - line: loss
          id: over-lr
          x: config.optim.lr
        """,
        lambda: [
            wr.LinePlot(x=None, y=["loss"]),
            wr.LinePlot(x="epoch", y=["loss/a", "loss/b"], title="Both losses"),
            wr.LinePlot(x="_runtime", y=["similarity/layer_14", "similarity/layer_15"]),
            wr.LinePlot(x=wr.Config("optim.lr"), y=["loss"]),
        ],
    ),
    panels(
        "line axes",
        """
        - line: loss
          x_range: [0, 1000]
          y_range: [0.5, null]
          x_log: true
          y_log: true
          x_title: across
          y_title: up
        """,
        lambda: [
            wr.LinePlot(
                x=None,
                y=["loss"],
                range_x=(0, 1000),
                range_y=(0.5, None),
                log_x=True,
                log_y=True,
                title_x="across",
                title_y="up",
            )
        ],
    ),
    panels(
        "line smoothing",
        """
        - line: loss
          smoothing: 0.6
        - line: loss/a
          smoothing: {weight: 0.25, kind: time_weighted, original: true}
        - line: loss/b
          smoothing: {weight: 12, kind: gaussian, original: false}
        - line: epoch
          smoothing: {weight: 3, kind: average}
        - line: stage
          smoothing: {weight: 0, kind: none}
        """,
        lambda: [
            wr.LinePlot(x=None, y=["loss"], smoothing_factor=0.6, smoothing_type="exponential"),
            wr.LinePlot(
                x=None,
                y=["loss/a"],
                smoothing_factor=0.25,
                smoothing_type="exponentialTimeWeighted",
                smoothing_show_original=True,
            ),
            wr.LinePlot(
                x=None,
                y=["loss/b"],
                smoothing_factor=12,
                smoothing_type="gaussian",
                smoothing_show_original=False,
            ),
            wr.LinePlot(x=None, y=["epoch"], smoothing_factor=3, smoothing_type="average"),
            wr.LinePlot(x=None, y=["stage"], smoothing_factor=0, smoothing_type="none"),
        ],
    ),
    panels(
        "lines by a pattern of names",
        """
        - line:
          regex: loss/.*
          title: All losses
        """,
        lambda: [wr.LinePlot(x=None, metric_regex="loss/.*", title="All losses")],
    ),
    panels(
        "line expressions",
        """
        - line: [loss/a, loss/b]
          expressions: ["${loss/a} - ${loss/b}"]
          x_expression: _step / 1000
          x_format: datetime
        """,
        lambda: [
            wr.LinePlot(
                x=None,
                y=["loss/a", "loss/b"],
                custom_expressions=["${loss/a} - ${loss/b}"],
                xaxis_expression="_step / 1000",
                xaxis_format="datetime",
            )
        ],
    ),
    panels(
        "line grouping",
        """
        - line: loss
          group: config.optim.lr
        - line: loss/a
          group: {by: run.job_type, aggregate: median, spread: stderr}
        - line: loss/b
          group: {aggregate: max, spread: minmax}
          aggregate: true
        """,
        lambda: [
            wr.LinePlot(x=None, y=["loss"], groupby=wr.Config("optim.lr")),
            wr.LinePlot(
                x=None,
                y=["loss/a"],
                groupby=wr.Metric("JobType"),
                groupby_aggfunc="median",
                groupby_rangefunc="stderr",
            ),
            wr.LinePlot(
                x=None, y=["loss/b"], groupby_aggfunc="max", groupby_rangefunc="minmax", aggregate=True
            ),
        ],
    ),
    panels(
        "line points and runs",
        """
        - line: loss
          points: bucketing
          max_runs: 7
          ignore_outliers: true
        - line: loss/a
          points: sampling
          ignore_outliers: false
        """,
        lambda: [
            wr.LinePlot(
                x=None,
                y=["loss"],
                point_visualization_method="bucketing-gorilla",
                max_runs_to_show=7,
                ignore_outliers=True,
            ),
            wr.LinePlot(x=None, y=["loss/a"], point_visualization_method="sampling", ignore_outliers=False),
        ],
    ),
    panels(
        "line legend and series",
        """
        - line: loss
          font: small
          legend: {position: south, template: "${run:displayName}", fields: ["run:state"]}
          titles: {"a1:loss": First}
          colors: {"a1:loss": "#aa0000", "b2:loss": {color: red, transparentColor: pink}}
          widths: {"a1:loss": 2.5}
          marks: {"a1:loss": dashed, "b2:loss": dotdotdash}
        - line: loss/a
          legend: east
        """,
        lambda: [
            wr.LinePlot(
                x=None,
                y=["loss"],
                font_size="small",
                legend_position="south",
                legend_template="${run:displayName}",
                legend_fields=["run:state"],
                line_titles={"a1:loss": "First"},
                line_colors={
                    "a1:loss": "#aa0000",
                    "b2:loss": {"color": "red", "transparentColor": "pink"},
                },
                line_widths={"a1:loss": 2.5},
                line_marks={"a1:loss": "dashed", "b2:loss": "dotdotdash"},
            ),
            wr.LinePlot(x=None, y=["loss/a"], legend_position="east"),
        ],
    ),
    panels(
        "a line per value of a dimension",
        """
        - line: similarity/layer_<layer>
          each: layer
          title: Layer <layer>
        """,
        lambda: [
            wr.LinePlot(x=None, y=["similarity/layer_14"], title="Layer 14"),
            wr.LinePlot(x=None, y=["similarity/layer_15"], title="Layer 15"),
        ],
    ),
    panels(
        "what W&B gave an id, and what the language has no word for",
        """
        - line: loss
          wandb_id: own-1
          raw: {config: {newOption: 3}, isAuto: false}
        - raw: {viewType: New Panel, __id__: own-2, config: {a: 1}}
        """,
        lambda: [
            named(wr.LinePlot(x=None, y=["loss"]), "own-1"),
            wr.MarkdownPanel(markdown=""),
        ],
        patch={
            "0/config/newOption": 3,
            "0/isAuto": False,
            "1": {"viewType": "New Panel", "__id__": "own-2", "config": {"a": 1}},
        },
    ),
]
