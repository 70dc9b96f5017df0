"""When an invented run logs: its steps, its epochs, and the rows that a cadence falls on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wbgen.runs.plausible.settings import whole_number
from wbgen.spec.guide import Guide
from wbgen.views.json import Json

STEPS = re.compile(
    r"(^|[_./-])((max|total|num|n|train|training)[_./-])*(steps|iterations|iters)$", re.IGNORECASE
)
EPOCHS = re.compile(r"(^|[_./-])((max|total|num|n)[_./-])*epochs$", re.IGNORECASE)

#: Rows of a run, and cells of all runs together, at most.
ROWS = 300
CELLS = 1_500_000
FEWEST_ROWS = 20

USUAL_STEPS = 3000
USUAL_EPOCHS = 30
STEPS_OF_EPOCH = 100
MOST_STEPS = 10**9

#: Seconds that a step takes.
PACE = 0.36


@dataclass(frozen=True, slots=True)
class Timeline:
    """When rows are logged. steps: of each row.  length: steps of the whole run.  epochs: of the whole run.

    ended: whether the run reaches its end.
    """

    steps: tuple[int, ...]
    length: int
    epochs: int
    ended: bool = True

    def epoch(self, row: int) -> int:
        """The epoch, from 0, that a row is in."""
        return min(self.steps[row] * self.epochs // self.length, self.epochs - 1)

    def progress(self, row: int) -> float:
        """How much of the run is done, from 0 to 1."""
        return self.steps[row] / max(self.length - 1, 1)

    def until(self, share: float) -> Timeline:
        """The same of a run that stopped after a part of it."""
        return Timeline(self.steps[: max(2, int(len(self.steps) * share))], self.length, self.epochs, False)

    def rows(self, every: str | None) -> Sequence[int]:
        """The rows on which something with a cadence (``10 steps``, ``epoch``, ``end``) is logged."""
        count = len(self.steps)
        match (every or "step").split():
            case ["once"]:
                return [0]
            case ["end"]:
                return [count - 1] if self.ended else []
            case ["step"]:
                return range(count)
            case [number, unit] if unit.startswith("step"):
                return self._first_of([step // int(number) for step in self.steps])
            case [*number, _]:
                size = int(number[0]) if number else 1
                return self._last_of([self.epoch(row) // size for row in range(count)])
        return range(count)

    def _first_of(self, periods: Sequence[int]) -> list[int]:
        return [row for row, period in enumerate(periods) if row == 0 or period != periods[row - 1]]

    def _last_of(self, periods: Sequence[int]) -> list[int]:
        last = len(periods) - 1
        return [row for row, period in enumerate(periods) if row == last or period != periods[row + 1]]


def timeline(guide: Guide, config: Mapping[str, Json], runs: int) -> Timeline:
    """When a run with that config logs, as one of so many."""
    epochs = whole_number(config, EPOCHS)
    planned = max(
        (schedule.stages[-1].end for schedule in guide.schedules.values() if schedule.stages), default=0
    )
    length = whole_number(config, STEPS) or planned or (epochs or 0) * STEPS_OF_EPOCH or USUAL_STEPS
    length = min(length, MOST_STEPS)
    cells = CELLS // (runs * max(len(guide.catalogue.metrics), 1))
    rows = min(ROWS, max(FEWEST_ROWS, cells), length)
    steps = tuple(row * length // rows for row in range(rows))
    if rows > 1:
        steps = (*steps[:-1], length - 1)
    return Timeline(steps, length, min(epochs or USUAL_EPOCHS, length))
