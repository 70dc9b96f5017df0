"""A text in its box: wrapped, and its blocks of code in letters of one width on a ground of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wbgen.render.drawing import Prose
from wbgen.render.svg.box import Box
from wbgen.render.svg.text import LINE_HEIGHT, MONO, height_of, lines_svg, wrapped
from wbgen.render.theme import Theme

PLAIN, CODE = 13.0, 12.0

#: Around the letters of a block of code, and between two stretches.
INSIDE, APART = 10.0, 8.0

#: Lines of a text that count for how high a panel wants to be.
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of a text, or of a block of code. top: where it begins, below the top of the box."""

    lines: list[str]
    is_code: bool
    top: float

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return height_of(self.lines, CODE) + 2 * INSIDE if self.is_code else height_of(self.lines, PLAIN)


def stretches(prose: Prose, width: float, height: float) -> Iterator[Stretch]:
    """The text in lines of a width; what does not fit is cut off with an ellipsis."""
    top = 0.0
    for text, is_code in prose.stretches:
        around, size = (2 * INSIDE, CODE) if is_code else (0.0, PLAIN)
        most = int((height - top - around) / (size * LINE_HEIGHT) + 1e-6)
        if most < 1 and top:
            return
        found = Stretch(wrapped(text, width - around, size, max(1, most), mono=is_code), is_code, top)
        yield found
        top += found.height + APART


def prose_svg(prose: Prose, box: Box, theme: Theme) -> str:
    """A text, as much of it as fits."""
    return "".join(
        stretch_svg(one, Box(box.x, box.y + one.top, box.width, one.height), theme)
        for one in stretches(prose, box.width, box.height)
    )


def stretch_svg(stretch: Stretch, box: Box, theme: Theme) -> str:
    """Lines in their place."""
    if not stretch.is_code:
        return lines_svg(stretch.lines, box.x, box.y, PLAIN, theme.text)
    x, y = box.x + INSIDE, box.y + INSIDE
    return box.svg(theme.sunken, radius=6) + lines_svg(stretch.lines, x, y, CODE, theme.text, font=MONO)


def prose_height(prose: Prose, width: float) -> float:
    """How high a box must be for all of a text, or for the beginning of a long one."""
    return max(
        (one.top + one.height for one in stretches(prose, width, MOST_LINES * PLAIN * LINE_HEIGHT)), default=0
    )
