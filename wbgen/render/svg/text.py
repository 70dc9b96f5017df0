"""Text in SVG, which neither wraps nor ends by itself."""

from __future__ import annotations

import re
import unicodedata
from html import escape

#: The letters of pictures: those that vl-convert brings and those of most systems.
FONT = "Roboto, 'Noto Sans', 'DejaVu Sans', 'Liberation Sans', Arial, sans-serif"

#: Widths of characters in parts of the letters' size, measured on DejaVu Sans, the widest of them.
NARROW, WIDE, WIDEST = frozenset("iIjlt.,:;'|!()[]{}/\\ frJ`\""), frozenset("mwMW@%—"), ("W", "F")
WIDTHS = {"narrow": 0.37, "wide": 0.95, "upper": 0.71, "other": 0.62}

#: Characters that XML has not, even escaped.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

LINE_HEIGHT = 1.4


def xml(text: str) -> str:
    """A text within an element or an attribute; what XML has not is shown as a replacement character."""
    return escape(NOT_XML.sub("\ufffd", text))


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels that a text takes, at least nearly and rather more than less."""
    return sum(map(em_of, text)) * size * (1.06 if bold else 1)


def em_of(letter: str) -> float:
    """The width of a character in parts of the letters' size."""
    if letter in NARROW:
        return WIDTHS["narrow"]
    if letter in WIDE:
        return WIDTHS["wide"]
    if unicodedata.east_asian_width(letter) in WIDEST:
        return 1.0
    if unicodedata.combining(letter):
        return 0.0
    return WIDTHS["upper" if letter.isupper() else "other"]


def clipped(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The beginning of a text that fits, with an ellipsis where something was left out."""
    if width_of(text, size, bold=bold) <= width:
        return text
    left = width - width_of("…", size)
    shown = ""
    for letter in text:
        left -= width_of(letter, size, bold=bold)
        if left < 0:
            break
        shown += letter
    return shown.rstrip() + "…"


def wrapped(text: str, width: float, size: float, most: int) -> list[str]:
    """A text in lines of a width, broken between words where that can be; at most so many lines."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in re.findall(r"\S+\s*|\s+", paragraph):
            if line and width_of(line + word.rstrip(), size) > width:
                lines.append(line.rstrip())
                line = ""
            line += word
            while width_of(line.rstrip(), size) > width and len(line) > 1:
                head = clipped(line, width, size).removesuffix("…") or line[0]
                lines.append(head)
                line = line[len(head) :]
            if len(lines) > most:
                return [*lines[: most - 1], clipped(lines[most - 1] + " …", width, size)]
        lines.append(line.rstrip())
    if len(lines) > most:
        return [*lines[: most - 1], clipped(lines[most - 1] + " …", width, size)]
    return lines


def line_svg(
    text: str, x: float, y: float, size: float, fill: str, *, weight: int = 400, anchor: str = "start"
) -> str:
    """One line of text. y: of its base line."""
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    place = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{FONT}" font-size="{size:g}" fill="{fill}"{bold}{place}'
        f' xml:space="preserve">{xml(text)}</text>'
    )


def lines_svg(
    lines: list[str], x: float, y: float, size: float, fill: str, *, anchor: str = "start", weight: int = 400
) -> str:
    """Lines of text, one below the other. y: of the top of the first."""
    step = size * LINE_HEIGHT
    return "".join(
        line_svg(line, x, y + step * number + size, size, fill, anchor=anchor, weight=weight)
        for number, line in enumerate(lines)
        if line
    )


def height_of(lines: list[str], size: float) -> float:
    """Pixels that lines of text take."""
    return len(lines) * size * LINE_HEIGHT
