"""An imitation of what W&B's app does to a view that a person edits and saves.

No more than public code shows: defaults and section types are dropped, ids and ``isAuto`` added, settings
move into the modern blocks with the legacy ones left stale beside them, edits of panels are kept in maps
of overrides, references into the app's store appear. A value that is reset is written as null. Every id
is made from its place.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from tests.app_edits import EDITS, Body, Edit
from wbgen.views.effective import CUSTOM, effective, order_key

__all__ = ["EDITS", "Edit", "app_save"]

FLOW = {
    "snapToColumns": True,
    "columnsPerPage": 3,
    "rowsPerPage": 2,
    "gutterWidth": 16,
    "boxWidth": 460,
    "boxHeight": 300,
}
LINE_PLOT = {"ignoreOutliers": False, "useRunsTableGroupingInPanels": True}
SMOOTHING = {"smoothingType", "smoothingWeight"}
X = {"xAxis", "xAxisMin", "xAxisMax"}
FLAGS = {"smoothingActive", "xAxisActive"}


def app_save(spec: Body, edits: Sequence[Edit] = ()) -> Body:
    """A view as the app stores it once a person made these edits and saved it."""
    before = copy.deepcopy(effective(spec))
    assert isinstance(before, dict)
    if "section" in before:
        name_sections(before)
    after = copy.deepcopy(before)
    for edit in edits:
        after = edit(after)
    if "section" in after:
        store_workspace(after, before)
    else:
        store_report(after)
    return after


def store_workspace(after: Body, before: Body) -> None:
    """Write a workspace, in place, as the app does that opened the one before."""
    name_sections(after)
    section, old = after["section"], before["section"]
    store_panels(section["panelBankConfig"], old["panelBankConfig"])
    store_settings(section, old.get("settings") or {})
    for run_set in section.get("runSets", ()):
        if not run_set.get("expandedRowAddresses"):
            run_set.pop("expandedRowAddresses", None)
    olds = {entry["__id__"]: entry for entry in old["panelBankConfig"]["sections"]}
    for entry in section["panelBankConfig"]["sections"]:
        store_section(entry, olds.get(entry["__id__"], {}))


def store_report(spec: Body) -> None:
    """Write a report, in place: its grids without defaults, with references."""
    grids = [block for block in spec["blocks"] if block["type"] == "panel-grid"]
    for index, metadata in enumerate(block["metadata"] for block in grids):
        metadata.pop("panelBankConfig", None)
        grid = metadata["panelBankSectionConfig"]
        for key in ("flowConfig", "sorted", "localPanelSettings", "type"):
            grid.pop(key, None)
        runs = [reference("run-set", index, place) for place in range(len(metadata["runSets"]))]
        metadata.update(panelBankSectionConfigRef=reference("grid", index), runSetRefs=runs)


def reference(kind: str, *place: int) -> Body:
    """What the app writes beside a part that it holds in its own store."""
    return {"viewID": "view", "type": kind, "id": made_id(kind, *place)}


def made_id(*parts: Any) -> str:
    """An id as the app makes them, but the same every time."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:11]


def name_sections(spec: Body) -> None:
    for index, entry in enumerate(spec["section"]["panelBankConfig"]["sections"]):
        entry.setdefault("__id__", made_id("section", index, entry.get("name")))


# --- settings


def store_settings(section: Body, stale: Body) -> None:
    """Move a workspace's settings into the modern block; the legacy one stays as it was."""
    settings = dict(section.get("settings") or {})
    auto = settings.pop("shouldAutoGeneratePanels", "pending")
    kept = {key: value for key, value in stale.items() if key != "shouldAutoGeneratePanels"}
    section["settings"] = {**kept, "shouldAutoGeneratePanels": "pending"}
    section["workspaceSettings"] = {
        **section.get("workspaceSettings", {}),
        "ref": reference("workspace-settings"),
        "shouldAutoGeneratePanels": auto,
        "linePlot": modern(settings, stale),
    }


