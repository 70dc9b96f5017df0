"""A view whose run sets show every run."""

from __future__ import annotations

from typing import Any

from wbgen.views.json import Json

#: What of a run set leaves runs out.
NARROWING = ("filters", "search", "selections")


def unfiltered(node: Json) -> Any:
    """A copy of a view's JSON without filters, searches and closed eyes of its run sets."""
    if isinstance(node, list):
        return [unfiltered(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: [widened(item) for item in value]
        if key == "runSets" and isinstance(value, list)
        else unfiltered(value)
        for key, value in node.items()
    }


def widened(run_set: Json) -> Json:
    """A run set that shows every run."""
    if not isinstance(run_set, dict):
        return run_set
    return {key: value for key, value in run_set.items() if key not in NARROWING}
