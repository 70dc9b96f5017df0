"""Filters of runs in a spec: read, and their config keys and metrics found."""

from __future__ import annotations

from collections.abc import Iterator

from wbgen.spec import models
from wbgen.spec.check_names import AxisChecker
from wbgen.spec.diagnostics import Collector
from wbgen.spec.expressions import EVERYTHING, ExpressionError, Filter, Key, keys_of, parse_filter, renamed
from wbgen.spec.places import Path
from wbgen.spec.tree import Mapping, Span, locate, node_at, within


class FilterReader:
    """Reads the filters of one spec; what is wrong with them is collected."""

    def __init__(self, axes: AxisChecker, root: Mapping, collector: Collector) -> None:
        self.axes, self.root, self.collector = axes, root, collector
        self.known: dict[str, Filter] = {}

    def read(self, text: str, path: Path) -> Filter:
        """The filter a text at a path states, with exact names; the one of all runs where it states none."""
        try:
            found = parse_filter(text)
        except ExpressionError as error:
            self.refuse(error, path)
            return EVERYTHING
        exact = {key: self.exact(key, self.span(path, text, key.name)) for key in keys_of(found)}
        self.known[text] = renamed(found, exact.__getitem__)
        return self.known[text]

    def exact(self, key: Key, span: Span) -> Key:
        """The key by its exact name; one that is not there is collected."""
        match key:
            case Key("config", name):
                return Key("config", self.axes.check_config(name, span))
            case Key("summary", name):
                return Key("summary", self.axes.finder.one(name, span) or name)
        return key

    def refuse(self, error: ExpressionError, path: Path) -> None:
        """Collect an expression that does not read, at the characters that are meant."""
        place = within(node_at(self.root, path), error.start, error.end) or locate(self.root, path)[0]
        cure = error.cure or "docs/expressions.md shows what may stand here"
        self.collector.add("bad-expression", error.message, place, cure=cure)

    def span(self, path: Path, text: str, name: str) -> Span:
        """Where a name stands in the text at a path."""
        start = max(0, text.find(name))
        place = within(node_at(self.root, path), start, start + len(name))
        return place or locate(self.root, path)[0]


def check_conditions(spec: models.Spec, filters: FilterReader) -> None:
    """Collect what is wrong with the filters in ``only_if`` and of named run sets."""
    for path, text in conditions(spec):
        filters.read(text, path)


def conditions(spec: models.Spec) -> Iterator[tuple[Path, str]]:
    """Every filter of a spec outside its views, with its place."""
    for key, parameter in spec.config.items():
        if parameter.only_if is not None:
            yield ("config", key, "only_if"), parameter.only_if
    for index, group in enumerate(spec.metrics):
        if group.only_if is not None:
            yield ("metrics", index, "only_if"), group.only_if
        for pattern, own in group.of.items():
            if own.only_if is not None:
                yield ("metrics", index, "of", pattern, "only_if"), own.only_if
    for name, runs in spec.runs.items():
        if runs.where is not None:
            yield ("runs", name, "where"), runs.where
