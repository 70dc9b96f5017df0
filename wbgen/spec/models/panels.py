"""Panels: one model per kind; the key that names the kind holds what is shown."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from annotated_types import Len
from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, ValidationInfo
from pydantic_core import PydanticKnownError

from wbgen.spec.models.base import (
    TAG,
    Bounds,
    CurveSmoothingOption,
    MetricName,
    MetricNames,
    Model,
    Text,
    kinds_in,
    listify,
)
from wbgen.spec.models.charts import (
    AnnotateOption,
    Bands,
    HeatmapPanel,
    HistogramPanel,
    RightMetrics,
    Thresholds,
    VegaPanel,
)
from wbgen.spec.models.panel import Panel, PanelTitle, none_to_list

Draw: TypeAlias = Literal["chart", "series"]
Aggregate: TypeAlias = Literal["mean", "min", "max", "median", "sum", "samples"]
Spread: TypeAlias = Literal["minmax", "stddev", "stderr", "none", "samples"]
FontSize: TypeAlias = Literal["small", "medium", "large", "auto"]
MediaAxis: TypeAlias = Literal["step", "index", "run"]
Mark: TypeAlias = Literal["solid", "dashed", "dotted", "dotdash", "dotdotdash", "points"]
Count: TypeAlias = Annotated[int, Field(ge=1, le=1000)]
Expressions: TypeAlias = Annotated[list[Text], BeforeValidator(listify)]


def group_map(value: Any) -> Any:
    """``group: config.lr`` is short for ``group: {by: config.lr}``."""
    return {"by": value} if isinstance(value, str) else value


def legend_map(value: Any) -> Any:
    """``legend: north`` is short for ``legend: {position: north}``."""
    return {"position": value} if isinstance(value, str) else value


def column_maps(value: Any) -> Any:
    """``config.lr`` in a list of columns is short for ``{metric: config.lr}``."""
    return [{"metric": item} if isinstance(item, str) else item for item in listify(value)]


def something_shown(value: list[Any], info: ValidationInfo) -> list[Any]:
    """Metrics, which may only be missing where something else says what is shown."""
    if not value and not any(map(info.data.get, ("regex", "expressions", "raw"))):
        raise PydanticKnownError("too_short", {"field_type": "List", "min_length": 1, "actual_length": 0})
    return value


#: The metrics of a curve or bars; none where a regex, expressions or an overlay says what is shown.
ShownMetrics: TypeAlias = Annotated[
    list[MetricName], Len(0, 200), BeforeValidator(none_to_list), AfterValidator(something_shown)
]


class Grouping(Model):
    """Runs drawn together. by: a config key or run attribute.  spread: what is shaded around the line."""

    by: MetricName | None = None
    aggregate: Aggregate | None = None
    spread: Spread | None = None


class Legend(Model):
    """The legend: the template of its entries."""

    template: Text | None = None


class CurveLegend(Legend):
    """The legend of lines and areas, which also has a place, and fields that it shows."""

    position: Literal["north", "south", "east", "west"] | None = None
    fields: list[Text] | None = None


class GradientPoint(Model):
    """A colour at a place of the gradient, 0 to 100."""

    color: Text
    at: Annotated[float, Field(ge=0, le=100)] = 0


class Column(Model):
    """An axis of a parallel coordinates plot."""

    metric: MetricName
    name: Text | None = None
    inverted: bool | None = None
    log: bool | None = None


GroupOption: TypeAlias = Annotated[Grouping, BeforeValidator(group_map)]
CurveLegendOption: TypeAlias = Annotated[CurveLegend, BeforeValidator(legend_map)]
Gradient: TypeAlias = list[GradientPoint]


class Curve(Panel):
    """The options that lines and areas share."""

    title: PanelTitle | None = None
    regex: Text | None = None
    expressions: Expressions | None = None
    x: MetricName | None = None
    x_range: Bounds | None = None
    y_range: Bounds | None = None
    x_log: bool | None = None
    y_log: bool | None = None
    x_title: Text | None = None
    y_title: Text | None = None
    x_expression: Text | None = None
    x_format: Text | None = None
    smoothing: CurveSmoothingOption | None = None
    ignore_outliers: bool | None = None
    max_runs: Count | None = None
    group: GroupOption | None = None
    aggregate: bool | None = None
    points: Literal["bucketing", "sampling"] | None = None
    font: FontSize | None = None
    legend: CurveLegendOption | None = None
    titles: dict[str, Text] | None = None
    colors: dict[str, Any] | None = None
    widths: dict[str, float] | None = None
    marks: dict[str, Mark] | None = None


class LinePanel(Curve):
    """A line per metric and run. right: metrics on a second y axis, at the right."""

    line: ShownMetrics
    thresholds: Thresholds = Field(default_factory=list)  # not `[]`, which is copied deeply for each
    bands: Bands = Field(default_factory=list)
    annotate: AnnotateOption | None = None
    right: RightMetrics = Field(default_factory=list)
    y2_title: Text | None = None
    y2_log: bool | None = None
    draw: Draw | None = None


class AreaPanel(Curve):
    """Stacked areas, or shares of the whole."""

    area: ShownMetrics
    percent: bool = False


class BarPanel(Panel):
    """A bar per metric and run, of the last value."""

    expressions: Expressions | None = None  # before the metrics, which may be missing with it
    bar: ShownMetrics
    title: PanelTitle | None = None
    vertical: bool | None = None
    x_range: Bounds | None = None
    x_title: Text | None = None
    y_title: Text | None = None
    max_runs: Count | None = None
    max_bars: Count | None = None
    group: GroupOption | None = None
    aggregate: bool | None = None
    font: FontSize | None = None
    legend: Legend | None = None
    titles: dict[str, Text] | None = None
    colors: dict[str, Any] | None = None


class ScalarPanel(Panel):
    """One number."""

    scalar: MetricName
    title: PanelTitle | None = None
    aggregate: Aggregate | None = None
    spread: Spread | None = None
    expressions: Expressions | None = None
    legend: Legend | None = None
    font: FontSize | None = None


class ScatterPanel(Panel):
    """A point per run: summary values, config keys (``config.lr``) or run attributes (``run.created``)."""

    scatter: MetricName
    title: PanelTitle | None = None
    x: MetricName | None = None
    z: MetricName | None = None
    x_range: Bounds | None = None
    y_range: Bounds | None = None
    z_range: Bounds | None = None
    x_log: bool | None = None
    y_log: bool | None = None
    z_log: bool | None = None
    min_line: bool | None = None
    max_line: bool | None = None
    mean_line: bool | None = None
    regression: bool | None = None
    gradient: Gradient | None = None
    font: FontSize | None = None
    legend: Legend | None = None


class ParallelPanel(Panel):
    """A line per run across axes of config keys and summary values."""

    parallel: Annotated[list[Column], Len(0, 100), BeforeValidator(column_maps)]
    title: PanelTitle | None = None
    gradient: Gradient | None = None
    font: FontSize | None = None


class ImportancePanel(Panel):
    """How much each hyperparameter says about a metric."""

    importance: MetricName


class RunsPanel(Panel):
    """Runs side by side: everything, only what differs, or split."""

    runs: Literal["all", "differences", "split"] = "all"


class CodePanel(Panel):
    """The code of two runs compared."""

    code: Literal["split", "unified"] = "split"


class MediaPanel(Panel):
    """Images, audio, video and other media."""

    media: MetricNames
    title: PanelTitle | None = None
    columns: Count | None = None
    mode: Literal["gallery", "grid"] | None = None
    gallery_axis: MediaAxis | None = None
    grid_x: MediaAxis | None = None
    grid_y: MediaAxis | None = None


class MarkdownPanel(Panel):
    """A text among the panels."""

    markdown: Text


class TablePanel(Panel):
    """A logged table, as the app's own table panel shows it."""

    table: MetricName


