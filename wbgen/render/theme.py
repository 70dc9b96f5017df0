"""The colours and letters of charts, on light ground and on dark, for pages and pictures alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wbgen.render.colors import ON_DARK, PALETTE

#: Letters of pages and pictures: what the system has, then what vl-convert brings.
FONT = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", "Liberation Sans", sans-serif'
)

#: The style of a text that lies below another: its ground, wider than its letters.
HALO = "halo"


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as ``#rrggbb``.

    page, surface: the ground of the page, and of a panel.  line, soft: rules between things, and the grid.
    text, muted: what is read first, and what is read second; both at least 4.5 to 1 on ``surface``.
    accent: a mark that belongs to no run.  good, bad, changed: added, removed and changed panels.
    instead: colours that stand out on this ground, by those of runs that do so less.
    """

    name: str
    page: str
    surface: str
    sunken: str
    line: str
    soft: str
    text: str
    muted: str
    accent: str
    good: str
    bad: str
    changed: str
    instead: Mapping[str, str] = field(default_factory=dict)

    def shade(self, color: str) -> str:
        """A run's colour on this ground."""
        return self.instead.get(color, color)


LIGHT = Theme(
    name="light",
    page="#f6f7f9",
    surface="#ffffff",
    sunken="#f1f3f6",
    line="#dfe3e9",
    soft="#ebeef2",
    text="#1b2028",
    muted="#5a6472",
    accent="#3b6fd4",
    good="#17683a",
    bad="#b3261e",
    changed="#7a5a00",
)
DARK = Theme(
    name="dark",
    page="#0e1116",
    surface="#161b22",
    sunken="#1d232c",
    line="#2b323c",
    soft="#222932",
    text="#e6e9ee",
    muted="#9ba6b4",
    accent="#71a2ff",
    good="#7fdba5",
    bad="#ff9d95",
    changed="#ffd75e",
    instead=dict(zip(PALETTE, ON_DARK, strict=True)),
)


def chart_config(theme: Theme) -> Mapping[str, Any]:
    """Vega-Lite's ``config`` for all charts of a page or picture; a chart's own settings come before it."""
    words = {"labelColor": theme.muted, "titleColor": theme.muted, "labelFontSize": 11, "titleFontSize": 11}
    return {
        "background": None,
        "font": FONT,
        "padding": 4,
        "view": {"stroke": None},
        "title": {"color": theme.text, "fontSize": 12, "fontWeight": 600, "anchor": "start"},
        "axis": {
            **words,
            "titleFontWeight": "normal",
            "domainColor": theme.line,
            "tickColor": theme.line,
            "gridColor": theme.soft,
            "tickSize": 4,
            "labelPadding": 4,
            "titlePadding": 6,
            "labelOverlap": "greedy",
            "labelLimit": 150,
        },
        "axisX": {"grid": False, "tickCount": {"signal": "max(2, ceil(width / 90))"}},
        "axisY": {"domain": False, "ticks": False, "tickCount": {"signal": "max(2, ceil(height / 45))"}},
        "legend": {
            **words,
            "labelColor": theme.text,
            "labelLimit": 190,
            "symbolSize": 60,
            "symbolStrokeWidth": 2,
            "rowPadding": 2,
            "columnPadding": 12,
            "orient": "bottom",
            "columns": {"signal": "max(1, floor(width / 170))"},
            "layout": {"bottom": {"direction": "vertical", "anchor": "start", "margin": 4}},
        },
        "header": words,
        "mark": {"color": theme.accent},
        "text": {"color": theme.text},
        "rule": {"color": theme.muted},
        "style": {
            HALO: {"fill": theme.surface, "stroke": theme.surface, "strokeWidth": 4, "strokeJoin": "round"}
        },
    }
