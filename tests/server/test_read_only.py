"""A store that cannot be written to can still be read."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from wbgen.errors import FolderError
from wbgen.server.store import Store

NOBODY = 65534


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that everybody may enter, with a store that holds a project."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)
        store = Store(home / "store.db")
        store.projects.put("local", "p", "")
        store.close()
        yield home


@contextmanager
def read_only(home: Path) -> Iterator[None]:
    """Nothing in a folder may be changed by whoever runs this, and root becomes nobody for the while."""
    home.chmod(0o555)
    (home / "store.db").chmod(0o444)
    was = os.geteuid()
    if was == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(was)
        home.chmod(0o755)


def test_a_store_in_a_read_only_folder_is_read_where_that_is_enough(home: Path) -> None:
    with read_only(home):
        with pytest.raises(FolderError, match="cannot be opened"):
            Store(home / "store.db")
        store = Store(home / "store.db", reading=True)
        assert store.projects.get("local", "p") is not None
        with pytest.raises(sqlite3.OperationalError):
            store.projects.put("local", "q", "")
        store.close()
    assert [path.name for path in home.iterdir()] == ["store.db"]


def test_one_of_another_version_is_not_guessed_at(home: Path) -> None:
    connection = sqlite3.connect(home / "store.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with read_only(home), pytest.raises(FolderError, match="not of this wbgen's version"):
        Store(home / "store.db", reading=True)
