"""Panels and dashboards as kinds would draw them, for what makes pages and pictures of them."""

from __future__ import annotations

from typing import Any

from wbgen.render.drawing import (
    Body,
    Chart,
    Dashboard,
    Drawing,
    Drawn,
    DrawnSection,
    Gallery,
    Grid,
    Nothing,
    Number,
    Picture,
    Prose,
)

LINE: dict[str, Any] = {
    "mark": "line",
    "data": {"name": "lines"},
    "encoding": {
        "x": {"field": "x", "type": "quantitative"},
        "y": {"field": "y", "type": "quantitative"},
        "color": {"field": "run", "type": "nominal"},
    },
}

#: One pixel, red.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def chart(run: str = "run", **spec: Any) -> Chart:
    """Four points of one run."""
    columns = {"x": [0.0, 1.0, 2.0, 3.0], "y": [4.0, 2.0, 1.0, 0.5], "run": [run] * 4}
    return Chart({**LINE, **spec}, {"lines": columns})


def bodies(text: str = "text") -> list[Body]:
    """One body of every kind; a text stands wherever a stranger's can."""
    return [
        chart(text),
        Number(text, text),
        Prose("<p>sanitized</p>", ((text, False),)),
        Grid((text, text), ((text, text), (text, "")), (True, False), ("", "#1056f9"), text),
        Gallery((Picture(text, "image/png", PNG), Picture(text, "image/png", why=text)), more=text),
        Nothing(text),
    ]


def panel(body: Body, id: str = "panel-a", text: str = "text", **more: Any) -> Drawn:
    """A panel with a body."""
    return Drawn(id, text, text, Drawing(body, (text,)), **more)


def dashboard(text: str = "text", kind: str = "workspace", columns: int = 3) -> Dashboard:
    """A panel of every kind in one section, and a closed section."""
    panels = tuple(panel(body, f"panel-{at}", text, x=8 * at % 24) for at, body in enumerate(bodies(text)))
    closed = DrawnSection(text, (panel(chart(text), "panel-closed", text),), open=False)
    return Dashboard(
        text, kind, (DrawnSection(text, panels, columns, text=text), closed), (text,), ((text, "#1056f9"),)
    )
