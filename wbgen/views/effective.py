"""The effective view: what a workspace shows, whichever of its forms the app saved it in.

Newer versions of the app keep settings in blocks of their own, which they read before the legacy ones,
and a person's edits of panels in maps of overrides. The effective view says the same in the legacy form
alone, which is the one the official library writes; plan, pull and the pages look at nothing else.
Sources: wandb_workspaces 0.4.13 (``shouldAutoGeneratePanels``), and views in public code.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

from wbgen.views.json import MAX_DEPTH, Json

Body = dict[str, Any]

#: What a custom panel is called in the maps of overrides, before its id; auto panels go by their metric.
CUSTOM = "__custom_panel__:"

#: What a reference into the app's own store holds. It names no content.
REFERENCE = frozenset({"viewID", "type", "id"})

#: Written while the app has not decided whether to make panels by itself.
PENDING = "pending"

#: Settings that may stand in a modern block itself, outside of its ``linePlot``.
DIRECT = frozenset(
    {"shouldAutoGeneratePanels", "smoothingWeight", "smoothingType", "smoothingActive", "xAxis", "xAxisMin"}
    | {"xAxisMax", "xAxisActive", "ignoreOutliers", "useRunsTableGroupingInPanels", "colorRunNames"}
    | {"maxRuns", "pointVisualizationMethod", "suppressLegends", "tooltipNumberOfRuns"}
)
SMOOTHING = frozenset({"smoothingWeight", "smoothingType"})
X_RANGE = ("xAxisMin", "xAxisMax")

#: The digits of order keys, in their order; the letter in front tells how many there are.
DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
LAST = "~"


def effective(spec: Json) -> Json:
    """A workspace's body in the legacy form, overrides merged; anything else (a report) as it is.

    Total over any JSON and idempotent. Overrides of auto panels and of what is not there stay.
    """
    if not isinstance(spec, dict) or not isinstance(spec.get("section"), dict):
        return spec
    copy: Body = without_references(spec)
    section = copy["section"]
    merge_settings(section, "settings", "workspaceSettings")
    drop_pending(section.get("settings"))
    bank = section.get("panelBankConfig")
    if isinstance(bank, dict):
        sections = [entry for entry in listed(bank, "sections") if isinstance(entry, dict)]
        for entry in sections:
            merge_settings(entry, "localPanelSettings", "sectionSettings")
        merge_overrides(bank, sections)
        move_panels(bank, sections)
    return copy


def without_references(node: Any, depth: int = 0) -> Any:
    """A copy without references into the app's store (``ref``, ``...Ref``, ``...Refs``)."""
    if depth > MAX_DEPTH:
        return node
    if isinstance(node, dict):
        return {
            key: without_references(value, depth + 1) if isinstance(value, (dict, list)) else value
            for key, value in node.items()
            if not (key.endswith(("ref", "Ref", "Refs")) and is_reference(key, value))
        }
    if isinstance(node, list):
        return [without_references(item, depth + 1) for item in node]
    return node


def is_reference(key: str, value: Any) -> bool:
    """Whether a member is a reference, or a list of them."""
    if key.endswith("ref") and key != "ref":
        return False
    found = value if isinstance(value, list) else [value]
    return bool(found) and all(
        isinstance(item, dict) and {name for name in item if item[name] is not None} == REFERENCE
        for item in found
    )


# --- settings


def merge_settings(owner: Body, legacy: str, modern: str) -> None:
    """Move what a modern block says into the legacy one; what it does not say stays as it was."""
    block = owner.get(modern)
    if not isinstance(block, dict):
        return
    newer = {key: block.pop(key) for key in tuple(block) if key in DIRECT}
    if isinstance(block.get("linePlot"), dict):
        newer.update(block.pop("linePlot"))
    if not block:
        del owner[modern]
    drop_pending(newer)
    if newer:
        older = owner.get(legacy)
        owner[legacy] = in_force(older if isinstance(older, dict) else {}, newer)


def drop_pending(settings: Any) -> None:
    """Take away what the app has not decided yet: it says no more than its absence."""
    if isinstance(settings, dict) and settings.get("shouldAutoGeneratePanels") == PENDING:
        del settings["shouldAutoGeneratePanels"]


def in_force(older: Body, newer: Body) -> Body:
    """Settings with newer ones over them, and the flags beside them that say whether they count.

    A modern block holds only what counts, without flags.
    """
    merged = laid_over(older, newer)
    if newer.keys() & SMOOTHING and "smoothingActive" not in newer:
        merged["smoothingActive"] = smoothing_active(merged)
    if newer.keys() & {"xAxis", *X_RANGE} and "xAxisActive" not in newer:
        merged["xAxisActive"] = newer.get("xAxis") is not None or x_active(merged)
    return merged


