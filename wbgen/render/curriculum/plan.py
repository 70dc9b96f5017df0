"""A curriculum as rows: its stages, how long each takes, and what no run reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wbgen.spec.guide import Stage

#: The colours of stages by their names. Where there is one, a ratio is meant even if none is given.
COLOURS = {"teacher": "#3f9b5f", "mixed": "#e2a32d", "student": "#3b6fd4"}


@dataclass(frozen=True, slots=True)
class Row:
    """A stage as a table tells it. percent: of the whole schedule.  missed: steps that no run reaches."""

    stage: Stage
    percent: float
    missed: int = 0

    @property
    def steps(self) -> int:
        """How many steps it takes."""
        return self.stage.end - self.stage.start


@dataclass(frozen=True, slots=True)
class Plan:
    """A schedule, beside how long a run is. max_steps: None where nobody says."""

    title: str
    rows: tuple[Row, ...]
    max_steps: int | None = None

    @property
    def steps(self) -> int:
        """How many steps all stages take."""
        return self.rows[-1].stage.end

    @property
    def missed(self) -> int:
        """How many of them no run reaches."""
        return sum(row.missed for row in self.rows)

    @property
    def has_ratio(self) -> bool:
        """Whether the stages mean a ratio at all."""
        return any(row.stage.ratio is not None or row.stage.name.lower() in COLOURS for row in self.rows)


def plan_of(stages: Sequence[Stage], max_steps: int | None = None, title: str = "") -> Plan:
    """The schedule of some stages, at least one, in a run of so many steps."""
    whole, limit = stages[-1].end, stages[-1].end if max_steps is None else max_steps
    rows = (
        Row(stage, 100 * (stage.end - stage.start) / whole, max(0, stage.end - max(stage.start, limit)))
        for stage in stages
    )
    return Plan(title, tuple(rows), max_steps)
