"""W&B's own custom charts, drawn by definitions of ours: those the client's ``wandb.plot`` functions use.

The names, and the fields and strings that each fills, are what wandb 0.31 sends (``wandb/plot``); what W&B
draws for them is its own and not copied here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wbgen.render.custom.presets.curves import area_under_curve, line, line_series
from wbgen.render.custom.presets.marks import bar, confusion_matrix, histogram, scatter

Fields = Mapping[str, str]
Preset = Callable[[Fields, bool], dict[str, Any]]

#: By the chart's id. A definition depends on the fields that a panel fills, and on whether there are
#: several runs.
PRESETS: Mapping[str, Preset] = {
    "wandb/line/v0": line,
    "wandb/lineseries/v0": line_series,
    "wandb/area-under-curve/v0": area_under_curve,
    "wandb/histogram/v0": histogram,
    "wandb/bar/v0": bar,
    "wandb/scatter/v0": scatter,
    "wandb/confusion_matrix/v1": confusion_matrix,
}

#: The fields of each, to find the one that a panel without a chart's name was made for.
FIELDS: Mapping[str, frozenset[str]] = {
    "wandb/line/v0": frozenset({"x", "y", "stroke"}),
    "wandb/lineseries/v0": frozenset({"step", "lineKey", "lineVal"}),
    "wandb/area-under-curve/v0": frozenset({"x", "y", "class"}),
    "wandb/histogram/v0": frozenset({"value"}),
    "wandb/bar/v0": frozenset({"label", "value"}),
    "wandb/scatter/v0": frozenset({"x", "y"}),
    "wandb/confusion_matrix/v1": frozenset({"Actual", "Predicted", "nPredictions"}),
}


def with_fields(fields: Fields) -> str:
    """The preset that has exactly these fields; empty where none has."""
    filled = {name for name, column in fields.items() if column}
    return next((name for name, known in FIELDS.items() if known == filled), "")
