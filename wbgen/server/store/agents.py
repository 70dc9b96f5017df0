"""Agents that work on sweeps, and their trials: which agent was given which run with what parameters."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Protocol

from wbgen.server.ids import decode, encode
from wbgen.server.store.database import Database, now

#: Seconds after which an agent that says nothing is lost; agents speak every 5 s, runs every 30 s.
PATIENCE = 60.0

#: A trial is worked on; or over; or was lost with its agent; or its parameters have been handed out again.
ACTIVE, OVER, LOST, REPLACED = "active", "over", "lost", "replaced"


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent. sweep: the number of its sweep.  done: it was sent home.  Times are ISO 8601 in UTC."""

    number: int
    id: str
    name: str
    sweep: int
    host: str
    done: bool
    created_at: str
    heartbeat_at: str


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


class Servers(Protocol):
    """What is known of the servers that agents came to. port: of this one; None for one that lasts."""

    port: int | None

    def has_ended(self, port: int) -> bool:
        """Whether the server of a port has ended."""


class Lasting:
    """One server, and no others."""

    port: int | None = None

    def has_ended(self, port: int) -> bool:
        """Nobody knows of another."""
        return False


class Agents:
    """The agents of all sweeps, in the order they came, and what they were given.

    patience: seconds of silence after which one is lost.  clock: seconds by which that is told; it stands
    still while the machine sleeps, and everybody with it.  since: when this server began to listen; an agent
    was silent at most since then.  wall: seconds since 1970, for runs.
    """

    tables = (
        """
        CREATE TABLE agents (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            sweep INTEGER NOT NULL REFERENCES sweeps (number) ON DELETE CASCADE,
            host TEXT NOT NULL,
            done INTEGER NOT NULL DEFAULT 0,
            created_at TEXT NOT NULL,
            heartbeat_at TEXT NOT NULL
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

    #: What has become of trials is asked with every word of an agent, however many there were.
    by_state = ("CREATE INDEX trials_by_state ON trials (state, sweep)",)

    #: Where the server listens that an agent came to, if it is there only for the time of a command.
    servers_of_commands = ("ALTER TABLE agents ADD COLUMN port INTEGER",)

    def __init__(self, database: Database) -> None:
        self._db = database
        self.servers: Servers = Lasting()
        self.clock: Callable[[], float] = time.monotonic
        self.wall: Callable[[], float] = time.time
        self.since = self.clock()
        self._heard: dict[int, float] = {}
        self.patience = PATIENCE

    def is_gone(self, agent: int) -> bool:
        """Whether the server that the agent of that number came to has ended, so that it can reach none."""
        row = self._db.row("SELECT port FROM agents WHERE number = :agent", agent=agent)
        return row is not None and row["port"] is not None and self.servers.has_ended(row["port"])

    def are_left(self) -> bool:
        """Whether agents of servers that may have ended were at work."""
        return bool(
            self._db.rows(
                "SELECT 1 FROM trials JOIN agents ON agents.number = trials.agent"
                " WHERE trials.state = :active AND agents.port IS NOT NULL LIMIT 1",
                active=ACTIVE,
            )
        )

    def is_silent(self, agent: int) -> bool:
        """Whether the agent of that number has said nothing for too long."""
        return max(self._heard.get(agent, self.since), self.since) < self.clock() - self.patience

    def add(self, sweep: int, host: str) -> Agent:
        """Note that an agent has come to work on a sweep."""
        number = self._db.write(
            "INSERT INTO agents (sweep, host, port, created_at, heartbeat_at)"
            " VALUES (:sweep, :host, :port, :now, :now)",
            sweep=sweep,
            host=host,
            port=self.servers.port,
            now=now(),
        ).lastrowid
        (row,) = self._db.rows("SELECT * FROM agents WHERE number = :number", number=number)
        self._heard[row["number"]] = self.clock()
        return _agent(row)

    def get(self, key: str) -> Agent | None:
        """The agent of that id, or of that name, or None."""
        number = decode("Agent", key)
        if number is None and key.startswith("agent-") and key[6:].isdecimal() and len(key) < 24:
            number = int(key[6:])
        row = self._db.row("SELECT * FROM agents WHERE number = :number", number=number)
        return _agent(row) if row else None

    def of_sweep(self, sweep: int) -> list[Agent]:
        """The agents of a sweep, in the order they came."""
        rows = self._db.rows("SELECT * FROM agents WHERE sweep = :sweep ORDER BY number", sweep=sweep)
        return [_agent(row) for row in rows]

    def beat(self, agent: Agent) -> None:
        """Note that an agent is alive."""
        self._heard[agent.number] = self.clock()
        with self._db.writing():
            self._db.write(
                "UPDATE agents SET heartbeat_at = :now, done = 0 WHERE number = :number",
                number=agent.number,
                now=now(),
            )
            self._db.write(
                "UPDATE sweeps SET heartbeat_at = :now WHERE number = :number", number=agent.sweep, now=now()
            )

    def send_home(self, agent: Agent) -> None:
        """Note that an agent was told to exit."""
        self._db.write("UPDATE agents SET done = 1 WHERE number = :number", number=agent.number)

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

    def open_trials(self, sweep: int) -> list[Trial]:
        """The trials of a sweep of which there may be more to hear, oldest first."""
        return self.in_state(sweep, ACTIVE, LOST)

    def in_state(self, sweep: int, *states: str) -> list[Trial]:
        """The trials of a sweep in these states, oldest first."""
        rows = [
            row
            for state in states
            for row in self._db.rows(
                "SELECT * FROM trials WHERE sweep = :sweep AND state = :state", sweep=sweep, state=state
            )
        ]
        return [_trial(row) for row in sorted(rows, key=itemgetter("run"))]

    def of_run(self, run: int) -> Trial | None:
        """The trial whose run has that number, or None."""
        row = self._db.row("SELECT * FROM trials WHERE run = :run", run=run)
        return _trial(row) if row else None

    def last_counted(self, sweep: int, most: int) -> list[Trial]:
        """The last trials of a sweep whose parameters were not handed out again, oldest first."""
        rows = self._db.rows(
            "SELECT * FROM trials WHERE sweep = :sweep AND state != :replaced ORDER BY run DESC LIMIT :most",
            sweep=sweep,
            replaced=REPLACED,
            most=most,
        )
        return [_trial(row) for row in reversed(rows)]

    def count(self, sweep: int, state: str | None = None) -> int:
        """How many trials a sweep has had; or those in a state."""
        where = "sweep = :sweep" if state is None else "sweep = :sweep AND state = :state"
        (row,) = self._db.rows(f"SELECT count(*) AS n FROM trials WHERE {where}", sweep=sweep, state=state)
        return int(row["n"])

    def hand_over(self, run: int, agent: int) -> None:
        """Note that a trial goes on under another agent. Its run has begun: no attempt was in vain."""
        self._db.write(
            "UPDATE trials SET agent = :agent, attempt = 1, state = 'active', stopped = 0 WHERE run = :run",
            run=run,
            agent=agent,
        )

    def mark(self, run: int, *, state: str | None = None, stopped: bool | None = None) -> None:
        """Change what is known of a trial; None leaves it."""
        self._db.write(
            "UPDATE trials SET state = coalesce(:state, state), stopped = coalesce(:stopped, stopped)"
            " WHERE run = :run",
            run=run,
            state=state,
            stopped=stopped,
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
