"""One process, measured whole: wall time, processor time and peak memory."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

#: ``ru_maxrss`` counts bytes on macOS and KiB elsewhere.
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024

#: The clock of a process's own processor time, to the nanosecond: Linux numbers it by the process and this,
#: as ``clock_getcpuclockid`` of its C library does.
CPU_CLOCK = 2

# Seconds after which an HTTP answer is taken to hang.
PATIENCE = 30


@dataclass(frozen=True)
class Place:
    """Where processes run: a scratch folder, and an environment that holds nothing of this user's."""

    folder: Path
    env: Mapping[str, str]


@dataclass(frozen=True)
class Sample:
    """One run. wall, cpu: seconds (cpu of the process and the children it waited for).  peak: bytes."""

    wall: float
    cpu: float
    peak: int


class FailedError(Exception):
    """A measured process did not do its work, so that its time means nothing."""


def run(command: Sequence[str], place: Place) -> Sample:
    """Run a command to its end. Raises FailedError, with what it printed, where it ends with other than 0."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=place.folder, env=place.env, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            told = output.read().decode(errors="replace")
            raise FailedError(f"{' '.join(command)} ended with {process.returncode}:\n{told}")
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * MAXRSS_UNIT)


@dataclass(frozen=True)
class Server:
    """A server process that runs. Its use is read as Linux tells it, and so there alone."""

    url: str
    pid: int

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far."""
        try:
            return time.clock_gettime(~self.pid << 3 | CPU_CLOCK)
        except OSError as error:
            raise FailedError(f"the use of the server cannot be read here: {error}") from error

    @property
    def peak(self) -> int:
        """The most memory it held so far, in bytes."""
        (line,) = (line for line in self._read("status").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024

    def _read(self, name: str) -> str:
        try:
            return Path(f"/proc/{self.pid}/{name}").read_text(encoding="utf-8")
        except OSError as error:
            raise FailedError(f"the use of the server cannot be read here: {error}") from error


@contextmanager
def started(command: Sequence[str], place: Place) -> Iterator[Server]:
    """A server process while the body runs; the first word it prints once it is ready is its URL."""
    process = subprocess.Popen(
        command, cwd=place.folder, env=place.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process:
        try:
            words = process.stdout.readline().split()
            if not words:
                raise FailedError(f"{' '.join(command)} ended before it was ready")
            yield Server(words[0], process.pid)
        finally:
            process.send_signal(signal.SIGTERM)


@contextmanager
def serving(command: Sequence[str], place: Place) -> Iterator[str]:
    """As ``started``; given is the URL."""
    with started(command, place) as server:
        yield server.url


def ask(url: str, method: str, path: str, body: bytes | None = None) -> bytes:
    """The body that answers a request. Raises FailedError where it is refused."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    with closing(connection):
        connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        answer = connection.getresponse()
        content = answer.read()
    if answer.status != http.client.OK:
        raise FailedError(f"{method} {path} was answered with {answer.status}: {content[:500]!r}")
    return content


def first_reply(
    command: Sequence[str], place: Place, method: str, path: str, body: bytes | None = None
) -> float:
    """Seconds from starting a server to having its answer to the first request it is ever sent."""
    start = time.perf_counter()
    with serving(command, place) as url:
        ask(url, method, path, body)
        return time.perf_counter() - start
