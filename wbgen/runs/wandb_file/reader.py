"""A `.wandb` file, read from its start or on from where it was left."""

from __future__ import annotations

from collections.abc import Sequence
from io import BufferedReader
from typing import Protocol

import numpy as np

from wbgen.runs.wandb_file.arrays import ODD, Whole
from wbgen.runs.wandb_file.columns import Columns
from wbgen.runs.wandb_file.facts import Facts
from wbgen.runs.wandb_file.framing import Damage, Log, Records
from wbgen.runs.wandb_file.plain_form import decoded, plain_form
from wbgen.runs.wandb_file.walk import HISTORY, Bodies, Items, bodies, items

#: Fields of a record that say what it is.
HISTORY_ROW = 2
OF_THE_RUN = (5, 12, 17, 18, 26)

#: Rows of a history that are read, at most.
MOST_ROWS = 20_000_000


class Taking(Protocol):
    """What takes in some of the records of a file."""

    def take(self, records: Records, found: Bodies) -> None:
        """Take in what of some records, whose bodies were found, is its own."""


class Reader:
    """What a file holds, as far as it has been read.

    wanted: the names whose values are kept (None: all).  upto: bytes of the file that count (None: all).
    others: what takes in other records: of the summary, of the machine's metrics.
    """

    def __init__(
        self,
        file: BufferedReader,
        wanted: frozenset[str] | None = None,
        upto: int | None = None,
        others: Sequence[Taking] = (),
    ) -> None:
        self._others = others
        self.facts = Facts()
        self.columns = Columns(wanted)
        self.steps: list[Whole] = []
        self.rows = 0
        self.rows_left_out = 0
        self._log = Log(file, upto)
        self._unread = 0

    @property
    def damage(self) -> Damage | None:
        """Where the file could not be read on the last time, if anywhere."""
        return self._log.damage

    @property
    def unread(self) -> int:
        """How many records and values were whole, and yet not what wandb writes."""
        return self._unread + self.columns.unread + self.facts.unread

    def read(self) -> bool:
        """Read what has been added. Gives whether there was anything."""
        anything = False
        for records in self._log.records():
            anything = anything or len(records.starts) > 0
            self._take(records, bodies(records))
        return anything

    def _take(self, records: Records, found: Bodies) -> None:
        if (odd := np.flatnonzero(found.kinds == ODD)).size:
            usual, kept = plain_form(records, odd)
            self._unread += len(odd) - len(kept)
            known = bodies(usual)
            if (known.kinds != ODD).all():
                self._take(usual, known)
        self._take_history(records, found, np.flatnonzero(found.kinds == HISTORY_ROW))
        for other in self._others:
            other.take(records, found)
        for one in np.flatnonzero(np.isin(found.kinds, OF_THE_RUN)).tolist():
            record = decoded(bytes(records.data[records.starts[one] : records.ends[one]]))
            if record is None:
                self._unread += 1
            else:
                self.facts.note(record)

    def _take_history(self, records: Records, found: Bodies, which: Whole) -> None:
        room = MOST_ROWS - self.rows
        self.rows_left_out += len(which[room:])
        which = which[:room]
        first = items(records.data, found.starts[which], found.ends[which], HISTORY)
        self._add(first, np.arange(len(which)))
        steps = first.steps
        if first.odd.any():
            usual, kept = plain_form(records, which[first.odd])
            known = bodies(usual)
            second = items(usual.data, known.starts, known.ends, HISTORY)
            rows = np.searchsorted(which, kept)
            self._add(second, rows)
            steps[rows] = second.steps
            self._unread += int(first.odd.sum() - len(kept) + second.odd.sum())
        self.steps.append(steps)
        self.rows += len(which)

    def _add(self, found: Items, rows: Whole) -> None:
        self.columns.add(found, self.rows + rows[found.rows])
