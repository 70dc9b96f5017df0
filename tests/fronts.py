"""An HTTP front before a server: it adds latency, counts what passes, and makes the faults a test scripts.

    with served(home) as server, front(server.url, latency=0.1) as before:
        before.faults["UpsertView", 2] = LOST            # the second UpsertView: executed, unanswered
        before.hooks["UpsertView", 3] = edit_meanwhile   # called before the third is passed on
        ...                                              # a client that talks to before.url
        assert before.mutations == {"UpsertView": 3}
        assert before.round_trips <= 5

Requests and hooks are named by their number among all requests, or by operation and the number among
those; both count from 1. It understands GraphQL bodies and passes on everything else as it is.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import accumulate
from typing import TypeAlias
from urllib.parse import urlsplit

#: Seconds after which a server behind the front is taken to hang.
PATIENCE = 120

_OPERATION = re.compile(r"(?:^|[\n}])\s*(query|mutation)\b\s*(\w*)")
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "te", "upgrade"})


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request.

    forwarded: whether the server gets the request, and so may carry it out.  status, headers: what is
    answered in the server's stead, with an empty body; None for no answer at all.  closes: whether the
    connection then ends; else the client waits until it gives up.
    """

    forwarded: bool = False
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    closes: bool = True


#: Never sent on, never answered.
TIMEOUT = Fault(closes=False)
#: Never sent on; the connection ends without an answer.
CLOSED = Fault()
#: Carried out; the connection ends without an answer: nobody can tell it from ``CLOSED``.
LOST = Fault(forwarded=True)
#: Carried out, and then silence on an open connection, as after the peer's power failed.
HALF_OPEN = Fault(forwarded=True, closes=False)


def silence_with(faults: Iterable[Fault]) -> float:
    """Seconds of silence after which a client gives up: few where a fault shows itself by nothing else."""
    return PATIENCE if all(fault.closes for fault in faults) else 2.0


def refused(status: int, *, forwarded: bool = False) -> Fault:
    """An HTTP status in the server's stead; with ``forwarded``, after the server carried the request out."""
    return Fault(forwarded, status)


def busy(retry_after: float | str) -> Fault:
    """429 with ``Retry-After``: seconds, or an HTTP date."""
    return Fault(status=429, headers={"Retry-After": str(retry_after)})


@dataclass
class Passed:
    """A request that came by.

    number: among all.  nth: among those of its operation.  operation: its name, or the path where it is
    no GraphQL.  writes: whether it is a mutation.  status: what the client was answered, None for nothing.
    """

    number: int
    operation: str
    nth: int
    writes: bool
    started: float
    ended: float | None = None
    status: int | None = None


#: A request by its number among all, or by operation and number.
Which: TypeAlias = "int | tuple[str, int]"


@dataclass
class Front:
    """A running front. url: where clients find it.  latency: seconds added to every request.

    faults, hooks: by request; each is used once, since the request comes by once.
    """

    url: str
    latency: float = 0.0
    faults: dict[Which, Fault] = field(default_factory=dict)
    hooks: dict[Which, Callable[[], object]] = field(default_factory=dict)
    passed: list[Passed] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def operations(self) -> list[str]:
        """The operations, in the order of their arrival."""
        return [request.operation for request in self.passed]

    @property
    def mutations(self) -> Counter[str]:
        """How often each mutation was sent, whatever became of it."""
        return Counter(request.operation for request in self.passed if request.writes)

    @property
    def round_trips(self) -> int:
        """How many times the client waited for an answer before it asked further."""
        now = time.monotonic()
        return longest_chain((r.started, now if r.ended is None else r.ended) for r in self.passed)

    @property
    def most_at_once(self) -> int:
        """The most requests under way at one time; unlike ``round_trips``, hardly moved by a busy machine."""
        now = time.monotonic()
        edges = [(r.started, 1) for r in self.passed]
        edges += [(now if r.ended is None else r.ended, -1) for r in self.passed]
        return max(accumulate(change for _, change in sorted(edges)), default=0)

    def reset(self) -> None:
        """Forget what passed, and all faults and hooks; count from 1 again."""
        with self._lock:
            for kept in (self.passed, self.faults, self.hooks):
                kept.clear()

    def arrived(self, path: str, body: bytes) -> Passed:
        """Note a request."""
        operation, writes = read_operation(body)
        operation = operation or path
        with self._lock:
            nth = self.operations.count(operation) + 1
            request = Passed(len(self.passed) + 1, operation, nth, writes, time.monotonic())
            self.passed.append(request)
        return request

    def scripted(self, request: Passed) -> tuple[Callable[[], object] | None, Fault | None]:
        """The hook and the fault that are meant for a request."""
        by_operation = (request.operation, request.nth)
        hook = self.hooks.get(request.number) or self.hooks.get(by_operation)
        return hook, self.faults.get(request.number) or self.faults.get(by_operation)


def longest_chain(intervals: Iterable[tuple[float, float]]) -> int:
    """The most intervals of which none begins before another has ended: earliest end first."""
    chain, free = 0, float("-inf")
    for end, start in sorted((end, start) for start, end in intervals):
        if start >= free:
            chain, free = chain + 1, end
    return chain


def read_operation(body: bytes) -> tuple[str, bool]:
    """The name of the operation in a GraphQL body ("" for none), and whether it is a mutation."""
    try:
        asked = json.loads(body)
        found = _OPERATION.search(asked["query"])
        name = asked.get("operationName")
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", False
    return name or (found[2] if found else ""), bool(found and found[1] == "mutation")


@contextlib.contextmanager
def front(upstream: str, *, latency: float = 0.0) -> Iterator[Front]:
    """A front before the server at ``upstream`` (an http base URL); it ends with the block."""
    target = urlsplit(upstream)
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle(self) -> None:
            with contextlib.suppress(OSError):  # a client that gave up closes while it is answered
                super().handle()

        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            request = standing.arrived(self.path, body)
            hook, fault = standing.scripted(request)
            try:
                if hook:
                    hook()
                ended.wait(standing.latency)
                if fault is None or fault.forwarded:
                    status, headers, content = self.upstream_answer(body)
                if fault is None:
                    self.answer(request, status, headers, content)
                elif fault.status is not None:
                    self.answer(request, fault.status, fault.headers.items(), b"")
                else:
                    if not fault.closes:
                        ended.wait(PATIENCE)
                    self.close_connection = True
            finally:
                request.ended = request.ended or time.monotonic()

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = pass_on  # noqa: N815

        def upstream_answer(self, body: bytes) -> tuple[int, Iterable[tuple[str, str]], bytes]:
            connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=PATIENCE)
            with contextlib.closing(connection):
                connection.request(self.command, self.path, body, dict(_end_to_end(self.headers)))
                answer = connection.getresponse()
                return answer.status, list(_end_to_end(answer.headers)), answer.read()

        def answer(
            self, request: Passed, status: int, headers: Iterable[tuple[str, str]], content: bytes
        ) -> None:
            request.status = status
            # Before the answer leaves: the client may ask further while this thread has yet to go on.
            request.ended = time.monotonic()
            self.send_response_only(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 128

    with Server(("127.0.0.1", 0), Handler) as server:
        standing = Front(f"http://127.0.0.1:{server.server_address[1]}", latency)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield standing
        finally:
            ended.set()
            server.shutdown()
            thread.join()


def _end_to_end(headers: Message) -> Iterator[tuple[str, str]]:
    """The headers that concern both ends, and not one connection; the length is set anew."""
    for name, value in headers.items():
        if name.lower() not in _HOP_BY_HOP | {"content-length"}:
            yield name, value
