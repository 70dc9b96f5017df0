"""Finds in the catalogue what panels, axes and schedules call their metrics."""

from __future__ import annotations

from wbgen.spec.catalogue import Dimensions, known_dimensions
from wbgen.spec.diagnostics import Collector, SpecError, did_you_mean, listed
from wbgen.spec.guide import Catalogue
from wbgen.spec.names import (
    expand,
    glob_matcher,
    is_built_in,
    is_glob,
    names_in,
    pattern_matcher,
    placeholders,
)
from wbgen.spec.tree import Span

MAX_FOUND = 1_000_000  # metrics that the patterns of all panels of a spec stand for


class MetricFinder:
    """Looks names up and remembers which metrics were found."""

    def __init__(
        self, catalogue: Catalogue, dimensions: Dimensions, open: frozenset[str], collector: Collector
    ) -> None:
        self.catalogue, self.dimensions, self.collector = catalogue, dimensions, collector
        patterns = [name for name in catalogue.patterns if not open.isdisjoint(placeholders(name))]
        self.open_matchers = [pattern_matcher(pattern) for pattern in patterns]
        self.used: set[str] = set()
        self.globs: dict[str, tuple[str, ...]] = {}
        self.total = 0

    def find(self, written: str, span: Span) -> tuple[str, ...]:
        """The exact names a written name stands for; empty, with a diagnostic, where there are none."""
        names = self.lookup(written, span)
        self.used.update(names)
        self.count(len(names), span)
        return names

    def one(self, written: str, span: Span) -> str | None:
        """The exact name of the single metric that is meant, or None with a diagnostic."""
        known = len(self.collector.found)
        names = self.find(written, span)
        if len(names) == 1:
            return names[0]
        if len(self.collector.found) == known:
            message = f"`{written}` stands for {len(names) or 'no'} metrics, and one is meant"
            cure = f"write one of them: {listed(names, 3)}" if names else "name one metric"
            self.collector.add("not-one-metric", message, span, cure=cure)
        return None

    def count(self, more: int, span: Span) -> None:
        """Count what patterns stand for, and stop where it is too much to hold."""
        self.total += more
        if self.total > MAX_FOUND:
            message = f"the panels up to here stand for more than {MAX_FOUND:,} metrics"
            self.collector.add("too-many-metrics", message, span, cure="use narrower patterns")
            raise SpecError(self.collector.sorted())

    def lookup(self, written: str, span: Span) -> tuple[str, ...]:
        metrics = self.catalogue.metrics
        if written in self.catalogue.patterns:
            return self.catalogue.patterns[written]
        if written in metrics or is_built_in(written):
            return (written,)
        if not known_dimensions(written, self.dimensions, span, self.collector):
            return ()
        if any(matches(written) for matches in self.open_matchers):
            return (written,)
        if is_glob(written):
            return self.glob(written, span) or self.unknown(written, span)
        if placeholders(written):
            self.count(names_in(written, self.dimensions), span)
            names = tuple(name for name, _ in expand(written, self.dimensions))
            missing = [name for name in names if name not in metrics]
            return (
                self.unknown(written, span, missing[0] if missing else None)
                if missing or not names
                else names
            )
        return self.unknown(written, span)

    def glob(self, written: str, span: Span) -> tuple[str, ...]:
        """The metrics a glob covers; its placeholders stand for the values of their dimensions."""
        if written not in self.globs:
            metrics = self.catalogue.metrics
            tries = names_in(written, self.dimensions) * len(metrics)
            self.count(tries // 16, span)  # trying a name costs a little, too
            patterns = [pattern for pattern, _ in expand(written, self.dimensions)]
            tests = [glob_matcher(pattern) for pattern in patterns]
            self.globs[written] = tuple(name for name in metrics if any(test(name) for test in tests))
        return self.globs[written]

    def unknown(self, written: str, span: Span, example: str | None = None) -> tuple[str, ...]:
        if self.collector.full:
            return ()
        rivals = [*self.catalogue.patterns, *self.catalogue.metrics]
        otherwise = (
            "add it to a group of `metrics:`" if rivals else "the catalogue is empty: fill in `metrics:`"
        )
        cure = did_you_mean(written, rivals, otherwise=otherwise)
        missing = f" (`{example}` is missing)" if example and example != written else ""
        self.collector.add(
            "unknown-metric", f"no metric `{written}` in the catalogue{missing}", span, cure=cure
        )
        return ()
