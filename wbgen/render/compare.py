"""Two versions of a view side by side: which panels are new, gone, or other than they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wbgen.render.views.parts import Part, Place, ViewParts

#: What is said of panels, in the order it is said in.
CHANGES = ("changed", "added", "removed")


def compared(before: ViewParts, after: ViewParts) -> tuple[ViewParts, ViewParts]:
    """Both versions with their panels marked, sections with a marked panel open.

    Panels go by their ids. A panel is changed where its kind, its title, its own settings or those it
    inherits are; its place alone is not told. Run sets, colours, settings and texts that differ are named.
    """
    old, new = contents(before), contents(after)
    marks_before = {id: "removed" if id not in new else told(old, new, id) for id in old}
    marks_after = {id: "added" if id not in old else told(old, new, id) for id in new}
    counted = Counter(
        filter(None, (*marks_after.values(), *(m for m in marks_before.values() if m == "removed")))
    )
    said = ", ".join(f"{counted[change]} {change}" for change in CHANGES if counted[change])
    note = f"Panels: {said}." if said else "No panel differs."
    sides = marked(before, marks_before), marked(after, marks_after)
    others = [what for what, own in before.written.items() if own != after.written.get(what, own)]
    more = (f"Other than before: {', '.join(others)}.",) if others else ()
    return sides[0].noted(note, *more), sides[1].noted(note, *more)


def contents(parts: ViewParts) -> dict[str, Any]:
    """What each panel is drawn from, by its id."""
    return {place.id: content(place, part) for part in parts.parts for place in part.places}


def content(place: Place, part: Part) -> Any:
    """What a panel is drawn from but its runs. The settings inherited count for curves alone."""
    inherits = "metrics" in place.config or "metricRegex" in place.config
    settings = dict(part.scene.settings) if inherits else {}
    return (place.view_type, place.title, dict(place.config), settings, part.scene.grouping)


def told(old: Mapping[str, Any], new: Mapping[str, Any], id: str) -> str:
    """Whether a panel of both versions is changed."""
    return "changed" if old[id] != new[id] else ""


def marked(parts: ViewParts, marks: Mapping[str, str]) -> ViewParts:
    """A version with its panels marked."""
    return replace(parts, parts=tuple(marked_part(part, marks) for part in parts.parts))


def marked_part(part: Part, marks: Mapping[str, str]) -> Part:
    """A section with its panels marked."""
    places = tuple(replace(place, changed=marks[place.id]) for place in part.places)
    return replace(part, places=places, open=part.open or any(place.changed for place in places))
