"""What can go wrong with one request, as data: was it executed, is it worth another try, what to say.

The tables here are the whole policy; the transport only follows it.
"""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum

import httpx

#: The longest that a server's Retry-After is obeyed, in seconds.
LONGEST_WAIT = 60.0


class Executed(Enum):
    """Whether the server acted on a request that failed."""

    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed request.

    message: a sentence without the key.  transient: another try may succeed.  reason: a few words
    while waiting.  retry_after: seconds the server asked for.
    """

    message: str
    executed: Executed
    transient: bool
    reason: str = ""
    cure: str | None = None
    retry_after: float | None = None


#: HTTP statuses worth another try: whether the server acted, and what to call it while waiting.
_TRANSIENT = {
    408: (Executed.UNKNOWN, "server too slow"),
    429: (Executed.NO, "server busy"),
    502: (Executed.UNKNOWN, "server unreachable behind its gateway"),
    503: (Executed.UNKNOWN, "server busy"),
    504: (Executed.UNKNOWN, "server too slow"),
}
#: Any other 5xx: 500, and what gateways make up (520 to 526 at Cloudflare).
_SERVER_ERROR = (Executed.UNKNOWN, "server error")
#: Not implemented, HTTP version not supported: no other try would change these.
_FINAL = frozenset({501, 505})

#: Failures of httpx after which the request was certainly never sent.
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_HANDSHAKE_CUT = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
_CHECK_ADDRESS = "Check base_url, your network, and HTTPS_PROXY if you need a proxy."


def of_exception(error: httpx.HTTPError, host: str, proxied: bool) -> Failure:
    """The failure behind an httpx exception."""
    causes = list(_causes(error))
    via = " through the proxy" if proxied else ""
    for cause in causes:
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, _HANDSHAKE_CUT):
            return Failure(
                f"No trusted encrypted connection to {host}: {_tls_reason(cause)}.",
                Executed.NO,
                transient=False,
                cure="If its certificate comes from your own authority, set SSL_CERT_FILE to that "
                "authority's PEM file.",
            )
        if isinstance(cause, socket.gaierror):
            return Failure(
                f"No server is called {host}.",
                Executed.NO,
                transient=cause.errno == socket.EAI_AGAIN,
                reason=f"no answer about the name {host}",
                cure=_CHECK_ADDRESS,
            )
    if isinstance(error, httpx.ProxyError):
        return Failure(
            f"The proxy did not connect to {host}: {_printable(str(error))}.",
            Executed.NO,
            transient=str(error).startswith("5"),  # the message begins with the proxy's HTTP status
            reason="proxy busy",
            cure="Check HTTPS_PROXY, or list the host in NO_PROXY.",
        )
    if isinstance(error, _NEVER_SENT):
        refused = any(isinstance(cause, ConnectionRefusedError) for cause in causes)
        what = "refused the connection" if refused else "cannot be reached"
        return Failure(
            f"{host} {what}{via}.", Executed.NO, transient=True, reason=f"{host} {what}", cure=_CHECK_ADDRESS
        )
    what = "did not answer in time" if isinstance(error, httpx.TimeoutException) else "cut the connection"
    return Failure(f"{host} {what}.", Executed.UNKNOWN, transient=True, reason=f"{host} {what}")


def of_status(response: httpx.Response, host: str, said: str) -> Failure | None:
    """The failure behind a status worth another try, or None. said: the server's own words, fit to print.

    A 503 with ``Retry-After`` is a server that puts us off. One without may come from a gateway that lost
    the server in the midst of the request (Envoy says 503 then), so that it may have been executed.
    """
    status = response.status_code
    if status in _FINAL or not (status in _TRANSIENT or 500 <= status < 600):
        return None
    executed, reason = _TRANSIENT.get(status, _SERVER_ERROR)
    retry_after = _retry_after(response.headers.get("Retry-After"))
    if status == 503 and retry_after is not None:
        executed = Executed.NO
    return Failure(
        f"{host} answered HTTP {response.status_code} ({said or reason}).",
        executed,
        transient=True,
        reason=reason,
        cure="Try again later.",
        retry_after=retry_after,
    )


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in found:
        found.append(link)
        link = link.__cause__ or link.__context__
    return found


def _tls_reason(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate was refused ({_printable(error.verify_message)})"
    return _printable((error.reason or "the handshake failed").replace("_", " ").lower())


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text[:200]).strip().rstrip(".")


def _retry_after(header: str | None) -> float | None:
    """Seconds to wait, of a number or an HTTP date, within 0 and ``LONGEST_WAIT``."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            until = parsedate_to_datetime(header)
        except ValueError:
            return None
        seconds = (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT) if seconds == seconds else None  # not for nan
