"""The values of items: what each is by its first byte, and numbers by the hundred thousand."""

from __future__ import annotations

import io
import math
from enum import IntEnum

import numpy as np
import polars as pl

from wbgen.runs.logged import logged
from wbgen.runs.wandb_file.arrays import Floats, Whole, words
from wbgen.runs.wandb_file.walk import Items


class Sort(IntEnum):
    """What a JSON text is. SPECIAL: NaN or an infinity."""

    NUMBER = 0
    FLAG = 1
    SPECIAL = 2
    TEXT = 3
    LIST = 4
    MAP = 5
    NULL = 6
    JUNK = 7


#: Those that are numbers in a column.
NUMBERS = (Sort.NUMBER, Sort.FLAG, Sort.SPECIAL)

#: The sort of a JSON text by its first byte.
BY_FIRST = np.full(256, Sort.JUNK, np.int64)
for _characters, _sort in (
    ("-0123456789", Sort.NUMBER),
    ("tf", Sort.FLAG),
    ("NI", Sort.SPECIAL),
    ('"', Sort.TEXT),
    ("[", Sort.LIST),
    ("{", Sort.MAP),
    ("n", Sort.NULL),
):
    BY_FIRST[[ord(character) for character in _characters]] = _sort

#: Characters of a number that are read here; the shortest text of a double has at most as many.
DIGITS = 24

#: The highest bytes of a word: none to all eight; and the rest of it filled with the digit 0.
HIGHEST = np.array([0] + [(1 << 64) - (1 << 64 - 8 * count) for count in range(1, 9)], np.uint64)
FILLED = ~HIGHEST & np.uint64(0x3030303030303030)

#: What stands behind the digits of a number in a text of many: zeros before those of the next.
NEXT = np.uint64(int.from_bytes(b"\n0000000", "little"))


def sorts(items: Items) -> Whole:
    """The sort of each value."""
    head = words(items.data)[items.values]
    found: Whole = BY_FIRST[head & 0xFF]
    found[items.values == items.value_ends] = Sort.JUNK
    found[(head & 0xFFFF) == int.from_bytes(b"-I", "little")] = Sort.SPECIAL
    return found


def numbers(items: Items, of: Whole, sort: Whole) -> Floats:
    """The values of some items, whose sorts are given, as numbers; what is none is NaN."""
    if (sort == Sort.NUMBER).all():
        return parsed(items.data, items.values[of], items.value_ends[of])
    found = np.full(len(of), math.nan)
    head = words(items.data)[items.values[of]] & 0xFF
    found[sort == Sort.FLAG] = head[sort == Sort.FLAG] == ord("t")
    special = sort == Sort.SPECIAL
    found[special] = SPECIAL[head[special]]
    plain = sort == Sort.NUMBER
    at = of[plain]
    found[plain] = parsed(items.data, items.values[at], items.value_ends[at])
    return found


#: Numbers by the first byte of their names.
SPECIAL = np.full(256, -math.inf)
SPECIAL[ord("N")], SPECIAL[ord("I")] = math.nan, math.inf


def parsed(data: bytes | bytearray, at: Whole, ends: Whole) -> Floats:
    """The numbers in some places; what is none is NaN.

    Polars reads them as lines of a CSV file, since it reads numbers right to the last bit and ten times as
    fast as Python. Each is put to the right of a line of its own, with zeros before it.
    """
    if not len(at):
        return np.zeros(0)
    word = words(data)
    negative = (word[at] & 0xFF) == ord("-")
    lengths = ends - at - negative
    lines = np.empty((len(at), DIGITS // 8 + 1), np.uint64)
    lines[:, -1] = NEXT
    shortest = int(lengths.min())
    for byte in range(0, DIGITS, 8):
        part = word[ends - byte - 8]
        if byte + 8 > shortest:
            left = np.minimum(np.maximum(lengths - byte, 0), 8)
            part = (part & HIGHEST[left]) | FILLED[left]
        lines[:, -2 - byte // 8] = part
    read = column_of(lines.tobytes(), len(at))
    odd = np.arange(len(at)) if read is None else np.flatnonzero((lengths > DIGITS) | (lengths == 0))
    found = np.full(len(at), math.nan) if read is None else np.where(negative, -read, read)
    for one in odd.tolist():
        found[one] = number_of(bytes(data[at[one] : ends[one]]))
    return found


def column_of(text: bytes, count: int) -> Floats | None:
    """The numbers in so many lines, what is none as NaN; None where there are not as many and one more."""
    try:
        read = pl.read_csv(
            io.BytesIO(text),
            has_header=False,
            schema={"value": pl.Float64},
            separator="\x1f",
            quote_char=None,
            ignore_errors=True,
        )
    except pl.exceptions.PolarsError:
        return None
    column = read.get_column("value").fill_null(math.nan)
    return column.to_numpy()[:count] if len(column) == count + 1 else None


def number_of(text: bytes) -> float:
    """The number that a JSON text is; NaN where it is none."""
    try:
        value = logged(text)
    except ValueError:
        return math.nan
    return float(value) if isinstance(value, float) or type(value) is int else math.nan
