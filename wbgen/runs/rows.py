"""From rows, as JSON states them, to columns: names dotted, one kind to a column.

A server tells what is no number by its name (``"NaN"``), since JSON has no word for it.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wbgen.runs.keys import MOST_LEVELS, Kind
from wbgen.runs.memory import kind_of, with_axes
from wbgen.runs.run import AXES, STEP

if TYPE_CHECKING:
    import polars as pl

#: Names of one run.
MOST_NAMES = 20_000

#: No step is as high: a float is exact up to here.
LAST_STEP = 2**53

NOT_NUMBERS: Mapping[str, float] = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class Rows:
    """Rows as they come, turned into columns at the end.

    missed: names beyond :data:`MOST_NAMES`, which are left out.
    """

    def __init__(self) -> None:
        self.height = 0
        self.missed = 0
        self._found: dict[str, tuple[list[int], list[Any]]] = {}

    def add(self, row: Mapping[str, Any]) -> None:
        """Take one more row."""
        found, height = self._found, self.height
        for name, value in leaves(row):
            if column := found.get(name):
                column[0].append(height)
                column[1].append(value)
            elif len(found) < MOST_NAMES:
                found[name] = ([height], [value])
            else:
                self.missed += 1
        self.height = height + 1

    def columns(self) -> tuple[pl.DataFrame, dict[str, int]]:
        """All rows by step, as logged within one; and how many values of each name were of another kind."""
        import polars as pl

        series: list[pl.Series] = []
        odd: dict[str, int] = {}
        for name, (numbers, values) in self._found.items():
            kind = Kind.NUMBER if name in AXES else prevailing(values)
            cells = plain_numbers(values) or [as_cell(value, kind) for value in values]
            if name == STEP:
                cells = [
                    cell if isinstance(cell, float) and abs(cell) < LAST_STEP else None for cell in cells
                ]
            if others := cells.count(None):
                odd[name] = others
            series.append(pl.Series(name, spread(cells, numbers, self.height), dtype=column_type(kind)))
        frame = with_axes(pl.DataFrame(series))
        if STEP in self._found:
            frame = frame.with_columns(pl.col(STEP).fill_null(strategy="forward").fill_null(0))
        return frame.sort(STEP, maintain_order=True), odd


def leaves(row: Mapping[str, Any], prefix: str = "", level: int = 0) -> Iterator[tuple[str, Any]]:
    """Every value of a row under its dotted name, but for null; logged objects (``_type``) stay whole."""
    for name, value in row.items():
        if type(value) is float:
            yield prefix + name, value
        elif isinstance(value, dict) and value and "_type" not in value and level < MOST_LEVELS - 1:
            yield from leaves(value, f"{prefix}{name}.", level + 1)
        elif value is not None:
            yield prefix + name, value


def prevailing(values: Sequence[Any]) -> Kind:
    """What most of the values are. ``"NaN"`` is a number, but among texts alone."""
    if {*map(type, values)} <= {int, float, bool}:
        return Kind.NUMBER
    kinds = Counter(map(kind_of, values))
    words = sum(isinstance(value, str) and value in NOT_NUMBERS for value in values)
    if words and (kinds[Kind.NUMBER] or words == kinds[Kind.TEXT]):
        kinds[Kind.NUMBER] += words
        kinds[Kind.TEXT] -= words
    return kinds.most_common(1)[0][0] if kinds else Kind.TEXT


def plain_numbers(values: Sequence[Any]) -> list[Any] | None:
    """The values as floats where all are plain numbers, as nearly always; None where they are not."""
    types = {*map(type, values)}
    if types == {float}:
        return list(values)
    try:
        return list(map(float, values)) if types <= {int, float, bool} else None
    except OverflowError:
        return None


def as_cell(value: Any, kind: Kind) -> float | str | None:
    """A value in a column of that kind; None where it is of another."""
    if kind is Kind.NUMBER:
        return number(value)
    if kind_of(value) is not kind:
        return None
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def number(value: Any) -> float | None:
    """A number, also one told by the name of what is none; None where it is neither."""
    if isinstance(value, str):
        return NOT_NUMBERS.get(value)
    if not isinstance(value, bool | int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def spread(cells: list[Any], numbers: Sequence[int], height: int) -> list[Any]:
    """A column of that height with the cells at their rows. The last of a row counts."""
    if len(cells) == height and numbers[-1] == height - 1 and numbers[0] == 0 and len({*numbers}) == height:
        return cells
    column: list[Any] = [None] * height
    for row, value in zip(numbers, cells, strict=True):
        column[row] = value
    return column


def column_type(kind: Kind) -> Any:
    """The polars type of a column of that kind."""
    import polars as pl

    return pl.Float64 if kind is Kind.NUMBER else pl.String


def columns_of(rows: Iterable[Mapping[str, Any]]) -> tuple[pl.DataFrame, dict[str, int]]:
    """The columns of some rows, as :meth:`Rows.columns` gives them."""
    found = Rows()
    for row in rows:
        found.add(row)
    return found.columns()
