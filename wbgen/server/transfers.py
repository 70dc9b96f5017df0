"""Files in and out over HTTP: ``/-/files/<token>/<name>``, and artifact files under the path clients make up.

An upload that fails for what may pass is answered 503: the clients send it again for a quarter of an hour,
and drop the file, with a line in a log nobody reads, at any 4xx.
"""

from __future__ import annotations

import logging
import mimetypes
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from typing import IO
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from wbgen.server import bodies
from wbgen.server.bodies import BodyError
from wbgen.server.failures import is_unavailable
from wbgen.server.names import file_name
from wbgen.server.signing import PREFIX, Grant, read_token
from wbgen.server.store import File, Store, blobs
from wbgen.server.store.blobs import Upload
from wbgen.server.store.files import HOLDERS, NotExpectedError

log = logging.getLogger(__name__)

# Bytes that are written, or read, at once.
CHUNK = 1024 * 1024

# Types that a browser shows and never runs; all else is bytes to save.
_HARMLESS = re.compile(r"(audio|video)/[\w.+-]+|image/(png|jpeg|gif|webp|bmp)|text/plain|application/json")

# For a browser that opens a file all the same: no scripts, no frame, nothing of other pages.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Accept-Ranges": "bytes",
}

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII)


def routes(store: Store) -> list[Route]:
    """The routes over a store's files."""
    transfers = Transfers(store)
    return [
        Route(PREFIX + "{token}/{name:path}", transfers.put, methods=["PUT"]),
        Route(PREFIX + "{token}/{name:path}", transfers.get, methods=["GET"]),
        # Where a client has no URL of an artifact's file at hand, it makes this one from the manifest.
        Route(
            "/artifactsV2/{region}/{entity}/{project}/{collection}/{rest:path}",
            transfers.get_of_artifact,
            methods=["GET"],
        ),
    ]


