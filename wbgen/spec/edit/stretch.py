"""Stretches of a text to exchange, and what must not be exchanged."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from wbgen.spec.edit.edits import EditError, Path, shown
from wbgen.spec.edit.source import Piece, Source


class Stretch(NamedTuple):
    """What stands from start to end becomes the text; line ends in it are ``\\n``."""

    start: int
    end: int
    text: str = ""


class Gap(NamedTuple):
    """Members that go or come between two that stay.

    before, after: indices of those that stay (-1 and the length where there is none); added: what
    comes, with its key in a map. Those strictly between go.
    """

    before: int
    after: int

    @property
    def gone(self) -> range:
        """Indices of the members that go."""
        return range(self.before + 1, self.after)


def gaps(stays: list[bool]) -> list[Gap]:
    """The gaps between members that stay, those without anything in them too."""
    kept = [-1, *(index for index, stay in enumerate(stays) if stay), len(stays)]
    return [Gap(before, after) for before, after in pairwise(kept)]


def refuse_shared(piece: Piece, path: Path) -> None:
    """Raise EditError if the value, or one in it, is shared by an anchor or alias."""
    if piece.anchored or piece.kind == "alias":
        raise shared(path)
    for item in piece.items:
        if item.key is not None:
            refuse_shared(item.key, path)
        refuse_shared(item.value, path)


def shared(path: Path) -> EditError:
    return EditError(
        f"{shown(path)} is shared by an anchor or alias (`&name`, `*name`)",
        cure="write the value out in each place, or use a variable, then edit it",
    )


def refuse_comments(source: Source, start: int, end: int, path: Path) -> None:
    """Raise EditError if the stretch holds a comment."""
    if any(start <= comment.start < end for comment in source.comments):
        raise EditError(
            f"a comment inside the brackets of {shown(path)} stands in the way",
            cure="move the comment above the entry, or make the change by hand",
        )
