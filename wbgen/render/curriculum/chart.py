"""A curriculum as Vega-Lite: a bar of its stages over the curve of its ratio."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wbgen.render.curriculum.plan import COLOURS, Plan, Row
from wbgen.render.theme import FONT, LIGHT, chart_config

#: The colours of stages that no name gives one.
OTHERS = ("#8a63c9", "#c75a8b", "#3a9aa8", "#a0713d", "#7a8a2e", "#6b7688")
NEVER = "#b3261e"

#: Pixels of the picture's parts, and of a letter of a stage's label.
WIDTH, BAR, CURVE = 860, 46, 190
LETTER = 7.0

#: Where the axis of the ratio ends: above 1 there is room for the line, or for a word.
PLAIN, WITH_A_WORD = 1.02, 1.16


def chart(plan: Plan) -> dict[str, Any]:
    """The picture as Vega-Lite."""
    end = max(plan.steps, plan.max_steps or 0)
    parts = [bar(plan, end), *([curve(plan, end)] if plan.has_ratio else [])]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": {
            **chart_config(LIGHT),
            "concat": {"spacing": 10},
            "background": LIGHT.surface,
            "padding": 14,
        },
        **({"title": {"text": plan.title, "fontSize": 14, "offset": 10}} if plan.title else {}),
        "resolve": {"scale": {"x": "shared"}},
        "vconcat": parts,
    }


def bar(plan: Plan, end: int) -> dict[str, Any]:
    """The stages, each as long as it takes, with its label where there is room."""
    colours = colours_of(plan)
    values = [
        {
            "from": row.stage.start,
            "to": row.stage.end,
            "middle": (row.stage.start + row.stage.end) / 2,
            "label": label(row, end),
            "colour": colours[row.stage.name],
            "ink": ink(colours[row.stage.name]),
        }
        for row in plan.rows
    ]
    box = {
        "mark": {"type": "rect", "stroke": LIGHT.surface, "strokeWidth": 2, "cornerRadius": 4},
        "encoding": {
            "x": {
                "field": "from",
                "type": "quantitative",
                "scale": scale(end),
                "axis": axis(not plan.has_ratio),
            },
            "x2": {"field": "to"},
            "color": {"field": "colour", "type": "nominal", "scale": None},
        },
    }
    words = {
        "mark": {"type": "text", "font": FONT, "fontSize": 12, "fontWeight": 600},
        "encoding": {
            "x": {"field": "middle", "type": "quantitative"},
            "text": {"field": "label"},
            "color": {"field": "ink", "type": "nominal", "scale": None},
        },
    }
    return {
        "width": WIDTH,
        "height": BAR,
        "data": {"values": values},
        "layer": [box, words, *(unreached(plan) if not plan.has_ratio else veil(plan))],
    }


def curve(plan: Plan, end: int) -> dict[str, Any]:
    """The ratio as steps over the stages, with dashed lines where stages begin."""
    colours = colours_of(plan)
    values = [
        {
            "step": row.stage.start,
            "to": row.stage.end,
            "ratio": row.stage.share,
            "colour": colours[row.stage.name],
        }
        for row in plan.rows
    ]
    last = {"step": plan.steps, "ratio": plan.rows[-1].stage.share}
    across = {"field": "step", "type": "quantitative", "scale": scale(end), "axis": axis(True)}
    up = {
        "field": "ratio",
        "type": "quantitative",
        "scale": {"domain": [0, WITH_A_WORD if plan.missed else PLAIN], "nice": False},
        "axis": {
            "title": "mixing ratio",
            "values": [0, 0.25, 0.5, 0.75, 1],
            "format": ".2~f",
            "tickCount": 5,
        },
    }
    under = {
        "mark": {"type": "rect", "opacity": 0.22},
        "encoding": {
            "x": across,
            "x2": {"field": "to"},
            "y": up,
            "y2": {"datum": 0},
            "color": {"field": "colour", "type": "nominal", "scale": None},
        },
    }
    line = {
        "data": {"values": [*values, last]},
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2.5, "color": LIGHT.text},
        "encoding": {"x": across, "y": up},
    }
    boundaries = {
        "data": {"values": [{"at": row.stage.start} for row in plan.rows[1:]]},
        "mark": {"type": "rule", "strokeDash": [5, 4], "color": LIGHT.muted, "opacity": 0.8},
        "encoding": {
            "x": {"field": "at", "type": "quantitative"},
            "y": {"datum": 0, "type": "quantitative"},
            "y2": {"datum": 1},
        },
    }
    return {
        "width": WIDTH,
        "height": CURVE,
        "data": {"values": values},
        "layer": [under, boundaries, line, *unreached(plan)],
    }


def unreached(plan: Plan) -> list[dict[str, Any]]:
    """A line where the run ends before the schedule does, what lies behind it veiled."""
    if not plan.missed:
        return []
    text = f"max_steps {plan.max_steps:,}: nothing after this is reached"
    late = (plan.max_steps or 0) > plan.steps / 2
    end = {
        "data": {"values": [{"at": plan.max_steps}]},
        "mark": {"type": "rule", "color": NEVER, "strokeWidth": 2},
        "encoding": {"x": {"field": "at", "type": "quantitative"}},
    }
    words = {
        "data": {"values": [{"at": plan.max_steps, "text": text}]},
        "mark": {
            "type": "text",
            "align": "right" if late else "left",
            "dx": -6 if late else 6,
            "y": 11,
            "color": NEVER,
            "font": FONT,
            "fontSize": 11,
        },
        "encoding": {"x": {"field": "at", "type": "quantitative"}, "text": {"field": "text"}},
    }
    return [*veil(plan), end, words]


def veil(plan: Plan) -> list[dict[str, Any]]:
    """What is never reached, paler."""
    if not plan.missed:
        return []
    return [
        {
            "data": {"values": [{"from": plan.max_steps, "to": plan.steps}]},
            "mark": {"type": "rect", "color": LIGHT.surface, "opacity": 0.6},
            "encoding": {"x": {"field": "from", "type": "quantitative"}, "x2": {"field": "to"}},
        }
    ]


def scale(end: int) -> dict[str, Any]:
    """Steps from the first to the last, and no further."""
    return {"domain": [0, end], "nice": False}


def axis(shown: bool) -> dict[str, Any] | None:
    """The axis of steps."""
    return (
        {"title": "step", "format": ",d", "grid": False, "tickCount": 8, "tickMinStep": 1} if shown else None
    )


def label(row: Row, end: int) -> str:
    """What stands in a stage's bar: its name and ratio, its name, or nothing where there is no room."""
    room = row.steps / end * WIDTH
    return next((text for text in (row.stage.label, row.stage.name) if (len(text) + 2) * LETTER < room), "")


def colours_of(plan: Plan) -> Mapping[str, str]:
    """A colour for every name of a stage."""
    names = dict.fromkeys(row.stage.name for row in plan.rows)
    others = [name for name in names if name.lower() not in COLOURS]
    return {name: COLOURS.get(name.lower()) or OTHERS[others.index(name) % len(OTHERS)] for name in names}


def ink(colour: str) -> str:
    """Black or white letters, whichever can be read on a colour."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return "#1b2028" if 0.299 * red + 0.587 * green + 0.114 * blue > 0.6 else "#ffffff"
