"""Runs whose process fell silent are crashed: a killed process sends no last words.

Nobody can see a run but by asking, so the look is taken before a request is answered, at most once a second.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from wbgen.server.store.runs import PATIENCE

if TYPE_CHECKING:
    from wbgen.server.store import Store

log = logging.getLogger(__name__)

#: Seconds between two looks.
INTERVAL = 1.0


class Crashes:
    """The silent runs of a store, and those of sweeps whose agents are silent.

    patience: seconds of silence. A server that was away heard nobody, so it counts from its own start at the
    earliest.
    """

    def __init__(self, store: Store, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._store = store
        self._started = self._looked = time.monotonic()
        if store.agents.are_left():
            self._looked -= INTERVAL  # the first to ask is not told that they work on
        self._today = time.time()
        self._lock = threading.Lock()

    @property
    def due(self) -> bool:
        """Whether it is time to look."""
        return time.monotonic() - self._looked >= min(INTERVAL, self.patience)

    def note(self) -> None:
        """Close the runs that have been silent for too long."""
        with self._lock:
            if not self.due:
                return
            now, today = time.monotonic(), time.time()
            if (today - self._today) - (now - self._looked) > self.patience / 2:
                self._started = now  # the machine slept, and nobody could be heard
            self._looked, self._today = now, today
        # When first needed: a server starts without them.
        from wbgen.server.automations.evaluation import on_state
        from wbgen.server.scheduling import tend

        tend(self._store)  # a run that was lost with its agent is its sweep's business
        if self._looked - self._started < self.patience:
            return
        for run in self._store.runs.crash_silent(self.patience):
            crashed = self._store.runs.by_number(run.number)
            if crashed is not None:
                on_state(self._store, crashed, run.state)


class Noting:
    """ASGI middleware: a look at the silent runs before each request that may see them."""

    def __init__(self, app: ASGIApp, crashes: Crashes) -> None:
        self.app = app
        self.crashes = crashes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self.crashes.due:
            try:
                await run_in_threadpool(self.crashes.note)
            except sqlite3.Error as error:  # a store that cannot be written to can still be read
                log.warning("silent runs are not closed: %s", error)
        await self.app(scope, receive, send)
