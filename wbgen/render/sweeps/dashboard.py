"""The dashboard of a sweep: a report's one section, with tables over the panels of the search."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from wbgen.compile.blocks import encode_block
from wbgen.compile.blocks.build import frame
from wbgen.compile.blocks.sweeps import WIDTH, best_first, sweep_panels
from wbgen.compile.panels import PanelCompiler
from wbgen.compile.sweeps.searched import Searched
from wbgen.prose.language import language
from wbgen.render.drawing import Dashboard, Drawing, Drawn, Grid, Prose
from wbgen.render.markdown import to_html, to_stretches
from wbgen.render.sweeps.comparison import compared
from wbgen.render.view import draw_view
from wbgen.runs import RunData
from wbgen.spec import models
from wbgen.spec.guide import Panel
from wbgen.views.json import Json

#: Pixels of a table's row and a text's line, of what is around them, and of a row of the panels' grid.
ROW, LINE, AROUND, UNIT = 30.0, 19.0, 70.0, 46.0
LOWEST, HIGHEST = 3, 18

#: Pixels around a block of code, and below a paragraph.
PADDED, APART = 34.0, 10.0

#: The kind of the panel that has the runs side by side.
COMPARISON = "Run comparison"

#: A table, or a text in Markdown.
Part = Grid | str


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a sweep.

    about: Markdown above everything.  parts: tables and texts with their titles, above the panels.
    """

    title: str
    about: str
    parts: Sequence[tuple[str, Part]] = ()


def sweep_dashboard(
    told: Told, searched: Searched, runs: Sequence[RunData], *, now: datetime, x: str = "_step"
) -> Dashboard:
    """A sweep with its runs, drawn. x: the axis of curves.

    Without runs there are no panels, since none of them would show anything.
    """
    panels = sweep_panels(searched, language(None)) if runs else []
    drawn = draw_view(view(told.about, panels, searched, x), "report", runs, now=now, title=told.title)
    section = drawn.sections[0]
    above = [*stacked(told.parts)]
    height = max((panel.y + panel.h for panel in above), default=0)
    below = [replace(as_told(panel, searched), y=panel.y + height) for panel in section.panels]
    return replace(drawn, kind="sweep", sections=(replace(section, panels=(*above, *below)),))


def as_told(panel: Drawn, searched: Searched) -> Drawn:
    """A panel of the search; of the runs side by side, what is about the search."""
    if panel.kind != COMPARISON:
        return panel
    return replace(panel, drawing=compared(panel.drawing, searched))


def view(about: str, panels: Sequence[Panel], searched: Searched, x: str) -> Json:
    """The report that W&B would show of it."""
    compiler = PanelCompiler(inherit=False)
    bodies = [compiler.compile(f"sweep/{panel.id}", panel, x) for panel in panels]
    runs = models.RunSet(order=best_first(searched))
    blocks: list[Json] = [
        encode_block(models.MarkdownBlock(markdown=about)),
        frame(bodies, [(runs, "runs")], ""),
    ]
    return {"blocks": blocks}


def stacked(parts: Sequence[tuple[str, Part]]) -> Iterator[Drawn]:
    """Tables and texts below each other, each as high as it needs."""
    y = 0
    for number, (title, part) in enumerate(parts):
        height = height_of(part)
        kind = "Table" if isinstance(part, Grid) else "Text"
        yield Drawn(f"told-{number}", title, kind, drawing(part), 0, y, WIDTH, height)
        y += height


def drawing(part: Part) -> Drawing:
    """A table or a text as the body of a panel."""
    if isinstance(part, Grid):
        return Drawing(part)
    return Drawing(Prose(to_html(part, remote_images=False), to_stretches(part)))


def height_of(part: Part) -> int:
    """How many rows of the grid a table or a text needs."""
    if isinstance(part, Grid):
        needed = ROW * (len(part.rows) + 1)
    else:
        stretches = to_stretches(part)
        needed = sum(LINE * (text.count("\n") + 1) + (PADDED if code else APART) for text, code in stretches)
    return max(LOWEST, min(HIGHEST, math.ceil((AROUND + needed) / UNIT)))
