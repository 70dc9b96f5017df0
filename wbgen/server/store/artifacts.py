"""Artifacts: versions of collections, and the runs that logged or used them.

An artifact is announced, its files and manifests come, and then it is committed: only then it has a version
and is seen under its aliases.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from wbgen.server.ids import decode, encode
from wbgen.server.store.collections import LATEST, Collections
from wbgen.server.store.database import Database, now

PENDING, COMMITTED = "PENDING", "COMMITTED"

#: What a run has to do with an artifact.
OUTPUT, INPUT = "output", "input"


@dataclass(frozen=True, slots=True)
class Artifact:
    """A version of a collection. version: None until it is committed.  digest: of its manifest's contents.

    run: the number of the run that logged it first.  metadata: a JSON object as text.  aliases: the ones it
    gets when it is committed.  ttl: seconds, -1 as inherited, -2 for none.  manifest: the number of its file.
    """

    number: int
    id: str
    collection: int
    version: int | None
    state: str
    digest: str
    run: int | None
    client_id: str | None
    description: str | None
    metadata: str | None
    aliases: tuple[str, ...]
    history_step: int | None
    ttl: int
    size: int
    file_count: int
    manifest: int | None
    created_at: str
    updated_at: str


class Artifacts:
    """The artifacts of all collections, in the order they were announced."""

    tables = (
        """
        CREATE TABLE artifacts (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            collection INTEGER NOT NULL REFERENCES artifact_collections (number),
            version INTEGER,
            state TEXT NOT NULL DEFAULT 'PENDING',
            digest TEXT NOT NULL,
            run INTEGER REFERENCES runs (number) ON DELETE SET NULL,
            client_id TEXT,
            distributed_id TEXT,
            description TEXT,
            metadata TEXT,
            aliases TEXT NOT NULL DEFAULT '[]',
            history_step INTEGER,
            ttl INTEGER NOT NULL DEFAULT -1,
            size INTEGER NOT NULL DEFAULT 0,
            file_count INTEGER NOT NULL DEFAULT 0,
            manifest INTEGER,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            UNIQUE (collection, version)
        )
        """,
        "CREATE INDEX artifacts_by_digest ON artifacts (collection, digest)",
        "CREATE INDEX artifacts_by_client ON artifacts (client_id)",
        "CREATE TABLE artifact_versions (collection INTEGER PRIMARY KEY, next INTEGER NOT NULL)",
        """
        CREATE TABLE artifact_runs (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
            artifact INTEGER NOT NULL REFERENCES artifacts (number) ON DELETE CASCADE,
            part TEXT NOT NULL,
            UNIQUE (run, part, artifact)
        )
        """,
        "CREATE INDEX runs_of_artifacts ON artifact_runs (artifact)",
    )

    def __init__(self, database: Database, collections: Collections) -> None:
        self._db = database
        self._collections = collections

    def by_id(self, id: str) -> Artifact | None:
        """The artifact of that id, or None."""
        return self.by_number(decode("Artifact", id))

    def by_number(self, number: int | None) -> Artifact | None:
        """The artifact of that number, or None."""
        return next(iter(self._select("number = :number", number=number)), None)

    def by_client(self, client_id: str) -> Artifact | None:
        """The artifact that a client knows by an id of its own making, or None."""
        found = self._select("client_id = :client_id ORDER BY number DESC LIMIT 1", client_id=client_id)
        return next(iter(found), None)

    def committed(self, collection: int, digest: str) -> Artifact | None:
        """The newest committed artifact of that digest in a collection, or None."""
        found = self._select(
            "collection = :collection AND digest = :digest AND version IS NOT NULL"
            " ORDER BY version DESC LIMIT 1",
            collection=collection,
            digest=digest,
        )
        return next(iter(found), None)

    def waiting(
        self, collection: int, *, client_id: str | None, distributed_id: str | None
    ) -> Artifact | None:
        """The artifact that a client announced before and did not commit; of several writers, any one's."""
        found = self._select(
            """
            collection = :collection AND state = 'PENDING' AND (distributed_id = :distributed_id
              OR (:distributed_id IS NULL AND client_id = :client_id)) ORDER BY number DESC LIMIT 1
            """,
            collection=collection,
            client_id=client_id,
            distributed_id=distributed_id,
        )
        return next(iter(found), None)

    def versions(self, collection: int) -> list[Artifact]:
        """The committed artifacts of a collection, newest first."""
        return self._select(
            "collection = :collection AND version IS NOT NULL ORDER BY version DESC", collection=collection
        )

    def latest(self, collection: int) -> Artifact | None:
        """The newest committed artifact of a collection, or None."""
        found = self._select(
            "collection = :collection AND version IS NOT NULL ORDER BY version DESC LIMIT 1",
            collection=collection,
        )
        return next(iter(found), None)

    def of_run(self, run: int, part: str) -> list[Artifact]:
        """The committed artifacts that a run logged (``OUTPUT``) or used (``INPUT``), in that order."""
        return self._select(
            """
            version IS NOT NULL AND number IN
              (SELECT artifact FROM artifact_runs WHERE run = :run AND part = :part)
            ORDER BY (SELECT number FROM artifact_runs
                      WHERE run = :run AND part = :part AND artifact = artifacts.number)
            """,
            run=run,
            part=part,
        )

    def runs(self, number: int, part: str) -> list[int]:
        """The numbers of the runs that logged or used an artifact, oldest first."""
        rows = self._db.rows(
            "SELECT run FROM artifact_runs WHERE artifact = :number AND part = :part ORDER BY number",
            number=number,
            part=part,
        )
        return [row["run"] for row in rows]

    def link_run(self, number: int, run: int, part: str) -> None:
        """Note that a run logged or used an artifact."""
        self._db.write(
            "INSERT OR IGNORE INTO artifact_runs (run, artifact, part) VALUES (:run, :number, :part)",
            run=run,
            number=number,
            part=part,
        )

    def announce(self, collection: int, **fields: Any) -> Artifact:
        """Record an artifact that is to come; ``fields`` by their names in the table."""
        values = fields | {"collection": collection, "created_at": now()}
        values["updated_at"] = values["created_at"]
        values["aliases"] = json.dumps(list(values.get("aliases") or ()))
        columns, places = ", ".join(values), ", ".join(f":{column}" for column in values)
        with self._db.writing():
            written = self._db.write(f"INSERT INTO artifacts ({columns}) VALUES ({places})", **values)
            (made,) = self._select("number = :number", number=written.lastrowid)
        return made

    def commit(self, number: int, *, digest: str, size: int, file_count: int, manifest: int) -> Artifact:
        """Give an artifact the next version of its collection and the aliases that wait for it."""
        with self._db.writing():
            (artifact,) = self._select("number = :number", number=number)
            self._db.write(
                """
                UPDATE artifacts SET state = 'COMMITTED', version = :version, digest = :digest, size = :size,
                  file_count = :file_count, manifest = :manifest, updated_at = :now
                WHERE number = :number
                """,
                number=number,
                version=self._next_version(artifact.collection),
                digest=digest,
                size=size,
                file_count=file_count,
                manifest=manifest,
                now=now(),
            )
            self._collections.add_aliases(artifact.collection, number, artifact.aliases)
            (committed,) = self._select("number = :number", number=number)
        return committed

    def _next_version(self, collection: int) -> int:
        """Versions count from 0, and none is given twice, whatever was deleted."""
        self._db.write(
            "INSERT INTO artifact_versions VALUES (:collection, 1)"
            " ON CONFLICT (collection) DO UPDATE SET next = next + 1",
            collection=collection,
        )
        (row,) = self._db.rows(
            "SELECT next - 1 AS version FROM artifact_versions WHERE collection = :collection",
            collection=collection,
        )
        version: int = row["version"]
        return version

    def update(self, number: int, **fields: Any) -> Artifact | None:
        """Change the description, metadata or ttl of an artifact; None leaves a field."""
        self._db.write(
            """
            UPDATE artifacts SET description = coalesce(:description, description),
              metadata = coalesce(:metadata, metadata), ttl = coalesce(:ttl, ttl), updated_at = :now
            WHERE number = :number
            """,
            number=number,
            **{name: fields.get(name) for name in ("description", "metadata", "ttl")},
            now=now(),
        )
        return self.by_number(number)

    def delete(self, number: int) -> None:
        """Remove an artifact for good. ``latest``, where it was that, becomes the newest one left."""
        with self._db.writing():
            artifact = self.by_number(number)
            if artifact is None:
                return
            was_latest = self._collections.find(artifact.collection, LATEST) == number
            self._db.write("DELETE FROM artifacts WHERE number = :number", number=number)
            newest = self.latest(artifact.collection)
            if was_latest and newest:
                self._collections.add_aliases(artifact.collection, newest.number, [LATEST])

    def _select(self, condition: str, **values: Any) -> list[Artifact]:
        rows = self._db.rows(f"SELECT * FROM artifacts WHERE {condition}", **values)
        return [_artifact(row) for row in rows]


def _artifact(row: sqlite3.Row) -> Artifact:
    return Artifact(
        number=row["number"],
        id=encode("Artifact", row["number"]),
        collection=row["collection"],
        version=row["version"],
        state=row["state"],
        digest=row["digest"],
        run=row["run"],
        client_id=row["client_id"],
        description=row["description"],
        metadata=row["metadata"],
        aliases=tuple(json.loads(row["aliases"])),
        history_step=row["history_step"],
        ttl=row["ttl"],
        size=row["size"],
        file_count=row["file_count"],
        manifest=row["manifest"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )
