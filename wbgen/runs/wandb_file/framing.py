"""The log that a `.wandb` file is: records in blocks, each with a checksum.

LevelDB's log format, as wandb writes it: after seven bytes of identification, blocks of 32 KiB; a record is
one piece, or several where it goes over the end of a block; a piece has a header of seven bytes (checksum,
length, type). The checksum is the plain CRC-32 of the type byte and the content.

The blocks of a part of the file are walked all at once, a piece of each at a time: a file of 160 MB has
300,000 records, and a loop over them in Python would take longer than everything else.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BufferedReader
from zlib import crc32

import numpy as np

from wbgen.runs.wandb_file.arrays import MARGIN, Whole, Words, words

BLOCK = 32 * 1024
HEADER = 7
FULL, FIRST, MIDDLE, LAST = 1, 2, 3, 4

#: Blocks read at a time, so that what is worked on stays in the processor's cache.
BLOCKS = 128

#: The longest record. The client writes media and tables to files of their own.
MOST_RECORD = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Records:
    """Whole records, in the order of the file: where each starts and ends in data (see ``arrays.MARGIN``).

    The data are there until the next records are read.
    """

    data: bytearray
    starts: Whole
    ends: Whole


@dataclass(frozen=True, slots=True)
class Damage:
    """Where a log cannot be read on, and why. torn: whether more bytes may mend it."""

    offset: int
    why: str
    torn: bool = False


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of records in some bytes: where the header and the content of each begin and end."""

    heads: Whole
    ends: Whole
    sums: Whole
    kinds: Whole

    def upto(self, count: int) -> Pieces:
        """The first so many."""
        return Pieces(self.heads[:count], self.ends[:count], self.sums[:count], self.kinds[:count])


class Log:
    """A log that is read on from where it was left, as often as asked. upto: bytes of the file that count."""

    def __init__(self, file: BufferedReader, upto: int | None = None) -> None:
        self._file = file
        self._upto = upto
        self._next = HEADER
        self._begun = HEADER
        self._open: list[bytes] = []
        # Used again and again: fresh memory for every part costs a quarter of the time.
        self._space = bytearray(2 * MARGIN + BLOCK * BLOCKS)
        self.damage: Damage | None = None

    def records(self) -> Iterator[Records]:
        """The records since the last time, a part of the file at a time.

        Ends at the end of the file, or where it is damaged (see ``damage``). A torn end is looked at again
        the next time; other damage is final.
        """
        if self.damage and not self.damage.torn:
            return
        self.damage = None
        size = self._file.seek(0, io.SEEK_END)
        if self._upto is not None:
            size = min(size, self._upto)
        while self._next < size and self.damage is None:
            yield self._part(size)
        if self._open:
            damage = self.damage or Damage(0, "a record goes on behind the end", torn=True)
            self.damage = replace(damage, offset=self._begun)

    def _part(self, size: int) -> Records:
        base = self._next - self._next % BLOCK
        self._file.seek(base)
        limit = MARGIN + min(BLOCK * BLOCKS, size - base)
        with memoryview(self._space) as view:
            limit = MARGIN + self._file.readinto(view[MARGIN:limit])
        first = MARGIN + self._next - base
        if limit <= first:
            self.damage = Damage(self._next, "the file has become shorter", torn=True)
            return Records(self._space, *np.zeros((2, 0), np.int64))
        found, bad = pieces(self._space, first, limit)
        found, bad = sound(self._space, found, bad)
        before = np.concatenate(([bool(self._open)], np.isin(found.kinds, (FIRST, MIDDLE))))
        turned = np.flatnonzero(before[:-1] != (found.kinds >= MIDDLE))
        if len(turned):
            found, bad = (
                found.upto(turned[0]),
                Damage(int(found.heads[turned[0]]), "records are out of order"),
            )
        if bad:
            self.damage = replace(bad, offset=base + bad.offset - MARGIN)
            self._next = self.damage.offset
        else:
            self._next = base + limit - MARGIN
        return self._joined(base, limit, found)

    def _joined(self, base: int, behind: int, found: Pieces) -> Records:
        """Whole records; those of several pieces are put together behind the others."""
        starts, ends = found.heads + HEADER, found.ends
        joined = bytearray()
        for at in np.flatnonzero(found.kinds != FULL).tolist():
            if found.kinds[at] == FIRST:
                self._begun = base + int(found.heads[at]) - MARGIN
            self._open.append(bytes(self._space[starts[at] : ends[at]]))
            if sum(map(len, self._open)) > MOST_RECORD:
                self.damage = Damage(self._begun, f"a record is longer than {MOST_RECORD >> 20} MiB")
                starts, ends, found = starts[:at], ends[:at], found.upto(at)
                break
            if found.kinds[at] == LAST:
                starts[at] = behind + len(joined)
                joined += b"".join(self._open)
                ends[at] = behind + len(joined)
                self._open = []
        if (missing := behind + len(joined) + MARGIN - len(self._space)) > 0:
            self._space = self._space + bytes(missing)
        self._space[behind : behind + len(joined)] = joined
        whole = (found.kinds == FULL) | (found.kinds == LAST)
        return Records(self._space, starts[whole], ends[whole])


