"""What a bar chart and a single number show: one value per metric of each run, or of each group of runs."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from wbgen.render.curves.arithmetic import Name, column, names_in
from wbgen.render.curves.quantities import Quantity
from wbgen.render.measured import measured, scalar
from wbgen.render.scene import Shown
from wbgen.render.values import key_of, number
from wbgen.runs import RunData

Numbers = Sequence[float]

#: What ``groupAgg`` makes of the values of several runs.
FUNCTIONS: Mapping[str, Callable[[Numbers], float]] = {
    "mean": statistics.fmean,
    "min": min,
    "max": max,
    "median": statistics.median,
    "sum": math.fsum,
}
MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the values of several runs lie apart, in a chart's units: from ``low`` to ``high``."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Made:
    """One number of several runs. runs: how many have a value.  spread: None where there is none to tell."""

    value: float
    runs: int
    spread: Spread | None = None


def value_in(data: RunData, quantity: Quantity) -> float | None:
    """The value of a metric or an expression in a run; NaN and infinities are values, None is none."""
    if isinstance(quantity.node, Name):
        return as_number(data, quantity.node.name)
    values = {name: as_number(data, name) for name in names_in(quantity.node)}
    return None if None in values.values() else computed(quantity, values)


def as_number(data: RunData, name: str) -> float | None:
    """A key's value where it is a number."""
    found = scalar(measured(data, key_of(name)))
    return None if found is None or isinstance(found, str) else float(found)


def computed(quantity: Quantity, values: Mapping[str, float | None]) -> float:
    """What an expression makes of the values of its names."""
    import polars as pl

    made = pl.select(column(quantity.node, lambda name: pl.lit(values[name], pl.Float64))).item()
    return math.nan if made is None else float(made)


def made_of(runs: Iterable[Shown], quantity: Quantity, function: str, area: str) -> Made | None:
    """One number of the runs that have a finite value; None where none has.

    function: ``groupAgg``, the mean where it is unknown.  area: ``groupArea``: ``minmax``; ``stddev``, the
    standard deviation of the sample to either side; ``stderr``, the same divided by the root of the number
    of runs.
    """
    found = [value for run in runs if (value := number(value_in(run.data, quantity))) is not None]
    if not found:
        return None
    try:
        value = FUNCTIONS.get(function, statistics.fmean)(found)
        return Made(value, len(found), spread_of(found, value, area))
    except OverflowError:
        return None


def spread_of(values: Numbers, value: float, area: str) -> Spread | None:
    """From where to where several values lie."""
    if len(values) < 2:
        return None
    if area == "minmax":
        return Spread(min(values), max(values))
    if area not in ("stddev", "stderr"):
        return None
    half = statistics.stdev(values) / (math.sqrt(len(values)) if area == "stderr" else 1.0)
    return Spread(value - half, value + half)
