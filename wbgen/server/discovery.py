"""How one process finds another's server for the same ``.wbgen`` folder: ``server.json`` and a lock."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import IO, Any

from wbgen.errors import FolderError
from wbgen.server.access import found_key
from wbgen.server.address import LOOPBACK, base_url

__all__ = ["SERVER", "base_url", "digest", "locked", "recorded", "running", "serves", "serves_another"]

SERVER = "wbgen"
RECORD_FILE = "server.json"
LOCK_FILE = "serve.lock"

# Seconds a server has to say that it is there. It answers from memory; more means it is something else, or a
# machine with too much to do: where a record says that it is ours, it has the longer time.
TIMEOUT, RECORDED_TIMEOUT = 2.0, 10.0


@dataclass(frozen=True, slots=True)
class _Record:
    """What ``server.json`` says: the process, and where this machine reaches it."""

    pid: int
    port: int
    address: str


def digest(home: Path, key: str | None = None) -> str:
    """A name for a folder that tells whether a server is for this one, and does not show where it lies.

    key: the server's, where it demands one; without it the name says nothing, not even to who guesses.
    """
    return hmac.new((key or "").encode(), os.fsencode(home.resolve()), hashlib.sha256).hexdigest()[:16]


def running(home: Path) -> str | None:
    """The base URL of the live server for a folder, or None. A record alone proves nothing: it is asked.

    One whose key this process does not know counts as none.
    """
    record = _read(home)
    if record is None:
        return None
    told = (_health(record.port, record.address, RECORDED_TIMEOUT) or {}).get("home")
    ours = told == digest(home) or (told is not None and told == digest(home, found_key(home)))
    return base_url(record.port, record.address) if ours else None


def serves(port: int, home: Path) -> bool | None:
    """Whether a server for a folder answers on a port of this machine, without demanding a key.

    None where that cannot be told: something is there that does not answer in time.
    """
    health = _health(port, LOOPBACK)
    return None if health is None else health.get("home") == digest(home)


def serves_another(port: int, home: Path) -> bool:
    """Whether wbgen answers on a port of this machine, without demanding a key, and for another folder."""
    health = _health(port, LOOPBACK) or {}
    return health.get("server") == SERVER and health.get("home") != digest(home)


@contextmanager
def recorded(home: Path, port: int, address: str = LOOPBACK) -> Iterator[None]:
    """Keep ``server.json`` (pid, port and address) beside the store while the body runs."""
    path = home / RECORD_FILE
    fresh = path.with_name(f"{RECORD_FILE}.{os.getpid()}")
    try:
        fresh.write_text(json.dumps({"pid": os.getpid(), "port": port, "address": address}), encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise _not_writable(home, error) from error
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Be the only ``serve`` of a folder while the body runs; the system lets go when the process dies.

    Raises ``FolderError`` where another process is that, or the folder is not writable.
    """
    try:
        file = (home / LOCK_FILE).open("a")
    except OSError as error:
        raise _not_writable(home, error) from error
    with file:
        try:
            _lock(file)
        except OSError as error:
            record = _read(home)
            where = (
                f"at {base_url(record.port, record.address)} (pid {record.pid})"
                if record
                else "by another process"
            )
            raise FolderError(f"{home} is already served {where}.", cure="use that server") from error
        yield


def _not_writable(home: Path, error: OSError) -> FolderError:
    return FolderError(f"The folder {home} is not writable: {error.strerror}.", cure="make it writable")


def _lock(file: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _read(home: Path) -> _Record | None:
    """The record, or None where there is none that makes sense."""
    try:
        record = json.loads((home / RECORD_FILE).read_bytes())
        port, pid, address = record["port"], record["pid"], str(record.get("address", LOOPBACK))
        ip_address(address.partition("%")[0])
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return None
    if not (isinstance(port, int) and isinstance(pid, int) and 0 < port < 65536):
        return None
    return _Record(pid, port, address)


def _health(port: int, address: str, timeout: float | None = None) -> dict[str, Any] | None:
    """What answers on a port of this machine says about itself; empty where nothing sensible does.

    timeout: seconds, ``TIMEOUT`` unless given; None is the answer where something is there and says nothing
    for so long. By http.client, which knows no proxies: the environment's are not for this machine.
    """
    from http.client import HTTPConnection, HTTPException

    with closing(HTTPConnection(address, port, timeout=timeout or TIMEOUT)) as connection:
        try:
            connection.request("GET", "/-/health")
            answer = json.loads(connection.getresponse().read(64 * 1024))
        except TimeoutError:
            return None
        except (OSError, HTTPException, ValueError, RecursionError):
            return {}
    return answer if isinstance(answer, dict) else {}
