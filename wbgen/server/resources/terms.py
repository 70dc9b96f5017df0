"""What resolvers are, and what they share: names, pages, refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wbgen.server.ids import LOCAL, decode, encode
from wbgen.server.refusal import Refusal

__all__ = [
    "LOCAL",
    "Node",
    "Refusal",
    "Resolver",
    "Resolvers",
    "checked_name",
    "connection",
    "page_start",
    "path_name",
]

# Items per page where the client does not say, and at most.
PAGE_LIMIT = 1000

NAME_LENGTH = 128
# Projects and entities are parts of URLs; these are the characters W&B refuses in them.
NOT_IN_PATHS = frozenset("/\\#?%:")
# Names a path cannot hold, and the root of the server's own paths.
NOT_A_PATH = frozenset({".", "..", "-"})

# The fields of an object under their names in the schema.
Node = dict[str, Any]

# Given the parent node (None at the root), the store, and the arguments under their names in snake case.
Resolver = Callable[..., Any]
Resolvers = Mapping[str, Mapping[str, Resolver]]


def checked_name(kind: str, name: str | None) -> str:
    """The name, or a Refusal where there is none or it is too long."""
    if not name:
        raise Refusal(f"{kind} needs a name")
    if len(name) > NAME_LENGTH:
        raise Refusal(f"the name of {kind} is longer than {NAME_LENGTH} characters")
    return name


def path_name(kind: str, name: str | None) -> str:
    """The name, or a Refusal where it cannot be a part of a URL either."""
    checked = checked_name(kind, name)
    if checked in NOT_A_PATH or NOT_IN_PATHS.intersection(checked) or not checked.isprintable():
        raise Refusal(f"the name of {kind} is not one a URL can hold")
    return checked


def page_start(first: int | None, after: str | None) -> tuple[int, int]:
    """The number of items asked for and the number to start after, from Relay's ``first`` and ``after``."""
    size = 100 if first is None else first
    if size < 0:
        raise Refusal("`first` must not be negative")
    start = decode("Cursor", after) if after else 0
    if start is None:
        raise Refusal("`after` is not a cursor of this server")
    return min(size, PAGE_LIMIT), start


def connection(items: Sequence[tuple[int, Node]], size: int) -> Node:
    """A Relay connection of at most ``size`` items; one item more than that means there is a next page."""
    shown = items[:size]
    edges = [{"node": node, "cursor": encode("Cursor", number)} for number, node in shown]
    return {
        "edges": edges,
        "pageInfo": {"endCursor": edges[-1]["cursor"] if edges else None, "hasNextPage": len(items) > size},
    }
