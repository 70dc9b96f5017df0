"""GraphQL over HTTP: authentication, bounds, retries, and errors as sentences.

A query is tried again after whatever may pass. A mutation is tried again only where the server
certainly did not execute it; otherwise AmbiguousWrite hands the question to whoever can look.
"""

from __future__ import annotations

import json
import logging
import random
import time
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar
from urllib.parse import urlsplit

import httpx

from wbgen import __version__
from wbgen.backends.answers import Json, MalformedError, Object
from wbgen.backends.credentials import ApiKey
from wbgen.backends.documents import Document
from wbgen.backends.failures import (
    LONGEST_WAIT,
    Executed,
    Failure,
    of_exception,
    of_status,
)
from wbgen.backends.hosts import host_of
from wbgen.backends.network import Network
from wbgen.errors import AuthError, BackendError, WbgenError

T = TypeVar("T")
Variables: TypeAlias = Mapping[str, str | int | Sequence[str] | None]

# Its debug log quotes whole response headers, and a server may echo the key in them.
logging.getLogger("httpcore").setLevel(logging.INFO)

ATTEMPTS = 5
#: Connections at a time. All are kept: a new one costs as much as a request, or three with TLS.
CONNECTIONS = 100
_FIRST_WAIT = 0.5
_LONGEST_MESSAGE = 500


class AmbiguousWrite(BackendError):  # noqa: N818 - it states what is known, not a fault
    """A mutation failed in a way that leaves open whether the server executed it."""


