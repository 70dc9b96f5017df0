"""Downloads: bounded, retried, and the key sent to nobody but the server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from wbgen.backends.credentials import ApiKey
from wbgen.backends.downloads import download, is_allowed
from wbgen.backends.network import find_network
from wbgen.backends.transport import Transport

KEY = "k" * 40


@dataclass
class Files:
    """A server of files. answers: status, and content or the place of a redirect, by path, in their order."""

    url: str = ""
    answers: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    keys: list[tuple[str, bool]] = field(default_factory=list)


@contextmanager
def serving() -> Iterator[Files]:
    files = Files()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            files.keys.append((self.path, "Authorization" in self.headers))
            left = files.answers.get(self.path, [(404, "")])
            status, content = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status)
            body = b"" if 300 <= status < 400 else content.encode()
            if 300 <= status < 400:
                self.send_header("Location", content)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        files.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield files
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def own() -> Iterator[Files]:
    with serving() as files:
        yield files


@pytest.fixture
def other() -> Iterator[Files]:
    with serving() as files:
        yield files


@pytest.fixture
def get(own: Files) -> Iterator[Callable[..., bytes | None]]:
    transport = Transport(own.url, ApiKey(KEY, "test"), find_network(own.url, {}))
    yield lambda url, **more: download(transport, url, sleep=lambda _: None, **more)
    transport.close()


def test_the_key_goes_to_the_server_alone(own: Files, other: Files, get: Callable[..., bytes | None]) -> None:
    own.answers = {"/mine": [(200, "a")], "/away": [(302, f"{other.url}/signed")]}
    other.answers = {"/signed": [(200, "b")]}
    assert get("/mine") == b"a"
    assert get(f"{own.url}/away") == b"b"
    assert get(f"{other.url}/signed") == b"b"
    assert own.keys == [("/mine", True), ("/away", True)]
    assert other.keys == [("/signed", False)] * 2


def test_what_passes_is_tried_again(own: Files, get: Callable[..., bytes | None]) -> None:
    own.answers = {"/later": [(503, ""), (429, ""), (200, "a")], "/never": [(500, "")]}
    assert get("/later") == b"a"
    assert get("/never") is None
    assert len(own.keys) == 6


def test_what_is_not_to_be_had(own: Files, get: Callable[..., bytes | None]) -> None:
    own.answers = {"/big": [(200, "x" * 100)], "/round": [(302, "/round")], "/denied": [(403, "no")]}
    assert get("/big", most=99) is None
    assert get("/big", most=100) == b"x" * 100
    for path in ("/round", "/denied", "/none"):
        assert get(path) is None
    for url in ("file:///etc/passwd", "ftp://127.0.0.1/a", "http://[", "javascript:1"):
        assert get(url) is None


@pytest.mark.parametrize(
    ("url", "base", "allowed"),
    [
        ("https://store.example.com/a", "https://api.wandb.ai", True),
        ("http://store.example.com/a", "https://api.wandb.ai", False),
        ("http://127.0.0.1:9/a", "http://127.0.0.1:8086", True),
        ("file:///etc/passwd", "http://127.0.0.1:8086", False),
    ],
)
def test_no_url_leads_from_an_encrypted_server_to_a_plain_one(url: str, base: str, allowed: bool) -> None:
    assert is_allowed(url, base) is allowed
