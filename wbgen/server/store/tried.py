"""What a sweep has tried: its trials, and the runs that it began with or that a person added to it.

A trial whose parameters were handed out again is none of these. Nothing here reads more of a run than is
asked for: a sweep may have had thousands, and an agent waits for the answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from wbgen.server.ids import decode
from wbgen.server.store.database import Database
from wbgen.server.store.sweeps import Sweep

#: Trials, and then runs of the sweep that no agent of it was given.
_TRIED = """
SELECT {of_trial} FROM trials JOIN runs ON runs.number = trials.run
WHERE trials.sweep = :number AND trials.state != 'replaced'
UNION ALL
SELECT {of_run} FROM runs WHERE {added}
"""
_ADDED = """
project = :project AND sweep = :name
AND NOT EXISTS (SELECT 1 FROM trials WHERE trials.run = runs.number AND trials.sweep = :number)
"""


@dataclass(frozen=True, slots=True)
class TriedRun:
    """A run that a search knows. params, summary: JSON objects in text."""

    name: str
    state: str
    params: str
    summary: str


class Tried:
    """What sweeps have tried."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def runs(self, sweep: Sweep) -> list[TriedRun]:
        """The runs with what they were started with and what came of them, oldest first."""
        columns = "runs.number, name, runs.state, {} AS params, summary"
        sql = _TRIED.format(
            of_trial=columns.format("trials.params"), of_run=columns.format("config"), added=_ADDED
        )
        rows = self._db.rows(f"{sql} ORDER BY 1", **_of(sweep))
        return [TriedRun(row["name"], row["state"], row["params"], row["summary"]) for row in rows]

    def params(self, sweep: Sweep) -> list[str]:
        """What the runs were started with, as JSON objects in text."""
        sql = _TRIED.format(of_trial="params", of_run="config", added=_ADDED)
        return [text for (text,) in self._db.rows(sql, **_of(sweep))]

    def summaries(self, sweep: Sweep) -> list[str]:
        """What came of the runs, as JSON objects in text."""
        sql = _TRIED.format(of_trial="summary", of_run="summary", added=_ADDED)
        return [text for (text,) in self._db.rows(sql, **_of(sweep))]

    def added(self, sweep: Sweep) -> int:
        """How many runs of a sweep none of its agents was given: no cap counts them."""
        (row,) = self._db.rows(f"SELECT count(*) AS n FROM runs WHERE {_ADDED}", **_of(sweep))
        return int(row["n"])

    def last_named(self, sweep: Sweep) -> int:
        """The highest number of a run ``sweep-N`` among those; 0 where none is called so."""
        number = "max(CAST(substr(display_name, 7) AS INTEGER)) AS n"
        is_named = "display_name GLOB 'sweep-[0-9]*' AND length(display_name) < 16"
        (row,) = self._db.rows(f"SELECT {number} FROM runs WHERE {_ADDED} AND {is_named}", **_of(sweep))
        return int(row["n"] or 0)


def _of(sweep: Sweep) -> dict[str, object]:
    return {"number": sweep.number, "project": decode("Project", sweep.project_id), "name": sweep.name}
