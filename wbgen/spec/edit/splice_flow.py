"""Edits inside `{ }` and `[ ]`."""

from __future__ import annotations

from collections.abc import Sequence

from wbgen.spec.edit.edits import Changes, Path
from wbgen.spec.edit.emit import flow_entry, flow_form
from wbgen.spec.edit.source import Item, Piece, Source
from wbgen.spec.edit.stretch import Gap, Stretch, gaps, refuse_comments, refuse_shared, shared
from wbgen.spec.tree import PlainData


def flow_changes(source: Source, piece: Piece, changes: Changes, path: Path) -> list[Stretch]:
    """The stretches to exchange for the changes below a collection in flow form."""
    if not changes.below and not changes.added:
        return []
    if piece.anchored or piece.kind == "alias":
        raise shared(path)
    steps = [index if item.key is None else item.key.value for index, item in enumerate(piece.items)]
    found: list[Stretch] = []
    for step, item in zip(steps, piece.items, strict=True):
        change = changes.at(step)
        if change.final:
            refuse_shared(item.value, (*path, step))
        if change.new:
            found.append(new_value(item, change.new[0]))
        elif not change.delete:
            found += flow_changes(source, item.value, change, (*path, step))
    for gap in gaps([not changes.at(step).delete for step in steps]):
        added = [
            one for index in range(gap.before + 1, gap.after + 1) for one in changes.added.get(index, ())
        ]
        if added or gap.gone:
            found += restructured(source, piece, gap, [entry_text(*one) for one in added], path)
    return found


def entry_text(key: str | None, value: PlainData) -> str:
    return flow_form(value) if key is None else flow_entry(key, value)


def new_value(item: Item, value: PlainData) -> Stretch:
    """A member's value replaced."""
    text = flow_form(value)
    if item.value.empty:
        return Stretch(item.after, item.after, f" {text}" if item.colon else f": {text}")
    return Stretch(item.value.start, item.value.end, text)


def restructured(source: Source, piece: Piece, gap: Gap, added: Sequence[str], path: Path) -> list[Stretch]:
    """Members removed and put in between two that stay."""
    items = piece.items
    if gap.before >= 0:
        neighbour = items[gap.before]
        start = neighbour.end
        end = items[gap.after - 1].end
        text = "".join(separator(source, neighbour) + one for one in added)
    elif gap.after < len(items):
        neighbour = items[gap.after]
        start = items[0].start
        end = neighbour.start
        text = "".join(one + separator(source, neighbour) for one in added)
    else:
        start, end = piece.content + 1, piece.end - 1
        text = ", ".join(added)
    refuse_comments(source, start, end, path)
    return [Stretch(start, end, text)]


def separator(source: Source, neighbour: Item) -> str:
    """What parts two members: a line end where each stands on its own line."""
    if source.leads_line(neighbour.start):
        return ",\n" + " " * source.column(neighbour.start)
    return ", "
