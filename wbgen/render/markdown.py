"""Markdown of notes and reports as HTML that cannot hurt: no raw HTML, only harmless links and images."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from wbgen.render.safe_urls import is_inside, safe_image, safe_link

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

#: What stands before and after the text of a block, where a text is all there is.
BEFORE = {"list_item_open": "• ", "td_open": " | ", "th_open": " | ", "hr": "———"}
BREAKS = {"softbreak": " ", "hardbreak": "\n"}
CODE = frozenset({"fence", "code_block"})
ENDS = frozenset({"inline", "fence", "code_block", "hr", "tr_close"})


def to_html(source: str, *, remote_images: bool = True) -> str:
    """CommonMark with tables and strikethrough; a link or image that is not allowed becomes its text.

    remote_images: whether images may come from other servers, or are links to where they are.
    """
    html: str = _parser().render(source, {"remote_images": remote_images})
    return html


def to_text(source: str) -> str:
    """The same without marks: a line per block, ``• `` before items, ``|`` between cells."""
    return "\n".join(text for text, _ in _lines(source)).strip()


def to_stretches(source: str) -> tuple[tuple[str, bool], ...]:
    """The same text, cut where a block of code begins or ends; with whether each stretch is one."""
    cut = ((code, "\n".join(text for text, _ in lines)) for code, lines in groupby(_lines(source), _is_code))
    return tuple((text, code) for code, text in cut if text.strip())


def _lines(source: str) -> list[tuple[str, bool]]:
    """The text of each block, with whether it is code."""
    lines = [("", False)]
    in_row = False
    for token in _parser().parse(source):
        if token.type in ("tr_open", "tr_close"):
            in_row = token.type == "tr_open"
        text = _plain(token.children) if token.children else token.content.rstrip("\n")
        before, code = lines[-1]
        lines[-1] = (before + BEFORE.get(token.type, "") + text, code or token.type in CODE)
        if token.type in ENDS and not in_row:
            lines.append(("", False))
    return [(text.removeprefix(" | "), code) for text, code in lines]


def _is_code(line: tuple[str, bool]) -> bool:
    return line[1]


def _plain(tokens: Iterable[Token]) -> str:
    return "".join(BREAKS.get(token.type, token.content) for token in tokens)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: bool(safe_link(url) or safe_image(url))  # type: ignore[method-assign]
    parser.add_render_rule("link_open", _link_open)
    parser.add_render_rule("image", _image)
    return parser


def _link_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    if safe_link(str(token.attrGet("href") or "")):
        token.attrSet("rel", "noopener noreferrer")
    else:
        token.attrs.pop("href", None)
    return renderer.renderToken(tokens, index, options, env)


def _image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    from markdown_it.common.utils import escapeHtml

    token = tokens[index]
    url = str(token.attrGet("src") or "")
    alt = renderer.renderInlineAsText(token.children, options, env) if token.children else ""
    if not safe_image(url):
        return escapeHtml(alt)
    if not env.get("remote_images", True) and not is_inside(url):
        text = escapeHtml(alt or "image")
        in_link = sum(other.type.startswith("link_") * other.nesting for other in tokens[:index])
        return text if in_link else f'<a href="{escapeHtml(url)}" rel="noopener noreferrer">{text}</a>'
    attributes: dict[str, Any] = {"alt": alt, "loading": "lazy", "referrerpolicy": "no-referrer"}
    token.attrs.update(attributes)
    return renderer.renderToken(tokens, index, options, env)
