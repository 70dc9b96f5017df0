"""Panels that charts draw: their marks completed, and what the generic charts can carry checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from wbgen.spec import models
from wbgen.spec.check_marks import MarkReader
from wbgen.spec.check_vega import VegaChecker
from wbgen.spec.diagnostics import Collector, Severity, listed
from wbgen.spec.finder import MetricFinder
from wbgen.spec.guide import Panel, Schedule
from wbgen.spec.names import BUILT_INS
from wbgen.spec.tree import Span

#: The steps axis: the one schedules are counted on.
STEP = "_step"

#: Options that have their effect however a panel is drawn.
ALWAYS = frozenset({"id", "wandb_id", "layout", "each", "raw", "title"})

#: Options that each generic chart draws, by the chart's name; the others need W&B's own panel.
CHART_OPTIONS: dict[str, frozenset[str]] = {
    "lines": ALWAYS
    | {"line", "x", "x_title", "y_title", "y_log", "thresholds", "bands", "annotate", "draw"}
    | {"right", "y2_title", "y2_log"},
    "histogram": ALWAYS | {"histogram", "x", "x_title", "y_title", "log"},
    "distribution": ALWAYS | {"histogram", "x_title", "y_title", "log", "bins", "over"},
    "heatmap": ALWAYS | {"heatmap", "x", "x_title", "log"},
}

#: Options of lines that are read here; the others are for W&B's own panel alone.
DRAWN_ON_LINES = frozenset({"thresholds", "bands", "annotate", "right", "y2_title", "y2_log", "draw"})

#: What a logged series cannot show.
NOT_A_SERIES = {"bands": "bands", "annotate": "boundaries and events", "right": "a second axis"}

#: Characters that separate or quote inside the strings of a generic chart, or are paths in Vega.
UNCARRIED = frozenset(",'\"\\|\n\r[]")

SpanOf = Callable[..., Span]


class ChartChecker:
    """Completes the panels that charts draw."""

    def __init__(
        self,
        finder: MetricFinder,
        schedules: Mapping[str, Schedule],
        collector: Collector,
        folder: Path | None = None,
    ) -> None:
        self.finder, self.collector = finder, collector
        self.marks = MarkReader(finder, schedules, collector)
        self.vega = VegaChecker(finder, collector, folder)

    def complete(self, panel: Panel, span: SpanOf, inherited_x: str) -> Panel:
        """The panel with its marks or its chart; everything that does not fit is collected."""
        options = panel.options
        x = getattr(options, "x", None) or inherited_x
        match options:
            case models.LinePanel():
                return self.line(panel, options, span, x)
            case models.HistogramPanel():
                return self.histogram(panel, options, span, x)
            case models.HeatmapPanel():
                self.check(panel, "heatmap", span, x)
            case models.VegaPanel():
                return self.vega.complete(panel, options, span)
        return panel

    # --- lines

    def line(self, panel: Panel, options: models.LinePanel, span: SpanOf, x: str) -> Panel:
        """A line panel with thresholds, bands, boundaries, events and the metrics of its second axis."""
        if options.model_fields_set.isdisjoint(DRAWN_ON_LINES):
            return panel
        annotate = options.annotate or models.Annotate()
        right = [
            name
            for index, written in enumerate(options.right)
            for name in self.finder.find(written, span("right", index))
        ]
        lines = [
            line
            for index, threshold in enumerate(options.thresholds)
            for line in self.marks.threshold(threshold, panel, span("thresholds", index))
        ]
        bands = [
            band
            for index, written in enumerate(options.bands)
            for band in self.marks.band(written, panel, span("bands", index))
        ]
        panel = replace(
            panel,
            thresholds=tuple(dict.fromkeys(lines)),
            bands=tuple(dict.fromkeys(bands)),
            right=tuple(dict.fromkeys(right)),
            schedule=self.marks.schedule(annotate, span("annotate", "schedule")),
            events=self.marks.events(annotate, span("annotate", "events")),
        )
        if options.annotate is not None and annotate == models.Annotate():
            cure = "write `annotate: my-schedule`, or `{events: train/restart}`"
            message = "`annotate` names neither a schedule nor events"
            self.collector.add("unknown-schedule", message, span("annotate"), cure=cure)
        if options.draw == "series":
            self.check_series(panel, options, span)
        elif panel.drawn_by_chart:
            self.check_line(panel, options, span, x)
        self.unused(options, ("y2_title", "y2_log") if not options.right else (), "without `right`", span)
        return panel

    def check_series(self, panel: Panel, options: models.LinePanel, span: SpanOf) -> None:
        """Collect what W&B's own panel cannot show as a logged series."""
        asked = {"bands": panel.bands, "annotate": panel.schedule or panel.events, "right": panel.right}
        for option, wanted in asked.items():
            if wanted:
                cure = f"leave out `draw: series`; {NOT_A_SERIES[option]} are drawn by a chart"
                message = f"{NOT_A_SERIES[option]} cannot be a logged series"
                self.collector.add("draw-series", message, span(option), cure=cure)

    def check_line(self, panel: Panel, options: models.LinePanel, span: SpanOf, x: str) -> None:
        """Collect what the chart of lines cannot draw of a panel."""
        if not options.line:
            cure = "name the metrics, or leave out what only a chart draws"
            message = "a chart draws metrics by their names, and this panel has none"
            self.collector.add("chart-metrics", message, span("line"), cure=cure)
        if panel.schedule is not None and x != STEP:
            cure = f"add `x: {STEP}` to the panel"
            message = f"the schedule counts steps, but the x axis is `{x}`"
            self.collector.add("annotate-axis", message, span("annotate"), cure=cure)
        self.check(panel, "lines", span, x)

    # --- histograms

    def histogram(self, panel: Panel, options: models.HistogramPanel, span: SpanOf, x: str) -> Panel:
        """A histogram panel that knows what it is a histogram of."""
        logged = self.logged_histograms(panel)
        if logged and len(logged) < len(panel.metrics):
            other = next(name for name in panel.metrics if name not in logged)
            cure = "make two panels of it"
            message = f"`{logged[0]}` is logged as histograms, `{other}` is not"
            self.collector.add("mixed-histogram", message, span("histogram"), cure=cure)
            return panel
        if len(logged) > 1:
            cure = f"one panel for each: {listed(logged, 3)}"
            message = f"a panel shows one logged histogram, and these are {len(logged)}"
            self.collector.add("not-one-metric", message, span("histogram"), cure=cure)
            return panel
        self.check(panel, "histogram" if logged else "distribution", span, x)
        return replace(panel, logged_histogram=bool(logged))

    def logged_histograms(self, panel: Panel) -> list[str]:
        """The metrics of a panel that are logged as histograms."""
        known = self.finder.catalogue.metrics
        return [n for n in panel.metrics if n in known and known[n].attributes.type == "histogram"]

    # --- all

    def check(self, panel: Panel, chart: str, span: SpanOf, x: str) -> None:
        """Collect what a generic chart cannot carry of a panel, or would not draw."""
        over_runs = getattr(panel.options, "over", None) == "runs"
        axes = () if chart == "distribution" else (x,)
        names = (*panel.metrics, *panel.right, *([panel.events] if panel.events else ()))
        self.check_names(names, axes, span, panel.kind)
        if not over_runs:
            self.check_cadence(names, panel, span)
        ignored = sorted(panel.options.model_fields_set - CHART_OPTIONS[chart])
        self.unused(panel.options, ignored, OPTION_WORDS[chart], span)

    def check_names(self, names: Iterable[str], axes: Iterable[str], span: SpanOf, kind: str) -> None:
        """Collect names that would break the strings of a chart, and axes that no row holds."""
        for name in (*names, *axes):
            if not UNCARRIED.isdisjoint(name):
                cure = "rename the metric" + (", or `draw: series`" if kind == "line" else "")
                bad = listed(f"`{character}`" for character in sorted(UNCARRIED.intersection(name)))
                message = f"a chart cannot carry the {bad} in `{name}`"
                self.collector.add("chart-name", message, span(kind), cure=cure)
        for x in axes:
            if x not in self.finder.catalogue.metrics and x.partition(".")[0] in ("config", "run"):
                cure = f"a logged metric, or one of {listed(BUILT_INS)}"
                message = f"a chart draws over what is logged, and `{x}` is not"
                self.collector.add("chart-axis", message, span("x"), cure=cure)

    def check_cadence(self, names: Iterable[str], panel: Panel, span: SpanOf) -> None:
        """Collect metrics of which no row of the history holds all."""
        cadences = {self.cadence(name) for name in names} - {None}
        if len(cadences) > 1:
            cure = "one panel per cadence" + (", or `draw: series`" if panel.kind == "line" else "")
            shown = listed(sorted(str(cadence) for cadence in cadences))
            message = (
                f"its metrics are logged at different steps ({shown}); a chart shows only rows that hold all"
            )
            self.collector.add("mixed-cadence", message, span(panel.kind), cure=cure)

    def cadence(self, name: str) -> str | None:
        metric = self.finder.catalogue.metrics.get(name)
        return metric.attributes.every if metric else None

    def unused(self, options: models.Panel, names: Iterable[str], where: str, span: SpanOf) -> None:
        """Warn of options that have no effect on a panel."""
        for option in names:
            if option in options.model_fields_set:
                series = isinstance(options, models.LinePanel) and where == OPTION_WORDS["lines"]
                cure = "leave it out" + (", or `draw: series`" if series else "")
                message = f"`{option}` has no effect {where}"
                self.collector.add(
                    "chart-option", message, span(option), cure=cure, severity=Severity.WARNING
                )


#: Where an option has no effect, by the chart that does not draw it.
OPTION_WORDS: dict[str, str] = {
    "lines": "on a panel that a chart draws",
    "histogram": "on a histogram of logged histograms",
    "distribution": "on a histogram of single values",
    "heatmap": "on a heatmap",
}
