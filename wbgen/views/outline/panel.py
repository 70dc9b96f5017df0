"""One panel of a workspace section or of a report's panel grid."""

from __future__ import annotations

from dataclasses import dataclass

from wbgen.views.outline import vega
from wbgen.views.outline.facts import PANEL, Fact, Values, read_facts
from wbgen.views.outline.kinds import AREA, FOLDED, KINDS, Kind, Sketch
from wbgen.views.outline.reading import MAX_PROSE, flag, items, mapping, pretty, text, whole
from wbgen.views.outline.vega import Mark
from wbgen.views.outline.words import axis_name

GRID = 24
"""Columns of a report's panel grid."""

MAX_METRICS = 200


@dataclass(frozen=True, slots=True)
class Layout:
    """A place on the report grid, in grid units."""

    x: int
    y: int
    w: int
    h: int


@dataclass(frozen=True, slots=True)
class Panel:
    """What a panel shows.

    kind: in plain words.  view_type: W&B's own name of the kind.  title: the author's, else one made
    of the metrics (``titled`` tells which).  x: the x axis in words, empty where it is inherited.
    chart: name of a custom chart.  markdown: the text of a note.  raw: JSON of a kind that has no words.
    unshown: metrics left out.
    """

    kind: str
    view_type: str
    sketch: Sketch
    title: str
    titled: bool
    layout: Layout
    metrics: tuple[str, ...] = ()
    unshown: int = 0
    regex: str = ""
    x: str = ""
    chart: str = ""
    facts: tuple[Fact, ...] = ()
    thresholds: tuple[Mark, ...] = ()
    boundaries: tuple[Mark, ...] = ()
    markdown: str | None = None
    raw: str | None = None


def read_panel(value: object) -> Panel:
    """A panel from its JSON; a kind without words keeps its view type and its JSON."""
    panel = mapping(value)
    config = mapping(panel.get("config"))
    view_type = text(panel.get("viewType"))
    kind = KINDS.get(view_type)
    layout = _layout(panel.get("layout"))
    if kind is None or view_type in FOLDED:
        words = kind.words if kind else view_type or "Panel of no kind"
        title = text(config.get("chartTitle"))
        return Panel(words, view_type, Sketch.NONE, title or words, bool(title), layout, raw=pretty(value))
    if view_type == "Vega2":
        return _custom_chart(view_type, kind, config, layout)
    if view_type == "Run History Line Plot" and text(config.get("plotType")) in ("stacked-area", "pct-area"):
        kind = AREA
    metrics = _metrics(config, kind)
    regex = text(config.get("metricRegex")) if flag(config.get("useMetricRegex")) is not False else ""
    title = text(config.get("chartTitle")).strip()
    note = view_type == "Markdown Panel"
    return Panel(
        kind=kind.words,
        view_type=view_type,
        sketch=kind.sketch,
        title=title or _derived(metrics, regex) or kind.words,
        titled=bool(title),
        layout=layout,
        metrics=metrics[:MAX_METRICS],
        unshown=max(0, len(metrics) - MAX_METRICS),
        regex=regex,
        x=axis_name(text(config.get("xAxis"))),
        facts=read_facts(config, PANEL),
        markdown=text(config.get("value"), MAX_PROSE) if note else None,
    )


def _custom_chart(view_type: str, kind: Kind, config: Values, layout: Layout) -> Panel:
    chart = vega.read_chart(config)
    return Panel(
        kind=kind.words,
        view_type=view_type,
        sketch=kind.sketch,
        title=chart.title or _derived(chart.metrics, "") or chart.name or kind.words,
        titled=bool(chart.title),
        layout=layout,
        metrics=chart.metrics[:MAX_METRICS],
        unshown=max(0, len(chart.metrics) - MAX_METRICS),
        x=axis_name(chart.x),
        chart=chart.name,
        facts=tuple(Fact(label, value) for label, value in chart.facts),
        thresholds=chart.thresholds,
        boundaries=chart.boundaries,
    )


def _metrics(config: Values, kind: Kind) -> tuple[str, ...]:
    """Metric names in order, each once; parallel coordinates wrap theirs in ``{accessor: ...}``."""
    found = (
        axis_name(text(mapping(entry).get("accessor") if isinstance(entry, dict) else entry))
        for key in kind.metrics
        for entry in items(config.get(key)) or (config.get(key),)
    )
    return tuple(dict.fromkeys(name for name in found if name))


def _derived(metrics: tuple[str, ...], regex: str) -> str:
    """A title for a panel that has none: its only metric, their common folder, or the first of them."""
    if len(metrics) < 2:
        return metrics[0] if metrics else regex
    folders = {metric.rpartition("/")[0] for metric in metrics}
    if len(folders) == 1 and (folder := folders.pop()):
        return f"{folder} ({len(metrics)} metrics)"
    return ", ".join(metrics) if len(metrics) <= 3 else f"{metrics[0]} and {len(metrics) - 1} more"


def _layout(value: object) -> Layout:
    place = mapping(value)
    width = whole(place.get("w"), 8, 1, GRID)
    return Layout(
        x=min(whole(place.get("x"), 0, 0, GRID - 1), GRID - width),
        y=whole(place.get("y"), 0, 0, 1_000_000),
        w=width,
        h=whole(place.get("h"), 6, 1, 1_000),
    )