def smoothing_active(settings: Mapping[str, Any]) -> bool:
    """Whether smoothing is in force, as the library computes it from the values."""
    return settings.get("smoothingType", "none") != "none" or bool(settings.get("smoothingWeight"))


def x_active(settings: Mapping[str, Any]) -> bool:
    """Whether an x axis is in force, as the library computes it from the values."""
    return settings.get("xAxis", "_step") != "_step" or any(settings.get(key) is not None for key in X_RANGE)


def laid_over(older: Mapping[str, Any], newer: Mapping[str, Any]) -> Body:
    """One map over another, key by key; a null takes the key away."""
    return {key: value for key, value in {**older, **newer}.items() if newer.get(key, 0) is not None}


# --- panels


def custom_key(panel: Any) -> str | None:
    """What a panel is called in the maps of overrides."""
    id = panel.get("__id__") if isinstance(panel, dict) else None
    return CUSTOM + id if isinstance(id, str) else None


def merge_overrides(bank: Body, sections: list[Body]) -> None:
    """Write the overrides of custom panels into the panels: the configuration by key, the layout whole."""
    overrides = bank.get("panelConfigOverrides")
    if not isinstance(overrides, dict):
        return
    left = dict(overrides)
    for panel in (panel for entry in sections for panel in listed(entry, "panels")):
        key = custom_key(panel)
        override = overrides.get(key) if key else None
        if isinstance(override, dict):
            left[str(key)] = merge_override(panel, override)
    keep(bank, "panelConfigOverrides", {key: value for key, value in left.items() if not is_void(value)})


def merge_override(panel: Body, override: Body) -> Body:
    """Write one override into its panel; what cannot be merged is returned."""
    left = {key: value for key, value in override.items() if value is not None}
    config = panel.get("config")
    if isinstance(left.get("config"), dict) and (config is None or isinstance(config, dict)):
        panel["config"] = laid_over(config or {}, left.pop("config"))
    if isinstance(left.get("layout"), dict):
        panel["layout"] = left.pop("layout")
    return left


def move_panels(bank: Body, sections: list[Body]) -> None:
    """Put custom panels where a person moved them: into the section of that id, by order key.

    A panel that was not moved has the key of its index, as if all had been numbered when saved.
    """
    moves = bank.get("panelPlacementOverrides")
    if not isinstance(moves, dict):
        return
    homes: dict[str, int] = {}
    for index, entry in enumerate(sections):
        if isinstance(entry.get("__id__"), str) and isinstance(entry.get("panels") or [], list):
            homes.setdefault(entry["__id__"], index)
    placed: dict[int, list[tuple[str, Any]]] = {index: [] for index in range(len(sections))}
    done: set[str] = set()
    for index, entry in enumerate(sections):
        for position, panel in enumerate(listed(entry, "panels")):
            key, home, order = custom_key(panel), index, order_key(position)
            move = moves.get(key) if key else None
            section_id = move.get("sectionId") if isinstance(move, dict) else None
            if key and isinstance(section_id, str) and section_id in homes:
                wanted = moves[key].get("orderKey")
                home, order = homes[section_id], wanted if isinstance(wanted, str) else LAST
                done.add(key)
            placed[home].append((order, panel))
    if done:
        for index, entry in enumerate(sections):
            if placed[index] or listed(entry, "panels"):
                entry["panels"] = [panel for _, panel in sorted(placed[index], key=lambda item: item[0])]
    keep(bank, "panelPlacementOverrides", {key: move for key, move in moves.items() if key not in done})


def order_key(index: int) -> str:
    """The order key of a whole number: ``a0``, ``a1``, ... ``az``, ``b00``, ... in order as text."""
    width = 1
    while index >= len(DIGITS) ** width:
        index -= len(DIGITS) ** width
        width += 1
    digits = ""
    for _ in range(width):
        index, digit = divmod(index, len(DIGITS))
        digits = DIGITS[digit] + digits
    return chr(ord("a") + width - 1) + digits


def listed(owner: Body, name: str) -> list[Any]:
    """A member that should be a list; an empty one where it is not."""
    value = owner.get(name)
    return value if isinstance(value, list) else []


def is_void(value: Any) -> bool:
    """Whether a value is a map of nulls at most."""
    return isinstance(value, dict) and all(item is None for item in value.values())


def keep(bank: Body, name: str, value: Body) -> None:
    """Set a map of overrides, or take it away where nothing is left in it."""
    if value:
        bank[name] = value
    else:
        bank.pop(name, None)
