"""What a line panel asks for: its own options, over those it inherits from its section and workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wbgen.render.scene import Settings
from wbgen.render.values import number
from wbgen.views.defaults import NO_SMOOTHING, SETTINGS, SMOOTHING
from wbgen.views.outline.reading import flag, items, mapping, text, whole

#: The most runs or groups that a panel may ask to show, as in W&B's workspaces.
MOST_RUNS = 1000

#: Pixels of letters by W&B's ``fontSize``; ``auto`` is what the page has.
FONTS: Mapping[str, int] = {"small": 9, "medium": 11, "large": 14}

#: Where a legend stands by W&B's ``legendPosition``.
POSITIONS: Mapping[str, str] = {"north": "top", "south": "bottom", "east": "right", "west": "left"}


#: W&B's ``plotType`` of areas upon one another.
AREAS = ("stacked-area", "pct-area")


@dataclass(frozen=True, slots=True)
class Curve:
    """The options of a line panel under the names W&B has for them, each made sure of.

    metrics: names in order, each once.  regex: RE2, empty where there is none.  expressions: drawn instead
    of the metrics.  x: the key of the x axis, empty where neither the panel nor what it inherits from says.
    sample: whether a long history is reduced to some of its rows; areas show no range around a mean.
    limit: runs or groups at most.  group: ``groupBy`` as W&B spells it.  aggregate: whether the runs of a
    group become one line; None where the panel does not say.
    """

    metrics: tuple[str, ...]
    regex: str
    expressions: tuple[str, ...]
    x: str
    x_expression: str
    x_format: str
    x_range: tuple[float | None, float | None]
    y_range: tuple[float | None, float | None]
    x_log: bool
    y_log: bool
    x_title: str
    y_title: str
    smoothing: str
    weight: float
    original: bool
    no_outliers: bool
    sample: bool
    limit: int
    style: str
    group: str
    aggregate: bool | None
    by_table: bool
    function: str
    area: str
    legend: bool
    position: str
    template: str
    fields: tuple[str, ...]
    font: int | None
    titles: Mapping[str, Any]
    colors: Mapping[str, Any]
    widths: Mapping[str, Any]
    marks: Mapping[str, Any]


def read_curve(config: Settings, inherited: Settings) -> Curve:
    """The options of a panel. Total: what is not what it should be is as if it were not there."""
    passed = {key: value for key, value in inherited.items() if value is not None}
    both = {**passed, **{key: value for key, value in config.items() if value is not None}}
    kind, weight = smoothing(config, passed)
    style = text(config.get("plotType"))
    return Curve(
        metrics=names(config.get("metrics")),
        regex=long_text(config.get("metricRegex")) if flag(config.get("useMetricRegex")) is not False else "",
        expressions=names(config.get("expressions")),
        x=text(both.get("xAxis")),
        x_expression=long_text(config.get("xExpression")),
        x_format=text(config.get("xAxisFormat")),
        x_range=(number(both.get("xAxisMin")), number(both.get("xAxisMax"))),
        y_range=(number(config.get("yAxisMin")), number(config.get("yAxisMax"))),
        x_log=flag(config.get("xLogScale")) or False,
        y_log=flag(config.get("yLogScale")) or False,
        x_title=text(config.get("xAxisTitle")),
        y_title=text(config.get("yAxisTitle")),
        smoothing=kind,
        weight=weight,
        original=flag(both.get("showOriginalAfterSmoothing")) is not False,
        no_outliers=flag(both.get("ignoreOutliers")) or False,
        sample=both.get("pointVisualizationMethod") == "sampling" or style in AREAS,
        limit=whole(config.get("limit"), limit_of(passed), 1, MOST_RUNS),
        style=style if style in AREAS else "line",
        group="" if text(config.get("groupBy")) == "None" else text(config.get("groupBy")),
        aggregate=flag(config.get("aggregate")),
        by_table=flag(both.get("useRunsTableGroupingInPanels")) is not False,
        function=text(config.get("groupAgg")) or "mean",
        area=text(config.get("groupArea")) or "minmax",
        legend=flag(both.get("suppressLegends")) is not True and flag(config.get("showLegend")) is not False,
        position=POSITIONS.get(text(config.get("legendPosition")), ""),
        template=long_text(config.get("legendTemplate")),
        fields=names(config.get("legendFields")),
        font=FONTS.get(text(config.get("fontSize"))),
        titles=mapping(config.get("overrideSeriesTitles")),
        colors=mapping(config.get("overrideColors")),
        widths=mapping(config.get("overrideLineWidths")),
        marks=mapping(config.get("overrideMarks")),
    )


def smoothing(config: Settings, inherited: Settings) -> tuple[str, float]:
    """The kind and the weight: a panel that says either is not smoothed as its section is."""
    own = [key for key in ("smoothingType", "smoothingWeight") if config.get(key) is not None]
    source = {**inherited, **{key: config[key] for key in own}} if own else inherited
    weight = number(source.get("smoothingWeight")) or 0.0
    kind = text(source.get("smoothingType")) or SMOOTHING
    return (kind, weight) if weight > 0 and kind != NO_SMOOTHING else (NO_SMOOTHING, 0.0)


def limit_of(inherited: Settings) -> int:
    """How many runs a panel shows that does not say."""
    return whole(inherited.get("maxRuns"), SETTINGS["maxRuns"], 1, MOST_RUNS)


def names(value: object) -> tuple[str, ...]:
    """The texts of a list, whole, each once."""
    return tuple(dict.fromkeys(item for item in items(value) if isinstance(item, str) and item.strip()))


def long_text(value: object) -> str:
    """A text that is not cut short."""
    return value if isinstance(value, str) else ""
