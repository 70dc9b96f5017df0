"""Where a placeholder sketch draws its threshold lines and boundaries: shares of the plot, not data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wbgen.views.outline import Mark

MAX_LINES = 8
MAX_LABEL = 22

_TOP, _BOTTOM = 42.0, 78.0
"""The band that threshold lines share, in percent from the top: above it stand the boundaries' labels."""

_ROWS = 3
"""Neighbouring boundary labels are written on lines of their own, so that they never run together."""


@dataclass(frozen=True, slots=True)
class Line:
    """``at``: percent of the plot's height (from the top) or width.  ``flip``: label to the left of it."""

    at: str
    label: str
    full: str
    row: int = 0
    flip: bool = False


def threshold_lines(marks: Sequence[Mark]) -> list[Line]:
    """Horizontal lines, the highest value on top; marks that are no numbers are left out."""
    drawn = [(mark.at, mark) for mark in marks if mark.at is not None][:MAX_LINES]
    if not drawn:
        return []
    low, high = min(at for at, _ in drawn), max(at for at, _ in drawn)
    if low == high:
        return [_line((_TOP + _BOTTOM) / 2 - 5, mark) for _, mark in drawn[:1]]
    return [_line(_BOTTOM - (_BOTTOM - _TOP) * _share(at, low, high), mark) for at, mark in drawn]


def boundary_lines(marks: Sequence[Mark]) -> list[Line]:
    """Vertical lines, to scale from zero, with the room of one average stage after the last."""
    drawn = [(mark.at, mark) for mark in marks if mark.at is not None][:MAX_LINES]
    if not drawn:
        return []
    low, high = min(0.0, *(at for at, _ in drawn)), max(at for at, _ in drawn)
    reach = len(drawn) / (len(drawn) + 1) * 100
    places = ((reach * _share(at, low, high), mark) for at, mark in drawn)
    return [_line(at, mark, row=nth % _ROWS) for nth, (at, mark) in enumerate(places)]


def _share(at: float, low: float, high: float) -> float:
    """Halved first, since the distance between two finite numbers may be infinite."""
    distance = high / 2 - low / 2
    return (at / 2 - low / 2) / distance if distance else 1.0


def _line(at: float, mark: Mark, row: int = 0) -> Line:
    full = f"{mark.written} {mark.label}".strip()
    label = full if len(full) <= MAX_LABEL else full[: MAX_LABEL - 1] + "…"
    return Line(at=f"{at:.1f}%", label=label, full=full, row=row, flip=at > 60)
