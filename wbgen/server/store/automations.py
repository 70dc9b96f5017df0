"""Automations as they were saved."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from wbgen.server.ids import decode, encode
from wbgen.server.store.database import Database, now
from wbgen.server.store.firings import begin_watch

KIND = "Trigger"
"""W&B's name of the kind, in ids and in GraphQL."""


@dataclass(frozen=True, slots=True)
class Automation:
    """An automation. Times are ISO 8601 in UTC.

    event_filter: the JSON text the client sent, untouched.  action: the input of its action, as a JSON text.
    watching_since: when the automation began to watch for this event; what came before does not count.
    problem: why it could not be evaluated, where that is so.
    """

    number: int
    id: str
    project_id: str
    name: str
    description: str | None
    enabled: bool
    event_type: str
    event_filter: str
    action_type: str
    action: str
    created_at: str
    updated_at: str | None
    watching_since: str
    problem: str | None


_ONE = "SELECT * FROM automations WHERE number = :number"

# What is watched for, next to whether anything is: a change of one of these begins the watch anew.
_WATCHED = (
    "event_type IS NOT coalesce(:event_type, event_type)"
    " OR event_filter IS NOT coalesce(:event_filter, event_filter)"
    " OR project IS NOT coalesce(:project, project)"
    " OR enabled IS NOT coalesce(:enabled, enabled)"
)


class Automations:
    """The automations of all projects, in the order of their creation; a name is used once per project."""

    tables = (
        """
        CREATE TABLE automations (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            project INTEGER NOT NULL REFERENCES projects (number),
            name TEXT NOT NULL,
            description TEXT,
            enabled INTEGER NOT NULL,
            event_type TEXT NOT NULL,
            event_filter TEXT NOT NULL,
            action_type TEXT NOT NULL,
            action TEXT NOT NULL,
            created_at TEXT NOT NULL,
            updated_at TEXT,
            watching_since TEXT NOT NULL,
            problem TEXT,
            UNIQUE (project, name)
        )
        """,
    )

    def __init__(self, database: Database) -> None:
        self._db = database

    def all(self, project_id: str) -> list[Automation]:
        """All automations of a project."""
        rows = self._db.rows(
            "SELECT * FROM automations WHERE project = :project ORDER BY number",
            project=decode("Project", project_id),
        )
        return [_automation(row) for row in rows]

    def watching(self, project_id: str, event_types: Iterable[str]) -> list[Automation]:
        """The enabled automations of a project that wait for events of these types."""
        wanted = frozenset(event_types)
        return [a for a in self.all(project_id) if a.enabled and a.event_type in wanted]

    def by_id(self, id: str) -> Automation | None:
        """The automation of that id, or None."""
        return self.by_number(decode(KIND, id))

    def by_number(self, number: int | None) -> Automation | None:
        """The automation of that number, or None."""
        row = self._db.row(_ONE, number=number)
        return _automation(row) if row else None

    def create(
        self,
        project_id: str,
        *,
        name: str,
        description: str | None,
        enabled: bool,
        event_type: str,
        event_filter: str,
        action_type: str,
        action: str,
    ) -> Automation:
        """Save a new automation. Raises ``NameTakenError`` where the project has one of that name."""
        with self._db.naming(name) as connection:
            number = connection.execute(
                """
                INSERT INTO automations
                  (project, name, description, enabled, event_type, event_filter, action_type, action,
                   created_at, watching_since)
                VALUES (:project, :name, :description, :enabled, :event_type, :event_filter, :action_type,
                        :action, :now, :now)
                """,
                {
                    "project": decode("Project", project_id),
                    "name": name,
                    "description": description,
                    "enabled": enabled,
                    "event_type": event_type,
                    "event_filter": event_filter,
                    "action_type": action_type,
                    "action": action,
                    "now": now(),
                },
            ).lastrowid
            begin_watch(connection, number)
            (row,) = self._db.rows(_ONE, number=number)
        return _automation(row)

    def update(
        self,
        id: str,
        *,
        project_id: str | None = None,
        name: str | None = None,
        description: str | None = None,
        enabled: bool | None = None,
        event_type: str | None = None,
        event_filter: str | None = None,
        action_type: str | None = None,
        action: str | None = None,
    ) -> Automation | None:
        """Change an automation; None leaves a field as it is. Answers None where there is no such automation.

        Another event, another project, or switching it on or off begins its watch anew.
        Raises ``NameTakenError`` where its new name is another's.
        """
        number = decode(KIND, id)
        values = {
            "number": number,
            "project": decode("Project", project_id or ""),
            "name": name,
            "description": description,
            "enabled": enabled,
            "event_type": event_type,
            "event_filter": event_filter,
            "action_type": action_type,
            "action": action,
            "now": now(),
        }
        with self._db.naming(name or id) as connection:
            anew = connection.execute(
                f"UPDATE automations SET watching_since = :now WHERE number = :number AND ({_WATCHED})",
                values,
            )
            connection.execute(
                """
                UPDATE automations SET
                  project = coalesce(:project, project),
                  name = coalesce(:name, name),
                  description = coalesce(:description, description),
                  enabled = coalesce(:enabled, enabled),
                  event_type = coalesce(:event_type, event_type),
                  event_filter = coalesce(:event_filter, event_filter),
                  action_type = coalesce(:action_type, action_type),
                  action = coalesce(:action, action),
                  problem = NULL,
                  updated_at = :now
                WHERE number = :number
                """,
                values,
            )
            if anew.rowcount:
                begin_watch(connection, number)
            return self.by_id(id)

    def fault(self, number: int, problem: str) -> None:
        """Note why an automation cannot be evaluated. Its next update clears the note."""
        self._db.write(
            "UPDATE automations SET problem = :problem WHERE number = :number",
            number=number,
            problem=problem,
        )

    def delete(self, id: str) -> bool:
        """Remove an automation with its firings: whether there was one."""
        gone = self._db.write("DELETE FROM automations WHERE number = :number", number=decode(KIND, id))
        return gone.rowcount > 0


def _automation(row: sqlite3.Row) -> Automation:
    return Automation(
        number=row["number"],
        id=encode(KIND, row["number"]),
        project_id=encode("Project", row["project"]),
        name=row["name"],
        description=row["description"],
        enabled=bool(row["enabled"]),
        event_type=row["event_type"],
        event_filter=row["event_filter"],
        action_type=row["action_type"],
        action=row["action"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        watching_since=row["watching_since"],
        problem=row["problem"],
    )
