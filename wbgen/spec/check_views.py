"""Workspaces: ids settled, metrics found, thresholds and schedules tied to panels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import replace
from pathlib import Path as FilePath
from typing import TypeVar

from wbgen.spec import models
from wbgen.spec.check_charts import ChartChecker, SpanOf
from wbgen.spec.check_filters import FilterReader
from wbgen.spec.check_names import AxisChecker, PanelNames
from wbgen.spec.check_open import complete_regex
from wbgen.spec.diagnostics import Collector, listed
from wbgen.spec.each import facets
from wbgen.spec.expressions import check_re2
from wbgen.spec.finder import MetricFinder
from wbgen.spec.guide import Panel, Schedule, Section, Workspace
from wbgen.spec.names import PLACEHOLDER, legal_name, panel_slug, refused_in_name, title_slug
from wbgen.spec.tree import Mapping, Span, beginning, locate, node_at

Path = tuple[int | str, ...]

Curves = TypeVar("Curves", models.Workspace, models.Section)


class ViewReader:
    """Reads the workspaces of one spec, and the panels of its reports."""

    def __init__(
        self,
        spec: models.Spec,
        finder: MetricFinder,
        schedules: Map[str, Schedule],
        root: Mapping,
        collector: Collector,
        folder: FilePath | None = None,
    ) -> None:
        self.spec, self.finder, self.root, self.collector = spec, finder, root, collector
        self.charts = ChartChecker(finder, schedules, collector, folder)
        self.axes = AxisChecker(spec, finder, collector)
        self.filters = FilterReader(self.axes, root, collector)

    # --- workspaces

    def workspaces(self) -> tuple[Workspace, ...]:
        """Every workspace, in the author's order."""
        return tuple(self.workspace(name, options) for name, options in self.spec.workspaces.items())

    def workspace(self, id: str, options: models.Workspace) -> Workspace:
        path: Path = ("workspaces", id)
        title = options.title or self.spec.title
        self.check_name(options, title, path)
        options = self.with_x(options, path)
        seen: dict[str, Path] = {}
        sections = []
        for index, written in enumerate(options.sections):
            section_path = (*path, "sections", index)
            for facet in self.section_facets(written, section_path):
                section = self.section(facet, section_path, default_x=options.x or self.spec.x)
                self.check_id(section.id, seen, section_path, "section")
                sections.append(section)
        return Workspace(id, title, options.name or title, options, tuple(sections))

    def check_name(self, options: models.Workspace, title: str, path: Path) -> None:
        """Collect a title that W&B would refuse as the name of a workspace."""
        name = options.name or title
        refused = refused_in_name(name)
        if not refused:
            return
        key = "name" if options.name else "title"
        own = options.name or options.title
        span = self.span((*path, key)) if own else self.span(("title",))
        shown = listed(f"`{character}`" for character in refused)
        add = "change it to" if options.name else "add"
        legal = legal_name(name) or "A plain name"
        cure = f"{add} `name: {legal}` in the workspace; the title stays in wbgen's own output"
        self.collector.add(
            "illegal-title", f"W&B refuses {shown} in the name of a workspace", span, cure=cure
        )

    def section(self, options: models.Section, path: Path, default_x: str) -> Section:
        id = options.id or title_slug(options.title)
        if not id or not id[0].isalpha():
            why = "begins with a digit" if id else "has no Latin letters"
            cure = "add an `id:` to the section, of lower-case Latin letters, a letter first"
            message = f"the title `{options.title}` {why} and gives no id"
            self.collector.add("no-id", message, self.span((*path, "title")), cure=cure)
        options = self.with_x(options, path)
        x = options.x or default_x
        panels = []
        for index, written in enumerate(options.panels):
            panel_path = (*path, "panels", index)
            panels += self.panels(written, panel_path, x)
        return Section(id, options.title, self.with_condition(options, path), self.with_ids(panels, path))

    def section_facets(self, options: models.Section, path: Path) -> list[models.Section]:
        """The section, or one for each value of a dimension."""
        id = options.id or title_slug(PLACEHOLDER.sub("", options.title))
        return facets(options, id, self.finder.dimensions, self.span((*path, "each")), self.collector)

    def with_condition(self, options: models.Section, path: Path) -> models.Section:
        """The section, its note saying for which runs it is meant: W&B hides no sections."""
        if options.only_if is None:
            return options
        self.filters.read(options.only_if, (*path, "only_if"))
        meant = f"*For runs with `{options.only_if}`.*"
        note = f"{meant}\n\n{options.note}" if options.note else meant
        return options.model_copy(update={"note": note})

    def with_x(self, options: Curves, path: Path) -> Curves:
        """The options with the exact name of their x axis; one that is not one metric is collected."""
        if options.x is None:
            return options
        x = self.axes.check(options.x, self.span((*path, "x")))
        return options if x == options.x else options.model_copy(update={"x": x})

    def with_ids(self, panels: list[tuple[Panel, Path]], section: Path) -> tuple[Panel, ...]:
        """The panels with an ordinal added to exact duplicates; other ids that meet are collected."""
        first: dict[str, Panel] = {}
        seen: dict[str, Path] = {}
        counts: Counter[str] = Counter()
        settled = []
        for panel, path in panels:
            id = panel.id
            if id in first and panel.options.id is None and same_panel(panel, first[id]):
                counts[id] += 1
                panel = replace(panel, id=f"{id}-{counts[id] + 1}")
            self.check_id(panel.id, seen, path, "panel")
            first.setdefault(panel.id, panel)
            settled.append(panel)
        return tuple(settled)

    def check_id(self, id: str, seen: dict[str, Path], path: Path, what: str) -> None:
        """Collect an id that another thing in the same place has, and remember this one."""
        if id in seen:
            first = self.span(seen[id]).line
            cure = f"give one of them an `id:` of its own (the other is on line {first})"
            place = beginning(self.span(path))
            self.collector.add("duplicate-id", f"two {what}s have the id `{id}`", place, cure=cure)
        seen.setdefault(id, path)

    def panels(self, options: models.Panel, path: Path, x: str) -> list[tuple[Panel, Path]]:
        """The panel, or one for each value of a dimension, each with its place."""
        if options.each is None:
            return [self.panel(options, path, x)]
        kind = kind_of(options)
        id = options.id or panel_slug(kind, PanelNames(options, kind).slugs)
        made = facets(options, id, self.finder.dimensions, self.span((*path, "each")), self.collector)
        return [self.panel(facet, path, x) for facet in made]

    def panel(self, options: models.Panel, path: Path, x: str) -> tuple[Panel, Path]:
        """One panel with its metrics found, and its place."""
        kind = kind_of(options)
        names = PanelNames(options, kind)
        span = self.spans(path)
        found: list[str] = []
        for name, where in names.metrics:
            found += self.finder.find(name, span(*where))
        exact = {name: self.axes.check(name, span(*where)) for name, where in names.columns}
        id = options.id or panel_slug(kind, names.slugs)
        panel = Panel(id, kind, tuple(dict.fromkeys(found)), names.renamed(exact), written=options)
        panel = self.charts.complete(panel, span, x)
        self.check_regex(options, path)
        return complete_regex(panel, self.finder, self.collector, span(kind)), path

    def check_regex(self, options: models.Panel, path: Path) -> None:
        """Collect a regex that W&B would refuse."""
        regex = getattr(options, "regex", None)
        if regex is not None and (problem := check_re2(regex, captures=False)):
            cure = "docs/expressions.md shows what RE2 takes"
            self.collector.add("bad-regex", problem, self.span((*path, "regex")), cure=cure)

    def spans(self, path: Path) -> SpanOf:
        """What tells the places of things in one map, which is looked up once."""
        node = node_at(self.root, path)
        if node is None:
            return lambda *steps: self.span((*path, *steps))
        return lambda *steps: locate(node, steps)[0]

    def span(self, path: Iterable[int | str]) -> Span:
        return locate(self.root, tuple(path))[0]


KIND_OF = {model: kind for kind, model in models.PANEL_KINDS.items()}


def kind_of(options: models.Panel) -> str:
    """The kind a panel is of."""
    return KIND_OF[type(options)]


def same_panel(one: Panel, other: Panel) -> bool:
    """Whether two panels show the same: kind and metrics, or text."""
    return (one.kind, PanelNames(one.options, one.kind)) == (
        other.kind,
        PanelNames(other.options, other.kind),
    )
