"""Panels other than lines and areas."""

from __future__ import annotations

from wbgen.spec.reference.key import Table

TITLE = ("The title above the panel.", "Accuracy by run")
FONT = ("The size of the text.", "large")
LEGEND = ("The words of the legend.", "{template: '${run:displayName}'}")
EXPRESSIONS = ("Computed values, in W&B's own expression language.", "['accuracy * 100']")
GRADIENT = (
    "The colours from the lowest to the highest value.",
    "[{color: '#17bebb'}, {color: '#e4572e', at: 100}]",
)
X = ("The x axis: a metric, `_step` or `_runtime`.", "train/epoch")
X_TITLE = ("The words at the x axis.", "epochs")
Y_TITLE = ("The words at the y axis.", "accuracy")
MEDIA_AXIS = "What the {} of the {} tell apart."

PANELS: Table = {
    "Panel": {
        "id": ("The author's name for the panel, in place of the one made of its kind and metrics.", "loss"),
        "wandb_id": ("W&B's id of a panel that was made elsewhere.", "a1b2c3d4e"),
        "layout": ("Left, top, width and height in a grid of 24 columns.", "[0, 0, 12, 6]"),
        "each": ("A dimension: the panel is made once for each of its values.", "layer"),
        "raw": ("JSON laid over what is made of the panel.", "{config: {someNewOption: true}}"),
    },
    "BarPanel": {
        "bar": ("The metrics whose last values are shown.", "[val/loss, test/loss]"),
        "title": TITLE,
        "expressions": EXPRESSIONS,
        "vertical": ("Whether bars stand upright.", "true"),
        "x_range": ("Where the axis of values begins and ends; `null` leaves an end open.", "[0, 1]"),
        "x_title": X_TITLE,
        "y_title": Y_TITLE,
        "max_runs": ("How many runs are shown at most.", "20"),
        "max_bars": ("How many bars are shown at most.", "20"),
        "group": ("Runs shown as one bar: what by, or a map.", "config.optimizer"),
        "aggregate": ("Whether groups are shown as one bar each.", "true"),
        "font": FONT,
        "legend": LEGEND,
        "titles": ("Names of bars in place of W&B's, by `run-id:metric`.", "{'1x2y3z4w:val/loss': first}"),
        "colors": ("Colours of bars, by `run-id:metric`.", "{'1x2y3z4w:val/loss': '#e4572e'}"),
    },
    "ScalarPanel": {
        "scalar": ("The metric shown as one number.", "val/accuracy"),
        "title": TITLE,
        "aggregate": ("Which number of all the runs.", "max"),
        "spread": ("What is told of how far the runs lie apart.", "stddev"),
        "expressions": EXPRESSIONS,
        "legend": LEGEND,
        "font": FONT,
    },
    "ScatterPanel": {
        "scatter": ("The y axis: a summary value, `config.key` or `run.attribute`.", "val/loss"),
        "title": TITLE,
        "x": ("The x axis, likewise.", "config.learning_rate"),
        "z": ("What the colour tells, likewise.", "run.created"),
        "x_range": ("Where the x axis begins and ends; `null` leaves an end open.", "[1e-5, 1e-2]"),
        "y_range": ("Where the y axis begins and ends; `null` leaves an end open.", "[0, null]"),
        "z_range": ("The values of the first and the last colour.", "[0, 10]"),
        "x_log": ("Whether the x axis is logarithmic.", "true"),
        "y_log": ("Whether the y axis is logarithmic.", "true"),
        "z_log": ("Whether the colours are spread logarithmically.", "true"),
        "min_line": ("Whether a line shows the lowest value so far.", "true"),
        "max_line": ("Whether a line shows the highest value so far.", "true"),
        "mean_line": ("Whether a line shows the mean so far.", "true"),
        "regression": ("Whether a line is fitted to the points.", "true"),
        "gradient": GRADIENT,
        "font": FONT,
        "legend": LEGEND,
    },
    "GradientPoint": {
        "color": ("The colour.", "'#e4572e'"),
        "at": ("Its place in the gradient, from 0 to 100.", "50"),
    },
    "ParallelPanel": {
        "parallel": (
            "The axes from left to right: names, or maps.",
            "[config.learning_rate, {metric: val/loss, log: true}]",
        ),
        "title": TITLE,
        "gradient": GRADIENT,
        "font": FONT,
    },
    "Column": {
        "metric": ("A summary value, `config.key` or `run.attribute`.", "config.learning_rate"),
        "name": ("The words at the axis.", "learning rate"),
        "inverted": ("Whether low values are at the top.", "true"),
        "log": ("Whether the axis is logarithmic.", "true"),
    },
    "ImportancePanel": {
        "importance": ("The metric that hyperparameters are weighed against.", "val/loss"),
    },
    "RunsPanel": {
        "runs": ("What is compared: all values, those that differ, or both in two tables.", "differences"),
    },
    "CodePanel": {
        "code": ("How the code of two runs is laid out.", "unified"),
    },
    "MediaPanel": {
        "media": ("The logged images, audio, video or other media.", "[val/samples]"),
        "title": TITLE,
        "columns": ("How many items stand side by side.", "4"),
        "mode": ("How items are laid out.", "grid"),
        "gallery_axis": ("What the slider of a gallery moves along.", "step"),
        "grid_x": (MEDIA_AXIS.format("columns", "grid"), "run"),
        "grid_y": (MEDIA_AXIS.format("rows", "grid"), "step"),
    },
    "MarkdownPanel": {
        "markdown": ("The text, in Markdown.", "'**Read this first.** The loss should fall.'"),
    },
    "HistogramPanel": {
        "histogram": ("The metrics: logged histograms, or numbers to count.", "train/gradients"),
        "title": TITLE,
        "x": X,
        "x_title": X_TITLE,
        "y_title": Y_TITLE,
        "log": ("Whether counts are on a logarithmic scale.", "true"),
        "bins": ("How many bars the values are counted in.", "30"),
        "over": ("What is counted of numbers: every logged value, or the last of each run.", "runs"),
    },
    "HeatmapPanel": {
        "heatmap": ("The metrics, one row each.", "loss/layer_<layer>"),
        "title": TITLE,
        "x": X,
        "x_title": X_TITLE,
        "log": ("Whether colours are on a logarithmic scale.", "true"),
    },
    "VegaPanel": {
        "vega": (
            "The chart: its name in W&B, a Vega-Lite file beside the spec, or a Vega-Lite map.",
            "charts/pareto.vl.json",
        ),
        "keys": ("Metrics whose logged rows are fetched.", "[train/loss, val/loss]"),
        "table": ("The logged table whose rows are fetched.", "val/predictions"),
        "query": ("Other data, as W&B's query editor says it.", "{summary: {keys: [val/loss]}}"),
        "fields": ("Columns by the chart's names for them.", "{x: _step, y: train/loss}"),
        "strings": ("The chart's texts by its names for them.", "{title: Losses}"),
    },
    "TablePanel": {
        "table": ("The logged table.", "val/predictions"),
    },
    "RawPanel": {
        "raw": (
            "A panel as W&B's own JSON.",
            "{viewType: Some New Plot, config: {metric: train/loss}}",
        ),
    },
}
