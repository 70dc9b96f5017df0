"""A YAML text with the place of every piece in it: what ``splice`` and ``fmt`` work on.

Unlike the tree of ``wbgen.spec.load`` it knows styles, dashes, colons, commas, anchors and comments,
and expands no alias. It is built from a text that ``load`` has accepted, so it checks nothing again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeAlias

import yaml
from yaml import events as ev
from yaml import tokens as tk

from wbgen.spec.load import LOADER
from wbgen.spec.text import LINE_END

Kind: TypeAlias = Literal["scalar", "alias", "list", "map"]

#: White space and comments between two tokens.
BLANK = re.compile("(?:[ \\t\\r\\n\\x85\\u2028\\u2029]|#[^\\r\\n\\x85\\u2028\\u2029]*)*")
COMMENT = re.compile("#[^\\r\\n\\x85\\u2028\\u2029]*")
PROPERTY = re.compile("[&!][^\\s,\\[\\]{}]*")
HEADER = re.compile("([|>])([-+0-9]*)[ \\t]*(#[^\\r\\n\\x85\\u2028\\u2029]*)?")


class Piece(NamedTuple):
    """A value as written. Offsets count characters of the text; ends are exclusive.

    start: its first character, an anchor or tag included; content: the first one after those.
    end: after its last character; of a block text, before the line end that closes it.
    style: of a single value, one of ``'``, ``"``, ``|``, ``>``, or empty for plain.
    flow: a collection in flow form.  value: the text of a single value.
    """

    kind: Kind
    start: int
    content: int
    end: int
    style: str = ""
    flow: bool = False
    anchored: bool = False
    value: str = ""
    items: tuple[Item, ...] = ()

    @property
    def empty(self) -> bool:
        """A value that nothing is written for (`key:`)."""
        return self.start == self.end

    @property
    def block(self) -> bool:
        """A collection in block form."""
        return self.kind in ("list", "map") and not self.flow

    @property
    def block_text(self) -> bool:
        """A literal or folded text."""
        return self.style in ("|", ">")


class Item(NamedTuple):
    """An entry of a map or an item of a list.

    start: its dash, `?`, or first character.  after: where the value may begin, after the dash or colon
    (without a colon: the end of the key).  comma: the comma after it in flow form.
    """

    start: int
    key: Piece | None
    colon: bool
    after: int
    value: Piece
    end: int
    comma: int | None = None


class Comment(NamedTuple):
    """A comment from its `#` on. trailing: something else stands before it on its line."""

    start: int
    text: str
    trailing: bool


class Source:
    """A text, its pieces, lines and comments."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line_starts = [0, *(match.end() for match in LINE_END.finditer(text))]
        events = (e for e in yaml.parse(text, Loader=LOADER) if not isinstance(e, ev.StreamStartEvent))
        next(events)
        self.root = self.piece(next(events), events, 0)

    @cached_property
    def tokens(self) -> list[Any]:
        """The tokens that have characters of their own."""
        scanned = yaml.scan(self.text, Loader=LOADER)
        return [token for token in scanned if token.end_mark.index > token.start_mark.index]

    @cached_property
    def comments(self) -> list[Comment]:
        """All comments in their order, those beside the header of a block text too."""
        found: list[Comment] = []
        position = 0
        for token in self.tokens:
            start = token.start_mark.index
            found += self.comments_between(position, start)
            if isinstance(token, tk.ScalarToken) and token.style in ("|", ">"):
                header = HEADER.match(self.text, start)
                if header and header[3]:
                    found.append(Comment(header.start(3), header[3].rstrip(), True))
            position = token.end_mark.index
        return found + self.comments_between(position, len(self.text))

    def comments_between(self, start: int, end: int) -> list[Comment]:
        """The comments of a stretch that holds no values."""
        return [
            Comment(m.start(), m[0].rstrip(), bool(self.text[self.line_start(m.start()) : m.start()].strip()))
            for m in COMMENT.finditer(self.text, start, end)
        ]

    # --- places ------------------------------------------------------------------------------

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self.line_starts[bisect_right(self.line_starts, offset) - 1]

    def line_stop(self, offset: int) -> int:
        """Where the line of an offset ends, before its line end."""
        found = LINE_END.search(self.text, offset)
        return found.start() if found else len(self.text)

    def next_line(self, offset: int) -> int:
        """Where the line after that of an offset begins, or the end of the text."""
        found = LINE_END.search(self.text, offset)
        return found.end() if found else len(self.text)

    def column(self, offset: int) -> int:
        """The column of an offset, from 0."""
        return offset - self.line_start(offset)

    def leads_line(self, offset: int) -> bool:
        """Whether nothing but spaces stands before the offset on its line."""
        return not self.text[self.line_start(offset) : offset].strip()

    def skip(self, offset: int) -> int:
        """The next character that is neither space nor comment."""
        found = BLANK.match(self.text, offset)
        return found.end() if found else offset

    # --- pieces ------------------------------------------------------------------------------

    def piece(self, event: Any, events: Iterator[Any], floor: int) -> Piece:
        """The piece that begins with an event; floor: the end of what stands before it."""
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, ev.AliasEvent):
            return Piece("alias", start, start, end, value=event.anchor or "")
        if isinstance(event, ev.ScalarEvent) and start == end:
            return Piece("scalar", floor, floor, floor)
        anchored = event.anchor is not None
        content = self.content(start) if anchored or event.tag else start
        if isinstance(event, ev.ScalarEvent):
            style = self.text[content : content + 1] if not event.implicit[0] else ""
            style = style if style in ("'", '"', "|", ">") else ""
            if style in ("|", ">"):
                end = self.block_text_end(content, end)
            elif not style and not event.value:
                content = end = min(end, content)
            return Piece("scalar", start, content, end, style, anchored=anchored, value=event.value)
        collect = self.list_items if isinstance(event, ev.SequenceStartEvent) else self.map_items
        kind: Kind = "list" if isinstance(event, ev.SequenceStartEvent) else "map"
        flow = bool(event.flow_style)
        bracket = flow and self.text[content : content + 1] in ("[", "{")
        items, closing = collect(events, content + bracket, flow)
        end = closing.end_mark.index if bracket else items[-1].end
        return Piece(kind, start, content, end, flow=flow, anchored=anchored, items=items)

    def list_items(self, events: Iterator[Any], floor: int, flow: bool) -> tuple[tuple[Item, ...], Any]:
        items: list[Item] = []
        for event in events:
            if isinstance(event, ev.SequenceEndEvent):
                return tuple(items), event
            start = self.skip(floor)
            after = start if flow else start + 1
            value = self.piece(event, events, after)
            items.append(self.item(start, None, False, after, value, flow))
            floor = items[-1].end if items[-1].comma is None else items[-1].comma + 1
        raise AssertionError("the parser closes what it opens")

    def map_items(self, events: Iterator[Any], floor: int, flow: bool) -> tuple[tuple[Item, ...], Any]:
        items: list[Item] = []
        for event in events:
            if isinstance(event, ev.MappingEndEvent):
                return tuple(items), event
            key = self.piece(event, events, self.skip(floor))
            start = min(self.skip(floor), key.start)
            place = self.skip(key.end)
            colon = self.text[place : place + 1] == ":"
            after = place + 1 if colon else key.end
            value = self.piece(next(events), events, after)
            items.append(self.item(start, key, colon, after, value, flow))
            floor = items[-1].end if items[-1].comma is None else items[-1].comma + 1
        raise AssertionError("the parser closes what it opens")

    def item(self, start: int, key: Piece | None, colon: bool, after: int, value: Piece, flow: bool) -> Item:
        end = max(after, value.end)
        place = self.skip(end)
        comma = place if flow and self.text[place : place + 1] == "," else None
        return Item(start, key, colon, after, value, end, comma)

    def content(self, start: int) -> int:
        """The first character after anchor and tag."""
        while found := PROPERTY.match(self.text, start):
            start = self.skip(found.end())
        return start

    def block_text_end(self, content: int, end: int) -> int:
        """The end of the last line of a block text; blank lines after it are its own only with `|+`."""
        header = HEADER.match(self.text, content)
        body = self.text[content:end]
        if header and "+" in header[2]:
            closing = [match for match in LINE_END.finditer(body) if match.end() == len(body)]
            return end - len(closing[0][0]) if closing else end
        return self.line_stop(content + len(body.rstrip(" \t\r\n\x85\u2028\u2029")))
