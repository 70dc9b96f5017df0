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


class Projects(Database):
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

    def projects(self) -> list[Project]:
        """All projects of all entities."""
        return [_project(row) for row in self._rows("SELECT * FROM projects ORDER BY number")]

    def projects_page(self, entity: str, limit: int, after: int = 0) -> list[tuple[int, Project]]:
        """At most ``limit`` projects of an entity whose number is above ``after``, with their numbers."""
        rows = self._rows(
            "SELECT * FROM projects WHERE entity = :entity AND number > :after ORDER BY number LIMIT :limit",
            entity=entity,
            after=after,
            limit=limit,
        )
        return [(row["number"], _project(row)) for row in rows]

    def project(self, entity: str, name: str) -> Project | None:
        """The project of that exact name, or None."""
        row = self._row(_ONE, entity=entity, name=name)
        return _project(row) if row else None

    def project_by_id(self, id: str) -> Project | None:
        """The project of that id, or None."""
        row = self._row("SELECT * FROM projects WHERE number = :number", number=decode("Project", id))
        return _project(row) if row else None

    def put_project(self, entity: str, name: str, description: str | None) -> tuple[Project, bool]:
        """Create a project, or describe the existing one anew (None leaves it); and whether created."""
        with self._writing():
            existing = self.project(entity, name)
            sql = (
                "UPDATE projects SET description = coalesce(:description, description)"
                " WHERE entity = :entity AND name = :name"
                if existing
                else "INSERT INTO projects (entity, name, description, created_at)"
                " VALUES (:entity, :name, coalesce(:description, ''), :now)"
            )
            self._rows(sql, entity=entity, name=name, description=description, now=now())
            (row,) = self._rows(_ONE, entity=entity, name=name)
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
