"""Blocks of reports that say all there is to say themselves: texts, lists, media."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from annotated_types import Len
from pydantic import BeforeValidator

from wbgen.spec.models.base import Model, Raw, ShellName, Text, listify

Language: TypeAlias = Literal["javascript", "python", "css", "json", "html", "markdown", "yaml", "plain"]
Items: TypeAlias = Annotated[list[Text], Len(0, 5000), BeforeValidator(listify)]


def check_items(value: Any) -> Any:
    """A text in a checklist is short for ``{text: ...}``."""
    if value is None:
        return None
    return [{"text": item} if isinstance(item, str) else item for item in listify(value)]


def gallery_items(value: Any) -> Any:
    """A text in a gallery is the id of a report: short for ``{report: ...}``."""
    return [{"report": item} if isinstance(item, str) else item for item in listify(value)]


class Block(Model):
    """What every block may say.

    id: what a file that extends the spec calls it by.  raw: JSON laid over what it compiles to.
    """

    id: ShellName | None = None
    raw: Raw = None


class TextBlock(Block):
    """A paragraph. In texts, `code`, [links](url) and $LaTeX$ are set as such; ``\\`` escapes."""

    text: Text


class QuoteBlock(Block):
    """A quotation."""

    quote: Text


class CodeBlock(Block):
    """Code, to the letter."""

    code: Text
    language: Language = "python"


class LatexBlock(Block):
    """A formula."""

    latex: Text


class ImageBlock(Block):
    """An image by its URL."""

    image: Text
    caption: Text = ""


class ListBlock(Block):
    """A list of texts, numbered if ``ordered``."""

    list: Items
    ordered: bool = False


class CheckItem(Model):
    """An item of a checklist."""

    text: Text
    done: bool = False


class ChecklistBlock(Block):
    """Texts to tick; without any, the spec's health rules."""

    checklist: Annotated[list[CheckItem] | None, BeforeValidator(check_items)] = None


class CalloutBlock(Block):
    """A paragraph that stands out."""

    callout: Text


class VideoBlock(Block):
    """A video by its URL."""

    video: Text


class SpotifyBlock(Block):
    """A track by its Spotify id."""

    spotify: Text


class SoundcloudBlock(Block):
    """A SoundCloud player by its HTML."""

    soundcloud: Text


class GalleryItem(Model):
    """A report by its id, or a page."""

    report: Text | None = None
    url: Text | None = None
    title: Text | None = None
    description: Text | None = None
    image: Text | None = None


class GalleryBlock(Block):
    """Reports and pages as cards."""

    gallery: Annotated[list[GalleryItem], Len(0, 1000), BeforeValidator(gallery_items)]


class TweetBlock(Block):
    """A tweet by its HTML."""

    tweet: Text


class MarkdownBlock(Block):
    """Text in Markdown."""

    markdown: Text


class TocBlock(Block):
    """The table of contents."""

    toc: None = None


class RuleBlock(Block):
    """A horizontal rule."""

    rule: None = None


class WeaveBlock(Block):
    """A Weave panel by its configuration (a logged table, an artifact)."""

    weave: dict[str, Any]
