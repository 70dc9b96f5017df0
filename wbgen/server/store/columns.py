"""A columnar copy of the history of a run that has ended: who asks for a few keys need not read whole rows.

It is made from the lines, in the background, and can be made again from them: whatever is wrong with it, or
if polars is not installed (the extra ``runs``), the lines answer. It lies in
``columns/<run>/<number of lines>/`` as parquet files of so many rows each, with the keys that hold numbers,
truth values or texts; dots go into maps.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from wbgen.server.store.keys import Keys, Row, columns, read_rows, value_at
from wbgen.server.store.lines import CHUNK, HISTORY, Lines, spread

if TYPE_CHECKING:
    import polars

log = logging.getLogger(__name__)

FOLDER = "columns"

#: Chunks of lines in a file.
CHUNKS = 64

#: Cells of a file, at about ten bytes each, and keys of a history that has a copy, at most.
MOST_CELLS = 1_000_000
MOST_KEYS = 1000

#: Types of keys, as ``store.keys`` counts them, that a column can hold.
SCALARS = frozenset({"number", "string", "boolean"})


class Columns:
    """The columnar copies of a store's runs."""

    def __init__(self, folder: Path, lines: Lines, keys: Keys) -> None:
        self._folder = folder / FOLDER
        self._lines = lines
        self._keys = keys
        self._wanted: SimpleQueue[int | None] = SimpleQueue()
        self._worker: threading.Thread | None = None
        self._closing = False
        self._lock = threading.Lock()
        self._dropped: set[int] = set()

    def want(self, run: int) -> None:
        """Let the copy of a run that has ended be made, soon."""
        if not _has_polars():
            return
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, name="wbgen-columns", daemon=True)
            self._worker.start()
        self._wanted.put(run)

    def wait(self) -> None:
        """Return when what is wanted is made."""
        if self._worker is not None:
            self._wanted.put(None)
            self._worker.join()
            self._worker = None

    def close(self) -> None:
        """Give up what is not made yet: it is made when it is next asked for."""
        self._closing = True
        self.wait()

    def drop(self, run: int) -> None:
        """Forget the copy of a run whose lines are no longer what they were, be it only in the making."""
        with self._lock:
            self._dropped.add(run)
            shutil.rmtree(self._folder / str(run), ignore_errors=True)

    def has(self, run: int) -> bool:
        """Whether there is a copy of the run as it is."""
        return self._place(run).is_dir()

    def rows(self, run: int, keys: Sequence[str], samples: int) -> list[Row] | None:
        """Rows that hold all the keys, at most so many, evenly spread; None without a copy."""
        place = self._place(run)
        if not place.is_dir() or not self._are_scalars(run, keys):
            return None
        import polars as pl

        try:
            frames = [frame for file in sorted(place.iterdir()) if (frame := _read(file, keys)) is not None]
        except (OSError, pl.exceptions.PolarsError) as error:
            log.warning("the columnar copy %s cannot be read: %s", place, error)
            return None
        if not frames:
            return []
        whole = pl.concat(frames, how="vertical_relaxed")
        return whole[spread(len(whole), samples)].to_dicts() if len(whole) else []

    def frame(self, run: int, keys: Sequence[str]) -> polars.DataFrame | None:
        """All rows with the columns of those keys that there are; None without a copy, or of other values."""
        place = self._place(run)
        if not place.is_dir() or not self._are_scalars(run, keys):
            return None
        import polars as pl

        try:
            parts = [_chosen(file, keys) for file in sorted(place.iterdir())]
        except (OSError, pl.exceptions.PolarsError) as error:
            log.warning("the columnar copy %s cannot be read: %s", place, error)
            return None
        return pl.concat(parts, how="diagonal_relaxed") if parts else None

    def _are_scalars(self, run: int, keys: Sequence[str]) -> bool:
        facts = self._keys.of(run)
        kinds = [facts[key].counts.keys() for key in keys if key in facts]
        return all(len(counted) == 1 and counted <= SCALARS for counted in kinds)

    def _place(self, run: int) -> Path:
        return self._folder / str(run) / str(self._lines.count(run, HISTORY))

    def _work(self) -> None:
        while (run := self._wanted.get()) is not None:
            try:
                self._make(run)
            except Exception:
                log.exception("the columnar copy of run %s was not made", run)
                self.drop(run)

    def _make(self, run: int) -> None:
        place = self._place(run)
        if place.is_dir() or len(self._keys.of(run)) > MOST_KEYS:
            return
        self.drop(run)
        self._dropped.discard(run)
        self._folder.mkdir(exist_ok=True)
        with TemporaryDirectory(dir=self._folder) as folder:
            fresh = Path(folder) / "fresh"
            fresh.mkdir()
            for number, frame in enumerate(self._frames(run)):
                if self._closing or run in self._dropped:
                    return
                frame.write_parquet(fresh / f"{number:06d}.parquet")
            with self._lock:
                if run not in self._dropped:
                    place.parent.mkdir(exist_ok=True)
                    fresh.rename(place)

    def _frames(self, run: int) -> Iterator[polars.DataFrame]:
        import polars as pl

        lines = self._lines.read(run, HISTORY)
        parts: list[pl.DataFrame] = []
        while chunk := list(islice(lines, CHUNK)):
            parts.append(_frame(read_rows(chunk)))
            if len(parts) == CHUNKS or sum(part.height * part.width for part in parts) > MOST_CELLS:
                yield pl.concat(parts, how="diagonal_relaxed")
                parts = []
        if parts:
            yield pl.concat(parts, how="diagonal_relaxed")


def _has_polars() -> bool:
    from importlib.util import find_spec

    return find_spec("polars") is not None


def _read(file: Path, keys: Sequence[str]) -> polars.DataFrame | None:
    """The rows of a file that hold all keys; None where it lacks one altogether."""
    import polars as pl

    if not set(keys) <= pl.read_parquet_schema(file).keys():
        return None
    return pl.read_parquet(file, columns=list(dict.fromkeys(keys))).drop_nulls()


def _chosen(file: Path, keys: Sequence[str]) -> polars.DataFrame:
    """All rows of a file, with those of the keys that it has. (Of none of them there would be no rows.)"""
    import polars as pl

    there = pl.read_parquet_schema(file)
    wanted = [key for key in dict.fromkeys(keys) if key in there]
    return pl.read_parquet(file, columns=wanted or list(there)[:1])


def _frame(rows: Sequence[Row]) -> polars.DataFrame:
    import polars as pl

    found: dict[str, pl.Series] = {}
    for name, values in columns(rows):
        if len(values) < len(rows):
            values = [_scalar(row, name) for row in rows]
        kind = _kind(values)
        if kind is not None:
            found[name] = pl.Series(name, values, dtype=kind, strict=False)
    return pl.DataFrame(found)


def _kind(values: Sequence[Any]) -> Any:
    """The type of a column for some values; None where none holds them all."""
    import polars as pl

    kinds = set(map(type, values)) - {type(None)}
    if kinds == {int}:
        whole = all(abs(value) < 2**63 for value in values if value is not None)
        return pl.Int64 if whole else pl.Float64
    if kinds and kinds <= {int, float}:
        return pl.Float64
    return {frozenset({str}): pl.String, frozenset({bool}): pl.Boolean}.get(frozenset(kinds))


def _scalar(row: Row, name: str) -> Any:
    """The value of a key; None where there is none, or a map."""
    value = value_at(row, name)
    return None if isinstance(value, dict) else value
