"""The file stream over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from wbgen.server.bodies import read
from wbgen.server.stream import UntakeableError, take
from wbgen.server.strict import strict_dump

if TYPE_CHECKING:
    from wbgen.server.store import Store

#: Bytes of a request. The client's own hold about 10 MB.
MAX_BODY = 64 * 1024 * 1024


class StreamEndpoint:
    """Answers the file stream of all runs of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle(self, request: Request) -> Response:
        """Keep what a run sent. What fails beyond that is answered by ``failures``: a full disk with 503."""
        body = await read(request, MAX_BODY)
        status, content = await run_in_threadpool(self._answer, request.path_params, body)
        return Response(content, status_code=status, media_type="application/json")

    def _answer(self, path: dict[str, str], body: bytes) -> tuple[int, bytes]:
        # When first needed: a server starts without it.
        from wbgen.server.automations.evaluation import on_history, on_state

        try:
            taken = take(self._store, path["entity"], path["project"], path["run"], body)
        except UntakeableError as error:
            return error.status, strict_dump({"error": str(error)})
        on_history(self._store, taken.run, taken.history)
        on_state(self._store, taken.run, taken.before)
        return 200, strict_dump(taken.answer)
