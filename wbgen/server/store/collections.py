"""Collections of artifacts: versions under one name, each under any number of aliases."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from wbgen.server.ids import decode, encode
from wbgen.server.store.database import Database, NameTakenError, now

#: The alias of the newest version, which clients ask for where nobody names one.
LATEST = "latest"

_VERSION = re.compile("v([0-9]{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection. type: of its artifacts (``dataset``, ``run_table``).  Times are ISO 8601 in UTC."""

    number: int
    id: str
    project_id: str
    type: str
    name: str
    description: str
    created_at: str
    updated_at: str


class Collections:
    """The collections of all projects; a name is used once per project."""

    tables = (
        """
        CREATE TABLE artifact_collections (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            project INTEGER NOT NULL REFERENCES projects (number),
            type TEXT NOT NULL,
            name TEXT NOT NULL,
            description TEXT NOT NULL DEFAULT '',
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            UNIQUE (project, name)
        )
        """,
        """
        CREATE TABLE artifact_aliases (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            collection INTEGER NOT NULL REFERENCES artifact_collections (number) ON DELETE CASCADE,
            alias TEXT NOT NULL,
            artifact INTEGER NOT NULL REFERENCES artifacts (number) ON DELETE CASCADE,
            UNIQUE (collection, alias)
        )
        """,
        "CREATE INDEX aliases_of_artifacts ON artifact_aliases (artifact)",
    )

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, project_id: str, name: str) -> Collection | None:
        """The collection of that exact name, or None."""
        row = self._db.row(
            "SELECT * FROM artifact_collections WHERE project = :project AND name = :name",
            project=decode("Project", project_id),
            name=name,
        )
        return _collection(row) if row else None

    def by_id(self, id: str) -> Collection | None:
        """The collection of that id, or None."""
        return self.by_number(decode("ArtifactCollection", id))

    def by_number(self, number: int | None) -> Collection | None:
        """The collection of that number, or None."""
        row = self._db.row("SELECT * FROM artifact_collections WHERE number = :number", number=number)
        return _collection(row) if row else None

    def page(
        self, project_id: str, *, limit: int, after: int = 0, type: str | None = None
    ) -> list[Collection]:
        """At most ``limit`` collections whose number is above ``after``; of one type or of all."""
        rows = self._db.rows(
            """
            SELECT * FROM artifact_collections
            WHERE project = :project AND number > :after AND (:type IS NULL OR type = :type)
            ORDER BY number LIMIT :limit
            """,
            project=decode("Project", project_id),
            after=after,
            type=type,
            limit=limit,
        )
        return [_collection(row) for row in rows]

    def count(self, project_id: str, type: str | None = None) -> int:
        """How many collections a project has, of one type or of all."""
        (row,) = self._db.rows(
            "SELECT count(*) AS count FROM artifact_collections"
            " WHERE project = :project AND (:type IS NULL OR type = :type)",
            project=decode("Project", project_id),
            type=type,
        )
        count: int = row["count"]
        return count

    def types(self, project_id: str) -> list[tuple[int, str, str]]:
        """The types of a project's collections: a number, the name, and since when there is one."""
        rows = self._db.rows(
            """
            SELECT min(number) AS number, type, min(created_at) AS created_at FROM artifact_collections
            WHERE project = :project GROUP BY type ORDER BY 1
            """,
            project=decode("Project", project_id),
        )
        return [(row["number"], row["type"], row["created_at"]) for row in rows]

    def put(self, project_id: str, type: str, name: str) -> Collection:
        """The collection of that name, made where it is missing; one that exists keeps its type."""
        with self._db.writing():
            self._db.write(
                """
                INSERT OR IGNORE INTO artifact_collections (project, type, name, created_at, updated_at)
                VALUES (:project, :type, :name, :now, :now)
                """,
                project=decode("Project", project_id),
                type=type,
                name=name,
                now=now(),
            )
            found = self.get(project_id, name)
            assert found is not None
        return found

    def update(
        self,
        number: int,
        *,
        name: str | None = None,
        description: str | None = None,
        type: str | None = None,
    ) -> Collection | None:
        """Change a collection; None leaves a field. Raises ``NameTakenError`` where another has the name."""
        try:
            self._db.write(
                """
                UPDATE artifact_collections SET
                  name = coalesce(:name, name),
                  description = coalesce(:description, description),
                  type = coalesce(:type, type),
                  updated_at = :now
                WHERE number = :number
                """,
                number=number,
                name=name,
                description=description,
                type=type,
                now=now(),
            )
        except sqlite3.IntegrityError as error:
            raise NameTakenError(name) from error
        return self.by_number(number)

    def find(self, number: int, alias: str) -> int | None:
        """The number of the artifact under an alias or version (``latest``, ``best``, ``v3``), or None."""
        version = _VERSION.fullmatch(alias)
        row = (
            self._db.row(
                "SELECT number FROM artifacts"
                " WHERE collection = :number AND version = :version AND state = 'COMMITTED'",
                number=number,
                version=int(version[1]),
            )
            if version
            else self._db.row(
                "SELECT artifact AS number FROM artifact_aliases"
                " WHERE collection = :number AND alias = :alias",
                number=number,
                alias=alias,
            )
        )
        return row["number"] if row else None

    def aliases(self, number: int, *, artifact: int | None = None) -> list[tuple[int, str]]:
        """The aliases of a collection, or of one of its artifacts: their numbers and names, oldest first."""
        rows = self._db.rows(
            """
            SELECT number, alias FROM artifact_aliases
            WHERE collection = :number AND (:artifact IS NULL OR artifact = :artifact) ORDER BY number
            """,
            number=number,
            artifact=artifact,
        )
        return [(row["number"], row["alias"]) for row in rows]

    def add_aliases(self, number: int, artifact: int, aliases: Iterable[str]) -> None:
        """Put aliases on an artifact; those that another artifact of the collection has move."""
        with self._db.writing():
            for alias in aliases:
                if not _VERSION.fullmatch(alias):
                    self._db.write(
                        """
                        INSERT INTO artifact_aliases (collection, alias, artifact)
                        VALUES (:number, :alias, :artifact)
                        ON CONFLICT (collection, alias) DO UPDATE SET artifact = :artifact
                        """,
                        number=number,
                        alias=alias,
                        artifact=artifact,
                    )

    def delete_aliases(self, number: int, artifact: int, aliases: Iterable[str]) -> None:
        """Take aliases off an artifact."""
        with self._db.writing():
            for alias in aliases:
                self._db.write(
                    "DELETE FROM artifact_aliases"
                    " WHERE collection = :number AND artifact = :artifact AND alias = :alias",
                    number=number,
                    artifact=artifact,
                    alias=alias,
                )

    def delete(self, number: int) -> bool:
        """Remove a collection and all its artifacts for good; whether there was one."""
        with self._db.writing():
            self._db.write("DELETE FROM artifacts WHERE collection = :number", number=number)
            gone = self._db.write("DELETE FROM artifact_collections WHERE number = :number", number=number)
        return gone.rowcount > 0


def _collection(row: sqlite3.Row) -> Collection:
    return Collection(
        number=row["number"],
        id=encode("ArtifactCollection", row["number"]),
        project_id=encode("Project", row["project"]),
        type=row["type"],
        name=row["name"],
        description=row["description"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )
