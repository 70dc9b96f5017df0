"""The canonical form of a YAML text (docs/fmt.md), its comments kept. Unverified: see ``fmt``."""

from __future__ import annotations

from yaml import tokens as tk

from wbgen.spec.edit.page import Level, Page, spread
from wbgen.spec.edit.source import HEADER, PROPERTY, Item, Piece, Source
from wbgen.spec.edit.words import word
from wbgen.spec.text import LINE_END

INDENT = 2
WIDTH = 100
MARKERS = (tk.DirectiveToken, tk.DocumentStartToken, tk.DocumentEndToken)


def canonical(source: Source) -> str:
    """The text in canonical form, with ``\\n`` as line end."""
    text = source.text
    page = Page(source)
    markers = [(t.start_mark.index, t.end_mark.index) for t in source.tokens if isinstance(t, MARKERS)]
    for start, end in markers:
        if start < source.root.start:
            page.new_line(start, 0)
            page.write(text[start:end].rstrip(), end)
    keys: list[int] = []
    if source.root.block:
        if properties := properties_of(source, source.root):
            page.new_line(source.root.start, 0)
            page.write(properties, source.root.content)
        block(page, source.root, 0, keys=keys)
    else:
        page.new_line(source.root.start, 0)
        inline(page, source.root, 0, flow=False)
    for start, end in markers:
        if start >= source.root.end:
            page.new_line(start, 0, levels=0)
            page.write(text[start:end], end)
    page.new_line(len(text), 0, levels=0)
    lines = spread(page.lines, keys, page.open_ends)
    if len(page.lines) not in page.open_ends:
        while lines[-1] == "":
            lines.pop()
    return "\n".join(lines) + "\n"


def block(
    page: Page, piece: Piece, column: int, *, joined: bool = False, keys: list[int] | None = None
) -> None:
    """The entries of a block collection. joined: the first one stands on the line of a dash."""
    depth = len(page.levels)
    level = Level(page.source.column(piece.items[0].start), column)
    for index, item in enumerate(piece.items):
        if index or not joined:
            page.new_line(item.start, column, levels=depth + (index > 0))
        if keys is not None:
            keys.append(len(page.lines))
        if not index:
            page.levels.append(level)
        head(page, item, column, depth + 1)
        value(page, item, column)


def head(page: Page, item: Item, column: int, levels: int) -> None:
    """The dash, or the key and its colon."""
    if item.key is None:
        page.write("-", item.after)
        return
    explicit = item.start < item.key.start
    if explicit:
        page.write("? ", item.start + 1)
    inline(page, item.key, column, flow=False, key=True)
    if explicit and item.colon:
        page.new_line(item.after - 1, column, levels=levels)
    if item.colon:
        page.write(" :" if item.key.kind == "alias" and not explicit else ":", item.after)


def value(page: Page, item: Item, column: int) -> None:
    """The value of an entry whose dash or key stands in a column."""
    piece = item.value
    if piece.empty:
        return
    apart = page.has_comment(piece.start)
    if piece.block:
        properties = properties_of(page.source, piece)
        if properties:
            page.write(f" {properties}", piece.content)
        joined = item.key is None and not properties and not apart
        if joined:
            page.write(" ", item.after)
        block(page, piece, column + INDENT, joined=joined)
        return
    if apart:
        page.new_line(piece.start, column + INDENT)
    else:
        page.write(" ", item.after)
    inline(page, piece, column, flow=False)


def inline(page: Page, piece: Piece, column: int, *, flow: bool, key: bool = False) -> None:
    """A value that begins on the present line, whose entry stands in a column."""
    source = page.source
    if piece.kind in ("list", "map"):
        brackets(page, piece, column)
    elif piece.block_text:
        block_text(page, piece, column)
    elif LINE_END.search(source.text, piece.content, piece.end) and not flow:
        first, *rest = LINE_END.split(source.text[piece.content : piece.end])
        page.write(with_properties(source, piece, first.rstrip(" \t")), piece.content)
        for line in rest:
            page.lines.append(page.line.rstrip())
            page.line = " " * (column + INDENT) + line.strip(" \t")
        page.write("", piece.end)
    else:
        page.write(with_properties(source, piece, one_line(source, piece, flow=flow, key=key)), piece.end)


