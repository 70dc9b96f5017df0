"""Axes of a scatter plot: which values have a place on one, and what it is in Vega-Lite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wbgen.render.figures import TIME_LABELS, X_LABELS, X_LOG_LABELS, Y_LABELS
from wbgen.render.labels import along
from wbgen.render.measured import Column
from wbgen.render.scene import Settings
from wbgen.render.values import number
from wbgen.views.outline.reading import flag

TYPES = {"number": "quantitative", "time": "temporal", "text": "nominal"}
LABELS = {"x": X_LABELS, "y": Y_LABELS}

#: Pixels between the outermost points and the ends of an axis whose range nobody chose.
MARGIN = 8

#: The same as a share of the range of the points, where one end is chosen.
SHARE = 0.04


@dataclass(frozen=True, slots=True)
class PointAxis:
    """A column on an axis. name: ``x``, ``y`` or ``z``.  low, high: of the range that the panel asks for."""

    name: str
    column: Column
    log: bool = False
    low: float | None = None
    high: float | None = None

    @property
    def is_cut(self) -> bool:
        """Whether points may lie outside."""
        return self.low is not None or self.high is not None

    def shows(self, value: Any) -> bool:
        """Whether a value has a place on the axis."""
        if self.column.kind == "text":
            return value is not None
        read = number(value)
        return read is not None and (read > 0 or not self.log)

    def has_inside(self, value: Any) -> bool:
        """Whether a value that is shown lies within the range that the panel asks for; all colours do."""
        read = number(value)
        if read is None or self.name == "z":
            return True
        return (self.low is None or self.low <= read) and (self.high is None or read <= self.high)

    def field(self) -> dict[str, Any]:
        """The values in Vega-Lite."""
        return {"field": self.name, "type": TYPES[self.column.kind], "title": self.column.title}

    def encoding(self, width: int) -> dict[str, Any]:
        """The axis in Vega-Lite."""
        made = self.field()
        if self.column.kind == "text":
            level = {"axis": along(sorted(set(self.column.values)), width)} if self.name == "x" else {}
            return {**made, **level}
        scale: dict[str, Any] = {"type": "log"} if self.log else {"zero": False}
        if self.column.kind == "time":
            scale = {}  # has no zero; to say so is a warning in the browser's console
        scale |= {"nice": False, **(self.range() if self.is_cut else {"padding": MARGIN})}
        if self.column.kind == "number":
            labels = X_LOG_LABELS if self.log else LABELS[self.name]
            made["axis"] = {"labelExpr": labels, "labelSeparation": 8}
        if self.column.kind == "time":
            made["axis"] = {"labelExpr": TIME_LABELS}
        return {**made, "scale": scale}

    def range(self) -> dict[str, float]:
        """The ends that the panel asks for; with room for the outermost points at the other."""
        numbers = self.column.numbers
        room = 0.0 if self.log else (max(numbers) - min(numbers)) * SHARE
        low = min(numbers) - room if self.low is None else self.low
        high = max(numbers) + room if self.high is None else self.high
        return {"domainMin": low, "domainMax": high}

    def tooltip(self) -> dict[str, Any]:
        """The value under the pointer."""
        form = {"format": ".6~g"} if self.column.kind == "number" else {}
        return {**self.field(), **form}


def point_axis(config: Settings, name: str, found: Column) -> PointAxis:
    """A column with the panel's options of its axis."""
    log = flag(config.get(f"{name}AxisLogScale")) is True and found.kind == "number"
    low, high = (number(config.get(f"{name}Axis{end}")) for end in ("Min", "Max"))
    ends = [None if end is None or (log and end <= 0) else end for end in (low, high)]
    return PointAxis(name, found, log, *ends)
