"""A chart in its place in a picture."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wbgen.render.drawing import Chart, Columns
from wbgen.render.engine import to_svg
from wbgen.render.svg.box import Box
from wbgen.render.svg.text import FONT
from wbgen.render.theme import Theme, chart_config

#: What a picture may show: images whose bytes are in it. A path would be read, and a URL be asked.
FOREIGN = re.compile(r'\s(?:xlink:)?href="(?!data:image/(?:png|jpeg|gif|webp);)[^"]*"')
URL = re.compile(r"url\((?!#)[^)]*\)")

#: Names that Vega gives within one chart; in a picture of several they must differ.
NAMED = re.compile(r'<(?:clipPath|linearGradient|radialGradient|pattern|mask) id="([^"]+)"')
SIZE = re.compile(r'<svg[^>]*? width="([0-9.]+)" height="([0-9.]+)"')


def chart_svg(chart: Chart, box: Box, theme: Theme, prefix: str) -> str:
    """A chart in its place. One that asks for more room than there is is drawn smaller.

    prefix: of the names within the chart.  Raises EngineError where Vega cannot draw it, and WbgenError
    where vl-convert is missing.
    """
    config = {**chart_config(theme), "font": FONT}
    made = to_svg(complete(chart, box), config, strangers=chart.own)
    drawn = told_apart(harmless(made), prefix)
    size = SIZE.match(drawn)
    width, height = (float(size[1]), float(size[2])) if size else (box.width, box.height)
    scale = min(1.0, box.width / max(1, width), box.height / max(1, height))
    left = box.x + (box.width - width * scale) / 2
    return f'<g transform="translate({left:.1f},{box.y:.1f}) scale({scale:.4g})">{drawn}</g>'


def complete(chart: Chart, box: Box) -> Mapping[str, Any]:
    """The spec of a chart with its rows and its size, as ``page.js`` completes it in a page."""
    spec = {key: value for key, value in chart.spec.items() if key != "usermeta"}
    datasets = {name: rows(columns) for name, columns in chart.data.items()}
    if "mark" in spec or "layer" in spec:
        spec = {
            "width": round(box.width),
            "height": round(box.height),
            "autosize": {"type": "fit", "contains": "padding"},
            **spec,
        }
    schema = "https://vega.github.io/schema/vega-lite/v6.json"
    return {"$schema": schema, **spec, "datasets": datasets}


def rows(columns: Columns) -> list[dict[str, Any]]:
    """Columns as the rows that Vega takes."""
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def harmless(svg: str) -> str:
    """An SVG without anything that lies outside of it."""
    return URL.sub("none", FOREIGN.sub("", svg))


def told_apart(svg: str, prefix: str) -> str:
    """An SVG whose names begin with a prefix."""
    for name in dict.fromkeys(NAMED.findall(svg)):
        svg = svg.replace(f'id="{name}"', f'id="{prefix}{name}"').replace(
            f"url(#{name})", f"url(#{prefix}{name})"
        )
    return svg
