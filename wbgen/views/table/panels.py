"""Panels: every kind with its fields; the first field is the one whose name is the kind's."""

from __future__ import annotations

from wbgen.views.codecs import AXIS, COLORS, COLUMN, COLUMNS, GRADIENT, GROUP, ONE_METRIC, only, words
from wbgen.views.table.field import Field, Impact, Kind, Path

COSMETIC, LAYOUT, MEANING = Impact.COSMETIC, Impact.LAYOUT, Impact.MEANING


def config(*keys: str) -> tuple[Path, ...]:
    """The place of one key (or of each of a pair) in a panel's ``config``."""
    return tuple(("config", key) for key in keys)


COMMON = (
    Field("wandb_id", "_id", (("__id__",),), Impact.NONE),
    Field("layout", None, (("layout", "x"), ("layout", "y"), ("layout", "w"), ("layout", "h")), LAYOUT),
)
TITLE = Field("title", "title", config("chartTitle"), COSMETIC)
X_TITLE = Field("x_title", "title_x", config("xAxisTitle"), COSMETIC)
Y_TITLE = Field("y_title", "title_y", config("yAxisTitle"), COSMETIC)
X_RANGE = Field("x_range", "range_x", config("xAxisMin", "xAxisMax"), MEANING)
Y_RANGE = Field("y_range", "range_y", config("yAxisMin", "yAxisMax"), MEANING)
EXPRESSIONS = Field("expressions", "custom_expressions", config("expressions"), MEANING)
MAX_RUNS = Field("max_runs", "max_runs_to_show", config("limit"), MEANING)
FONT = Field("font", "font_size", config("fontSize"), COSMETIC)
GROUPING = (
    Field("group.by", None, config("groupBy"), MEANING, GROUP),
    Field("group.aggregate", "groupby_aggfunc", config("groupAgg"), MEANING),
    Field("group.spread", "groupby_rangefunc", config("groupArea"), MEANING),
    Field("aggregate", "aggregate", config("aggregate"), MEANING),
)
TEMPLATE = Field("legend.template", "legend_template", config("legendTemplate"), COSMETIC)
SERIES_TITLES = Field("titles", "line_titles", config("overrideSeriesTitles"), COSMETIC)
SERIES_COLORS = Field("colors", None, config("overrideColors"), COSMETIC, COLORS)
SMOOTHING = (
    Field("smoothing.weight", "smoothing_factor", config("smoothingWeight"), MEANING),
    Field(
        "smoothing.kind",
        None,
        config("smoothingType"),
        MEANING,
        words({"time_weighted": "exponentialTimeWeighted"}),
    ),
    Field("smoothing.original", "smoothing_show_original", config("showOriginalAfterSmoothing"), COSMETIC),
)
POINTS = words({"bucketing": "bucketing-gorilla"})
CURVE = (
    TITLE,
    Field("regex", "metric_regex", config("metricRegex"), MEANING),
    EXPRESSIONS,
    Field("x", None, config("xAxis"), MEANING, AXIS),
    X_RANGE,
    Y_RANGE,
    Field("x_log", "log_x", config("xLogScale"), MEANING),
    Field("y_log", "log_y", config("yLogScale"), MEANING),
    X_TITLE,
    Y_TITLE,
    Field("x_expression", "xaxis_expression", config("xExpression"), MEANING),
    Field("x_format", "xaxis_format", config("xAxisFormat"), COSMETIC),
    *SMOOTHING,
    Field("ignore_outliers", "ignore_outliers", config("ignoreOutliers"), MEANING),
    MAX_RUNS,
    *GROUPING,
    Field("points", None, config("pointVisualizationMethod"), MEANING, POINTS),
    FONT,
    Field("legend.position", "legend_position", config("legendPosition"), COSMETIC),
    TEMPLATE,
    Field("legend.fields", "legend_fields", config("legendFields"), COSMETIC),
    SERIES_TITLES,
    SERIES_COLORS,
    Field("widths", "line_widths", config("overrideLineWidths"), COSMETIC),
    Field("marks", "line_marks", config("overrideMarks"), COSMETIC),
)

METRICS = config("metrics")

#: The library draws over steps unless told; left out, the axis is the section's.
INHERITED_X = (("x", None),)

