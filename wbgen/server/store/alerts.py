"""Alerts that runs sent with ``run.alert()``."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from wbgen.server.store.database import Database, now


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert. severity: INFO, WARN or ERROR.  created_at: ISO 8601 in UTC."""

    number: int
    title: str
    text: str
    severity: str
    created_at: str


class Alerts:
    """The alerts of all runs."""

    tables = (
        """
        CREATE TABLE alerts (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
            title TEXT NOT NULL,
            text TEXT NOT NULL,
            severity TEXT NOT NULL,
            created_at TEXT NOT NULL
        )
        """,
        "CREATE INDEX alerts_by_run ON alerts (run, title)",
    )

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, run: int, *, title: str, text: str, severity: str, unless_since: str) -> bool:
        """Keep an alert, unless the run sent one of that title at that moment or later: whether it was kept.

        unless_since: ISO 8601 in UTC.
        """
        added = self._db.write(
            """
            INSERT INTO alerts (run, title, text, severity, created_at)
            SELECT :run, :title, :text, :severity, :now WHERE NOT EXISTS
              (SELECT 1 FROM alerts WHERE run = :run AND title = :title AND created_at >= :since)
            """,
            run=run,
            title=title,
            text=text,
            severity=severity,
            now=now(),
            since=unless_since,
        )
        return added.rowcount > 0

    def of_run(self, run: int, limit: int, before: int | None = None) -> list[Alert]:
        """At most ``limit`` alerts of a run, the newest first, with numbers below ``before``."""
        rows = self._db.rows(
            "SELECT * FROM alerts WHERE run = :run AND (:before IS NULL OR number < :before)"
            " ORDER BY number DESC LIMIT :limit",
            run=run,
            before=before,
            limit=limit,
        )
        return [_alert(row) for row in rows]


def _alert(row: sqlite3.Row) -> Alert:
    return Alert(
        number=row["number"],
        title=row["title"],
        text=row["text"],
        severity=row["severity"],
        created_at=row["created_at"],
    )
