"""A run that is being written."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl

from wbgen.runs.folder import read_within
from wbgen.runs.frames import chosen
from wbgen.runs.keys import Key
from wbgen.runs.run import AXES, RUNTIME, TIMESTAMP, Run
from wbgen.runs.wandb_file.about import run_of
from wbgen.runs.wandb_file.history import History
from wbgen.runs.wandb_file.reader import Reader
from wbgen.runs.wandb_file.summary import Summary
from wbgen.runs.wandb_file.system import Machine


class Following:
    """A `.wandb` file as run data that is read on from where it was left, whenever asked.

    A record that has been written in part is not there yet. The file stays open until ``close``.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("rb")
        self._machine = Machine()
        self._summary = Summary()
        self._reader = Reader(self._file, others=(self._summary, self._machine))
        self._history = History(self._reader, growing=True)
        self.refresh()

    def refresh(self) -> bool:
        """Read what has been added. Gives whether there was anything."""
        anything = self._reader.read()
        if anything:
            self._history = History(self._reader, growing=True)
        return anything

    @property
    def rows(self) -> int:
        """How many rows of history have been read."""
        return self._reader.rows

    @property
    def run(self) -> Run:
        stat = self._path.stat()
        return run_of(self._reader, self._summary, self._path, stat.st_size, time.time() - stat.st_mtime)

    def keys(self) -> Mapping[str, Key]:
        return self._history.keys

    def history(self, names: Sequence[str]) -> pl.DataFrame:
        return self._history.frame(names)

    def system_keys(self) -> Sequence[str]:
        return [name for name in self._frame().columns if name not in AXES]

    def system(self, names: Sequence[str]) -> pl.DataFrame:
        frame = self._frame()
        return chosen(frame, [RUNTIME, TIMESTAMP, *(name for name in names if name in frame.columns)])

    def file(self, path: str) -> bytes | None:
        return read_within(self._path.parent / "files", path)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _frame(self) -> pl.DataFrame:
        return self._machine.frame(self._reader.facts.start)
