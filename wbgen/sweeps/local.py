"""Agents on this machine: ``wandb agent`` processes, each in a session of its own."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from wbgen.errors import WbgenError
from wbgen.sweeps import ending
from wbgen.sweeps.engine import Agent, State, Work
from wbgen.sweeps.gpus import Gpus, dealt, visible
from wbgen.sweeps.guard import Guard
from wbgen.sweeps.processes import handle_of, left_of, members, number_in, pid_of
from wbgen.sweeps.threads import processors, shared

#: The client's own command, by the Python that wbgen runs in.
WANDB = (sys.executable, "-m", "wandb")

#: What every agent is given, and its runs after it.
BASE_URL = "WANDB_BASE_URL"


class Local:
    """The engine ``local``."""

    name = "local"

    def __init__(
        self,
        *,
        gpus: Gpus | None = None,
        gpus_per_agent: int = 1,
        variables: Mapping[str, str] | None = None,
        guard: Guard | None = None,
        command: Sequence[str] = WANDB,
        grace: float = ending.GRACE,
        hurry: Callable[[], bool] = ending.never,
    ) -> None:
        """gpus: to deal out; None to leave agents what this process sees, no names to show them none.

        variables: for the agents, over those of this process: the API key.  guard: ends the agents should
        this process die.  command: starts the wandb client.  grace, hurry: as in ``ending.end``.
        """
        self._gpus = gpus
        self._each = gpus_per_agent
        self._variables = dict(variables or {})
        self._guard = guard
        self._command = command
        self._grace, self._hurry = grace, hurry
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._asked: set[str] = set()
        self._over: dict[str, State] = {}

    def preview(self, work: Work) -> str:
        """The commands with the variables that differ from agent to agent, as a shell would take them."""
        return "".join(
            " ".join([*(f"{key}={shlex.quote(value)}" for key, value in shown), shlex.join(command_of(work))])
            + "\n"
            for shown in ([*self._shown(work, number).items()] for number in range(work.agents))
        )

    def start(self, work: Work, started: Callable[[str], None]) -> Sequence[str]:
        """Start the agents, each with a log ``agent-N.log`` of its own."""
        return [self._start_one(work, number, started) for number in range(work.agents)]

    def look(self, handles: Sequence[str]) -> list[Agent]:
        """How agents are; one whose run outlives it is running."""
        return [
            Agent(handle, f"agent {number}", self._state(handle)) for number, handle in enumerate(handles, 1)
        ]

    def stop(self, handles: Sequence[str], *, now: bool) -> None:
        """As in the protocol. Agents of other processes are stopped as well."""
        alive = [handle for handle in handles if not self._state(handle).is_over]
        fresh = [handle for handle in alive if handle not in self._asked]
        self._asked |= {*alive}
        if not now:
            ending.ask([session_of(handle) for handle in fresh])
            return
        for group, asked in ((fresh, False), ([h for h in alive if h not in fresh], True)):
            if group:
                sessions = [session_of(handle) for handle in group]
                ending.end(sessions, asked=asked, grace=self._grace, hurry=self._hurry)

    def _shown(self, work: Work, number: int) -> dict[str, str]:
        """What tells one agent from others, and where they all speak to. No secret is among it."""
        common = {BASE_URL: work.base_url, **shared(work.agents, processors())}
        if self._gpus is None:
            return common
        names = dealt(self._gpus.names, work.agents, self._each)[number]
        return {**common, **visible(names, by_bus=self._gpus.by_bus)}

    def _start_one(self, work: Work, number: int, started: Callable[[str], None]) -> str:
        log = work.logs / f"agent-{number + 1}.log"
        own = Path(sys.executable).parent
        # A sweep's command says `python`: that of wbgen, which has wandb.
        path = f"{own}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        try:
            with log.open("ab") as output:
                child = subprocess.Popen(
                    command_of(work, self._command),
                    cwd=work.folder,
                    env={**os.environ, "PATH": path, **self._variables, **self._shown(work, number)},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
        except OSError as error:
            message = f"agent {number + 1} cannot be started: {error.strerror or error}"
            raise WbgenError(message) from error
        if self._guard:
            self._guard.watch(child.pid)
        handle = handle_of(child.pid)
        self._children[handle] = child
        started(handle)
        return handle

    def _state(self, handle: str) -> State:
        if handle not in self._over:
            state = self._state_now(handle)
            if not state.is_over:
                return state
            self._over[handle] = state  # for good: its number may be another process's soon
        return self._over[handle]

    def _state_now(self, handle: str) -> State:
        child = self._children.get(handle)
        if child is None:
            return State.RUNNING if pid_of(handle) or left_of(handle, BASE_URL) else State.LOST
        if child.poll() is None or members(child.pid):
            return State.RUNNING
        if self._guard:
            self._guard.forget(child.pid)
        if handle in self._asked:
            return State.STOPPED
        return State.FAILED if child.returncode else State.ENDED


def command_of(work: Work, command: Sequence[str] = ("wandb",)) -> list[str]:
    """``wandb agent`` for the work."""
    count = ["--count", str(work.count)] if work.count else []
    return [*command, "agent", *count, str(work.sweep)]


def session_of(handle: str) -> int:
    """The session that an agent leads. Raises WbgenError for a text that is no handle."""
    return number_in(handle)
