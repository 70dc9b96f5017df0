"""What is drawn across a line panel: threshold lines, bands, boundaries and events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from wbgen.spec import models
from wbgen.spec.conditions import Condition, parse_condition
from wbgen.spec.diagnostics import Collector, did_you_mean, listed
from wbgen.spec.finder import MetricFinder
from wbgen.spec.guide import Band, Catalogue, Panel, Schedule, ThresholdLine
from wbgen.spec.tree import Span

#: Metric types whose non-zero values are events.
EVENT_TYPES = frozenset({"event", "flag", None})

Mark = TypeVar("Mark", ThresholdLine, Band)


class MarkReader:
    """Reads the marks that a line panel asks for; what does not fit is collected."""

    def __init__(self, finder: MetricFinder, schedules: Mapping[str, Schedule], collector: Collector) -> None:
        self.finder, self.schedules, self.collector = finder, schedules, collector

    @property
    def catalogue(self) -> Catalogue:
        return self.finder.catalogue

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
            for condition, label in self.conditions(panel, threshold.from_)
            for bound in condition.bounds
        ]
        return self.found(lines, threshold.from_, panel, span)

    def band(self, band: models.Band, panel: Panel, span: Span) -> list[Band]:
        """The bands one band of the language stands for."""
        low, high = band.from_, band.to
        numbers = low is not None or high is not None
        if band.of is None and numbers and not (low is not None and high is not None and low >= high):
            return [Band(low, high, band.label or "")]
        if band.of is None or numbers:
            cure = "write `{from: 0.2, to: 0.8}`, one of the two, or `healthy`"
            wrong = (
                "says both a range and of what"
                if band.of
                else "ends before it begins"
                if numbers
                else "says no range"
            )
            self.collector.add("bad-band", f"this band {wrong}", span, cure=cure)
            return []
        bands = [
            Band(condition.low, condition.high, band.label or label, band.of)
            for condition, label in self.conditions(panel, band.of)
            if condition.low is None or condition.low != condition.high
        ]
        return self.found(bands, band.of, panel, span)

    def found(self, marks: list[Mark], source: str, panel: Panel, span: Span) -> list[Mark]:
        """The marks; that the metrics say nothing of what is asked for is collected."""
        if not marks:
            names = listed(panel.metrics, 3) or "this panel"
            cure = f"give the metric `{source}: above 0.7`, or write the number here"
            self.collector.add("no-threshold", f"nothing is said of `{source}` for {names}", span, cure=cure)
        return marks

    def conditions(self, panel: Panel, source: models.Source) -> list[tuple[Condition, str]]:
        """The conditions of a panel's metrics with the label each gets.

        A condition that does not read is left out: that is told where it stands.
        """
        found = []
        for name in panel.metrics:
            if name not in self.catalogue.metrics:
                continue
            attributes = self.catalogue.metrics[name].attributes
            if source == "healthy":
                written = [(attributes.healthy, f"healthy: {attributes.healthy}")]
            else:
                written = [*getattr(attributes, source).items()]
            for text, label in written:
                try:
                    found.append((parse_condition(text or ""), label))
                except ValueError:
                    continue
        return found

    def schedule(self, annotate: models.Annotate, span: Span) -> Schedule | None:
        """The schedule whose boundaries are drawn."""
        name = annotate.schedule
        if name is None or name in self.schedules:
            return self.schedules.get(name or "")
        known = list(self.schedules)
        cure = did_you_mean(name, known, otherwise=f"schedules: {listed(known) or 'none'}")
        self.collector.add("unknown-schedule", f"the spec has no schedule `{name}`", span, cure=cure)
        return None

    def events(self, annotate: models.Annotate, span: Span) -> str | None:
        """The exact name of the metric whose events are drawn."""
        name = self.finder.one(annotate.events, span) if annotate.events is not None else None
        metric = self.catalogue.metrics.get(name or "")
        if metric is not None and metric.attributes.type not in EVENT_TYPES:
            cure = "give the metric `type: event`, and log it as 0 or 1 with every row"
            message = f"`{name}` is a metric of type {metric.attributes.type}"
            self.collector.add("not-an-event", message, span, cure=cure)
        return name
