"""Colours of runs: the ten that are given in turn, and those that a view writes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import unquote

#: Given to runs in their order, then again. All stand out on white and on the dark theme (contrast above
#: 2.6), and no two look alike to people who see no red or no green (OKLab distance above 0.09; simulated
#: after Machado, Oliveira and Fernandes 2009). ``tests/render/test_colors.py`` measures both.
PALETTE = (
    *("#1056f9", "#f97924", "#83a3c3", "#8a428a", "#db0606"),
    *("#428a74", "#248ff9", "#19b375", "#8b75bd", "#03771a"),
)

#: The same on dark ground, of hues at most ten degrees apart: contrast above 4, and told apart as well.
ON_DARK = (
    *("#4178ee", "#fea75f", "#b4d5f7", "#b690b5", "#f83541"),
    *("#3e8a78", "#2d9ef8", "#45d3a9", "#8d70b6", "#128d25"),
)

#: The values of a group with their keys, outermost first: ``(("config:lr.value", "0.1"),)``.
Group: TypeAlias = tuple[tuple[str, str], ...]

#: Names of colours that people write, of CSS.
NAMED = {
    **{"black": "#000000", "silver": "#c0c0c0", "gray": "#808080", "grey": "#808080", "white": "#ffffff"},
    **{"maroon": "#800000", "red": "#ff0000", "purple": "#800080", "magenta": "#ff00ff", "cyan": "#00ffff"},
    **{"fuchsia": "#ff00ff", "green": "#008000", "lime": "#00ff00", "olive": "#808000", "yellow": "#ffff00"},
    **{"navy": "#000080", "blue": "#0000ff", "teal": "#008080", "aqua": "#00ffff", "orange": "#ffa500"},
    **{"pink": "#ffc0cb", "brown": "#a52a2a", "gold": "#ffd700", "indigo": "#4b0082", "violet": "#ee82ee"},
    **{"crimson": "#dc143c", "coral": "#ff7f50", "tomato": "#ff6347", "salmon": "#fa8072"},
    **{"steelblue": "#4682b4", "skyblue": "#87ceeb", "turquoise": "#40e0d0", "orchid": "#da70d6"},
    **{"darkblue": "#00008b", "darkgreen": "#006400", "darkred": "#8b0000", "darkorange": "#ff8c00"},
    **{"lightblue": "#add8e6", "lightgreen": "#90ee90", "lightgray": "#d3d3d3", "lightgrey": "#d3d3d3"},
}
HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\Z")
RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*(?:[,/][^()]{0,20})?\)\Z")
GROUP_COLOR = "run-color-group:"
MOST_GROUPS = 20


def color_of(written: Any) -> str | None:
    """``#rrggbb`` of ``#abc``, ``#aabbcc``, ``rgb(1, 2, 3)`` or a common name; None for anything else."""
    if not isinstance(written, str):
        return None
    text = written.strip().lower()
    if found := HEX.match(text):
        return "#" + (text[1:7] if len(text) > 5 else "".join(2 * digit for digit in text[1:4]))
    if (found := RGB.match(text)) and all(int(part) < 256 for part in found.groups()):
        return "#" + "".join(f"{int(part):02x}" for part in found.groups())
    return NAMED.get(text)


def in_turn(count: int) -> Iterator[str]:
    """Colours for so many."""
    return (PALETTE[at % len(PALETTE)] for at in range(count))


def of_groups(written: Mapping[str, Any], run_set: str) -> dict[Group, str]:
    """The colours of a run set's groups among those a view holds, of outer groups too.

    A workspace writes ``run-color-group:<id>:<path>`` in the encoding of URLs, a report
    ``<id>-config:lr.value:0.1-...`` (wandb_workspaces 0.4.13).
    """
    found: dict[Group, str] = {}
    for name, value in written.items():
        group, color = group_of(name, run_set), color_of(value)
        if group and color:
            found[group] = color
    return found


def group_of(name: str, run_set: str) -> Group | None:
    """The group that a name in the map of colours means; None where it is not one of this run set."""
    if name.startswith(GROUP_COLOR):
        return group_in_workspace(name.removeprefix(GROUP_COLOR), run_set)
    if name.startswith(f"{run_set}-"):
        return group_in_report(name.removeprefix(f"{run_set}-"))
    return None


def group_in_workspace(text: str, run_set: str) -> Group | None:
    """The path in the JSON behind the id of its run set."""
    id, _, path = text.partition(":")
    try:
        owner, parts = json.loads(unquote(id)), json.loads(unquote(path))
        if owner not in (run_set, None) or len(parts) > MOST_GROUPS:
            return None
        return tuple((str(part["key"]), text_of(part["value"])) for part in parts) or None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def text_of(value: Any) -> str:
    """A group's value; null is one too."""
    return "null" if value is None else str(value)


def group_in_report(text: str) -> Group | None:
    """The values between ``section:name:`` and the next ``-section:``."""
    parts = re.split(r"(?:\A|-)(config|summary|run):", text)[1:]
    pairs = zip(parts[::2], parts[1::2], strict=False)
    found = [(section, *rest.rpartition(":")[::2]) for section, rest in pairs]
    return tuple((f"{section}:{name}", value) for section, name, value in found if name)[:MOST_GROUPS] or None


def group_colors(groups: Iterable[Group], written: Mapping[Group, str]) -> dict[Group, str]:
    """A colour for each group: its own, that of the nearest group around it, or the next in turn."""
    distinct = list(dict.fromkeys(groups))
    return {
        group: next((written[outer] for outer in outwards(group) if outer in written), turn)
        for group, turn in zip(distinct, in_turn(len(distinct)), strict=True)
    }


def outwards(group: Group) -> Iterator[Group]:
    """The group, and those around it."""
    return (group[:length] for length in range(len(group), 0, -1))
