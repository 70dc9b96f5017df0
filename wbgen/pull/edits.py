"""What was edited in the app, as edits of the spec: two workspaces in the language, compared.

Both are decoded the same way, so that they differ only where the views do. What a variable, a
dimension or another file stands behind is not flattened; it is told instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from wbgen.pull.catalogue import kind_of
from wbgen.pull.escape import escaped_panel
from wbgen.spec.edit.edits import Delete, Edit, Insert, Path, Set
from wbgen.spec.names import placeholders
from wbgen.spec.resolve import LITERAL_KEYS, VARIABLE, unresolved
from wbgen.spec.tree import Mapping, Node, Scalar
from wbgen.spec.tree import Sequence as ListNode

Data = dict[str, Any]


@dataclass(slots=True)
class Found:
    """Edits of a file, and in words what was edited in the app and cannot be written there."""

    edits: list[Edit] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """A written thing and where it stands. node: as written, variables and all; None where it is not here."""

    path: Path
    node: Node | None

    def child(self, step: str | int) -> Place:
        """The place one step down."""
        below: Node | None = None
        if isinstance(self.node, Mapping):
            below = self.node.get(str(step))
        elif isinstance(self.node, ListNode) and isinstance(step, int) and step < len(self.node.items):
            below = self.node.items[step]
        return Place((*self.path, step), below)


def set_options(place: Place, before: Data, after: Data, what: str, found: Found) -> None:
    """The edits that make one map's options those of another. ``what`` names the thing for people."""
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) == after.get(key):
            continue
        target = place.child(key)
        if target.node is not None and (reason := not_plain(target.node)):
            found.left.append(f"{key} of {what}: {reason}")
        elif key in after:
            value = after[key]
            found.edits.append(Set(target.path, value if key in LITERAL_KEYS else unresolved(value)))
        elif target.node is not None:
            found.edits.append(Delete(target.path))
        else:
            found.left.append(f"{key} of {what} was taken away; nothing here sets it")


def not_plain(node: Node) -> str:
    """In words, why a value cannot be replaced; empty where it can."""
    for scalar in texts(node):
        if VARIABLE.search(scalar):
            return "it comes from a variable"
        if placeholders(scalar):
            return "it comes from a dimension"
    return ""


def texts(node: Node) -> Iterator[str]:
    """Every text below a node."""
    match node:
        case Scalar(value=str()):
            yield str(node.value)
        case ListNode():
            for item in node.items:
                yield from texts(item)
        case Mapping():
            for entry in node.entries:
                yield from texts(entry.value)


def list_edits(
    place: Place, before: Sequence[str], after: Sequence[str], indices: dict[str, int], items: dict[str, Any]
) -> tuple[list[Edit], list[str]]:
    """Edits that give a written list the members and the order of another.

    before, after: keys of the members.  indices: where each stands in the written list.  items: what to
    write for those that come in. Returns the edits and the keys that cannot be moved or removed.
    """
    edits: list[Edit] = []
    stuck: list[str] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        for key in before[i1:i2]:
            if key in indices:
                edits.append(Delete((*place.path, indices[key])))
            else:
                stuck.append(key)
        following = next((indices[key] for key in before[i2:] if key in indices), None)
        at = following if following is not None else end_of(place)
        edits += [Insert(place.path, at, unresolved(items[key])) for key in after[j1:j2] if key in items]
    return edits, stuck


def unmoved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The members that stay where they are; :func:`list_edits` writes the others anew."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return {key for block in matcher.get_matching_blocks() for key in before[block.a : block.a + block.size]}


def end_of(place: Place) -> int:
    """How many members a written list has."""
    return len(place.node.items) if isinstance(place.node, ListNode) else 0


def written_panel(panel: Data) -> Data:
    """A decoded panel as it is written into a spec: names escaped, a list of one as its member."""
    kind = kind_of(panel)
    own = panel[kind]
    short = own[0] if isinstance(own, list) and len(own) == 1 and isinstance(own[0], str) else own
    return escaped_panel({**panel, kind: short})
