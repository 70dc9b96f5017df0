"""The SQLite file beneath the store: opening, versions, transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from wbgen.errors import FolderError

# Seconds a statement waits for another process (a second apply on the same folder) to finish its write.
BUSY_TIMEOUT = 10.0

# Only what every connection must be told. WAL lets pages be read while a view is written. NORMAL is
# enough for the promise made here, that an acknowledged write survives kill -9: a commit has by then
# reached the operating system. Only a power cut may take the last commits, and it cannot corrupt the file.
PRAGMAS = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", "PRAGMA foreign_keys = ON")


class NameTakenError(Exception):
    """A thing of that name is there already."""


def now() -> str:
    """The present, as ``stamp`` writes it."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """A moment of UTC in ISO 8601, to the microsecond, with ``Z`` as the clients expect it: sorts as text."""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


class Database:
    """One connection, shared by all threads and serialised by a lock."""

    steps: ClassVar[tuple[tuple[str, ...], ...]] = ()

    def __init__(self, path: Path, *, reading: bool = False) -> None:
        """reading: nothing will be written, so that a file or folder that is read-only will do."""
        self.path = path
        self._lock = threading.RLock()
        try:
            self._connection = self._opened(str(path), self._set_up)
        except sqlite3.Error as error:
            if not (reading and path.exists()):
                raise _cannot_open(path, error) from error
            self._connection = self._opened_for_reading()

    def _opened(self, where: str, prepare: Callable[[sqlite3.Connection], None]) -> sqlite3.Connection:
        """A connection to a path or ``file:`` URI that was prepared, or none."""
        connection = sqlite3.connect(
            where,
            timeout=BUSY_TIMEOUT,
            isolation_level=None,  # autocommit: transactions are begun by name, below
            check_same_thread=False,
            uri=where.startswith("file:"),
        )
        connection.row_factory = sqlite3.Row
        try:
            prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _opened_for_reading(self) -> sqlite3.Connection:
        """The file as it is. Beside one in WAL mode SQLite puts others, unless told that nobody writes."""
        log = self.path.with_name(f"{self.path.name}-wal")
        ways = ["mode=ro"] if log.exists() and log.stat().st_size else ["mode=ro", "immutable=1"]
        for way in ways:
            try:
                return self._opened(f"{self.path.absolute().as_uri()}?{way}", self._check_current)
            except sqlite3.Error as error:
                failure = error
        raise _cannot_open(self.path, failure) from failure

    def _set_up(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        for pragma in PRAGMAS:
            connection.execute(pragma)
        self._migrate()

    def _check_current(self, connection: sqlite3.Connection) -> None:
        """Raise FolderError where the file would first have to be brought up to date."""
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version != len(self.steps):
            raise FolderError(
                f"The store {self.path} is not of this wbgen's version, and cannot be written to.",
                cure="make the folder writable, or use the wbgen that wrote it",
            )

    def close(self) -> None:
        """Let go of the file. Nothing may be asked of the store afterwards."""
        with self._lock:
            self._connection.close()

    def _migrate(self) -> None:
        with self.writing():
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            if version > len(self.steps):
                raise FolderError(
                    f"The store {self.path} was written by a newer wbgen (its version is {version}, "
                    f"this wbgen knows {len(self.steps)}).",
                    cure="upgrade wbgen",
                )
            if version == 0 and self._connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise FolderError(
                    f"{self.path} is a database of something else, not a store of wbgen.",
                    cure="move it away",
                )
            for statement in (statement for step in self.steps[version:] for statement in step):
                self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {len(self.steps)}")

    def rows(self, sql: str, **values: Any) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, **values: Any) -> sqlite3.Row | None:
        return next(iter(self.rows(sql, **values)), None)

    def write(self, sql: str, **values: Any) -> sqlite3.Cursor:
        """One statement, a transaction of its own. (``RETURNING`` asks for a newer SQLite than many have.)"""
        with self.writing() as connection:
            return connection.execute(sql, values)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the write lock from its start; undone where the body raises.

        Within another one it is a part of that: what is written belongs together.
        """
        with self._lock:
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    @contextmanager
    def naming(self, what: str) -> Iterator[sqlite3.Connection]:
        """A transaction in which a name that is taken is a ``NameTakenError``."""
        try:
            with self.writing() as connection:
                yield connection
        except sqlite3.IntegrityError as error:
            raise NameTakenError(what) from error


def _cannot_open(path: Path, error: sqlite3.Error) -> FolderError:
    return FolderError(
        f"The store {path} cannot be opened: {error}.",
        cure="check that the folder is writable and the file intact",
    )
