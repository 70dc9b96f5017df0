"""What becomes of exceptions: an answer that clients do not retry, and a log line."""

from __future__ import annotations

import asyncio
import errno
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from tests.server.asgi import Answer, call
from tests.server.conftest import Client
from wbgen.server.bodies import BodyError
from wbgen.server.failures import Boundary, is_unavailable
from wbgen.server.store.projects import Projects

STREAM = "/files/local/p/r/file_stream"


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("said by SQLite")
    error.sqlite_errorcode = code
    return error


FULL = OSError(errno.ENOSPC, "No space left on device")
BUSY = sqlite_error(sqlite3.SQLITE_BUSY)


def failing(error: Exception, path: str, headers: dict[str, str] | None = None) -> Answer:
    """What the boundary answers where the application within raises."""

    async def broken(*_: Any) -> None:
        raise error

    return call(Boundary(broken), "POST", path, headers=headers)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (BUSY, True),
        (sqlite_error(sqlite3.SQLITE_FULL), True),
        (sqlite_error(sqlite3.SQLITE_LOCKED), True),
        (sqlite_error(sqlite3.SQLITE_READONLY), True),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), True),  # an extended code
        (sqlite_error(sqlite3.SQLITE_CONSTRAINT), False),
        (sqlite3.OperationalError("no such table"), False),
        (FULL, True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (OSError(errno.EROFS, "Read-only file system"), True),
        (FileNotFoundError(errno.ENOENT, "gone"), False),
        (ValueError("a fault"), False),
    ],
)
def test_what_may_pass_is_told_from_what_does_not(error: Exception, expected: bool) -> None:
    assert is_unavailable(error) is expected


def test_codes_are_those_of_sqlite_itself(tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    holder.execute("CREATE TABLE t (x)")
    holder.execute("BEGIN IMMEDIATE")
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None, timeout=0)
    with pytest.raises(sqlite3.OperationalError) as busy:
        other.execute("BEGIN IMMEDIATE")
    assert is_unavailable(busy.value)
    holder.execute("ROLLBACK")
    other.execute("PRAGMA max_page_count = 3")
    with pytest.raises(sqlite3.OperationalError) as full:
        other.execute("INSERT INTO t VALUES (zeroblob(1000000))")
    assert is_unavailable(full.value)
    holder.close()
    other.close()


@pytest.mark.parametrize(
    ("error", "path", "status"),
    [
        (FULL, STREAM, 503),
        (BUSY, STREAM, 503),
        (ValueError("secret"), STREAM, 400),
        (BUSY, "/local/p", 400),
        (ValueError("secret"), "/local/p", 400),
        (BodyError("too large", 413), "/-/files/x", 413),
        (BodyError("too large", 413), "/graphql", 413),
        (ValueError("secret"), "/graphql", 200),
    ],
)
def test_the_boundary_answers(
    error: Exception, path: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    answer = failing(error, path)
    assert answer.status == status
    assert b"secret" not in answer.body
    assert b"Traceback" not in answer.body
    assert bool(caplog.records) is not isinstance(error, BodyError)
    assert ("retry-after" in answer.headers) is (status == 503)
    if path == "/graphql":
        assert set(answer.json) == {"errors"}


def test_people_get_a_page() -> None:
    answer = failing(ValueError("secret"), "/local/<script>", {"accept": "text/html,*/*"})
    assert answer.status == 400
    assert answer.headers["content-type"].startswith("text/html")
    assert b"secret" not in answer.body
    assert b"<script>" not in answer.body


def test_a_broken_page_is_told_so_and_logged(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(Projects, "all", broken)
    answer = client.get("/", {"accept": "text/html"})
    assert answer.status == 400
    assert b"This page cannot be shown" in answer.body
    assert "content-security-policy" in answer.headers
    assert "ZeroDivisionError" in caplog.text


def test_an_answer_under_way_is_cut_off(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(_scope: Any, _receive: Any, send: Callable[[Any], Any]) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise ValueError("a fault")

    answer = call(Boundary(broken), "GET", "/")
    assert (answer.status, answer.body) == (200, b"half")
    assert "ValueError" in caplog.text


def test_nobody_is_told_where_nobody_listens(caplog: pytest.LogCaptureFixture) -> None:
    async def left(*_: Any) -> None:
        raise ClientDisconnect

    with pytest.raises(ValueError, match="unpack"):  # nothing was sent
        call(Boundary(left), "POST", STREAM)
    assert not caplog.records


def test_answers_hold_no_infinity(client: Client) -> None:
    body = json.dumps({"query": "{viewer{id}}", "variables": {"a": 1}}).replace("1", "1e999")
    assert client.post("/graphql", body.encode()).status in (200, 400)


def test_a_request_that_is_cut_off_by_stopping_may_be_sent_again() -> None:
    async def stopped(scope: Scope, receive: Receive, send: Send) -> None:
        raise asyncio.CancelledError

    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": []}
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(Boundary(stopped)(scope, receive, send))
    assert sent[0]["status"] == 503
