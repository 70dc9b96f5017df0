"""The runs of a sweep side by side: what the sweep is about first, and only what tells runs apart."""

from __future__ import annotations

import re
from dataclasses import replace

from wbgen.compile.sweeps.searched import Searched
from wbgen.render.drawing import Drawing, Grid, Nothing
from wbgen.render.values import told

#: How a table of runs shows that a run has no value.
MISSING = told(None)

#: What machines count: the client's own keys.
MACHINE = re.compile(r"(?:config\.)?_(?:timestamp|runtime|step|wandb)(?:\.|$)")


def compared(drawing: Drawing, searched: Searched) -> Drawing:
    """A comparison of what differs, as a sweep has it: its metrics and parameters first.

    A run that crashed early lacks most of what the others have. That is no difference of its own, where all
    that have a value have the same.
    """
    grid = drawing.body
    if not isinstance(grid, Grid):
        return drawing
    first = [*searched.metrics, *(f"config.{name}" for name in searched.parameters)]
    place = {name: at for at, name in enumerate(first)}
    lines = [line for line in zip(grid.rows, grid.differs, strict=True) if is_told(line[0], place)]
    if not lines:
        return replace(drawing, body=Nothing("The runs do not differ. This panel shows what differs."))
    lines.sort(key=lambda line: place.get(line[0][0], len(first)))
    rows, differs = zip(*lines, strict=True)
    return replace(drawing, body=replace(grid, rows=rows, differs=differs))


def is_told(row: tuple[str, ...], first: dict[str, int]) -> bool:
    """Whether a row tells runs apart, and is none of a machine's that nobody asked for."""
    name, *cells = row
    if name in first:
        return True
    return not MACHINE.match(name) and len({cell for cell in cells if cell != MISSING}) > 1
