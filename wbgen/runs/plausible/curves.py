"""The numbers of an invented metric: they follow its goal or a schedule, hover, or count."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeAlias

from wbgen.runs.plausible.levels import Levels, levels
from wbgen.runs.plausible.timeline import PACE, Timeline
from wbgen.spec.guide import Guide, Metric, Schedule, Stage

#: Metrics that count something up, by the last part of their name.
EPOCH = re.compile(r"(^|[_./-])epochs?$", re.IGNORECASE)
STEP = re.compile(r"(^|[_./-])(global_step|step|iteration|round)s?$", re.IGNORECASE)
SECONDS = re.compile(r"(^|[_./-])(elapsed|runtime|wall_time)$", re.IGNORECASE)
COUNT = re.compile(r"(^|[_./-])(total_tokens|tokens_seen|samples_seen|consumed_samples)$", re.IGNORECASE)
LEARNING_RATE = re.compile(r"(^|[_./-])(lr|learning_rate)($|[_./-])", re.IGNORECASE)

#: How fast curves fall or rise, and how much they shake, as a share of what they are.
FAST = (3.5, 7.0)
SHAKE = 0.06
WARM_UP = 0.03
EVENTS = 3

#: What a metric is at a row of a run.
Curve: TypeAlias = Callable[[int], float]


@dataclass(frozen=True, slots=True)
class Invented:
    """A run in the making. quality: how well it goes, from 0 to 1.  seed: what its chances follow from."""

    guide: Guide
    times: Timeline
    config: Mapping[str, Any]
    quality: float
    seed: str

    def chance(self, name: str) -> Random:
        """The chances of one metric of this run, whatever else is made."""
        return Random(f"{self.seed} {name}")


def numbers(metric: Metric, run: Invented, rows: Sequence[int]) -> list[float]:
    """The values of a metric on some rows, all finite and within its range."""
    found = levels(metric.name, metric.attributes)
    curve = curve_of(metric, run, found)
    return [found.clipped(curve(row)) for row in rows]


def curve_of(metric: Metric, run: Invented, found: Levels) -> Curve:
    """The curve of a metric: the first of these that it is."""
    name, times = metric.name, run.times
    for schedule in run.guide.schedules.values():
        if name == schedule.metric:
            return lambda row: stage_number(metric, stage_at(schedule, times.steps[row]))
        if name == schedule.ratio:
            return lambda row: stage_at(schedule, times.steps[row]).share
    if metric.attributes.type == "event":
        spikes = events(metric, run)
        return lambda row: float(row in spikes)
    if metric.attributes.type == "flag":
        return flag(metric, run)
    if metric.attributes.type == "category":
        return category(metric, run)
    for pattern, counted in COUNTED:
        if pattern.search(name):
            return counted(times)
    if name == run.guide.x:
        return lambda row: float(times.steps[row])
    if LEARNING_RATE.search(name) and metric.attributes.goal is None:
        rate = next(
            (v for k, v in run.config.items() if LEARNING_RATE.search(k) and isinstance(v, float)), 1e-4
        )
        return lambda row: rate * warm_up_and_cosine(times.progress(row))
    return moving(metric, run, found)


COUNTED: tuple[tuple[re.Pattern[str], Callable[[Timeline], Curve]], ...] = (
    (EPOCH, lambda times: lambda row: float(times.epoch(row) + 1)),
    (STEP, lambda times: lambda row: float(times.steps[row])),
    (SECONDS, lambda times: lambda row: times.steps[row] * PACE),
    (COUNT, lambda times: lambda row: times.steps[row] * 512.0),
)


def stage_at(schedule: Schedule, step: int) -> Stage:
    """The stage that a step is in; the last one where the schedule is over."""
    return next((stage for stage in schedule.stages if step < stage.end), schedule.stages[-1])


def stage_number(metric: Metric, stage: Stage) -> float:
    """The value that a metric has in a stage, as its ``values`` name the stages."""
    keys = [key for key, name in metric.attributes.values.items() if name == stage.name]
    return as_number(keys[0]) if keys else 0.0


def as_number(text: str) -> float:
    """The number that a text states; 0 for none."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if math.isfinite(value) else 0.0


def events(metric: Metric, run: Invented) -> frozenset[int]:
    """The rows on which an event happens: at the boundaries of a schedule, else a few times."""
    steps = run.times.steps
    starts = [start for schedule in run.guide.schedules.values() for start, _ in schedule.boundaries]
    first = (next((row for row, step in enumerate(steps) if step >= start), None) for start in starts)
    rows = [row for row in first if row is not None]
    if not starts:
        rows = run.chance(metric.name).sample(range(len(steps)), min(EVENTS, len(steps)))
    return frozenset(rows)


def flag(metric: Metric, run: Invented) -> Curve:
    """A flag: as it should be, but for an early stretch of the run and a worse run's slips."""
    wanted = 0.0 if metric.attributes.healthy == "is 0" else 1.0
    random = run.chance(metric.name)
    settled = random.uniform(0.02, 0.3) * (1.5 - run.quality)
    slips = 0.15 * (1 - run.quality)
    off = {row for row in range(len(run.times.steps)) if random.random() < slips}
    return lambda row: wanted if run.times.progress(row) > settled and row not in off else 1.0 - wanted


def category(metric: Metric, run: Invented) -> Curve:
    """A category: its values one after the other over the run."""
    values = [as_number(key) for key in metric.attributes.values] or [0.0, 1.0]
    return lambda row: values[min(int(run.times.progress(row) * len(values)), len(values) - 1)]


def warm_up_and_cosine(progress: float) -> float:
    """The usual course of a learning rate, from 0 to 1 and down to a tenth."""
    if progress < WARM_UP:
        return (progress + 0.001) / WARM_UP
    return 0.1 + 0.45 * (1 + math.cos(math.pi * (progress - WARM_UP) / (1 - WARM_UP)))


def moving(metric: Metric, run: Invented, found: Levels) -> Curve:
    """From start to end, quickly at first, with noise; a worse run stops short of the end.

    What is to go nowhere drifts a little, in all runs the same way, and each run keeps a level of its own.
    """
    random, times = run.chance(metric.name), run.times
    start, way = found.start, found.end - found.start
    reach = 0.72 + 0.28 * run.quality + random.uniform(-0.04, 0.04)
    speed = random.uniform(*FAST) * (0.5 + run.quality)
    shake = SHAKE * random.uniform(0.6, 1.6)
    least = (abs(way) or found.span) * 0.1
    offset = random.uniform(-1.0, 1.0) * least
    if not way:
        way = found.span * Random(metric.pattern).uniform(-0.4, 0.4)
        start += offset * 1.5
        speed *= 0.5
    noise = list(drift(random, len(times.steps)))

    def curve(row: int) -> float:
        settled = 1 - math.exp(-speed * times.progress(row))
        value = start + (way * reach + offset) * settled
        return value + shake * max(abs(value) * 0.5, least) * noise[row]

    return curve


def drift(random: Random, count: int) -> Iterator[float]:
    """Noise of which part stays from row to row."""
    kept = 0.0
    for _ in range(count):
        kept = 0.7 * kept + 0.5 * random.gauss(0, 1)
        yield kept + 0.6 * random.gauss(0, 1)
