"""Columns by their very names: Polars takes ``*`` and ``^...$`` for patterns, and metrics may have such."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl
    from polars.selectors import Selector


def exactly(*names: str) -> Selector:
    """Columns by their names, for an expression or where columns are asked for."""
    from polars import selectors

    return selectors.by_name(*names)


def chosen(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Some columns of a frame, each once, in that order. Raises KeyError where one is not there."""
    import polars as pl

    return pl.DataFrame([frame.get_column(name) for name in dict.fromkeys(names)])


def with_any(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The rows that hold any of some names, of which some may not be there; all where no name is given."""
    if not names:
        return frame
    there = [frame.get_column(name).alias("value") for name in names if name in frame.columns]
    return frame.filter(reduce(or_, (one.is_not_null() for one in there))) if there else frame.clear()
