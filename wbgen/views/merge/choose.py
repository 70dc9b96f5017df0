"""Which side each part of a merged view is taken from.

A part that only code changed is the desired one, a part that only people changed is the remote one; a
part that both changed, each in its own way, is a clash, unless a wish says whose change is to win.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from wbgen.views.merge.order import is_reordered, merge_order, rewritten_by_both
from wbgen.views.merge.parts import Parts, Path, part_id
from wbgen.views.merge.sums import Sums, content, short

T = TypeVar("T")

#: The id of the order of the things themselves.
ORDER = "order"


class Side(Enum):
    """Where a part is taken from."""

    REMOTE = "remote"
    DESIRED = "desired"


@dataclass(frozen=True, slots=True)
class Clash:
    """A part that both sides changed. part: its id.  why: in words."""

    part: str
    why: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """Whose change wins, by the ids of parts; of a thing it holds for its panels as well."""

    overwrite: frozenset[str] = frozenset()
    keep: frozenset[str] = frozenset()

    def side(self, *parts: str | None) -> Side | None:
        """What is wished for a part, given with what it is in; None where nothing is."""
        if not self.overwrite.isdisjoint(parts):
            return Side.DESIRED
        return None if self.keep.isdisjoint(parts) else Side.REMOTE


@dataclass(frozen=True, slots=True)
class Choice:
    """members: the side of each that stays.  things: the side of each that stays, in order.

    panels: the keys in each thing, in order.  sides: of panels.  kept: ids of parts that stay as people
    made them, against the code.  clashes: parts that nothing could be chosen for; the desired side
    stands in for them.
    """

    members: Mapping[Path, Side]
    things: Mapping[str, Side]
    panels: Mapping[str, Sequence[str]]
    sides: Mapping[str, Side]
    kept: frozenset[str]
    clashes: tuple[Clash, ...]

    def is_all_of(self, desired: Parts) -> bool:
        """Whether nothing but the desired side is in it, in that side's order."""
        sides = (*self.members.values(), *self.things.values(), *self.sides.values())
        return (
            Side.REMOTE not in sides
            and self.members.keys() == desired.members.keys()
            and list(self.things) == list(desired.things)
            and all(tuple(self.panels[key]) == thing.panels for key, thing in desired.things.items())
        )


def choose(base: Sums, remote: Parts, desired: Parts, wishes: Wishes, origins: Mapping[str, str]) -> Choice:
    """What of each side a merged view is made of.

    remote, desired: parts of normal forms, aligned.  base: digests of the parts that code wanted last.
    origins: the short keys that things had then (see ``wbgen.views.merge.align``).
    """
    return Merge(base, remote, desired, wishes, origins).choice()


def in_words(base: str | None, remote: str | None, desired: str | None) -> str:
    """Who did what to a part that both changed."""
    code = "deleted" if desired is None else "added" if base is None else "changed"
    app = "deleted" if remote is None else "added" if base is None else "edited"
    return f"{code} in code, {app} in the app"


