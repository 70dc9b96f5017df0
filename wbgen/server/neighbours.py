"""Servers of one folder that commands open for themselves, each on a port of its own.

An agent that came to such a server has nobody to talk to once that has ended: no other one ever listens there
for it. So it need not first be silent for long, as one of ``wbgen serve`` that may come back has to be.
"""

from __future__ import annotations

from pathlib import Path

from wbgen.server.discovery import serves


class Neighbours:
    """Which of them have ended. port: of this server, if it is one of them; None for ``wbgen serve``."""

    def __init__(self, home: Path, port: int | None = None) -> None:
        self._home = home
        self._ended: set[int] = set()
        self.port = port

    def has_ended(self, port: int) -> bool:
        """Whether the server of a port has ended. It is asked; one that has ended stays so."""
        if port == self.port:
            return False
        if port not in self._ended and not serves(port, self._home):
            self._ended.add(port)
        return port in self._ended
