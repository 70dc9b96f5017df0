"""The panels that the app makes by itself: one for each key that no panel shows.

A workspace with ``shouldAutoGeneratePanels`` shows every key that was logged, in sections by what stands
before the last slash of its name (``autoOrganizePrefix`` 2) or before the first (1); keys without a slash
are in "Charts". Sources: docs.wandb.ai, "Workspaces"; wandb_workspaces 0.4.13.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from wbgen.render.scene import Scene
from wbgen.render.views.parts import Part
from wbgen.render.views.places import Places
from wbgen.runs import Kind
from wbgen.views.outline.reading import dig, items

#: Panels that are made at most, and runs whose keys are looked at.
MOST, MOST_RUNS = 300, 50

LINES = ("Run History Line Plot", "metrics")
MEDIA = ("Media Browser", "mediaKeys")

#: The panel of each kind of key, and the option that names the key.
PANELS = {
    Kind.NUMBER: LINES,
    Kind.IMAGE: MEDIA,
    Kind.AUDIO: MEDIA,
    Kind.VIDEO: MEDIA,
    Kind.HTML: MEDIA,
}

#: What a panel's config names keys in.
NAMING = ("metrics", "mediaKeys", "yAxis", "targetKey")

UNPREFIXED, SYSTEM = "Charts", "System"


def automatic(parts: Sequence[Part], scene: Scene, bank: Any, places: Places) -> tuple[list[Part], list[str]]:
    """The sections with the panels made for keys that none of them shows, and what to say of it."""
    shown = {name for part in parts for place in part.places for name in names_in(place.config)}
    kinds = {
        name: key.kind for run in scene.runs[:MOST_RUNS] for name, key in sorted(run.data.keys().items())
    }
    wanted = [
        (name, *PANELS[kind]) for name, kind in sorted(kinds.items()) if kind in PANELS and name not in shown
    ]
    machine = sorted({name for run in scene.runs[:MOST_RUNS] for name in run.data.system_keys()})
    first = dig(bank, "autoOrganizePrefix") == 1
    homes: dict[str, list[Any]] = {}
    for name, view_type, option in wanted[:MOST]:
        homes.setdefault(prefix(name, first=first), []).append(panel(view_type, option, name))
    for name in machine[: max(0, MOST - len(wanted))]:
        if f"system/{name}" not in shown:
            homes.setdefault(SYSTEM, []).append(panel(*LINES, f"system/{name}"))
    made = []
    for part in parts:
        made.append(replace(part, places=(*part.places, *places.of(homes.pop(part.title, [])))))
    for title, panels in homes.items():
        made.append(Part(title, scene, places.of(panels), open=title != SYSTEM))
    beyond = len(wanted) + len(machine) - MOST
    return made, [f"{beyond:,} more panels that the app would make are not shown."] if beyond > 0 else []


def names_in(config: Any) -> Iterable[str]:
    """The keys that a panel shows."""
    for option in NAMING:
        value = dig(config, option)
        yield from (name for name in (items(value) or [value]) if isinstance(name, str))


def prefix(name: str, *, first: bool) -> str:
    """The section of a key."""
    before = name.partition("/")[0] if first else name.rpartition("/")[0]
    return before if "/" in name and before else UNPREFIXED


def panel(view_type: str, option: str, name: str) -> dict[str, Any]:
    """The JSON of a panel for one key."""
    return {"__id__": f"auto-{name}", "viewType": view_type, "config": {option: [name]}}
