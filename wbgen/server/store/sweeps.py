"""Sweeps: what is known of each but its agents and their trials, which are in ``agents``."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass

from wbgen.server.ids import decode, encode, new_name
from wbgen.server.store.database import Database, now

#: States of a sweep, as the client writes them.
PENDING, RUNNING, PAUSED, FINISHED, CANCELED, FAILED = (
    "PENDING",
    "RUNNING",
    "PAUSED",
    "FINISHED",
    "CANCELED",
    "FAILED",
)
STATES = frozenset({PENDING, RUNNING, PAUSED, FINISHED, CANCELED, FAILED})


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep. name: its id in URLs.  config: as the client sent it.  Times are ISO 8601 in UTC.

    note: why the server ended it, if it did so for a fault.
    """

    number: int
    id: str
    project_id: str
    name: str
    state: str
    display_name: str
    description: str
    config: str
    note: str
    created_at: str
    updated_at: str
    heartbeat_at: str | None


class Sweeps:
    """The sweeps of all projects, in the order of their creation; a name is used once per project.

    turn: held by whoever decides what comes next in a sweep, so that no two agents are given one point.
    """

    tables = (
        """
        CREATE TABLE sweeps (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            project INTEGER NOT NULL REFERENCES projects (number),
            name TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'PENDING',
            display_name TEXT NOT NULL DEFAULT '',
            description TEXT NOT NULL DEFAULT '',
            config TEXT NOT NULL,
            note TEXT NOT NULL DEFAULT '',
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            heartbeat_at TEXT,
            UNIQUE (project, name)
        )
        """,
    )

    def __init__(self, database: Database) -> None:
        self._db = database
        self.turn = threading.RLock()

    def create(
        self, project_id: str, *, config: str, display_name: str | None, description: str | None
    ) -> Sweep:
        """A new sweep under a new name."""
        number = self._db.write(
            """
            INSERT INTO sweeps (project, name, display_name, description, config, created_at, updated_at)
            VALUES (:project, :name, :display_name, :description, :config, :now, :now)
            """,
            project=decode("Project", project_id),
            name=new_name(),
            display_name=display_name or "",
            description=description or "",
            config=config,
            now=now(),
        ).lastrowid
        return self._sweep_of(number)

    def take(self, sweep: Sweep, names: Iterable[str]) -> None:
        """Make runs of its project those of a sweep, by their names; they leave the sweeps they were in."""
        project = decode("Project", sweep.project_id)
        with self._db.writing() as connection:
            connection.executemany(
                "UPDATE runs SET sweep = ? WHERE project = ? AND name = ?",
                ((sweep.name, project, name) for name in names),
            )

    def update(self, number: int, **fields: str | None) -> Sweep:
        """Change a sweep; None leaves a field (state, display_name, description, config, note) as it is."""
        given = {name: value for name, value in fields.items() if value is not None} | {"updated_at": now()}
        changes = ", ".join(f"{name} = :{name}" for name in given)
        self._db.write(f"UPDATE sweeps SET {changes} WHERE number = :number", **given, number=number)
        return self._sweep_of(number)

    def get(self, project_id: str, name: str) -> Sweep | None:
        """The sweep of that exact name, or None."""
        row = self._db.row(
            "SELECT * FROM sweeps WHERE project = :project AND name = :name",
            project=decode("Project", project_id),
            name=name,
        )
        return _sweep(row) if row else None

    def by_id(self, id: str) -> Sweep | None:
        """The sweep of that id, or None."""
        return self.by_number(decode("Sweep", id))

    def by_number(self, number: int | None) -> Sweep | None:
        """The sweep of that number, or None."""
        row = self._db.row("SELECT * FROM sweeps WHERE number = :number", number=number)
        return _sweep(row) if row else None

    def page(self, project_id: str, limit: int, after: int = 0) -> list[tuple[int, Sweep]]:
        """At most ``limit`` sweeps (-1: all) whose number is above ``after``, with their numbers."""
        rows = self._db.rows(
            "SELECT * FROM sweeps WHERE project = :project AND number > :after ORDER BY number LIMIT :limit",
            project=decode("Project", project_id),
            after=after,
            limit=limit,
        )
        return [(row["number"], _sweep(row)) for row in rows]

    def count(self, project_id: str) -> int:
        """How many sweeps a project has."""
        project = decode("Project", project_id)
        row = self._db.row("SELECT count(*) AS n FROM sweeps WHERE project = :project", project=project)
        return row["n"] if row else 0

    def count_runs(self, project_id: str, name: str) -> int:
        """How many runs a sweep has."""
        (row,) = self._db.rows(
            "SELECT count(*) AS n FROM runs WHERE project = :project AND sweep = :name",
            project=decode("Project", project_id),
            name=name,
        )
        return int(row["n"])

    def under_way(self) -> list[Sweep]:
        """The sweeps of all projects that run, or in which agents were at work when they ended."""
        rows = self._db.rows(
            "SELECT * FROM sweeps WHERE state = 'RUNNING'"
            " OR number IN (SELECT sweep FROM trials WHERE state = 'active') ORDER BY number"
        )
        return [_sweep(row) for row in rows]

    def _sweep_of(self, number: int | None) -> Sweep:
        found = self.by_number(number)
        assert found is not None
        return found


def _sweep(row: sqlite3.Row) -> Sweep:
    return Sweep(
        number=row["number"],
        id=encode("Sweep", row["number"]),
        project_id=encode("Project", row["project"]),
        name=row["name"],
        state=row["state"],
        display_name=row["display_name"],
        description=row["description"],
        config=row["config"],
        note=row["note"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        heartbeat_at=row["heartbeat_at"],
    )
