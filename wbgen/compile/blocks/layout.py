"""Where the panels of a grid stand: 24 units wide, as high as it must be, no two in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wbgen.compile.encode import Body
from wbgen.spec import models
from wbgen.views.json import Json

GRID_WIDTH = 24

#: Rows of a column that are taken: from the first to before the second.
Stretch = tuple[int, int]


def has_place(options: models.Panel) -> bool:
    """Whether a panel says itself where it stands."""
    raw = options.raw or {}
    return options.layout is not None or "layout" in raw or "layout" in (raw.get("$delete") or ())


def place(panels: Sequence[tuple[models.Panel, Body]], columns: int, height: int) -> list[Body]:
    """The panels of a grid; those without a place get one beside and below the others.

    Automatic places run in rows of ``columns``, over what is free between the panels that say where they
    stand. Takes linear time.
    """
    columns = max(1, min(columns, GRID_WIDTH))
    width = GRID_WIDTH // columns
    taken = [body.get("layout") for options, body in panels if has_place(options)]
    cells = free_cells([taken_rows(taken, c * width, width, height) for c in range(columns)])
    for options, body in panels:
        if not has_place(options):
            row, column = next(cells)
            body["layout"] = {"x": column * width, "y": row * height, "w": width, "h": height}
    return [body for _, body in panels]


def taken_rows(layouts: Iterable[Json], x: int, width: int, height: int) -> list[Stretch]:
    """The rows of a column that panels stand in, merged and in order."""
    found: list[Stretch] = []
    for layout in layouts:
        left, top, wide, high = (number(layout, key) for key in "xywh")
        if left < x + width and x < left + wide and high > 0:
            found.append((int(top // height), int(-(-(top + high) // height))))
    merged: list[Stretch] = []
    for first, end in sorted(found):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((first, end))
    return merged


def number(layout: Json, key: str) -> Any:
    """A number of a layout, 0 where it has none."""
    value = layout.get(key) if isinstance(layout, dict) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0


def free_cells(taken: list[list[Stretch]]) -> Any:
    """Every free cell, row by row; rows without one are jumped over."""
    row, at = 0, [0] * len(taken)
    while True:
        ends = []
        for column, stretches in enumerate(taken):
            while at[column] < len(stretches) and stretches[at[column]][1] <= row:
                at[column] += 1
            if at[column] < len(stretches) and stretches[at[column]][0] <= row:
                ends.append(stretches[at[column]][1])
            else:
                yield row, column
        row = min(ends) if len(ends) == len(taken) else row + 1
