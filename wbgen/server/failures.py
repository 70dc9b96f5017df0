"""What becomes of an exception that nobody caught: a log line, and an answer that clients do not retry.

The wandb clients retry HTTP 500, and any other status outside a short list, for minutes to days, which
looks like a hang; so a fault of this server is told as a GraphQL error or as 400. The file stream is the
other way round: a 4xx ends it for the run, what is sent later stays on the client's disk. There, 503 says
that the same request will do once the store is free or the disk has room.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import sqlite3

from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wbgen.server.bodies import BodyError
from wbgen.server.strict import strict_dump

log = logging.getLogger(__name__)

# SQLite's primary result codes: another process writes, the disk is full, or failing, or not writable.
_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    }
)

# No room, no right to write, no file handle left. (Windows has no quota.)
_SYSTEM = frozenset(
    {errno.ENOSPC, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, getattr(errno, "EDQUOT", errno.ENOSPC)}
)

RETRY_AFTER = 5

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>wbgen</title></head>
<body><h1>This page cannot be shown</h1><p>{why}</p><p><a href="/">All projects</a></p></body></html>
"""


def is_unavailable(error: BaseException) -> bool:
    """Whether the store or its disk cannot take anything for now: the same request may do later."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE
    return isinstance(error, OSError) and error.errno in _SYSTEM


class Boundary:
    """ASGI middleware around all routes: whatever is raised within becomes an answer and a log line."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except ClientDisconnect:
            return  # nobody is there to read an answer
        except asyncio.CancelledError:
            if not begun:  # the server stops: the same request will do at the next one
                await PlainTextResponse("The server stops.", 503, {"Retry-After": str(RETRY_AFTER)})(
                    scope, receive, send
                )
            raise
        except Exception as error:
            if not isinstance(error, BodyError):
                log.error("%s %r failed", scope["method"], scope["path"], exc_info=error)
            if not begun:  # else the connection is cut, so that the client sees it is not the whole answer
                await _answer(HTTPConnection(scope), error)(scope, receive, send)


def _answer(request: HTTPConnection, error: Exception) -> Response:
    path, why = request.url.path, _explain(error)
    status = error.status if isinstance(error, BodyError) else 400
    if path == "/graphql":
        content = strict_dump({"errors": [{"message": why}]})
        return Response(
            content, error.status if isinstance(error, BodyError) else 200, media_type="application/json"
        )
    if path.endswith("/file_stream") and is_unavailable(error):
        return PlainTextResponse(why, 503, {"Retry-After": str(RETRY_AFTER)})
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(_PAGE.format(why=why), status)
    return PlainTextResponse(why, status)


def _explain(error: Exception) -> str:
    """What a client is told: nothing of the server's insides."""
    if isinstance(error, BodyError):
        return error.message
    if is_unavailable(error):
        return "The store cannot be used just now: it is busy, or its disk is full or not writable."
    return "The server failed at this; its log says how."
