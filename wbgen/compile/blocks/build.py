"""Builds the blocks of one report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from wbgen.compile import official
from wbgen.compile.blocks.layout import place
from wbgen.compile.blocks.plain import encode_block
from wbgen.compile.blocks.sweeps import run_set, sweep_panels
from wbgen.compile.encode import Body, merged
from wbgen.compile.ids import json_id
from wbgen.compile.panels import PanelCompiler
from wbgen.compile.runsets import encode_run_set, run_colors
from wbgen.compile.sweeps.searched import searched_by_guide
from wbgen.compile.tables import generated, health_items
from wbgen.prose import sweeps
from wbgen.prose.language import language
from wbgen.spec import models
from wbgen.spec.guide import Block, Comparison, Folding, Guide, Panel, PanelGrid, RunSet, SectionRef, SweepRef

#: Height of a panel of a workspace's section, in grid units; one of a report's own is as W&B makes it.
SECTION_HEIGHT = 8
ALL_RUNS = RunSet("runs", models.RunSet())

#: Encodes a panel at an address: the address, the panel, the axis where it names none.
EncodePanel = Callable[[str, Panel, str], Body]


class BlockBuilder:
    """Builds the blocks of one report, whose address is ``where``."""

    def __init__(self, guide: Guide, where: str, panels: PanelCompiler) -> None:
        self.guide, self.where, self.panels = guide, where, panels
        self.seen: Counter[str] = Counter()

    def build(self, block: Block) -> list[Body]:
        """The JSON of one block of the language: one block of W&B, or a few."""
        bodies = self.bodies(block)
        raw = block.raw if isinstance(block, models.Block) else block.options.raw
        if raw is not None and not isinstance(block, models.RawBlock):
            bodies[-1] = merged(bodies[-1], raw)
        return bodies

    def bodies(self, block: Block) -> list[Body]:
        """The JSON of a block without its overlay."""
        match block:
            case models.RawBlock():
                return [dict(block.raw)]
            case Folding():
                folded = [body for below in block.blocks for body in self.build(below)]
                return [{**encode_block(block.options), "collapsedChildren": folded}]
            case SectionRef():
                return self.section(block)
            case PanelGrid():
                return [self.grid(block)]
            case Comparison():
                return [self.comparison(block)]
            case SweepRef():
                return self.sweep(block.sweep)
            case models.ChecklistBlock() if block.checklist is None:
                items = [models.CheckItem(text=text) for text in health_items(self.guide)]
                return [encode_block(models.ChecklistBlock(checklist=items))]
            case _:
                text = generated(self.guide, block)
                return [encode_block(block if text is None else models.MarkdownBlock(markdown=text))]

    def once(self, where: str) -> str:
        """An address, with an ordinal where the report has it already."""
        self.seen[where] += 1
        return where if self.seen[where] == 1 else f"{where}:{self.seen[where]}"

    def section(self, block: SectionRef) -> list[Body]:
        """A section's note as Markdown and its panels as a grid."""
        workspace = next(w for w in self.guide.workspaces if w.id == block.workspace)
        section = next(s for s in workspace.sections if s.id == block.section)
        where = self.once(f"{self.where}/{block.workspace}/{block.section}")
        x = section.options.x or workspace.options.x or self.guide.x
        panels = [(p.options, self.panels.compile(f"{where}/{p.id}", p, x)) for p in section.panels]
        columns = block.options.columns or min(section.options.columns, max(1, len(panels)))
        placed = place(panels, columns, SECTION_HEIGHT)
        notes = [models.MarkdownBlock(markdown=section.options.note)] if section.options.note else []
        return [*map(encode_block, notes), self.framed(placed, [ALL_RUNS], where)]

    def grid(self, block: PanelGrid) -> Body:
        """A grid of the report's own."""
        options = block.options
        panels = [
            (p.options, self.panels.compile(self.once(f"{self.where}/{p.id}"), p, self.guide.x))
            for p in block.panels
        ]
        placed = place(panels, options.columns, options.height)
        return self.framed(placed, block.runs or (ALL_RUNS,), self.where, options)

    def comparison(self, block: Comparison) -> Body:
        """What differs between run sets, and a bar chart per metric."""
        where = self.once(f"{self.where}/compare-{'-'.join(run_set.id for run_set in block.runs)}")
        written: list[tuple[str, models.Panel]] = [("runs", models.RunsPanel(runs="differences"))]
        written += [("bar", models.BarPanel(bar=[metric])) for metric in block.metrics]
        panels = [
            (options, self.panels.compile(f"{where}/{panel.id}", panel, self.guide.x))
            for kind, options in written
            for panel in [comparison_panel(kind, options)]
        ]
        placed = place(panels, block.options.columns, models.GridBlock(panels=[]).height)
        return self.framed(placed, block.runs, where)

    def sweep(self, id: str) -> list[Body]:
        """A heading, what a sweep is in words, and panels of its runs."""
        guide, say = self.guide, language(self.guide.lang)
        where = self.once(f"{self.where}/sweep-{id}")
        sweep, searched = guide.sweeps[id], searched_by_guide(guide, id)
        words: list[models.Block] = [
            models.Heading2(h2=sweeps.title(id, sweep)),
            models.MarkdownBlock(markdown=sweeps.section(guide, id, say)),
        ]
        panels = [
            self.panels.compile(self.once(f"{where}/{panel.id}"), panel, guide.x)
            for panel in sweep_panels(searched, say)
        ]
        runs = RunSet(f"sweep-{id}", run_set(id, sweep, searched))
        return [*map(encode_block, words), self.framed(panels, [runs], where)]

    def framed(
        self,
        panels: Sequence[Body],
        run_sets: Sequence[RunSet],
        where: str,
        options: models.GridBlock | None = None,
    ) -> Body:
        """A grid of panels over run sets."""
        return frame(
            panels,
            [(run_set.options, json_id(self.once(f"{where}:{run_set.id}"))) for run_set in run_sets],
            self.guide.project,
            options,
        )


def comparison_panel(kind: str, options: models.Panel) -> Panel:
    """A panel of a comparison."""
    metrics = tuple(getattr(options, "bar", ()))
    return Panel("-".join((kind, *metrics)), kind, metrics, options)


def frame(
    panels: Sequence[Body],
    run_sets: Sequence[tuple[models.RunSet, str]],
    project: str,
    options: models.GridBlock | None = None,
) -> Body:
    """A grid of panels over run sets, each with its id.

    The panels are set on the JSON: the official class compares every pair of them to resolve overlaps.
    """
    grid = official.panel_grid()
    metadata = grid["metadata"]
    metadata["runSets"] = [encode_run_set(run_set, id, project, "report") for run_set, id in run_sets]
    metadata["panelBankSectionConfig"]["panels"] = list(panels)
    colors = [run_colors(run_set, id, "report") for run_set, id in run_sets]
    colors += [options.colors] if options else []
    metadata["customRunColors"] = {key: color for found in colors for key, color in found.items()}
    metadata["hideRunSets"] = bool(options and options.hide_runs)
    return grid
