"""A report: blocks in order, its width, and the entries of its table of contents."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from wbgen.views.outline import blocks
from wbgen.views.outline.blocks import Block
from wbgen.views.outline.inline import lines, plain, read_inlines
from wbgen.views.outline.panel import read_panel
from wbgen.views.outline.reading import MAX_PROSE, dig, flag, items, pretty, text, whole
from wbgen.views.outline.runset import read_runset
from wbgen.views.outline.words import axis_name
from wbgen.views.outline.workspace import MAX_PANELS, MAX_RUN_SETS

MAX_BLOCKS = 2_000
MAX_DEPTH = 12
WIDTHS = ("readable", "fixed", "fluid")

_NOT_IN_ANCHOR = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table of contents."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Report:
    """``width``: readable, fixed or fluid. ``unshown``: blocks beyond the limit."""

    readable: bool
    width: str
    blocks: tuple[Block, ...]
    entries: tuple[Entry, ...]
    unshown: int


def read_report(spec: object, max_panels: int = MAX_PANELS) -> Report:
    """A report from its parsed ``spec``; at most ``max_panels`` panels are read over all its grids."""
    reader = _Reader(panels_left=max_panels)
    found = reader.read(dig(spec, "blocks"), 0)
    width = text(dig(spec, "width"))
    return Report(
        readable=isinstance(dig(spec, "blocks"), list),
        width=width if width in WIDTHS else WIDTHS[0],
        blocks=found,
        entries=tuple(reader.entries),
        unshown=reader.unshown,
    )


class _Reader:
    """Reads blocks, keeping what runs through a whole report: anchors in use and what is left to spend."""

    def __init__(self, panels_left: int) -> None:
        self.panels_left = panels_left
        self.blocks_left = MAX_BLOCKS
        self.unshown = 0
        self.entries: list[Entry] = []
        self.anchors: dict[str, int] = {}

    def read(self, values: object, depth: int) -> tuple[Block, ...]:
        found = []
        for value in items(values):
            if self.blocks_left <= 0:
                self.unshown += 1
                continue
            self.blocks_left -= 1
            read = READERS.get(text(dig(value, "type"))) if depth <= MAX_DEPTH else None
            found.append(read(self, value, depth) if read else self.unknown(value))
        return tuple(found)

    def unknown(self, value: object) -> Block:
        return blocks.Unknown(text(dig(value, "type")) or "block of no type", pretty(value))

    def heading(self, value: object, depth: int) -> Block:
        pieces = read_inlines(dig(value, "children"))
        level = whole(dig(value, "level"), 1, 1, 6)
        anchor = self.anchor(plain(pieces))
        if plain(pieces).strip():
            self.entries.append(Entry(level, text(plain(pieces)), anchor))
        folded = dig(value, "collapsedChildren")
        inside = self.read(folded, depth + 1) if isinstance(folded, list) else None
        return blocks.Heading(level, pieces, anchor, inside)

    def anchor(self, title: str) -> str:
        """A name for a heading that no other heading of the report has."""
        slug = "h-" + _NOT_IN_ANCHOR.sub("-", title[:80].casefold()).strip("-")
        name = slug
        while name in self.anchors:
            self.anchors[slug] += 1
            name = f"{slug}-{self.anchors[slug]}"
        self.anchors[name] = 1
        return name

    def items(self, value: object, depth: int) -> Block:
        found = []
        for entry in items(dig(value, "children"))[: self.blocks_left]:
            nested = [child for child in items(dig(entry, "children")) if dig(child, "type") == "list"]
            found.append(
                blocks.Item(
                    pieces=read_inlines(dig(entry, "children")),
                    checked=flag(dig(entry, "checked")),
                    nested=self.read(nested, depth + 1),
                )
            )
        self.blocks_left -= len(found)
        return blocks.List(ordered=flag(dig(value, "ordered")) is True, items=tuple(found))

    def grid(self, value: object, depth: int) -> Block:
        grid = dig(value, "metadata")
        bank = dig(grid, "panelBankSectionConfig")
        entries = items(dig(bank, "panels"))
        panels = [read_panel(entry) for entry in entries[: self.panels_left]]
        self.panels_left -= len(panels)
        return blocks.Grid(
            run_sets=tuple(read_runset(entry) for entry in items(dig(grid, "runSets"))[:MAX_RUN_SETS]),
            run_sets_hidden=flag(dig(grid, "hideRunSets")) is True,
            panels=tuple(sorted(panels, key=lambda panel: (panel.layout.y, panel.layout.x))),
            count=len(entries),
            x=axis_name(text(dig(bank, "localPanelSettings", "xAxis"))) or axis_name("_step"),
        )


def _code(reader: _Reader, value: object, depth: int) -> Block:
    return blocks.Code(text(dig(value, "language")), lines(dig(value, "children")))


def _callout(reader: _Reader, value: object, depth: int) -> Block:
    entries = items(dig(value, "children"))[:MAX_BLOCKS]
    return blocks.Callout(tuple(read_inlines(dig(line, "children") or [line]) for line in entries))


def _image(reader: _Reader, value: object, depth: int) -> Block:
    return blocks.Image(text(dig(value, "url"), MAX_PROSE), read_inlines(dig(value, "children")))


def _gallery(reader: _Reader, value: object, depth: int) -> Block:
    entries = items(dig(value, "links"))[:MAX_BLOCKS]
    return blocks.Gallery(
        tuple(
            blocks.Link(
                url=text(dig(link, "url"), MAX_PROSE),
                title=text(dig(link, "title")) or text(dig(link, "url")) or text(dig(link, "id")),
                about=text(dig(link, "description")),
            )
            for link in entries
        )
    )


READERS: dict[str, Callable[[_Reader, object, int], Block]] = {
    "heading": _Reader.heading,
    "paragraph": lambda reader, value, depth: blocks.Paragraph(read_inlines(dig(value, "children"))),
    "default": lambda reader, value, depth: blocks.Paragraph(read_inlines(dig(value, "children"))),
    "block-quote": lambda reader, value, depth: blocks.Quote(read_inlines(dig(value, "children"))),
    "markdown-block": lambda reader, value, depth: blocks.Markdown(text(dig(value, "content"), MAX_PROSE)),
    "latex": lambda reader, value, depth: blocks.Latex(text(dig(value, "content"), MAX_PROSE)),
    "code-block": _code,
    "list": _Reader.items,
    "callout-block": _callout,
    "horizontal-rule": lambda reader, value, depth: blocks.Rule(),
    "image": _image,
    "video": lambda reader, value, depth: blocks.Video(text(dig(value, "url"), MAX_PROSE)),
    "gallery": _gallery,
    "table-of-contents": lambda reader, value, depth: blocks.Toc(),
    "panel-grid": _Reader.grid,
}
