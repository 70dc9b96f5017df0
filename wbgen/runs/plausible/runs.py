"""Some runs of a guide, put together."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from statistics import fmean
from typing import TYPE_CHECKING

from wbgen.errors import WbgenError
from wbgen.runs.memory import MemoryRun
from wbgen.runs.plausible.conditions import holds, read
from wbgen.runs.plausible.curves import Invented, numbers
from wbgen.runs.plausible.machine import is_machine, machine
from wbgen.runs.plausible.objects import MAKERS, Objects
from wbgen.runs.plausible.settings import configs
from wbgen.runs.plausible.timeline import PACE, Timeline, timeline
from wbgen.runs.run import RUNTIME, STEP, TIMESTAMP, Run, RunData
from wbgen.spec.guide import Guide, Metric
from wbgen.spec.names import fill
from wbgen.spec.sweeps.tags import marks_runs, tag_of
from wbgen.spec.tree import value_text
from wbgen.views.json import Json, canonical

if TYPE_CHECKING:
    import polars as pl

NOTE = "The runs are invented from the catalogue: their values are plausible, and nobody's."

#: How each run ends, how much of it there is, and how well it goes; the usual one first.
COURSES = (
    ("finished", 1.0, 0.85),
    ("finished", 1.0, 1.0),
    ("finished", 1.0, 0.55),
    ("running", 0.7, 0.75),
    ("crashed", 0.4, 0.2),
)

#: When the first run began; any moment would do, but for now.
BEGUN = datetime(2025, 1, 6, 9, tzinfo=UTC)

SUMMARIES: Mapping[str, Callable[[Sequence[float]], float]] = {
    "min": min,
    "max": max,
    "mean": fmean,
    "last": lambda values: values[-1],
    "first": lambda values: values[0],
}


def plausible_runs(guide: Guide, count: int = len(COURSES)) -> list[RunData]:
    """Runs that log what the guide's catalogue says, the usual one first.

    count: how many, from 1.  The same guide gives the same runs. A metric with an ``only_if`` is in the runs
    whose config fulfils it.
    """
    if count < 1:
        raise WbgenError("no run is asked for", cure="ask for one at least")
    return [one_run(guide, config, number, count) for number, config in enumerate(configs(guide, count))]


def one_run(guide: Guide, config: Mapping[str, Json], number: int, count: int) -> MemoryRun:
    """The run of that number with its config."""
    state, share, quality = COURSES[number % len(COURSES)]
    times = timeline(guide, config, count)
    times = times.until(share) if share < 1 else times
    run = Invented(guide, times, config, quality, f"{guide.id} run {number}")
    begun = BEGUN + timedelta(hours=31 * number)
    objects = Objects(run)
    columns, summary = logged(run, objects)
    frame = with_times(columns, times, begun.timestamp())
    return MemoryRun(
        Run(
            id=hashlib.sha256(run.seed.encode()).hexdigest()[:8],
            name=name_of(guide, config) or f"{guide.id}-{number + 1}",
            project=guide.project,
            state=state,
            created_at=begun.isoformat().replace("+00:00", "Z"),
            runtime=times.steps[-1] * PACE,
            group=filled(guide, guide.run.group if guide.run else None, config),
            job_type=filled(guide, guide.run.job_type if guide.run else None, config),
            tags=tags_of(guide, config),
            config=config,
            summary={**summary, STEP: times.steps[-1], RUNTIME: times.steps[-1] * PACE},
            step_metrics={} if guide.x.startswith("_") else {"*": guide.x},
            source="the catalogue",
        ),
        frame,
        machine(run, begun.timestamp()),
        objects.files,
    )


def logged(run: Invented, objects: Objects) -> tuple[dict[str, pl.Series], dict[str, Json]]:
    """The columns of a run's history, and its summary."""
    import polars as pl

    height = len(run.times.steps)
    columns: dict[str, pl.Series] = {}
    summary: dict[str, Json] = {}
    for metric in run.guide.catalogue.metrics.values():
        rows = run.times.rows(metric.attributes.every) if is_logged(metric, run) else ()
        if not rows:
            continue
        column: list[float | str | None] = [None] * height
        if metric.attributes.type in MAKERS:
            texts = objects.of(metric, rows)
            for row, text in texts.items():
                column[row] = text
            summary[metric.name] = text
        else:
            values = numbers(metric, run, rows)
            for row, value in zip(rows, values, strict=True):
                column[row] = value
            summary[metric.name] = summarized(values, metric.attributes.summary)
        columns[metric.name] = pl.Series(
            metric.name, column, pl.String if metric.attributes.type in MAKERS else pl.Float64
        )
    return columns, summary


def is_logged(metric: Metric, run: Invented) -> bool:
    """Whether the script of a run with that config logs the metric."""
    condition = read(metric.attributes.only_if)
    return not is_machine(metric) and (condition is None or holds(condition, run.config))


def summarized(values: Sequence[float], kinds: Sequence[str]) -> Json:
    """What a summary keeps: the last value, or what ``define_metric`` was told, by kind."""
    told: dict[str, Json] = {kind: SUMMARIES[kind](values) for kind in kinds if kind in SUMMARIES}
    return told or values[-1]


def with_times(columns: Mapping[str, pl.Series], times: Timeline, begun: float) -> pl.DataFrame:
    """The columns with the axes in front."""
    import polars as pl

    runtimes = [step * PACE + 0.4 * math.sin(step) for step in times.steps]
    axes = [
        pl.Series(STEP, times.steps, pl.Int64),
        pl.Series(RUNTIME, runtimes, pl.Float64),
        pl.Series(TIMESTAMP, [begun + seconds for seconds in runtimes], pl.Float64),
    ]
    return pl.DataFrame([*axes, *columns.values()])


def name_of(guide: Guide, config: Mapping[str, Json]) -> str:
    """What the guide calls a run with that config."""
    return filled(guide, guide.run.name if guide.run else None, config)


def tags_of(guide: Guide, config: Mapping[str, Json]) -> tuple[str, ...]:
    """The tags of a run, also those by which the runs of sweeps are found: it may be one of any of them."""
    own = [filled(guide, tag, config) for tag in (guide.run.tags if guide.run else ())]
    swept = [tag_of(id) for id, sweep in guide.sweeps.items() if marks_runs(sweep)]
    return tuple(dict.fromkeys([*own, *swept]))


def filled(guide: Guide, template: str | None, config: Mapping[str, Json]) -> str:
    """A text of the guide's with config keys and dimensions filled in; empty for none."""
    if not template:
        return ""
    known = {name: text_of(value) for name, value in config.items()}
    for metric in guide.catalogue.metrics.values():
        for dimension, value in metric.values.items():
            known.setdefault(dimension, value)
    return fill(template, known)


def text_of(value: Json) -> str:
    """A config value in a name."""
    if isinstance(value, list):
        return ",".join(map(text_of, value))
    return canonical(value) if isinstance(value, dict) else value_text(value)
