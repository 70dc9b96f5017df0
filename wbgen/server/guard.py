"""Who may talk to the server, and what browsers may do with its answers.

On a loopback address the server takes any API key or none: whoever can reach it is already a user of this
machine, and the unmodified clients insist on sending some key. What remains to keep out there are web pages
in that user's browser: one that rebinds its own domain to 127.0.0.1 is known by its ``Host``, one that
posts across origins by its ``Origin``. Where a key is demanded, the key keeps a rebound domain out (a
browser sends it to no other name), so any ``Host`` will do; the rule of origins stays, since a browser adds
the key to what other sites make it post.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wbgen.server.access import grants

# All of 127/8 is loopback; an address, unlike a name, cannot be made to mean another one.
LOOPBACK_HOST = re.compile(
    r"(127(\.[0-9]{1,3}){3}|localhost|\[::1\])(:[0-9]{1,5})?", re.ASCII | re.IGNORECASE
)

# Absolute URLs in answers are built from it, so it must at least look like one.
ANY_HOST = re.compile(
    r"([a-z0-9_]([a-z0-9_.-]{0,252})|\[[0-9a-f:.]{2,45}\])(:[0-9]{1,5})?", re.ASCII | re.IGNORECASE
)

SAFE_METHODS = frozenset({"GET", "HEAD"})

# What needs no key: whether the server is alive, and files, whose addresses are signed themselves (wandb-core
# uploads to them without any key).
KEYLESS = re.compile(r"/-/health|/-/files/.+")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; media-src data:; "
        "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Guard:
    """ASGI middleware: 403 for foreign hosts and for writes from foreign origins, 401 without the key.

    Every answer gets safe headers.

    key: what every request must carry; None where the server is reached by loopback alone.
    """

    def __init__(self, app: ASGIApp, key: str | None = None) -> None:
        self.app = app
        self._key = key

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

        app = self._refusal(scope["method"], scope["path"], Headers(scope=scope)) or self.app
        await app(scope, receive, send_with_headers)

    def _refusal(self, method: str, path: str, headers: Headers) -> Response | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not (ANY_HOST if self._key else LOOPBACK_HOST).fullmatch(hosts[0]):
            known = "under a proper name" if self._key else "on loopback names only"
            return PlainTextResponse(f"This server answers {known}.", 403)
        origin = headers.get("origin")
        if method not in SAFE_METHODS and origin is not None and not self._is_own(origin, hosts[0]):
            return PlainTextResponse("This server takes no writes from other origins.", 403)
        if self._key is None or KEYLESS.fullmatch(path) or grants(self._key, headers.get("authorization")):
            return None
        return PlainTextResponse(
            "This server wants its API key.",
            401,
            {"WWW-Authenticate": 'Basic realm="wbgen", charset="UTF-8"'},
        )

    def _is_own(self, origin: str, host: str) -> bool:
        """Whether a page is this server's. One behind a proxy may be seen by https."""
        schemes = ("http", "https") if self._key else ("http",)
        return origin.lower() in {f"{scheme}://{host}".lower() for scheme in schemes}
