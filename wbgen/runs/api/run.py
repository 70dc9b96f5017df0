"""A run on a server, whose columns are read when they are asked for, and kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeAlias

from wbgen.runs.api.facts import Held
from wbgen.runs.api.pages import Row
from wbgen.runs.api.reading import Frames, Spec, is_cheaper, joined, read_specs, read_whole, specs_of
from wbgen.runs.keys import Key
from wbgen.runs.memory import MemoryRun
from wbgen.runs.rows import columns_of
from wbgen.runs.run import AXES, Run

if TYPE_CHECKING:
    import polars as pl

#: Told while a history is read: the run, the step that is reached, and the last one.
Progress: TypeAlias = Callable[[Run, int, int], None]

SYSTEM = "system."

#: Rows of machine metrics that are asked for: there is no asking for the rest of them.
MOST_EVENTS = 100_000


class Server(Protocol):
    """What a run asks of its server."""

    def history(self, run: Run, low: int, high: int, samples: int) -> list[Row]:
        """Whole rows with steps from ``low`` up to but without ``high``."""

    def sampled(self, run: Run, specs: Sequence[Spec], low: int, high: int, samples: int) -> list[list[Row]]:
        """The same for each spec: rows that hold all its names, and nothing else of them."""

    def events(self, run: Run, samples: int) -> tuple[list[Row], int]:
        """Rows of machine metrics, and how many there are."""

    def file(self, run: Run, path: str) -> bytes | None:
        """The content of a file of the run."""


class ApiRun:
    """A run on a W&B server (the RunData protocol), for any number of threads.

    Names are asked for by themselves where that is less than all rows, and how many rows came is compared
    with how many the server counts: what is missing is looked for in whole rows, and then told as a loss.
    """

    def __init__(self, server: Server, run: Run, held: Held, on_progress: Progress | None = None) -> None:
        self._server, self._run, self._held = server, run, held
        self._on_progress = on_progress
        self._frames: Frames = {}
        self._whole: MemoryRun | None = None
        self._machine: pl.DataFrame | None = None
        self._files: dict[str, bytes | None] = {}
        self._losses: tuple[str, ...] = ()
        self._lock = threading.RLock()

    @property
    def run(self) -> Run:
        """All of it but the columns; what reading has missed so far is among the losses."""
        return replace(self._run, losses=(*self._run.losses, *self._losses)) if self._losses else self._run

    def keys(self) -> Mapping[str, Key]:
        return self._held.keys if self._held.told else self._all().keys()

    def history(self, names: Sequence[str]) -> pl.DataFrame:
        there = [name for name in dict.fromkeys(names) if name in self.keys()]
        with self._lock:
            missing = [name for name in there if name not in self._frames]
            if missing and self._whole is None:
                self._read(missing)
            if self._whole is not None:
                return self._whole.history(there)
            return joined([self._frames[name] for name in there if name in self._frames])

    def system_keys(self) -> Sequence[str]:
        return [name for name in self._events().columns if name not in AXES]

    def system(self, names: Sequence[str]) -> pl.DataFrame:
        return MemoryRun(self._run, columns_of(())[0], self._events()).system(names)

    def file(self, path: str) -> bytes | None:
        with self._lock:
            if path not in self._files:
                self._files[path] = self._server.file(self._run, path)
            return self._files[path]

    def _read(self, names: Sequence[str]) -> None:
        held, specs = self._held, specs_of(names, self._held)
        if held.axes_are_full and is_cheaper(specs, held):
            found = read_specs(self._ask_specs, specs, held)
            if found is not None:
                self._frames |= found
                return
        self._all()

    def _all(self) -> MemoryRun:
        with self._lock:
            if self._whole is None:
                frame, odd, rows = read_whole(self._ask_whole, self._held)
                if rows < self._held.lines:
                    self._lose(f"The server gave {rows:,} of the {self._held.lines:,} rows of its history.")
                self._whole = MemoryRun(self._run, frame, odd=odd)
            return self._whole

    def _ask_specs(self, specs: Sequence[Spec], low: int, high: int, samples: int) -> list[list[Row]]:
        self._tell(low)
        return self._server.sampled(self._run, specs, low, high, samples)

    def _ask_whole(self, low: int, high: int, samples: int) -> list[Row]:
        self._tell(low)
        return self._server.history(self._run, low, high, samples)

    def _tell(self, step: int) -> None:
        if self._on_progress:
            self._on_progress(self._run, step, self._held.last)

    def _events(self) -> pl.DataFrame:
        with self._lock:
            if self._machine is None:
                rows, count = self._server.events(self._run, MOST_EVENTS)
                if len(rows) < count:
                    self._lose(f"The server gave {len(rows):,} of {count:,} rows of machine metrics.")
                self._machine = columns_of(map(machine_row, rows))[0]
            return self._machine

    def _lose(self, sentence: str) -> None:
        self._losses = (*self._losses, sentence)


def machine_row(row: Row) -> Row:
    """A row of machine metrics under their bare names, without the client's own entries."""
    return {
        name.removeprefix(SYSTEM): value
        for name, value in row.items()
        if name in AXES or name.startswith(SYSTEM)
    }
