"""A report's view: blocks, with the panels of workspace sections in grids."""

from __future__ import annotations

from collections import Counter

from wbgen.compile import official
from wbgen.compile.encode import Body
from wbgen.compile.ids import address, json_id, view_key
from wbgen.compile.panels import PanelCompiler
from wbgen.compile.resources import View
from wbgen.compile.tables import metrics_markdown, troubleshooting_markdown
from wbgen.spec import models
from wbgen.spec.guide import Block, Guide, Report, SectionRef

#: Width of a report's grid, and the height of a panel on it, in grid units.
GRID_WIDTH = 24
PANEL_HEIGHT = 8


def compile_report(guide: Guide, report: Report) -> View:
    """The view of a report."""
    where = address(guide.id, "report", report.id)
    panels = PanelCompiler(inherit=False)
    builder = BlockBuilder(guide, where, panels)
    blocks = [model for block in report.blocks for model in builder.build(block)]
    return View(
        address=where,
        kind="report",
        name=view_key(guide.id, where),
        title=report.title,
        description=report.options.description.strip(),
        spec=official.report(report.title, blocks, width=report.options.width),
        charts=tuple(dict.fromkeys(panels.charts)),
    )


class BlockBuilder:
    """Builds the blocks of one report."""

    def __init__(self, guide: Guide, where: str, panels: PanelCompiler) -> None:
        self.guide, self.where, self.panels = guide, where, panels
        self.shown: Counter[SectionRef] = Counter()

    def build(self, block: Block) -> list[Body]:
        """The JSON of one block of the language."""
        match block:
            case models.Heading1():
                return [official.heading(1, block.h1)]
            case models.Heading2():
                return [official.heading(2, block.h2)]
            case models.Heading3():
                return [official.heading(3, block.h3)]
            case models.MarkdownBlock():
                return [official.markdown(block.markdown)]
            case models.TocBlock():
                return [official.table_of_contents()]
            case models.RuleBlock():
                return [official.rule()]
            case models.MetricsBlock():
                return [official.markdown(metrics_markdown(self.guide.catalogue, block.metrics))]
            case models.TroubleshootingBlock():
                return [official.markdown(troubleshooting_markdown(self.guide.troubleshooting))]
            case SectionRef():
                return self.section(block)

    def section(self, reference: SectionRef) -> list[Body]:
        """A section's note as Markdown and its panels as a grid."""
        workspace = next(w for w in self.guide.workspaces if w.id == reference.workspace)
        section = next(s for s in workspace.sections if s.id == reference.section)
        self.shown[reference] += 1
        ordinal = "" if self.shown[reference] == 1 else f":{self.shown[reference]}"
        where = f"{self.where}/{reference.workspace}/{reference.section}{ordinal}"
        x = section.options.x or workspace.options.x or self.guide.x
        panels = [self.panels.compile(f"{where}/{panel.id}", panel, x) for panel in section.panels]
        blocks = [official.markdown(section.options.note)] if section.options.note else []
        columns = max(1, min(section.options.columns, len(panels), GRID_WIDTH))
        place(panels, columns)
        grid = official.panel_grid(panels, runset_id=json_id(f"{where}:runs"), project=self.guide.project)
        return [*blocks, grid]


def place(panels: list[Body], columns: int) -> None:
    """Put panels side by side on the grid, ``columns`` to a row."""
    width = GRID_WIDTH // columns
    for index, panel in enumerate(panels):
        row, column = divmod(index, columns)
        panel["layout"] = {"x": column * width, "y": row * PANEL_HEIGHT, "w": width, "h": PANEL_HEIGHT}
