"""Sweeps, the agents that work on them, and their trials: who was given which run with what parameters."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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

#: Seconds after which an agent that says nothing is lost; agents speak every 5 s, runs every 30 s.
PATIENCE = 60.0

#: A trial is worked on; or over; or was lost with its agent; or its parameters have been handed out again.
ACTIVE, OVER, LOST, REPLACED = "active", "over", "lost", "replaced"


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


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent. sweep: the number of its sweep.  heard_at: seconds since 1970.  done: it was sent home."""

    number: int
    id: str
    name: str
    sweep: int
    host: str
    done: bool
    created_at: str
    heartbeat_at: str
    heard_at: float


@dataclass(frozen=True, slots=True)
class Trial:
    """A run that was handed out. run, agent: their numbers.  attempt: 1 for the first with these parameters.

    stopped: the agent was told to end it.
    """

    run: int
    agent: int
    params: dict[str, Any]
    attempt: int
    state: str
    stopped: bool


class Sweeps:
    """The sweeps of all projects, in the order of their creation; a name is used once per project.

    turn: held by whoever decides what comes next in a sweep, so that no two agents are given one point.
    clock: seconds since 1970, by which agents count as lost.  patience: seconds until then.  since: when
    this server began to listen; an agent was silent at most since then.
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
        """
        CREATE TABLE agents (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            sweep INTEGER NOT NULL REFERENCES sweeps (number) ON DELETE CASCADE,
            host TEXT NOT NULL,
            done INTEGER NOT NULL DEFAULT 0,
            created_at TEXT NOT NULL,
            heartbeat_at TEXT NOT NULL,
            heard_at REAL NOT NULL
        )
        """,
        """
        CREATE TABLE trials (
            run INTEGER PRIMARY KEY REFERENCES runs (number) ON DELETE CASCADE,
            sweep INTEGER NOT NULL REFERENCES sweeps (number) ON DELETE CASCADE,
            agent INTEGER NOT NULL REFERENCES agents (number) ON DELETE CASCADE,
            params TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'active',
            stopped INTEGER NOT NULL DEFAULT 0
        )
        """,
        "CREATE INDEX agents_of_sweeps ON agents (sweep)",
        "CREATE INDEX trials_of_sweeps ON trials (sweep)",
        # Once another run has its parameters, a run that comes back from the dead stays crashed and is told
        # to stop, whoever writes to it: a point of a grid has one finished run.
        """
        CREATE TRIGGER replaced_runs_stay_crashed AFTER UPDATE OF state ON runs
        WHEN NEW.state != 'crashed'
          AND EXISTS (SELECT 1 FROM trials WHERE run = NEW.number AND state = 'replaced')
        BEGIN
            UPDATE runs SET state = 'crashed', stopping = 1 WHERE number = NEW.number;
        END
        """,
    )

    def __init__(self, database: Database) -> None:
        self._db = database
        self.turn = threading.RLock()
        self.clock: Callable[[], float] = time.time
        self.since = self.clock()
        self.patience = PATIENCE

    # -- sweeps --

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

    # -- agents --

    def add_agent(self, sweep: Sweep, host: str) -> Agent:
        """Note that an agent has come to work; a sweep that waited for one runs."""
        with self._db.writing():
            number = self._db.write(
                "INSERT INTO agents (sweep, host, created_at, heartbeat_at, heard_at)"
                " VALUES (:sweep, :host, :now, :now, :heard_at)",
                sweep=sweep.number,
                host=host,
                now=now(),
                heard_at=self.clock(),
            ).lastrowid
            if sweep.state == PENDING:
                self.update(sweep.number, state=RUNNING)
            found = self.agent(encode("Agent", number or 0))
        assert found is not None
        return found

    def agent(self, key: str) -> Agent | None:
        """The agent of that id, or of that name, or None."""
        number = decode("Agent", key)
        if number is None and key.startswith("agent-") and key[6:].isdecimal() and len(key) < 24:
            number = int(key[6:])
        row = self._db.row("SELECT * FROM agents WHERE number = :number", number=number)
        return _agent(row) if row else None

    def agents(self, sweep: int) -> list[Agent]:
        """The agents of a sweep, in the order they came."""
        rows = self._db.rows("SELECT * FROM agents WHERE sweep = :sweep ORDER BY number", sweep=sweep)
        return [_agent(row) for row in rows]

    def beat(self, agent: Agent) -> None:
        """Note that an agent is alive."""
        with self._db.writing():
            self._db.write(
                "UPDATE agents SET heartbeat_at = :now, heard_at = :heard, done = 0 WHERE number = :number",
                number=agent.number,
                now=now(),
                heard=self.clock(),
            )
            self._db.write(
                "UPDATE sweeps SET heartbeat_at = :now WHERE number = :number", number=agent.sweep, now=now()
            )

    def send_home(self, agent: Agent) -> None:
        """Note that an agent was told to exit."""
        self._db.write("UPDATE agents SET done = 1 WHERE number = :number", number=agent.number)

    # -- trials --

    def add_trial(self, sweep: int, agent: int, run: int, params: dict[str, Any], attempt: int) -> None:
        """Note that an agent was given a run."""
        self._db.write(
            "INSERT INTO trials (run, sweep, agent, params, attempt)"
            " VALUES (:run, :sweep, :agent, :params, :attempt)",
            run=run,
            sweep=sweep,
            agent=agent,
            params=json.dumps(params, allow_nan=False),
            attempt=attempt,
        )

    def trials(self, sweep: int) -> list[Trial]:
        """The trials of a sweep, oldest first. Of a run that was deleted nothing is left."""
        rows = self._db.rows("SELECT * FROM trials WHERE sweep = :sweep ORDER BY run", sweep=sweep)
        return [_trial(row) for row in rows]

    def mark(self, run: int, *, state: str | None = None, stopped: bool | None = None) -> None:
        """Change what is known of a trial; None leaves it."""
        self._db.write(
            "UPDATE trials SET state = coalesce(:state, state), stopped = coalesce(:stopped, stopped)"
            " WHERE run = :run",
            run=run,
            state=state,
            stopped=stopped,
        )


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


def _agent(row: sqlite3.Row) -> Agent:
    return Agent(
        number=row["number"],
        id=encode("Agent", row["number"]),
        name=f"agent-{row['number']}",
        sweep=row["sweep"],
        host=row["host"],
        done=bool(row["done"]),
        created_at=row["created_at"],
        heartbeat_at=row["heartbeat_at"],
        heard_at=row["heard_at"],
    )


def _trial(row: sqlite3.Row) -> Trial:
    return Trial(
        run=row["run"],
        agent=row["agent"],
        params=json.loads(row["params"]),
        attempt=row["attempt"],
        state=row["state"],
        stopped=bool(row["stopped"]),
    )
