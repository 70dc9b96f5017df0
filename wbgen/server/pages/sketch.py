"""Where a placeholder sketch draws its threshold lines and boundaries: shares of the plot, not data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wbgen.views.outline import Mark

MAX_LINES = 6
MAX_LABEL = 22

HEIGHT = 150
ROW = 14
"""Pixels. Every boundary's label has a row of its own, right of its line, and the line begins at that row:
so no line crosses a label, and it is plain whose label it is."""

_TOP, _BOTTOM = 42.0, 78.0
"""The band that threshold lines share, in percent from the top: above it stand the boundaries' labels."""

_REACH = 55.0
"""Where the last boundary stands, in percent from the left: its label needs the rest."""


@dataclass(frozen=True, slots=True)
class Line:
    """``at``: percent of the plot's height (from the top) or width.  ``top``: pixels above a label's row."""

    at: str
    label: str
    full: str
    top: int = 0


def threshold_lines(marks: Sequence[Mark], rows: int = 0) -> list[Line]:
    """Horizontal lines, the highest value on top, below rows of labels; what is no number is left out."""
    top = max(_TOP, (min(rows, MAX_LINES) + 1) * ROW / HEIGHT * 100)
    drawn = [(mark.at, mark) for mark in marks if mark.at is not None][:MAX_LINES]
    if not drawn:
        return []
    low, high = min(at for at, _ in drawn), max(at for at, _ in drawn)
    if low == high:
        return [_line((top + _BOTTOM) / 2 - 5, mark) for _, mark in drawn[:1]]
    return [_line(_BOTTOM - (_BOTTOM - top) * _share(at, low, high), mark) for at, mark in drawn]


def boundary_lines(marks: Sequence[Mark]) -> list[Line]:
    """Vertical lines, to scale from zero."""
    drawn = [(mark.at, mark) for mark in marks if mark.at is not None][:MAX_LINES]
    if not drawn:
        return []
    low, high = min(0.0, *(at for at, _ in drawn)), max(at for at, _ in drawn)
    placed = sorted(((_REACH * _share(at, low, high), mark) for at, mark in drawn), key=lambda pair: pair[0])
    return [_line(at, mark, top=nth * ROW) for nth, (at, mark) in enumerate(placed)]


def _share(at: float, low: float, high: float) -> float:
    """Halved first, since the distance between two finite numbers may be infinite."""
    distance = high / 2 - low / 2
    return (at / 2 - low / 2) / distance if distance else 1.0


def _line(at: float, mark: Mark, top: int = 0) -> Line:
    full = f"{mark.written} {mark.label}".strip()
    label = full if len(full) <= MAX_LABEL else full[: MAX_LABEL - 1] + "…"
    return Line(at=f"{at:.1f}%", label=label, full=full, top=top)
