"""Edits of block collections: whole lines come and go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from wbgen.spec.edit.edits import NONE, Changes, EditError, Path, shown
from wbgen.spec.edit.emit import Style, Written, flow_form, item_lines, value_lines
from wbgen.spec.edit.lines import comment_before, first_line, insertion, last_line, removal, unended_text
from wbgen.spec.edit.source import HEADER, Item, Piece, Source
from wbgen.spec.edit.splice_flow import flow_changes
from wbgen.spec.edit.stretch import Gap, Stretch, gaps, refuse_shared, shared
from wbgen.spec.tree import PlainData

Added: TypeAlias = Sequence[tuple[str | None, PlainData]]

STYLE = Style(keep=False)


def block_changes(source: Source, piece: Piece, changes: Changes, path: Path) -> list[Stretch]:
    """The stretches to exchange for the changes below a block collection."""
    if not changes.below and not changes.added:
        return []
    if piece.anchored:
        raise shared(path)
    steps = [index if item.key is None else item.key.value for index, item in enumerate(piece.items)]
    stays = [not changes.at(step).delete for step in steps]
    if not any(stays):
        refuse_shared(piece, path)
        text = whole_root(source.column(piece.start), added_in(changes, 0, len(steps)))
        return [Stretch(piece.start, source.line_stop(piece.end), text)]
    found: list[Stretch] = []
    for step, item in zip(steps, piece.items, strict=True):
        change, below = changes.at(step), (*path, step)
        if change.delete:
            refuse_shared(item.value, below)
        elif change.new:
            found += new_value(source, piece, item, change.new[0], below)
        elif change.below or change.added:
            found += member_changes(source, piece, item, change, below)
    for gap in gaps(stays):
        added = added_in(changes, gap.before + 1, gap.after)
        if added or gap.gone:
            stays_as_is = gap.before >= 0 and changes.at(steps[gap.before]) is NONE
            found += restructured(source, piece, gap, added, path, stays_as_is)
    return found


def added_in(changes: Changes, first: int, last: int) -> list[tuple[str | None, PlainData]]:
    return [one for index in range(first, last + 1) for one in changes.added.get(index, ())]


def whole_root(column: int, added: Added) -> str:
    """The file's map when none of its entries stays."""
    lines = [line for key, value in added for line in item_lines(key, value, column, (), STYLE)]
    return "\n".join(lines).lstrip(" ") or "{}"


def member_changes(source: Source, piece: Piece, item: Item, change: Changes, path: Path) -> list[Stretch]:
    """Changes below a member: inside its brackets or lines, or all of it if nothing of it stays."""
    value = item.value
    if value.kind in ("alias", "scalar"):
        raise shared(path)
    count = len(value.items)
    steps = [index if one.key is None else one.key.value for index, one in enumerate(value.items)]
    if value.anchored or any(not change.at(step).delete for step in steps) or (value.flow and count):
        find = block_changes if value.block else flow_changes
        return find(source, value, change, path)
    added = added_in(change, 0, count)
    fresh: PlainData = [one for _, one in added] if value.kind == "list" else {str(k): v for k, v in added}
    return new_value(source, piece, item, fresh, path)


def new_value(source: Source, piece: Piece, item: Item, value: PlainData, path: Path) -> list[Stretch]:
    """A member's value replaced; the comment beside it stays."""
    old = item.value
    refuse_shared(old, path)
    if item.key is not None and not item.colon:
        raise EditError(f"{shown(path)} is written with `?` and has no value", cure="write it as `key:`")
    column = source.column(item.start)
    # A comment below that is indented deeper would become a line of a block text.
    style = STYLE._replace(blocks=last_line(source, item, column) == source.line_stop(item.end))
    written = fresh_value(old, item, column, value, path, style)
    head, lines = written.head, written.lines
    if written.compact and item.key is None:
        head, lines = lines[0].lstrip(" "), lines[1:]
    head = f" {head}" if head else ""
    below = "".join(f"\n{line}" for line in lines)
    stop = source.line_stop(old.end)
    inline, beside = not (old.block or old.block_text), is_beside(source, item)
    if inline and not beside and not below:
        return [Stretch(old.start, old.end, head.lstrip(" "))]
    if inline and beside:
        if not below or stop == old.end:
            return [Stretch(item.after, old.end, head + below)]
        return [Stretch(item.after, old.end, head), Stretch(stop, stop, below)]
    comments = [heading_comment(source, item)]
    if inline:
        comments += [comment.text for comment in source.comments_between(old.end, stop)]
    kept = "".join(f"  {comment}" for comment in comments if comment)
    return [Stretch(item.after, stop, head + kept + below)]


def fresh_value(old: Piece, item: Item, column: int, value: PlainData, path: Path, style: Style) -> Written:
    """The new value as text, in flow form where the old one was and it fits."""
    taken = item.after - item.start
    if old.flow and old.items and isinstance(value, (dict, list)) and value:
        text = flow_form(value)
        if column + taken + 1 + len(text) <= STYLE.width:
            return Written(text, [])
    keys = tuple(step for step in path if isinstance(step, str))
    return value_lines(value, column, keys, style, taken=taken, member=item.key is None)


def is_beside(source: Source, item: Item) -> bool:
    """Whether the value begins on the line of its key or dash."""
    return source.line_start(item.after) == source.line_start(item.value.start)


def heading_comment(source: Source, item: Item) -> str:
    """The comment on the line of the key or dash, if the value itself only begins below it."""
    if item.value.block_text and is_beside(source, item):
        header = HEADER.match(source.text, item.value.content)
        return (header[3] or "").rstrip() if header else ""
    if is_beside(source, item):
        return ""
    stop = source.line_stop(item.after)
    return next((c.text for c in source.comments_between(item.after, stop)), "")


def restructured(
    source: Source, piece: Piece, gap: Gap, added: Added, path: Path, stays_as_is: bool
) -> list[Stretch]:
    """Members removed and put in between two that stay; stays_as_is: the first of them has no changes."""
    items = piece.items
    column = source.column(items[0].start)
    keys = tuple(step for step in path if isinstance(step, str))
    lines = [line for key, value in added for line in item_lines(key, value, column, keys, STYLE)]
    if gap.before >= 0:
        found = [removal(source, piece, index) for index in gap.gone]
        if lines:
            found.append(insertion(source, items[gap.before], column, lines))
        if lines and stays_as_is:
            found += unended_text(source, items[gap.before])
        return found
    return at_the_top(source, piece, gap, lines)


def at_the_top(source: Source, piece: Piece, gap: Gap, lines: list[str]) -> list[Stretch]:
    """The first members removed, others put in before the first one that stays."""
    first, heir = piece.items[0], piece.items[gap.after]
    text = "".join(f"{line}\n" for line in lines)
    if source.leads_line(first.start):
        place = first_line(source, piece, 0)
        found = [removal(source, piece, index) for index in gap.gone]
        return [Stretch(place, place, text), *found] if text else found
    # The first member stands behind a dash: whatever comes first has to stand there too.
    margin = " " * source.column(first.start)
    text = text.removeprefix(margin)
    if not gap.gone:
        return [Stretch(first.start, first.start, text + margin)]
    comment = comment_before(source, piece, gap.after)
    if comment is None:
        return [Stretch(first.start, heir.start, text + margin if text else "")]
    if text:
        return [Stretch(first.start, comment, text)]
    dash = len(source.text[: first.start].rstrip(" "))
    return [Stretch(dash, comment, "\n")]
