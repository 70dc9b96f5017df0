"""What became of a plan's changes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from wbgen.errors import WbgenError
from wbgen.plan import Action, Change, Plan, view_url


class Status(StrEnum):
    """How it went with one change.

    replaced: a new sweep took the place of one.  pending: it was not begun, since the run was stopped before.
    """

    UNCHANGED = "unchanged"
    CREATED = "created"
    UPDATED = "updated"
    ADOPTED = "adopted"
    REPLACED = "replaced"
    DELETED = "deleted"
    DRIFTED = "drifted"
    CONFLICT = "conflict"
    FAILED = "failed"
    PENDING = "pending"


#: What a change has become that was carried out.
CARRIED_OUT = {
    Action.CREATE: Status.CREATED,
    Action.UPDATE: Status.UPDATED,
    Action.ADOPT: Status.ADOPTED,
    Action.DELETE: Status.DELETED,
    Action.DRIFT: Status.DRIFTED,
    Action.CONFLICT: Status.CONFLICT,
}

#: What was written.
DONE = frozenset({Status.CREATED, Status.UPDATED, Status.ADOPTED, Status.REPLACED, Status.DELETED})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change. url: where to look, where it is known.

    refused: whether it failed since the server refused the key.
    """

    change: Change
    status: Status
    url: str | None = None
    message: str = ""
    backup: Path | None = None
    refused: bool = False


def done(change: Change) -> Status:
    """What a change has become that was carried out; where that writes nothing, all is as it was."""
    return CARRIED_OUT.get(change.action, Status.UNCHANGED)


def untouched(plan: Plan, change: Change) -> Outcome:
    """The outcome of a change that nothing was sent for."""
    return Outcome(change, done(change), view_url(plan, change), change.reason)


class LeftError(WbgenError):
    """A view is left as it is. outcome: what became of its change."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.message)
        self.outcome = outcome
