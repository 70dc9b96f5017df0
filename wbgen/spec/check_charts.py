"""Thresholds and annotations of line panels, and what the generic charts that draw them can carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from wbgen.spec import models
from wbgen.spec.conditions import parse_condition
from wbgen.spec.diagnostics import Collector, Severity, did_you_mean, listed
from wbgen.spec.guide import Catalogue, Panel, Schedule, ThresholdLine
from wbgen.spec.tree import Span

#: The steps axis: the one schedules are counted on.
STEP = "_step"

#: Options of a line panel that a generic chart draws; the others need W&B's own panel.
CHART_OPTIONS = frozenset(
    {"line", "id", "title", "x", "x_title", "y_title", "y_log", "thresholds", "annotate", "draw"}
)

#: Characters that separate or quote inside the strings of a generic chart, or are paths in Vega.
UNCARRIED = frozenset(",'\"\\|\n[]")

SpanOf = Callable[..., Span]


class ChartChecker:
    """Completes line panels with their threshold lines and schedule."""

    def __init__(
        self, catalogue: Catalogue, schedules: Mapping[str, Schedule], default_x: str, collector: Collector
    ) -> None:
        self.catalogue, self.schedules, self.collector = catalogue, schedules, collector
        self.default_x = default_x

    def complete(self, panel: Panel, options: models.LinePanel, span: SpanOf, inherited_x: str) -> Panel:
        """The panel with thresholds and schedule; everything that does not fit is collected."""
        lines: list[ThresholdLine] = []
        for index, threshold in enumerate(options.thresholds):
            lines += self.threshold(threshold, panel, span("thresholds", index))
        schedule = self.schedule(options, span)
        panel = replace(panel, thresholds=tuple(dict.fromkeys(lines)), schedule=schedule)
        x = options.x or inherited_x
        if panel.drawn_by_chart:
            self.check_chart(panel, options, x, span)
        elif schedule is not None:
            cure = "leave out `draw: series`; boundaries are drawn by a chart"
            self.collector.add(
                "draw-series", "boundaries cannot be a logged series", span("annotate"), cure=cure
            )
        return panel

    def threshold(self, threshold: models.Threshold, panel: Panel, span: Span) -> list[ThresholdLine]:
        """The lines one threshold asks for."""
        if threshold.at is not None and threshold.from_ is not None:
            cure = "keep `at` or `from`; make two thresholds of it"
            self.collector.add("two-kinds", "this threshold says both where and from what", span, cure=cure)
            return []
        if threshold.at is not None:
            return [ThresholdLine(threshold.at, threshold.label or "")]
        if threshold.from_ is None:
            cure = "write a number, `healthy`, `warn` or `critical`, or `{at: 0.7, label: target}`"
            self.collector.add(
                "no-threshold", "this threshold says neither where nor from what", span, cure=cure
            )
            return []
        lines = [
            ThresholdLine(bound, threshold.label or label)
            for metric in panel.metrics
            for text, label in self.conditions(metric, threshold.from_)
            for bound in bounds_of(text)
        ]
        if not lines:
            names = listed(panel.metrics, 3) or "this panel"
            cure = f"give the metric `{threshold.from_}: above 0.7`, or write the number here"
            message = f"nothing is said of `{threshold.from_}` for {names}"
            self.collector.add("no-threshold", message, span, cure=cure)
        return lines

    def conditions(self, metric: str, source: str) -> list[tuple[str, str]]:
        """The conditions of a metric with the label each line gets."""
        if metric not in self.catalogue.metrics:
            return []
        attributes = self.catalogue.metrics[metric].attributes
        if source == "healthy":
            return [(attributes.healthy, f"healthy: {attributes.healthy}")] if attributes.healthy else []
        return list(getattr(attributes, source).items())

    def schedule(self, options: models.LinePanel, span: SpanOf) -> Schedule | None:
        if options.annotate is None or options.annotate in self.schedules:
            return self.schedules.get(options.annotate or "")
        known = list(self.schedules)
        cure = did_you_mean(options.annotate, known, otherwise=f"schedules: {listed(known) or 'none'}")
        message = f"the spec has no schedule `{options.annotate}`"
        self.collector.add("unknown-schedule", message, span("annotate"), cure=cure)
        return None

    def check_chart(self, panel: Panel, options: models.LinePanel, x: str, span: SpanOf) -> None:
        """Collect what a generic chart cannot carry of a panel."""
        if panel.schedule is not None and x != STEP:
            cure = f"add `x: {STEP}` to the panel"
            message = f"the schedule counts steps, but the x axis is `{x}`"
            self.collector.add("annotate-axis", message, span("annotate"), cure=cure)
        for name in (*panel.metrics, x):
            if not UNCARRIED.isdisjoint(name):
                cure = "rename the metric, or `draw: series`"
                bad = listed(f"`{character}`" for character in sorted(UNCARRIED.intersection(name)))
                message = f"a chart cannot carry the {bad} in `{name}`"
                self.collector.add("chart-name", message, span("line"), cure=cure)
        cadences = {self.cadence(name) for name in panel.metrics} - {None}
        if len(cadences) > 1:
            cure = "one panel per cadence, or `draw: series`"
            shown = listed(sorted(str(cadence) for cadence in cadences))
            message = (
                f"its metrics are logged at different steps ({shown}); a chart shows only rows that hold all"
            )
            self.collector.add("mixed-cadence", message, span("line"), cure=cure)
        for option in sorted(options.model_fields_set - CHART_OPTIONS):
            cure = "leave it out, or `draw: series`"
            message = f"`{option}` has no effect on a panel with thresholds or annotations"
            self.collector.add("chart-option", message, span(option), cure=cure, severity=Severity.WARNING)

    def cadence(self, name: str) -> str | None:
        metric = self.catalogue.metrics.get(name)
        return metric.attributes.every if metric else None


def bounds_of(text: str) -> tuple[float, ...]:
    """The numbers of a condition; none where it does not read as one (that is told elsewhere)."""
    try:
        return parse_condition(text).bounds
    except ValueError:
        return ()
