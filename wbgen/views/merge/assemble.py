"""A view put together from the parts that were chosen."""

from __future__ import annotations

from collections.abc import Mapping

from wbgen.views.json import Json, with_at
from wbgen.views.merge.choose import Choice, Side
from wbgen.views.merge.parts import (
    BLOCKS,
    DESCRIPTION,
    GRID_PANELS,
    SECTION_PANELS,
    SECTIONS,
    TITLE,
    Body,
    Parts,
)


def assemble(choice: Choice, remote: Parts, desired: Parts) -> tuple[str, str, Json]:
    """The title, the visible description and the spec of a merged view.

    remote, desired: parts of the bodies to write, under the keys of their normal forms.
    """
    sides: Mapping[Side, Parts] = {Side.REMOTE: remote, Side.DESIRED: desired}
    members = {path: sides[side].members[path] for path, side in choice.members.items()}
    title, description = str(members.pop(TITLE)), str(members.pop(DESCRIPTION))
    if ("spec",) in members:
        return title, description, members[("spec",)]
    spec: Body = {}
    for path, value in members.items():
        spec = with_at(spec, path[1:], value)
    place, inner = (BLOCKS, GRID_PANELS) if desired.anonymous else (SECTIONS, SECTION_PANELS)
    things = []
    for key, side in choice.things.items():
        panels = [sides[choice.sides[panel]].panels[panel] for panel in choice.panels[key]]
        own = sides[side].things[key].own
        things.append(with_at(own, inner, panels) if sides[side].things[key].holds else own)
    return title, description, with_at(spec, place, things)
