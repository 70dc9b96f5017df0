"""Where the values of many records lie: a step of all records at a time.

A record holds a history row, updates of the summary and so on; a row holds items; an item a key, or the parts
of one (``nested_key``), and a value as JSON. wandb-core writes the items of a row in any order, so that
nothing can be guessed from the row before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wbgen.runs.wandb_file.arrays import (
    ODD,
    Flags,
    Whole,
    Words,
    fields,
    short_fields,
    tag_of,
    varints,
    words,
)
from wbgen.runs.wandb_file.framing import Records

#: Fields of a record that say nothing of what it is: num, control, uuid, _info.
ASIDE = (1, 16, 19, 200)

#: Fields of a record, at most, before the one that says what it is.
MOST_ASIDE = 8

#: Fields of an item.
KEY, NESTED_KEY, VALUE = 1, 2, 16

#: Bytes of the number of a step that are read here: numbers up to 2^42.
MOST_STEP = 6

#: The most items of a row.
MOST_ITEMS = 100_000


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of a kind of row. step: the field that holds its step, or None where it has none."""

    item: int
    step: int | None = None
    others: tuple[int, ...] = (200,)


HISTORY, SUMMARY = Layout(1, 2), Layout(1)


@dataclass(frozen=True, slots=True)
class Bodies:
    """What records are, by the number of the field that says so (or ``ODD``), and where that lies."""

    kinds: Whole
    starts: Whole
    ends: Whole


@dataclass(frozen=True, slots=True)
class Items:
    """Items of some rows. rows: the row of each.  The path and the value of each lie in ``data``.

    steps: the step of each row, -1 where it has none.  odd: rows that were not read here, and are left out.
    """

    data: bytes | bytearray
    rows: Whole
    paths: Whole
    path_ends: Whole
    values: Whole
    value_ends: Whole
    steps: Whole
    odd: Flags


def bodies(records: Records) -> Bodies:
    """What the records are."""
    word = words(records.data)
    count = len(records.starts)
    kinds, starts, ends = np.full(count, ODD), np.zeros(count, np.int64), np.zeros(count, np.int64)
    at, which = records.starts, np.arange(count)
    for _ in range(MOST_ASIDE):
        inside = at < records.ends[which]
        at, which = at[inside], which[inside]
        if not len(which):
            break
        numbers, begin, behind = fields(word, at)
        good = (numbers != ODD) & (behind <= records.ends[which])
        aside = good & np.isin(numbers, ASIDE)
        found = good & ~aside
        kinds[which[found]] = numbers[found]
        starts[which[found]], ends[which[found]] = begin[found], behind[found]
        at, which = behind[aside], which[aside]
    return Bodies(kinds, starts, ends)


def items(data: bytes | bytearray, starts: Whole, ends: Whole, layout: Layout) -> Items:
    """The items of some rows."""
    word = words(data)
    odd = np.zeros(len(starts), np.bool_)
    steps = np.full(len(starts), -1)
    walked: list[tuple[Whole, Whole, Whole]] = []
    at, which, stops = starts, np.arange(len(starts)), ends
    for _ in range(MOST_ITEMS):
        if not (inside := at < stops).all():
            at, which, stops = at[inside], which[inside], stops[inside]
        if not len(which):
            break
        short = short_fields(word, at, layout.item)
        numbers, begin, behind = short or fields(word, at)
        if (good := behind <= stops).all() and (short or (numbers == layout.item).all()):
            walked.append((which, begin, behind))
        else:
            item, step = (numbers == layout.item) & good, (numbers == layout.step) & good
            wrong = ~(item | step | (np.isin(numbers, layout.others) & good))
            odd[which[wrong]] = True
            behind = np.where(wrong, stops, behind)
            walked.append((which[item], begin[item], behind[item]))
            steps[which[step]] = steps_at(word, begin[step], behind[step])
        at = behind
    odd[which[at < stops]] = True
    rows, begin, behind = joined(walked)
    return parted(data, word, rows, begin, behind, steps, odd)


def joined(walked: list[tuple[Whole, Whole, Whole]]) -> tuple[Whole, Whole, Whole]:
    """The three arrays of all steps, each as one."""
    empty = np.zeros(0, np.int64)
    rows, begin, behind = zip(*walked, strict=True) if walked else ((empty,),) * 3
    return np.concatenate(rows), np.concatenate(begin), np.concatenate(behind)


def steps_at(word: Words, begin: Whole, behind: Whole) -> Whole:
    """The number within each ``HistoryStep``; 0 where it is left out."""
    return np.where(begin < behind, varints(word[begin] >> 8, begin, MOST_STEP)[0], 0)


def parted(
    data: bytes | bytearray, word: Words, rows: Whole, begin: Whole, behind: Whole, steps: Whole, odd: Flags
) -> Items:
    """Items with where the path and the value of each lie. A row with an item that has more is odd."""
    head = word[begin]
    ends_of_paths = np.minimum(begin + 2 + ((head >> 8) & 0x7F).astype(np.int64), behind)
    tail = word[ends_of_paths]
    values = ends_of_paths + 3
    value_ends = values + ((tail >> 16) & 0x7F).astype(np.int64)
    # Nearly all: one key and a value, both shorter than 128 bytes.
    good = ((head & 0x80FF) == tag_of(KEY)) | ((head & 0x80FF) == tag_of(NESTED_KEY))
    good &= ((tail & 0x80FFFF) == tag_of(VALUE)) & (value_ends == behind)
    if len(which := np.flatnonzero(~good)):
        at = begin[which]
        value_ends[which] = at
        while len(which):
            numbers, inner, ends = fields(word, at)
            wrong = ends > behind[which]
            value = (numbers == VALUE) & ~wrong
            ends_of_paths[which[value]] = at[value]
            values[which[value]], value_ends[which[value]] = inner[value], ends[value]
            part = ((numbers == KEY) | (numbers == NESTED_KEY)) & ~wrong & (ends < behind[which])
            at, which = ends[part], which[part]
        odd[rows[value_ends != behind]] = True
    if odd.any():
        kept = ~odd[rows]
        rows, begin, ends_of_paths = rows[kept], begin[kept], ends_of_paths[kept]
        values, value_ends = values[kept], value_ends[kept]
    return Items(data, rows, begin, ends_of_paths, values, value_ends, steps, odd)
