"""What was started for a sweep, kept under ``.wbgen/agents/<sweep>/<number>/`` beside the agents' logs.

Each start has a folder of its own with the file ``started.jsonl``: a line about the work, then one for each
handle as soon as there is one, and another for an agent that is over. It is only ever appended to, so that a
process that dies forgets nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wbgen.errors import FolderError
from wbgen.sweeps.engine import Agent, State, Work
from wbgen.sweeps.path import SweepPath

FOLDER = "agents"
FILE = "started.jsonl"


@dataclass(frozen=True, slots=True)
class Started:
    """One start. over: the agents known to be over, by their handles."""

    folder: Path
    engine: str
    handles: Sequence[str]
    over: dict[str, State] = field(default_factory=dict)

    @property
    def left(self) -> list[str]:
        """The handles of agents that may still be at work."""
        return [handle for handle in self.handles if handle not in self.over]


def next_folder(home: Path, sweep: SweepPath) -> Path:
    """The folder that the next start would have."""
    parent = home / FOLDER / sweep.id
    return parent / str(
        max((int(one.name) for one in parent.glob("*") if one.name.isdecimal()), default=0) + 1
    )


def new_folder(home: Path, sweep: SweepPath) -> Path:
    """A folder for a start's logs. Raises FolderError where it cannot be made."""
    while True:
        folder = next_folder(home, sweep)
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir()
        except FileExistsError:  # another start was quicker
            continue
        except OSError as error:
            message = f"the folder {folder} cannot be made: {error.strerror}"
            raise FolderError(message, cure="make the project's folder writable") from error
        return folder


def begin(engine: str, work: Work, server: str) -> None:
    """Note what is about to be started. server: a lasting name of the sweep's server."""
    entry = {
        "engine": engine,
        "sweep": str(work.sweep),
        "server": server,
        "folder": str(work.folder),
    }
    _append(work.logs, entry)


def note_handle(folder: Path, handle: str) -> None:
    """Note an agent, or a job of several."""
    _append(folder, {"handle": handle})


def note_over(folder: Path, agent: Agent) -> None:
    """Note how an agent ended."""
    _append(folder, {"handle": agent.handle, "over": str(agent.state)})


def started_for(home: Path, sweep: SweepPath, server: str) -> list[Started]:
    """Every start for a sweep of that server from this project, the oldest first."""
    parent = home / FOLDER / sweep.id
    numbers = sorted(int(one.name) for one in parent.glob("*") if one.name.isdecimal())
    found = (_read(parent / str(number)) for number in numbers)
    return [
        started
        for entry, started in found
        if entry.get("sweep") == str(sweep) and entry.get("server") == server
    ]


def _append(folder: Path, entry: dict[str, Any]) -> None:
    try:
        with (folder / FILE).open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
    except OSError as error:
        raise FolderError(f"{folder / FILE} cannot be written: {error.strerror}") from error


def _read(folder: Path) -> tuple[dict[str, Any], Started]:
    first, *rest = [*_entries(folder / FILE)] or [{}]
    handles, over = [], {}
    for entry in rest:
        handle, state = entry.get("handle"), entry.get("over")
        if not isinstance(handle, str):
            continue
        if state is None:
            handles.append(handle)
        elif isinstance(state, str) and state in {*State}:
            over[handle] = State(state)
    return first, Started(folder, str(first.get("engine")), handles, over)


def _entries(file: Path) -> Iterator[dict[str, Any]]:
    """The lines that are whole."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(entry, dict):
            yield entry
