"""A panel as SVG: its frame, title, body and notes."""

from __future__ import annotations

from wbgen.render.drawing import Body, Chart, Drawn, Gallery, Grid, Nothing, Number, Prose
from wbgen.render.engine import EngineError
from wbgen.render.svg.bodies import (
    ROW,
    gallery_svg,
    grid_svg,
    message_svg,
    nothing_svg,
    number_svg,
)
from wbgen.render.svg.box import Box
from wbgen.render.svg.chart import chart_svg
from wbgen.render.svg.prose import prose_height, prose_svg
from wbgen.render.svg.text import clipped, height_of, line_svg, lines_svg, width_of, wrapped
from wbgen.render.theme import Theme

TITLE, NOTE = 14.0, 11.0
PADDING, HEAD = 14.0, 28.0

#: The heights of panels in a workspace: of most, and of a text or table that is long.
HEIGHT, HIGHEST = 320.0, 520.0
MOST_NOTES = 4


def panel_svg(drawn: Drawn, box: Box, theme: Theme) -> str:
    """A panel in its place. Raises WbgenError where vl-convert is missing and there is a chart to draw."""
    edges = {"added": theme.good, "changed": theme.changed, "removed": theme.bad}
    edge = edges.get(drawn.changed, theme.line)
    frame = box.svg(theme.surface, edge, 8, 2 if drawn.changed else 1)
    notes = note_lines(drawn, box.width)
    head = HEAD if drawn.title or drawn.changed else 0
    foot = height_of(notes, NOTE) + (4 if notes else 0)
    inner = box.within(top=PADDING + head, sides=PADDING, bottom=PADDING + foot)
    told = lines_svg(notes, inner.x, inner.y + inner.height + 4, NOTE, theme.muted)
    return frame + title_svg(drawn, box, theme, edge) + body_svg(drawn, inner, theme) + told


def title_svg(drawn: Drawn, box: Box, theme: Theme, edge: str) -> str:
    """The title, and how the panel changed."""
    y, right = box.y + PADDING + TITLE, box.x + box.width - PADDING
    room = box.width - 2 * PADDING - (width_of(drawn.changed, NOTE) + 16 if drawn.changed else 0)
    title = line_svg(
        clipped(drawn.title.replace("\n", " "), room, TITLE, bold=True),
        box.x + PADDING,
        y,
        TITLE,
        theme.text,
        weight=600,
    )
    mark = line_svg(drawn.changed, right, y, NOTE, edge, weight=600, anchor="end") if drawn.changed else ""
    return title + mark


def body_svg(drawn: Drawn, box: Box, theme: Theme) -> str:
    """The body of a panel; of a chart that cannot be drawn, why."""
    body: Body = drawn.drawing.body
    match body:
        case Chart():
            try:
                return chart_svg(body, box, theme, f"{drawn.id}-")
            except EngineError as error:
                return nothing_svg(f"This chart cannot be drawn: {error}", box, theme)
        case Number():
            return number_svg(body, box, theme)
        case Prose():
            return prose_svg(body, box, theme)
        case Grid():
            return grid_svg(body, box, theme)
        case Gallery():
            return gallery_svg(body, box, theme)
        case Nothing():
            return message_svg(body, box, theme)


def note_lines(drawn: Drawn, width: float) -> list[str]:
    """The notes of a panel, in lines."""
    text = "\n".join(drawn.drawing.notes).replace("`", "")
    return wrapped(text, width - 2 * PADDING, NOTE, MOST_NOTES) if text else []


def natural_height(drawn: Drawn, width: float) -> float:
    """How high a panel wants to be where nothing says it."""
    match drawn.drawing.body:
        case Prose() as prose:
            wanted = prose_height(prose, width - 2 * PADDING)
        case Grid(rows=rows, more=more):
            wanted = ROW * (len(rows) + 1 + bool(more))
        case Number() | Nothing():
            wanted = 120.0
        case _:
            return HEIGHT
    head = HEAD if drawn.title else 0
    return min(HIGHEST, wanted + head + 2 * PADDING + height_of(note_lines(drawn, width), NOTE) + 8)
