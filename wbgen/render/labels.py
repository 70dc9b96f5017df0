"""What runs are called where several are shown together, and legends of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from wbgen.render.curves.legends import cut, unique
from wbgen.render.scene import Shown

#: Pixels of a letter and of the symbol of a legend's entry with its margins, and of the longest entry.
CHAR, SYMBOL, LIMIT = 7, 34, 190

#: A legend of a gradient stands beside the plot. Its labels are wider than the room that Vega leaves them
#: where the title is short, hence the padding.
BESIDE: Mapping[str, Any] = {"orient": "right", "padding": 8}


def distinct(runs: Sequence[Shown]) -> list[str]:
    """A label for each run, no two the same: with the id where two runs have one name."""
    labels = [cut(run.label) for run in runs]
    often = Counter(labels)
    return unique(
        label if often[label] == 1 else cut(f"{label} ({run.data.run.id})")
        for label, run in zip(labels, runs, strict=True)
    )


def legend_of(labels: Sequence[str], width: int) -> dict[str, Any]:
    """A legend in as many columns as fit into a width of pixels."""
    longest = max((len(label) for label in labels), default=0)
    entry = min(longest * CHAR, LIMIT) + SYMBOL
    return {"columns": max(1, min(len(labels), width // entry))}


def along(labels: Sequence[str], width: int) -> dict[str, Any]:
    """Labels below an axis: level where they fit into a width of pixels, else slanting."""
    longest = max((len(label) for label in labels), default=0)
    return {"labelAngle": 0 if longest * CHAR * len(labels) <= width else -40}
