"""Runs whose process fell silent are crashed: a killed process sends no last words."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from wbgen.server.store.runs import PATIENCE

if TYPE_CHECKING:
    from wbgen.server.store import Run, Store

#: Seconds between two looks.
INTERVAL = 1.0


class Crashes:
    """Looks for silent runs before requests are answered: nobody else could see that they still run.

    patience: seconds of silence. A server that was away heard nobody, so it counts from its own start at the
    earliest.  told: is given each run that has crashed, as it was before.
    """

    def __init__(self, store: Store, told: Callable[[Run], object], patience: float = PATIENCE) -> None:
        self.patience = patience
        self._store = store
        self._told = told
        self._started = self._looked = time.monotonic()
        self._lock = threading.Lock()

    def note(self) -> None:
        """Close the runs that are silent for too long."""
        now = time.monotonic()
        with self._lock:
            if now - self._looked < min(INTERVAL, self.patience) or now - self._started < self.patience:
                return
            self._looked = now
        for run in self._store.runs.silent(self.patience):
            self._store.runs.close(run.number, "crashed")
            self._told(run)
