"""The positioned tree: YAML as read, every node with its place in the file.

Nodes are named tuples rather than frozen dataclasses because a large spec has a million of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

ScalarValue: TypeAlias = str | int | float | bool | None


class Span(NamedTuple):
    """A place in a file: lines and columns count from 1, in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


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
    """One key of a mapping with its value."""

    key: Scalar
    value: Node


class Mapping(NamedTuple):
    """Entries in the author's order; keys are unique."""

    entries: tuple[Entry, ...]
    span: Span

    def get(self, key: str) -> Node | None:
        """The value of a key, or None."""
        return next((entry.value for entry in self.entries if entry.key.value == key), None)


Node: TypeAlias = Scalar | Sequence | Mapping

PlainData: TypeAlias = "ScalarValue | list[PlainData] | dict[str, PlainData]"


def plain_data(node: Node) -> PlainData:
    """The node as ordinary Python data, without positions. Keys become text."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain_data(item) for item in node.items]
        case Mapping():
            return {key_text(entry.key): plain_data(entry.value) for entry in node.entries}


def key_text(key: Scalar) -> str:
    """A mapping key as the text that names it: ``true`` and ``14`` stay as they were written."""
    match key.value:
        case bool():
            return str(key.value).lower()
        case None:
            return "null"
        case value:
            return str(value)


def locate(node: Node, path: tuple[int | str, ...]) -> tuple[Span, Span | None]:
    """Where a path leads: the span of the deepest node it reaches, and that of its key, if it has one.

    A path may go further than the tree does (a scalar that was read as a list of one, a missing key);
    the deepest node on the way then stands for it.
    """
    key_span: Span | None = None
    for step in path:
        match node:
            case Mapping():
                entry = next((e for e in node.entries if key_text(e.key) == str(step)), None)
                if entry is None:
                    break
                node, key_span = entry.value, entry.key.span
            case Sequence() if isinstance(step, int) and step < len(node.items):
                node, key_span = node.items[step], None
            case _:
                break
    return node.span, key_span


def scalars(node: Node) -> Iterator[Scalar]:
    """Every scalar value below a node, in order (keys excluded)."""
    match node:
        case Scalar():
            yield node
        case Sequence():
            for item in node.items:
                yield from scalars(item)
        case Mapping():
            for entry in node.entries:
                yield from scalars(entry.value)
