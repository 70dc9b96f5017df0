"""What clients ask for that the schema lacks: counted, and logged once each. So a new release is noticed."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterable

log = logging.getLogger(__name__)

# Clients choose the names, so their number and length are bounded; what is beyond counts as OTHERS.
MOST_NAMES = 500
NAME_LENGTH = 200
OTHERS = "(others)"


class Unknown:
    """Counts by kind and name: ``field Run.newThing``, ``member UpsertViewInput.colour``, ``type FooInput``,
    ``argument Run.files(newer)``, ``directive @newer``. Once for each request that asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def note(self, names: Iterable[str]) -> None:
        """Count one request that asked for these."""
        for name in sorted({_printable(name) for name in names}):
            with self._lock:
                if name not in self._counts and len(self._counts) >= MOST_NAMES:
                    name = OTHERS
                self._counts[name] += 1
                first = self._counts[name] == 1
            if first:
                log.warning("a client asks for what this server does not know: %s", name)

    def counts(self) -> dict[str, int]:
        """How many requests asked for each, in the order of their names."""
        with self._lock:
            return dict(sorted(self._counts.items()))


def _printable(name: str) -> str:
    """A name that cannot break out of its line in a log: a member of a JSON object may hold anything."""
    short = name if len(name) <= NAME_LENGTH else name[:NAME_LENGTH] + "…"
    return short if short.isprintable() else ascii(short)
