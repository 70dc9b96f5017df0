"""The Starlette application: GraphQL, the pages, and the server's own endpoints under ``/-/``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wbgen import __version__
from wbgen.server.discovery import SERVER, digest
from wbgen.server.endpoint import GraphQLEndpoint
from wbgen.server.guard import Guard
from wbgen.server.pages import routes as page_routes
from wbgen.server.store import Store
from wbgen.server.stream_endpoint import StreamEndpoint
from wbgen.server.strict import strict_dump

STORE_FILE = "store.db"


def create_app(home: Path, *, reading: bool = False) -> Starlette:
    """The application over the store of a ``.wbgen`` folder, which must exist.

    reading: a store that cannot be written to will do.
    ``app.state``: ``store`` (the caller closes it), ``operations`` (a Counter of top-level GraphQL fields
    such as ``mutation:upsertView``) and ``graphql`` (its ``warm_up`` may be called from any thread).
    Raises ``WbgenError`` where the store cannot be opened.
    """
    store = Store(home / STORE_FILE, reading=reading)
    operations: Counter[str] = Counter()
    graphql = GraphQLEndpoint(store, operations)
    health_body = strict_dump({"ok": True, "server": SERVER, "version": __version__, "home": digest(home)})

    async def health(request: Request) -> Response:
        return Response(health_body, media_type="application/json")

    async def counted(request: Request) -> Response:
        return Response(strict_dump(dict(operations)), media_type="application/json")

    async def telemetry(request: Request) -> Response:
        return Response()  # the body stays unread: nothing here wants it

    app = Starlette(
        routes=[
            Route("/graphql", graphql.handle, methods=["POST"]),
            Route("/-/health", health),
            Route("/-/operations", counted),
            Route("/sdk/otel/v1/{signal}", telemetry, methods=["POST"]),
            Route(
                "/files/{entity}/{project}/{run}/file_stream", StreamEndpoint(store).handle, methods=["POST"]
            ),
            *page_routes(store),
        ],
        middleware=[Middleware(Guard)],
    )
    app.state.store = store
    app.state.operations = operations
    app.state.graphql = graphql
    return app
