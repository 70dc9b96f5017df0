"""Staying with agents of this machine until they have left, and what Ctrl-C does meanwhile."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType

from wbgen.cli.sweep_asking import Asking, how_it_goes
from wbgen.cli.sweep_progress import Ticker, agents_text
from wbgen.cli.sweep_target import OpenSweep
from wbgen.sweeps.engine import Agent, Engine
from wbgen.sweeps.records import note_over

#: Seconds between looks at the agents.
LOOK = 0.5

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

    def beyond(self, count: int) -> bool:
        """Whether it has been asked again after so many times."""
        return self.count > count

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
    ticker, asking = Ticker(), Asking(partial(how_it_goes, opened))
    heeded, told = 0, set[str]()
    while True:
        agents = engine.look(handles)
        for agent in agents:
            if agent.state.is_over and agent.handle not in told:
                told.add(agent.handle)
                note_over(logs, agent)
        over = len(told) == len(agents)
        line = asking.last(partial(calls.beyond, calls.count)) if over else asking.news()
        if line:
            ticker.tell(f"{line}; agents: {agents_text(agents)}")
        if over:
            ticker.rest()
            return agents
        asking.again()
        if calls.count > heeded:
            heeded = calls.count
            ticker.say(WAITING if heeded == 1 else ENDING)
            engine.stop(handles, now=heeded > 1)
            continue
        calls.wait(LOOK)
