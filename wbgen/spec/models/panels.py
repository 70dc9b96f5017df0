"""Panels: one model per kind; the key that names the kind holds what is shown."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from annotated_types import Len
from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, StringConstraints, Tag

from wbgen.spec.models.base import (
    TAG,
    Bounds,
    MetricName,
    MetricNames,
    Model,
    Raw,
    ShellName,
    SmoothingOption,
    Text,
    kinds_in,
    listify,
)

PanelTitle: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Draw: TypeAlias = Literal["chart", "series"]
Aggregate: TypeAlias = Literal["mean", "min", "max", "median", "sum", "samples"]
Spread: TypeAlias = Literal["minmax", "stddev", "stderr", "none", "samples"]
FontSize: TypeAlias = Literal["small", "medium", "large", "auto"]
MediaAxis: TypeAlias = Literal["step", "index", "run"]
Mark: TypeAlias = Literal["solid", "dashed", "dotted", "dotdash", "dotdotdash", "points"]
Count: TypeAlias = Annotated[int, Field(ge=1, le=1000)]
Expressions: TypeAlias = Annotated[list[Text], BeforeValidator(listify)]


def threshold_maps(value: Any) -> Any:
    """``healthy``, ``0.7`` and lists of them as maps: ``{from: healthy}``, ``{at: 0.7}``."""
    short = {str: "from", int: "at", float: "at"}
    return [{short[type(item)]: item} if type(item) in short else item for item in listify(value)]


def group_map(value: Any) -> Any:
    """``group: config.lr`` is short for ``group: {by: config.lr}``."""
    return {"by": value} if isinstance(value, str) else value


def legend_map(value: Any) -> Any:
    """``legend: north`` is short for ``legend: {position: north}``."""
    return {"position": value} if isinstance(value, str) else value


def column_maps(value: Any) -> Any:
    """``config.lr`` in a list of columns is short for ``{metric: config.lr}``."""
    return [{"metric": item} if isinstance(item, str) else item for item in listify(value)]


def none_to_list(value: Any) -> Any:
    """A kind without metrics (a regex or expressions say what is shown) as an empty list."""
    return [] if value is None else listify(value)


class Threshold(Model):
    """A horizontal line: at a number, or where the metrics' own conditions turn."""

    at: float | None = None
    from_: Annotated[Literal["healthy", "warn", "critical"] | None, Field(alias="from")] = None
    label: Annotated[str, StringConstraints(max_length=80)] | None = None


class Grouping(Model):
    """Runs drawn together. by: a config key or run attribute.  spread: what is shaded around the line."""

    by: MetricName | None = None
    aggregate: Aggregate | None = None
    spread: Spread | None = None


class Legend(Model):
    """The legend: where it stands, the template of its entries, the fields it shows."""

    position: Literal["north", "south", "east", "west"] | None = None
    template: Text | None = None
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
LegendOption: TypeAlias = Annotated[Legend, BeforeValidator(legend_map)]
Gradient: TypeAlias = list[GradientPoint]


class Panel(Model):
    """What every panel may say.

    id: the author's name for it.  wandb_id: W&B's own, of a panel that was made elsewhere.
    layout: x, y, width and height on a report's 24 columns.  raw: JSON laid over the panel.
    """

    id: ShellName | None = None
    wandb_id: Text | None = None
    layout: Annotated[list[int], Len(4, 4)] | None = None
    each: ShellName | None = None
    raw: Raw = None


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
    smoothing: SmoothingOption | None = None
    ignore_outliers: bool | None = None
    max_runs: Count | None = None
    group: GroupOption | None = None
    aggregate: bool | None = None
    points: Literal["bucketing", "sampling"] | None = None
    font: FontSize | None = None
    legend: LegendOption | None = None
    titles: dict[str, Text] | None = None
    colors: dict[str, Any] | None = None
    widths: dict[str, float] | None = None
    marks: dict[str, Mark] | None = None


class LinePanel(Curve):
    """A line per metric and run."""

    line: Annotated[list[MetricName], Len(0, 200), BeforeValidator(none_to_list)]
    thresholds: Annotated[list[Threshold], BeforeValidator(threshold_maps)] = []
    annotate: ShellName | None = None
    draw: Draw | None = None


class AreaPanel(Curve):
    """Stacked areas, or shares of the whole."""

    area: Annotated[list[MetricName], Len(0, 200), BeforeValidator(none_to_list)]
    percent: bool = False


class BarPanel(Panel):
    """A bar per metric and run, of the last value."""

    bar: Annotated[list[MetricName], Len(0, 200), BeforeValidator(none_to_list)]
    title: PanelTitle | None = None
    expressions: Expressions | None = None
    vertical: bool | None = None
    x_range: Bounds | None = None
    x_title: Text | None = None
    y_title: Text | None = None
    max_runs: Count | None = None
    max_bars: Count | None = None
    group: GroupOption | None = None
    aggregate: bool | None = None
    font: FontSize | None = None
    legend: LegendOption | None = None
    titles: dict[str, Text] | None = None
    colors: dict[str, Any] | None = None


class ScalarPanel(Panel):
    """One number."""

    scalar: MetricName
    title: PanelTitle | None = None
    aggregate: Aggregate | None = None
    spread: Spread | None = None
    expressions: Expressions | None = None
    legend: LegendOption | None = None
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
    legend: LegendOption | None = None


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


class VegaPanel(Panel):
    """A custom chart of the team's own.

    vega: a chart's name (``entity/name``), a Vega-Lite file beside the spec, or a Vega-Lite map.
    query: what is fetched.  fields: columns by the chart's names for them.  strings: its texts.
    """

    vega: Text | dict[str, Any]
    query: dict[str, Any] = {}
    fields: dict[str, Text] = {}
    strings: dict[str, Text] = {}


class TablePanel(Panel):
    """A logged table, as the app's own table panel shows it."""

    table: MetricName


class LaterPanel(BaseModel):
    """A panel of a kind that the language has and this version does not draw yet."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)


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
    "vega": VegaPanel,
    "table": TablePanel,
    "raw": RawPanel,
}

#: Kinds that the language has and this version does not draw yet.
LATER_PANEL_KINDS = frozenset({"histogram", "heatmap"})


def panel_kind(value: Any) -> str | None:
    """The discriminator tag of a panel, or None where it does not say what it is."""
    found = kinds_in(value, PANEL_KINDS)
    if found and found != ["raw"]:
        return TAG + next(kind for kind in found if kind != "raw")  # in any other panel, raw is an overlay
    if kinds_in(value, LATER_PANEL_KINDS):
        return TAG + "later"
    return TAG + "raw" if found else None


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
    | Annotated[VegaPanel, Tag(TAG + "vega")]
    | Annotated[TablePanel, Tag(TAG + "table")]
    | Annotated[RawPanel, Tag(TAG + "raw")]
    | Annotated[LaterPanel, Tag(TAG + "later")],
    Discriminator(panel_kind),
]
