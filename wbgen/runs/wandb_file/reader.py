"""A `.wandb` file, read from its start or on from where it was left."""

from __future__ import annotations

from io import BufferedReader

import numpy as np

from wbgen.runs.wandb_file.arrays import ODD, Whole
from wbgen.runs.wandb_file.columns import Columns
from wbgen.runs.wandb_file.facts import Facts
from wbgen.runs.wandb_file.framing import Damage, Log, Records
from wbgen.runs.wandb_file.paths import Paths
from wbgen.runs.wandb_file.plain_form import decoded, plain_form
from wbgen.runs.wandb_file.system import Machine
from wbgen.runs.wandb_file.walk import HISTORY, SUMMARY, Bodies, Items, bodies, items

#: Fields of a record that say what it is.
HISTORY_ROW, SUMMARY_UPDATE = 2, 3
OF_THE_RUN = (5, 12, 17, 18, 26)

#: Rows of a history that are read, at most.
MOST_ROWS = 20_000_000


class Reader:
    """What a file holds, as far as it has been read.

    wanted: the names whose values are kept (None: all).  upto: bytes of the file that count (None: all).
    machine: what takes in the machine's metrics, where they are asked for.
    """

    def __init__(
        self,
        file: BufferedReader,
        wanted: frozenset[str] | None = None,
        upto: int | None = None,
        machine: Machine | None = None,
    ) -> None:
        self.machine = machine
        self.facts = Facts()
        self.columns = Columns(wanted)
        self.steps: list[Whole] = []
        self.rows = 0
        self.rows_left_out = 0
        self._log = Log(file, upto)
        self._names = Paths()
        self._updates = 0
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
        self._take_summary(records, found, np.flatnonzero(found.kinds == SUMMARY_UPDATE))
        if self.machine is not None:
            self.machine.take(records, found)
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

    def _take_summary(self, records: Records, found: Bodies, which: Whole) -> None:
        """Take in updates of the summary; of each path, only the last counts."""
        updates = items(records.data, found.starts[which], found.ends[which], SUMMARY)
        order = np.argsort(updates.rows, kind="stable")
        of = self._names.numbers(updates)[order]
        last = np.full(len(self._names.known) + 1, -1)
        last[of] = order
        for number in np.flatnonzero(last[:-1] >= 0).tolist():
            one = last[number]
            text = updates.data[updates.values[one] : updates.value_ends[one]].decode("utf-8", "replace")
            self.facts.updates[self._names.known[number]] = self._updates + int(updates.rows[one]), text
        for one in np.flatnonzero(updates.odd).tolist():
            record = decoded(bytes(records.data[records.starts[which[one]] : records.ends[which[one]]]))
            if record is None:
                self._unread += 1
            else:
                self.facts.note_summary(record.summary, self._updates + one)
        self._updates += len(which)
