"""Many places of some bytes at once: protobuf fields, read where they lie."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

#: Offsets, lengths, numbers of rows: a whole number for each of many things.
Whole: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
#: Unsigned, of eight bytes. (numpy's types take one that was shifted for signed.)
Words: TypeAlias = np.ndarray[Any, Any]
Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Flags: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]

#: Bytes before and behind those that are looked at: eight can be taken anywhere, and the 24 before any.
MARGIN = 32

#: Wire types of protobuf.
VARINT, LENGTH = 0, 2

#: What a field that is not read here has as its number. No field has it.
ODD = 0

#: Bytes of a varint that are read here: lengths up to 256 MiB.
MOST_VARINT = 4


def words(data: bytes | bytearray) -> Words:
    """The eight bytes from each offset on, the first as the lowest."""
    return np.ndarray((len(data) - 7,), "<u8", data, strides=(1,))


def fields(word: Words, at: Whole) -> tuple[Whole, Whole, Whole]:
    """The field at each offset: its number, and where its content begins and ends.

    The number is ``ODD`` where it has a longer tag, another wire type or a longer varint than records have.
    The content of a varint is empty, and ends behind it.
    """
    head = word[at]
    tags, begin, rest = varints(head, at, 2)
    sizes, begin, _ = varints(rest, begin, MOST_VARINT)
    numbers, wires = tags >> 3, tags & 7
    if (odd := (wires != LENGTH) | (tags < 0) | (sizes < 0)).any():
        varint = (wires == VARINT) & (sizes >= 0)
        sizes = np.where(odd, 0, sizes)
        numbers = np.where(odd & ~varint, ODD, numbers)
    return numbers, begin, begin + sizes


def short_fields(word: Words, at: Whole, number: int) -> tuple[Whole, Whole, Whole] | None:
    """The same in a third of the time, if at each offset there is this field and shorter than 128 bytes."""
    head = word[at]
    if not ((head & 0x80FF) == tag_of(number)).all():
        return None
    begin = at + 2
    return at, begin, begin + (head >> 8).astype(np.uint8)


def tag_of(number: int) -> int:
    """The tag of a field that holds bytes, as the lowest bytes of a word."""
    tag = number << 3 | LENGTH
    return tag if tag < 0x80 else (tag & 0x7F | 0x80) | tag >> 7 << 8


def varints(head: Words, at: Whole, most: int) -> tuple[Whole, Whole, Words]:
    """The varint that each word begins with, found at an offset: its value, and the offset and word behind.

    The value is -1 where it has more than so many bytes.
    """
    values: Words
    more: Words
    rest: Words
    values, more, rest = head & 0x7F, head & 0x80, head >> 8
    at = at + 1
    for byte in range(1, most):
        if not more.any():
            break
        there = more != 0
        values = np.where(there, values | (rest & 0x7F) << 7 * byte, values)
        more = np.where(there, rest & 0x80, 0)
        rest = np.where(there, rest >> 8, rest)
        at = at + there
    found = values.astype(np.int64)
    return (np.where(more != 0, -1, found) if more.any() else found), at, rest
