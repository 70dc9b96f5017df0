"""What an apply began and what it did, line by line in a file, for a person whose run was cut off.

The journal decides nothing: the server tells what is there, and a run that is repeated converges.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from wbgen.apply.outcome import Outcome
from wbgen.errors import WbgenError
from wbgen.plan import Change, Plan

FOLDER = "journal"

#: Runs that are kept.
KEPT = 20


class Journal:
    """The journal of one run; without a path, nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._lock = Lock()

    def opened(self, writes: int) -> None:
        """Note that a run begins, with how many writes to do; it is now the last one, also with none."""
        self._write({"state": "opened", "writes": writes})

    def began(self, plan: Plan, change: Change) -> None:
        """Note that a change is about to be sent."""
        self._write(
            {
                "state": "began",
                "address": change.address,
                "action": change.action.value,
                "target": plan.target.name,
                "entity": plan.target.entity,
                "project": plan.project,
            }
        )

    def ended(self, outcome: Outcome) -> None:
        """Note what became of a change. A disk that is full by now must not hide the outcome itself."""
        with suppress(WbgenError):
            self._write(
                {
                    "state": outcome.status.value,
                    "address": outcome.change.address,
                    "backup": outcome.backup.name if outcome.backup else None,
                    "message": outcome.message or None,
                }
            )

    def _write(self, line: dict[str, Any]) -> None:
        if self.path is None:
            return
        text = json.dumps({"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **line})
        try:
            with self._lock, self.path.open("a", encoding="utf-8") as file:
                file.write(text + "\n")
        except OSError as error:
            message = f"the journal {self.path} cannot be written ({error.strerror})"
            raise WbgenError(message, cure="make the folder writable") from error


def open_journal(home: Path) -> Journal:
    """A journal for a run that begins now; old ones are removed. Raises WbgenError where it cannot be."""
    folder = home / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in sorted(folder.glob("*.jsonl"))[: -KEPT + 1]:
            old.unlink(missing_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
        path = folder / f"{stamp}-{os.getpid()}.jsonl"
        path.touch()
    except OSError as error:
        raise WbgenError(f"{folder} cannot be written ({error.strerror})") from error
    return Journal(path)


def unfinished(home: Path) -> tuple[str, ...]:
    """The addresses that the last run began to write and never told the end of."""
    files = sorted((home / FOLDER).glob("*.jsonl"))
    if not files:
        return ()
    open_ones: dict[str, None] = {}
    try:
        text = files[-1].read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    for line in text.splitlines():
        try:
            found = json.loads(line)
            address, state = str(found["address"]), found["state"]
        except (ValueError, KeyError, TypeError):
            continue  # the line that a cut-off run was writing
        if state == "began":
            open_ones[address] = None
        else:
            open_ones.pop(address, None)
    return tuple(sorted(open_ones))
