"""Panels that set runs side by side: scatter, parallel coordinates, importance, comparers."""

import wandb_workspaces.reports.v2 as wr

from tests.dashboards.dashboard import panels

SCATTER = [
    panels(
        "scatter",
        """
        - scatter: loss
          x: config.optim.lr
        - scatter: loss/a
          x: run.created
          z: loss/b
          title: Three axes
        """,
        lambda: [
            wr.ScatterPlot(x=wr.Config("optim.lr"), y="loss"),
            wr.ScatterPlot(
                x=wr.Metric("CreatedTimestamp"),
                y=wr.SummaryMetric("loss/a"),
                z=wr.SummaryMetric("loss/b"),
                title="Three axes",
            ),
        ],
    ),
    panels(
        "scatter axes and marks",
        """
        - scatter: loss
          x: config.lr
          z: loss/a
          x_range: [0.001, 1]
          y_range: [0, null]
          z_range: [null, 3]
          x_log: true
          y_log: true
          z_log: false
          min_line: true
          max_line: true
          mean_line: false
          regression: true
          gradient: [{color: "#111111"}, {color: "#ffffff", at: 100}]
          font: small
          legend: {template: "${run:displayName}"}
        """,
        lambda: [
            wr.ScatterPlot(
                x=wr.Config("lr"),
                y="loss",
                z="loss/a",
                range_x=(0.001, 1),
                range_y=(0, None),
                range_z=(None, 3),
                log_x=True,
                log_y=True,
                log_z=False,
                running_ymin=True,
                running_ymax=True,
                running_ymean=False,
                regression=True,
                gradient=[wr.GradientPoint("#111111"), wr.GradientPoint("#ffffff", 100)],
                font_size="small",
                legend_template="${run:displayName}",
            )
        ],
    ),
]

PARALLEL = [
    panels(
        "parallel coordinates",
        """
        - parallel:
            - config.lr
            - {metric: config.optim.beta, name: Beta, inverted: true, log: true}
            - run.runtime
            - loss
          title: Sweep
          gradient: [{color: "#0000ff"}, {color: "#ff0000", at: 50.5}]
          font: auto
        """,
        lambda: [
            wr.ParallelCoordinatesPlot(
                columns=[
                    wr.ParallelCoordinatesPlotColumn(wr.Config("lr")),
                    wr.ParallelCoordinatesPlotColumn(
                        wr.Config("optim.beta"), display_name="Beta", inverted=True, log=True
                    ),
                    wr.ParallelCoordinatesPlotColumn(wr.Metric("Runtime")),
                    wr.ParallelCoordinatesPlotColumn("loss"),
                ],
                title="Sweep",
                gradient=[wr.GradientPoint("#0000ff"), wr.GradientPoint("#ff0000", 50.5)],
                font_size="auto",
            )
        ],
    ),
]

COMPARERS = [
    panels(
        "importance",
        "- importance: loss/a",
        lambda: [wr.ParameterImportancePlot(with_respect_to="loss/a")],
    ),
    panels(
        "comparers",
        """
        - runs: all
        - {runs: differences, id: differing}
        - {runs: split, id: side-by-side}
        - code: split
        - {code: unified, id: as-one}
        """,
        lambda: [
            wr.RunComparer(),
            wr.RunComparer(diff_only=True),
            wr.RunComparer(diff_only="split"),
            wr.CodeComparer(),
            wr.CodeComparer(diff="unified"),
        ],
    ),
]
