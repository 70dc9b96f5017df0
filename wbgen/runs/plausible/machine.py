"""Machine metrics of an invented run: a machine at work, and whatever else the catalogue has of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wbgen.runs.plausible.curves import Invented, moving
from wbgen.runs.plausible.levels import levels
from wbgen.runs.plausible.timeline import PACE
from wbgen.runs.run import RUNTIME, TIMESTAMP
from wbgen.spec.guide import Metric
from wbgen.spec.models import MetricAttributes
from wbgen.spec.names import SYSTEM_PREFIX

if TYPE_CHECKING:
    import polars as pl

#: What every run measures, around which value, and the bounds of it.
USUAL: tuple[tuple[str, float, tuple[float, float]], ...] = (
    ("cpu", 38.0, (0, 100)),
    ("memory_percent", 46.0, (0, 100)),
    ("gpu.0.gpu", 91.0, (0, 100)),
    ("gpu.0.memoryAllocated", 74.0, (0, 100)),
    ("gpu.0.temp", 67.0, (20, 100)),
    ("gpu.0.powerWatts", 285.0, (20, 450)),
    ("disk.in", 120.0, (0, 1e6)),
    ("network.recv", 3.1e6, (0, 1e12)),
)

#: The same of what a run has only where the catalogue names it.
NAMED: tuple[tuple[str, float, tuple[float, float]], ...] = (
    ("proc.cpu.threads", 24.0, (1, 4096)),
    ("proc.memory.rssMB", 5200.0, (0, 1e6)),
    ("proc.memory.percent", 8.0, (0, 100)),
    ("proc.memory.availableMB", 34_000.0, (0, 1e7)),
    ("gpu.0.memory", 62.0, (0, 100)),
    ("disk.out", 85.0, (0, 1e6)),
    ("network.sent", 1.4e6, (0, 1e12)),
)

#: Counted since the run began.
GROWING = ("disk.", "network.")

#: Rows of machine metrics are this many rows of the history apart.
EVERY = 5


def machine(run: Invented, begun: float) -> pl.DataFrame:
    """The machine's metrics over the run. begun: seconds since 1970."""
    import polars as pl

    rows = range(0, len(run.times.steps), EVERY)
    runtimes = [run.times.steps[row] * PACE for row in rows]
    columns = {RUNTIME: runtimes, TIMESTAMP: [begun + seconds for seconds in runtimes]}
    for metric in measured(run):
        found = levels(metric.name, metric.attributes)
        curve = moving(metric, run, replace(found, start=found.end))
        name = metric.name.removeprefix(SYSTEM_PREFIX)
        grows = name.startswith(GROWING)
        columns[name] = [
            found.clipped(found.end * run.times.progress(row) if grows else curve(row)) for row in rows
        ]
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Float64))


def measured(run: Invented) -> list[Metric]:
    """What is measured: the usual, and what the catalogue has."""
    named = {
        f"{SYSTEM_PREFIX}{name}": MetricAttributes(typical=value, range=[*bounds])
        for name, value, bounds in (*USUAL, *NAMED)
    }
    catalogued = [metric for metric in run.guide.catalogue.metrics.values() if is_machine(metric)]
    known = {metric.name for metric in catalogued}
    always = [f"{SYSTEM_PREFIX}{name}" for name, _, _ in USUAL]
    usual = [Metric(name, "", name, {}, named[name], "wandb") for name in always if name not in known]
    said = [
        replace(metric, attributes=filled(metric.attributes, named.get(metric.name))) for metric in catalogued
    ]
    return [*usual, *said]


def filled(attributes: MetricAttributes, usual: MetricAttributes | None) -> MetricAttributes:
    """The catalogue's attributes, with what is usual where it is silent."""
    if usual is None or attributes.typical is not None:
        return attributes
    update = (
        {"typical": usual.typical} if attributes.range else {"typical": usual.typical, "range": usual.range}
    )
    return attributes.model_copy(update=update)


def is_machine(metric: Metric) -> bool:
    """Whether it is one that the client measures by itself."""
    return metric.name.startswith(SYSTEM_PREFIX)
