"""A run beside the spec that it is to keep: its names, its columns, and how far it got."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np

from wbgen.contract.arrays import Numbers, Steps, merged
from wbgen.contract.declared import Declarations, Declared
from wbgen.runs.keys import Key, Kind
from wbgen.runs.memory import kind_of
from wbgen.runs.passing import passes
from wbgen.runs.run import STEP, Run, RunData
from wbgen.runs.values import find
from wbgen.spec.expressions import parse_filter
from wbgen.spec.guide import Guide
from wbgen.spec.names import is_built_in

#: Rows of ``run.history()`` where nobody asks for more. Source: wandb 0.31.0, apis/public/runs.py.
SAMPLE = 500

#: Cells that are read at a time.
CELLS = 50_000_000

#: What tells that an axis counts epochs.
EPOCHS = re.compile(r"(^|[/._-])epochs?\Z", re.IGNORECASE)

#: States in which a run has not come to its end.
UNFINISHED = frozenset({"running", "pending", "preempting", "preempted", "crashed", "failed", "killed"})


@dataclass(frozen=True, slots=True)
class Column:
    """What a run logged under a name. numbers: None where the values are no numbers.

    texts: the different values of a column of texts, some of them.
    """

    steps: Steps
    numbers: Numbers | None
    texts: tuple[str, ...] = ()


class Subject:
    """A run, and what its spec declares for it."""

    def __init__(self, guide: Guide, data: RunData) -> None:
        self.guide, self.data = guide, data
        self.run: Run = data.run
        self.keys: Mapping[str, Key] = data.keys()
        self.declared = Declarations(guide, self.run.config)
        self.scale = scale_of(self.run)
        self.finished = self.run.state not in UNFINISHED
        self._columns: dict[str, Column] = {}
        self._holds: dict[str, bool] = {}

    @cached_property
    def in_summary(self) -> Mapping[str, Kind]:
        """The names that only the summary has, with what their values are."""
        return {
            name: kind_of(value)
            for name, value in self.run.summary.items()
            if not name.startswith("_")
            and name not in self.keys
            and not (isinstance(value, dict) and "_type" not in value and self._is_of_history(name))
        }

    def _is_of_history(self, name: str) -> bool:
        """Whether a map of the summary is of logged names: maps within maps are dotted names there."""
        return any(key.startswith(f"{name}.") for key in self.keys)

    @cached_property
    def logged(self) -> list[tuple[str, Declared]]:
        """The declared metrics in the history, in the catalogue's order."""
        order = {pattern: number for number, pattern in enumerate(self.declared.catalogue.written)}
        found = ((name, self.declared.find(name)) for name in self.keys)
        known = [(name, one) for name, one in found if one is not None]
        return sorted(known, key=lambda pair: order[pair[1].pattern])

    def has(self, name: str, every: str | None) -> bool:
        """Whether a metric was logged; one that is logged once or at the end may be in the summary alone."""
        return name in self.keys or (every in ("once", "end") and name in self.in_summary)

    def column(self, name: str) -> Column:
        """What was logged under a name that is there."""
        if name not in self._columns:
            self._read([name])
        return self._columns[name]

    def read(self, names: Sequence[str]) -> None:
        """Read the columns of some names, together."""
        there = [name for name in dict.fromkeys(names) if name in self.keys and name not in self._columns]
        rows = max((key.rows + key.others for key in self.keys.values()), default=1)
        size = max(1, CELLS // max(rows, 1))
        for start in range(0, len(there), size):
            self._read(there[start : start + size])

    def _read(self, names: Sequence[str]) -> None:
        frame = self.data.history(names)
        steps = frame.get_column(STEP).to_numpy()
        for name in names:
            series = frame.get_column(name)
            full = not series.null_count()
            own = steps if full else steps[series.is_not_null().to_numpy()]
            known = series if full else series.drop_nulls()
            if series.dtype.is_numeric():
                self._columns[name] = Column(own, known.to_numpy().astype(np.float64, copy=False))
            else:
                is_text = self.keys[name].kind is Kind.TEXT
                texts = tuple(known.unique(maintain_order=True).head(1000).to_list()) if is_text else ()
                self._columns[name] = Column(own, None, texts)

    # --- how far the run got

    @cached_property
    def last_step(self) -> int:
        """The step of the last row; -1 for a run without rows."""
        return int(self.steps[-1]) if len(self.steps) else -1

    @cached_property
    def steps(self) -> Steps:
        """The steps of all rows."""
        self.read([*self.keys])
        return merged([self.column(name).steps for name in self.keys])

    @cached_property
    def is_sample(self) -> bool:
        """Whether the history is what the client's ``run.history()`` gives of a longer one."""
        rows = len(self.steps)
        return rows == SAMPLE and self.last_step - self.first_step >= rows

    @cached_property
    def first_step(self) -> int:
        """The step of the first row; 0 for a run without rows."""
        return int(self.steps[0]) if len(self.steps) else 0

    @cached_property
    def epochs(self) -> str | None:
        """The metric that counts epochs: the spec's axis, or the one that is called so."""
        named = (name for name, _ in self.logged if EPOCHS.search(name))
        candidates = [self.guide.x] if EPOCHS.search(self.guide.x) else [*named]
        return next((name for name in candidates if self._counts(name)), None)

    @cached_property
    def step_axis(self) -> str:
        """What steps are counted by: the spec's axis where that is a metric of steps, or the row's step."""
        x = self.guide.x
        return x if not is_built_in(x) and not EPOCHS.search(x) and self._counts(x) else STEP

    def _counts(self, name: str) -> bool:
        return name in self.keys and self.keys[name].kind is Kind.NUMBER

    def axis(self, unit: str) -> str | None:
        """The axis that steps or epochs are counted by; None where the run does not say."""
        return self.epochs if unit == "epochs" else self.step_axis

    def along(self, axis: str, steps: Steps) -> Numbers:
        """Where on an axis some rows are: its newest value by then, NaN before the first."""
        if axis == STEP:
            return steps.astype(np.float64)
        column = self.column(axis)
        if column.numbers is None or not len(column.steps):
            return np.full(len(steps), np.nan)
        at = np.searchsorted(column.steps, steps, side="right") - 1
        return np.where(at >= 0, column.numbers[np.maximum(at, 0)], np.nan)

    def end_of(self, unit: str) -> float | None:
        """How many steps or epochs the run got to; None where it does not say."""
        ends = self._ends(unit)
        return ends and ends[1]

    def start_of(self, unit: str) -> float | None:
        """Where the run's steps or epochs begin; None where it does not say."""
        ends = self._ends(unit)
        return ends and ends[0]

    def _ends(self, unit: str) -> tuple[float, float] | None:
        axis = self.axis(unit)
        if axis is None:
            return None
        if axis == STEP:
            return float(self.first_step), float(self.last_step)
        numbers = self.column(axis).numbers
        finite = numbers[np.isfinite(numbers)] if numbers is not None else np.empty(0)
        return (float(finite.min()), float(finite.max())) if len(finite) else None

    # --- what is expected of it

    def holds(self, condition: str | None) -> bool:
        """Whether an ``only_if`` holds for the run; where there is none, it does."""
        if condition is None:
            return True
        if condition not in self._holds:
            self._holds[condition] = passes(parse_filter(condition), self.run, datetime.now(UTC))
        return self._holds[condition]

    def expects(self, one: Declared) -> bool:
        """Whether the run should have logged a metric by now."""
        return self.holds(one.attributes.only_if) and self.is_due(one.attributes.every)

    def is_due(self, every: str | None) -> bool:
        """Whether a cadence has come round once."""
        if every == "end":
            return self.finished
        cadence = read_cadence(every, self.scale)
        if cadence is None:
            return True
        size, unit = cadence
        end = self.end_of(unit)
        return self.finished if end is None else size <= max(end, 1)


def read_cadence(every: str | None, scale: float) -> tuple[float, str] | None:
    """A cadence as an amount of ``steps`` or ``epochs``, 1 at least; None for ``once``, ``end``, nothing."""
    match (every or "").split():
        case ["step"] | ["epoch"] as word:
            return 1.0, f"{word[0]}s"
        case [amount, unit]:
            return max(1.0, int(amount) * scale), f"{unit.removesuffix('s')}s"
    return None


def scale_of(run: Run) -> float:
    """What the run multiplied cadences by, as a script writes it into its config; 1 where nothing is said."""
    said: Any = find(run.config, "wbgen.scale")
    usable = isinstance(said, int | float) and not isinstance(said, bool) and math.isfinite(said)
    return float(said) if usable and 0 < said <= 1 else 1.0
