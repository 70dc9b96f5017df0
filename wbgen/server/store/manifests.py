"""Manifests of artifacts on their way in; the content of each is a file of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from wbgen.server.ids import decode, encode
from wbgen.server.store.database import Database

#: Kinds of manifests: all there is; what is added to another artifact; one of several writers' part; and
#: what came of the latter two.
FULL, INCREMENTAL, PATCH, MERGED = "FULL", "INCREMENTAL", "PATCH", "MERGED"


_ONE = "SELECT * FROM artifact_manifests WHERE number = :number"


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest. name: of its file.  base: the number of the artifact that an incremental one adds to."""

    number: int
    id: str
    artifact: int
    type: str
    name: str
    base: int | None


class Manifests:
    """The manifests of all artifacts."""

    tables = (
        """
        CREATE TABLE artifact_manifests (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            artifact INTEGER NOT NULL REFERENCES artifacts (number) ON DELETE CASCADE,
            type TEXT NOT NULL,
            name TEXT NOT NULL,
            base INTEGER
        )
        """,
        "CREATE INDEX manifests_of_artifacts ON artifact_manifests (artifact)",
    )

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, artifact: int, type: str, name: str, base: int | None = None) -> Manifest:
        """Record a manifest that is to come. One of a type, but of ``PATCH`` as many as are announced."""
        with self._db.writing():
            same = [manifest for manifest in self.of_artifact(artifact) if manifest.type == type != PATCH]
            if same:
                return same[0]
            made = self._db.write(
                "INSERT INTO artifact_manifests (artifact, type, name, base)"
                " VALUES (:artifact, :type, :name, :base)",
                artifact=artifact,
                type=type,
                name=name,
                base=base,
            )
            (row,) = self._db.rows(_ONE, number=made.lastrowid)
        return _manifest(row)

    def by_id(self, id: str) -> Manifest | None:
        """The manifest of that id, or None."""
        number = decode("ArtifactManifest", id)
        row = self._db.row(_ONE, number=number)
        return _manifest(row) if row else None

    def of_artifact(self, artifact: int) -> Sequence[Manifest]:
        """The manifests of an artifact, in the order they were announced."""
        rows = self._db.rows(
            "SELECT * FROM artifact_manifests WHERE artifact = :artifact ORDER BY number", artifact=artifact
        )
        return [_manifest(row) for row in rows]


def _manifest(row: sqlite3.Row) -> Manifest:
    return Manifest(
        number=row["number"],
        id=encode("ArtifactManifest", row["number"]),
        artifact=row["artifact"],
        type=row["type"],
        name=row["name"],
        base=row["base"],
    )
