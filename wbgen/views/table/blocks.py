"""Blocks of reports: every kind of the official library, and how its options lie in the JSON.

A kind of ours may be several rows: W&B keeps the level of a heading, whether a list is numbered and the
language of code in more than one place, so each of their values is a row, picked by what is ``given``.
Grids of panels are no rows: ``wbgen.compile.blocks`` makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wbgen.views import inline
from wbgen.views.codecs import PLAIN, Codec, back, renamed
from wbgen.views.json import Json
from wbgen.views.table.field import Field, Impact

COSMETIC, MEANING = Impact.COSMETIC, Impact.MEANING

#: What a block without a text of its own holds.
NO_TEXT: list[Json] = [{"text": ""}]


@dataclass(frozen=True, slots=True)
class BlockKind:
    """A row: the key that names the kind, the block's type in the JSON, the official class, the options.

    wire: what the JSON of such a block always holds.  given: the options that pick this row.
    """

    kind: str
    type: str
    official: str
    fields: tuple[Field, ...] = ()
    wire: Mapping[str, Json] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)


def read_inline(children: Any) -> str:
    """The text of children. Raises ValueError where it cannot be said."""
    text = inline.decode(children)
    if text is None:
        raise ValueError("the text has marks that the language has not")
    return text


INLINE = Codec(inline.encode, read_inline)


def lines(type: str, **more: Json) -> Codec:
    """A text as the only line of a block that keeps lines."""
    return Codec(
        lambda text: [{"type": type, "children": inline.encode(text), **more}],
        lambda wire: read_inline(only_item(wire)["children"]),
    )


def code_line(language: str | None) -> Codec:
    """Code as the only line of its block: the library keeps line breaks in it."""
    more = {"language": language} if language else {}
    return Codec(
        lambda text: [{"type": "code-line", "children": [{"text": text}], **more}],
        lambda wire: only_item(only_item(wire)["children"])["text"],
    )


def only_item(wire: Any) -> Any:
    """The only item of a list. Raises ValueError where there are others."""
    if not isinstance(wire, list) or len(wire) != 1:
        raise ValueError("not a list of one")
    return wire[0]


def item(text: str, **more: Json) -> dict[str, Any]:
    """An item of a list: a paragraph of its own."""
    return {"type": "list-item", "children": [{"type": "paragraph", "children": inline.encode(text)}], **more}


def item_text(wire: Any) -> str:
    """The text of an item."""
    return read_inline(only_item(wire["children"])["children"])


def items(**more: Json) -> Codec:
    """Texts as items that all are of one sort."""
    return Codec(
        lambda texts: [item(text, **more) for text in texts],
        lambda wire: [item_text(each) for each in wire],
    )


def read_check(wire: Any) -> Any:
    """An item of a checklist in its shortest form."""
    text = item_text(wire)
    return {"text": text, "done": True} if wire.get("checked") else text


def check(each: Any) -> dict[str, Any]:
    """An item of a checklist, as it is written or as a model's data."""
    written = {"text": each} if isinstance(each, str) else each
    return item(written["text"], checked=written.get("done", False))


CHECKS = Codec(
    lambda written: [check(each) for each in written], lambda wire: [read_check(each) for each in wire]
)

CARD = {"url": "url", "title": "title", "description": "description", "image": "imageURL"}


def card(each: Any) -> dict[str, Any]:
    """A card of a gallery."""
    written = {"report": each} if isinstance(each, str) else each
    if written.get("report") is not None:
        return {"type": "report", "id": written["report"]}
    return {"type": "url", **renamed({"url": "", **written}, CARD)}


def read_card(wire: Any) -> Any:
    """A card in its shortest form."""
    rest = {key: value for key, value in wire.items() if key != "type"}
    return rest["id"] if wire.get("type") == "report" else renamed(rest, back(CARD))


CARDS = Codec(lambda cards: [card(each) for each in cards], lambda wire: [read_card(each) for each in wire])


def one(kind: str, type: str, official: str, key: str, codec: Codec = PLAIN, **wire: Json) -> BlockKind:
    """A row whose kind is its only option."""
    return BlockKind(kind, type, official, (Field(kind, None, ((key,),), COSMETIC, codec),), wire)


LANGUAGES = ("python", "javascript", "css", "json", "html", "markdown", "yaml", "plain")

BLOCKS: tuple[BlockKind, ...] = (
    *(one(f"h{level}", "heading", f"H{level}", "children", INLINE, level=level) for level in (1, 2, 3)),
    one("text", "paragraph", "P", "children", INLINE),
    one("quote", "block-quote", "BlockQuote", "children", INLINE),
    *(
        BlockKind(
            "code",
            "code-block",
            "CodeBlock",
            (Field("code", None, (("children",),), COSMETIC, code_line(language)),),
            {"language": language} if language else {},
            {"language": language or "plain"},
        )
        for language in (None if name == "plain" else name for name in LANGUAGES)
    ),
    one("latex", "latex", "LatexBlock", "content", block=True),
    BlockKind(
        "image",
        "image",
        "Image",
        (
            Field("image", None, (("url",),), COSMETIC),
            Field("caption", None, (("children",),), COSMETIC, INLINE),
        ),
        {"hasCaption": True},
    ),
    BlockKind(
        "list",
        "list",
        "UnorderedList",
        (Field("list", None, (("children",),), COSMETIC, items()),),
        given={"ordered": False},
    ),
    BlockKind(
        "list",
        "list",
        "OrderedList",
        (Field("list", None, (("children",),), COSMETIC, items(ordered=True)),),
        {"ordered": True},
        {"ordered": True},
    ),
    one("checklist", "list", "CheckedList", "children", CHECKS),
    one("callout", "callout-block", "CalloutBlock", "children", lines("callout-line")),
    one("video", "video", "Video", "url"),
    one("spotify", "spotify", "Spotify", "spotifyID", spotifyType="track"),
    one("soundcloud", "soundcloud", "SoundCloud", "html"),
    one("gallery", "gallery", "Gallery", "links", CARDS),
    one("tweet", "twitter", "Twitter", "html"),
    one("markdown", "markdown-block", "MarkdownBlock", "content"),
    BlockKind("toc", "table-of-contents", "TableOfContents"),
    BlockKind("rule", "horizontal-rule", "HorizontalRule"),
    BlockKind("weave", "weave-panel", "WeaveBlock", (Field("weave", None, (("config",),), MEANING),)),
)
