"""The blocks of a report as HTML that cannot hurt, and as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from wbgen.render.markdown import to_html, to_text
from wbgen.render.safe_urls import is_inside, safe_image, safe_link
from wbgen.views.outline import blocks as kinds
from wbgen.views.outline.blocks import Block
from wbgen.views.outline.inline import plain
from wbgen.views.outline.report import Entry

if TYPE_CHECKING:
    from jinja2 import Environment


def blocks_html(blocks: Sequence[Block], entries: Sequence[Entry]) -> str:
    """Blocks in order, grids left out; an image elsewhere is a link to it, since a page loads nothing.

    entries: of the report's table of contents.
    """
    if not blocks:
        return ""
    made: str = environment().get_template("blocks.html").render(blocks=blocks, entries=entries)
    return made.strip()


def blocks_text(blocks: Sequence[Block]) -> str:
    """The same as plain text, a paragraph for each block."""
    return "\n\n".join(text for block in blocks if (text := block_text(block).strip()))


@cache
def environment() -> Environment:
    """The templates: everything escaped, an unknown name an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        loader=PackageLoader("wbgen.render.views"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["markdown"] = lambda source: Markup(to_html(source, remote_images=False))
    made.filters["link"] = safe_link
    made.filters["image"] = safe_image
    made.tests["inside"] = lambda url: bool(safe_image(url)) and is_inside(url)
    return made


def block_text(block: Block) -> str:
    """A block in plain text."""
    match block:
        case kinds.Heading() | kinds.Paragraph() | kinds.Quote():
            return plain(block.pieces)
        case kinds.Markdown():
            return to_text(block.source)
        case kinds.Code() | kinds.Latex():
            return block.source
        case kinds.List():
            return "\n".join(list_lines(block, 0))
        case kinds.Callout():
            return "\n".join(map(plain, block.lines))
        case kinds.Image():
            return f"Image: {plain(block.caption) or block.url}"
        case kinds.Video():
            return f"Video: {block.url}"
        case kinds.Gallery():
            return "\n".join(link.title for link in block.links)
        case kinds.Unknown():
            return f"A block of the kind {block.type}"
        case _:
            return ""


def list_lines(block: kinds.List, depth: int) -> Iterator[str]:
    """The items of a list, a line each."""
    for number, item in enumerate(block.items, 1):
        sign = f"{number}." if block.ordered else "•"
        box = {None: "", True: "☑ ", False: "☐ "}[item.checked]
        yield f"{'   ' * depth}{sign} {box}{plain(item.pieces)}"
        for below in item.nested:
            if isinstance(below, kinds.List):
                yield from list_lines(below, depth + 1)
