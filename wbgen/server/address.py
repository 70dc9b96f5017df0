"""Where the server listens, and by which address this machine's own commands reach it."""

from __future__ import annotations

import errno
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

from wbgen.errors import WbgenError

LOOPBACK = "127.0.0.1"

ALL_ADDRESSES = "`--host 0.0.0.0` listens on every address it has"

# The address that stands for all of this machine's, by family, and the one among them that reaches it here.
_ANY = {"0.0.0.0": LOOPBACK, "::": "::1"}


def base_url(port: int, address: str = LOOPBACK) -> str:
    """The URL of a server on this machine, without a trailing slash.  address: an IP address."""
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"


def is_loopback(address: str) -> bool:
    """Whether an IP address is reached from this machine only."""
    return ip_address(address.partition("%")[0]).is_loopback


def reached_by(listening: socket.socket) -> str:
    """The IP address by which this machine reaches a listening socket."""
    address: str = listening.getsockname()[0]
    return _ANY.get(address, address)


@contextmanager
def bound(port: int, host: str = LOOPBACK) -> Iterator[socket.socket]:
    """A socket that listens while the body runs.

    host: an IP address or a name of this machine; ``0.0.0.0`` is every IPv4 address of it, ``::`` every one.
    port: 0 takes any free one. Raises ``WbgenError`` where the two cannot be listened on.
    """
    if not host:
        raise WbgenError("The address to listen on is empty.", cure=ALL_ADDRESSES)
    try:
        family, where = _resolved(host, port)
        # asyncio sends without delay (Nagle's, 40 ms an answer) only where the protocol is named.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except (OSError, UnicodeError, OverflowError) as error:
        raise _unusable(host, port, error) from error
    with listening:
        try:
            if hasattr(signal, "SIGHUP"):  # elsewhere the option lets two servers share a port
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if where[0] == "::":
                listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            listening.bind(where)
            # Clients that come before the server is up wait in the queue.
            listening.listen(128)
        except (OSError, OverflowError) as error:
            raise _unusable(host, port, error) from error
        yield listening


def _resolved(host: str, port: int) -> tuple[socket.AddressFamily, tuple[Any, ...]]:
    """A family and an address of it; IPv4 where a name has both, as most clients of this machine try it."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, *_, (address, _port, *scope) = min(found, key=lambda one: one[0] != socket.AF_INET)
    return family, (address, port, *scope)


def _unusable(host: str, port: int, error: Exception) -> WbgenError:
    number = getattr(error, "errno", None)
    if isinstance(error, socket.gaierror | UnicodeError) or number == errno.EADDRNOTAVAIL:
        return WbgenError(f"{host} is no address of this machine: {error}.", cure=ALL_ADDRESSES)
    what = "is in use" if number == errno.EADDRINUSE else f"cannot be used: {error}"
    cure = "`--port N` opens another one now; `port: N` in wbgen.yaml is what printed URLs follow too"
    return WbgenError(f"Port {port} {what}.", cure=cure)
