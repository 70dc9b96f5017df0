"""Workspaces and reports: ids settled, metrics found, thresholds and schedules tied to panels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import replace

from wbgen.spec import models
from wbgen.spec.check_charts import ChartChecker
from wbgen.spec.diagnostics import Collector, did_you_mean, listed
from wbgen.spec.finder import MetricFinder
from wbgen.spec.guide import Block, Panel, Report, Schedule, Section, SectionRef, Workspace
from wbgen.spec.names import legal_name, panel_slug, refused_in_name, title_slug
from wbgen.spec.tree import Mapping, Span, beginning, locate

Path = tuple[int | str, ...]


class ViewReader:
    """Reads the workspaces and reports of one spec."""

    def __init__(
        self,
        spec: models.Spec,
        finder: MetricFinder,
        schedules: Map[str, Schedule],
        root: Mapping,
        collector: Collector,
    ) -> None:
        self.spec, self.finder, self.root, self.collector = spec, finder, root, collector
        self.charts = ChartChecker(finder.catalogue, schedules, spec.x, collector)

    # --- workspaces

    def workspaces(self) -> tuple[Workspace, ...]:
        """Every workspace, in the author's order."""
        return tuple(self.workspace(name, options) for name, options in self.spec.workspaces.items())

    def workspace(self, id: str, options: models.Workspace) -> Workspace:
        path: Path = ("workspaces", id)
        title = options.title or self.spec.title
        self.check_name(options, title, path)
        self.check_x(options.x, path)
        seen: dict[str, Path] = {}
        sections = []
        for index, written in enumerate(options.sections):
            section_path = (*path, "sections", index)
            section = self.section(written, section_path, default_x=options.x or self.spec.x)
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
        self.check_x(options.x, path)
        x = options.x or default_x
        panels = []
        for index, written in enumerate(options.panels):
            panel_path = (*path, "panels", index)
            if isinstance(written, models.Panel):
                panels.append(self.panel(written, panel_path, x))
            else:
                self.check_kinds(written, panel_path)
        return Section(id, options.title, options, self.with_ids(panels, path))

    def check_x(self, x: str | None, path: Path) -> None:
        """Collect an x axis that is not one metric."""
        if x is not None:
            self.finder.one(x, self.span((*path, "x")))

    def check_kinds(self, panel: models.LaterPanel, path: Path) -> None:
        """Collect a panel that is two of the kinds nothing is made of yet."""
        kinds = models.kinds_in(panel.model_extra, models.LATER_PANEL_KINDS - {"raw"})
        if len(kinds) > 1:
            _, key_span = locate(self.root, (*path, kinds[1]))
            cure = "a panel or block has one kind; make two of it"
            message = f"`{kinds[1]}` makes this two things at once"
            self.collector.add("two-kinds", message, key_span or self.span(path), cure=cure)

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

    def panel(self, options: models.Panel, path: Path, x: str) -> tuple[Panel, Path]:
        kind = next(kind for kind, model in models.PANEL_KINDS.items() if isinstance(options, model))
        written = [] if kind == "markdown" else models.listify(getattr(options, kind))
        found: list[str] = []
        for index, name in enumerate(written):
            found += self.finder.find(name, self.span((*path, kind, index)))
        id = options.id or panel_slug(kind, written or first_words(options))
        panel = Panel(id, kind, tuple(dict.fromkeys(found)), options)
        if isinstance(options, models.LinePanel):
            self.check_x(options.x, path)
            panel = self.charts.complete(panel, options, lambda *steps: self.span((*path, *steps)), x)
        return panel, path

    # --- reports

    def reports(self, workspaces: tuple[Workspace, ...]) -> tuple[Report, ...]:
        """Every report, in the author's order."""
        return tuple(self.report(name, options, workspaces) for name, options in self.spec.reports.items())

    def report(self, id: str, options: models.Report, workspaces: tuple[Workspace, ...]) -> Report:
        blocks: list[Block] = []
        for index, written in enumerate(options.blocks):
            path: Path = ("reports", id, "blocks", index)
            if isinstance(written, models.SectionBlock):
                reference = self.section_ref(written, path, workspaces)
                blocks += [reference] if reference else []
            elif isinstance(written, models.MetricsBlock):
                self.check_groups(written, path)
                blocks.append(written)
            elif not isinstance(written, models.LaterBlock):
                blocks.append(written)
        return Report(id, options.title or self.spec.title, options, tuple(blocks))

    def section_ref(
        self, block: models.SectionBlock, path: Path, workspaces: tuple[Workspace, ...]
    ) -> SectionRef | None:
        """The section a block shows; where several workspaces have it, the block must say which."""
        names = [workspace.id for workspace in workspaces]
        if block.workspace is not None and block.workspace not in names:
            cure = did_you_mean(block.workspace, names, otherwise=f"workspaces: {listed(names) or 'none'}")
            message = f"the spec has no workspace `{block.workspace}`"
            self.collector.add("unknown-workspace", message, self.span((*path, "workspace")), cure=cure)
            return None
        candidates = [w for w in workspaces if block.workspace in (None, w.id)]
        having = [w.id for w in candidates if any(s.id == block.section for s in w.sections)]
        if len(having) == 1:
            return SectionRef(having[0], block.section)
        if having:
            message, cure = (
                f"several workspaces have a section `{block.section}`",
                f"add `workspace: {having[0]}`",
            )
        else:
            known = [section.id for w in candidates for section in w.sections]
            message = f"no workspace has a section `{block.section}`"
            cure = did_you_mean(block.section, known, otherwise=f"sections: {listed(known) or 'none'}") or ""
        self.collector.add("unknown-section", message, self.span((*path, "section")), cure=cure)
        return None

    def check_groups(self, block: models.MetricsBlock, path: Path) -> None:
        """Collect the groups a metrics block names that the catalogue does not have."""
        known = [group.title for group in self.finder.catalogue.groups]
        for index, name in enumerate(block.metrics or []):
            if name not in known:
                cure = did_you_mean(name, known, otherwise=f"groups: {listed(known) or 'none'}")
                span = self.span((*path, "metrics", index))
                self.collector.add("unknown-group", f"the catalogue has no group `{name}`", span, cure=cure)

    def span(self, path: Iterable[int | str]) -> Span:
        return locate(self.root, tuple(path))[0]


def first_words(options: models.Panel) -> list[str]:
    """What tells one text panel from another: how it begins."""
    return [" ".join(options.markdown.split()[:5])] if isinstance(options, models.MarkdownPanel) else []


def same_panel(one: Panel, other: Panel) -> bool:
    """Whether two panels show the same: kind and metrics, or text."""
    text, other_text = (getattr(panel.options, "markdown", None) for panel in (one, other))
    return (one.kind, one.metrics, text) == (other.kind, other.metrics, other_text)
