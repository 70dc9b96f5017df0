"""The normal form of a view, and its digest: what two views must share to be the same view.

The form is of the effective view. It leaves out what says nothing (nulls, the app's own ids) and what
depends on the target (entity and project ids), fills in defaults, and writes numbers one way.
``VERSION`` changes with the form; a digest made by another version cannot be compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from wbgen.views import defaults
from wbgen.views.effective import (
    Body,
    effective,
    smoothing_active,
    without_references,
    x_active,
)
from wbgen.views.json import Json, canonical
from wbgen.views.target import mask

VERSION = 1
DIGEST_LENGTH = 16

#: Below this a browser writes a whole number without an exponent.
WHOLE = 1e21

#: Maps whose keys are no settings: a default stands for all of it or not at all.
CLOSED = frozenset({"panels"})


def normal_form(display_name: str, description: str, spec: Json, entity: str) -> dict[str, Json]:
    """The normal form. Total over any JSON, idempotent in the spec.

    display_name: the title.  description: the visible part, without a marker.  spec: the parsed body.
    entity: of the server the view is on.
    """
    body = plain(mask(effective(spec), entity))
    if isinstance(body, dict) and isinstance(body.get("section"), dict):
        settle_workspace(body)
    elif isinstance(body, dict) and isinstance(body.get("blocks"), list):
        body = without_references(body)
        settle_report(body)
    return {"title": display_name, "description": description.strip(), "spec": body}


def plain(node: Any) -> Any:
    """A copy without null members, whole floats as integers."""
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items() if value is not None}
    if isinstance(node, list):
        return [plain(item) for item in node]
    if isinstance(node, float) and node.is_integer() and abs(node) < WHOLE:
        return int(node)
    return node


def digest(form: Json) -> str:
    """A short, stable fingerprint of a normal form: 16 hex digits of SHA-256."""
    return hashlib.sha256(canonical(form).encode()).hexdigest()[:DIGEST_LENGTH]


# --- workspaces


def settle_workspace(spec: Body) -> None:
    """Fill in and leave out, in place, what a workspace does not say."""
    section = spec["section"]
    fill(spec, defaults.WORKSPACE)
    settle_curves(section["settings"])
    settle_grid(section["panelBankSectionConfig"])
    for run_set in maps(section.get("runSets")):
        settle_run_set(run_set)
    bank = section["panelBankConfig"]
    drop_empty(section, "workspaceSettings")
    if isinstance(bank, dict):
        drop_empty(bank, "panelConfigOverrides", "panelPlacementOverrides")
        drop_empty(bank.get("settings"), "searchQuery", "searchHistory")
        for entry in maps(bank.get("sections")):
            settle_section(entry)
            for panel in maps(entry.get("panels")):
                panel.pop("layout", None)


def settle_section(section: Body) -> None:
    """A section of panels."""
    for key in defaults.SECTION_OWN:
        section.pop(key, None)
    drop_empty(section, "sectionSettings")
    fill(section, defaults.SECTION)
    settle_curves(section["localPanelSettings"])
    settle_panels(section)


def settle_panels(owner: Body) -> None:
    """The panels of a section or grid."""
    for panel in maps(owner.get("panels")):
        if panel.get("isAuto") is False:
            del panel["isAuto"]


def settle_curves(block: Any) -> None:
    """Settings of curves, with the flags that say whether they are in force."""
    if not isinstance(block, dict):
        return
    smoothed = bool(block.get("smoothingWeight"))
    block.setdefault("smoothingType", defaults.SMOOTHING if smoothed else defaults.NO_SMOOTHING)
    fill(block, defaults.CURVES)
    block.setdefault("smoothingActive", smoothing_active(block))
    block.setdefault("xAxisActive", x_active(block))


def settle_grid(grid: Any) -> None:
    """The grid of a report, or the one a workspace carries along."""
    if isinstance(grid, dict):
        fill(grid, defaults.GRID)
        settle_curves(grid["localPanelSettings"])
        settle_panels(grid)


# --- run sets


def settle_run_set(run_set: Body) -> None:
    """A run set; of the several ways to filter nothing, one is left."""
    fill(run_set, defaults.RUN_SET)
    feed = run_set["runFeed"]
    shown = feed.get("columnVisible") if isinstance(feed, dict) else None
    if isinstance(shown, dict) and shown.get("run:name") is False:
        del shown["run:name"]
    filters = run_set.get("filters")
    if filters is None or is_empty(filters):
        run_set["filters"] = copied(defaults.NO_FILTER)
    else:
        settle_filter(filters)


def is_empty(node: Any) -> bool:
    """Whether a filter, of either format, tests nothing."""
    if not isinstance(node, dict) or not node.keys() <= {"filterFormat", "op", "filters", "disabled"}:
        return False
    below = node.get("filters", [])
    return isinstance(below, list) and all(map(is_empty, below))


def settle_filter(node: Any) -> None:
    """A filter that is not disabled need not say so."""
    if isinstance(node, dict):
        if node.get("disabled") is False:
            del node["disabled"]
        for below in maps(node.get("filters")):
            settle_filter(below)


# --- reports


def settle_report(spec: Body) -> None:
    """Fill in and leave out, in place, what a report does not say."""
    fill(spec, defaults.REPORT)
    settle_blocks(spec["blocks"])


def settle_blocks(blocks: Any) -> None:
    """Blocks, and what stands in them: lines, items, links, texts."""
    for block in maps(blocks):
        fill(block, defaults.BLOCKS.get(str(block.get("type")), {}))
        for mark in defaults.MARKS:
            if block.get(mark) is False:
                del block[mark]
        for below in ("children", "collapsedChildren"):
            settle_blocks(block.get(below))
        if block.get("type") == "panel-grid":
            settle_metadata(block["metadata"])


def settle_metadata(metadata: Any) -> None:
    """What a panel grid holds."""
    if not isinstance(metadata, dict):
        return
    settle_grid(metadata["panelBankSectionConfig"])
    for run_set in maps(metadata["runSets"]):
        settle_run_set(run_set)
    bank = metadata["panelBankConfig"]
    for section in maps(bank.get("sections") if isinstance(bank, dict) else None):
        fill(section, {"localPanelSettings": defaults.GRID["localPanelSettings"]})
        settle_section(section)


# --- values


def maps(value: Any) -> list[Body]:
    """The maps in a list; none where it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def fill(node: Body, missing: Mapping[str, Any]) -> None:
    """Put in what is missing, also in maps within."""
    for key, value in missing.items():
        if key not in node:
            node[key] = copied(value)
        elif isinstance(value, dict) and isinstance(node[key], dict) and key not in CLOSED:
            fill(node[key], value)


def copied(value: Any) -> Any:
    """A copy of a default, so that forms share nothing."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value


def drop_empty(owner: Any, *names: str) -> None:
    """Take away members that hold nothing."""
    for name in names:
        if isinstance(owner, dict) and owner.get(name) in ({}, [], ""):
            del owner[name]
