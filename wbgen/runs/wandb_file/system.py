"""The machine's metrics in a `.wandb` file."""

from __future__ import annotations

import numpy as np
import polars as pl

from wbgen.runs.logged import logged
from wbgen.runs.run import RUNTIME, TIMESTAMP
from wbgen.runs.wandb_file.columns import float_of
from wbgen.runs.wandb_file.framing import Records
from wbgen.runs.wandb_file.plain_form import decoded, value_of
from wbgen.runs.wandb_file.walk import Bodies

#: The field of a record that holds the machine's metrics.
STATS = 7

#: Metrics, and values of all, at most. One value takes about a hundred bytes while they are read.
MOST_KEYS = 5_000
MOST_VALUES = 5_000_000


class Machine:
    """The machine's metrics as far as they have been read."""

    def __init__(self) -> None:
        self._times: list[float] = []
        self._columns: dict[str, dict[int, float]] = {}
        self._room = MOST_VALUES

    def take(self, records: Records, found: Bodies) -> None:
        """Take in what of some records is of the machine."""
        for one in np.flatnonzero(found.kinds == STATS).tolist():
            record = decoded(bytes(records.data[records.starts[one] : records.ends[one]]))
            if record is None or self._room <= 0:
                continue
            stats = record.stats
            for item in stats.item:
                value = number(value_of(item))
                if value is not None and (item.key in self._columns or len(self._columns) < MOST_KEYS):
                    self._columns.setdefault(item.key, {})[len(self._times)] = value
            self._room -= len(stats.item)
            self._times.append(stats.timestamp.seconds + stats.timestamp.nanos / 1e9)

    def frame(self, started: float | None) -> pl.DataFrame:
        """``_runtime``, ``_timestamp`` and a column for each metric.

        started: when the run began, in seconds since 1970; the clock of the records is that of the machine.
        """
        times = self._times
        begun = times[0] if started is None and times else started
        since = [None if begun is None else time - begun for time in times]
        columns = {RUNTIME: since, TIMESTAMP: times} | {
            name: [values.get(row) for row in range(len(times))]
            for name, values in sorted(self._columns.items())
        }
        return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Float64))


def number(text: str) -> float | None:
    """The number that a JSON text is, if it is one."""
    try:
        value = logged(text)
    except ValueError:
        return None
    return float_of(value) if isinstance(value, int | float) else None
