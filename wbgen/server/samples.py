"""Rows of a history by some of their keys: those that hold all of them, at most so many, evenly spread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from wbgen.server.store.keys import read_rows, value_at
from wbgen.server.store.lines import HISTORY, spread
from wbgen.server.store.runs import ALIVE
from wbgen.server.strict import plain

if TYPE_CHECKING:
    from wbgen.server.store import Store

#: Rows of one answer.
MOST_ROWS = 100_000

#: No step is as high: SQLite's numbers end before.
LAST_STEP = 2**62

_NONE = object()


@dataclass(frozen=True, slots=True)
class Spec:
    """What is asked. keys: dots go into maps.  low, high: steps, both within; None for no bound."""

    keys: tuple[str, ...]
    samples: int
    low: int | None = None
    high: int | None = None


def sampled(store: Store, run: int, spec: Spec) -> list[dict[str, Any]]:
    """The sample, oldest row first; numbers that are none are told by their names. No keys, no rows."""
    if not spec.keys:
        return []
    return [plain(row) for row in _rows(store, run, spec)]


def _rows(store: Store, run: int, spec: Spec) -> list[dict[str, Any]]:
    if spec.low is not None or spec.high is not None:
        low, high = spec.low or 0, LAST_STEP if spec.high is None else spec.high + 1
        rows = _with_keys(store.lines.page(run, low, high, None), spec)
        # As many steps as samples are a page, of which no row is left out, though a step be there twice.
        return list(islice(rows, MOST_ROWS)) if high - low <= spec.samples else thinned(rows, spec.samples)
    if _are_in_every_row(store, run, spec.keys):
        # Any even spread of rows will do, and there is one at hand.
        return list(_with_keys(store.lines.sample(run, HISTORY, spec.samples), spec))
    found = store.columns.rows(run, spec.keys, spec.samples)
    if found is None:
        _want_columns(store, run)
        found = thinned(_with_keys(store.lines.read(run, HISTORY), spec), spec.samples)
    return found


def _want_columns(store: Store, number: int) -> None:
    """Let there be a columnar copy the next time, if the run has ended."""
    run = store.runs.by_number(number)
    if run is not None and run.state not in ALIVE:
        store.columns.want(number)


def _are_in_every_row(store: Store, run: int, keys: tuple[str, ...]) -> bool:
    facts, rows = store.keys.of(run), store.lines.count(run, HISTORY)
    return all(key in facts and facts[key].total == rows for key in keys)


def _with_keys(lines: Iterable[str], spec: Spec) -> Iterator[dict[str, Any]]:
    needles = [f'"{key.partition(".")[0]}' for key in spec.keys if key.isascii() and key.isprintable()]
    needles = [needle for needle in needles if "\\" not in needle and '"' not in needle[1:]]
    for line in lines:
        # A search costs a tenth of reading the row, and most rows lack a rare key.
        if all(needle in line for needle in needles):
            for row in read_rows([line]):
                picked = {key: value_at(row, key, _NONE) for key in spec.keys}
                if _NONE not in picked.values():
                    yield picked


def thinned(rows: Iterable[dict[str, Any]], samples: int) -> list[dict[str, Any]]:
    """At most so many rows, evenly spread, of any number, with the first and the last.

    In memory are at most four times as many at a time.
    """
    kept: list[dict[str, Any]] = []
    stride, last, number = 1, None, -1
    for number, row in enumerate(rows):
        last = row
        if number % stride == 0:
            kept.append(row)
            if len(kept) > 4 * max(samples, 1):
                del kept[1::2]
                stride *= 2
    if last is not None and number % stride:
        kept.append(last)
    return [kept[n] for n in spread(len(kept), samples)]
