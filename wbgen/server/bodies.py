"""Reading what clients send: bounded, unpacked where it is packed, and answered where it is too much."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator

from starlette.requests import Request

# Bytes of a body that is too large which are still read and dropped. A client cut off while it sends sees
# a lost connection, which it retries, and not the answer; but nobody may keep the server reading for ever.
MAX_DRAINED = 1024 * 1024 * 1024

# Bytes unpacked at a time, however well they were packed.
PIECE = 1024 * 1024

GZIP = 16 + zlib.MAX_WBITS


class BodyError(Exception):
    """A body cannot be taken: ``message`` for the client, with a status that wandb clients do not retry."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


async def read(request: Request, limit: int) -> bytes:
    """A whole body of at most ``limit`` bytes. Raises as ``chunks`` does."""
    body = bytearray()
    async for chunk in chunks(request, limit):
        body += chunk
    return bytes(body)


async def chunks(request: Request, limit: int) -> AsyncIterator[bytes]:
    """A body piece by piece, without its ``Content-Encoding: gzip``.

    limit: bytes, both as sent and unpacked.
    Raises BodyError: 413 where it is larger, 400 where it is not what its headers say; and starlette's
    ``ClientDisconnect`` where the client goes away. What was yielded until then is not the whole body.
    """
    unpack = _unpacking(request.headers.get("content-encoding", ""))
    incoming = request.stream()
    declared = _declared(request)
    sent = unpacked = 0
    async for chunk in incoming:
        sent += len(chunk)
        if max(sent, declared) <= limit:
            for piece in unpack.feed(chunk):
                unpacked += len(piece)
                if unpacked > limit:
                    break
                yield piece
        if max(sent, declared, unpacked) > limit:
            await _drain(incoming, declared - sent)
            raise BodyError(f"the request is larger than {limit} bytes", 413)
    unpack.finish()


async def _drain(incoming: AsyncIterator[bytes], rest: int) -> None:
    """Read to the end, where that is not too far.  rest: bytes still to come, as far as that is known."""
    drained = 0
    if rest > MAX_DRAINED:
        return
    async for chunk in incoming:
        drained += len(chunk)
        if drained > MAX_DRAINED:
            return


def _declared(request: Request) -> int:
    """The length that the head declares; 0 where it does not, as with chunked bodies."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0


class _Plain:
    """A body as it is."""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """What a piece of the body comes to."""
        yield chunk

    def finish(self) -> None:
        """Raise BodyError where the body ended too early."""


class _Gzip(_Plain):
    """A body in gzip, of one member or several."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(GZIP)
        self._begun = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        piece = b""
        while chunk or len(piece) == PIECE:
            self._begun = self._begun or bool(chunk)
            try:
                piece = self._member.decompress(chunk, PIECE)
            except zlib.error as error:
                raise BodyError("the request is not gzip, though its head says so") from error
            chunk = self._member.unconsumed_tail
            if self._member.eof:
                chunk = self._member.unused_data
                self._member = zlib.decompressobj(GZIP)
                self._begun = False
            yield piece

    def finish(self) -> None:
        if self._begun:
            raise BodyError("the request ends in the middle of its gzip")


def _unpacking(encoding: str) -> _Plain:
    kind = encoding.strip().lower()
    if kind in ("", "identity"):
        return _Plain()
    if kind in ("gzip", "x-gzip"):
        return _Gzip()
    raise BodyError("the content encoding must be gzip, or none")
