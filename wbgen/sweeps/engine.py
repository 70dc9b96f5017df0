"""What every engine offers: agents are started, looked at and stopped.

An engine keeps nothing. What it started comes back as handles, plain texts that are kept in a file
(``records``), so that another process can look at the agents, or stop them, days later. A new engine is one
class with these four methods.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from wbgen.sweeps.path import SweepPath


class State(StrEnum):
    """How an agent is. LOST: it is gone, and nobody knows how it ended."""

    WAITING = "waiting"
    RUNNING = "running"
    ENDED = "ended"
    FAILED = "failed"
    STOPPED = "stopped"
    LOST = "lost"

    @property
    def is_over(self) -> bool:
        """Whether it will do nothing more."""
        return self not in (State.WAITING, State.RUNNING)


@dataclass(frozen=True, slots=True)
class Agent:
    """One agent as its engine sees it. name: for people.  handle: the engine's own name for it."""

    handle: str
    name: str
    state: State


@dataclass(frozen=True, slots=True)
class Work:
    """What agents are to do.

    base_url: of the server, for their clients.  agents: how many work at a time.
    count: runs after which an agent leaves; None where the sweep says when it is over.
    runs: how many are left in the whole sweep, where that is known.
    folder: where the sweep's program is started.  logs: the folder for what the agents say; it is there.
    """

    sweep: SweepPath
    base_url: str
    agents: int
    count: int | None
    runs: int | None
    folder: Path
    logs: Path


class Engine(Protocol):
    """A place where agents work."""

    @property
    def name(self) -> str:
        """As ``--on`` has it."""
        ...

    def preview(self, work: Work) -> str:
        """Exactly what would be started, for a person to read; nothing is started."""
        ...

    def start(self, work: Work, started: Callable[[str], None]) -> Sequence[str]:
        """Start the agents; ``started`` is told each handle at once, so that none is ever forgotten.

        Raises WbgenError where none can be started.
        """
        ...

    def look(self, handles: Sequence[str]) -> list[Agent]:
        """How agents are. One handle may stand for several agents.

        Raises WbgenError where nobody can say, and for a text that is no handle of this engine: they come
        from a file.
        """
        ...

    def stop(self, handles: Sequence[str], *, now: bool) -> None:
        """Have agents take no new run and leave after the one they work on; now: end those runs too.

        Raises WbgenError as ``look`` does, before any agent is stopped.
        """
        ...
