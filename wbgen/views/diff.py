"""How two views differ, in terms of sections, panels and options rather than of JSON."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wbgen.views.fields import PANELS, WIRE_IMPACT, WORKSPACE_SETTINGS, Impact
from wbgen.views.json import Json, canonical

KIND_OF = {kind.view_type: name for name, kind in PANELS.items()}
OPTION_OF = {
    **{row.wire[0]: row.option for row in WORKSPACE_SETTINGS if len(row.wire) == 1},
    **{row.wire[0]: row.option for kind in PANELS.values() for row in kind.fields if len(row.wire) == 1},
}

#: Keys that only wrap others: they are left out of the place of a difference.
WRAPPERS = frozenset(
    {"spec", "section", "panelBankConfig", "sections", "panels", "config", "settings", "localPanelSettings"}
    | {"flowConfig", "blocks", "metadata", "panelBankSectionConfig", "stringSettings", "runSets"}
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. sign: ``+`` added, ``-`` removed, ``~`` changed.

    place: where, from the outside in, in words (``section "Losses"``, ``line loss/total``, ``x_log``).
    before, after: the values; for a section, panel or block they are left out (None).
    """

    sign: str
    place: tuple[str, ...]
    before: Json
    after: Json
    impact: Impact


def differences(before: Json, after: Json) -> tuple[Difference, ...]:
    """Everything that differs between two normal forms, in reading order."""
    return tuple(walk(before, after, (), ""))


def walk(before: Any, after: Any, place: tuple[str, ...], key: str) -> Iterator[Difference]:
    """The differences below one pair of values."""
    if before == after and type(before) is type(after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            inner = place if name in WRAPPERS else (*place, OPTION_OF.get(name, name))
            if name in before and name in after:
                yield from walk(before[name], after[name], inner, name)
            else:
                sign = "-" if name in before else "+"
                yield leaf(sign, inner, before.get(name), after.get(name), name)
    elif isinstance(before, list) and isinstance(after, list) and is_things(before + after):
        yield from walk_things(before, after, place, key)
    else:
        yield leaf("~", place, before, after, key)


def is_things(items: list[Any]) -> bool:
    """Whether a list holds sections, panels or blocks, which are told one by one."""
    return all(isinstance(item, dict) and ("type" in item or "viewType" in item) for item in items)


def walk_things(
    before: list[Any], after: list[Any], place: tuple[str, ...], key: str
) -> Iterator[Difference]:
    """The differences of two lists of things, matched by what identifies them."""
    old, new = [identity(item) for item in before], [identity(item) for item in after]
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        removed, added = before[i1:i2], after[j1:j2]
        if tag == "equal" or are_peers(removed, added):
            for one, other in zip(removed, added, strict=True):
                yield from walk(one, other, (*place, label(other)), key)
        else:
            yield from (thing("-", place, item) for item in removed)
            yield from (thing("+", place, item) for item in added)


def identity(item: dict[str, Any]) -> str:
    """What makes a thing the same in two views: a panel's id, a section's name, a text's whole content."""
    if "__id__" in item and "viewType" in item:
        return f"panel {item['__id__']}"
    if "panels" in item or "flowConfig" in item:
        return f"section {item.get('name')}"
    if item.get("type") == "panel-grid":
        panels = item.get("metadata", {}).get("panelBankSectionConfig", {}).get("panels", [])
        return "grid " + " ".join(str(panel.get("__id__")) for panel in panels)
    return canonical(item)


def are_peers(removed: list[Any], added: list[Any]) -> bool:
    """Whether two runs of blocks are of the same types, so that each became the one in its place."""
    sorts = [[item.get("type") for item in items] for items in (removed, added)]
    return sorts[0] == sorts[1] and not any("viewType" in item or "flowConfig" in item for item in removed)


def label(item: dict[str, Any]) -> str:
    """A thing in words: ``section "Losses"``, ``line loss/total``, ``heading``."""
    if "viewType" in item:
        return panel_label(item)
    if "flowConfig" in item:
        return f'section "{item.get("name", "")}"'
    return f"block {item.get('type')}"


def panel_label(panel: dict[str, Any]) -> str:
    """A panel in words: its kind, and its title or metrics."""
    config = panel.get("config")
    config = config if isinstance(config, dict) else {}
    strings = config.get("stringSettings")
    strings = strings if isinstance(strings, dict) else {}
    kind = KIND_OF.get(str(panel.get("viewType")), "chart" if strings else str(panel.get("viewType")))
    metrics = config.get("metrics")
    names = ", ".join(map(str, metrics[:3])) if isinstance(metrics, list) else ""
    title = config.get("chartTitle") or strings.get("title") or names or strings.get("metrics") or ""
    return f"{kind} {title}".strip()


def thing(sign: str, place: tuple[str, ...], item: dict[str, Any]) -> Difference:
    """A section, panel or block that was added or removed."""
    return Difference(sign, (*place, label(item)), None, None, Impact.MEANING)


def leaf(sign: str, place: tuple[str, ...], before: Any, after: Any, key: str) -> Difference:
    """A single value that differs."""
    return Difference(sign, place, before, after, WIRE_IMPACT.get(key, Impact.MEANING))