def one_line(source: Source, piece: Piece, *, flow: bool, key: bool) -> str:
    """A single value on one line: as it is if it has no quotes, else with quotes only if needed."""
    written = source.text[piece.content : piece.end]
    is_quoted = piece.style in ("'", '"')
    if piece.kind == "alias" or not (is_quoted or (flow and LINE_END.search(written))):
        return written
    return word(piece.value, flow=flow, key=key)


def properties_of(source: Source, piece: Piece) -> str:
    """The anchor and tag of a piece, with single spaces."""
    return " ".join(PROPERTY.findall(source.text, piece.start, piece.content))


def with_properties(source: Source, piece: Piece, text: str) -> str:
    return " ".join(part for part in (properties_of(source, piece), text) if part)


def block_text(page: Page, piece: Piece, column: int) -> None:
    """A literal or folded text: its lines indented anew, otherwise untouched."""
    source = page.source
    header = HEADER.match(source.text, piece.content)
    assert header is not None
    style, options, comment = header.groups()
    indicator = str(INDENT) if any(digit in options for digit in "123456789") else ""
    keep = "+" in options
    unended = piece.value and not piece.value.endswith("\n")  # the file ends before the line does
    chomp = "-" if unended else options.strip("123456789")
    _, *lines = LINE_END.split(source.text[piece.content : piece.end])
    filled = next((line for line in lines if line.strip(" ")), "")
    inside = next((line for line in piece.value.split("\n") if line.strip(" ")), "")
    shift = spaces(filled) - spaces(inside)
    margin = " " * (column + INDENT)
    page.write(with_properties(source, piece, f"{style}{indicator}{chomp}"), header.end(2))
    if comment:
        page.pending.pop()
        page.write(f"  {comment}", header.end())
    page.body([margin + line[shift:] if line[shift:] else "" for line in lines], piece.end, keep=keep)


def spaces(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def brackets(page: Page, piece: Piece, column: int) -> None:
    """A collection in flow form: on one line, unless the author broke it and it does not fit."""
    source = page.source
    flat = flat_form(source, piece)
    broken = LINE_END.search(source.text, piece.start, piece.end)
    holds_comment = page.has_comment(piece.end)
    has_brackets = source.text[piece.content] in "[{"
    if not has_brackets or not broken or not (holds_comment or len(page.line) + len(flat) > WIDTH):
        page.write(flat, piece.end)
        return
    page.write(with_properties(source, piece, source.text[piece.content]), piece.content + 1)
    inner = column + INDENT
    for index, item in enumerate(piece.items):
        previous = piece.items[index - 1].end if index else piece.content
        if index:
            page.write(",", previous)
        if not index or LINE_END.search(source.text, previous, item.start):
            page.new_line(item.start, inner)
        else:
            page.write(" ", item.start)
        member(page, item, inner)
    page.new_line(piece.end - 1, column)
    page.write(source.text[piece.end - 1], piece.end)


def member(page: Page, item: Item, column: int) -> None:
    """A member of a broken collection."""
    if item.key is not None:
        page.write(key_form(page.source, item), item.after)
        if item.value.empty:
            return
        page.write(" ", item.after)
    inline(page, item.value, column, flow=True)


def flat_form(source: Source, piece: Piece) -> str:
    """A value inside or as brackets, on one line."""
    if piece.kind in ("scalar", "alias"):
        return with_properties(source, piece, one_line(source, piece, flow=True, key=False))
    inner = ", ".join(flat_member(source, item) for item in piece.items)
    opening = source.text[piece.content]
    pair = {"[": "[{}]", "{": "{{{}}}"}.get(opening)
    return with_properties(source, piece, pair.format(inner) if pair else inner)


def flat_member(source: Source, item: Item) -> str:
    if item.key is None:
        return flat_form(source, item.value)
    key = key_form(source, item)
    return key if item.value.empty else f"{key} {flat_form(source, item.value)}"


def key_form(source: Source, item: Item) -> str:
    """The key of a member and its colon."""
    assert item.key is not None
    text = with_properties(source, item.key, one_line(source, item.key, flow=True, key=True))
    mark = "? " if item.start < item.key.start else ""
    return mark + text + (" :" if item.key.kind == "alias" else ":" if item.colon else "")
