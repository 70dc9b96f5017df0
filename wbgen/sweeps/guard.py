"""A process beside wbgen that ends its agents where wbgen dies without a word (``kill -9``).

It reads the sessions of agents from a pipe, a line each: ``+pid`` when one begins, ``-pid`` when it has
ended. The pipe closes when wbgen is gone, however it went; what is still on the list then is ended. It leads
a session of its own, so that no Ctrl-C and no closed terminal reaches it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO

from wbgen.sweeps.ending import end


@dataclass(frozen=True, slots=True)
class Guard:
    """The pipe to the process that watches."""

    pipe: IO[str]

    def watch(self, session: int) -> None:
        """An agent has begun."""
        self._tell(f"+{session}")

    def forget(self, session: int) -> None:
        """An agent has ended, and its number may be another process's soon."""
        self._tell(f"-{session}")

    def _tell(self, line: str) -> None:
        with suppress(BrokenPipeError):  # somebody killed the guard; the agents work without one
            self.pipe.write(f"{line}\n")
            self.pipe.flush()


@contextmanager
def guarding() -> Iterator[Guard]:
    """A guard for the agents that are started in this block."""
    process = subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    )
    assert process.stdin is not None
    try:
        yield Guard(process.stdin)
    finally:
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.wait()


def stand_guard(lines: Iterable[str]) -> None:
    """Read to the end of the pipe, and end what is left on the list."""
    watched: dict[int, None] = {}
    for line in lines:
        sign, session = line[0], int(line[1:])
        if sign == "+":
            watched[session] = None
        else:
            watched.pop(session, None)
    if watched:
        end(list(watched), asked=False)


if __name__ == "__main__":
    stand_guard(sys.stdin)
