"""Reading a server's answers about sweeps into records, trusting none of them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from wbgen.backends.answers import Object, nodes, optional_text, text
from wbgen.views.sweep_records import SweepRecord, SweepRun

#: What a server calls an agent that is at work.
AT_WORK = frozenset({"running", "pending", "active"})


def sweep_record(node: Object) -> SweepRecord:
    """A sweep's record."""
    count = node.get("runCount")
    return SweepRecord(
        id=text(node, "id"),
        name=text(node, "name"),
        display_name=optional_text(node, "displayName") or "",
        state=optional_text(node, "state") or "",
        description=optional_text(node, "description") or "",
        config=optional_text(node, "config") or "",
        runs=count if isinstance(count, int) else 0,
        created_at=optional_text(node, "createdAt") or "",
    )


def agents_at_work(connection: Object) -> tuple[str, ...]:
    """Where the agents of a sweep work that are at work."""
    return tuple(
        optional_text(node, "host") or optional_text(node, "name") or "somewhere"
        for node in nodes(connection)
        if (optional_text(node, "state") or "").lower() in AT_WORK
    )


def sweep_run(node: Object) -> SweepRun:
    """A run's record. A config that cannot be read is an empty one: such a run is like no other."""
    entries = json_map(optional_text(node, "config"))
    config = {
        key: entry["value"] if isinstance(entry, dict) and "value" in entry else entry
        for key, entry in entries.items()
    }
    return SweepRun(text(node, "name"), optional_text(node, "state") or "", config, minutes_of(node))


def minutes_of(node: Object) -> float | None:
    """How long a run took: as it says itself, else from its first sign of life to its last."""
    seconds = json_map(optional_text(node, "summaryMetrics")).get("_runtime")
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and seconds >= 0:
        return float(seconds) / 60
    try:
        began = datetime.fromisoformat(text(node, "createdAt"))
        ended = datetime.fromisoformat(text(node, "heartbeatAt"))
        return max((ended - began).total_seconds(), 0.0) / 60
    except (ValueError, TypeError):  # a time that is none, or only one of them with its zone
        return None


def json_map(told: str | None) -> dict[str, Any]:
    """The JSON object in a text; an empty one where there is none."""
    try:
        value = json.loads(told or "{}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
