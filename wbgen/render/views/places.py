"""Panels as a view's JSON has them, each with its id, its title and its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from wbgen.render.kinds.table import table_name
from wbgen.render.views.parts import Place
from wbgen.views.outline.panel import Panel, read_panel
from wbgen.views.outline.reading import mapping, text

#: What an HTML id and a CSS selector take as it is.
NOT_IN_ID = re.compile(r"[^A-Za-z0-9_-]+")

NOTE, IMPORTANCE = "Markdown Panel", "Parameter Importance"


class Places:
    """Makes the places of one view: their ids are told apart, and there are only so many."""

    def __init__(self, most: int) -> None:
        self.left = most
        self.unshown = 0
        self.taken: set[str] = set()

    def of(self, panels: Iterable[Any]) -> tuple[Place, ...]:
        """The places of panels, in order; those beyond the bound are counted."""
        found = list(panels)
        shown, self.unshown = found[: self.left], self.unshown + len(found[self.left :])
        self.left -= len(shown)
        return tuple(self.place(panel) for panel in shown)

    def place(self, body: Any) -> Place:
        """The place of one panel; any JSON gives one."""
        panel = read_panel(body)
        config = mapping(mapping(body).get("config"))
        table = table_name(config) if panel.view_type == "Weave" else ""
        return Place(
            id=self.id(body, panel),
            title=table or title_of(panel),
            kind="Table" if table else panel.kind,
            view_type=text(mapping(body).get("viewType")),
            config=config,
            layout=panel.layout,
        )

    def id(self, body: Any, panel: Panel) -> str:
        """The panel's own id, else one of what it is called, with an ordinal where it is taken."""
        own = text(mapping(body).get("__id__")) or f"{panel.kind} {panel.title}"
        base = "panel-" + NOT_IN_ID.sub("-", own)[:80].strip("-")
        name, ordinal = base, 1
        while name in self.taken:
            ordinal += 1
            name = f"{base}-{ordinal}"
        self.taken.add(name)
        return name


def title_of(panel: Panel) -> str:
    """What a panel is called. Importance has no title of its own; its metric alone could be any panel's."""
    if panel.titled:
        return panel.title
    if panel.view_type == IMPORTANCE and panel.metrics:
        return f"Importance for {panel.title}"
    return "" if panel.view_type == NOTE else panel.title
