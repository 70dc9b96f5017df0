"""Projects."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from wbgen.server.ids import decode, encode
from wbgen.server.store.database import Database, now


@dataclass(frozen=True, slots=True)
class Project:
    """A project. ``internal_id`` is the number (as text) that report run sets refer to."""

    id: str
    name: str
    entity: str
    internal_id: str
    created_at: str
    description: str


_ONE = "SELECT * FROM projects WHERE entity = :entity AND name = :name"


class Projects:
    """The projects of all entities, in the order of their creation."""

    tables = (
        """
        CREATE TABLE projects (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            entity TEXT NOT NULL,
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            created_at TEXT NOT NULL,
            UNIQUE (entity, name)
        )
        """,
    )

    def __init__(self, database: Database) -> None:
        self._db = database

    def all(self) -> list[Project]:
        """All projects of all entities."""
        return [_project(row) for row in self._db.rows("SELECT * FROM projects ORDER BY number")]

    def page(self, entity: str, limit: int, after: int = 0) -> list[tuple[int, Project]]:
        """At most ``limit`` projects of an entity whose number is above ``after``, with their numbers."""
        rows = self._db.rows(
            "SELECT * FROM projects WHERE entity = :entity AND number > :after ORDER BY number LIMIT :limit",
            entity=entity,
            after=after,
            limit=limit,
        )
        return [(row["number"], _project(row)) for row in rows]

    def get(self, entity: str, name: str) -> Project | None:
        """The project of that exact name, or None."""
        row = self._db.row(_ONE, entity=entity, name=name)
        return _project(row) if row else None

    def by_id(self, id: str) -> Project | None:
        """The project of that id, or None."""
        row = self._db.row("SELECT * FROM projects WHERE number = :number", number=decode("Project", id))
        return _project(row) if row else None

    def put(self, entity: str, name: str, description: str | None) -> tuple[Project, bool]:
        """Create a project, or describe the existing one anew (None leaves it); and whether created."""
        with self._db.writing():
            existing = self.get(entity, name)
            sql = (
                "UPDATE projects SET description = coalesce(:description, description)"
                " WHERE entity = :entity AND name = :name"
                if existing
                else "INSERT INTO projects (entity, name, description, created_at)"
                " VALUES (:entity, :name, coalesce(:description, ''), :now)"
            )
            self._db.rows(sql, entity=entity, name=name, description=description, now=now())
            (row,) = self._db.rows(_ONE, entity=entity, name=name)
        return _project(row), existing is None


def _project(row: sqlite3.Row) -> Project:
    return Project(
        id=encode("Project", row["number"]),
        name=row["name"],
        entity=row["entity"],
        internal_id=str(row["number"]),
        created_at=row["created_at"],
        description=row["description"],
    )
