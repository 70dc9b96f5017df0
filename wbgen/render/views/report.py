"""A report in parts: stretches of blocks, each with the grid of panels that follows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wbgen.render.run_sets.select import select
from wbgen.render.scene import Charts, Scene
from wbgen.render.views.blocks import blocks_html, blocks_text
from wbgen.render.views.inherit import in_force
from wbgen.render.views.parts import Part, ViewParts, compacted
from wbgen.render.views.places import Places
from wbgen.render.views.workspace import colors_of, plot_width
from wbgen.runs import RunData
from wbgen.views.json import Json
from wbgen.views.outline import Grid, Heading, plain, read_report
from wbgen.views.outline.blocks import Block
from wbgen.views.outline.panel import GRID
from wbgen.views.outline.reading import dig, items
from wbgen.views.outline.report import Entry
from wbgen.views.outline.workspace import MAX_PANELS

#: A report is no wider than this.
WIDEST = 1240


@dataclass(frozen=True, slots=True)
class Reader:
    """What all grids of a report are read with."""

    runs: Sequence[RunData]
    charts: Charts
    width: int
    now: datetime
    places: Places
    entries: tuple[Entry, ...]

    def stretches(self, blocks: Sequence[Block], bodies: Sequence[Any], title: str) -> Iterator[Part]:
        """Blocks up to each grid. What is folded under a heading and holds a grid is a section of its own."""
        before: list[Block] = []
        for block, body in zip(blocks, bodies, strict=False):
            if isinstance(block, Grid):
                yield self.stretch(title, before, body)
                before, title = [], continued(title)
            elif isinstance(block, Heading) and block.folded and any(map(holds_grid, block.folded)):
                if before:
                    yield self.stretch(title, before)
                    before, title = [], continued(title)
                inner = plain(block.pieces).strip() or "Untitled section"
                yield from self.stretches(block.folded, items(dig(body, "collapsedChildren")), inner)
            else:
                before.append(block)
        rest = self.stretch(title, before)
        if rest.before:
            yield rest

    def stretch(self, title: str, before: Sequence[Block], body: Any = None) -> Part:
        """Blocks and the grid behind them, if there is one."""
        scene, notes = self.scene(dig(body, "metadata"))
        places = self.places.of(items(dig(body, "metadata", "panelBankSectionConfig", "panels")))
        return Part(
            title=title,
            scene=scene,
            places=compacted(places, GRID),
            columns=0,
            open=not title,
            before=blocks_html(before, self.entries),
            text=blocks_text(before),
            notes=notes,
        )

    def scene(self, grid: Any) -> tuple[Scene, tuple[str, ...]]:
        """What the panels of a grid share."""
        if grid is None:
            return Scene(()), ()
        selected = select(list(items(dig(grid, "runSets"))), colors_of(grid), self.runs, now=self.now)
        scene = Scene(
            runs=selected.runs,
            settings=in_force(dig(grid, "panelBankSectionConfig", "localPanelSettings")),
            grouping=selected.grouping,
            group_colors=selected.group_colors,
            charts=self.charts,
            width=plot_width(self.width / 2),
        )
        return scene, selected.notes


def report_parts(
    spec: Json, runs: Sequence[RunData], *, title: str, charts: Charts, width: int, now: datetime
) -> ViewParts:
    """A report in parts. Total over any JSON. The arguments are those of ``draw_view``."""
    outline = read_report(spec, max_panels=0)
    places = Places(MAX_PANELS)
    reader = Reader(runs, charts, min(width, WIDEST), now, places, outline.entries)
    parts = tuple(reader.stretches(outline.blocks, items(dig(spec, "blocks")), ""))
    notes = dict.fromkeys(note for part in parts for note in part.notes)
    if not outline.readable:
        notes["This report's content cannot be read: it is not the JSON of a report."] = None
    elif not parts:
        notes["This report is empty."] = None
    for beyond, what in ((outline.unshown, "blocks"), (places.unshown, "panels")):
        if beyond:
            notes[f"{beyond:,} more {what} are not shown."] = None
    return ViewParts(title, "report", parts, tuple(notes), written(parts, grids_in(spec)))


def written(parts: Sequence[Part], grids: Sequence[Any]) -> dict[str, Any]:
    """What of a report is of no panel alone, each only once: a grid more with the same is no change."""
    return {
        "text": [(part.title, part.before) for part in parts if part.before],
        "run sets": each_once(dig(grid, "runSets") for grid in grids),
        "colours": each_once(colors_of(grid) for grid in grids),
        "settings": each_once(
            in_force(dig(grid, "panelBankSectionConfig", "localPanelSettings")) for grid in grids
        ),
    }


def each_once(values: Iterable[Any]) -> list[Any]:
    """The values that are not empty, without repetitions."""
    found: list[Any] = []
    for value in values:
        if value and value not in found:
            found.append(value)
    return found


def grids_in(spec: Any) -> list[Any]:
    """What the grids of a report's JSON hold, in order, folded ones too."""
    found, left = [], [*reversed(items(dig(spec, "blocks")))]
    while left:
        block = left.pop()
        if dig(block, "type") == "panel-grid":
            found.append(dig(block, "metadata"))
        left += reversed(items(dig(block, "collapsedChildren")))
    return found


def holds_grid(block: Block) -> bool:
    """Whether a block is a grid, or has one folded under it."""
    return isinstance(block, Grid) or (
        isinstance(block, Heading) and any(map(holds_grid, block.folded or ()))
    )


def continued(title: str) -> str:
    """The title of what follows under the same heading."""
    return title if not title or title.endswith(" (continued)") else f"{title} (continued)"
