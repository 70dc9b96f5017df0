"""Columns of runs that were read once, kept in files, so that reading them again takes no time.

An entry is a folder named after what was read: the path of the file, its size and the moment it was last
written to. It holds ``run.json`` (the run and its keys), ``history.parquet`` and ``system.parquet``. An entry
is written aside and then renamed, so that two processes never meet a half of one; whatever is wrong with one,
the file is read again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wbgen.errors import WbgenError
from wbgen.runs.folder import read_within
from wbgen.runs.frames import with_any
from wbgen.runs.keys import Key, Kind
from wbgen.runs.run import AXES, RUNTIME, TIMESTAMP, Run, RunData
from wbgen.runs.wandb_file import open_wandb

if TYPE_CHECKING:
    import polars as pl

#: Raised whenever entries of before can no longer be used, be it that files are read differently.
VERSION = 1

#: Bytes of all entries, and cells of one, at most.
MOST_BYTES = 4 * 1024 * 1024 * 1024
MOST_CELLS = 200_000_000

#: Bytes that other processes would read, from which on they save more than it takes to start one.
WORTH_A_PROCESS = 64 * 1024 * 1024

#: What such a process runs.
ASIDE = "import sys; from wbgen.runs.cache import read_into; read_into(*sys.argv[1:])"

RUN, HISTORY, SYSTEM = "run.json", "history.parquet", "system.parquet"


def cached(path: Path, folder: Path, read: Callable[[Path], RunData] = open_wandb) -> RunData:
    """The run of a file, from the folder of entries where it was read before, and else read and put there.

    A run that is still being written is not kept. Raises what ``read`` raises.
    """
    place = folder / name_of(path)
    if found := entry(place, path, read):
        return found
    data = read(path)
    if data.run.state == "running":
        return data
    keep(data, place)
    shrink(folder, place)
    return entry(place, path, read) or data


def entry(place: Path, path: Path, read: Callable[[Path], RunData]) -> RunData | None:
    """The run of an entry; None where there is none. A damaged one is taken away."""
    if not place.is_dir():
        return None
    try:
        found = Cached(place, path, read)
        os.utime(place)
        return found
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        shutil.rmtree(place, ignore_errors=True)
        return None


def all_cached(paths: Sequence[Path], folder: Path) -> list[RunData]:
    """The runs of some files, as ``cached`` gives each; several long ones are read side by side."""
    missing = [path for path in paths if not (folder / name_of(path)).is_dir()]
    missing.sort(key=lambda path: path.stat().st_size, reverse=True)
    if sum(path.stat().st_size for path in missing[1:]) > WORTH_A_PROCESS:
        hands = min(len(missing), os.cpu_count() or 1)
        others = [read_aside(missing[hand::hands], folder) for hand in range(1, hands)]
        for path in missing[::hands]:
            cached(path, folder)
        for other in others:
            other.wait()
    return [cached(path, folder) for path in paths]


def read_aside(paths: Sequence[Path], folder: Path) -> subprocess.Popen[bytes]:
    """A process that reads files into the cache. What it cannot do, whoever asks for the runs does again."""
    # Nothing is imported from the folder that the command was given in (-P).
    command = [sys.executable, "-P", "-c", ASIDE, str(folder.absolute())]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        [*command, *(str(path.absolute()) for path in paths)], stdin=quiet, stdout=quiet, stderr=quiet
    )


def read_into(folder: str, *paths: str) -> None:
    """Read files into the cache."""
    for path in paths:
        with suppress(WbgenError, OSError):
            cached(Path(path), Path(folder))


def name_of(path: Path) -> str:
    """The name of the entry of a file as it is now, whichever links lead to it."""
    stat = path.stat()
    told = json.dumps([VERSION, str(path.resolve()), stat.st_size, stat.st_mtime_ns])
    return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:32]


class Cached:
    """A run from an entry. Only the columns that are asked for are read."""

    def __init__(self, place: Path, path: Path, read: Callable[[Path], RunData]) -> None:
        told = json.loads((place / RUN).read_text(encoding="utf-8"))
        self.run = Run(**told["run"] | {name: tuple(told["run"][name]) for name in ("tags", "losses")})
        self._keys = {
            name: Key(Kind(kind), rows, others) for name, (kind, rows, others) in told["keys"].items()
        }
        self._system_keys = [str(name) for name in told["system"]]
        self._place, self._path, self._read = place, path, read
        self._again: RunData | None = None

    def keys(self) -> Mapping[str, Key]:
        return self._keys

    def history(self, names: Sequence[str]) -> pl.DataFrame:
        frame = self._columns(HISTORY, [*AXES, *self._keys], [*AXES, *names])
        if frame is None:
            return self._source().history(names)
        return with_any(frame, names)

    def system_keys(self) -> Sequence[str]:
        return self._system_keys

    def system(self, names: Sequence[str]) -> pl.DataFrame:
        axes = (RUNTIME, TIMESTAMP)
        frame = self._columns(SYSTEM, [*axes, *self._system_keys], [*axes, *names])
        return self._source().system(names) if frame is None else frame

    def file(self, path: str) -> bytes | None:
        return read_within(self._path.parent / "files", path)

    def _columns(self, file: str, there: list[str], names: list[str]) -> pl.DataFrame | None:
        """Those of some columns that a file of the entry has; None where it is damaged."""
        import polars as pl

        # By their places, since names may look like patterns.
        places = {name: place for place, name in enumerate(there)}
        wanted = [places[name] for name in dict.fromkeys(names) if name in places]
        try:
            return pl.read_parquet(self._place / file, columns=wanted)
        except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException):
            return None

    def _source(self) -> RunData:
        """The run, read again, since the entry is damaged, which is taken away."""
        if self._again is None:
            shutil.rmtree(self._place, ignore_errors=True)
            self._again = self._read(self._path)
        return self._again


def keep(data: RunData, place: Path) -> None:
    """Write an entry, unless it is too large or another process was faster."""
    keys = data.keys()
    if sum(key.rows for key in keys.values()) > MOST_CELLS:
        return
    told: dict[str, Any] = {
        "run": asdict(data.run),
        "keys": {name: [key.kind, key.rows, key.others] for name, key in keys.items()},
        "system": list(data.system_keys()),
    }
    # Where nothing can be written, where JSON has no word for a value, and where an entry is there already.
    with suppress(OSError, ValueError):
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent) as aside:
            fresh = Path(aside) / "fresh"
            fresh.mkdir()
            (fresh / RUN).write_text(json.dumps(told, allow_nan=False), encoding="utf-8")
            data.history(list(keys)).write_parquet(fresh / HISTORY, compression="lz4")
            data.system(told["system"]).write_parquet(fresh / SYSTEM, compression="lz4")
            fresh.rename(place)


def shrink(folder: Path, kept: Path) -> None:
    """Take away the entries that were not used for the longest time, until the rest has room; one is kept."""
    entries = []
    with suppress(OSError):
        entries = [
            (entry.stat().st_mtime, size_of(entry), entry) for entry in folder.iterdir() if entry != kept
        ]
    room = MOST_BYTES - size_of(kept)
    for _, size, entry in sorted(entries, reverse=True):
        room -= size
        if room < 0:
            shutil.rmtree(entry, ignore_errors=True)


def size_of(entry: Path) -> int:
    """Bytes that an entry takes."""
    with suppress(OSError):
        return sum(file.stat().st_size for file in entry.iterdir())
    return 0
