"""Runs: what is known of each but its lines, which are in ``lines``."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from wbgen.server.ids import decode, encode
from wbgen.server.store.database import Database, now, stamp

RUNNING, PREEMPTING = "running", "preempting"
#: States in which a process works on the run, or is about to.
ALIVE = frozenset({RUNNING, "pending", PREEMPTING})

#: Seconds without a word after which a running run counts as crashed. Clients send a heartbeat every 30 s.
PATIENCE = 300.0


@dataclass(frozen=True, slots=True)
class Run:
    """A run.

    number: its key in the store.  name: its id in URLs (``1mfvb1c8``).  config, summary: JSON objects in text
    without NaN; a config is ``{key: {"value": ...}}``.  sweep: the name of its sweep.  stopping: whether
    somebody asked it to stop.  Times are ISO 8601 in UTC.
    """

    number: int
    id: str
    project_id: str
    name: str
    display_name: str
    state: str
    group: str
    job_type: str
    notes: str
    description: str
    tags: tuple[str, ...]
    sweep: str | None
    config: str
    summary: str
    host: str
    program: str
    repo: str
    commit: str
    created_at: str
    heartbeat_at: str
    exit_code: int | None
    stopping: bool


#: Columns that ``put`` may set, by their names in ``Run``.
COLUMNS = {
    "display_name": "display_name",
    "state": "state",
    "group": "group_name",
    "job_type": "job_type",
    "notes": "notes",
    "description": "description",
    "tags": "tags",
    "sweep": "sweep",
    "config": "config",
    "summary": "summary",
    "host": "host",
    "program": "program",
    "repo": "repo",
    "commit": "commit_hash",
}

_ONE = "SELECT * FROM runs WHERE number = :number"


class Runs:
    """The runs of all projects, in the order of their creation; a name is used once per project."""

    tables = (
        """
        CREATE TABLE runs (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            project INTEGER NOT NULL REFERENCES projects (number),
            name TEXT NOT NULL,
            display_name TEXT NOT NULL DEFAULT '',
            state TEXT NOT NULL DEFAULT 'running',
            group_name TEXT NOT NULL DEFAULT '',
            job_type TEXT NOT NULL DEFAULT '',
            notes TEXT NOT NULL DEFAULT '',
            description TEXT NOT NULL DEFAULT '',
            tags TEXT NOT NULL DEFAULT '[]',
            sweep TEXT,
            config TEXT NOT NULL DEFAULT '{}',
            summary TEXT NOT NULL DEFAULT '{}',
            host TEXT NOT NULL DEFAULT '',
            program TEXT NOT NULL DEFAULT '',
            repo TEXT NOT NULL DEFAULT '',
            commit_hash TEXT NOT NULL DEFAULT '',
            created_at TEXT NOT NULL,
            heartbeat_at TEXT NOT NULL,
            exit_code INTEGER,
            stopping INTEGER NOT NULL DEFAULT 0,
            session INTEGER,
            UNIQUE (project, name)
        )
        """,
        "CREATE INDEX runs_of_sweeps ON runs (project, sweep) WHERE sweep IS NOT NULL",
        "CREATE INDEX runs_by_state ON runs (state, heartbeat_at)",
    )

    def __init__(self, database: Database) -> None:
        self._db = database

    def all(self, project_id: str) -> list[Run]:
        """The runs of a project, oldest first."""
        project = decode("Project", project_id)
        rows = self._db.rows("SELECT * FROM runs WHERE project = :project ORDER BY number", project=project)
        return [_run(row) for row in rows]

    def count(self, project_id: str) -> int:
        """How many runs a project has."""
        project = decode("Project", project_id)
        (row,) = self._db.rows("SELECT count(*) AS n FROM runs WHERE project = :project", project=project)
        return int(row["n"])

    def page(
        self, project_id: str, limit: int, start: int = 0, *, newest_first: bool = False, sweep: str = ""
    ) -> list[Run]:
        """At most so many runs of a project, or of a sweep of it, after so many others."""
        rows = self._db.rows(
            f"SELECT * FROM runs WHERE project = :project {'AND sweep = :sweep' if sweep else ''}"
            f" ORDER BY number {'DESC' if newest_first else 'ASC'} LIMIT :limit OFFSET :start",
            project=decode("Project", project_id),
            sweep=sweep,
            limit=limit,
            start=start,
        )
        return [_run(row) for row in rows]

    def of_sweep(self, project_id: str, sweep: str) -> list[Run]:
        """The runs of a sweep, oldest first."""
        rows = self._db.rows(
            "SELECT * FROM runs WHERE project = :project AND sweep = :sweep ORDER BY number",
            project=decode("Project", project_id),
            sweep=sweep,
        )
        return [_run(row) for row in rows]

    def get(self, project_id: str, name: str) -> Run | None:
        """The run of that exact name, or None."""
        row = self._db.row(
            "SELECT * FROM runs WHERE project = :project AND name = :name",
            project=decode("Project", project_id),
            name=name,
        )
        return _run(row) if row else None

    def by_id(self, id: str) -> Run | None:
        """The run of that id, or None."""
        return self.by_number(decode("Run", id))

    def by_number(self, number: int | None) -> Run | None:
        """The run of that number, or None."""
        row = self._db.row(_ONE, number=number)
        return _run(row) if row else None

    def put(self, project_id: str, name: str, **fields: Any) -> tuple[Run, bool]:
        """Create a run, or change the existing one; and whether it was created.

        fields: of ``COLUMNS``; None leaves a field as it is, ``tags`` is a list. A run that is set to work
        again (``state="running"``) forgets its exit code and that it was asked to stop. One that has to go
        stays "preempting" until it has ended: a client that sends its config once more says "running", too.
        """
        given = {COLUMNS[key]: value for key, value in fields.items() if value is not None}
        if "tags" in given:
            given["tags"] = json.dumps(given["tags"])
        if given.get("state") == RUNNING:
            given |= {"exit_code": None, "stopping": 0, "heartbeat_at": now()}
        with self._db.writing():
            existing = self.get(project_id, name)
            if existing is None:
                given = {"display_name": "", **given, "project": decode("Project", project_id), "name": name}
                number = self._insert(given)
            else:
                number = existing.number
                if given.get("state") == RUNNING and existing.state not in ALIVE:
                    given["session"] = 0
                if given.get("state") == RUNNING and existing.state == PREEMPTING:
                    del given["state"]
                self._update(number, given)
            (row,) = self._db.rows(_ONE, number=number)
        return _run(row), existing is None

    def _insert(self, given: dict[str, Any]) -> int | None:
        time = now()
        values = given | {"created_at": time, "heartbeat_at": time}
        columns, places = ", ".join(values), ", ".join(f":{column}" for column in values)
        number = self._db.write(f"INSERT INTO runs ({columns}) VALUES ({places})", **values).lastrowid
        self._db.write(
            "UPDATE runs SET display_name = 'run-' || :number WHERE number = :number AND display_name = ''",
            number=number,
        )
        return number

    def _update(self, number: int, given: dict[str, Any]) -> None:
        if given:
            changes = ", ".join(f"{column} = :{column}" for column in given)
            self._db.write(f"UPDATE runs SET {changes} WHERE number = :number", **given, number=number)

    def hand_out_again(self, number: int) -> None:
        """Make a run that gave way one that has yet to begin.

        Whether it goes on behind the lines that are there, or from its first line, shows when it logs.
        """
        self._db.write(
            "UPDATE runs SET state = 'pending', session = 0, exit_code = NULL, stopping = 0,"
            " heartbeat_at = :now WHERE number = :number",
            number=number,
            now=now(),
        )

    def beat(self, number: int) -> None:
        """Note that its process is alive; a run that was taken for crashed or not begun is running."""
        self._db.write(
            """
            UPDATE runs SET heartbeat_at = :now,
              state = CASE WHEN state IN ('crashed', 'pending') THEN 'running' ELSE state END
            WHERE number = :number
            """,
            number=number,
            now=now(),
        )

    def note_session(self, number: int, first: int, end: int) -> None:
        """Note which lines of history a run that began again has logged since, as long as it leaves none out.

        One that is resumed goes on behind the lines that are there, and so leaves them out.
        """
        self._db.write(
            "UPDATE runs SET session = CASE WHEN :first <= session THEN max(session, :end) END"
            " WHERE number = :number AND session IS NOT NULL",
            number=number,
            first=first,
            end=end,
        )

    def session_of(self, number: int) -> int | None:
        """How many lines a run that began again has logged from its first line on; None for any other run."""
        (row,) = self._db.rows("SELECT session FROM runs WHERE number = :number", number=number)
        session: int | None = row["session"]
        return session

    def close(self, number: int, state: str, exit_code: int | None = None) -> None:
        """Give a run its final state."""
        self._db.write(
            "UPDATE runs SET state = :state, exit_code = :exit_code, stopping = 0 WHERE number = :number",
            number=number,
            state=state,
            exit_code=exit_code,
        )

    def crash_silent(self, patience: float = PATIENCE) -> list[Run]:
        """Give up runs whose process has said nothing for so many seconds: what they were until then."""
        before = stamp(datetime.now(UTC) - timedelta(seconds=patience))
        silent = "state IN ('running', 'preempting') AND heartbeat_at < :before"
        with self._db.writing():
            rows = self._db.rows(f"SELECT * FROM runs WHERE {silent}", before=before)
            if rows:
                crashed = "UPDATE runs SET state = 'crashed', stopping = 0"
                self._db.write(f"{crashed} WHERE {silent}", before=before)
        return [_run(row) for row in rows]

    def ask_to_stop(self, number: int) -> bool:
        """Let the process of a run know at its next word that it is to stop; whether there is one."""
        asked = self._db.write(
            "UPDATE runs SET stopping = 1 WHERE number = :number AND state IN ('running', 'preempting')",
            number=number,
        )
        return asked.rowcount > 0

    def delete(self, number: int) -> bool:
        """Remove a run for good; what hangs on it goes by foreign keys."""
        return self._db.write("DELETE FROM runs WHERE number = :number", number=number).rowcount > 0


def _run(row: sqlite3.Row) -> Run:
    return Run(
        number=row["number"],
        id=encode("Run", row["number"]),
        project_id=encode("Project", row["project"]),
        name=row["name"],
        **{name: row[column] for name, column in COLUMNS.items() if name != "tags"},
        tags=tuple(json.loads(row["tags"])),
        created_at=row["created_at"],
        heartbeat_at=row["heartbeat_at"],
        exit_code=row["exit_code"],
        stopping=bool(row["stopping"]),
    )
