"""The lines of runs: history, system metrics and console, as the client sent them, in compressed chunks.

A line stays text: a dictionary for each row of a long run would take gigabytes. A chunk of history knows the
lowest and highest ``_step`` in it, so that a page of a long run is found without reading the rest. Beside the
chunks stands a thinned copy of each history, a few thousand lines evenly spread, for those who ask for a
sample: it is made as the lines arrive, so that a sample costs the same however long the run is.
"""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from wbgen.server.store.database import Database

HISTORY, EVENTS, OUTPUT = "history", "events", "output"

#: Lines of a chunk, at most. More compress better; fewer are quicker to get at.
CHUNK = 1000
#: Characters of a chunk beyond which a small one is not filled up any further.
CHUNK_TEXT = 1024 * 1024
#: Level of zlib: the fastest.
LEVEL = 1
#: Lines of a thinned copy, at most; at least half as many are there of a history that is longer.
THINNED = 4096

#: The highest line a client may write to: counts of lines are GraphQL's numbers, of 32 bits.
LAST_LINE = 2**31 - 1

_STEP = re.compile(r'"_step":\s*(-?[0-9]{1,18})\s*[,}]')

_TOUCHING = """
    SELECT * FROM lines WHERE run = :run AND stream = :stream
      AND first <= :end AND first + count >= :offset ORDER BY first
"""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Neighbouring lines. first: the number of the first.  low, high: of their steps, None without any."""

    first: int
    lines: list[str]
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Written:
    """What came of lines.  new: how many lie beyond the former end.  changed: whether others differ now."""

    new: int
    changed: bool


class Lines:
    """The lines of all runs by stream (``history``, ``events``, ``output``), numbered from 0."""

    tables = (
        """
        CREATE TABLE lines (
            run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
            stream TEXT NOT NULL,
            first INTEGER NOT NULL,
            count INTEGER NOT NULL,
            low INTEGER,
            high INTEGER,
            size INTEGER NOT NULL,
            text BLOB NOT NULL
        )
        """,
        "CREATE UNIQUE INDEX lines_in_order ON lines (run, stream, first, count)",
        "CREATE INDEX lines_by_step ON lines (run, stream, high, low) WHERE high IS NOT NULL",
        """
        CREATE TABLE thinned (
            run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
            line INTEGER NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (run, line)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE strides (
            run INTEGER PRIMARY KEY REFERENCES runs (number) ON DELETE CASCADE,
            stride INTEGER NOT NULL
        )
        """,
    )

    def __init__(self, database: Database) -> None:
        self._db = database
        self._changes: Counter[int] = Counter()

    def version(self, run: int) -> int:
        """A number that is another one whenever lines of a run are no longer what this server read of them.

        Lines that are only added leave it as it is.
        """
        return self._changes[run]

    def write(self, run: int, stream: str, offset: int, lines: Sequence[str]) -> Written:
        """Put lines at their numbers, over what is there.

        What is sent once more thus changes nothing. Raises ValueError for a number out of bounds.
        """
        if not 0 <= offset <= LAST_LINE - len(lines):
            raise ValueError("a line's number is out of bounds")
        if not lines:
            return Written(0, False)
        with self._db.writing() as connection:
            before = self.count(run, stream)
            touched = self._db.rows(_TOUCHING, run=run, stream=stream, offset=offset, end=offset + len(lines))
            touched = [row for row in touched if not _is_left(row, offset)]
            merged = {row["first"] + n: line for row in touched for n, line in enumerate(_unpacked(row))}
            fresh = dict(enumerate(map(_one_line, lines), offset))
            changed = any(merged[number] != fresh[number] for number in merged.keys() & fresh.keys())
            merged.update(fresh)
            connection.executemany(
                "DELETE FROM lines WHERE run = ? AND stream = ? AND first = ?",
                [(run, stream, row["first"]) for row in touched],
            )
            connection.executemany(
                "INSERT INTO lines (run, stream, first, count, low, high, size, text)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [(run, stream, *_packed(chunk, stream == HISTORY)) for chunk in _chunks(merged)],
            )
            if stream == HISTORY:
                self._thin(run, offset, lines)
            self._changes[run] += changed
            return Written(min(max(0, offset + len(lines) - before), len(lines)), changed)

    def cut(self, run: int, stream: str, end: int) -> bool:
        """Forget the lines from a number on; whether there were any."""
        with self._db.writing():
            if self.count(run, stream) <= end:
                return False
            where = "run = :run AND stream = :stream AND first + count > :end"
            rows = self._db.rows(f"SELECT * FROM lines WHERE {where}", run=run, stream=stream, end=end)
            self._db.write(f"DELETE FROM lines WHERE {where}", run=run, stream=stream, end=end)
            for row in rows:
                if row["first"] < end:
                    self.write(run, stream, row["first"], _unpacked(row)[: end - row["first"]])
            self._changes[run] += 1
            if stream == HISTORY:
                self._db.write("DELETE FROM thinned WHERE run = :run AND line >= :end", run=run, end=end)
            return True

    def _thin(self, run: int, offset: int, lines: Sequence[str]) -> None:
        stride = self._stride(run)
        first = -offset % stride
        kept = [(run, offset + n, _one_line(lines[n])) for n in range(first, len(lines), stride)]
        with self._db.writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO thinned VALUES (?, ?, ?)", kept)
            wider = stride
            while (offset + len(lines)) > THINNED * wider:
                wider *= 2
            if wider > stride:
                connection.execute("DELETE FROM thinned WHERE run = ? AND line % ? != 0", (run, wider))
                connection.execute("INSERT OR REPLACE INTO strides VALUES (?, ?)", (run, wider))

    def _stride(self, run: int) -> int:
        row = self._db.row("SELECT stride FROM strides WHERE run = :run", run=run)
        return row["stride"] if row else 1

    def count(self, run: int, stream: str) -> int:
        """One more than the number of the last line; 0 where there is none."""
        row = self._db.row(
            "SELECT first + count AS n FROM lines WHERE run = :run AND stream = :stream"
            " ORDER BY first DESC LIMIT 1",
            run=run,
            stream=stream,
        )
        return row["n"] if row else 0

    def steps(self, run: int) -> tuple[int, int] | None:
        """The lowest and the highest step of a history."""
        row = self._db.row(
            "SELECT min(low) AS low, max(high) AS high FROM lines"
            " WHERE run = :run AND stream = 'history' AND high IS NOT NULL",
            run=run,
        )
        return (row["low"], row["high"]) if row and row["high"] is not None else None

    def read(self, run: int, stream: str, first: int = 0, limit: int | None = None) -> Iterator[str]:
        """Lines in their order from the number ``first`` on, chunk by chunk as they are asked for."""
        return islice((line for _, line in self.numbered(run, stream, first)), limit)

    def numbered(self, run: int, stream: str, first: int = 0) -> Iterator[tuple[int, str]]:
        """As ``read``, with their numbers: where a client left some out, numbers are missing."""
        for chunk in self._chunks_from(run, stream, first):
            start = max(first - chunk.first, 0)
            yield from enumerate(islice(chunk.lines, start, None), chunk.first + start)

    def tail(self, run: int, stream: str, count: int) -> list[tuple[int, str]]:
        """The last so many lines, with their numbers."""
        return list(self.numbered(run, stream, max(0, self.count(run, stream) - count)))

    def _chunks_from(self, run: int, stream: str, first: int) -> Iterator[Chunk]:
        # A row at a time: nothing of the rest is in memory, and writers wait for one read only.
        while row := self._db.row(
            "SELECT * FROM lines WHERE run = :run AND stream = :stream AND first + count > :first"
            " ORDER BY first LIMIT 1",
            run=run,
            stream=stream,
            first=first,
        ):
            yield _chunk(row)
            first = row["first"] + row["count"]

    def page(self, run: int, low: int, high: int, limit: int | None) -> Iterator[str]:
        """Lines of a history with steps from ``low`` up to but without ``high``, in their order."""
        return islice(self._between(run, low, high), limit)

    def _between(self, run: int, low: int, high: int) -> Iterator[str]:
        first = 0
        while row := self._db.row(
            "SELECT * FROM lines WHERE run = :run AND stream = 'history' AND high >= :low AND low < :high"
            " AND first >= :first ORDER BY first LIMIT 1",
            run=run,
            low=low,
            high=high,
            first=first,
        ):
            chunk = _chunk(row)
            if low <= row["low"] and row["high"] < high:
                yield from chunk.lines
            else:
                yield from (line for line in chunk.lines if _is_within(line, low, high))
            first = row["first"] + row["count"]

    def sample(self, run: int, stream: str, samples: int) -> list[str]:
        """At most so many lines, evenly spread, with the first and the last of what is there."""
        total = self.count(run, stream)
        if samples < 1 or not total:
            return []
        stride = self._stride(run) if stream == HISTORY else 1
        if stride == 1 or samples > total // stride:
            kept = dict.fromkeys(spread(total, samples))
            return [line for number, line in self.numbered(run, stream) if number in kept]
        rows = self._db.rows("SELECT line FROM thinned WHERE run = :run ORDER BY line", run=run)
        chosen = [rows[n]["line"] for n in spread(len(rows), samples)]
        found = self._db.rows(
            "SELECT text FROM thinned WHERE run = :run AND line IN (SELECT value FROM json_each(:chosen))"
            " ORDER BY line",
            run=run,
            chosen=json.dumps(chosen[:-1]),
        )
        return [*(row["text"] for row in found), *(line for _, line in self.tail(run, stream, 1))]


def spread(total: int, samples: int) -> list[int]:
    """At most so many of the numbers below ``total``, evenly spread from the first to the last."""
    if samples >= total:
        return list(range(total))
    if samples == 1:
        return [total - 1]
    return [round(n * (total - 1) / (samples - 1)) for n in range(samples)]


def _is_left(row: sqlite3.Row, offset: int) -> bool:
    """Whether a chunk ends where new lines begin and is full enough to stay as it is."""
    full = row["count"] >= CHUNK or row["size"] >= CHUNK_TEXT
    return bool(full and row["first"] + row["count"] == offset)


def _one_line(line: str) -> str:
    # A line break within a line can come from a stranger only: in JSON it is a space at best.
    return line.rstrip("\n").replace("\n", " ") if "\n" in line else line


def _chunks(lines: Mapping[int, str]) -> Iterator[tuple[int, list[str]]]:
    """Numbered lines in stretches without gaps, of at most CHUNK lines."""
    numbers = sorted(lines)
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        stretch = [number for _, number in group]
        for start in range(0, len(stretch), CHUNK):
            part = stretch[start : start + CHUNK]
            yield part[0], [lines[number] for number in part]


def _packed(chunk: tuple[int, list[str]], with_steps: bool) -> tuple[Any, ...]:
    first, lines = chunk
    text = "\n".join(lines)
    steps = _steps(text, lines) if with_steps else []
    data = zlib.compress(text.encode("utf-8", "replace"), LEVEL)
    return first, len(lines), min(steps, default=None), max(steps, default=None), len(text), data


def _steps(text: str, lines: Sequence[str]) -> list[int]:
    """The steps of some lines. Looking for the text is many times faster than reading JSON; what finds other
    than one for each line is read."""
    found = _STEP.findall(text)
    if len(found) == len(lines):
        return [int(step) for step in found]
    return [step for step in map(step_of, lines) if step is not None]


def step_of(line: str) -> int | None:
    """The ``_step`` of a line of history, or None."""
    try:
        step = json.loads(line)["_step"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if isinstance(step, float) and step.is_integer():
        step = int(step)
    return step if isinstance(step, int) and abs(step) < 2**63 else None


def _is_within(line: str, low: int, high: int) -> bool:
    found = _STEP.findall(line)
    step = int(found[0]) if len(found) == 1 else step_of(line)
    return step is not None and low <= step < high


def _unpacked(row: sqlite3.Row) -> list[str]:
    return zlib.decompress(row["text"]).decode("utf-8").split("\n")


def _chunk(row: sqlite3.Row) -> Chunk:
    return Chunk(row["first"], _unpacked(row), row["low"], row["high"])
