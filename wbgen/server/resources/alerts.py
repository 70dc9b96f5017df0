"""Alerts: what ``run.alert()`` sends. They are kept and shown, and sent nowhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from wbgen.server.resources.terms import LOCAL, Node, Refusal, Resolvers
from wbgen.server.store.database import stamp

if TYPE_CHECKING:
    from wbgen.server.store import Alert, Store

# Characters of a title and of a text.
MAX_TITLE = 1024
MAX_TEXT = 64 * 1024

# Alerts of one run in an answer.
SHOWN = 100

# The longest time between two alerts of one title that is honoured, in milliseconds: a year.
MAX_WAIT = 365 * 24 * 3600 * 1000


def alerts_of_run(run: Node, store: Store) -> list[Node]:
    return [_node(alert) for alert in store.alerts.of_run(run["number"], SHOWN)]


def _node(alert: Alert) -> Node:
    return {
        "title": alert.title,
        "text": alert.text,
        "severity": alert.severity,
        "createdAt": alert.created_at,
    }


def notify(_root: None, store: Store, input: dict[str, Any]) -> Node:
    """Keep an alert, unless its run sent one of that title less than ``waitDuration`` ago.

    The clients leave it to the server to keep that time (``wandb.Run.alert``: "the time to wait before
    sending another alert with this title").
    """
    project = store.projects.get(input.get("entity_name") or LOCAL, input.get("project_name") or "")
    run = store.runs.get(project.id, input.get("run_name") or "") if project else None
    if run is None:
        raise Refusal("run not found")
    if len(input["title"]) > MAX_TITLE or len(input["text"]) > MAX_TEXT:
        raise Refusal(f"an alert has at most {MAX_TITLE} characters of title and {MAX_TEXT} of text")
    store.alerts.add(
        run.number,
        title=input["title"],
        text=input["text"],
        severity=input.get("severity") or "INFO",
        unless_since=stamp(datetime.now(UTC) - _wait(input.get("wait_duration"))),
    )
    return {"success": True}


def _wait(milliseconds: object) -> timedelta:
    """``wait_duration`` as the client sends it: sixty seconds are 60000."""
    if milliseconds is None:
        return timedelta()
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int) or milliseconds < 0:
        raise Refusal("`waitDuration` must be a whole number of milliseconds")
    return timedelta(milliseconds=min(milliseconds, MAX_WAIT))


RESOLVERS: Resolvers = {
    "Mutation": {"notifyScriptableRunAlert": notify},
    "Run": {"alerts": alerts_of_run},
}
