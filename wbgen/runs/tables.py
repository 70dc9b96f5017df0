"""W&B tables: the JSON that ``wandb.Table`` writes, as rows of plain cells.

Source: wandb 0.31 (``sdk/data_types/table.py``): ``{"columns": [...], "data": [[...], ...]}``; cells that are
media hold the same objects as histories do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from wbgen.runs.keys import Kind
from wbgen.runs.media import Histogram, Media, histogram, is_inside, media
from wbgen.runs.memory import kind_of

#: Bytes, columns, rows and characters of a cell that are read of a table.
MOST_BYTES = 64 * 2**20
MOST_COLUMNS = 500
MOST_ROWS = 10_000
MOST_TEXT = 10_000

#: A number may be one that JSON has not (NaN). Whatever has no form of its own is its JSON.
Cell: TypeAlias = "str | int | float | bool | Media | Histogram | None"


@dataclass(frozen=True, slots=True)
class Table:
    """A table. rows: as long as there are columns.  total: rows and columns that there are, shown or not."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[int, int]


def table_path(value: Any) -> str:
    """The file of a logged table among its run's files; empty where the value is none."""
    if kind_of(value) is not Kind.TABLE or not isinstance(value, Mapping):
        return ""
    path = value.get("path")
    return path if isinstance(path, str) and is_inside(path) else ""


def read_table(content: bytes, rows: int = MOST_ROWS) -> Table | None:
    """The table in a file, at most so many rows of it; None where the file holds none."""
    if len(content) > MOST_BYTES:
        return None
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return None
    data = told.get("data") if isinstance(told, dict) else None
    if not isinstance(data, list):
        return None
    lines = [line for line in data if isinstance(line, list)]
    names = told.get("columns")
    wide = len(names) if isinstance(names, list) else max(map(len, lines), default=0)
    columns = [str(name)[:MOST_TEXT] for name in (names if isinstance(names, list) else range(wide))]
    columns = columns[:MOST_COLUMNS]
    shown = (
        tuple(cell_of(line[n]) if n < len(line) else None for n in range(len(columns)))
        for line in islice(lines, min(rows, MOST_ROWS))
    )
    return Table(tuple(columns), tuple(shown), (len(lines), wide))


def cell_of(value: Any) -> Cell:
    """A cell: texts are bounded, objects become what they are."""
    if isinstance(value, str):
        return value[:MOST_TEXT]
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict) and "_type" in value:
        if found := histogram(value):
            return found
        if items := media(value):
            return items[0]
    try:
        return json.dumps(value, ensure_ascii=False)[:MOST_TEXT]
    except RecursionError:
        return None
