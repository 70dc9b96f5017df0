"""The names of items: each gets a number the first time it is seen."""

from __future__ import annotations

import secrets
from typing import TypeAlias

import numpy as np

from wbgen.runs.wandb_file.arrays import Whole, Words, words
from wbgen.runs.wandb_file.walk import Items

Path: TypeAlias = tuple[str, ...]

#: Bytes of a name, at most, and different names of a run. What is beyond is left out.
MOST_BYTES = 2000
MOST_PATHS = 20_000

#: The number of an item whose name is left out.
LEFT_OUT = -1

#: Names are looked up in a table by the highest bits of their hashes: all but so many.
TABLE_SHIFT = 48

#: The lowest bytes of a word: none to all eight.
LOWEST = np.array([(1 << 8 * count) - 1 for count in range(9)], np.uint64)


class Paths:
    """All names of a run, as paths of keys."""

    def __init__(self) -> None:
        self.known: list[Path] = []
        self.left_out = 0
        self._numbers: dict[Path, int] = {}
        # Sorted, with one in it to begin with, so that there is always a place to look at.
        self._hashes = np.zeros(1, np.uint64)
        self._of_hashes = np.full(1, LEFT_OUT)
        self._places = np.zeros(1 << 64 - TABLE_SHIFT, np.int64)
        # Secret, so that nobody can think up two names that count as one.
        self._factors = np.array([secrets.randbits(64) | 1 for _ in range(2)], np.uint64)

    def numbers(self, items: Items) -> Whole:
        """The number of the name of each item, ``LEFT_OUT`` where it has none."""
        lengths = np.minimum(items.path_ends - items.paths, MOST_BYTES + 1)
        hashes = self._hash(words(items.data), items.paths, lengths)
        places = self._places[(hashes >> TABLE_SHIFT).view(np.int64)]
        # Not in the table: never seen, or in the place of another.
        if len(rest := np.flatnonzero(self._hashes[places] != hashes)):
            found = self._sorted(hashes[rest])
            if len(new := rest[self._hashes[found] != hashes[rest]]):
                self._learn(items, hashes, lengths, new)
                places = self._sorted(hashes)
            else:
                places[rest] = found
        numbers: Whole = self._of_hashes[places]
        return numbers

    def number(self, path: Path) -> int:
        """The number of a name."""
        if path not in self._numbers:
            if len(self.known) >= MOST_PATHS or not any(path):
                self.left_out += 1
                return LEFT_OUT
            self._numbers[path] = len(self.known)
            self.known.append(path)
        return self._numbers[path]

    def _hash(self, word: Words, at: Whole, lengths: Whole) -> Words:
        """A hash of each name, of its length and then of eight bytes after eight."""
        first, second = self._factors
        hashes: Words = lengths.astype(np.uint64) * first
        longest = int(lengths.max(initial=0))
        shortest = int(lengths.min(initial=longest))
        for byte in range(0, longest, 8):
            if byte + 8 <= shortest:
                part = word[at + byte]
            else:
                # A name that has ended goes on with zeros; all names go on for as long as the longest.
                left = np.minimum(np.maximum(lengths - byte, 0), 8)
                part = word[at + np.minimum(byte, lengths)] & LOWEST[left]
            hashes = (hashes ^ part) * second
            hashes ^= hashes >> 32
        return hashes

    def _sorted(self, hashes: Words) -> Whole:
        """The place of each hash among those known, or of another where it is not."""
        return np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)

    def _learn(self, items: Items, hashes: Words, lengths: Whole, new: Whole) -> None:
        found, first = np.unique(hashes[new], return_index=True)
        numbers = np.empty(len(found), np.int64)
        for one in np.argsort(first).tolist():  # as they were logged: which are left out is no chance
            at = int(new[first[one]])
            path = items.data[items.paths[at] : items.path_ends[at]] if lengths[at] <= MOST_BYTES else b""
            numbers[one] = self.number(read_path(path))
        places = np.searchsorted(self._hashes, found)
        self._hashes = np.insert(self._hashes, places, found)
        self._of_hashes = np.insert(self._of_hashes, places, numbers)
        self._places[(self._hashes >> TABLE_SHIFT).view(np.int64)] = np.arange(len(self._hashes))


def read_path(data: bytes | bytearray) -> Path:
    """The keys in the fields ``key`` and ``nested_key`` of an item."""
    keys, at = [], 0
    while at < len(data):
        length, at, shift = 0, at + 1, 0
        while True:
            length |= (data[at] & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if data[at - 1] < 0x80:
                break
        keys.append(data[at : at + length].decode("utf-8", "replace"))
        at += length
    return tuple(keys)
