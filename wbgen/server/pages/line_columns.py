"""Chosen keys of stored lines as columns: a row for each line, in the lines' order."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wbgen.runs.frames import chosen
from wbgen.runs.rows import number
from wbgen.server.store.keys import Row, read_rows, value_at

if TYPE_CHECKING:
    import polars as pl

#: Names that JSON has only one way to write: the client escapes some characters that need not be.
_PLAIN = re.compile(r"[\w/ :-]+", re.ASCII)


def columns(lines: Sequence[str], kinds: Mapping[str, bool]) -> pl.DataFrame:
    """A column for each name, in its order; Float64 where its kind says that it holds numbers, else String.

    What is of another kind, and what a line lacks, is null; so is all of a line that is no JSON object.
    """
    simple = {name: True for name, numbers in kinds.items() if numbers and "." not in name}
    quick = _quickly(lines, simple) if lines and simple else None
    if quick is None:
        return _row_by_row(lines, kinds)
    rest = {name: numbers for name, numbers in kinds.items() if name not in simple}
    return chosen(quick.hstack(_row_by_row(lines, rest).get_columns()), list(kinds)) if rest else quick


def _quickly(lines: Sequence[str], names: Iterable[str]) -> pl.DataFrame | None:
    """Plain numbers as polars reads them, four times as fast; None where it cannot, as with NaN or a text."""
    import polars as pl

    text = "\n".join(lines).encode("utf-8", "replace")
    try:
        frame = pl.read_ndjson(io.BytesIO(text), schema=dict.fromkeys(names, pl.Float64))
    except pl.exceptions.PolarsError:
        return None
    return frame if frame.height == len(lines) else None


def _row_by_row(lines: Sequence[str], kinds: Mapping[str, bool]) -> pl.DataFrame:
    import polars as pl

    rows = _rows(lines, kinds)
    return pl.DataFrame(
        [
            pl.Series(name, _cells(rows, name, numbers), pl.Float64 if numbers else pl.String)
            for name, numbers in kinds.items()
        ]
    )


def _rows(lines: Sequence[str], names: Iterable[str]) -> list[Row]:
    """A row for each line; those without any of the names may be empty, as are those that are none."""
    heads = [name.partition(".")[0] for name in names]
    if all(map(_PLAIN.fullmatch, heads)):
        needles = [f'"{head}' for head in heads]
        # A search costs a tenth of reading the row, and most rows lack a rare key.
        lines = [line if any(needle in line for needle in needles) else "{}" for line in lines]
    rows = read_rows(lines)
    return rows if len(rows) == len(lines) else [next(iter(read_rows([line])), {}) for line in lines]


def _cells(rows: Sequence[Row], name: str, numbers: bool) -> list[Any]:
    cell = number if numbers else text
    return [cell(value_at(row, name)) for row in rows]


def text(value: Any) -> str | None:
    """A logged value in a column of texts: a text as it is, an object as JSON. None where it is a number."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list) or (isinstance(value, dict) and "_type" in value):
        return json.dumps(value)
    return None
