"""A view taken apart: which panels are drawn from what, and where they stand. Nothing is drawn yet.

A page that shows a few sections draws those; ``wbgen preview`` draws all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wbgen.render.drawing import Drawing, Drawn, DrawnSection, Nothing
from wbgen.render.kinds import draw_panel
from wbgen.render.scene import Scene
from wbgen.views.outline.panel import Layout

#: Characters of the reason why a panel failed that are told.
MOST_REASON = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A panel to be drawn.

    id: stable in its view, an HTML id.  config: W&B's JSON of it.  layout, changed: see ``Drawn``.
    """

    id: str
    title: str
    kind: str
    view_type: str
    config: Mapping[str, Any]
    layout: Layout
    changed: str = ""

    def draw(self, scene: Scene) -> Drawn:
        """The panel, drawn. Total: a panel that fails says so in its place."""
        try:
            drawing = draw_panel(self.view_type, self.config, scene)
        except Exception as error:  # noqa: BLE001  # one panel's failure is not the others'
            reason = f"{type(error).__name__}: {error}"[:MOST_REASON]
            drawing = Drawing(Nothing(f"This panel could not be drawn, which is a bug of wbgen ({reason})."))
        at = self.layout
        return Drawn(self.id, self.title, self.kind, drawing, at.x, at.y, at.w, at.h, self.changed)


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a workspace, or a stretch of a report: blocks and then a grid.

    notes: what holds for its panels, in sentences; the others are as in ``DrawnSection``.
    """

    title: str
    scene: Scene
    places: tuple[Place, ...] = ()
    columns: int = 3
    open: bool = True
    before: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()

    def draw(self) -> DrawnSection:
        """The part with all its panels drawn."""
        panels = tuple(place.draw(self.scene) for place in self.places)
        return DrawnSection(self.title, panels, self.columns, self.open, self.before, self.text)


@dataclass(frozen=True, slots=True)
class ViewParts:
    """A view in parts. notes: what holds for all of it, in sentences.

    written: W&B's JSON of what is of no panel alone (run sets, colours, settings, text), by what to call it.
    """

    title: str
    kind: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = field(default=())
    written: Mapping[str, Any] = field(default_factory=dict)

    def noted(self, *notes: str) -> ViewParts:
        """The same, with more to say of it, which is said first."""
        return replace(self, notes=(*notes, *self.notes))

    @property
    def runs(self) -> tuple[tuple[str, str], ...]:
        """The label and colour of each run that any part shows."""
        shown = {id(run.data): run for part in self.parts for run in part.scene.runs}
        return tuple((run.label, run.color) for run in shown.values())


def compacted(places: tuple[Place, ...], columns: int) -> tuple[Place, ...]:
    """Panels moved up as far as those above let them, and down where two overlap, as W&B's grid does."""
    free = [0] * columns
    moved = []
    for place in sorted(places, key=lambda place: (place.layout.y, place.layout.x)):
        at = place.layout
        covered = range(at.x, min(columns, at.x + at.w))
        top = max(free[column] for column in covered)
        for column in covered:
            free[column] = top + at.h
        moved.append(replace(place, layout=replace(at, y=top)))
    return tuple(moved)
