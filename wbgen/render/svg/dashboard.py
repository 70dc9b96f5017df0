"""A whole dashboard as one SVG: its head, then its sections one below the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from wbgen.render.drawing import Dashboard, Drawn, DrawnSection
from wbgen.render.svg.box import Box
from wbgen.render.svg.panel import natural_height, panel_svg
from wbgen.render.svg.text import clipped, height_of, line_svg, lines_svg, width_of, wrapped
from wbgen.render.theme import Theme

#: Pixels: of the picture, around it, between panels, of a report's row, and of the highest picture there is.
WIDTH, MARGIN, GAP, UNIT, HIGHEST = 1440.0, 28.0, 14.0, 46.0, 30_000.0
REPORT = 1180.0

MOST_RUNS, MOST_LINES = 40, 400

#: Told of every panel that is drawn: how many are, of how many.
Progress = Callable[[int, int], object]


class Picture:
    """A picture in the making: what is in it, and how far down it reaches."""

    def __init__(self, theme: Theme, width: float, count: int, progress: Progress | None) -> None:
        self.theme, self.width, self.y = theme, width, MARGIN
        self.parts: list[str] = []
        self.count, self.drawn, self.progress = count, 0, progress
        self.left_out = 0

    def lines(self, lines: list[str], size: float, fill: str, *, weight: int = 400, after: float = 8) -> None:
        """Lines of text."""
        self.parts.append(lines_svg(lines, MARGIN, self.y, size, fill, weight=weight))
        self.y += height_of(lines, size) + after

    def panel(self, drawn: Drawn, box: Box) -> None:
        """A panel, unless the picture is as high as one may be."""
        self.drawn += 1
        if box.y + box.height > HIGHEST:
            self.left_out += 1
            return
        self.parts.append(panel_svg(drawn, box, self.theme))
        if self.progress:
            self.progress(self.drawn, self.count)

    def svg(self) -> tuple[str, float]:
        """The picture, as high as what is in it, and how many pixels it has."""
        height = min(self.y, HIGHEST) + MARGIN
        if self.left_out:
            told = f"{self.left_out:,} more panels do not fit into one picture."
            self.parts.append(line_svg(told, MARGIN, height, 13, self.theme.muted))
            height += MARGIN
        ground = Box(0, 0, self.width, height).svg(self.theme.page)
        return framed("".join([ground, *self.parts]), self.width, height), self.width * height


def framed(inner: str, width: float, height: float) -> str:
    """A whole SVG around what is in it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}">{inner}</svg>'
    )


def dashboard_svg(dashboard: Dashboard, theme: Theme, progress: Progress | None = None) -> tuple[str, float]:
    """A dashboard as one picture, closed sections too, and its number of pixels.

    Panels that would lie below :data:`HIGHEST` are counted, not drawn.

    Raises WbgenError where vl-convert is missing and there is a chart to draw.
    """
    width = REPORT if dashboard.kind == "report" else WIDTH
    count = sum(len(section.panels) for section in dashboard.sections)
    picture = Picture(theme, width, count, progress)
    head(picture, dashboard)
    for section in dashboard.sections:
        put_section(picture, section)
    return picture.svg()


def head(picture: Picture, dashboard: Dashboard) -> None:
    """The title, what holds for all of it, and the runs with their colours."""
    theme, room = picture.theme, picture.width - 2 * MARGIN
    picture.lines([dashboard.kind.upper()], 11, theme.muted, weight=600, after=2)
    picture.lines(wrapped(dashboard.title, room, 26, 3), 26, theme.text, weight=600)
    for note in dashboard.notes:
        picture.lines(wrapped(note.replace("`", ""), room, 13, 6), 13, theme.changed, after=4)
    x = MARGIN
    for label, color in dashboard.runs[:MOST_RUNS]:
        text = clipped(label, 320, 12)
        wide = width_of(text, 12) + 34
        if x > MARGIN and x + wide > picture.width - MARGIN:
            x, picture.y = MARGIN, picture.y + 20
        picture.parts.append(
            f'<circle cx="{x + 5:.1f}" cy="{picture.y + 9:.1f}" r="4.5" fill="{theme.shade(color)}"/>'
        )
        picture.parts.append(line_svg(text, x + 15, picture.y + 13, 12, theme.text))
        x += wide
    picture.y += 20 if dashboard.runs else 0
    if (more := len(dashboard.runs) - MOST_RUNS) > 0:
        picture.lines([f"and {more:,} more runs"], 12, theme.muted)
    picture.y += 12


def put_section(picture: Picture, section: DrawnSection) -> None:
    """A section: its heading, its text, its panels."""
    theme = picture.theme
    if section.title:
        room = picture.width - 2 * MARGIN
        picture.lines([clipped(section.title, room, 18, bold=True)], 18, theme.text, weight=600)
    if section.text:
        lines = wrapped(section.text, min(820.0, picture.width - 2 * MARGIN), 14, MOST_LINES)
        picture.lines(lines, 14, theme.text, after=14)
    (placed if section.columns == 0 else flowing)(picture, section)
    picture.y += 22


def flowing(picture: Picture, section: DrawnSection) -> None:
    """Panels in rows of as many columns as the section has."""
    columns = section.columns
    width = (picture.width - 2 * MARGIN - GAP * (columns - 1)) / columns
    for row in rows_of(section.panels, columns):
        height = max(natural_height(drawn, width) for drawn in row)
        for at, drawn in enumerate(row):
            picture.panel(drawn, Box(MARGIN + at * (width + GAP), picture.y, width, height))
        picture.y += height + GAP


def rows_of(panels: Sequence[Drawn], columns: int) -> Iterator[Sequence[Drawn]]:
    """Panels, so many at a time."""
    return (panels[at : at + columns] for at in range(0, len(panels), columns))


def placed(picture: Picture, section: DrawnSection) -> None:
    """Panels where the report's grid has them."""
    unit = (picture.width - 2 * MARGIN + GAP) / 24
    for drawn in section.panels:
        picture.panel(
            drawn,
            Box(
                MARGIN + drawn.x * unit,
                picture.y + drawn.y * UNIT,
                drawn.w * unit - GAP,
                drawn.h * UNIT - GAP,
            ),
        )
    picture.y += max((drawn.y + drawn.h for drawn in section.panels), default=0) * UNIT
