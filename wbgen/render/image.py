"""Pictures of panels and dashboards, as SVG and PNG."""

from __future__ import annotations

from typing import Literal

from wbgen.render.drawing import Dashboard, Drawn
from wbgen.render.engine import to_png
from wbgen.render.svg.box import Box
from wbgen.render.svg.dashboard import Progress, dashboard_svg, framed
from wbgen.render.svg.panel import natural_height, panel_svg
from wbgen.render.theme import DARK, LIGHT, Theme

Format = Literal["png", "svg"]

#: A panel by itself, in pixels, and the pixels of a PNG for each of the picture.
WIDTH, HEIGHT, SCALE = 640.0, 400.0, 2.0

#: Pixels that a PNG has at most: one that would have more is made smaller.
MOST_PIXELS = 120_000_000


def panel_image(drawn: Drawn, format: Format, *, dark: bool = False, scale: float = SCALE) -> bytes:
    """A picture of one panel. Raises WbgenError where vl-convert is missing."""
    theme = theme_of(dark)
    height = max(HEIGHT, natural_height(drawn, WIDTH))
    box = Box(0.5, 0.5, WIDTH - 1, height - 1)
    return written(framed(panel_svg(drawn, box, theme), WIDTH, height), format, scale, WIDTH * height)


def dashboard_image(
    dashboard: Dashboard,
    format: Format,
    *,
    dark: bool = False,
    scale: float = SCALE,
    progress: Progress | None = None,
) -> bytes:
    """One picture of a whole dashboard. Raises WbgenError where vl-convert is missing."""
    svg, pixels = dashboard_svg(dashboard, theme_of(dark), progress)
    return written(svg, format, scale, pixels)


def theme_of(dark: bool) -> Theme:
    """The theme that is meant."""
    return DARK if dark else LIGHT


def written(svg: str, format: Format, scale: float, pixels: float) -> bytes:
    """A picture in the format that is asked for."""
    if format == "svg":
        return svg.encode("utf-8")
    fitting = min(scale, (MOST_PIXELS / max(1.0, pixels)) ** 0.5)
    return to_png(svg, fitting)
