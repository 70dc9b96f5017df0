"""The lines that belong to an entry of a block collection."""

from __future__ import annotations

import re

from wbgen.spec.edit.source import HEADER, Item, Piece, Source
from wbgen.spec.edit.stretch import Stretch

COMMENT_LINE = re.compile("( *)#")


def first_line(source: Source, piece: Piece, index: int) -> int:
    """Where the lines of a member begin: those of the comments directly above it, in its column, too.

    What stands above the first entry of the file is about the file, and stays.
    """
    start = source.line_start(piece.items[index].start)
    if index == 0 and piece is source.root:
        return start
    floor = source.next_line(piece.items[index - 1].end) if index else 0
    column = source.column(piece.items[index].start)
    while start > floor:
        above = source.line_start(start - 1)
        comment = COMMENT_LINE.match(source.text, above)
        if above < floor or not comment or len(comment[1]) != column:
            break
        start = above
    return start


def last_line(source: Source, item: Item, column: int) -> int:
    """Where the lines of a member end, before the line end: comments indented deeper belong to it."""
    stop = source.line_stop(item.end)
    place = stop
    while (start := source.next_line(place)) < len(source.text):
        place = source.line_stop(start)
        line = source.text[start:place]
        comment = COMMENT_LINE.match(line)
        if comment and len(comment[1]) > column:
            stop = place
        elif line.strip():
            break
    return stop


def removal(source: Source, piece: Piece, index: int) -> Stretch:
    """The lines of a member, without leaving two blank lines where it stood between blank lines."""
    item = piece.items[index]
    start = first_line(source, piece, index)
    end = source.next_line(last_line(source, item, source.column(item.start)))
    above = source.text[source.line_start(start - 1) : start] if start else ""
    while not above.strip() and end < len(source.text):
        stop = source.line_stop(end)
        if source.text[end:stop].strip() or stop == len(source.text):
            break
        end = source.next_line(end)
    return Stretch(start, end)


def insertion(source: Source, item: Item, column: int, lines: list[str]) -> Stretch:
    """New lines after those of a member."""
    place = last_line(source, item, column)
    return Stretch(place, place, "".join(f"\n{line}" for line in lines))


def unended_text(source: Source, item: Item) -> list[Stretch]:
    """A text that the file ends in without a line end has none; with lines after it, `-` keeps it so."""
    leaf = last_leaf(item)
    header = HEADER.match(source.text, leaf.content) if leaf.block_text else None
    if header is None or leaf.end < len(source.text) or "-" in header[2]:
        return []
    return [Stretch(header.start(2), header.end(2), header[2].replace("+", "") + "-")]


def last_leaf(item: Item) -> Piece:
    """The last single value of a member."""
    piece = item.value
    while piece.block and piece.items:
        piece = piece.items[-1].value
    return piece


def comment_before(source: Source, piece: Piece, index: int) -> int | None:
    """The line of the first own-line comment between a member and the one before it."""
    start = source.next_line(last_line(source, piece.items[index - 1], source.column(piece.items[0].start)))
    end = piece.items[index].start
    comments = source.comments_between(start, end) if start < end else []
    return source.line_start(comments[0].start) if comments else None
