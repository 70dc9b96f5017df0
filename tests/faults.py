"""Things that stand between a client and a server: a TLS front with its own authority, an HTTP proxy.

Both forward bytes to loopback, so they can stand before any server.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import socketserver
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import trustme

_CHUNK = 65536
_LONGEST_HEADER = 65536


@dataclass
class ConnectProxy:
    """A running proxy. url: for HTTPS_PROXY.  targets: host:port of each request, in order.

    logins: the Proxy-Authorization header of each request, or None.
    """

    url: str
    targets: list[str] = field(default_factory=list)
    logins: list[str | None] = field(default_factory=list)


@contextlib.contextmanager
def tls_front(upstream_port: int, host: str = "127.0.0.1") -> Iterator[tuple[str, str]]:
    """Serve 127.0.0.1:upstream_port over TLS. Yields the https base URL and the authority's PEM file.

    host: the name in the URL and the certificate. A name that no resolver knows can be reached
    through ``connect_proxy`` only, which proves that a proxy is used. The server behind sees its own
    loopback name as Host, as behind a reverse proxy.
    """
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*dict.fromkeys((host, "127.0.0.1", "localhost"))).configure_cert(context)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            # A client that does not trust the authority ends the handshake: nothing to serve.
            with contextlib.suppress(OSError):
                outer = context.wrap_socket(self.request, server_side=True)
                inner = socket.create_connection(("127.0.0.1", upstream_port), timeout=10)
                names = (f"{host}:{self.server.server_address[1]}", f"127.0.0.1:{upstream_port}")
                seen, told = (f"\r\nHost: {name}\r\n".encode() for name in names)
                _join(outer, inner, lambda chunk: chunk.replace(seen, told, 1))

    folder = Path(tempfile.mkdtemp(prefix="wbgen-ca-"))
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    try:
        with _serving(Handler) as port:
            yield f"https://{host}:{port}", str(folder / "ca.pem")
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def connect_proxy(login_header: str | None = None) -> Iterator[ConnectProxy]:
    """An HTTP proxy that takes every name for loopback, and keeps a list of what it was asked for.

    login_header: the Proxy-Authorization it insists on, if any.
    """

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                self._forward(*_read_header(self.request))

        def _forward(self, header: bytes, rest: bytes) -> None:
            method, target, version = header.split(b"\r\n", 1)[0].split(b" ")
            proxy.logins.append(_header(header, b"proxy-authorization"))
            if login_header is not None and proxy.logins[-1] != login_header:
                self.request.sendall(b"HTTP/1.1 407 Login needed\r\nContent-Length: 0\r\n\r\n")
                return
            authority, path = target, b""
            if method != b"CONNECT":  # a plain http request names its whole address
                authority, _, path = target.removeprefix(b"http://").partition(b"/")
            proxy.targets.append(authority.decode())
            port = int(authority.rpartition(b":")[2])
            inner = socket.create_connection(("127.0.0.1", port), timeout=10)
            if method == b"CONNECT":
                self.request.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
                inner.sendall(rest)
            else:
                fields = header.split(b"\r\n", 1)[1]
                inner.sendall(
                    b" ".join([method, b"/" + path, version]) + b"\r\n" + fields + b"\r\n\r\n" + rest
                )
            _join(self.request, inner)

    with _serving(Handler) as port:
        proxy = ConnectProxy(f"http://127.0.0.1:{port}")
        yield proxy


@contextlib.contextmanager
def _serving(handler: type[socketserver.BaseRequestHandler]) -> Iterator[int]:
    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def _join(
    outer: socket.socket, inner: socket.socket, inward: Callable[[bytes], bytes] = lambda chunk: chunk
) -> None:
    """Copy bytes both ways until either side closes."""
    with inner:
        for end in (outer, inner):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        inner.settimeout(None)
        back = threading.Thread(target=_copy, args=(inner, outer), daemon=True)
        back.start()
        _copy(outer, inner, inward)
        back.join()


def _copy(
    source: socket.socket, sink: socket.socket, change: Callable[[bytes], bytes] = lambda chunk: chunk
) -> None:
    with contextlib.suppress(OSError):
        while chunk := source.recv(_CHUNK):
            sink.sendall(change(chunk))
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def _read_header(client: socket.socket) -> tuple[bytes, bytes]:
    seen = b""
    while b"\r\n\r\n" not in seen and len(seen) < _LONGEST_HEADER:
        chunk = client.recv(_CHUNK)
        if not chunk:
            raise ConnectionError("closed before a whole header")
        seen += chunk
    header, _, rest = seen.partition(b"\r\n\r\n")
    return header, rest


def _header(header: bytes, name: bytes) -> str | None:
    for line in header.split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.strip().lower() == name:
            return value.strip().decode()
    return None
