"""Options of panels that are a choice among fixed words, with every word."""

from typing import Any

import wandb_workspaces.reports.v2 as wr

from tests.dashboards.dashboard import Dashboard, panels

CURVES = """
- {KIND: loss, group: {aggregate: mean, spread: minmax}, font: small, legend: north, points: bucketing,
   smoothing: {weight: 0.1, kind: exponential}}
- {KIND: loss/a, group: {aggregate: min, spread: stddev}, font: medium, legend: south, points: sampling,
   smoothing: {weight: 0.2, kind: time_weighted}}
- {KIND: loss/b, group: {aggregate: max, spread: stderr}, font: large, legend: east,
   smoothing: {weight: 3, kind: gaussian}}
- {KIND: epoch, group: {aggregate: median, spread: none}, font: auto, legend: west,
   smoothing: {weight: 4, kind: average}}
- {KIND: stage, group: {aggregate: sum, spread: samples}, smoothing: {weight: 0, kind: none}}
- {KIND: norm, group: {aggregate: samples},
   marks: {a: solid, b: dashed, c: dotted, d: dotdash, e: dotdotdash, f: points}}
"""


def curves(kind: str, **drawn: str) -> Dashboard:
    """Every choice of lines, or of areas."""

    def plot(metric: str, **options: Any) -> wr.LinePlot:
        return wr.LinePlot(x=None, y=[metric], **options, **drawn)

    def made() -> list[wr.LinePlot]:
        return [
            plot(
                "loss",
                groupby_aggfunc="mean",
                groupby_rangefunc="minmax",
                font_size="small",
                legend_position="north",
                point_visualization_method="bucketing-gorilla",
                smoothing_factor=0.1,
                smoothing_type="exponential",
            ),
            plot(
                "loss/a",
                groupby_aggfunc="min",
                groupby_rangefunc="stddev",
                font_size="medium",
                legend_position="south",
                point_visualization_method="sampling",
                smoothing_factor=0.2,
                smoothing_type="exponentialTimeWeighted",
            ),
            plot(
                "loss/b",
                groupby_aggfunc="max",
                groupby_rangefunc="stderr",
                font_size="large",
                legend_position="east",
                smoothing_factor=3,
                smoothing_type="gaussian",
            ),
            plot(
                "epoch",
                groupby_aggfunc="median",
                groupby_rangefunc="none",
                font_size="auto",
                legend_position="west",
                smoothing_factor=4,
                smoothing_type="average",
            ),
            plot(
                "stage",
                groupby_aggfunc="sum",
                groupby_rangefunc="samples",
                smoothing_factor=0,
                smoothing_type="none",
            ),
            plot(
                "norm",
                groupby_aggfunc="samples",
                line_marks={
                    **{"a": "solid", "b": "dashed", "c": "dotted"},
                    **{"d": "dotdash", "e": "dotdotdash", "f": "points"},
                },
            ),
        ]

    return panels(f"every choice of {kind}s", CURVES.replace("KIND", kind), made)


