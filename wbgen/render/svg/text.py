"""Text in SVG, which neither wraps nor ends by itself."""

from __future__ import annotations

import re
import unicodedata
from html import escape

#: The letters of pictures: those that vl-convert brings and those of most systems.
FONT = "Roboto, 'Noto Sans', 'DejaVu Sans', 'Liberation Sans', Arial, sans-serif"

#: The letters of code, all of one width.
MONO, MONO_EM = "'Roboto Mono', 'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace", 0.603

#: Widths of characters in parts of the letters' size, rounded up: of DejaVu Sans, the widest of them.
MEASURED = {
    0.3: "'IJijl",
    0.35: " ,./:;\\|·",
    0.4: "()-[]ft",
    0.45: "!r",
    0.5: '"*_`–',
    0.55: "?csz",
    0.6: "FLkvxy•",
    0.65: "$0123456789EPSTYabdeghnopqu{}ρ",
    0.7: "ABCKRVXZ",
    0.75: "NU",
    0.85: "&DGHOQ#+<=>^w~±×→",
    0.95: "M%",
    1.0: "@Wm—…",
}
WIDTHS = {letter: width for width, letters in MEASURED.items() for letter in letters}
UPPER, OTHER, WIDEST = 0.85, 0.65, ("W", "F")

#: How much wider a bold text is, nearly.
BOLD = 1.15

#: Characters that XML has not, even escaped.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

LINE_HEIGHT = 1.4


def xml(text: str) -> str:
    """A text within an element or an attribute; what XML has not is shown as a replacement character."""
    return escape(NOT_XML.sub("\ufffd", text))


def width_of(text: str, size: float, *, bold: bool = False, mono: bool = False) -> float:
    """Pixels that a text takes, at least nearly and rather more than less."""
    if mono:
        return sum(map(mono_em_of, text)) * size
    return sum(map(em_of, text)) * size * (BOLD if bold else 1)


def em_of(letter: str) -> float:
    """The width of a character in parts of the letters' size."""
    if letter in WIDTHS:
        return WIDTHS[letter]
    if unicodedata.east_asian_width(letter) in WIDEST:
        return 1.0
    if unicodedata.combining(letter):
        return 0.0
    return UPPER if letter.isupper() else OTHER


def mono_em_of(letter: str) -> float:
    """The same among letters of one width."""
    return MONO_EM if letter.isascii() else max(MONO_EM, em_of(letter))


def clipped(text: str, width: float, size: float, *, bold: bool = False, mono: bool = False) -> str:
    """The beginning of a text that fits, with an ellipsis where something was left out."""
    if width_of(text, size, bold=bold, mono=mono) <= width:
        return text
    left = width - width_of("…", size, bold=bold, mono=mono)
    shown = ""
    for letter in text:
        left -= width_of(letter, size, bold=bold, mono=mono)
        if left < 0:
            break
        shown += letter
    return shown.rstrip() + "…"


def wrapped(text: str, width: float, size: float, most: int, *, mono: bool = False) -> list[str]:
    """A text in lines of a width, broken between words where that can be; at most so many lines."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in re.findall(r"\S+\s*|\s+", paragraph):
            if line and width_of(line + word.rstrip(), size, mono=mono) > width:
                lines.append(line.rstrip())
                line = ""
            line += word
            while width_of(line.rstrip(), size, mono=mono) > width and len(line) > 1:
                head = clipped(line, width, size, mono=mono).removesuffix("…") or line[0]
                lines.append(head)
                line = line[len(head) :]
            if len(lines) > most:
                return [*lines[: most - 1], clipped(lines[most - 1] + " …", width, size, mono=mono)]
        lines.append(line.rstrip())
    if len(lines) > most:
        return [*lines[: most - 1], clipped(lines[most - 1] + " …", width, size, mono=mono)]
    return lines


def line_svg(
    text: str,
    x: float,
    y: float,
    size: float,
    fill: str,
    *,
    weight: int = 400,
    anchor: str = "start",
    font: str = FONT,
) -> str:
    """One line of text. y: of its base line."""
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    place = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{font}" font-size="{size:g}" fill="{fill}"{bold}{place}'
        f' xml:space="preserve">{xml(text)}</text>'
    )


def lines_svg(
    lines: list[str],
    x: float,
    y: float,
    size: float,
    fill: str,
    *,
    anchor: str = "start",
    weight: int = 400,
    font: str = FONT,
) -> str:
    """Lines of text, one below the other. y: of the top of the first."""
    step = size * LINE_HEIGHT
    return "".join(
        line_svg(line, x, y + step * number + size, size, fill, anchor=anchor, weight=weight, font=font)
        for number, line in enumerate(lines)
        if line
    )


def height_of(lines: list[str], size: float) -> float:
    """Pixels that lines of text take."""
    return len(lines) * size * LINE_HEIGHT
