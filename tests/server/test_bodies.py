"""Bodies: bounded, unpacked, and an answer for what is too much."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from tests.server.conftest import Client
from tests.server.documents import VIEWER
from wbgen.server import bodies
from wbgen.server.bodies import BodyError

PACKED = {"content-encoding": "gzip"}


class Sending:
    """A client that sends a body in parts, and remembers how many were taken."""

    def __init__(self, *parts: bytes, ends: bool = True) -> None:
        self.parts = list(parts)
        self.taken = 0
        self.ends = ends

    async def receive(self) -> Message:
        if self.taken == len(self.parts):
            return {"type": "http.disconnect"}
        self.taken += 1
        more = self.taken < len(self.parts) or not self.ends
        return {"type": "http.request", "body": self.parts[self.taken - 1], "more_body": more}

    def read(self, limit: int, headers: Mapping[str, str] | None = None) -> bytes:
        raw = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
        request = Request({"type": "http", "method": "POST", "headers": raw}, self.receive)
        return asyncio.run(bodies.read(request, limit))


def refused(sending: Sending, limit: int, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
    with pytest.raises(BodyError) as caught:
        sending.read(limit, headers)
    return caught.value.status, caught.value.message


@given(body=st.binary(max_size=3000), size=st.integers(1, 500), members=st.integers(1, 3))
def test_a_body_arrives_whole_however_it_is_cut_and_packed(body: bytes, size: int, members: int) -> None:
    cuts = [body[at : at + size] for at in range(0, len(body), size)] or [b""]
    assert Sending(*cuts).read(len(body)) == body
    step = len(body) // members + 1
    packed = b"".join(gzip.compress(body[at : at + step]) for at in range(0, len(body) or 1, step))
    parts = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert Sending(*parts).read(len(body) + 200, PACKED) == body


def test_pieces_are_bounded_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PIECE", 64)
    for size in (63, 64, 65, 640, 10_000):
        assert Sending(gzip.compress(b"x" * size)).read(20_000, PACKED) == b"x" * size


def test_too_much_is_413_and_read_to_its_end() -> None:
    sending = Sending(*[b"x" * 100] * 50)
    assert refused(sending, 1000) == (413, "the request is larger than 1000 bytes")
    assert sending.taken == 50
    declared = Sending(*[b"x"] * 50)
    assert refused(declared, 1000, {"content-length": "2000"})[0] == 413
    assert declared.taken == 50


def test_draining_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MAX_DRAINED", 500)
    sending = Sending(*[b"x" * 100] * 50)
    assert refused(sending, 1000)[0] == 413
    assert sending.taken == 11 + 6
    hopeless = Sending(*[b"x" * 100] * 50)
    assert refused(hopeless, 1000, {"content-length": "5000"})[0] == 413
    assert hopeless.taken == 1


def test_a_bomb_is_413(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 60_000
    assert refused(Sending(bomb), 1_000_000, PACKED)[0] == 413
    # Many members of nothing unpack to nothing, but they are bytes too.
    assert refused(Sending(*[gzip.compress(b"", mtime=0)] * 1000), 10_000, PACKED)[0] == 413


#: Without the time, which would make the names of tests differ from process to process.
ABC = gzip.compress(b"abc", mtime=0)


@pytest.mark.parametrize("body", [b"no gzip", ABC[:-3], ABC + b"rest"])
def test_what_is_not_gzip_is_400(body: bytes) -> None:
    assert refused(Sending(body), 1000, PACKED)[0] == 400


def test_other_encodings_are_400() -> None:
    assert refused(Sending(b"abc"), 1000, {"content-encoding": "br"})[0] == 400
    assert Sending(b"abc").read(1000, {"content-encoding": "identity", "content-length": "٣"}) == b"abc"


def test_a_client_that_goes_away_is_not_a_whole_body() -> None:
    with pytest.raises(ClientDisconnect):
        Sending(b"abc", ends=False).read(1000)


def test_graphql_takes_gzip(client: Client) -> None:
    body = gzip.compress(json.dumps({"query": VIEWER}).encode())
    assert client.post("/graphql", body, PACKED).json["data"]["viewer"]["entity"] == "local"
    answer = client.post("/graphql", body[:-5], PACKED)
    assert (answer.status, list(answer.json)) == (400, ["errors"])
