"""Every panel kind W&B has a name for: what to call it, how to sketch it, where its metrics are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sketch(StrEnum):
    """The placeholder that stands for a plot until there are runs."""

    AXES = "axes"
    BARS = "bars"
    NUMBER = "number"
    COLUMNS = "columns"
    FRAMES = "frames"
    TABLE = "table"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Kind:
    """``metrics``: the config keys that hold metric names, one or a list."""

    words: str
    sketch: Sketch
    metrics: tuple[str, ...] = ()


KINDS = {
    "Run History Line Plot": Kind("Line plot", Sketch.AXES, ("metrics",)),
    "Bar Chart": Kind("Bar chart", Sketch.BARS, ("metrics",)),
    "Scalar Chart": Kind("Scalar", Sketch.NUMBER, ("metrics",)),
    "Scatter Plot": Kind("Scatter plot", Sketch.AXES, ("yAxis", "zAxis")),
    "Parallel Coordinates Plot": Kind("Parallel coordinates", Sketch.COLUMNS, ("columns",)),
    "Parameter Importance": Kind("Parameter importance", Sketch.BARS, ("targetKey",)),
    "Media Browser": Kind("Media", Sketch.FRAMES, ("mediaKeys",)),
    "Run Comparer": Kind("Run comparison", Sketch.TABLE),
    "Code Comparer": Kind("Code comparison", Sketch.TABLE),
    "Markdown Panel": Kind("Note", Sketch.NONE),
    "Vega2": Kind("Custom chart", Sketch.AXES),
    "Weave": Kind("Weave panel", Sketch.NONE),
    "Weave Trace": Kind("Weave trace", Sketch.NONE),
}

AREA = Kind("Area plot", Sketch.AXES, ("metrics",))
"""A line plot with a ``plotType`` other than ``line``."""

FOLDED = frozenset({"Weave", "Weave Trace"})
"""Kinds with a name but no words for their settings: their JSON is shown as it is."""
