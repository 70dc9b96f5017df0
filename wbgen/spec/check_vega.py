"""Custom charts of the team's own: the chart read, its fields and its query held against the catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from wbgen.spec import models
from wbgen.spec.diagnostics import Collector, did_you_mean, listed
from wbgen.spec.finder import MetricFinder
from wbgen.spec.guide import OwnChart, Panel
from wbgen.spec.names import title_slug
from wbgen.spec.tree import Span
from wbgen.spec.vega import ChartError, VegaLite, is_file, missing, read_file, read_value

SpanOf = Callable[..., Span]

#: Columns that every row of a custom chart has beside what is asked for.
ROW_COLUMNS = ("id", "name")

#: The ways to ask for data; a panel takes one.
SOURCES = ("query", "keys", "table")

#: The parts of a query whose columns are metrics by their own names.
BY_METRIC = frozenset({"history", "summary", "id", "name"})

CHART_NAME = re.compile(r"[^/\s]+(?:/[^/\s]+)+\Z")


class VegaChecker:
    """Completes the panels of the team's own charts. ``folder``: where the spec lies, if it is a file."""

    def __init__(self, finder: MetricFinder, collector: Collector, folder: Path | None) -> None:
        self.finder, self.collector, self.folder = finder, collector, folder
        self.read: dict[str, VegaLite | ChartError] = {}
        self.names: dict[str, str] = {}

    def complete(self, panel: Panel, options: models.VegaPanel, span: SpanOf) -> Panel:
        """The panel with the metrics it fetches and its chart; everything that does not fit is collected."""
        self.check_source(options, span)
        metrics = self.fetched(options, span)
        options = self.exact(options)
        chart = self.chart(panel, options, span("vega"))
        if chart is not None:
            self.check_settings(options, chart[1], span)
        return replace(panel, metrics=metrics, chart=chart[0] if chart else None, options=options)

    # --- the chart

    def chart(self, panel: Panel, options: models.VegaPanel, span: Span) -> tuple[OwnChart, VegaLite] | None:
        """The chart in a file or map; None for one that W&B has already, or that cannot be used."""
        written = options.vega
        if isinstance(written, str) and not is_file(written):
            self.check_name(written, span)
            return None
        title = PurePosixPath(written).name.partition(".")[0] if isinstance(written, str) else panel.id
        try:
            read = self.file(written) if isinstance(written, str) else read_value(written, "this")
        except ChartError as error:
            self.collector.add(error.code, error.message, span, cure=error.cure)
            return None
        return OwnChart(title_slug(title) or "chart", title, read.text), read

    def file(self, written: str) -> VegaLite:
        """The chart in a file, read once for all the panels that show it. Raises ChartError."""
        if written not in self.read:
            try:
                self.read[written] = read_file(self.folder, written)
            except ChartError as error:
                self.read[written] = error
        found = self.read[written]
        if isinstance(found, ChartError):
            raise found
        return found

    def check_name(self, written: str, span: Span) -> None:
        """Collect what is neither a chart's name nor a file; the library lets a panel go without a chart."""
        if written and not CHART_NAME.match(written):
            cure = "write `my-team/chart`, a file `charts/loss.vl.json`, or the chart itself as a map"
            message = f"`{written}` is neither the name of a chart nor a file"
            self.collector.add("vega-file", message, span, cure=cure)

    def check_settings(self, options: models.VegaPanel, chart: VegaLite, span: SpanOf) -> None:
        """Collect fields that the chart needs and the panel does not fill, and settings it does not have."""
        for name in missing(chart.fields, options.fields):
            cure = f"add `fields: {{{name}: _step}}` with the column it shows"
            message = f"nothing is said of the chart's field `{name}`"
            self.collector.add("vega-field", message, span("vega"), cure=cure)
        for option, known in (("fields", chart.fields), ("strings", chart.strings)):
            for name in missing(getattr(options, option), known):
                otherwise = f"the chart's {option}: {listed(sorted(known)) or 'none'}"
                near = did_you_mean(name, sorted(known), otherwise=otherwise)
                message = f"the chart has no `${{{option.rstrip('s')}:{name}}}`"
                self.collector.add("vega-field", message, span(option, name), cure=near)

    # --- its data

    def check_source(self, options: models.VegaPanel, span: SpanOf) -> None:
        """Collect a second way of asking for data."""
        asked = [source for source in SOURCES if getattr(options, source)]
        for source in asked[1:]:
            cure = f"keep `{asked[0]}` or `{source}`"
            message = f"`{asked[0]}` says already what is fetched"
            self.collector.add("vega-query", message, span(source), cure=cure)

    def fetched(self, options: models.VegaPanel, span: SpanOf) -> tuple[str, ...]:
        """The metrics that a panel fetches or shows, by exact name.

        Where neither a query nor a table is named, the fields name the metrics too.
        """
        if options.table is not None:
            return self.finder.find(options.table, span("table"))
        asked = [
            name
            for index, written in enumerate(options.keys)
            for name in self.finder.find(written, span("keys", index))
        ]
        parts = set(options.query)
        for part in sorted(parts & {"history", "summary"}):
            asked += self.known(keys_of(options.query[part]), span("query", part, "keys"))
        if parts <= BY_METRIC:
            for name, column in options.fields.items():
                asked += self.known([column], span("fields", name))
        return tuple(dict.fromkeys(asked))

    def exact(self, options: models.VegaPanel) -> models.VegaPanel:
        """The options with exact names of metrics in the query and, where they are metrics, the fields."""
        query = {
            part: {**value, "keys": [*map(self.one, value["keys"])]} if keys_of(value) else value
            for part, value in options.query.items()
        }
        fields = {name: self.one(column) for name, column in options.fields.items()}
        if not options.query.keys() <= BY_METRIC:
            fields = options.fields
        return options.model_copy(update={"query": query, "fields": fields})

    def one(self, name: Any) -> Any:
        """The exact name of a metric."""
        return self.names.get(name, name) if isinstance(name, str) else name

    def known(self, names: Iterable[str], span: Span) -> list[str]:
        """The exact names of columns that are metrics; one that the catalogue does not have is collected."""
        found = {name: self.finder.one(name, span) for name in names if name not in ROW_COLUMNS}
        known = {name: exact for name, exact in found.items() if exact is not None}
        self.names |= known
        return [*known.values()]


def keys_of(part: Any) -> list[str]:
    """The metrics that a part of a query asks for."""
    keys = part.get("keys") if isinstance(part, dict) else None
    return [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else []
