"""Finds in the catalogue what panels, axes and schedules call their metrics."""

from __future__ import annotations

from wbgen.spec.catalogue import Dimensions, known_dimensions
from wbgen.spec.diagnostics import START, Collector, SpecError, did_you_mean, listed
from wbgen.spec.guide import Catalogue
from wbgen.spec.names import (
    expand,
    glob_matcher,
    is_built_in,
    is_glob,
    names_in,
    placeholders,
)
from wbgen.spec.open_dimensions import OpenPatterns
from wbgen.spec.tree import Span

MAX_FOUND = 1_000_000  # metrics that the patterns of all panels of a spec stand for


class MetricFinder:
    """Looks names up and remembers which metrics were found."""

    def __init__(
        self, catalogue: Catalogue, dimensions: Dimensions, open: OpenPatterns, collector: Collector
    ) -> None:
        self.catalogue, self.dimensions, self.collector = catalogue, dimensions, collector
        self.open = open
        self.not_found: set[str] = set()
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
        if written in metrics:
            return (written,)
        if not known_dimensions(written, self.dimensions, span, self.collector):
            self.not_found.add(written)
            return ()
        if is_glob(written):
            return self.glob(written, span) or self.unknown(written, span)
        if placeholders(written):
            return self.expanded(written, span)
        return (written,) if self.is_known(written) else self.unknown(written, span)

    def expanded(self, written: str, span: Span) -> tuple[str, ...]:
        """The names of a pattern that the catalogue does not hold as such; an open dimension's by default."""
        self.count(names_in(written, self.dimensions), span)
        names = tuple(name for name, _ in expand(written, self.dimensions))
        tried = names or [name for name, _ in expand(self.open.sampled(written), self.dimensions)]
        missing = next((name for name in tried if not self.is_known(name)), None)
        return self.unknown(written, span, missing) if missing or not tried else names

    def is_known(self, name: str) -> bool:
        """Whether an exact name is in the catalogue, fits a pattern in it, or is W&B's own."""
        return name in self.catalogue.metrics or is_built_in(name) or self.open.owner(name) is not None

    def shown(self, written: str) -> tuple[str, ...]:
        """What a regex is made of for a name that was found: a pattern itself if open, else exact names."""
        return (written,) if self.open.is_open(written) else self.lookup(written, START)

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
        self.not_found.add(written)
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