def pieces(data: bytearray, first: int, limit: int) -> tuple[Pieces, Damage | None]:
    """The pieces in some blocks, the first from an offset on, and where they end before the limit."""
    limits = np.append(np.arange(MARGIN + BLOCK, limit, BLOCK), limit)
    at = np.append([first], limits[:-1])
    word = words(data)
    walked: list[tuple[Whole, Whole, Words]] = []
    stop = limit
    while len(at):
        head = word[at]
        ends = at + HEADER + ((head >> 32) & 0xFFFF).astype(np.int64)
        kinds = (head >> 48) & 0xFF
        fits = at + HEADER <= limits
        good = fits & (ends <= limits) & (kinds >= FULL) & (kinds <= LAST)
        # What is too short for a header is nothing at the end of a block, and torn at the end of the file.
        over = ~fits & ((at == limits) | ((limits - MARGIN) % BLOCK == 0))
        stop = min(stop, int(at[~good & ~over].min(initial=stop)))
        walked.append((at[good], ends[good], head[good]))
        at, limits = ends[good], limits[good]
    heads, behind, headers = (np.concatenate(part) for part in zip(*walked, strict=True))
    order = np.argsort(heads)
    order = order[: np.count_nonzero(heads < stop)]
    headers = headers[order]
    sums, kinds = (headers & 0xFFFFFFFF).astype(np.int64), ((headers >> 48) & 0xFF).astype(np.int64)
    found = Pieces(heads[order], behind[order], sums, kinds)
    return found, None if stop == limit else damage_at(data, stop, limit)


def damage_at(data: bytearray, at: int, limit: int) -> Damage:
    """Why there is no piece at an offset."""
    block = at - (at - MARGIN) % BLOCK + BLOCK
    rest = bytes(data[at:limit])
    if not any(rest):
        return Damage(at, "there are zeros where a record should begin", torn=True)
    if len(rest) < HEADER:
        return Damage(at, "a record is cut off", torn=True)
    kind, end = rest[6], at + HEADER + int.from_bytes(rest[4:6], "little")
    if not FULL <= kind <= LAST or end > block:
        return Damage(at, "there is no record where one should begin")
    return Damage(at, "a record is cut off", torn=True)


def sound(data: bytearray, found: Pieces, bad: Damage | None) -> tuple[Pieces, Damage | None]:
    """The pieces before the first whose checksum is wrong; the damage there, or else the one further on."""
    places = zip((found.heads + 6).tolist(), found.ends.tolist(), strict=True)
    with memoryview(data) as view:
        sums = [crc32(view[at:end]) for at, end in places]
    wrong = np.flatnonzero(np.array(sums, np.int64) != found.sums)
    if not len(wrong):
        return found, bad
    return found.upto(wrong[0]), Damage(int(found.heads[wrong[0]]), "the checksum of a record is wrong")
