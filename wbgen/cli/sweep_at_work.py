"""The agents of a sweep that this project started, as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wbgen.cli.sweep_target import OpenSweep, engine_named
from wbgen.errors import WbgenError
from wbgen.sweeps.engine import Agent
from wbgen.sweeps.records import Started, started_for


@dataclass(frozen=True, slots=True)
class Looked:
    """One start and how its agents are. problem: why they cannot be asked."""

    started: Started
    agents: Sequence[Agent]
    problem: str | None = None

    @property
    def at_work(self) -> int:
        """Its agents that are not over, or whose runs outlived them."""
        return sum(not agent.state.is_over for agent in self.agents)


def look(opened: OpenSweep) -> list[Looked]:
    """Every start for the sweep, with its agents as they are now."""
    return [look_at(started) for started in started_for(opened.home, opened.sweep.path, opened.server)]


def look_at(started: Started) -> Looked:
    """How the agents of a start are: as it was noted where they are over, else as their engine says."""
    try:
        engine = engine_named(started.engine)
        seen = engine.look(started.handles)
    except WbgenError as error:
        return Looked(started, (), f"cannot be asked: {error.message}")
    known = [Agent(a.handle, a.name, started.over.get(a.handle, a.state)) for a in seen]
    return Looked(started, known)
