"""Many things at once, and what Ctrl-C does to them."""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, as_completed
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

J = TypeVar("J")
R = TypeVar("R")


def do_all(
    work: Callable[[J], R],
    jobs: Sequence[J],
    at_once: int,
    progress: Callable[[int, int], None] | None = None,
) -> list[R]:
    """What comes of every job, in the order of the jobs; so many are under way at a time.

    progress: told how many of how many are done.  Raises what a job raised. Whatever ends this early, no
    further job is begun; those that were begun are not waited for, since their threads are daemons: Ctrl-C
    pressed twice must not wait for a server that is silent.
    """
    futures: list[Future[R]] = [Future() for _ in jobs]
    waiting = deque(zip(futures, jobs, strict=True))

    def work_on() -> None:
        while True:
            try:
                future, job = waiting.popleft()
            except IndexError:
                return
            try:
                future.set_result(work(job))
            except BaseException as error:  # noqa: BLE001  # it is raised where the result is asked for
                future.set_exception(error)

    for _ in range(min(at_once, len(jobs))):
        threading.Thread(target=work_on, daemon=True).start()
    try:
        for done, _ in enumerate(as_completed(futures), start=1):
            if progress:
                progress(done, len(jobs))
        return [future.result() for future in futures]
    finally:
        waiting.clear()


@contextmanager
def stopped_by_ctrl_c(stop: threading.Event, told: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Let the first Ctrl-C set ``stop``, and the next one interrupt at once, as Ctrl-C does elsewhere.

    told: called after the first.

    Only a main thread is told of signals, and whoever set a handler of their own keeps it.
    """
    own = signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    if own or threading.current_thread() is not threading.main_thread():
        yield
        return

    def first(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stop.set()
        told()

    signal.signal(signal.SIGINT, first)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
