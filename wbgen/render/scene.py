"""What a panel is drawn from: its runs, the settings it inherits, and its size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wbgen.runs import RunData

#: Settings by W&B's own keys.
Settings = Mapping[str, Any]

#: A custom chart's Vega-Lite by its id (``entity/name``), or None where it is not known.
Charts = Callable[[str], Mapping[str, Any] | None]


def no_charts(_: str) -> None:
    """No custom chart is known."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A run that a view shows. color: ``#rrggbb``.  group: the values it is grouped by, with their keys."""

    data: RunData
    color: str
    group: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        """What to call it."""
        return self.data.run.label


@dataclass(frozen=True, slots=True)
class Scene:
    """What all panels of a section share.

    runs: those of the enabled run sets, filtered, searched, in order, coloured.
    group_colors: by the group's values.  grouping: keys that the runs are grouped by
    (``config:lr.value``), none where they are not.
    settings: of the workspace with the section's over them, in W&B's keys (``xAxis``, ``smoothingWeight``,
    ``maxRuns``); empty in a report.  width: pixels of a plot, which decide how far a history is reduced.
    """

    runs: tuple[Shown, ...]
    settings: Settings = field(default_factory=dict)
    grouping: tuple[str, ...] = ()
    group_colors: Mapping[tuple[tuple[str, str], ...], str] = field(default_factory=dict)
    charts: Charts = no_charts
    width: int = 480
