"""What a template may take: so much of the processor's time, and so much memory.

Templates come with pull requests, and a loop in one could hold a build for hours.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

#: Seconds of the processor's time. The longest of wbgen's own templates takes a tenth of one.
SECONDS = 5
#: Bytes beside what the process holds already.
MEMORY = 1 << 30


class TooMuchError(Exception):
    """A template took longer than it may."""

    def __init__(self) -> None:
        super().__init__(f"it takes more than {SECONDS} s")


@contextmanager
def bounded() -> Iterator[None]:
    """Within it TooMuchError is raised after too long, and MemoryError where too much is held.

    Only where the system has such bounds, and in the main thread, to which alone signals come.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    with at_most_time(), at_most_memory():
        yield


@contextmanager
def at_most_time() -> Iterator[None]:
    """Bounds time."""

    def end(number: int, frame: FrameType | None) -> None:
        raise TooMuchError

    before = signal.signal(signal.SIGVTALRM, end)
    # Again and again: what Jinja2 works out ahead may fail there, and is tried anew.
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def at_most_memory() -> Iterator[None]:
    """Bounds memory; a bound that is lower already stays."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    known = [bound for bound in (soft, hard) if bound != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min([held() + MEMORY, *known]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def held() -> int:
    """Bytes of data that the process holds already, where the system tells (proc(5), statm)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[5])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
