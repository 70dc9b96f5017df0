"""The Starlette application: GraphQL, the pages, and the server's own endpoints under ``/-/``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from wbgen import __version__
from wbgen.server.crashes import Crashes, Noting
from wbgen.server.discovery import SERVER, digest
from wbgen.server.endpoint import GraphQLEndpoint
from wbgen.server.failures import Boundary
from wbgen.server.guard import Guard
from wbgen.server.neighbours import Neighbours
from wbgen.server.pages import routes as page_routes
from wbgen.server.store import Store
from wbgen.server.stream_endpoint import StreamEndpoint
from wbgen.server.strict import strict_dump
from wbgen.server.transfers import routes as transfer_routes
from wbgen.server.unknown import Unknown

STORE_FILE = "store.db"


def create_app(
    home: Path, *, reading: bool = False, key: str | None = None, port: int | None = None
) -> Starlette:
    """The application over the store of a ``.wbgen`` folder, which must exist.

    reading: a store that cannot be written to will do.  key: the API key to demand, or None.
    port: where it listens, if that is only for the time of a command.
    ``app.state``: ``store`` (the caller closes it), ``operations`` (a Counter of top-level GraphQL fields
    such as ``mutation:upsertView``) and ``graphql`` (its ``warm_up`` may be called from any thread)
    and ``crashes`` (after how long a silent run is taken for crashed).
    Raises ``WbgenError`` where the store cannot be opened.
    """
    store = Store(home / STORE_FILE, reading=reading)
    operations: Counter[str] = Counter()
    unknown = Unknown()
    store.agents.servers = Neighbours(home, port)
    crashes = Crashes(store)
    graphql = GraphQLEndpoint(store, operations, unknown)
    about = {} if key else {"server": SERVER, "version": __version__}
    health_body = strict_dump({"ok": True, "home": digest(home, key), **about})

    async def health(request: Request) -> Response:
        return Response(health_body, media_type="application/json")

    async def counted(request: Request) -> Response:
        return Response(strict_dump(dict(operations)), media_type="application/json")

    async def not_known(request: Request) -> Response:
        return Response(strict_dump(unknown.counts()), media_type="application/json")

    async def no_file(request: Request) -> Response:
        return PlainTextResponse("There is no such file.", 404)

    async def telemetry(request: Request) -> Response:
        return Response()  # the body stays unread: nothing here wants it

    app = Starlette(
        routes=[
            Route("/graphql", graphql.handle, methods=["POST"]),
            Route("/-/health", health),
            Route("/-/operations", counted),
            Route("/-/unknown", not_known),
            Route("/sdk/otel/v1/{signal}", telemetry, methods=["POST"]),
            *transfer_routes(store),
            Route(
                "/files/{entity}/{project}/{run}/file_stream", StreamEndpoint(store).handle, methods=["POST"]
            ),
            Route("/-/files/{rest:path}", no_file),  # which needs no key, so no page may answer
            *page_routes(store),
        ],
        middleware=[Middleware(Guard, key=key), Middleware(Boundary), Middleware(Noting, crashes=crashes)],
    )
    app.state.store = store
    app.state.operations = operations
    app.state.graphql = graphql
    app.state.crashes = crashes
    return app
