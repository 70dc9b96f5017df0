"""The history of a reader's columns, as run data gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from wbgen.runs.frames import with_any
from wbgen.runs.keys import Key, Kind
from wbgen.runs.run import AXES, RUNTIME, STEP, TIMESTAMP
from wbgen.runs.wandb_file.frames import forget, keys_of, series
from wbgen.runs.wandb_file.reader import Reader


class History:
    """What has been read, name by name; a column is made when it is first asked for.

    growing: whether the reader reads on, and so needs what columns are made from.
    """

    def __init__(self, reader: Reader, *, growing: bool = False) -> None:
        self._reader = reader
        self._growing = growing
        self._all = keys_of(reader.columns)
        self._made: dict[str, pl.Series] = {}

    @property
    def keys(self) -> Mapping[str, Key]:
        """What each name holds, without the axes."""
        return {name: key for name, key in self._all.items() if name not in AXES}

    def frame(self, names: Sequence[str]) -> pl.DataFrame:
        """See ``RunData.history``."""
        there = [name for name in dict.fromkeys(names) if name in self._all and name not in AXES]
        columns = [self._series(name) for name in there]
        frame = pl.DataFrame([self._steps(), self._axis(RUNTIME), self._axis(TIMESTAMP), *columns])
        frame = with_any(frame, names)
        return frame if frame.get_column(STEP).is_sorted() else frame.sort(STEP, maintain_order=True)

    def _series(self, name: str) -> pl.Series:
        if name not in self._made:
            kind = self._all[name].kind
            columns = self._reader.columns
            self._made[name] = series(columns, name, kind, self._reader.rows)
            if not self._growing:
                forget(columns, name)
        return self._made[name]

    def _axis(self, name: str) -> pl.Series:
        if name in self._all and self._all[name].kind == Kind.NUMBER:
            return self._series(name)
        return pl.Series(name, [None] * self._reader.rows, pl.Float64)

    def _steps(self) -> pl.Series:
        """The step of each row: what it logged, or else the number the client gave it, or else its own."""
        numbers = np.concatenate([*self._reader.steps, np.zeros(0, np.int64)])
        numbers = np.where(numbers < 0, np.arange(len(numbers)), numbers)
        known = self._axis(STEP).cast(pl.Int64, strict=False)
        return known if not known.null_count() else known.fill_null(pl.Series(STEP, numbers)).alias(STEP)
