"""Plans that do, or show, less than they could."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wbgen.plan.changes import Action, Change, Plan
from wbgen.views.table import Impact


def only_edited(plan: Plan) -> Plan:
    """The plan with what people edited in the app, and nothing else; it writes nothing."""
    edited = tuple(as_drift(change) for change in plan.changes if change.edited_in_app)
    return replace(plan, changes=edited, creates_project=False, charts=(), unmanaged=())


def as_drift(change: Change) -> Change:
    """The part of a change that people made."""
    if change.action is Action.CONFLICT:
        return change
    return replace(change, action=Action.DRIFT, impact=Impact.NONE, differences=(), dropped=(), renew=False)


def without_renewals(plans: Sequence[Plan]) -> list[Plan]:
    """The plans, with markers left that are merely behind."""
    return [replace(plan, changes=tuple(replace(c, renew=False) for c in plan.changes)) for plan in plans]
