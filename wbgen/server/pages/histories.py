"""The columns of runs that pages have asked for, in memory: what arrives is read once and put behind them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from wbgen.runs.frames import chosen
from wbgen.runs.run import AXES
from wbgen.server.pages.line_columns import columns
from wbgen.server.store.lines import HISTORY, THINNED
from wbgen.server.store.runs import ALIVE

if TYPE_CHECKING:
    import polars as pl

    from wbgen.server.store import Store

#: Lines of a stream that are all read where no columnar copy is at hand; of a longer one a sample is shown.
MOST_LINES = 200_000
#: Lines that are read at once.
BLOCK = 20_000
#: Locks among which runs are shared out: two runs that have the same one are read one after the other.
TURNS = 64
#: Cells in memory, at eight bytes each and more; and of one reading.
MOST_CELLS, MOST_READ = 16_000_000, 2_500_000


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a stream. end: as many lines.  whole: whether all of them, or a sample."""

    frame: pl.DataFrame
    end: int
    version: int
    whole: bool = True

    def has(self, kinds: Mapping[str, bool]) -> bool:
        """Whether there is a column for each name, of its kind."""
        schema = self.frame.schema
        return all(name in schema and schema[name].is_numeric() == number for name, number in kinds.items())


class Histories:
    """What pages of one store have read; safe to use from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[tuple[int, str], Read] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = [threading.Lock() for _ in range(TURNS)]

    def read(self, run: int, stream: str, kinds: Mapping[str, bool], others: Sequence[str] = ()) -> Read:
        """The axes and the named columns of a stream, in the order of its lines.

        kinds: by name, whether it is a column of numbers. Of a run that goes on, only new lines are read.
        others: columns of numbers that may be asked for next; reading some more takes no longer.
        """
        key = run, stream
        with self._turns[hash(key) % TURNS]:  # two pages that open at once read a run once
            found = self._grown(key, {**dict.fromkeys(AXES, True), **kinds}, others)
        self._keep(key, found)
        return replace(found, frame=chosen(found.frame, (*AXES, *kinds)))

    def kept(self) -> list[tuple[int, str]]:
        """The runs and streams of which something is in memory."""
        with self._lock:
            return list(self._kept)

    def sampled(self, run: int, stream: str) -> tuple[int, int] | None:
        """How many lines were last read for how many, where a sample was; None where all were, or none."""
        with self._lock:
            kept = self._kept.get((run, stream))
        return None if kept is None or kept.whole else (kept.frame.height, kept.end)

    def _grown(self, key: tuple[int, str], kinds: Mapping[str, bool], others: Sequence[str]) -> Read:
        run, stream = key
        version, end = self._store.lines.version(run), self._store.lines.count(run, stream)
        with self._lock:
            kept = self._kept.get(key)
        if kept is None or kept.version != version or kept.end > end or not kept.whole:
            return self._fresh(run, stream, _more(kinds, others, end), end, version)
        if not kept.has(kinds):
            unread = [name for name in others if not kept.has({name: True})]
            kept = self._widened(kept, run, stream, _more(kinds, unread, end))
        return kept if kept.end == end else self._with_new(kept, run, stream, end)

    def _widened(self, kept: Read, run: int, stream: str, kinds: Mapping[str, bool]) -> Read:
        """With columns for these names too, of the lines that were read before."""

        missing = {name: numbers for name, numbers in kinds.items() if not kept.has({name: numbers})}
        more = self._fresh(run, stream, missing, kept.end, kept.version)
        if not more.whole or more.frame.height != kept.frame.height:
            return self._fresh(run, stream, {**_kinds(kept.frame), **kinds}, kept.end, kept.version)
        before = chosen(kept.frame, [name for name in kept.frame.columns if name not in missing])
        frame = before.hstack(more.frame.get_columns())
        return replace(kept, frame=frame)

    def _fresh(self, run: int, stream: str, kinds: Mapping[str, bool], end: int, version: int) -> Read:
        copy = self._store.columns.frame(run, list(kinds)) if stream == HISTORY else None
        if copy is not None:
            return Read(_shaped(copy, kinds), end, version)
        if end > MOST_LINES:
            self._want_copy(run)
            return Read(columns(self._store.lines.sample(run, stream, THINNED), kinds), end, version, False)
        return self._with_new(Read(columns([], kinds), 0, version), run, stream, end)

    def _with_new(self, kept: Read, run: int, stream: str, end: int) -> Read:
        import polars as pl

        kinds = _kinds(kept.frame)
        numbered = self._store.lines.numbered(run, stream, kept.end)
        lines = (line for _, line in takewhile(lambda pair: pair[0] < end, numbered))
        parts = [kept.frame]
        while block := list(islice(lines, BLOCK)):
            parts.append(columns(block, kinds))
        return replace(kept, frame=pl.concat(parts), end=end)

    def _want_copy(self, number: int) -> None:
        run = self._store.runs.by_number(number)
        if run is not None and run.state not in ALIVE:
            self._store.columns.want(number)

    def _keep(self, key: tuple[int, str], read: Read) -> None:
        with self._lock:
            self._kept[key] = read
            self._kept.move_to_end(key)
            cells = sum(kept.frame.height * kept.frame.width for kept in self._kept.values())
            while cells > MOST_CELLS and len(self._kept) > 1:
                _, gone = self._kept.popitem(last=False)
                cells -= gone.frame.height * gone.frame.width


def _more(kinds: Mapping[str, bool], others: Sequence[str], rows: int) -> dict[str, bool]:
    """The names with as many of the others as one reading may hold."""
    room = max(0, MOST_READ // max(rows, 1) - len(kinds))
    return {**dict.fromkeys(others[:room], True), **kinds}


def _kinds(frame: pl.DataFrame) -> dict[str, bool]:
    return {name: kind.is_numeric() for name, kind in frame.schema.items()}


def _shaped(frame: pl.DataFrame, kinds: Mapping[str, bool]) -> pl.DataFrame:
    """The columns as kinds want them; what the copy lacks is null."""
    import polars as pl

    made = []
    for name, numbers in kinds.items():
        kind = pl.Float64 if numbers else pl.String
        lacking = pl.Series(name, [None], kind).new_from_index(0, frame.height)
        made.append(frame.get_column(name).cast(kind) if name in frame.columns else lacking)
    return pl.DataFrame(made)
