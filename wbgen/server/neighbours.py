"""Servers of one folder that commands open for themselves, each on a port of its own.

An agent that came to such a server has nobody to talk to once that has ended: no other one ever listens there
for it. So it need not first be silent for long, as one of ``wbgen serve`` that may come back has to be.
"""

from __future__ import annotations

import time
from pathlib import Path

from wbgen.server.discovery import serves

#: Seconds after which one is asked again that did not answer: with every word of an agent would be too often.
AGAIN_AFTER = 10.0


class Neighbours:
    """Which of them have ended. port: of this server, if it is one of them; None for ``wbgen serve``."""

    def __init__(self, home: Path, port: int | None = None) -> None:
        self._home = home
        self._ended: set[int] = set()
        self._again_at: dict[int, float] = {}
        self.port = port

    def has_ended(self, port: int) -> bool:
        """Whether the server of a port has ended. It is asked; one that has ended stays so.

        One that does not answer in time may be busy: it has not, as far as can be told.
        """
        if port == self.port:
            return False
        if port not in self._ended and self._again_at.get(port, 0) <= time.monotonic():
            self._ask(port)
        return port in self._ended

    def _ask(self, port: int) -> None:
        serving = serves(port, self._home)
        if serving is None:
            self._again_at[port] = time.monotonic() + AGAIN_AFTER
        elif not serving:
            self._ended.add(port)
