"""A plan and its outcomes as JSON for other programs (documented in docs/plan-json.md)."""

from __future__ import annotations

from typing import Any

from wbgen.apply import Outcome
from wbgen.plan import UNKNOWN, Change, Plan, view_url

FORMAT_VERSION = 1


def plan_json(plan: Plan) -> dict[str, Any]:
    """One plan."""
    return {
        "source": plan.source,
        "target": {"name": plan.target.name, "entity": plan.target.entity, "url": plan.target.app_url},
        "project": plan.project,
        "creates_project": plan.creates_project,
        "checksum": plan.checksum,
        "changes": [change_json(plan, change) for change in plan.changes],
        "charts": [chart.name for chart in plan.charts],
    }


def change_json(plan: Plan, change: Change) -> dict[str, Any]:
    """One change. What only the server can give is named under ``unknown``."""
    id = change.existing.id if change.existing else None
    url = view_url(plan, change)
    unknown = [] if id else ["id"] + ([] if url else ["url"])
    if plan.creates_project and change.view.kind == "report":
        unknown.append("project_id")
    return {
        "address": change.view.address,
        "kind": change.view.kind,
        "action": change.action.value,
        "title": change.view.heading or change.view.title,
        "name": change.view.title,
        "impact": str(change.impact),
        "reason": change.reason or None,
        "overwrites": change.overwrites,
        "digest": change.digest,
        "id": id or UNKNOWN,
        "url": url or UNKNOWN,
        "unknown": unknown,
        "differences": [
            {
                "sign": d.sign,
                "place": list(d.place),
                "before": d.before,
                "after": d.after,
                "impact": str(d.impact),
            }
            for d in change.differences
        ],
    }


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """What became of one change."""
    return {
        "address": outcome.change.view.address,
        "status": outcome.status.value,
        "url": outcome.url,
        "message": outcome.message or None,
        "backup": str(outcome.backup) if outcome.backup else None,
    }
