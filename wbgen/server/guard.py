"""Who may talk to the server, and what browsers may do with its answers.

The server listens on loopback and takes any API key or none: whoever can reach it is already a user of
this machine, and the unmodified clients insist on sending some key. What remains to keep out are web
pages in that user's browser: one that rebinds its own domain to 127.0.0.1 is known by its ``Host``, one
that posts across origins by its ``Origin``.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?", re.ASCII | re.IGNORECASE)

SAFE_METHODS = frozenset({"GET", "HEAD"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; script-src 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Guard:
    """ASGI middleware: 403 for hosts that are not loopback and writes from foreign origins; safe headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = _refusal(scope["method"], Headers(scope=scope))
        app = PlainTextResponse(refusal, status_code=403) if refusal else self.app
        await app(scope, receive, send_with_headers)


def _refusal(method: str, headers: Headers) -> str | None:
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not LOOPBACK_HOST.fullmatch(hosts[0]):
        return "This server answers on loopback names only."
    origin = headers.get("origin")
    if method not in SAFE_METHODS and origin is not None and origin.lower() != f"http://{hosts[0]}".lower():
        return "This server takes no writes from other origins."
    return None
