"""Colours for numbers: Vega-Lite scales from one end of their range to the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from wbgen.render.colors import color_of
from wbgen.render.values import number
from wbgen.views.outline.reading import dig, items

#: From low to high where a panel has none: tones that stand out on light and dark and become lighter, so
#: that who sees no red or green sees the order too; at neither end a colour that runs have.
DEFAULT = ((0.0, "#6a51c4"), (0.5, "#1f968b"), (1.0, "#93a51c"))
MOST_STOPS = 50

Stops = Sequence[tuple[float, str]]


def stops_of(written: Any) -> Stops:
    """A panel's ``customGradient``, ``[{"color": "#...", "offset": 0 to 100}]``, as shares and colours."""
    found: list[tuple[float, str]] = []
    for item in items(written)[:MOST_STOPS]:
        color, offset = color_of(dig(item, "color")), number(dig(item, "offset"))
        if color and offset is not None:
            found.append((min(max(offset / 100, 0.0), 1.0), color))
    found.sort(key=lambda stop: stop[0])
    return found if len(found) > 1 else [(0.0, found[0][1]), (1.0, found[0][1])] if found else DEFAULT


def color_at(stops: Stops, share: float) -> str:
    """The colour at a share from 0 to 1, as the scale of :func:`color_scale` has it."""
    before = max((stop for stop in stops if stop[0] <= share), default=stops[0])
    after = min((stop for stop in stops if stop[0] > share), default=stops[-1])
    width = after[0] - before[0]
    at = min(max((share - before[0]) / width, 0.0), 1.0) if width > 0 else 0.0
    pairs = ((int(before[1][n : n + 2], 16), int(after[1][n : n + 2], 16)) for n in (1, 3, 5))
    return "#" + "".join(f"{round(one + (other - one) * at):02x}" for one, other in pairs)


def color_scale(stops: Stops, low: float, high: float, *, log: bool = False) -> dict[str, Any]:
    """The scale of colours of numbers between two; logarithmic where both are above 0."""
    log = log and low > 0
    if low == high:
        low, high = (low / 2, high * 2) if log else (low - 0.5, high + 0.5)
    ends = (math.log(low), math.log(high)) if log else (low, high)
    places = [ends[0] + (ends[1] - ends[0]) * at for at, _ in stops]
    return {
        "type": "log" if log else "linear",
        "domain": [math.exp(place) for place in places] if log else places,
        "range": [color for _, color in stops],
        "interpolate": "rgb",
        "clamp": True,
    }
