"""What running a sweep takes, as far as it can be told beforehand."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from wbgen.compile.sweeps import space_of
from wbgen.plan.sweeps.wanted import WantedSweep
from wbgen.views.sweep_records import SweepRun

#: Where a generated script notes whose run it is.
NOTE = "wbgen"


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a run takes. minutes: of one run, the middle one of past runs, or as was said.

    runs: how many past runs tell it; 0 where a person said it.
    """

    minutes: float
    runs: int = 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a sweep takes. grid: points of its grid, None for other methods.

    run_cap: the most runs it may have.  pace: of a run, None where nothing tells.  gpus: of one run.
    covered: points of its grid that runs it begins with have tried.
    """

    grid: int | None
    run_cap: int | None
    pace: Pace | None = None
    gpus: int = 1
    covered: int = 0

    @property
    def runs(self) -> int | None:
        """How many runs are to be made; None where the search has no end of its own.

        A grid goes over no point again. W&B does not say whether runs that a sweep begins with count for its
        cap; here they do not.
        """
        left = None if self.grid is None else max(0, self.grid - self.covered)
        return min((bound for bound in (left, self.run_cap) if bound is not None), default=None)

    @property
    def minutes(self) -> float | None:
        """Minutes of all its runs, one after the other; None where they are too many for a number."""
        if self.runs is None or self.pace is None:
            return None
        try:
            minutes = self.runs * self.pace.minutes
        except OverflowError:
            return None
        return minutes if math.isfinite(minutes) else None

    @property
    def gpu_hours(self) -> float | None:
        """Hours of GPUs: each run has as many to itself as it asks for."""
        return None if self.minutes is None else self.minutes / 60 * self.gpus


def estimate_of(wanted: WantedSweep, pace: Pace | None = None) -> Estimate:
    """What a sweep takes. Its grid is counted, never listed."""
    cap = wanted.config.get("run_cap")
    return Estimate(space_of(wanted.config).size, cap if isinstance(cap, int) else None, pace)


def covered(wanted: WantedSweep, runs: Iterable[SweepRun]) -> int:
    """How many points of a sweep's grid some runs have tried, all of which it could have chosen."""
    space = space_of(wanted.config)
    return 0 if space.size is None else len({space.place(run.config) for run in runs})


def pace_of(wanted: WantedSweep, past: Iterable[SweepRun], own: Iterable[SweepRun] = ()) -> Pace | None:
    """How long a run takes, by the runs that were.

    past: of the project; those count that a generated script of the sweep's made, at full length.
    own: of the same sweep, whatever made them.
    """
    told = {run.name: run for run in (*own, *(run for run in past if is_of_script(run, wanted.program)))}
    minutes = [run.minutes for run in told.values() if run.finished and run.minutes is not None]
    minutes = [each for each in minutes if math.isfinite(each)]
    return Pace(median(minutes), len(minutes)) if minutes else None


def is_of_script(run: SweepRun, program: str | None) -> bool:
    """Whether a run is of a generated script, and no demo of it."""
    note = run.config.get(NOTE)
    if program is None or not isinstance(note, dict):
        return False
    return note.get("script") == program and note.get("scale", 1) == 1
