"""A curriculum as a picture, or as a page of its picture and its table."""

from __future__ import annotations

from typing import Literal

from wbgen.render.curriculum.chart import chart
from wbgen.render.curriculum.page import page
from wbgen.render.curriculum.plan import Plan
from wbgen.render.engine import to_png, to_svg

Format = Literal["png", "svg", "html"]

#: Pixels of a PNG for each of the picture.
SCALE = 2.0


def draw(plan: Plan, format: Format) -> bytes:
    """The picture. Raises WbgenError where vl-convert is missing."""
    svg = to_svg(chart(plan))
    if format == "png":
        return to_png(svg, SCALE)
    return svg.encode() if format == "svg" else page(plan, svg).encode()
