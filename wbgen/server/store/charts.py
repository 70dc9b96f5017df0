"""Custom charts: Vega definitions that panels refer to by ``entity/name``."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from wbgen.server.ids import encode
from wbgen.server.store.database import Database, NameTakenError, now


@dataclass(frozen=True, slots=True)
class Chart:
    """A custom chart; ``spec`` is Vega or Vega-Lite as JSON text, ``type`` says which (``vega2``)."""

    id: str
    entity: str
    name: str
    type: str
    display_name: str
    access: str
    spec: str


class Charts:
    """The custom charts of all entities. As on W&B they can be neither changed nor deleted."""

    tables = (
        """
        CREATE TABLE charts (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            entity TEXT NOT NULL,
            name TEXT NOT NULL,
            type TEXT NOT NULL,
            display_name TEXT NOT NULL,
            access TEXT NOT NULL,
            spec TEXT NOT NULL,
            created_at TEXT NOT NULL,
            UNIQUE (entity, name)
        )
        """,
    )

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, entity: str, name: str) -> Chart | None:
        """The chart of that exact name, or None."""
        row = self._db.row(
            "SELECT * FROM charts WHERE entity = :entity AND name = :name", entity=entity, name=name
        )
        return _chart(row) if row else None

    def create(
        self, entity: str, *, name: str, type: str, display_name: str, access: str, spec: str
    ) -> Chart:
        """Save a new chart. Raises ``NameTakenError`` where the entity has one of that name."""
        try:
            number = self._db.write(
                """
                INSERT INTO charts (entity, name, type, display_name, access, spec, created_at)
                VALUES (:entity, :name, :type, :display_name, :access, :spec, :now)
                """,
                entity=entity,
                name=name,
                type=type,
                display_name=display_name,
                access=access,
                spec=spec,
                now=now(),
            ).lastrowid
        except sqlite3.IntegrityError as error:
            raise NameTakenError(name) from error
        (row,) = self._db.rows("SELECT * FROM charts WHERE number = :number", number=number)
        return _chart(row)


def _chart(row: sqlite3.Row) -> Chart:
    return Chart(
        id=encode("Chart", row["number"]),
        entity=row["entity"],
        name=row["name"],
        type=row["type"],
        display_name=row["display_name"],
        access=row["access"],
        spec=row["spec"],
    )
