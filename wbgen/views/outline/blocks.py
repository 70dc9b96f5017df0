"""The blocks of a report, as values. ``kind`` names the template that shows a block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from wbgen.views.outline.inline import Inline
from wbgen.views.outline.panel import Panel
from wbgen.views.outline.runset import RunSet


@dataclass(frozen=True, slots=True)
class Heading:
    """``anchor``: unique within the report. ``folded``: the blocks of a collapsed heading."""

    kind: ClassVar[str] = "heading"
    level: int
    pieces: tuple[Inline, ...]
    anchor: str
    folded: tuple[Block, ...] | None


@dataclass(frozen=True, slots=True)
class Paragraph:
    kind: ClassVar[str] = "paragraph"
    pieces: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    kind: ClassVar[str] = "quote"
    pieces: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Markdown:
    kind: ClassVar[str] = "markdown"
    source: str


@dataclass(frozen=True, slots=True)
class Code:
    kind: ClassVar[str] = "code"
    language: str
    source: str


@dataclass(frozen=True, slots=True)
class Latex:
    kind: ClassVar[str] = "latex"
    source: str


@dataclass(frozen=True, slots=True)
class Item:
    """``checked``: None where the item is not part of a checklist."""

    pieces: tuple[Inline, ...]
    checked: bool | None
    nested: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class List:
    kind: ClassVar[str] = "list"
    ordered: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Callout:
    kind: ClassVar[str] = "callout"
    lines: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    kind: ClassVar[str] = "rule"


@dataclass(frozen=True, slots=True)
class Image:
    kind: ClassVar[str] = "image"
    url: str
    caption: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Video:
    kind: ClassVar[str] = "video"
    url: str


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Gallery:
    kind: ClassVar[str] = "gallery"
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Toc:
    """The place of the table of contents; the report holds its entries."""

    kind: ClassVar[str] = "toc"


@dataclass(frozen=True, slots=True)
class Grid:
    """Panels in the order of their places. ``count``: all of them, of which ``panels`` were read."""

    kind: ClassVar[str] = "grid"
    run_sets: tuple[RunSet, ...]
    run_sets_hidden: bool
    panels: tuple[Panel, ...]
    count: int
    x: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A block without words: its type and its JSON."""

    kind: ClassVar[str] = "unknown"
    type: str
    raw: str


Block = (
    Heading
    | Paragraph
    | Quote
    | Markdown
    | Code
    | Latex
    | List
    | Callout
    | Rule
    | Image
    | Video
    | Gallery
    | Toc
    | Grid
    | Unknown
)
