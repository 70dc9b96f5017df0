"""Files of runs and artifacts, and the manifests of artifacts: their names, and which content they have."""

from __future__ import annotations

import secrets
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from wbgen.server.ids import encode
from wbgen.server.store.blobs import Blob, Blobs, Upload
from wbgen.server.store.database import Database, now

#: The kinds of holders of files, each a column that refers to one.
RUN, ARTIFACT, MANIFEST = "run", "artifact", "manifest"
HOLDERS = frozenset({RUN, ARTIFACT, MANIFEST})


class NotExpectedError(Exception):
    """Nobody waits for that file (any more), or its content is not the one that was announced."""


@dataclass(frozen=True, slots=True)
class File:
    """A file. sha256: of its content; None while it is announced only, or where it is elsewhere (``ref``).

    md5: of its content in base64.  ref: the URL of content that is not in this store.  size: in bytes.
    updated_at: ISO 8601 in UTC.
    """

    number: int
    id: str
    name: str
    sha256: str | None
    md5: str
    ref: str | None
    size: int
    updated_at: str


class Files:
    """The files of all runs and artifacts. A holder has one file of a name; a new one takes its place."""

    tables = (
        """
        CREATE TABLE files (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            run INTEGER REFERENCES runs (number) ON DELETE CASCADE,
            artifact INTEGER REFERENCES artifacts (number) ON DELETE CASCADE,
            manifest INTEGER REFERENCES artifact_manifests (number) ON DELETE CASCADE,
            name TEXT NOT NULL,
            sha256 TEXT,
            md5 TEXT NOT NULL,
            ref TEXT,
            size INTEGER NOT NULL,
            updated_at TEXT NOT NULL,
            UNIQUE (run, name),
            UNIQUE (artifact, name),
            UNIQUE (manifest, name)
        )
        """,
        "CREATE INDEX files_by_content ON files (sha256)",
        "CREATE INDEX files_by_md5 ON files (md5) WHERE artifact IS NOT NULL",
        # Contents that lost a record, whichever way: what is to be looked at when content is removed.
        "CREATE TABLE released (sha256 TEXT NOT NULL)",
        """
        CREATE TRIGGER files_deleted AFTER DELETE ON files WHEN old.sha256 IS NOT NULL
        BEGIN INSERT INTO released VALUES (old.sha256); END
        """,
        """
        CREATE TRIGGER files_replaced AFTER UPDATE ON files WHEN old.sha256 IS NOT new.sha256
        BEGIN INSERT INTO released SELECT old.sha256 WHERE old.sha256 IS NOT NULL; END
        """,
        "CREATE TABLE signing (secret BLOB NOT NULL)",
    )

    def __init__(self, database: Database) -> None:
        self._db = database
        self.blobs = Blobs(database.path.with_name("blobs"))
        self._secret: bytes | None = None
        self._changes: Counter[int] = Counter()

    def version(self, run: int) -> int:
        """A number that is another one whenever this server has taken or removed a file of a run."""
        return self._changes[run]

    def secret(self) -> bytes:
        """The secret that URLs of this store are signed with, made when it is first needed."""
        if self._secret is None:
            row = self._db.row("SELECT secret FROM signing") or self._made_secret()
            self._secret = row["secret"]
        return self._secret

    def _made_secret(self) -> sqlite3.Row:
        with self._db.writing():  # another process may be about to do the same
            if not self._db.row("SELECT secret FROM signing"):
                self._db.write("INSERT INTO signing VALUES (:secret)", secret=secrets.token_bytes(32))
            (row,) = self._db.rows("SELECT secret FROM signing")
        return row

    def get(self, holder: str, number: int, name: str) -> File | None:
        """The file of that exact name, or None."""
        return next(iter(self.named(holder, number, [name])), None)

    def by_number(self, number: int | None) -> File | None:
        """The file of that number, or None."""
        row = self._db.row("SELECT * FROM files WHERE number = :number", number=number)
        return _file(row) if row else None

    def held_manifest(self, number: int | None) -> tuple[File, int] | None:
        """The file of that number and the number of the manifest it is of, or None."""
        row = self._db.row(
            "SELECT * FROM files WHERE number = :number AND manifest IS NOT NULL", number=number
        )
        return (_file(row), row["manifest"]) if row else None

    def named(self, holder: str, number: int, names: Sequence[str]) -> list[File]:
        """Those of the named files that there are, in the order of the names."""
        sql = f"SELECT * FROM files WHERE {_column(holder)} = :holder AND name = :name"
        found = (self._db.row(sql, holder=number, name=name) for name in names)
        return [_file(row) for row in found if row]

    def of_collection(self, collection: int, md5: str) -> File | None:
        """A file of that content (MD5 in base64) which some artifact of a collection has, or None."""
        row = self._db.row(
            """
            SELECT files.* FROM files JOIN artifacts ON artifacts.number = files.artifact
            WHERE files.md5 = :md5 AND sha256 IS NOT NULL AND collection = :collection
            ORDER BY files.number LIMIT 1
            """,
            md5=md5,
            collection=collection,
        )
        return _file(row) if row else None

    def page(
        self, holder: str, number: int, *, limit: int, after: int = 0, pattern: str | None = None
    ) -> list[File]:
        """At most ``limit`` files whose number is above ``after``, in the order they first came.

        pattern: SQL's LIKE, with a backslash before a literal ``%`` or ``_``.
        """
        rows = self._db.rows(
            f"""
            SELECT * FROM files
            WHERE {_column(holder)} = :holder AND number > :after
              AND (:pattern IS NULL OR name LIKE :pattern ESCAPE '\\')
            ORDER BY number LIMIT :limit
            """,
            holder=number,
            after=after,
            pattern=pattern,
            limit=limit,
        )
        return [_file(row) for row in rows]

    def count(self, holder: str, number: int) -> int:
        """How many files there are."""
        (row,) = self._db.rows(
            f"SELECT count(*) AS count FROM files WHERE {_column(holder)} = :holder", holder=number
        )
        count: int = row["count"]
        return count

    @contextmanager
    def upload(self) -> Iterator[Upload]:
        """Take in the content of a file, to be given to ``keep``. Raises ``OSError``."""
        with self.blobs.upload() as upload:
            yield upload

    def keep(self, holder: str, number: int, name: str, upload: Upload, blob: Blob) -> File:
        """Record an uploaded content as a file; when this returns, it is there for good.

        A file of a run replaces the one of its name. One of an artifact must have been announced, with this
        content. Raises ``NotExpectedError`` where it was not, or there is no such run; ``OSError``.
        """
        with self._db.writing():
            before = self.get(holder, number, name)
            if not (self._is_run(number) if holder == RUN else before and before.md5 == blob.md5):
                raise NotExpectedError
            self.blobs.keep(upload, blob)
            file = self.put(holder, number, name, md5=blob.md5, sha256=blob.sha256, size=blob.size)
        if before and before.sha256 not in (None, blob.sha256):
            self.sweep()
        return file

    def _is_run(self, number: int) -> bool:
        return self._db.row("SELECT 1 FROM runs WHERE number = :number", number=number) is not None

    def announce(self, holder: str, number: int, name: str, md5: str) -> File:
        """Record what content a file is going to have, unless it has that already."""
        with self._db.writing():
            before = self.get(holder, number, name)
            same = before is not None and before.sha256 is not None and before.md5 == md5
            return before if before and same else self.put(holder, number, name, md5=md5)

    def put(
        self,
        holder: str,
        number: int,
        name: str,
        *,
        md5: str,
        sha256: str | None = None,
        ref: str | None = None,
        size: int = 0,
    ) -> File:
        """Record a file of a content that is kept, or is elsewhere, or (without both) is announced."""
        with self._db.writing():
            self._db.write(
                f"""
                INSERT INTO files ({_column(holder)}, name, md5, sha256, ref, size, updated_at)
                VALUES (:holder, :name, :md5, :sha256, :ref, :size, :now)
                ON CONFLICT ({_column(holder)}, name) DO UPDATE SET
                  md5 = :md5, sha256 = :sha256, ref = :ref, size = :size, updated_at = :now
                """,
                holder=number,
                name=name,
                md5=md5,
                sha256=sha256,
                ref=ref,
                size=size,
                now=now(),
            )
            (file,) = self.named(holder, number, [name])
        if holder == RUN:
            self._changes[number] += 1
        return file

    def put_content(self, holder: str, number: int, name: str, of: File) -> File:
        """Record a file of the content that another file has."""
        return self.put(holder, number, name, md5=of.md5, sha256=of.sha256, size=of.size)

    def forget(self, numbers: Iterable[int]) -> None:
        """Remove files, whoever holds them; their contents stay until the next ``sweep``."""
        with self._db.writing():
            for number in numbers:
                self._db.write("DELETE FROM files WHERE number = :number", number=number)

    def delete(self, numbers: Sequence[int]) -> int:
        """Remove files of runs; how many there were. What artifacts hold is theirs for good."""
        with self._db.writing():
            found = (
                self._db.row(
                    "SELECT run FROM files WHERE number = :number AND run IS NOT NULL", number=number
                )
                for number in dict.fromkeys(numbers)
            )
            runs = [row["run"] for row in found if row]
            for number in numbers:
                self._db.write("DELETE FROM files WHERE number = :number AND run IS NOT NULL", number=number)
        self._changes.update(runs)
        self.sweep()
        return len(runs)

    def sweep(self) -> None:
        """Remove the contents that no file has any more. Call it after a run or an artifact is deleted.

        It holds the lock that ``keep`` holds, so content that is just being recorded again stays.
        """
        with self._db.writing():
            for row in self._db.rows(
                "SELECT DISTINCT sha256 FROM released"
                " WHERE NOT EXISTS (SELECT 1 FROM files WHERE files.sha256 = released.sha256)"
            ):
                self.blobs.remove(row["sha256"])
            self._db.write("DELETE FROM released")
        self.blobs.remove_abandoned()


def _column(holder: str) -> str:
    assert holder in HOLDERS
    return holder


def _file(row: sqlite3.Row) -> File:
    return File(
        number=row["number"],
        id=encode("File", row["number"]),
        name=row["name"],
        sha256=row["sha256"],
        md5=row["md5"],
        ref=row["ref"],
        size=row["size"],
        updated_at=row["updated_at"],
    )
