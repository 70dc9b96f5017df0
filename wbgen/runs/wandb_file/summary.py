"""The summary that the records of a `.wandb` file build up, update by update.

wandb-core writes an update with every row, so that they are as much of a file as its history. They are read
only where the summary is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

from wbgen.runs.logged import drop, logged, put
from wbgen.runs.wandb_file.facts import path_of, without_own
from wbgen.runs.wandb_file.framing import Records
from wbgen.runs.wandb_file.paths import Path, Paths
from wbgen.runs.wandb_file.plain_form import decoded, value_of
from wbgen.runs.wandb_file.walk import SUMMARY, Bodies, Items, items
from wbgen.views.json import Json

#: The field of a record that holds updates of the summary.
UPDATES = 3

#: For each path when it was last set, and to which JSON (None: it was removed).
Latest: TypeAlias = "dict[Path, tuple[int, str | None]]"


class Summary:
    """A summary as far as it has been read."""

    def __init__(self) -> None:
        self.unread = 0
        self._latest: Latest = {}
        self._names = Paths()
        self._count = 0

    def take(self, records: Records, found: Bodies) -> None:
        """Take in what of some records are updates of the summary; of each path, only the last counts."""
        which = np.flatnonzero(found.kinds == UPDATES)
        updates = items(records.data, found.starts[which], found.ends[which], SUMMARY)
        self._take_last(updates)
        for one in np.flatnonzero(updates.odd).tolist():
            record = decoded(bytes(records.data[records.starts[which[one]] : records.ends[which[one]]]))
            if record is None:
                self.unread += 1
            else:
                self._latest |= updates_of(record.summary, self._count + one)
        self._count += len(which)

    def _take_last(self, updates: Items) -> None:
        order = np.argsort(updates.rows, kind="stable")
        of = self._names.numbers(updates)[order]
        last = np.full(len(self._names.known) + 1, -1)
        last[of] = order
        for number in np.flatnonzero(last[:-1] >= 0).tolist():
            one = last[number]
            text = updates.data[updates.values[one] : updates.value_ends[one]].decode("utf-8", "replace")
            self._latest[self._names.known[number]] = self._count + int(updates.rows[one]), text

    def values(self, begun: Any, history: Mapping[Path, str]) -> tuple[dict[str, Json], int]:
        """The summary, later values over those that are above or below them; and how many are no JSON.

        begun: the updates with which the run began, or None.  history: the last values of the history. They
        stand in where the summary was never written, which older clients do at the end.
        """
        first = {} if begun is None else updates_of(begun, -1)
        latest = first | self._latest or {path: (0, text) for path, text in history.items() if text}
        found: dict[str, Json] = {}
        unread = 0
        for path, (_, text) in sorted(latest.items(), key=lambda update: update[1][0]):
            try:
                if text is None:
                    drop(found, path)
                else:
                    put(found, path, logged(text))
            except ValueError:
                unread += 1
        return without_own(found), unread


def updates_of(updates: Any, when: int) -> Latest:
    """The updates of a record."""
    return {
        **{path_of(item): (when, value_of(item)) for item in updates.update},
        **{path_of(item): (when, None) for item in updates.remove},
    }
