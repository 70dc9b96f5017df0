"""``POST /graphql``: from HTTP to the engine and back."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from wbgen.server import bodies
from wbgen.server.bodies import BodyError
from wbgen.server.strict import strict_dump, strict_json

if TYPE_CHECKING:
    from collections import Counter

    from wbgen.server.execution import Engine
    from wbgen.server.store import Store
    from wbgen.server.unknown import Unknown

# Bytes of a request. A view is one variable of it; W&B's own limit is not documented.
MAX_BODY = 64 * 1024 * 1024


class GraphQLEndpoint:
    """The engine behind HTTP. It is built at first use, or earlier by ``warm_up``, in whatever thread."""

    def __init__(self, store: Store, operations: Counter[str], unknown: Unknown) -> None:
        self._store = store
        self._operations = operations
        self._unknown = unknown
        self._lock = threading.Lock()
        self._engine: Engine | None = None

    def warm_up(self) -> Engine:
        """Import graphql-core and build the schema, once; about a tenth of a second."""
        with self._lock:
            if self._engine is None:
                from wbgen.server.execution import Engine

                self._engine = Engine(self._store, self._operations, self._unknown)
            return self._engine

    async def handle(self, request: Request) -> Response:
        """Answer a request; 4xx where it is not a GraphQL request at all."""
        try:
            body = await _read(request)
            status, content = await run_in_threadpool(self._answer, body)
        except BodyError as error:
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
        raise BodyError("the content type must be application/json")
    return await bodies.read(request, MAX_BODY)


def _parse(body: bytes) -> tuple[str, dict[str, Any] | None, str | None]:
    """The document, its variables and the operation to execute (None: its only one)."""
    try:
        request = strict_json(body)
    except RecursionError as error:
        raise BodyError("the request is nested too deeply") from error
    except ValueError as error:
        raise BodyError("the request is not JSON") from error
    if not isinstance(request, dict):
        raise BodyError("the request is not a JSON object")
    text, variables, operation = (request.get(key) for key in ("query", "variables", "operationName"))
    if not isinstance(text, str):
        raise BodyError("`query` must be a string")
    if not isinstance(variables, dict | None):
        raise BodyError("`variables` must be an object or null")
    if not isinstance(operation, str | None):
        raise BodyError("`operationName` must be a string or null")
    # Documents written in Python arrive with the operation name "".
    return text, variables, operation or None
