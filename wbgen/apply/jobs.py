"""What is on its way to the server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wbgen.plan import Change, Plan
from wbgen.views.records import ViewInput


@dataclass(frozen=True, slots=True)
class Job:
    """One change of one plan."""

    plan: Plan
    change: Change

    @property
    def sends(self) -> bool:
        """Whether anything is to be sent for it."""
        return self.change.writes or self.change.renew


@dataclass(frozen=True, slots=True)
class Sent:
    """A change that was sent and is still to be looked at.

    id: of the view.  wanted: what was sent; None where the view was deleted.
    """

    job: Job
    id: str
    wanted: ViewInput | None
    backup: Path | None