PANELS: dict[str, Kind] = {
    "line": Kind(
        "Run History Line Plot",
        "LinePlot",
        (Field("line", None, METRICS, MEANING), *CURVE, *COMMON),
        plot_types=(None, "line"),
        given=INHERITED_X,
    ),
    "area": Kind(
        "Run History Line Plot",
        "LinePlot",
        (
            Field("area", None, METRICS, MEANING),
            Field(
                "percent", None, config("plotType"), MEANING, only({False: "stacked-area", True: "pct-area"})
            ),
            *CURVE,
            *COMMON,
        ),
        plot_types=("stacked-area", "pct-area"),
        given=INHERITED_X,
    ),
    "bar": Kind(
        "Bar Chart",
        "BarPlot",
        (
            Field("bar", None, METRICS, MEANING),
            TITLE,
            EXPRESSIONS,
            Field("vertical", None, config("vertical"), COSMETIC),
            X_RANGE,
            X_TITLE,
            Y_TITLE,
            MAX_RUNS,
            Field("max_bars", "max_bars_to_show", config("barLimit"), MEANING),
            *GROUPING,
            FONT,
            TEMPLATE,
            SERIES_TITLES,
            SERIES_COLORS,
            *COMMON,
        ),
    ),
    "scalar": Kind(
        "Scalar Chart",
        "ScalarChart",
        (
            Field("scalar", None, METRICS, MEANING, ONE_METRIC),
            TITLE,
            Field("aggregate", "groupby_aggfunc", config("groupAgg"), MEANING),
            Field("spread", "groupby_rangefunc", config("groupArea"), MEANING),
            EXPRESSIONS,
            FONT,
            TEMPLATE,
            *COMMON,
        ),
    ),
    "scatter": Kind(
        "Scatter Plot",
        "ScatterPlot",
        (
            Field("scatter", None, config("yAxis"), MEANING, COLUMN),
            TITLE,
            Field("x", None, config("xAxis"), MEANING, COLUMN),
            Field("z", None, config("zAxis"), MEANING, COLUMN),
            X_RANGE,
            Y_RANGE,
            Field("z_range", "range_z", config("zAxisMin", "zAxisMax"), MEANING),
            Field("x_log", "log_x", config("xAxisLogScale"), MEANING),
            Field("y_log", "log_y", config("yAxisLogScale"), MEANING),
            Field("z_log", "log_z", config("zAxisLogScale"), MEANING),
            Field("min_line", "running_ymin", config("showMinYAxisLine"), COSMETIC),
            Field("max_line", "running_ymax", config("showMaxYAxisLine"), COSMETIC),
            Field("mean_line", "running_ymean", config("showAvgYAxisLine"), COSMETIC),
            Field("regression", "regression", config("showLinearRegression"), COSMETIC),
            Field("gradient", None, config("customGradient"), COSMETIC, GRADIENT),
            FONT,
            TEMPLATE,
            *COMMON,
        ),
    ),
    "parallel": Kind(
        "Parallel Coordinates Plot",
        "ParallelCoordinatesPlot",
        (
            Field("parallel", None, config("columns"), MEANING, COLUMNS),
            TITLE,
            Field("gradient", None, config("customGradient"), COSMETIC, GRADIENT),
            FONT,
            *COMMON,
        ),
    ),
    "importance": Kind(
        "Parameter Importance",
        "ParameterImportancePlot",
        (Field("importance", "with_respect_to", config("targetKey"), MEANING), *COMMON),
    ),
    "runs": Kind(
        "Run Comparer",
        "RunComparer",
        (
            Field(
                "runs",
                None,
                config("diffOnly"),
                MEANING,
                only({"all": None, "differences": True, "split": "split"}),
            ),
            *COMMON,
        ),
    ),
    "code": Kind("Code Comparer", "CodeComparer", (Field("code", "diff", config("diff"), COSMETIC), *COMMON)),
    "media": Kind(
        "Media Browser",
        "MediaBrowser",
        (
            Field("media", "media_keys", config("mediaKeys"), MEANING),
            TITLE,
            Field("columns", "num_columns", config("columnCount"), LAYOUT),
            Field("mode", "mode", config("mode"), MEANING),
            Field("gallery_axis", "gallery_axis", (("config", "gallerySettings", "axis"),), MEANING),
            Field("grid_x", "grid_x_axis", (("config", "gridSettings", "xAxis"),), MEANING),
            Field("grid_y", "grid_y_axis", (("config", "gridSettings", "yAxis"),), MEANING),
            *COMMON,
        ),
    ),
    "markdown": Kind(
        "Markdown Panel", "MarkdownPanel", (Field("markdown", "markdown", config("value"), COSMETIC), *COMMON)
    ),
}
