"""The panels that the app makes by itself: one for each key that no panel shows.

A workspace with ``shouldAutoGeneratePanels`` shows every key that was logged, in sections by what stands
before the last slash of its name (``autoOrganizePrefix`` 2) or before the first (1); keys without a slash
are in "Charts". Sources: docs.wandb.ai, "Workspaces"; wandb_workspaces 0.4.13.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from wbgen.render.custom.query import read_query
from wbgen.render.kinds.table import table_name
from wbgen.render.scene import Scene, Settings
from wbgen.render.views.made_panels import PANELS, lines
from wbgen.render.views.parts import Part
from wbgen.render.views.places import Places
from wbgen.runs import Kind
from wbgen.views.outline.reading import dig, items

#: Panels that are made at most, and runs whose keys are looked at.
MOST, MOST_RUNS = 300, 50

#: What a panel's config names keys in.
NAMING = ("metrics", "mediaKeys", "yAxis", "targetKey")

#: What panels show that name their keys in a query or in an expression.
OBJECTS = (Kind.TABLE, Kind.HISTOGRAM)

DIGITS = re.compile(r"\d+")

UNPREFIXED, SYSTEM = "Charts", "System"


def automatic(parts: Sequence[Part], scene: Scene, bank: Any, places: Places) -> tuple[list[Part], list[str]]:
    """The sections with the panels made for keys that none of them shows, and what to say of it."""
    configs = [place.config for part in parts for place in part.places]
    shown = {name for config in configs for name in names_in(config)}
    objects = {name for config in configs for name in objects_in(config)}
    kinds = {name: key.kind for run in scene.runs[:MOST_RUNS] for name, key in run.data.keys().items()}
    wanted = [
        name
        for name in in_order(kinds)
        if kinds[name] in PANELS and name not in (objects if kinds[name] in OBJECTS else shown)
    ]
    system = in_order({name for run in scene.runs[:MOST_RUNS] for name in run.data.system_keys()})
    machine = [name for name in system if f"system/{name}" not in shown]
    first = dig(bank, "autoOrganizePrefix") == 1
    homes: dict[str, list[Any]] = {}
    for name in wanted[:MOST]:
        homes.setdefault(prefix(name, first=first), []).append(PANELS[kinds[name]](name))
    for name in machine[: max(0, MOST - len(wanted))]:
        homes.setdefault(SYSTEM, []).append(lines(f"system/{name}"))
    made = []
    for part in parts:
        made.append(replace(part, places=(*part.places, *places.of(homes.pop(part.title, [])))))
    for title, panels in homes.items():
        made.append(Part(title, scene, places.of(panels), open=title != SYSTEM))
    beyond = [*wanted, *(f"system/{name}" for name in machine)][MOST:]
    return made, [left_out(beyond)] if beyond else []


def in_order(names: Iterable[str]) -> list[str]:
    """Names as people order them: ``m2`` before ``m10``."""
    return sorted(names, key=lambda name: (DIGITS.sub(lambda digits: digits[0].zfill(20), name), name))


def left_out(names: Sequence[str]) -> str:
    """A sentence about panels that are not made, which come last in the order."""
    if len(names) == 1:
        return f"1 more panel that the app would make is not shown: `{names[0]}`."
    ends = f"from `{names[0]}` to `{names[-1]}`"
    return f"{len(names):,} more panels that the app would make are not shown: {ends}."


def names_in(config: Any) -> Iterable[str]:
    """The keys that a panel shows."""
    for option in NAMING:
        value = dig(config, option)
        yield from (name for name in (items(value) or [value]) if isinstance(name, str))


def objects_in(config: Settings) -> Iterable[str]:
    """The keys of tables and histograms that a panel shows."""
    query = read_query(config)
    return (table_name(config), *query.history, *query.summary, *query.tables)


def prefix(name: str, *, first: bool) -> str:
    """The section of a key."""
    before = name.partition("/")[0] if first else name.rpartition("/")[0]
    return before if "/" in name and before else UNPREFIXED
