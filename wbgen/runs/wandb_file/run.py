"""A `.wandb` file as run data."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import polars as pl

from wbgen.runs.beside import filled
from wbgen.runs.folder import read_within
from wbgen.runs.frames import chosen
from wbgen.runs.keys import Key
from wbgen.runs.run import AXES, RUNTIME, TIMESTAMP, Run
from wbgen.runs.wandb_file.about import run_of
from wbgen.runs.wandb_file.framing import Log
from wbgen.runs.wandb_file.history import History
from wbgen.runs.wandb_file.reader import Reader, Taking
from wbgen.runs.wandb_file.summary import Summary
from wbgen.runs.wandb_file.system import Machine
from wbgen.runs.wandb_file.walk import bodies

Taken = TypeVar("Taken", bound=Taking)

#: The largest file of which all columns are decoded once something else is asked for than a few of them.
ALL_AT_ONCE = 512 * 1024 * 1024


class WandbFile:
    """A run from its `.wandb` file, as it was when it was opened.

    The file is read when something is asked for. Who first asks for the columns of some names has those
    decoded and no others. Who asks for more, or for anything else first, has all of them decoded, since more
    will be asked, unless the file is very large.
    """

    def __init__(self, path: Path) -> None:
        stat = path.stat()
        self._path = path
        self._size = stat.st_size
        self._silent = time.time() - stat.st_mtime
        self._decoded: frozenset[str] | None = frozenset()
        self._read: tuple[Reader, History] | None = None
        self._summary: Summary | None = None
        self._machine: Machine | None = None

    @cached_property
    def run(self) -> Run:
        """See ``RunData``. A file that has not been written to for five minutes is of no run that runs."""
        if self._read is None:
            # All that is needed for this and for drawing it, in one go.
            self._summary, self._machine = Summary(), Machine()
            self._decode(self._at_once, (self._summary, self._machine))
        summary = self._summary or self._taken(Summary())
        run = run_of(self._any()[0], summary, self._path, self._size, self._silent)
        return filled(run, self._path.parent / "files")

    def keys(self) -> Mapping[str, Key]:
        return self._any()[1].keys

    def history(self, names: Sequence[str]) -> pl.DataFrame:
        wanted = frozenset(names)
        if self._read is None:
            self._decode(wanted)
        elif self._decoded is not None and wanted - self._decoded:
            self._decode(None if self._at_once is None else self._decoded | wanted)
        return self._any()[1].frame(names)

    def system_keys(self) -> Sequence[str]:
        return [name for name in self._system.columns if name not in AXES]

    def system(self, names: Sequence[str]) -> pl.DataFrame:
        there = [name for name in names if name in self._system.columns]
        return chosen(self._system, [RUNTIME, TIMESTAMP, *there])

    def file(self, path: str) -> bytes | None:
        return read_within(self._path.parent / "files", path)

    @cached_property
    def _system(self) -> pl.DataFrame:
        start = self._any()[0].facts.start
        return (self._machine or self._taken(Machine())).frame(start)

    @property
    def _at_once(self) -> frozenset[str] | None:
        """The names to decode where no names are asked for; None for all."""
        return None if self._size <= ALL_AT_ONCE else frozenset()

    def _any(self) -> tuple[Reader, History]:
        """What has been read, or else all."""
        return self._read or self._decode(self._at_once)

    def _decode(self, wanted: frozenset[str] | None, others: Sequence[Taking] = ()) -> tuple[Reader, History]:
        names = None if wanted is None else wanted | set(AXES)
        with self._path.open("rb") as file:
            reader = Reader(file, names, self._size, others)
            reader.read()
        self._decoded, self._read = wanted, (reader, History(reader))
        return self._read

    def _taken(self, taking: Taken) -> Taken:
        """What takes in records, having taken those of the file."""
        with self._path.open("rb") as file:
            for records in Log(file, self._size).records():
                taking.take(records, bodies(records))
        return taking
