"""Markdown of notes and reports as HTML that cannot hurt: no raw HTML, only harmless links and images."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from wbgen.server.pages.links import safe_image, safe_link

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict


def to_html(source: str) -> str:
    """CommonMark with tables and strikethrough; a link or image that is not allowed becomes its text."""
    html: str = _parser().render(source)
    return html


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
    alt = renderer.renderInlineAsText(token.children, options, env) if token.children else ""
    if not safe_image(str(token.attrGet("src") or "")):
        return escapeHtml(alt)
    attributes: dict[str, Any] = {"alt": alt, "loading": "lazy", "referrerpolicy": "no-referrer"}
    token.attrs.update(attributes)
    return renderer.renderToken(tokens, index, options, env)
