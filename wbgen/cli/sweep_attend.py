"""Staying with agents of this machine until they have left, and what Ctrl-C does meanwhile."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from wbgen.cli.sweep_progress import Ticker, agents_text, progress_text
from wbgen.cli.sweep_target import OpenSweep
from wbgen.errors import WbgenError
from wbgen.sweeps.engine import Agent, Engine
from wbgen.sweeps.records import note_over

#: Seconds between looks at the agents, and between questions to the server.
LOOK, ASK = 0.5, 5.0

#: How often each signal counts: Ctrl-C asks, and whoever sends the others will not send them again.
WEIGHTS = {signal.SIGINT: 1, signal.SIGTERM: 2, signal.SIGHUP: 2}

WAITING = "no new runs; waiting for those at work (Ctrl-C again ends them)"
ENDING = "ending the runs at work (Ctrl-C again kills them)"


class Calls:
    """How often this process has been asked to stop: 1 after the run, 2 now, 3 without waiting."""

    def __init__(self) -> None:
        self.count = 0
        self._event = threading.Event()

    def hurry(self) -> bool:
        """Whether nobody wants to wait for anything any more."""
        return self.count > 2

    def wait(self, seconds: float) -> None:
        """Wait so long, or until the next signal."""
        self._event.wait(seconds)
        self._event.clear()

    def heard(self, number: int, frame: FrameType | None) -> None:
        """A signal has come."""
        self.count += WEIGHTS[signal.Signals(number)]
        self._event.set()


@contextmanager
def called() -> Iterator[Calls]:
    """Signals that stop, counted instead of obeyed while the block runs."""
    calls = Calls()
    before = {number: signal.signal(number, calls.heard) for number in WEIGHTS}
    try:
        yield calls
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def attend(
    engine: Engine, handles: Sequence[str], logs: Path, opened: OpenSweep, calls: Calls
) -> list[Agent]:
    """Wait for the agents; how they ended. Tells how the sweep goes, and stops agents as asked."""
    ticker = Ticker()
    heeded, told, asked_at = 0, set[str](), 0.0
    while True:
        agents = engine.look(handles)
        for agent in agents:
            if agent.state.is_over and agent.handle not in told:
                told.add(agent.handle)
                note_over(logs, agent)
        over = len(told) == len(agents)
        if over or time.monotonic() - asked_at >= ASK:
            asked_at = time.monotonic()
            ticker.tell(f"{how_it_goes(opened)}; agents: {agents_text(agents)}")
        if over:
            ticker.rest()
            return agents
        if calls.count > heeded:
            heeded = calls.count
            ticker.say(WAITING if heeded == 1 else ENDING)
            engine.stop(handles, now=heeded > 1)
            continue
        calls.wait(LOOK)


def how_it_goes(opened: OpenSweep) -> str:
    """A line about the sweep. A server that does not answer keeps nobody from work."""
    try:
        return progress_text(opened.progress(), opened.sweep)
    except WbgenError as error:
        return f"no word of the sweep: {error.message}"
