"""Processes of this machine by their sessions.

An agent leads a session of its own, and its runs, which it puts into process groups of their own, stay in
it. So a session is an agent with all it started, but for what wandb-core does, which ends by itself when the
run that it serves is gone.
"""

from __future__ import annotations

import os
import re
import signal
from contextlib import suppress
from pathlib import Path

from wbgen.errors import WbgenError

PROC = Path("/proc")
#: Where a process's state and start time stand behind its name in ``/proc/PID/stat``.
STATE, START = 0, 19
ZOMBIE = "Z"
#: A handle; a system without /proc tells no start time.
HANDLE = re.compile(r"([1-9][0-9]{0,9}):[0-9]{0,20}\Z")


def handle_of(pid: int) -> str:
    """A process in a way that no later one of the same number is taken for it: ``pid:start``."""
    return f"{pid}:{_stat(pid)[START] if _stat(pid) else ''}"


def number_in(handle: str) -> int:
    """The number of a handle's process, be it there or not. Raises WbgenError where it is no handle."""
    found = HANDLE.match(handle)
    if found is None:
        raise WbgenError(f"{handle[:80]!r} is no process")
    return int(found[1])


def pid_of(handle: str) -> int | None:
    """The process of a handle, if it is still there. Raises WbgenError for a text that is no handle."""
    pid, start = number_in(handle), handle.partition(":")[2]
    found = _stat(pid)
    if PROC.is_dir():
        return pid if found and found[START] == start and found[STATE] != ZOMBIE else None
    return pid if _exists(pid) else None


def left_of(handle: str, mark: str) -> list[int]:
    """What a process that led a session has left there, though it is gone itself.

    While anything of a session is there, no new process gets its number; but a machine or a container that
    started anew gives out all numbers again. So one of what is left must be younger than the process was, and
    have the variable ``mark``, which that one was started with. Raises WbgenError as ``number_in``.
    """
    number, start = number_in(handle), handle.partition(":")[2]
    there = _stat(number)  # of itself, where its parent has not asked how it ended
    if not start or (there and there[START] != start):
        return []
    found = members(number)
    return found if any(_is_younger(pid, int(start)) and _has(pid, mark) for pid in found) else []


def members(session: int) -> list[int]:
    """The living processes of a session. Where the system has no /proc, its leader alone."""
    if not PROC.is_dir():
        return [session] if _exists(session) else []
    numbers = [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]
    return [pid for pid in numbers if _session(pid) == session and (_stat(pid) or [ZOMBIE])[STATE] != ZOMBIE]


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may be gone."""
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def kill_session(session: int) -> None:
    """Kill a session's processes; again, until a look finds none that one of them started meanwhile."""
    while found := members(session):
        for pid in found:
            send(pid, signal.SIGKILL)


def _is_younger(pid: int, start: int) -> bool:
    found = _stat(pid)
    return bool(found) and int(found[START]) >= start


def _has(pid: int, variable: str) -> bool:
    """Whether a process was started with a variable; not, where that is for others to know."""
    try:
        given = (PROC / str(pid) / "environ").read_bytes()
    except OSError:
        return False
    return any(entry.startswith(f"{variable}=".encode()) for entry in given.split(b"\0"))


def _session(pid: int) -> int | None:
    with suppress(ProcessLookupError, PermissionError):
        return os.getsid(pid)
    return None


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _stat(pid: int) -> list[str]:
    """What ``/proc/PID/stat`` says behind the process's name, which may hold anything; empty for none."""
    try:
        text = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()