CHOICES = [
    curves("line"),
    curves("area", plot_type="stacked-area"),
    panels(
        "every choice of bars",
        """
        - {bar: loss, group: {aggregate: mean, spread: minmax}, font: small}
        - {bar: loss/a, group: {aggregate: min, spread: stddev}, font: medium}
        - {bar: loss/b, group: {aggregate: max, spread: stderr}, font: large}
        - {bar: epoch, group: {aggregate: median, spread: none}, font: auto}
        - {bar: stage, group: {aggregate: sum, spread: samples}}
        - {bar: norm, group: {aggregate: samples}}
        """,
        lambda: [
            wr.BarPlot(
                metrics=["loss"], groupby_aggfunc="mean", groupby_rangefunc="minmax", font_size="small"
            ),
            wr.BarPlot(
                metrics=["loss/a"], groupby_aggfunc="min", groupby_rangefunc="stddev", font_size="medium"
            ),
            wr.BarPlot(
                metrics=["loss/b"], groupby_aggfunc="max", groupby_rangefunc="stderr", font_size="large"
            ),
            wr.BarPlot(
                metrics=["epoch"], groupby_aggfunc="median", groupby_rangefunc="none", font_size="auto"
            ),
            wr.BarPlot(metrics=["stage"], groupby_aggfunc="sum", groupby_rangefunc="samples"),
            wr.BarPlot(metrics=["norm"], groupby_aggfunc="samples"),
        ],
    ),
    panels(
        "every choice of numbers",
        """
        - {scalar: loss, aggregate: mean, spread: minmax, font: small}
        - {scalar: loss/a, aggregate: min, spread: stddev, font: medium}
        - {scalar: loss/b, aggregate: max, spread: stderr, font: large}
        - {scalar: epoch, aggregate: median, spread: none, font: auto}
        - {scalar: stage, aggregate: sum, spread: samples}
        - {scalar: norm, aggregate: samples}
        """,
        lambda: [
            wr.ScalarChart(
                metric="loss", groupby_aggfunc="mean", groupby_rangefunc="minmax", font_size="small"
            ),
            wr.ScalarChart(
                metric="loss/a", groupby_aggfunc="min", groupby_rangefunc="stddev", font_size="medium"
            ),
            wr.ScalarChart(
                metric="loss/b", groupby_aggfunc="max", groupby_rangefunc="stderr", font_size="large"
            ),
            wr.ScalarChart(
                metric="epoch", groupby_aggfunc="median", groupby_rangefunc="none", font_size="auto"
            ),
            wr.ScalarChart(metric="stage", groupby_aggfunc="sum", groupby_rangefunc="samples"),
            wr.ScalarChart(metric="norm", groupby_aggfunc="samples"),
        ],
    ),
    panels(
        "every size of the text beside points and axes",
        """
        - {scatter: loss, x: epoch, font: small}
        - {scatter: loss/a, x: epoch, font: medium}
        - {scatter: loss/b, x: epoch, font: large}
        - {scatter: norm, x: epoch, font: auto}
        - {parallel: [loss], font: small}
        - {parallel: [loss/a], font: medium}
        - {parallel: [loss/b], font: large}
        - {parallel: [norm], font: auto}
        """,
        lambda: [
            wr.ScatterPlot(x="epoch", y="loss", font_size="small"),
            wr.ScatterPlot(x="epoch", y="loss/a", font_size="medium"),
            wr.ScatterPlot(x="epoch", y="loss/b", font_size="large"),
            wr.ScatterPlot(x="epoch", y="norm", font_size="auto"),
            wr.ParallelCoordinatesPlot(columns=[wr.ParallelCoordinatesPlotColumn("loss")], font_size="small"),
            wr.ParallelCoordinatesPlot(
                columns=[wr.ParallelCoordinatesPlotColumn("loss/a")], font_size="medium"
            ),
            wr.ParallelCoordinatesPlot(
                columns=[wr.ParallelCoordinatesPlotColumn("loss/b")], font_size="large"
            ),
            wr.ParallelCoordinatesPlot(columns=[wr.ParallelCoordinatesPlotColumn("norm")], font_size="auto"),
        ],
    ),
    panels(
        "every mode and axis of media",
        """
        - {media: samples/images, id: one, mode: gallery, gallery_axis: step}
        - {media: samples/images, id: two, mode: gallery, gallery_axis: index}
        - {media: samples/images, id: three, mode: gallery, gallery_axis: run}
        - {media: samples/depth, id: four, mode: grid, grid_x: step, grid_y: index}
        - {media: samples/depth, id: five, mode: grid, grid_x: index, grid_y: run}
        - {media: samples/depth, id: six, mode: grid, grid_x: run, grid_y: step}
        - {media: samples/depth, id: seven, mode: gallery}
        - {media: samples/depth, id: eight, mode: grid}
        """,
        lambda: [
            wr.MediaBrowser(media_keys=["samples/images"], mode="gallery", gallery_axis="step"),
            wr.MediaBrowser(media_keys=["samples/images"], mode="gallery", gallery_axis="index"),
            wr.MediaBrowser(media_keys=["samples/images"], mode="gallery", gallery_axis="run"),
            wr.MediaBrowser(
                media_keys=["samples/depth"], mode="grid", grid_x_axis="step", grid_y_axis="index"
            ),
            wr.MediaBrowser(
                media_keys=["samples/depth"], mode="grid", grid_x_axis="index", grid_y_axis="run"
            ),
            wr.MediaBrowser(media_keys=["samples/depth"], mode="grid", grid_x_axis="run", grid_y_axis="step"),
            wr.MediaBrowser(media_keys=["samples/depth"], mode="gallery"),
            wr.MediaBrowser(media_keys=["samples/depth"], mode="grid"),
        ],
    ),
]
