"""A plan and its outcomes as JSON for other programs (documented in docs/plan-json.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wbgen.apply import Outcome
from wbgen.apply.sweeps import Made
from wbgen.cli.difference_json import difference_json
from wbgen.cli.sweep_json import sweep_json, sweep_outcome_json
from wbgen.plan import UNKNOWN, Change, Conflict, Plan, view_url

FORMAT_VERSION = 2


def result_json(
    plans: Sequence[Plan], outcomes: Sequence[Outcome] | None = None, made: Made = ()
) -> dict[str, Any]:
    """The result of plan; with outcomes, of a command that carried plans out. made: what became of sweeps."""
    done = {}
    if outcomes is not None:
        done["outcomes"] = [outcome_json(outcome) for outcome in outcomes]
        done["sweep_outcomes"] = [
            sweep_outcome_json(outcome, plan.target, plan.project) for plan, outcome in made
        ]
    return {"version": FORMAT_VERSION, "plans": [plan_json(plan) for plan in plans], **done}


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
        "unmanaged": [unmanaged_json(plan, change) for change in plan.unmanaged],
        "sweeps": [sweep_json(change) for change in plan.sweeps],
    }


def change_json(plan: Plan, change: Change) -> dict[str, Any]:
    """One change. What only the server can give is named under ``unknown``."""
    id = change.existing.id if change.existing else None
    url = view_url(plan, change)
    unknown = [] if id else ["id"] + ([] if url else ["url"])
    if plan.creates_project and change.view.kind == "report":
        unknown.append("project_id")
    return {
        "address": change.address,
        "kind": change.view.kind,
        "action": change.action.value,
        "title": change.view.heading or change.view.title,
        "name": change.view.title,
        "impact": str(change.impact),
        "reason": change.reason or None,
        "cure": change.cure or None,
        "overwrites": change.overwrites,
        "edited": change.edited,
        "code_changed": change.code_changed,
        "renews_marker": change.renew,
        "digest": change.digest,
        "id": id or UNKNOWN,
        "url": url or UNKNOWN,
        "unknown": unknown,
        "differences": [difference_json(difference) for difference in change.differences],
        "drift": [difference_json(difference) for difference in change.drift],
        "folded": list(change.dropped),
        "conflicts": [conflict_json(conflict) for conflict in change.conflicts],
    }


def conflict_json(conflict: Conflict) -> dict[str, Any]:
    """One part that code and people changed."""
    return {"address": conflict.address, "label": conflict.label, "why": conflict.why}


def unmanaged_json(plan: Plan, change: Change) -> dict[str, Any]:
    """One view that no spec speaks of."""
    assert change.existing is not None
    return {
        "address": change.address if change.owned else None,
        "kind": change.view.kind,
        "title": change.view.title,
        "reason": change.reason or None,
        "id": change.existing.id,
        "url": view_url(plan, change),
    }


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """What became of one change."""
    return {
        "address": outcome.change.address,
        "status": outcome.status.value,
        "url": outcome.url,
        "message": outcome.message or None,
        "backup": str(outcome.backup) if outcome.backup else None,
    }
