"""What keeps plans from being carried out without a second thought.

Guards look at all plans of one command together. They only speak: nothing is changed here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wbgen.plan.changes import REPLACING, Action, Change, Plan
from wbgen.spec.diagnostics import listed
from wbgen.views.table import Impact


@dataclass(frozen=True, slots=True)
class Limits:
    """How far plans may go. fail_on: the impact from which on nothing is written; None for any.

    most_changed: the share of the existing views that may be changed at once, where there are at least
    ``at_least`` of them.  force: whether more is fine.
    """

    fail_on: Impact | None = None
    most_changed: float = 0.3
    at_least: int = 10
    force: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is to be written, and what to do about it."""

    message: str
    cure: str


def too_grave(plans: Sequence[Plan], limits: Limits) -> str:
    """Changes of an impact that was asked to be refused."""
    if limits.fail_on is None:
        return ""
    grave = [change for change in writing(plans) if change.impact >= limits.fail_on]
    told = listed(f"{change.address} ({change.impact})" for change in grave)
    return f"{len(grave)} of the changes: {told}" if grave else ""


def too_many(plans: Sequence[Plan], limits: Limits) -> str:
    """A large share of what exists, changed or deleted at once: more likely a slip than a wish."""
    existing = sum(plan.owned for plan in plans)
    changed = sum(change.action in REPLACING for change in writing(plans))
    if limits.force or existing < limits.at_least or changed <= limits.most_changed * existing:
        return ""
    return f"{changed} of {existing} existing views would be changed or deleted"


#: Every guard: what it finds, how it is told, and what lets the plans pass.
GUARDS: tuple[tuple[Callable[[Sequence[Plan], Limits], str], str, str], ...] = (
    (too_grave, "refused by --fail-on", "review them, then apply without it"),
    (too_many, "too much at once", "see that the plan is what you want, then add --force"),
)


def refusals(plans: Sequence[Plan], limits: Limits) -> tuple[Refusal, ...]:
    """What the guards say of some plans; nothing where they may be carried out."""
    found = ((guard(plans, limits), why, cure) for guard, why, cure in GUARDS)
    return tuple(Refusal(f"{why}: {message}", cure) for message, why, cure in found if message)


def asks(plans: Sequence[Plan], *, embedded: bool) -> bool:
    """Whether a person is to be asked: before any write where others look, and before any delete."""
    return any(change.action is Action.DELETE or not embedded for change in writing(plans))


def writing(plans: Sequence[Plan]) -> list[Change]:
    """The changes that write what people see."""
    return [change for plan in plans for change in plan.changes if change.writes]
