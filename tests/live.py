"""Real servers and real clients for tests: an embedded server as a process, wandb clients as processes."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# The wandb client refuses keys shorter than forty characters; the server takes any.
API_KEY = "k" * 40

# Seconds after which a client or server that should have ended is taken to hang.
PATIENCE = 240

SERVE = """
import sys
from pathlib import Path
from wbgen.server.lifecycle import serve
serve(Path(sys.argv[1]), int(sys.argv[2]), on_ready=lambda url, key: print(url, flush=True))
"""


@dataclass(frozen=True)
class Served:
    """A server process: where it answers, and the process itself."""

    url: str
    home: Path
    process: subprocess.Popen[str]


@contextmanager
def served(home: Path, port: int = 0, code: str = SERVE) -> Iterator[Served]:
    """A `serve` process of a `.wbgen` folder, ready to answer; ended (SIGTERM) with the block."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(home), str(port)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process:
        try:
            url = process.stdout.readline().strip()
            assert url, f"the server ended with {process.wait(PATIENCE)} before it was ready"
            yield Served(url, home, process)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def free_port() -> int:
    """A port to listen on, also again: no other worker of the tests takes it, and no system gives it out."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    while True:
        port = 20_000 + worker % 12 * 1000 + secrets.randbelow(1000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def client_env(url: str, home: Path, **more: str) -> dict[str, str]:
    """The environment of a wandb client that talks to `url` alone, and whose HOME is the folder `home`."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("WANDB")}
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        kept.pop(name, None)
        kept.pop(name.lower(), None)
    return kept | {
        "HOME": str(home),
        "WANDB_BASE_URL": url,
        "WANDB_API_KEY": API_KEY,
        "WANDB_ERROR_REPORTING": "false",
        "WANDB_SILENT": "true",
        **more,
    }


def run_client(script: str, url: str, home: Path, *arguments: str, **env: str) -> Any:
    """Run Python in a process of its own as a wandb client; what it prints last, as JSON, is the answer.

    `home` becomes its HOME and working directory. The test fails with its stderr where the script fails.
    """
    home.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=client_env(url, home, **env),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, f"the client failed:\n{done.stdout}\n{done.stderr}"
    return json.loads(done.stdout.strip().splitlines()[-1])


def request(
    url: str, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """One HTTP request without proxies or retries: status, headers (names in lower case), body."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        connection.request(method, path, body, dict(headers or {}))
        response = connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
    finally:
        connection.close()


def graphql(
    url: str, query: str, variables: Mapping[str, Any] | None = None, operation: str | None = ""
) -> Any:
    """The JSON body that answers a GraphQL document."""
    body = json.dumps({"query": query, "variables": variables, "operationName": operation}).encode()
    _, _, answer = request(url, "POST", "/graphql", body, {"Content-Type": "application/json"})
    return json.loads(answer)


def operations(url: str) -> dict[str, int]:
    """How often each top-level field (`mutation:upsertView`, ...) was executed by a server so far."""
    _, _, answer = request(url, "GET", "/-/operations")
    counts: dict[str, int] = json.loads(answer)
    return counts


def mutations(url: str) -> int:
    """How many mutations a server executed so far."""
    return sum(count for name, count in operations(url).items() if name.startswith("mutation:"))
