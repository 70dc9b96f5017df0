"""From a view and runs to a dashboard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from wbgen.render.drawing import Dashboard
from wbgen.render.scene import Charts, no_charts
from wbgen.render.views.parts import ViewParts
from wbgen.render.views.report import report_parts
from wbgen.render.views.together import read_together
from wbgen.render.views.workspace import workspace_parts
from wbgen.runs import RunData
from wbgen.views.json import Json

#: Pixels that a page is wide.
WIDTH = 1440

READERS = {"workspace": workspace_parts, "report": report_parts}


def view_parts(
    spec: Json,
    kind: Literal["workspace", "report"],
    runs: Sequence[RunData],
    *,
    now: datetime,
    title: str = "",
    charts: Charts = no_charts,
    width: int = WIDTH,
) -> ViewParts:
    """A view in parts, for who draws only some of them. The arguments are those of :func:`draw_view`."""
    return READERS[kind](spec, runs, title=title, charts=charts, width=width, now=now)


def draw_view(
    spec: Json,
    kind: Literal["workspace", "report"],
    runs: Sequence[RunData],
    *,
    now: datetime,
    title: str = "",
    charts: Charts = no_charts,
    width: int = WIDTH,
) -> Dashboard:
    """A view with all its panels drawn. Total over any JSON: what cannot be drawn says why in its place.

    spec: the view's body, in any form the app saves.  runs: the newest first, before filters.
    now: what filters by time count back from, with its zone.  charts: custom charts by their id.
    width: pixels of the page, which decide how far histories are reduced.
    At most 2,000 panels are drawn (``MAX_PANELS``); a note tells of the rest.
    """
    parts = view_parts(spec, kind, runs, now=now, title=title, charts=charts, width=width)
    return drawn(parts)


def drawn(parts: ViewParts) -> Dashboard:
    """All parts of a view, drawn."""
    sections = tuple(part.draw() for part in read_together(parts).parts)
    return Dashboard(parts.title, parts.kind, sections, parts.notes, parts.runs)
