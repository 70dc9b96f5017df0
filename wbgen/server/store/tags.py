"""Tags of artifacts and of their collections."""

from __future__ import annotations

from collections.abc import Iterable

from wbgen.server.store.database import Database

#: What has tags, each a table of its own.
ARTIFACT, COLLECTION = "artifact", "collection"


class Tags:
    """The tags of all artifacts and collections; each has a tag once."""

    tables = (
        """
        CREATE TABLE artifact_tags (
            holder INTEGER NOT NULL REFERENCES artifacts (number) ON DELETE CASCADE,
            tag TEXT NOT NULL,
            PRIMARY KEY (holder, tag)
        )
        """,
        """
        CREATE TABLE collection_tags (
            holder INTEGER NOT NULL REFERENCES artifact_collections (number) ON DELETE CASCADE,
            tag TEXT NOT NULL,
            PRIMARY KEY (holder, tag)
        )
        """,
    )

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, kind: str, number: int) -> list[str]:
        """The tags of an artifact or a collection, sorted."""
        rows = self._db.rows(
            f"SELECT tag FROM {_table(kind)} WHERE holder = :number ORDER BY tag", number=number
        )
        return [row["tag"] for row in rows]

    def change(self, kind: str, number: int, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Put tags on an artifact or a collection, and take others off."""
        insert = f"INSERT OR IGNORE INTO {_table(kind)} VALUES (:number, :tag)"
        delete = f"DELETE FROM {_table(kind)} WHERE holder = :number AND tag = :tag"
        with self._db.writing():
            for sql, tags in ((insert, add), (delete, remove)):
                for tag in tags:
                    self._db.write(sql, number=number, tag=tag)


def _table(kind: str) -> str:
    assert kind in (ARTIFACT, COLLECTION)
    return f"{kind}_tags"
