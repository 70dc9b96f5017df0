"""A place in a picture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in pixels."""

    x: float
    y: float
    width: float
    height: float

    def within(self, *, top: float = 0, sides: float = 0, bottom: float = 0) -> Box:
        """The rectangle inside of it."""
        return Box(
            self.x + sides,
            self.y + top,
            max(1, self.width - 2 * sides),
            max(1, self.height - top - bottom),
        )

    def svg(self, fill: str, stroke: str = "none", radius: float = 0, width: float = 1) -> str:
        """The rectangle, drawn."""
        return (
            f'<rect x="{self.x:.1f}" y="{self.y:.1f}" width="{self.width:.1f}" height="{self.height:.1f}"'
            f' rx="{radius:g}" fill="{fill}" stroke="{stroke}" stroke-width="{width:g}"/>'
        )
