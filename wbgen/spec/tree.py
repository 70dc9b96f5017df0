"""The positioned tree: YAML as read, every node with its place in the file.

Nodes are named tuples rather than frozen dataclasses because a large spec has a million of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

ScalarValue: TypeAlias = str | int | float | bool | None


class Span(NamedTuple):
    """A place in a file: lines and columns count from 1, in characters; the end is exclusive.

    file: where the node came from, if not from the spec itself (``extends``, ``use``).
    """

    line: int
    column: int
    end_line: int
    end_column: int
    file: str = ""


class Scalar(NamedTuple):
    """A single value. ``plain`` tells an unquoted scalar from a quoted or block one."""

    value: ScalarValue
    span: Span
    plain: bool


class Sequence(NamedTuple):
    """A list of nodes."""

    items: tuple[Node, ...]
    span: Span


class Entry(NamedTuple):
    """One key of a mapping with its value. The key's value is its text as it was written."""

    key: Scalar
    value: Node

    @property
    def name(self) -> str:
        """The key as text."""
        return str(self.key.value)


class Mapping(NamedTuple):
    """Entries by key, in the author's order."""

    by_key: dict[str, Entry]
    span: Span

    @property
    def entries(self) -> Iterable[Entry]:
        """The entries alone."""
        return self.by_key.values()

    def get(self, key: str) -> Node | None:
        """The value of a key, or None."""
        entry = self.by_key.get(key)
        return entry.value if entry else None


Node: TypeAlias = Scalar | Sequence | Mapping

PlainData: TypeAlias = "ScalarValue | list[PlainData] | dict[str, PlainData]"


def plain_data(node: Node) -> PlainData:
    """The node as ordinary Python data, without positions."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain_data(item) for item in node.items]
        case Mapping():
            return {entry.name: plain_data(entry.value) for entry in node.entries}


def value_text(value: ScalarValue) -> str:
    """A single value inside a text: ``true`` and ``null`` as in YAML, numbers as Python writes them."""
    match value:
        case bool():
            return str(value).lower()
        case None:
            return "null"
        case _:
            return str(value)


def beginning(span: Span) -> Span:
    """The first character of a span."""
    return span._replace(end_line=span.line, end_column=span.column + 1)


def within(node: Node | None, start: int, end: int) -> Span | None:
    """The place of some characters of a text, where it stands on one line as it was written.

    Otherwise that of the whole; None where there is no single value. Offsets count from 0.
    """
    if not isinstance(node, Scalar):
        return None
    span = node.span
    quotes = 0 if node.plain else 2
    if span.line != span.end_line or span.end_column - span.column != len(str(node.value)) + quotes:
        return span
    column = span.column + quotes // 2 + start
    return span._replace(column=column, end_column=column + max(1, end - start))


def node_at(node: Node | None, path: tuple[int | str, ...]) -> Node | None:
    """The node that a path leads to, or None. A single value may stand for a list or map of it."""
    for step in path:
        match node:
            case Mapping():
                node = node.get(str(step))
            case Sequence() if isinstance(step, int) and step < len(node.items):
                node = node.items[step]
            case Scalar():
                break
            case _:
                return None
    return node


def stamped(node: Node, file: str) -> Node:
    """The node with a file in every place."""
    span = node.span._replace(file=file)
    match node:
        case Scalar():
            return node._replace(span=span)
        case Sequence():
            return Sequence(tuple(stamped(item, file) for item in node.items), span)
        case Mapping():
            entries = {
                name: Entry(
                    entry.key._replace(span=entry.key.span._replace(file=file)), stamped(entry.value, file)
                )
                for name, entry in node.by_key.items()
            }
            return Mapping(entries, span)


def locate(node: Node, path: tuple[int | str, ...]) -> tuple[Span, Span | None]:
    """Where a path leads: the span of the deepest node it reaches, and that of its key, if it has one.

    A path may go further than the tree does (a scalar that was read as a list of one, a missing key);
    the deepest node on the way then stands for it.
    """
    key_span: Span | None = None
    for step in path:
        match node:
            case Mapping():
                entry = node.by_key.get(str(step))
                if entry is None:
                    break
                node, key_span = entry.value, entry.key.span
            case Sequence() if isinstance(step, int) and step < len(node.items):
                node, key_span = node.items[step], None
            case _:
                break
    return node.span, key_span
