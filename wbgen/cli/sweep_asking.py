"""Asking the server how a sweep goes, while the person who waits is still heeded."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

from wbgen.cli.sweep_progress import progress_text
from wbgen.cli.sweep_target import OpenSweep
from wbgen.errors import WbgenError
from wbgen.sweeps.served import PAUSED

#: Seconds between two questions, and between looks for an answer that is waited for.
APART, BEAT = 5.0, 0.05
#: Seconds to wait for the last answer, when there is nothing else to wait for.
LAST = 10.0

SILENT = "no word of the sweep: the server has not answered yet"


class Asking:
    """A question that is asked again and again, beside the thread that wants to know. One at a time."""

    def __init__(self, ask: Callable[[], str]) -> None:
        self._ask = ask
        self._thread: Thread | None = None
        self._asked_at = float("-inf")
        self._news: str | None = None

    def again(self, *, apart: float = APART) -> bool:
        """Ask, unless a question is open or was asked less than ``apart`` seconds ago; whether it was."""
        now = time.monotonic()
        if self.is_open or now - self._asked_at < apart:
            return False
        self._asked_at = now
        # A daemon: a server that hangs keeps no command from its end.
        self._thread = Thread(target=self._put, name="how the sweep goes", daemon=True)
        self._thread.start()
        return True

    @property
    def is_open(self) -> bool:
        """Whether an answer is still to come."""
        return self._thread is not None and self._thread.is_alive()

    def news(self) -> str | None:
        """An answer that has come since the last look."""
        news, self._news = self._news, None
        return news

    def last(self, hurry: Callable[[], bool]) -> str:
        """The answer to a question asked from now on; what stands for it where it is too long in coming."""
        deadline, asked = time.monotonic() + LAST, False
        while time.monotonic() < deadline and not hurry():
            if not self.is_open and asked:
                return self.news() or SILENT
            if not self.is_open:
                asked = self.again(apart=0)
            assert self._thread is not None
            self._thread.join(BEAT)
        return SILENT

    def _put(self) -> None:
        with suppress(RuntimeError):  # the command is at its end, and has closed the connection
            self._news = self._ask()


def how_it_goes(opened: OpenSweep) -> str:
    """A line about the sweep. A server that refuses keeps nobody from work."""
    try:
        progress = opened.progress()
        told = progress_text(progress, opened.sweep)
        # First, as a terminal shows no more of a line than it is wide.
        hint = f"paused (`wbgen sweep resume {opened.sweep.path}`); "
        return f"{hint}{told}" if progress.state == PAUSED else told
    except WbgenError as error:
        return f"no word of the sweep: {error.message}"
