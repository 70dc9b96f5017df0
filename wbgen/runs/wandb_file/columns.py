"""What rows logged, name by name, as it is found."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field

import numpy as np

from wbgen.runs.keys import Kind
from wbgen.runs.logged import leaves, logged
from wbgen.runs.memory import kind_of
from wbgen.runs.run import AXES
from wbgen.runs.wandb_file.arrays import Floats, Whole
from wbgen.runs.wandb_file.paths import Path, Paths
from wbgen.runs.wandb_file.values import Sort, numbers, sorts
from wbgen.runs.wandb_file.walk import Items
from wbgen.views.json import Json

#: The name under which an object that the client logs says what it is.
TYPE = "_type"

#: What stands for a number that is none, in JSON that has no such numbers.
NAMES = {'"NaN"': float("nan"), '"Infinity"': float("inf"), '"-Infinity"': float("-inf")}

#: What a JSON text that is no map counts as.
BY_SORT = {Sort.TEXT: Kind.TEXT, Sort.LIST: Kind.OTHER, Sort.MAP: Kind.OTHER}

#: Characters of all texts of a run, at most.
MOST_TEXT = 256 * 1024 * 1024


@dataclass(slots=True)
class Column:
    """The values of one path.

    kinds: how many of each there are.  names: how many of the texts are names of numbers (``"NaN"``).
    rows, values: its numbers, in parts.  texts: the JSON of all others, each with its row.  last: the JSON of
    the latest value.
    """

    kinds: Counter[Kind] = field(default_factory=Counter)
    names: int = 0
    rows: list[Whole | slice] = field(default_factory=list)
    values: list[Floats] = field(default_factory=list)
    texts: list[tuple[int, str]] = field(default_factory=list)
    last: str = ""

    def add(self, rows: Whole, values: Floats) -> None:
        """Add numbers; those of rows without a gap are kept without the numbers of the rows."""
        if not len(rows):
            return
        first, end = int(rows.min()), int(rows.max()) + 1
        if end - first == len(rows):
            inorder, there = np.empty(len(rows)), np.zeros(len(rows), np.bool_)
            inorder[rows - first], there[rows - first] = values, True
            if there.all():
                self.rows.append(slice(first, end))
                self.values.append(inorder)
                return
        self.rows.append(rows.astype(np.int32))
        self.values.append(values)


class Columns:
    """The columns of a history. Values are kept of the names that are wanted (None: of all).

    of: by path.  objects: paths of what the client logged as an object and wandb-core took apart
    (``img._type``, ``img.path``), whose parts stay texts.
    """

    def __init__(self, wanted: frozenset[str] | None = None) -> None:
        self.of: dict[Path, Column] = {}
        self.objects: set[Path] = set()
        self.unread = 0
        self.texts_left_out = 0
        self._paths = Paths()
        for axis in AXES:  # first, so that they are not among those that have no room
            self._paths.number((axis,))
        self._all = wanted is None
        self._wanted = wanted or frozenset()
        self._above = frozenset(before for name in self._wanted for before in prefixes(name))
        self._room = MOST_TEXT
        self._kept = np.zeros(0, np.bool_)
        self._whole = np.zeros(0, np.bool_)

    @property
    def names_left_out(self) -> int:
        """How many names were empty, too long, or too many."""
        return self._paths.left_out

    def add(self, items: Items, rows: Whole) -> None:
        """Add items. rows: the number of the row of each."""
        of = self._paths.numbers(items)
        if len(self._paths.known) > len(self._kept):
            self._meet()
        sort = sorts(items)
        self.unread += int(np.count_nonzero(sort == Sort.JUNK))
        there = np.flatnonzero((of >= 0) & (sort < Sort.NULL))
        value = np.empty(len(of))
        read = there[(sort[there] <= Sort.SPECIAL) & (self._kept & ~self._whole)[of[there]]]
        value[read] = numbers(items, read, sort[read])
        # A narrow type is sorted by counting.
        order = there[np.argsort(of[there].astype(np.int16), kind="stable")]
        bounds = np.searchsorted(of[order], np.arange(len(self._kept) + 1)).tolist()
        for number, path in enumerate(self._paths.known):
            one = order[bounds[number] : bounds[number + 1]]
            if len(one):
                self._add_to(path, number, items, one, rows[one], sort[one], value[one])

    def _add_to(
        self, path: Path, number: int, items: Items, one: Whole, rows: Whole, sort: Whole, value: Floats
    ) -> None:
        column, whole, kept = self.of[path], bool(self._whole[number]), bool(self._kept[number])
        plain = np.full(len(one), False) if whole else sort <= Sort.SPECIAL
        if kept:
            column.add(rows[plain], value[plain])
        column.kinds[Kind.NUMBER] += int(np.count_nonzero(plain))
        latest = one[np.argmax(rows)]
        column.last = items.data[items.values[latest] : items.value_ends[latest]].decode("utf-8", "replace")
        if plain.all():
            return
        rest = np.flatnonzero(~plain)
        places = zip(items.values[one[rest]].tolist(), items.value_ends[one[rest]].tolist(), strict=True)
        for row, (at, end), kind in zip(rows[rest].tolist(), places, sort[rest].tolist(), strict=True):
            text = items.data[at:end].decode("utf-8", "replace")
            if kind == Sort.MAP and not whole:
                self._add_map(path, row, text)
            else:
                self._add_text(column, row, text, BY_SORT.get(kind, Kind.NUMBER), kept)

    def _add_text(self, column: Column, row: int, text: str, kind: Kind, kept: bool) -> None:
        column.kinds[kind] += 1
        column.names += text in NAMES
        if kept:
            self._room -= len(text)
            if self._room >= 0:
                column.texts.append((row, text))
            else:
                self.texts_left_out += 1

    def _add_map(self, path: Path, row: int, text: str) -> None:
        """Add a map that is one JSON text: a value where it has a ``_type``, and else its leaves."""
        try:
            read = logged(text)
        except ValueError:
            self.unread += 1
            return
        if not isinstance(read, dict):
            return
        if TYPE in read or not read:
            self._add_text(self.of[path], row, text, kind_of(read), self._keeps(path))
            return
        for leaf, item in leaves(read, path):
            if item is not None:
                self._add_leaf(leaf, row, item)

    def _add_leaf(self, path: Path, row: int, value: Json) -> None:
        column = self.of.setdefault(path, Column())
        kept = self._keeps(path)
        column.last = json.dumps(value)
        if isinstance(value, int | float):
            column.kinds[Kind.NUMBER] += 1
            if kept:
                column.add(np.array([row]), np.array([float_of(value)]))
        else:
            kind = kind_of(value)
            self._add_text(column, row, column.last, kind, kept)

    def _meet(self) -> None:
        """Take notice of new names."""
        known = self._paths.known
        for path in known[len(self._kept) :]:
            self.of.setdefault(path, Column())
            if path[-1:] == (TYPE,) and len(path) > 1:
                self.objects.add(path[:-1])
        self._kept = np.array([self._keeps(path) for path in known], np.bool_)
        self._whole = np.array([object_of(path, self.objects) is not None for path in known], np.bool_)

    def _keeps(self, path: Path) -> bool:
        """Whether values of a path are kept: the name is wanted, or one above or below it."""
        name = ".".join(path)
        return (
            self._all
            or path[-1:] == (TYPE,)
            or name in self._above
            or any(before in self._wanted for before in prefixes(name))
        )


def prefixes(name: str) -> list[str]:
    """A dotted name and those above it."""
    parts = name.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]


def object_of(path: Path, objects: Set[Path]) -> Path | None:
    """The outermost object that a path is part of, if any."""
    return next((path[:count] for count in range(1, len(path)) if path[:count] in objects), None)


def float_of(value: int | float) -> float:
    """A number as a float, infinite where it is too large for one."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
