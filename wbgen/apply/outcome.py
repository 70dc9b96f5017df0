"""What became of a plan's changes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from wbgen.plan import Change


class Status(StrEnum):
    """How it went with one change.

    pending: it was not begun, since the run was stopped before.
    """

    UNCHANGED = "unchanged"
    CREATED = "created"
    UPDATED = "updated"
    ADOPTED = "adopted"
    DELETED = "deleted"
    DRIFTED = "drifted"
    CONFLICT = "conflict"
    FAILED = "failed"
    PENDING = "pending"


#: What was written.
DONE = frozenset({Status.CREATED, Status.UPDATED, Status.ADOPTED, Status.DELETED})


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
