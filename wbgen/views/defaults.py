"""What a view says where it says nothing: the values W&B's app leaves out, or the library fills in.

Sources: the models of wandb_workspaces 0.4.13 (``workspaces/internal.py``, ``reports/v2/internal.py``)
and what its ``interface.py`` reads into an absent value.
"""

from __future__ import annotations

from typing import Any

Defaults = dict[str, Any]

FLOW: Defaults = {
    "snapToColumns": True,
    "columnsPerPage": 3,
    "rowsPerPage": 2,
    "gutterWidth": 16,
    "boxWidth": 460,
    "boxHeight": 300,
}

#: Of curves, wherever they are set; the flags of smoothing and axis follow from the values.
CURVES: Defaults = {
    "smoothingWeight": 0,
    "xAxis": "_step",
    "ignoreOutliers": False,
    "useRunsTableGroupingInPanels": True,
}

#: What an absent kind of smoothing is, without a weight and with one.
NO_SMOOTHING, SMOOTHING = "none", "exponential"

#: Of a workspace's own settings: a section without them inherits.
SETTINGS: Defaults = {
    "maxRuns": 10,
    "pointVisualizationMethod": "bucketing-gorilla",
    "tooltipNumberOfRuns": "default",
    "suppressLegends": False,
    "colorRunNames": True,
    "shouldAutoGeneratePanels": True,
}

SECTION: Defaults = {
    "name": "",
    "isOpen": False,
    "type": "flow",
    "flowConfig": FLOW,
    "sorted": 0,
    "localPanelSettings": {},
    "panels": [],
    "pinned": False,
}

#: What the app keeps of a section for itself.
SECTION_OWN = ("__id__", "isPanelsAuto", "defaultName")

BANK_SETTINGS: Defaults = {
    "autoOrganizePrefix": 2,
    "showEmptySections": False,
    "sortAlphabetically": False,
}

#: The grid of a report; in a workspace it is there but not shown.
GRID: Defaults = {
    "name": "Report Panels",
    "isOpen": False,
    "panels": [],
    "type": "grid",
    "flowConfig": FLOW,
    "sorted": 0,
    "localPanelSettings": {"smoothingType": SMOOTHING},
    "pinned": False,
}

WORKSPACE: Defaults = {
    "section": {
        "panelBankConfig": {"state": 1, "settings": BANK_SETTINGS, "sections": []},
        "panelBankSectionConfig": GRID,
        "customRunColors": {},
        "name": "",
        "settings": SETTINGS,
        "openRunSet": 0,
        "openViz": True,
    },
    "vizExpanded": False,
    "libraryExpanded": True,
}

RUN_SET: Defaults = {
    "id": "",
    "runFeed": {
        "version": 2,
        "columnVisible": {},
        "columnPinned": {},
        "columnWidths": {},
        "columnOrder": [],
        "pageSize": 10,
        "onlyShowSelected": False,
    },
    "enabled": True,
    "name": "Run set",
    "search": {"query": "", "isRegex": False},
    "grouping": [],
    "sort": {"keys": [{"key": {"section": "run", "name": "createdAt"}, "ascending": False}]},
    "selections": {"root": 1, "bounds": [], "tree": []},
    "expandedRowAddresses": [],
}

#: A filter that lets every run through; there are several ways to write it.
NO_FILTER: Defaults = {"filterFormat": "filterV2", "filters": []}

#: The bank that a report's grid carries along.
GRID_BANK_SECTION: Defaults = {"name": "Hidden Panels"}

GRID_METADATA: Defaults = {
    "openViz": True,
    "openRunSet": 0,
    "name": "unused-name",
    "runSets": [],
    "hideRunSets": False,
    "panels": {"views": {"0": {"name": "Panels", "defaults": [], "config": []}}, "tabs": ["0"]},
    "panelBankConfig": {"state": 0, "settings": BANK_SETTINGS, "sections": [GRID_BANK_SECTION]},
    "panelBankSectionConfig": GRID,
    "customRunColors": {},
}

REPORT: Defaults = {
    "version": 5,
    "panelSettings": {},
    "width": "readable",
    "authors": [],
    "discussionThreads": [],
}

NO_TEXT: Defaults = {"children": [{"text": ""}]}

#: Of blocks, by their type.
BLOCKS: dict[str, Defaults] = {
    **dict.fromkeys(("paragraph", "block-quote", "code-line", "callout-line", "list-item", "link"), NO_TEXT),
    **dict.fromkeys(("horizontal-rule", "table-of-contents", "video", "gallery"), NO_TEXT),
    **dict.fromkeys(("spotify", "soundcloud", "twitter"), NO_TEXT),
    "heading": {**NO_TEXT, "level": 1},
    "latex": NO_TEXT,
    "markdown-block": {**NO_TEXT, "content": ""},
    "image": {**NO_TEXT, "hasCaption": False},
    "code-block": {"language": "python"},
    "weave-panel": {**NO_TEXT, "config": {}},
    "panel-grid": {**NO_TEXT, "metadata": GRID_METADATA},
}

#: Marks of text and of lists that mean the same when they are off and when they are left out.
MARKS = ("bold", "italic", "underline", "strikethrough", "inlineCode", "ordered")