def modern(settings: Body, stale: Body) -> Body:
    """What a modern block says: what counts and is no default, and what is reset."""
    said = {key: value for key, value in settings.items() if key not in FLAGS}
    if not settings.get("smoothingActive", True):
        said = {key: value for key, value in said.items() if key not in SMOOTHING}
        if stale.get("smoothingActive"):
            said.update(smoothingType="none", smoothingWeight=0)
    if not settings.get("xAxisActive", True):
        said = {key: value for key, value in said.items() if key not in X}
    gone = {key: None for key in stale if key not in said and key not in FLAGS}
    if not stale.get("smoothingActive", True):
        gone = {key: value for key, value in gone.items() if key not in SMOOTHING}
    if not stale.get("xAxisActive", True):
        gone = {key: value for key, value in gone.items() if key not in X}
    gone.pop("shouldAutoGeneratePanels", None)
    told = {
        key: value for key, value in said.items() if LINE_PLOT.get(key) != value or stale.get(key) != value
    }
    return {**told, **gone}


def store_section(entry: Body, old: Body) -> None:
    """A section without what is default, its settings in the modern block."""
    entry.pop("type", None)
    entry.pop("sorted", None)
    flow = entry.get("flowConfig", {})
    entry["flowConfig"] = {key: value for key, value in flow.items() if FLOW.get(key) != value}
    entry["isPanelsAuto"] = False
    entry["defaultName"] = old.get("name", entry.get("name"))
    stale = old.get("localPanelSettings") or {}
    plot = modern(dict(entry.get("localPanelSettings") or {}), stale)
    if plot:
        entry["sectionSettings"] = {**entry.get("sectionSettings", {}), "linePlot": plot}
    if stale:
        entry["localPanelSettings"] = copy.deepcopy(stale)
    else:
        entry.pop("localPanelSettings", None)


# --- panels


def store_panels(bank: Body, old: Body) -> None:
    """Keep edits of panels, and moves, in the maps of overrides; panels stay where they were."""
    homes = {panel["__id__"]: entry["__id__"] for entry in old["sections"] for panel in entry["panels"]}
    stored = {panel["__id__"]: panel for entry in old["sections"] for panel in entry["panels"]}
    wanted = {entry["__id__"]: [panel["__id__"] for panel in entry["panels"]] for entry in bank["sections"]}
    edited = {panel["__id__"]: panel for entry in bank["sections"] for panel in entry["panels"]}
    configs = dict(bank.get("panelConfigOverrides", {}))
    places = dict(bank.get("panelPlacementOverrides", {}))
    was = {
        entry["__id__"]: [panel["__id__"] for panel in entry["panels"] if panel["__id__"] in edited]
        for entry in old["sections"]
    }
    for entry in bank["sections"]:
        id = entry["__id__"]
        # A panel whose own section was removed goes with its new one, like a panel that is new.
        own = [*was.get(id, ()), *(key for key in wanted[id] if homes.get(key) not in wanted)]
        entry["panels"] = [saved_panel(stored.get(key, edited[key]), edited[key], configs) for key in own]
        places.update(moves(id, own, wanted[id]))
    for name, value in (("panelConfigOverrides", configs), ("panelPlacementOverrides", places)):
        bank[name] = value


def saved_panel(stored: Body, edited: Body, overrides: Body) -> Body:
    """A panel as it was, without layout; what was edited in it goes to the overrides."""
    before, after = stored.get("config", {}), edited.get("config", {})
    sparse: Body = {key: value for key, value in after.items() if key not in before or before[key] != value}
    sparse.update({key: None for key in before if key not in after})
    if sparse:
        overrides[CUSTOM + stored["__id__"]] = {"config": sparse}
    panel = {**copy.deepcopy(stored), "isAuto": False}
    panel.pop("layout", None)
    return panel


def moves(section: str, own: list[str], wanted: list[str]) -> Body:
    """Where the panels of a section go that are not in order: each between its neighbours."""
    blocks = SequenceMatcher(None, own, wanted, autojunk=False).get_matching_blocks()
    kept = {wanted[block.b + i]: order_key(block.a + i) for block in blocks for i in range(block.size)}
    found: Body = {}
    order = "Zz"
    for key in wanted:
        order = kept.get(key, order + "V")
        if key not in kept:
            found[CUSTOM + key] = {"sectionId": section, "orderKey": order}
    return found
