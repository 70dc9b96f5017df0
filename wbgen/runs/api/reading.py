"""A history read from a server: some of its names by themselves, or all of its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from wbgen.runs.api.facts import Held
from wbgen.runs.api.pages import USUAL, Row, page_rows, pages
from wbgen.runs.frames import chosen, exactly
from wbgen.runs.rows import Rows, columns_of
from wbgen.runs.run import AXES, STEP

if TYPE_CHECKING:
    import polars as pl

#: Names that are asked for together: only rows that hold all of them come.
Spec: TypeAlias = tuple[str, ...]

#: Specs of one request.
SPECS = 20

#: Pages of the size that the official client asks for, at most.
MOST_USUAL = 2000

AskWhole: TypeAlias = Callable[[int, int, int], Sequence[Row]]
AskSpecs: TypeAlias = Callable[[Sequence[Spec], int, int, int], Sequence[Sequence[Row]]]
Frames: TypeAlias = "dict[str, pl.DataFrame]"


def specs_of(names: Sequence[str], held: Held) -> list[Spec]:
    """How to ask for names without losing a row: those of every row together, any other one alone."""
    together: Spec = tuple(name for name in names if held.in_every_row(name))
    alone: list[Spec] = [(name,) for name in names if not held.in_every_row(name)]
    return [together, *alone] if together else alone


def is_cheaper(specs: Sequence[Spec], held: Held) -> bool:
    """Whether asking by specs, which repeats the axes, costs less than all rows."""
    axes = sum(held.weight(axis) for axis in held.full_axes) / max(held.lines, 1)
    cost = sum(held.totals[spec[0]] * axes + sum(held.weight(name) for name in spec) for spec in specs)
    return cost < sum(held.weight(name) for name in held.totals)


def read_specs(ask: AskSpecs, specs: Sequence[Spec], held: Held) -> Frames | None:
    """A frame of each name: the axes, and the name where it has a value.

    None where fewer rows come than the server counts, or a step is there twice, so that the frames cannot
    be put side by side.
    """
    frames: Frames = {}
    for start in range(0, len(specs), SPECS):
        found = _read_some(ask, specs[start : start + SPECS], held)
        if found is None:
            return None
        frames |= found
    return frames


def _read_some(ask: AskSpecs, specs: Sequence[Spec], held: Held) -> Frames | None:
    asked = [(*held.full_axes, *spec) for spec in specs]
    rows = [Rows() for _ in specs]
    weight = sum(held.weight(name) for names in asked for name in names) / max(held.lines, 1)
    size = page_rows(weight)
    for page in pages(lambda low, high, most: ask(asked, low, high, most), held.last, held.lines, size):
        for found, part, names in zip(rows, page, asked, strict=True):
            for row in part:
                found.add({name: value_at(row, name) for name in names})
    frames: Frames = {}
    for found, spec in zip(rows, specs, strict=True):
        frame, _ = found.columns()
        if found.height < held.totals[spec[0]] or frame[STEP].is_duplicated().any():
            return None
        for name in spec:
            if name in frame.columns:
                frames[name] = chosen(frame, [*AXES, name]).drop_nulls(exactly(name))
    return frames


def read_whole(ask: AskWhole, held: Held) -> tuple[pl.DataFrame, dict[str, int], int]:
    """All columns, how many values of each were of another kind, and how many rows came.

    Where they are fewer than the server counts, all is asked for once more as the official client asks.
    """
    weight = sum(held.weight(name) for name in held.totals) / max(held.lines, 1)
    found = _all_rows(ask, held, page_rows(weight), by_steps=False)
    if found.height < held.lines and held.last < USUAL * MOST_USUAL:
        found = max(found, _all_rows(ask, held, USUAL, by_steps=True), key=lambda rows: rows.height)
    return *found.columns(), found.height


def _all_rows(ask: AskWhole, held: Held, size: int, *, by_steps: bool) -> Rows:
    found = Rows()
    asking = pages(lambda *bounds: [ask(*bounds)], held.last, held.lines, size, by_steps=by_steps)
    for page in asking:
        for row in page[0]:
            found.add(row)
    return found


def joined(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Frames of one name each, side by side by step."""
    import polars as pl

    if not frames:
        return columns_of(())[0]
    wide = pl.concat([frame.select(AXES) for frame in frames]).unique(STEP, keep="first").sort(STEP)
    for frame in frames:
        wide = wide.join(frame.drop(AXES[1:]), on=STEP, how="left", maintain_order="left")
    return wide


def value_at(row: Any, name: str) -> Any:
    """The value of a name in an answer, of which dots may go into maps; None where there is none."""
    while isinstance(row, Mapping):
        if name in row:
            return row[name]
        first, dot, name = name.partition(".")
        row = row.get(first) if dot else None
    return None
