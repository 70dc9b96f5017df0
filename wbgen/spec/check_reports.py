"""Reports: their blocks tied to the sections, metrics, run sets and rules they show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wbgen.spec import models
from wbgen.spec.check_runsets import RunSetReader
from wbgen.spec.check_views import ViewReader
from wbgen.spec.diagnostics import did_you_mean, listed
from wbgen.spec.guide import Block, Comparison, Folding, PanelGrid, Report, SectionRef, SweepRef, Workspace
from wbgen.spec.places import Path
from wbgen.spec.tree import Span, beginning, locate


class ReportReader:
    """Reads the reports of one spec; what is wrong with them is collected."""

    def __init__(self, views: ViewReader, runs: RunSetReader, workspaces: tuple[Workspace, ...]) -> None:
        self.views, self.runs, self.workspaces = views, runs, workspaces
        self.spec, self.finder, self.root = views.spec, views.finder, views.root
        self.collector = views.collector

    def reports(self) -> tuple[Report, ...]:
        """Every report, in the author's order."""
        return tuple(
            Report(id, options.title or self.spec.title, options, self.blocks(options, ("reports", id)))
            for id, options in self.spec.reports.items()
        )

    def blocks(self, options: models.Report, path: Path) -> tuple[Block, ...]:
        """The blocks of a report."""
        return self.tied(options.blocks, (*path, "blocks"))

    def tied(self, written: Sequence[models.Block], path: Path) -> tuple[Block, ...]:
        """Blocks, those that refer to something tied to it."""
        found = (self.block(block, (*path, index)) for index, block in enumerate(written))
        return tuple(block for block in found if block is not None)

    def block(self, written: models.Block, path: Path) -> Block | None:
        """One block; None, with a diagnostic, where what it refers to is not there."""
        match written:
            case models.Heading() if written.folded:
                return Folding(written, self.tied(written.folded, (*path, "folded")))
            case models.SectionBlock():
                return self.section(written, path)
            case models.GridBlock():
                return self.grid(written, path)
            case models.CompareBlock():
                return self.comparison(written, path)
            case models.SweepBlock():
                return self.sweep(written, path)
            case models.GalleryBlock():
                self.check_cards(written, path)
            case models.MetricsBlock():
                groups = self.finder.catalogue.groups
                known = [name for group in groups for name in (group.title, group.id) if name]
                self.check_names(written.metrics, known, (*path, "metrics"), "unknown-group", "group")
            case models.HealthBlock():
                rules = list(self.spec.health)
                self.check_names(written.health, rules, (*path, "health"), "unknown-rule", "rule")
        return written

    def section(self, block: models.SectionBlock, path: Path) -> SectionRef | None:
        """The section a block shows; where several workspaces have it, the block must say which."""
        names = [workspace.id for workspace in self.workspaces]
        if block.workspace is not None and block.workspace not in names:
            cure = did_you_mean(block.workspace, names, otherwise=f"workspaces: {listed(names) or 'none'}")
            message = f"the spec has no workspace `{block.workspace}`"
            self.collector.add("unknown-workspace", message, self.span((*path, "workspace")), cure=cure)
            return None
        candidates = [w for w in self.workspaces if block.workspace in (None, w.id)]
        having = [w.id for w in candidates if any(s.id == block.section for s in w.sections)]
        if len(having) == 1:
            return SectionRef(having[0], block.section, block)
        if having:
            message = f"several workspaces have a section `{block.section}`"
            cure = f"add `workspace: {having[0]}`"
        else:
            known = [section.id for w in candidates for section in w.sections]
            message = f"no workspace has a section `{block.section}`"
            cure = did_you_mean(block.section, known, otherwise=f"sections: {listed(known) or 'none'}") or ""
        self.collector.add("unknown-section", message, self.span((*path, "section")), cure=cure)
        return None

    def grid(self, block: models.GridBlock, path: Path) -> PanelGrid:
        """A grid of the report's own, its panels and run sets found."""
        panels = []
        for index, written in enumerate(block.panels):
            panels += self.views.panels(written, (*path, "panels", index), self.spec.x)
        runs = self.runs.used(block.runs or [], (*path, "runs"))
        return PanelGrid(self.views.with_ids(panels, path), runs, block)

    def comparison(self, block: models.CompareBlock, path: Path) -> Comparison:
        """Run sets side by side, over the headline metrics unless it names others."""
        uses = [models.RunSetUse(name=name) for name in block.compare]
        runs = self.runs.used(uses, (*path, "compare"))
        found: list[str] = []
        for index, name in enumerate(block.metrics or []):
            found += self.finder.find(name, self.span((*path, "metrics", index)))
        return Comparison(runs, tuple(dict.fromkeys(found)) or self.headline(), block)

    def sweep(self, block: models.SweepBlock, path: Path) -> SweepRef | None:
        """The sweep a block is about."""
        known = list(self.spec.sweeps)
        if block.sweep in known:
            return SweepRef(block.sweep, block)
        cure = did_you_mean(block.sweep, known, otherwise=f"sweeps: {listed(known) or 'none'}")
        message = f"the spec has no sweep `{block.sweep}`"
        self.collector.add("unknown-sweep", message, self.span((*path, "sweep")), cure=cure)
        return None

    def headline(self) -> tuple[str, ...]:
        """The metrics that the catalogue calls the ones to watch."""
        catalogue = self.finder.catalogue
        groups = {group.title for group in catalogue.groups if group.headline}
        chosen = (m for m in catalogue.metrics.values() if m.attributes.headline or m.group in groups)
        return tuple(metric.name for metric in chosen)

    def check_cards(self, block: models.GalleryBlock, path: Path) -> None:
        """Collect cards of a gallery that are not either a report or a page."""
        for index, card in enumerate(block.gallery):
            if (card.report is None) == (card.url is None):
                cure = "write the report's id, or `{url: https://..., title: ...}`"
                message = "a card is a report or a page"
                place = beginning(self.span((*path, "gallery", index)))
                self.collector.add("no-kind", message, place, cure=cure)

    def check_names(
        self, names: Sequence[str] | None, known: Sequence[str], path: Path, code: str, what: str
    ) -> None:
        """Collect names that are none of those known."""
        for index, name in enumerate(names or []):
            if name not in known:
                owner = "catalogue" if what == "group" else "spec"
                cure = did_you_mean(name, known, otherwise=f"{what}s: {listed(known) or 'none'}")
                message = f"the {owner} has no {what} `{name}`"
                self.collector.add(code, message, self.span((*path, index)), cure=cure)

    def span(self, path: Iterable[int | str]) -> Span:
        return locate(self.root, tuple(path))[0]
