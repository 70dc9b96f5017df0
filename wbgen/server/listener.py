"""uvicorn, set up for one loopback socket, and quick to stop."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

# Seconds an answer under way gets when the server stops.
GRACE = 2


class Listener(uvicorn.Server):
    """Serves an application on a bound socket until ``should_exit`` is set.

    ``on_ready`` is called once connections are accepted. Signals are the caller's business: uvicorn would
    raise them anew after its own shutdown and so keep the caller from tidying up.
    """

    def __init__(self, app: ASGIApp, on_ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=GRACE,
            )
        )
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept connections, and say so."""
        await super().startup(sockets)
        self._on_ready()

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's, without its signal handlers."""
        await self._serve(sockets)