class Transfers:
    """Uploads to and downloads from one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def put(self, request: Request) -> Response:
        """Take a file in; 200 once it is there for good."""
        try:
            grant = await run_in_threadpool(self._granted, request, "PUT")
            if grant is None:
                return await _refused(request, 403, "This URL permits no upload (any more).")
            return await self._receive(request, grant)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        except Exception as error:  # noqa: BLE001  (the boundary: clients would retry a 500)
            return await _refused(request, *_failure(error))

    async def _receive(self, request: Request, grant: Grant) -> Response:
        uploading = self._store.files.upload()
        upload = await run_in_threadpool(uploading.__enter__)
        try:
            await _write_all(request, upload)
            file = await run_in_threadpool(self._keep, grant, upload)
        finally:
            await run_in_threadpool(uploading.__exit__, None, None, None)
        return Response(headers={"ETag": f'"{file.sha256}"'})

    def _keep(self, grant: Grant, upload: Upload) -> File:
        return self._store.files.keep(grant.kind, grant.number, grant.name, upload, upload.finish())

    def get(self, request: Request) -> Response:
        """Give a file, or a range of it; also for HEAD."""
        grant = self._granted(request, "GET")
        if grant is None:
            return _told(403, "This URL permits no download (any more).")
        return self._answer(request, self._store.files.get(grant.kind, grant.number, grant.name))

    def get_of_artifact(self, request: Request) -> Response:
        """Give a file of an artifact by the MD5 that its manifest says; ``rest`` is ``id/md5/name``."""
        path = request.path_params
        digest = str(path["rest"]).rpartition("/")[0].rpartition("/")[2]
        project = self._store.projects.get(path["entity"], path["project"])
        collection = self._store.collections.get(project.id, path["collection"]) if project else None
        if collection is None or not re.fullmatch("[0-9a-f]{32}", digest):
            return _told(404, "There is no such file.")
        md5 = b64encode(bytes.fromhex(digest)).decode()
        return self._answer(request, self._store.files.of_collection(collection.number, md5))

    def _granted(self, request: Request, method: str) -> Grant | None:
        token, name = request.path_params["token"], request.path_params["name"]
        grant = read_token(self._store.files.secret(), method, token, name)
        return grant if grant and grant.kind in HOLDERS and file_name(name) == name else None

    def _answer(self, request: Request, file: File | None) -> Response:
        if file is None or file.sha256 is None:
            return _told(404, "There is no such file.")
        try:
            return _content(request, file, self._store.files.blobs.open(file.sha256, file.size))
        except FileNotFoundError:
            return _told(404, "The content of this file is not in the store.")
        except OSError as error:
            return _told(*_failure(error))


async def _write_all(request: Request, upload: Upload) -> None:
    """Write the body in large pieces, each in a thread. Raises ``BodyError`` where it is too large."""
    buffer = bytearray()
    async for chunk in bodies.chunks(request, blobs.MAX_FILE):
        buffer += chunk
        if len(buffer) >= CHUNK:
            await run_in_threadpool(upload.write, bytes(buffer))
            buffer.clear()
    await run_in_threadpool(upload.write, bytes(buffer))


async def _refused(request: Request, status: int, message: str) -> Response:
    """An answer to a client that may still be sending: it is heard out, or it would not see the answer."""
    with suppress(BodyError, ClientDisconnect, RuntimeError):  # too much, gone, or read before
        await bodies.read(request, 0)
    return _told(status, message)


def _failure(error: Exception) -> tuple[int, str]:
    """The status and the message of what went wrong with a file."""
    if isinstance(error, BodyError):
        return error.status, f"This file cannot be taken: {error.message}."
    if isinstance(error, NotExpectedError):
        return 422, "Nobody waits for this file, or its content is not what was announced."
    if isinstance(error, OSError) or is_unavailable(error):
        log.error("a file cannot be stored: %s", error)
        reason = error.strerror if isinstance(error, OSError) else error
        return 503, f"The store cannot be used now: {reason}."
    log.error("a file transfer failed", exc_info=error)
    return 400, "The server failed at this; its log says how."


def _told(status: int, message: str) -> Response:
    return PlainTextResponse(f"{message}\n", status_code=status, headers=_HEADERS)


def _content(request: Request, file: File, content: IO[bytes]) -> Response:
    tag = f'"{file.sha256}"'
    headers = _HEADERS | {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name.rpartition('/')[2])}",
        "ETag": tag,
    }
    wanted = _range(request, tag, file.size)
    if wanted is None or request.method == "HEAD":
        content.close()
    if wanted is None:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{file.size}"})
    first, last = wanted
    partial = last - first + 1 != file.size
    if partial:
        headers["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    headers["Content-Length"] = str(last - first + 1)
    return StreamingResponse(
        iter(()) if content.closed else _pieces(content, first, last - first + 1),
        status_code=206 if partial else 200,
        headers=headers,
        media_type=_media_type(file.name),
    )


def _media_type(name: str) -> str:
    type = mimetypes.guess_type(name)[0] or ""
    return type if _HARMLESS.fullmatch(type) else "application/octet-stream"


def _range(request: Request, tag: str, size: int) -> tuple[int, int] | None:
    """The first and last byte asked for: all of them, or those of one range; None where it lies outside."""
    everything = (0, size - 1)
    match = _RANGE.fullmatch(request.headers.get("range", ""))
    if match is None or match.group() == "bytes=-" or request.headers.get("if-range", tag) != tag:
        return everything
    if not match[1]:
        first, last = max(size - int(match[2]), 0), size - 1
    else:
        first, last = int(match[1]), min(int(match[2] or size), size - 1)
    return (first, last) if first <= last else None


def _pieces(content: IO[bytes], first: int, length: int) -> Iterator[bytes]:
    with content:
        content.seek(first)
        while length > 0 and (piece := content.read(min(length, CHUNK))):
            length -= len(piece)
            yield piece
