"""Sweeps and their runs as a server has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class SweepState(StrEnum):
    """A state that a client may ask for. finished: no new runs; those under way go on to their end."""

    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    FINISHED = "FINISHED"
    CANCELED = "CANCELED"


#: States in which a sweep hands out no more runs.
ENDED = frozenset({"FINISHED", "CANCELED", "CANCELLED", "FAILED", "CRASHED", "STOPPED"})


@dataclass(frozen=True, slots=True)
class SweepRecord:
    """A sweep as the server has it. id: what writes go by.  name: its id in URLs.  runs: how many it has.

    config: the raw YAML text, untouched.  created_at: ISO 8601; empty where the server does not tell.
    """

    id: str
    name: str
    display_name: str
    state: str
    description: str
    config: str
    runs: int = 0
    created_at: str = ""

    @property
    def ended(self) -> bool:
        """Whether it hands out no more runs."""
        return self.state.upper() in ENDED


@dataclass(frozen=True, slots=True)
class SweepInput:
    """A sweep to write: created where ``id`` is None, else changed in place.

    config: YAML text; None leaves the search as it is.  prior_runs: names of runs that a new sweep begins
    with.
    """

    display_name: str
    description: str
    config: str | None
    id: str | None = None
    prior_runs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SweepRun:
    """A run as far as planning a sweep needs it.

    config: plain values.  minutes: how long it ran, if that is known.
    """

    name: str
    state: str
    config: Mapping[str, Any]
    minutes: float | None = None

    @property
    def finished(self) -> bool:
        """Whether it came to its own end."""
        return self.state.lower() == "finished"


@dataclass(frozen=True, slots=True)
class SweepActivity:
    """What goes on in a sweep. agents: the hosts (or names) of those that are at work."""

    runs: tuple[SweepRun, ...] = ()
    agents: tuple[str, ...] = ()
