"""Ending agents: first asked, then told, then killed.

``wandb agent`` has three steps of its own: at the first Ctrl-C it takes no new run and waits for the one it
works on; at the second it sends that run SIGTERM and waits; at the third it kills. An agent leads a session
(``processes``): it is asked in that way, and its whole session is killed where it does not heed.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Sequence

from wbgen.sweeps.processes import kill_session, members, send

#: Seconds between the two words that have an agent end its run: were they one, it would only wait.
APART = 2.0
#: Seconds that runs have to end after SIGTERM.
GRACE = 30.0
#: Seconds between looks.
BEAT = 0.1


def never() -> bool:
    """Nobody is in a hurry."""
    return False


def ask(sessions: Sequence[int]) -> None:
    """Have agents leave after the run they work on; asked again, they end it."""
    for session in sessions:
        send(session, signal.SIGINT)


def end(
    sessions: Sequence[int], *, asked: bool, grace: float = GRACE, hurry: Callable[[], bool] = never
) -> None:
    """End agents and their runs; no process of theirs is left then.

    asked: whether the agents have been asked already.  grace: seconds that runs have after SIGTERM.
    hurry: whether to wait no longer.
    """
    if not asked:
        ask(sessions)
        _wait(sessions, APART, hurry)
    for session in sessions:
        _tell(session)
    _wait(sessions, grace, hurry)
    for session in sessions:
        kill_session(session)


def _tell(session: int) -> None:
    """Have an agent end its run; where it is gone itself, the run is told."""
    left = members(session)
    if session in left:
        ask([session])
        return
    for pid in left:
        send(pid, signal.SIGTERM)


def _wait(sessions: Sequence[int], seconds: float, hurry: Callable[[], bool]) -> None:
    """Wait until nothing of the sessions is left, but so long at most."""
    deadline = time.monotonic() + seconds
    while any(members(session) for session in sessions) and time.monotonic() < deadline and not hurry():
        time.sleep(BEAT)
