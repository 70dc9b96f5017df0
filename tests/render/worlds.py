"""Small runs to draw: their names, attributes and columns as a test writes them."""

from __future__ import annotations

from typing import Any

import polars as pl

from wbgen.render.colors import in_turn
from wbgen.render.scene import Scene, Shown
from wbgen.runs import Run
from wbgen.runs.memory import MemoryRun


def run(
    id: str,
    *,
    history: dict[str, list[Any]] | None = None,
    files: dict[str, bytes] | None = None,
    **fields: Any,
) -> MemoryRun:
    """A run by its id, its attributes, and columns of its history."""
    columns = history or {}
    length = max(map(len, columns.values()), default=0)
    frame = pl.DataFrame({"_step": pl.Series(range(length), dtype=pl.Int64), **columns})
    return MemoryRun(Run(id, **{"name": id, **fields}), frame, files=files or {})


def scene(*runs: MemoryRun, **fields: Any) -> Scene:
    """A scene of runs in the colours they get in turn."""
    shown = [Shown(data, color) for data, color in zip(runs, in_turn(len(runs)), strict=True)]
    return Scene(tuple(shown), **fields)
