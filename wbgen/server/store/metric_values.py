"""The values of one metric in runs, for early termination: read once, as they arrive, and bounded."""

from __future__ import annotations

import json
import math
import threading
from array import array
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wbgen.server.store.keys import value_at
from wbgen.server.store.lines import HISTORY
from wbgen.server.strict import as_number

if TYPE_CHECKING:
    from wbgen.server.store.lines import Lines

#: Values of a run beyond which no more are compared; runs that are kept in mind.
MOST_VALUES = 20_000
MOST_RUNS = 500
#: Lines of a run that are read at a time: a long history is taken in over some heartbeats.
MOST_LINES = 100_000


@dataclass
class _Known:
    """next: the number of the first line not yet read."""

    next: int = 0
    values: array[float] = field(default_factory=lambda: array("d"))


class MetricValues:
    """What runs have logged of their sweep's metric. Safe to use from any thread."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[int, str], _Known] = OrderedDict()

    def of(self, run: int, metric: str) -> Sequence[float]:
        """The finite values of a metric of a run, in the order they were logged."""
        with self._lock:
            known = self._known.setdefault((run, metric), _Known())
            self._known.move_to_end((run, metric))
            if len(self._known) > MOST_RUNS:
                self._known.popitem(last=False)
            self._read(known, run, metric)
            return known.values

    def _read(self, known: _Known, run: int, metric: str) -> None:
        end = known.next + MOST_LINES
        for number, line in self._lines.numbered(run, HISTORY, known.next):
            if number >= end or len(known.values) >= MOST_VALUES:
                return
            known.next = number + 1
            value = _logged(line, metric)
            if value is not None:
                known.values.append(value)


def _logged(line: str, metric: str) -> float | None:
    # The last part of a nested name stands in the line as it is, unless JSON escapes it.
    if metric.isalnum() and metric.isascii() and f'"{metric}"' not in line:
        return None
    try:
        return metric_of(json.loads(line), metric)
    except (ValueError, RecursionError):
        return None


def metric_of(values: Any, name: str) -> float | None:
    """A finite number among logged values, by its name, of which dots may go into maps; or None."""
    number = as_number(value_at(values, name))
    return number if number is not None and math.isfinite(number) else None