class Merge:
    """One merge under way. kept, clashes: what was found so far; clashes by part, in words."""

    def __init__(
        self, base: Sums, remote: Parts, desired: Parts, wishes: Wishes, origins: Mapping[str, str]
    ) -> None:
        self.base, self.remote, self.desired, self.wishes = base, remote, desired, wishes
        self.origins = origins
        self.theirs, self.ours = (
            {id: content(value) for id, value in parts.by_id()} for parts in (remote, desired)
        )
        self.names = {short(id): id for id in (*self.theirs, *self.ours)}
        self.names.update((origin, id) for id, origin in origins.items())
        self.kept: set[str] = set()
        self.clashes: dict[str, str] = {}

    def choice(self) -> Choice:
        """Everything chosen."""
        members = {
            path: self.pick(part_id(path)) for path in either(self.desired.members, self.remote.members)
        }
        things = {key: self.pick(key) for key in either(self.desired.things, self.remote.things)}
        sides, homes = self.panels()
        things.update(self.revived(things, homes))
        order = self.thing_order([key for key, side in things.items() if self.on(side, key)])
        self.check_homes(homes, order)
        self.check_removed(order)
        return Choice(
            {path: side for path, side in members.items() if self.on(side, part_id(path))},
            {key: things[key] for key in order},
            {key: self.panel_order(key, [p for p, home in homes.items() if home == key]) for key in order},
            sides,
            frozenset(self.kept),
            tuple(Clash(part, why) for part, why in self.clashes.items()),
        )

    def pick(self, part: str, *within: str | None) -> Side:
        """The side of a part, noted where it is kept or clashes. within: what the part is in."""
        base = self.base.digest(self.origins.get(part) or short(part))
        remote, desired = self.theirs.get(part), self.ours.get(part)
        if remote == desired:
            return Side.DESIRED
        side = self.wishes.side(part, *within)
        if side is None and remote != base:
            if desired == base:
                side = Side.REMOTE
            else:
                self.clashes[part] = in_words(base, remote, desired)
        if side is Side.REMOTE:
            self.kept.add(part)
        return side or Side.DESIRED

    def on(self, side: Side, part: str) -> bool:
        """Whether a side has a part."""
        return part in (self.theirs if side is Side.REMOTE else self.ours)

    def named(self, keys: Iterable[str]) -> list[str]:
        """Short keys of the marker in full, as far as a side has them."""
        return [self.names.get(key, key) for key in keys]

    # --- panels

    def panels(self) -> tuple[dict[str, Side], dict[str, str]]:
        """The side of every panel, and the thing that each which stays is to be in."""
        was = {panel: home for key in self.base.things for panel, home in self.of_base(key)}
        remote, desired = self.remote.homes, self.desired.homes
        sides, homes = {}, {}
        for key in either(self.desired.panels, self.remote.panels):
            places = was.get(key), remote.get(key), desired.get(key)
            sides[key] = self.pick(key, *places[1:])
            if self.on(sides[key], key):
                homes[key] = self.home(key, *places)
            elif self.wishes.side(key, *places[1:]) is None:
                self.check_moved(key, *places)
        return sides, homes

    def check_moved(self, panel: str, was: str | None, remote: str | None, desired: str | None) -> None:
        """Note a panel that one side deleted while the other put it elsewhere."""
        now, side, words = (
            (desired, self.desired, "moved in code, deleted in the app")
            if remote is None
            else (remote, self.remote, "deleted in code, moved in the app")
        )
        if was is not None and now != was and was in side.things:
            self.clashes.setdefault(panel, words)

    def of_base(self, thing: str) -> Iterator[tuple[str, str]]:
        """The panels that a thing had, with its key in full."""
        (home,) = self.named([thing])
        return ((panel, home) for panel in self.named(self.base.things[thing].panels))

    def home(self, panel: str, was: str | None, remote: str | None, desired: str | None) -> str:
        """The thing that a panel is to be in."""
        if desired is None or remote is None or remote == desired:
            return str(desired or remote)
        side = self.wishes.side(panel, remote, desired)
        if side is None and remote != was:
            if desired == was:
                side = Side.REMOTE
            else:
                self.clashes.setdefault(panel, "moved in code, and elsewhere in the app")
        if side is Side.REMOTE:
            self.kept.add(panel)
            return remote
        return desired

    def revived(self, things: Mapping[str, Side], homes: Mapping[str, str]) -> dict[str, Side]:
        """Things that come back, since a panel in them was asked to stay."""
        found = {}
        for panel, home in homes.items():
            side = self.wishes.side(panel)
            if side is not None and not self.on(things[home], home):
                found[home] = Side.REMOTE if home in self.theirs else Side.DESIRED
        return found

    def check_homes(self, homes: Mapping[str, str], things: Sequence[str]) -> None:
        """Note things that one side removed while the other put or left something in them."""
        for home in either(homes.values()):
            if home not in things:
                app = home in self.theirs
                one, other = ("code", "the app") if app else ("the app", "code")
                self.clashes.setdefault(home, f"removed in {one}, and panels in it changed in {other}")

    def check_removed(self, things: Sequence[str]) -> None:
        """Note things that one side removed while the other put its panels in another order."""
        for key in either(self.desired.things, self.remote.things):
            if key in things or self.wishes.side(key) is not None:
                continue
            code = key in self.desired.things
            panels = (self.desired if code else self.remote).things[key].panels
            if is_reordered(self.panels_before(key), panels):
                words = (
                    "changed in code, deleted in the app" if code else "deleted in code, edited in the app"
                )
                self.clashes.setdefault(key, words)

    def panels_before(self, thing: str) -> list[str]:
        """The panels that a thing had."""
        was = self.base.things.get(self.origins.get(thing) or short(thing))
        return self.named(was.panels) if was else []

    # --- order

    def thing_order(self, alive: Sequence[str]) -> list[str]:
        """The things that stay, in order."""
        base = self.named(self.base.things)
        remote, desired = list(self.remote.things), list(self.desired.things)
        if self.desired.anonymous:
            for rewritten in rewritten_by_both(base, remote, desired):
                if self.wishes.side(*rewritten) is None:
                    self.clashes.setdefault(rewritten[0], "changed in code, edited in the app")
        return self.ordered(ORDER, base, remote, desired, alive)

    def panel_order(self, thing: str, alive: Sequence[str]) -> list[str]:
        """The panels of a thing that stay, in order."""
        remote, desired = (
            [*parts.things[thing].panels] if thing in parts.things else []
            for parts in (self.remote, self.desired)
        )
        return self.ordered(thing, self.panels_before(thing), remote, desired, alive)

    def ordered(
        self,
        part: str,
        base: Sequence[str],
        remote: Sequence[str],
        desired: Sequence[str],
        alive: Sequence[str],
    ) -> list[str]:
        """What stays, in order; where both sides have one of their own, the one that was wished for."""
        order = merge_order(base, remote, desired, alive)
        if order is None:
            side = self.wishes.side(part)
            if side is None:
                self.clashes.setdefault(part, "put in another order in code and in the app")
            order = either(remote, desired) if side is Side.REMOTE else either(desired, remote)
        return [key for key in either(order, alive) if key in alive]


def either(*groups: Iterable[T]) -> list[T]:
    """What is in any of the groups, each once."""
    return list(dict.fromkeys(item for group in groups for item in group))