class RefusedError(BackendError):
    """The server understood a request and said no. status: the HTTP status; detail: its own words."""

    def __init__(self, message: str, *, status: int, detail: str, cure: str | None = None) -> None:
        super().__init__(message, cure=cure)
        self.status = status
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request: seconds to connect, between bytes and in all; bytes of an answer."""

    connect: float = 10.0
    read: float = 60.0
    total: float = 300.0
    answer: int = 64 * 2**20


class Transport:
    """One server and one key, for any number of threads: nothing here changes once it is made."""

    def __init__(
        self,
        base_url: str,
        key: ApiKey,
        network: Network,
        *,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
        on_wait: Callable[[float, str], None] | None = None,
        name: str | None = None,
    ) -> None:
        """base_url: as ``resolve_base_url`` gives it.  sleep: waits that many seconds.

        name: what messages call the server; None for its host and port.
        on_wait: told, before each wait between tries, its seconds and the reason in a few words.
        """
        self.host = name or host_of(base_url)
        self.base_url = base_url
        self._url = f"{base_url}/graphql"
        self._key = key
        self._limits = limits or Limits()
        self._sleep = sleep
        self._on_wait = on_wait
        self._proxied = network.proxy is not None
        self._client = httpx.Client(
            auth=httpx.BasicAuth("api", key.value),
            headers={"User-Agent": f"wbgen/{__version__}", "Accept": "application/json"},
            verify=network.tls,
            proxy=_proxy(network),
            trust_env=False,  # else a netrc entry would replace the key that was chosen
            follow_redirects=False,  # else the key would follow to another host
            timeout=httpx.Timeout(self._limits.read, connect=self._limits.connect),
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
        )

    @property
    def key(self) -> ApiKey:
        """The key, for other clients of the same server. Nothing may print it."""
        return self._key

    @property
    def client(self) -> httpx.Client:
        """The connections, with the key on every request that does not turn it off (``auth=None``)."""
        return self._client

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def execute(
        self,
        document: Document,
        variables: Variables,
        read: Callable[[Object], T],
        again: Callable[[], object] | None = None,
    ) -> T:
        """Run an operation and read its data. again: called before each try but the first.

        Raises AuthError (the key was refused), RefusedError (the server said no), AmbiguousWrite (a
        mutation that may have been executed) or BackendError (no usable answer).
        """
        body = json.dumps(
            {"query": document.text, "variables": dict(variables), "operationName": document.name}
        ).encode()
        attempt = 0
        while True:
            attempt += 1
            outcome = self._attempt(body)
            if not isinstance(outcome, Failure):
                try:
                    return read(outcome)
                except MalformedError:
                    raise self._error(
                        self._not_wandb("its answer lacks what was asked for"), document
                    ) from None
            certain = outcome.executed is Executed.NO or not document.writes
            # Whoever closed it, as Ctrl-C does, waits for no answer, and wants to hear of no other try.
            if not (outcome.transient and certain) or attempt == ATTEMPTS or self._client.is_closed:
                raise self._error(outcome, document)
            self._wait(attempt, outcome)
            if again:
                again()

    def _error(self, failure: Failure, document: Document) -> WbgenError:
        if document.writes and failure.executed is Executed.UNKNOWN:
            return AmbiguousWrite(
                f"{failure.message} Whether it carried out {document.name} is unknown.",
                cure="Run plan again: it shows what is there.",
            )
        return BackendError(failure.message, cure=failure.cure)

    def _wait(self, attempt: int, failure: Failure) -> None:
        seconds = failure.retry_after
        if seconds is None:
            seconds = min(_FIRST_WAIT * 2 ** (attempt - 1) * random.uniform(0.75, 1.25), LONGEST_WAIT)
        if self._on_wait:
            self._on_wait(seconds, failure.reason)
        self._sleep(seconds)

    def _attempt(self, body: bytes) -> Object | Failure:
        """The data of one request, or why there is none. Raises what no other try would change."""
        deadline = time.monotonic() + self._limits.total
        content = bytearray()
        try:
            headers = {"Content-Type": "application/json"}
            with self._client.stream("POST", self._url, content=body, headers=headers) as response:
                for chunk in response.iter_bytes():
                    content += chunk
                    if len(content) > self._limits.answer:
                        return self._not_wandb(f"its answer is over {self._limits.answer} bytes")
                    if time.monotonic() > deadline:
                        raise httpx.ReadTimeout("the answer trickles")
        except httpx.HTTPError as error:
            return of_exception(error, self.host, self._proxied)
        return self._judge(response, bytes(content))

    def _judge(self, response: httpx.Response, content: bytes) -> Object | Failure:
        status = response.status_code
        if response.is_redirect:
            raise self._redirected(response)
        answer = _parse(content)
        errors = answer.get("errors")
        problems = errors if isinstance(errors, list) else []
        if passing := of_status(response, self.host, self._said(problems)):
            return passing
        # A 403 about one field comes from a resolver: the key is fine, its owner's rights are not.
        resolved = any(isinstance(problem, dict) and problem.get("path") for problem in problems)
        if status == 401 or (status == 403 and not resolved):
            raise self.key_refused()
        if problems:
            raise self._refused(status, problems)
        data = answer.get("data")
        if status == 200 and isinstance(data, dict):
            return data
        if status == 407:
            raise BackendError(
                "The proxy asks for a user name and password.",
                cure="Put them into HTTP_PROXY: http://name:password@proxy.example.com:3128.",
            )
        if 400 <= status < 500 and status != 404:
            raise self._refused(status, [])
        return self._not_wandb(f"HTTP {status}", Executed.NO if status == 404 else Executed.UNKNOWN)

    def key_refused(self) -> AuthError:
        """The server does not know the key."""
        return AuthError(
            f"the API key from {self._key.source} was refused by {self.host}",
            cure="Make a new one in your user settings there, and run `wandb login` or set WANDB_API_KEY.",
        )

    def _redirected(self, response: httpx.Response) -> BackendError:
        to = response.headers.get("Location", "")
        try:  # the place alone: the rest of a login page's address may hold secrets
            where = self.hidden(
                urlsplit(to)._replace(netloc=host_of(to), path="", query="", fragment="").geturl()
            )
        except ValueError:
            where = ""
        return BackendError(
            f"{self.host} redirects to {where or 'another page'}; that is not followed, as the API key would "
            "be sent there.",
            cure="Set base_url to the address of the W&B server itself.",
        )

    def _refused(self, status: int, problems: list[Json]) -> RefusedError:
        detail = self._said(problems) or f"HTTP {status}"
        return RefusedError(f"{self.host} refused: {detail}", status=status, detail=detail)

    def _said(self, problems: list[Json]) -> str:
        messages = [p.get("message") for p in problems if isinstance(p, dict)]
        return self.hidden("; ".join(m for m in messages if isinstance(m, str)))

    def _not_wandb(self, why: str, executed: Executed = Executed.UNKNOWN) -> Failure:
        return Failure(
            f"{self.host} did not answer like a W&B server ({why}).",
            executed,
            transient=False,
            cure="Check base_url: it is the address of the API, with no path of a page.",
        )

    def hidden(self, said: str) -> str:
        """What a server said, fit to print: one bounded line, and never the key in any form."""
        basic = b64encode(f"api:{self._key.value}".encode()).decode().rstrip("=")
        for secret in (self._key.value, basic):
            said = said.replace(secret, "***")
        return " ".join("".join(c if c.isprintable() else " " for c in said).split())[:_LONGEST_MESSAGE]


def _proxy(network: Network) -> httpx.Proxy | None:
    if network.proxy is None:
        return None
    encrypted = network.proxy.startswith("https:")
    return httpx.Proxy(network.proxy, ssl_context=network.tls if encrypted else None)


def _parse(content: bytes) -> Object:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
