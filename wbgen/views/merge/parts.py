"""A view taken apart into what people and code change by itself.

A *member* is a part of the whole: the title, the settings, the run sets. A *thing* is a section of a
workspace or a block of a report; a *panel* belongs to a thing. Sections go by their name and panels by
their id, so that both keep what they are when they are edited or moved. A block has no name: a grid goes
by its first panel, any other block by its content.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wbgen.views.json import Json, canonical, get

Body = dict[str, Any]
Path = tuple[str, ...]

#: Where a view of either kind keeps its things, and a thing its panels.
SECTIONS: Path = ("section", "panelBankConfig", "sections")
BLOCKS: Path = ("blocks",)
SECTION_PANELS: Path = ("panels",)
GRID_PANELS: Path = ("metadata", "panelBankSectionConfig", "panels")

#: Maps whose members are parts each, rather than the map being one part.
OPENED: frozenset[Path] = frozenset({(), ("section",), ("section", "panelBankConfig")})

TITLE: Path = ("title",)
DESCRIPTION: Path = ("description",)


@dataclass(frozen=True, slots=True)
class Thing:
    """own: a section or block without its panels.  panels: their keys, in order.

    holds: whether it has a place for panels.
    """

    own: Json
    panels: tuple[str, ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """A view's parts. members: by path.  things: by key, in order.  panels: bodies by key.

    anonymous: whether things go by their content, so that an edited one is another one.
    """

    members: Mapping[Path, Json]
    things: Mapping[str, Thing]
    panels: Mapping[str, Json]
    anonymous: bool

    def by_id(self) -> Iterator[tuple[str, Json]]:
        """Every part by its id: a member by its path, things and panels by their keys."""
        yield from ((part_id(path), value) for path, value in self.members.items())
        yield from ((key, thing.own) for key, thing in self.things.items())
        yield from self.panels.items()

    @property
    def homes(self) -> dict[str, str]:
        """The key of the thing that each panel is in."""
        return {panel: key for key, thing in self.things.items() for panel in thing.panels}


def part_id(path: Path) -> str:
    """The id of a member; things and panels go by their keys."""
    return "/".join(path)


def section_key(name: str) -> str:
    """The key of a section."""
    return f"section {name}"


def panel_key(id: str) -> str:
    """The key of a panel."""
    return f"panel {id}"


def read_parts(form: Body, body: Json | None = None) -> Parts:
    """The parts of a normal form.

    body: a spec that has this form (effective, not normal); the parts are then its own, under the keys
    that the form gives them.
    """
    spec: Any = form["spec"]
    source: Any = spec if body is None else body
    place = SECTIONS if isinstance(spec, dict) and isinstance(spec.get("section"), dict) else BLOCKS
    entries = maps_at(spec, place)
    members = {TITLE: form["title"], DESCRIPTION: form["description"]}
    if entries is None:
        return Parts({**members, ("spec",): source}, {}, {}, anonymous=False)
    members.update((("spec", *path), value) for path, value in members_of(source, (), place))
    things: dict[str, Thing] = {}
    panels: dict[str, Json] = {}
    for named, entry in zip(entries, maps_at(source, place) or (), strict=True):
        inner = SECTION_PANELS if place == SECTIONS else GRID_PANELS
        found = maps_at(named, inner)
        keys = []
        for panel, content in zip(found or (), maps_at(entry, inner) or (), strict=True):
            keys.append(unused(panel_key(str(panel.get("__id__"))), panels))
            panels[keys[-1]] = content
        own = entry if found is None else without(entry, inner)
        things[unused(thing_key(named, keys, place), things)] = Thing(
            own, tuple(keys), holds=found is not None
        )
    return Parts(members, things, panels, anonymous=place == BLOCKS)


def thing_key(thing: Body, panels: list[str], place: Path) -> str:
    """What identifies a section or block."""
    if place == SECTIONS:
        return section_key(str(thing.get("name")))
    return f"grid {panels[0]}" if panels else f"block {canonical(thing)}"


def unused(key: str, taken: Mapping[str, Any]) -> str:
    """The key, with an ordinal where it is taken."""
    if key not in taken:
        return key
    ordinal = 2
    while f"{key} {ordinal}" in taken:
        ordinal += 1
    return f"{key} {ordinal}"


def members_of(node: Any, path: Path, things: Path) -> Iterator[tuple[Path, Json]]:
    """The members of a spec: all but its things."""
    for key, value in node.items():
        below = (*path, key)
        if below == things:
            continue
        if below in OPENED and isinstance(value, dict):
            yield from members_of(value, below, things)
        else:
            yield below, value


def maps_at(node: Any, path: Path) -> list[Body] | None:
    """The list of maps at a path; None where there is none, or something else in it."""
    found = get(node, path)
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        return None
    return found


def without(node: Body, path: Path) -> Body:
    """A copy of a map without what is at a path."""
    key, *rest = path
    if not rest:
        return {name: value for name, value in node.items() if name != key}
    return {**node, key: without(node[key], tuple(rest))}
