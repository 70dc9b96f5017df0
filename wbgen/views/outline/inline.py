"""Text within a block: a flat run of pieces, each with its marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from wbgen.views.outline.reading import MAX_PROSE, clip, dig, flag, items, text

MAX_PIECES = 2_000
MAX_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Inline:
    """A piece of text. ``url``: as written, not checked for safety."""

    text: str
    url: str = ""
    code: bool = False
    latex: bool = False
    strong: bool = False
    emphasis: bool = False
    struck: bool = False


def read_inlines(children: object) -> tuple[Inline, ...]:
    """The pieces of a block's ``children``; nested lists are left to the reader of lists."""
    return tuple(islice((piece for piece in _pieces(children, Inline(""), 0) if piece.text), MAX_PIECES))


def plain(pieces: tuple[Inline, ...]) -> str:
    """The text without its marks."""
    return "".join(piece.text for piece in pieces)


def lines(children: object) -> str:
    """The children as lines of plain text: how code blocks are stored."""
    return clip(
        "\n".join(plain(read_inlines(dig(line, "children") or [line])) for line in items(children)), MAX_PROSE
    )


def _pieces(children: object, marks: Inline, depth: int) -> Iterator[Inline]:
    if depth > MAX_DEPTH:
        return
    for child in items(children):
        kind = dig(child, "type")
        if kind == "list":
            continue
        if kind == "latex":
            yield replace(marks, text=text(dig(child, "content"), MAX_PROSE), latex=True)
        elif dig(child, "children") is not None:
            url = text(dig(child, "url"), MAX_PROSE) if kind == "link" else marks.url
            yield from _pieces(dig(child, "children"), replace(marks, url=url), depth + 1)
        else:
            yield replace(
                marks,
                text=text(dig(child, "text"), MAX_PROSE),
                code=flag(dig(child, "inlineCode")) is True,
                strong=flag(dig(child, "bold")) is True,
                emphasis=flag(dig(child, "italic")) is True,
                struck=flag(dig(child, "strikethrough")) is True,
            )
