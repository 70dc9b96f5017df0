"""Waiting for what happens, rather than for time: on a slow machine, too."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import IO

from tests.live import PATIENCE


def until(condition: Callable[[], object]) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def read_until(stream: IO[str] | None, words: str) -> str:
    """The lines that a process prints, up to the first one with these words.

    Read the rest from the stream itself: it may have taken more off the process already.
    """
    assert stream
    lines = []
    for line in stream:
        lines.append(line)
        if words in line:
            return "".join(lines)
    raise AssertionError(f"{words!r} was not printed: {''.join(lines)}")
