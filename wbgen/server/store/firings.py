"""What automations have seen of runs, and when they fired."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from wbgen.server.store.database import Database, now
from wbgen.server.store.lines import HISTORY


@dataclass(frozen=True, slots=True)
class Firing:
    """An automation's event happened in a run.

    event, action: in words, as they were when it happened.  value: what was measured, None for an event
    that measures nothing.  step: the ``_step`` of the line that did it.  created_at: ISO 8601 in UTC.
    """

    automation: int
    run: int
    event: str
    action: str
    value: float | None = None
    step: int | None = None
    created_at: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """How many history lines of a run an automation has seen, and the metric's latest values among them."""

    lines: int
    recent: Sequence[float]


def begin_watch(connection: sqlite3.Connection, automation: int | None) -> None:
    """Let an automation begin to read each run of its project where the run's history ends now."""
    connection.execute("DELETE FROM windows WHERE automation = ?", (automation,))
    connection.execute(
        """
        INSERT INTO windows (automation, run, lines, recent)
        SELECT automations.number, runs.number, max(lines.first + lines.count), x''
        FROM automations
        JOIN runs ON runs.project = automations.project
        JOIN lines ON lines.run = runs.number AND lines.stream = ?
        WHERE automations.number = ?
        GROUP BY runs.number
        """,
        (HISTORY, automation),
    )


class Firings:
    """The firings of all automations, and the windows of values they follow."""

    tables = (
        """
        CREATE TABLE windows (
            automation INTEGER NOT NULL REFERENCES automations (number) ON DELETE CASCADE,
            run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
            lines INTEGER NOT NULL,
            recent BLOB NOT NULL,
            PRIMARY KEY (automation, run)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE firings (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            automation INTEGER NOT NULL REFERENCES automations (number) ON DELETE CASCADE,
            run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
            event TEXT NOT NULL,
            action TEXT NOT NULL,
            value REAL,
            step INTEGER,
            created_at TEXT NOT NULL
        )
        """,
        "CREATE INDEX firings_by_automation ON firings (automation, run, number)",
        "CREATE INDEX firings_by_run ON firings (run)",
        "CREATE INDEX windows_by_run ON windows (run)",
    )

    def __init__(self, database: Database) -> None:
        self._db = database

    def seen(self, automation: int, run: int) -> Seen | None:
        """What an automation has seen of a run; None where the run has no lines or they are all new to it."""
        row = self._db.row(
            "SELECT lines, recent FROM windows WHERE automation = :automation AND run = :run",
            automation=automation,
            run=run,
        )
        return Seen(row["lines"], array("d", row["recent"])) if row else None

    def see(
        self, automation: int, run: int, before: Seen | None, after: Seen, firing: Firing | None = None
    ) -> bool:
        """Move on from what was seen ``before``, and keep the firing that this caused, both or neither.

        Answers False, and changes nothing, where someone else has moved on from there already.
        """
        values = {
            "automation": automation,
            "run": run,
            "before": before.lines if before else None,
            "lines": after.lines,
            "recent": array("d", after.recent).tobytes(),
        }
        with self._db.writing() as connection:
            moved = connection.execute(
                "UPDATE windows SET lines = :lines, recent = :recent"
                " WHERE automation = :automation AND run = :run AND lines = :before"
                if before
                else "INSERT OR IGNORE INTO windows (automation, run, lines, recent)"
                " VALUES (:automation, :run, :lines, :recent)",
                values,
            )
            if moved.rowcount and firing:
                self.add(firing)
            return moved.rowcount > 0

    def add(self, firing: Firing) -> None:
        """Keep a firing; its number and time are given here."""
        self._db.rows(
            """
            INSERT INTO firings (automation, run, event, action, value, step, created_at)
            VALUES (:automation, :run, :event, :action, :value, :step, :now)
            """,
            automation=firing.automation,
            run=firing.run,
            event=firing.event,
            action=firing.action,
            value=firing.value,
            step=firing.step,
            now=now(),
        )

    def fired_since(self, automation: int, run: int, moment: str) -> bool:
        """Whether an automation fired for a run at that moment (ISO 8601 in UTC) or later."""
        return bool(
            self._db.rows(
                "SELECT 1 FROM firings"
                " WHERE automation = :automation AND run = :run AND created_at >= :moment LIMIT 1",
                automation=automation,
                run=run,
                moment=moment,
            )
        )

    def of_automation(self, automation: int, limit: int, before: int | None = None) -> list[Firing]:
        """At most ``limit`` firings of an automation, the newest first, with numbers below ``before``."""
        return self._latest("automation", automation, limit, before)

    def of_run(self, run: int, limit: int, before: int | None = None) -> list[Firing]:
        """At most ``limit`` firings in a run, the newest first, with numbers below ``before``."""
        return self._latest("run", run, limit, before)

    def count(self, automation: int) -> int:
        """How often an automation fired."""
        (row,) = self._db.rows("SELECT count(*) FROM firings WHERE automation = :it", it=automation)
        return int(row[0])

    def _latest(self, column: str, number: int, limit: int, before: int | None) -> list[Firing]:
        rows = self._db.rows(
            f"SELECT * FROM firings WHERE {column} = :it AND (:before IS NULL OR number < :before)"
            " ORDER BY number DESC LIMIT :limit",
            it=number,
            before=before,
            limit=limit,
        )
        return [_firing(row) for row in rows]


def _firing(row: sqlite3.Row) -> Firing:
    return Firing(
        automation=row["automation"],
        run=row["run"],
        event=row["event"],
        action=row["action"],
        value=row["value"],
        step=row["step"],
        created_at=row["created_at"],
        number=row["number"],
    )
