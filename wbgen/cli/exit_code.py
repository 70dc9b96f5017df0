"""The exit code of a verb that writes, by what became of every thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from wbgen.apply import Status
from wbgen.apply.outcome import DONE
from wbgen.errors import Exit


class Ended(Protocol):
    """What became of one thing. refused: whether it failed because the key was refused."""

    @property
    def status(self) -> Status: ...

    @property
    def refused(self) -> bool: ...


def code_of(outcomes: Iterable[Ended], *, conflict: bool) -> Exit:
    """3 where the key was refused before anything was written, 4 where a write failed, 5 where a conflict
    was left, else 0.

    conflict: whether the plan had one already.
    """
    outcomes = list(outcomes)
    failed = [outcome for outcome in outcomes if outcome.status is Status.FAILED]
    if failed:
        written = any(outcome.status in DONE for outcome in outcomes)
        return Exit.AUTH if not written and all(one.refused for one in failed) else Exit.PARTIAL
    if conflict or any(outcome.status is Status.CONFLICT for outcome in outcomes):
        return Exit.CONFLICT
    return Exit.OK
