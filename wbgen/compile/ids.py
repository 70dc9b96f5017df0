"""Addresses, and the ids and names that are hashes of them."""

from __future__ import annotations

import hashlib
import string
from collections.abc import Iterable, Mapping

ALPHABET = string.digits + string.ascii_lowercase
STACK = "main"

#: Stands for the stack and the guide in the address of a view that has none.
UNNAMED = "-"


def address(*parts: str, stack: str = STACK) -> str:
    """The identity of a resource or a part of one: ``main/npt/workspace/default/direct-mlp``.

    Parts that no author names (a section's note, a run set) follow a colon, which no id can hold.
    """
    return "/".join((stack, *parts))


def stack_of(address: str) -> str:
    """The stack that an address lies in."""
    return address.partition("/")[0]


def json_id(of: str, length: int = 11) -> str:
    """An id for use inside a view: lower-case letters and digits, a hash of an address.

    W&B's own ids look the same; the official library strips ``nw-`` and ``-v`` anywhere in a name,
    hence no hyphens.
    """
    number = int.from_bytes(hashlib.sha256(of.encode()).digest(), "big") % len(ALPHABET) ** length
    digits = []
    for _ in range(length):
        number, rest = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[rest])
    return "".join(digits)


def former(guide: str, kind: str, was: Iterable[str], stack: str) -> tuple[str, ...]:
    """The addresses that a view had under its earlier ids."""
    return tuple(address(guide, kind, id, stack=stack) for id in was)


def renamed(addresses: Mapping[str, str], first: str, now: str) -> dict[str, str]:
    """Addresses within a view that was made under another one: its ids stay, what it is called does not."""
    return {key: now + found.removeprefix(first) for key, found in addresses.items()}


def stacked(title: str, stack: str) -> str:
    """A view's title, with the stack where it is not the first."""
    return title if stack == STACK else f"{title} ({stack})"


def unstacked(title: str, stack: str) -> str:
    """A title without what :func:`stacked` gave it."""
    return title if stack == STACK else title.removesuffix(f" ({stack})")


def adopted(url: str | None, stack: str) -> str:
    """The view that is taken over; the copies of other stacks leave it to the first."""
    return (url or "") if stack == STACK else ""


def natural_name(of: str) -> str:
    """The name that wbgen gives a view of this address when it makes it."""
    _, guide, kind, *_ = of.split("/")
    return workspace_name(guide, of) if kind == "workspace" else view_key(guide, of)


def view_key(guide: str, of: str) -> str:
    """Eleven characters that name a view: the guide's first three, so that a person knows it, then a hash."""
    start = "".join(c for c in guide.lower() if c in ALPHABET)[:3]
    return start + json_id(of, 11 - len(start))


def workspace_name(guide: str, of: str) -> str:
    """The server's name of a workspace; its URL holds the part in the middle."""
    return f"nw-{view_key(guide, of)}-v"
