"""Reading a server's answers about sweeps into records, trusting none of them."""

from __future__ import annotations

from datetime import datetime

from wbgen.backends.answers import Object, nodes, optional_text, text
from wbgen.views.client_entries import plain_config, read_object, runtime_of
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
    config = plain_config(read_object(optional_text(node, "config")))
    return SweepRun(text(node, "name"), optional_text(node, "state") or "", config, minutes_of(node))


def minutes_of(node: Object) -> float | None:
    """How long a run took: as it says itself, else from its first sign of life to its last."""
    seconds = runtime_of(read_object(optional_text(node, "summaryMetrics")))
    if seconds is not None and seconds >= 0:
        return seconds / 60
    try:
        began = datetime.fromisoformat(text(node, "createdAt"))
        ended = datetime.fromisoformat(text(node, "heartbeatAt"))
        return max((ended - began).total_seconds(), 0.0) / 60
    except (ValueError, TypeError):  # a time that is none, or only one of them with its zone
        return None
