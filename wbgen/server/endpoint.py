"""``POST /graphql``: from HTTP to the engine and back."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from wbgen.server.requests import base_url
from wbgen.server.strict import strict_dump, strict_json

if TYPE_CHECKING:
    from collections import Counter

    from wbgen.server.execution import Engine
    from wbgen.server.store import Store

# Bytes of a request. A view is one variable of it; W&B's own limit is not documented.
MAX_BODY = 64 * 1024 * 1024


class MalformedError(Exception):
    """The request is not a GraphQL request; ``status`` is one the wandb clients do not retry."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class GraphQLEndpoint:
    """The engine behind HTTP. It is built at first use, or earlier by ``warm_up``, in whatever thread."""

    def __init__(self, store: Store, operations: Counter[str]) -> None:
        self._store = store
        self._operations = operations
        self._lock = threading.Lock()
        self._engine: Engine | None = None

    def warm_up(self) -> Engine:
        """Import graphql-core and build the schema, once; about a tenth of a second."""
        with self._lock:
            if self._engine is None:
                from wbgen.server.execution import Engine

                self._engine = Engine(self._store, self._operations)
            return self._engine

    async def handle(self, request: Request) -> Response:
        """Answer a request; 4xx where it is not a GraphQL request at all."""
        base_url.set(str(request.base_url).rstrip("/"))
        try:
            body = await _read(request)
            status, content = await run_in_threadpool(self._answer, body)
        except MalformedError as error:
            status, content = error.status, strict_dump({"errors": [{"message": str(error)}]})
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        return Response(content, status_code=status, media_type="application/json")

    def _answer(self, body: bytes) -> tuple[int, bytes]:
        text, variables, operation = _parse(body)
        status, answer = self.warm_up().execute(text, variables, operation)
        return status, strict_dump(answer)


async def _read(request: Request) -> bytes:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise MalformedError("the content type must be application/json")
    body, size = bytearray(), 0
    # Read to the end even what is too large: a client cut off while it sends sees a lost connection,
    # which it retries, and not the answer.
    async for chunk in request.stream():
        size += len(chunk)
        if size <= MAX_BODY:
            body += chunk
    if size > MAX_BODY:
        raise MalformedError(f"the request is larger than {MAX_BODY} bytes", status=413)
    return bytes(body)


def _parse(body: bytes) -> tuple[str, dict[str, Any] | None, str | None]:
    """The document, its variables and the operation to execute (None: its only one)."""
    try:
        request = strict_json(body)
    except RecursionError as error:
        raise MalformedError("the request is nested too deeply") from error
    except ValueError as error:
        raise MalformedError("the request is not JSON") from error
    if not isinstance(request, dict):
        raise MalformedError("the request is not a JSON object")
    text, variables, operation = (request.get(key) for key in ("query", "variables", "operationName"))
    if not isinstance(text, str):
        raise MalformedError("`query` must be a string")
    if not isinstance(variables, dict | None):
        raise MalformedError("`variables` must be an object or null")
    if not isinstance(operation, str | None):
        raise MalformedError("`operationName` must be a string or null")
    # Documents written in Python arrive with the operation name "".
    return text, variables, operation or None