class RawPanel(Panel):
    """A panel as W&B's own JSON."""

    raw: dict[str, Any]


PANEL_KINDS: dict[str, type[Panel]] = {
    "line": LinePanel,
    "area": AreaPanel,
    "bar": BarPanel,
    "scalar": ScalarPanel,
    "scatter": ScatterPanel,
    "parallel": ParallelPanel,
    "importance": ImportancePanel,
    "runs": RunsPanel,
    "code": CodePanel,
    "media": MediaPanel,
    "markdown": MarkdownPanel,
    "histogram": HistogramPanel,
    "heatmap": HeatmapPanel,
    "vega": VegaPanel,
    "table": TablePanel,
    "raw": RawPanel,
}


def panel_kind(value: Any) -> str | None:
    """The discriminator tag of a panel, or None where it does not say what it is."""
    found = kinds_in(value, PANEL_KINDS)
    return TAG + min(found, key=lambda kind: BESIDE.get(kind, 0)) if found else None


#: Kinds whose key is an option of others: the table that a custom chart fetches, the overlay of any panel.
BESIDE = {"table": 1, "raw": 2}


AnyPanel: TypeAlias = Annotated[
    Annotated[LinePanel, Tag(TAG + "line")]
    | Annotated[AreaPanel, Tag(TAG + "area")]
    | Annotated[BarPanel, Tag(TAG + "bar")]
    | Annotated[ScalarPanel, Tag(TAG + "scalar")]
    | Annotated[ScatterPanel, Tag(TAG + "scatter")]
    | Annotated[ParallelPanel, Tag(TAG + "parallel")]
    | Annotated[ImportancePanel, Tag(TAG + "importance")]
    | Annotated[RunsPanel, Tag(TAG + "runs")]
    | Annotated[CodePanel, Tag(TAG + "code")]
    | Annotated[MediaPanel, Tag(TAG + "media")]
    | Annotated[MarkdownPanel, Tag(TAG + "markdown")]
    | Annotated[HistogramPanel, Tag(TAG + "histogram")]
    | Annotated[HeatmapPanel, Tag(TAG + "heatmap")]
    | Annotated[VegaPanel, Tag(TAG + "vega")]
    | Annotated[TablePanel, Tag(TAG + "table")]
    | Annotated[RawPanel, Tag(TAG + "raw")],
    Discriminator(panel_kind),
]
