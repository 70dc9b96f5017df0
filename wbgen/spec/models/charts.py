"""What the generic charts draw beyond W&B's own panels, and custom charts of the team's own."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from annotated_types import Len
from pydantic import BeforeValidator, Field, StringConstraints

from wbgen.spec.models.base import MetricName, MetricNames, Model, ShellName, Text, listify
from wbgen.spec.models.panel import Panel, PanelTitle, none_to_list

Source: TypeAlias = Literal["healthy", "warn", "critical"]
MarkLabel: TypeAlias = Annotated[str, StringConstraints(max_length=80)]


def threshold_maps(value: Any) -> Any:
    """``healthy``, ``0.7`` and lists of them as maps: ``{from: healthy}``, ``{at: 0.7}``."""
    short = {str: "from", int: "at", float: "at"}
    return [{short[type(item)]: item} if type(item) in short else item for item in listify(value)]


def band_maps(value: Any) -> Any:
    """``healthy`` in a list of bands is short for ``{of: healthy}``."""
    return [{"of": item} if isinstance(item, str) else item for item in listify(value)]


def annotate_map(value: Any) -> Any:
    """``annotate: curriculum`` is short for ``annotate: {schedule: curriculum}``."""
    return {"schedule": value} if isinstance(value, str) else value


class Threshold(Model):
    """A horizontal line: at a number, or where the metrics' own conditions turn."""

    at: float | None = None
    from_: Annotated[Source | None, Field(alias="from")] = None
    label: MarkLabel | None = None


class Band(Model):
    """A horizontal band: between two numbers (open where one is missing), or where a condition holds."""

    from_: Annotated[float | None, Field(alias="from")] = None
    to: float | None = None
    of: Source | None = None
    label: MarkLabel | None = None


class Annotate(Model):
    """Vertical rules: at the boundaries of a schedule, and where an event metric is logged and not zero."""

    schedule: ShellName | None = None
    events: MetricName | None = None


Thresholds: TypeAlias = Annotated[list[Threshold], BeforeValidator(threshold_maps)]
Bands: TypeAlias = Annotated[list[Band], BeforeValidator(band_maps)]
AnnotateOption: TypeAlias = Annotated[Annotate, BeforeValidator(annotate_map)]
RightMetrics: TypeAlias = Annotated[list[MetricName], Len(0, 200), BeforeValidator(none_to_list)]


class HistogramPanel(Panel):
    """How values are distributed.

    A metric of type ``histogram``: its bins over the x axis, the colour telling how many values lie in each.
    Other metrics: bars of how often each value was logged (``over: steps``), or of the runs' last values
    (``over: runs``).  log: the counts on a log scale.
    """

    histogram: MetricNames
    title: PanelTitle | None = None
    x: MetricName | None = None
    x_title: Text | None = None
    y_title: Text | None = None
    log: bool | None = None
    bins: Annotated[int, Field(ge=1, le=200)] | None = None
    over: Literal["steps", "runs"] | None = None


class HeatmapPanel(Panel):
    """A row per metric (and run), the value as the colour.  log: the colours on a log scale."""

    heatmap: MetricNames
    title: PanelTitle | None = None
    x: MetricName | None = None
    x_title: Text | None = None
    log: bool | None = None


class VegaPanel(Panel):
    """A custom chart of the team's own.

    vega: a chart's name (``entity/name``), a Vega-Lite file beside the spec, or a Vega-Lite map.
    keys: metrics whose logged rows are fetched.  table: a logged table.  query: anything else W&B's query
    editor knows.  fields: columns by the chart's names for them.  strings: its texts.
    """

    vega: Text | dict[str, Any]
    keys: Annotated[list[MetricName], BeforeValidator(listify)] = []
    table: MetricName | None = None
    query: dict[str, Any] = {}
    fields: dict[str, Text] = {}
    strings: dict[str, Text] = {}
