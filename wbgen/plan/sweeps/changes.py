"""What is to be done with a sweep, as data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from wbgen.plan.sweeps.estimate import Estimate
from wbgen.plan.sweeps.wanted import WantedSweep
from wbgen.views.diff import Difference
from wbgen.views.marker import Marker
from wbgen.views.sweep_records import SweepRecord


class SweepAction(StrEnum):
    """What is to be done.

    update: in place, while nothing has run, or of its words alone.  replace: a new sweep is made, and the one
    that is there ends.  stop: one that was replaced before has to end yet.
    """

    NO_OP = "no-op"
    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    STOP = "stop"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class SweepChange:
    """What is to be done with one sweep, and why.

    marker: what is written at the end of its description.  differences: of the search, from what the server
    holds.  words_only: whether the search stays to the letter.  carried: runs that a new sweep begins with.
    unfit: how many runs of the one that is replaced are left behind.  stops: sweeps that end.
    """

    wanted: WantedSweep
    action: SweepAction
    estimate: Estimate
    marker: Marker | None = None
    existing: SweepRecord | None = None
    differences: tuple[Difference, ...] = ()
    words_only: bool = False
    carried: tuple[str, ...] = ()
    unfit: int = 0
    stops: tuple[SweepRecord, ...] = ()
    reason: str = ""
    cure: str = ""

    @property
    def address(self) -> str:
        """The sweep's."""
        return self.wanted.address

    @property
    def writes(self) -> bool:
        """Whether carrying it out writes anything."""
        return self.action not in (SweepAction.NO_OP, SweepAction.CONFLICT)

    def with_gpus(self, gpus: int) -> SweepChange:
        """The same, with what it takes where a run has so many GPUs."""
        return replace(self, estimate=replace(self.estimate, gpus=gpus))
