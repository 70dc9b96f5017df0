"""A run whose columns are all in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wbgen.runs.frames import chosen, with_any
from wbgen.runs.keys import TYPES, Key, Kind
from wbgen.runs.run import AXES, RUNTIME, TIMESTAMP, Run
from wbgen.views.json import parse

if TYPE_CHECKING:
    import polars as pl

#: Values of a column of texts that are looked at to tell what they are.
LOOKED_AT = 20


@dataclass(frozen=True)
class MemoryRun:
    """A run from a frame of its history, with :data:`AXES` or without (see ``RunData.history``).

    machine: the same of the machine's metrics.  files: contents by path.  odd: for each name, how many values
    were of another kind than its column.
    """

    run: Run
    frame: pl.DataFrame
    machine: pl.DataFrame | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    odd: Mapping[str, int] = field(default_factory=dict)

    def keys(self) -> Mapping[str, Key]:
        names = [name for name in self.frame.columns if name not in AXES]
        return {name: self._key(name) for name in names}

    def history(self, names: Sequence[str]) -> pl.DataFrame:
        there = [name for name in dict.fromkeys(names) if name in self.frame.columns and name not in AXES]
        known = [name for name in AXES if name in self.frame.columns]
        return with_axes(with_any(chosen(self.frame, [*known, *there]), names))

    def system_keys(self) -> Sequence[str]:
        return [] if self.machine is None else [name for name in self.machine.columns if name not in AXES]

    def system(self, names: Sequence[str]) -> pl.DataFrame:
        import polars as pl

        if self.machine is None:
            return pl.DataFrame(schema={RUNTIME: pl.Float64, TIMESTAMP: pl.Float64})
        there = [name for name in names if name in self.machine.columns]
        return chosen(self.machine, [RUNTIME, TIMESTAMP, *there])

    def file(self, path: str) -> bytes | None:
        return self.files.get(path)

    def _key(self, name: str) -> Key:
        column = self.frame.get_column(name)
        rows = len(column) - column.null_count()
        kind = Kind.NUMBER
        if not column.dtype.is_numeric():
            kind = kind_of_texts(column.drop_nulls().head(LOOKED_AT).to_list())
        return Key(kind, rows, self.odd.get(name, 0))


def with_axes(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with all of :data:`AXES` in front; the number of a row is its step where none is known."""
    import polars as pl

    step = pl.col("_step") if "_step" in frame.columns else pl.int_range(pl.len())
    others = [
        pl.col(name) if name in frame.columns else pl.lit(None, pl.Float64).alias(name)
        for name in (RUNTIME, TIMESTAMP)
    ]
    axes = frame.select(step.cast(pl.Int64).alias("_step"), *(other.cast(pl.Float64) for other in others))
    rest = [name for name in frame.columns if name not in AXES]
    return axes.hstack([frame.get_column(name) for name in rest])


def kind_of_texts(values: Sequence[str]) -> Kind:
    """What the values of a column of texts are: of one kind of object, or texts."""
    kinds = {kind_of_text(value) for value in values}
    return kinds.pop() if len(kinds) == 1 else Kind.TEXT if Kind.TEXT in kinds or not kinds else Kind.OTHER


def kind_of_text(value: str) -> Kind:
    """What a text is: the JSON of an object that the client logs, or just a text."""
    if not value.startswith(("{", "[")):
        return Kind.TEXT
    try:
        read = parse(value)
    except ValueError:
        return Kind.TEXT
    return kind_of(read)


def kind_of(value: object) -> Kind:
    """What a logged value is."""
    if isinstance(value, bool | int | float):
        return Kind.NUMBER
    if isinstance(value, str):
        return Kind.TEXT
    if isinstance(value, dict):
        return TYPES.get(str(value.get("_type")), Kind.OTHER)
    return Kind.OTHER
