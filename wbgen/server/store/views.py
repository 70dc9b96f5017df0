"""Views: workspaces (type ``project-view``), reports (``runs``) and drafts of reports (``runs/draft``)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from wbgen.server.ids import decode, encode
from wbgen.server.store.database import Database, now


@dataclass(frozen=True, slots=True)
class View:
    """A view as it was saved; ``spec`` is its JSON text, untouched. Times are ISO 8601 in UTC.

    parent_id: of a draft, the report it is a draft of, if any.
    """

    id: str
    project_id: str
    name: str
    type: str
    display_name: str
    description: str
    spec: str
    created_at: str
    updated_at: str
    updated_by: str
    locked: bool = False
    parent_id: str | None = None


_ONE = "SELECT * FROM views WHERE number = :number"


class Views:
    """The views of all projects, in the order of their creation; a name is used once per project and type."""

    tables = (
        """
        CREATE TABLE views (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            project INTEGER NOT NULL REFERENCES projects (number),
            type TEXT NOT NULL,
            name TEXT NOT NULL,
            display_name TEXT NOT NULL,
            description TEXT NOT NULL,
            spec TEXT NOT NULL,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            updated_by TEXT NOT NULL,
            UNIQUE (project, type, name)
        )
        """,
    )

    locks_and_drafts = (
        "ALTER TABLE views ADD COLUMN locked INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE views ADD COLUMN parent INTEGER",
    )

    def __init__(self, database: Database) -> None:
        self._db = database

    def all(self, project_id: str, type: str | None = None) -> list[View]:
        """All views of a project, or those of one type."""
        # -1 is SQLite's word for no limit.
        return [view for _, view in self.page(project_id, limit=-1, type=type)]

    def page(
        self,
        project_id: str,
        *,
        limit: int,
        after: int = 0,
        type: str | None = None,
        name: str | None = None,
        user: str | None = None,
    ) -> list[tuple[int, View]]:
        """At most ``limit`` views whose number is above ``after``, with their numbers; None matches all."""
        rows = self._db.rows(
            """
            SELECT * FROM views
            WHERE project = :project AND number > :after
              AND (:type IS NULL OR type = :type)
              AND (:name IS NULL OR name = :name)
              AND (:user IS NULL OR updated_by = :user)
            ORDER BY number LIMIT :limit
            """,
            project=decode("Project", project_id),
            after=after,
            type=type,
            name=name,
            user=user,
            limit=limit,
        )
        return [(row["number"], _view(row)) for row in rows]

    def by_name(self, project_id: str, type: str, name: str) -> View | None:
        """The view of that exact name, or None."""
        page = self.page(project_id, limit=1, type=type, name=name)
        return page[0][1] if page else None

    def by_id(self, view_id: str) -> View | None:
        """The view of that id (with or without base64 padding), or None."""
        row = self._db.row(_ONE, number=decode("View", view_id))
        return _view(row) if row else None

    def create(
        self,
        project_id: str,
        *,
        type: str,
        name: str,
        display_name: str,
        description: str,
        spec: str,
        user: str,
        locked: bool = False,
        parent_id: str | None = None,
    ) -> View:
        """Save a new view. Raises ``NameTakenError`` where the project has one of that type and name."""
        with self._db.naming(name) as connection:
            number = connection.execute(
                """
                INSERT INTO views
                  (project, type, name, display_name, description, spec, created_at, updated_at, updated_by,
                   locked, parent)
                VALUES (:project, :type, :name, :display_name, :description, :spec, :now, :now, :user,
                        :locked, :parent)
                """,
                {
                    "project": decode("Project", project_id),
                    "type": type,
                    "name": name,
                    "display_name": display_name,
                    "description": description,
                    "spec": spec,
                    "now": now(),
                    "user": user,
                    "locked": locked,
                    "parent": decode("View", parent_id or ""),
                },
            ).lastrowid
            (row,) = self._db.rows(_ONE, number=number)
        return _view(row)

    def update(
        self,
        view_id: str,
        *,
        type: str | None,
        display_name: str | None,
        description: str | None,
        spec: str | None,
        user: str,
        locked: bool | None = None,
        parent_id: str | None = None,
    ) -> View | None:
        """Change a view in place; None leaves a field as it is. Answers None where there is no such view.

        Raises ``NameTakenError`` where a change of type meets another view of its name.
        """
        with self._db.naming(view_id) as connection:
            connection.execute(
                """
                UPDATE views SET
                  type = coalesce(:type, type),
                  display_name = coalesce(:display_name, display_name),
                  description = coalesce(:description, description),
                  spec = coalesce(:spec, spec),
                  locked = coalesce(:locked, locked),
                  parent = coalesce(:parent, parent),
                  updated_at = :now,
                  updated_by = :user
                WHERE number = :number
                """,
                {
                    "number": decode("View", view_id),
                    "type": type,
                    "display_name": display_name,
                    "description": description,
                    "spec": spec,
                    "locked": locked,
                    "parent": decode("View", parent_id or ""),
                    "now": now(),
                    "user": user,
                },
            )
            return self.by_id(view_id)

    def delete(self, view_id: str, *, with_drafts: bool = True) -> tuple[bool, bool]:
        """Remove a view for good: whether it was, and whether drafts of it keep it from being removed.

        with_drafts: its drafts go too; else a view that has some stays.
        """
        with self._db.writing() as connection:
            number = {"number": decode("View", view_id)}
            if with_drafts:
                connection.execute("DELETE FROM views WHERE parent = :number", number)
            elif self._db.rows("SELECT 1 FROM views WHERE parent = :number", **number):
                return False, True
            gone = connection.execute("DELETE FROM views WHERE number = :number", number)
            return gone.rowcount > 0, False


def _view(row: sqlite3.Row) -> View:
    return View(
        id=encode("View", row["number"]),
        project_id=encode("Project", row["project"]),
        name=row["name"],
        type=row["type"],
        display_name=row["display_name"],
        description=row["description"],
        spec=row["spec"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        updated_by=row["updated_by"],
        locked=bool(row["locked"]),
        parent_id=encode("View", row["parent"]) if row["parent"] is not None else None,
    )
