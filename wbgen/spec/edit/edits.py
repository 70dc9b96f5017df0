"""Edits of a spec, by paths of keys and list indices, and what they make of plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from wbgen.errors import WbgenError
from wbgen.spec.tree import PlainData

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Set:
    """Replace the value at a path, or add the path's last key at the end of its map."""

    path: Path
    value: PlainData


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove an entry of a map or an item of a list."""

    path: Path


@dataclass(frozen=True, slots=True)
class Insert:
    """Put a value before the item ``index`` of the list at a path; at its length: after the last one."""

    path: Path
    index: int
    value: PlainData


Edit: TypeAlias = Set | Delete | Insert


class EditError(WbgenError):
    """An edit that cannot be made in place without touching, or losing, something else."""


@dataclass
class Changes:
    """What happens to one value and to those below it.

    new: the value that replaces it, in a list of one.  added: what comes in before the item at an
    index, with its key in a map (whose additions all stand at its end).
    """

    new: list[PlainData] = field(default_factory=list)
    delete: bool = False
    added: dict[int, list[tuple[str | None, PlainData]]] = field(default_factory=dict)
    below: dict[str | int, Changes] = field(default_factory=dict)

    @property
    def final(self) -> bool:
        """Whether the value goes as a whole."""
        return self.delete or bool(self.new)

    def at(self, step: str | int) -> Changes:
        """What happens to a member."""
        return self.below.get(step, NONE)


NONE = Changes()


def shown(path: Path) -> str:
    """A path for people: ``workspaces.default.sections[0]``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return f"`{text.removeprefix('.')}`" if path else "the whole file"


def gather(data: PlainData, edits: Sequence[Edit]) -> Changes:
    """The edits as one tree of changes. All paths are those of the data before any edit.

    Raises EditError for a path that is not there, and for two edits of the same thing.
    """
    root = Changes()
    for edit in edits:
        match edit:
            case Insert(path, index, value):
                changes, target = walk(root, data, path)
                if not isinstance(target, list) or not 0 <= index <= len(target):
                    raise EditError(f"there is no place {index} in a list at {shown(path)}")
                overlap(changes.final, path)
                changes.added.setdefault(index, []).append((None, value))
            case Set(path, value):
                parent, holder = walk(root, data, parent_path(path))
                key = path[-1]
                if isinstance(holder, dict) and isinstance(key, str) and key not in holder:
                    overlap(parent.final, path)
                    fresh = parent.added.setdefault(len(holder), [])
                    overlap(any(key == other for other, _ in fresh), path)
                    fresh.append((key, value))
                else:
                    finalized(root, data, path).new.append(value)
            case Delete(path):
                parent_path(path)
                finalized(root, data, path).delete = True
    return root


def parent_path(path: Path) -> Path:
    if not path:
        raise EditError("an edit of the whole file is no edit in place")
    return path[:-1]


def walk(changes: Changes, data: PlainData, path: Path) -> tuple[Changes, PlainData]:
    """The changes and the data at a path that is there."""
    for depth, step in enumerate(path):
        overlap(changes.final, path)
        match data:
            case dict() if isinstance(step, str) and step in data:
                data = data[step]
            case list() if isinstance(step, int) and 0 <= step < len(data):
                data = data[step]
            case _:
                raise EditError(f"there is no {shown(path[: depth + 1])} in the file")
        changes = changes.below.setdefault(step, Changes())
    return changes, data


def finalized(root: Changes, data: PlainData, path: Path) -> Changes:
    """The changes of a value that goes as a whole and that nothing else touches."""
    changes, _ = walk(root, data, path)
    overlap(changes.final or bool(changes.added or changes.below), path)
    return changes


def overlap(is_so: bool, path: Path) -> None:
    if is_so:
        raise EditError(f"two edits meet at {shown(path)}")


def edited(data: PlainData, changes: Changes) -> PlainData:
    """The data after the changes."""
    if changes.new:
        return changes.new[0]
    match data:
        case dict():
            kept = {k: edited(v, changes.at(k)) for k, v in data.items() if not changes.at(k).delete}
            return kept | {str(k): v for fresh in changes.added.values() for k, v in fresh}
        case list():
            items: list[PlainData] = []
            for index in range(len(data) + 1):
                items += [value for _, value in changes.added.get(index, ())]
                if index < len(data) and not changes.at(index).delete:
                    items.append(edited(data[index], changes.at(index)))
            return items
        case _:
            return data
