"""The bodies of panels that are no charts: numbers, prose, tables, media and messages, each in its box."""

from __future__ import annotations

import base64
from dataclasses import replace

from wbgen.render.drawing import Gallery, Grid, Nothing, Number, Picture
from wbgen.render.svg.box import Box
from wbgen.render.svg.text import LINE_HEIGHT, clipped, line_svg, lines_svg, width_of, wrapped, xml
from wbgen.render.theme import Theme

SMALL, PLAIN, LARGE, LEAST_LARGE = 12.0, 13.0, 40.0, 16.0

#: Height of a row of a table, the most columns of it that are shown, and the space between cells.
ROW, MOST_COLUMNS, BETWEEN = 24.0, 12, 12.0

#: The least width of a picture in a gallery, and the height of its caption.
THUMB, CAPTION = 120.0, 18.0

SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp")


def number_svg(number: Number, box: Box, theme: Theme) -> str:
    """A number told large, what it is below."""
    size = LARGE
    while size > LEAST_LARGE and width_of(number.text, size, bold=True) > box.width:
        size -= 2
    x, y = box.x + box.width / 2, box.y + box.height / 2
    shown = clipped(number.text, box.width, size, bold=True)
    about = clipped(number.about, box.width, SMALL)
    return line_svg(shown, x, y + size / 4, size, theme.text, weight=600, anchor="middle") + line_svg(
        about, x, y + size / 4 + 24, SMALL, theme.muted, anchor="middle"
    )


def nothing_svg(why: str, box: Box, theme: Theme) -> str:
    """Why there is nothing, in the middle of a sunken field."""
    most = max(1, int((box.height - 16) / (SMALL * LINE_HEIGHT)))
    lines = wrapped(why.replace("`", ""), box.width - 32, SMALL, most)
    top = box.y + max(4, (box.height - len(lines) * SMALL * LINE_HEIGHT) / 2)
    told = lines_svg(lines, box.x + box.width / 2, top, SMALL, theme.muted, anchor="middle")
    return box.svg(theme.sunken, radius=6) + told


def grid_svg(grid: Grid, box: Box, theme: Theme) -> str:
    """A table: as many rows and columns as fit, and how many do not."""
    columns = max(1, min(len(grid.head), MOST_COLUMNS, int(box.width / 70)))
    room = max(0, int(box.height / ROW) - 1)
    if more_of(grid, min(room, len(grid.rows)), columns):
        room = max(0, room - 1)
    more = more_of(grid, min(room, len(grid.rows)), columns)
    widths = column_widths(grid, columns, box.width)
    parts = [row_svg(grid.head[:columns], widths, box, 0, theme, weight=600)]
    for number, row in enumerate(grid.rows[:room], 1):
        y = box.y + ROW * number
        if grid.differs[number - 1 : number] == (True,):
            parts.append(Box(box.x, y, box.width, ROW).svg(theme.sunken))
            parts.append(Box(box.x, y, 3, ROW).svg(theme.changed))
        parts.append(f'<path d="M{box.x:.1f},{y:.1f}h{box.width:.1f}" stroke="{theme.soft}"/>')
        parts.append(row_svg(row[:columns], widths, box, number, theme))
    if more:
        y = box.y + ROW * (min(room, len(grid.rows)) + 1) + 16
        parts.append(line_svg(clipped(more, box.width, SMALL), box.x, y, SMALL, theme.muted))
    return "".join(parts)


def more_of(grid: Grid, rows: int, columns: int) -> str:
    """What a table does not show."""
    left = [(len(grid.rows) - rows, "row"), (len(grid.head) - columns, "column")]
    told = [f"{count:,} more {what}{'s' if count > 1 else ''}" for count, what in left if count > 0]
    return "; ".join(filter(None, [", ".join(told), grid.more]))


def column_widths(grid: Grid, columns: int, width: float) -> list[float]:
    """The widths of columns: what they need, the widest of them cut where all would not fit."""
    heads = [width_of(name, SMALL, bold=True) for name in grid.head[:columns]]
    needed = [
        BETWEEN
        + min(320.0, max([head, *(width_of(row[at], SMALL) for row in grid.rows[:50] if at < len(row))]))
        for at, head in enumerate(heads)
    ]
    limit = max(needed, default=0.0)
    while sum(min(need, limit) for need in needed) > width and limit > 40:
        limit -= 4
    return [min(need, limit) for need in needed]


def row_svg(
    cells: tuple[str, ...], widths: list[float], box: Box, number: int, theme: Theme, weight: int = 400
) -> str:
    """The cells of a row."""
    parts, x = [], box.x + 6
    for at, (cell, width) in enumerate(zip(cells, widths, strict=False)):
        fill = theme.muted if at == 0 and number else theme.text
        text = clipped(cell.replace("\n", " "), width - BETWEEN, SMALL, bold=weight > 400)
        parts.append(line_svg(text, x, box.y + ROW * number + 16, SMALL, fill, weight=weight))
        x += width
    return "".join(parts)


def gallery_svg(gallery: Gallery, box: Box, theme: Theme) -> str:
    """Pictures side by side, each with its caption; as many rows as fit."""
    count = len(gallery.items)
    columns = max(1, min(count, gallery.columns or int(box.width / THUMB)))
    width = box.width / columns
    lines = max(1, min(-(-count // columns), int(box.height / (width * 0.6 + CAPTION)) or 1))
    shown = gallery.items[: columns * lines]
    needed = max(picture.height / max(1, picture.width) if picture.width else 9.0 for picture in shown)
    height = min(box.height / lines, width * needed + CAPTION + 8)
    return "".join(
        picture_svg(
            picture,
            Box(box.x + at % columns * width, box.y + at // columns * height, width - 6, height - 4),
            theme,
            f" (and {count - len(shown):,} more)" if at == len(shown) - 1 and count > len(shown) else "",
        )
        for at, picture in enumerate(shown)
    )


def picture_svg(picture: Picture, box: Box, theme: Theme, more: str) -> str:
    """A picture with its caption right below it, or why it is not there."""
    inner = box.within(bottom=CAPTION)
    shown = picture.content and picture.mime in SHOWN
    if shown and picture.width > 0 and picture.height > 0:
        inner = replace(inner, height=min(inner.height, inner.width * picture.height / picture.width))
    caption = clipped(picture.caption + more, box.width, 11)
    told = line_svg(caption, box.x, inner.y + inner.height + 13, 11, theme.muted)
    if shown:
        data = base64.b64encode(picture.content).decode()
        place = f'x="{inner.x:.1f}" y="{inner.y:.1f}" width="{inner.width:.1f}" height="{inner.height:.1f}"'
        # where its size is unknown it may be smaller than its room: then it stands on its caption
        fit = 'preserveAspectRatio="xMinYMax"'
        return f'<image {place} {fit} href="data:{picture.mime};base64,{data}"/>{told}'
    why = picture.why or f"A picture cannot show a file of the type {xml(picture.mime)}."
    return nothing_svg(why, inner, theme) + told


def message_svg(nothing: Nothing, box: Box, theme: Theme) -> str:
    """A panel without anything to draw."""
    return nothing_svg(nothing.why, box, theme)
