"""Curriculum schedules: ``name:steps[:ratio]``, comma separated, ends cumulative."""

from __future__ import annotations

import re

from wbgen.spec import models
from wbgen.spec.conditions import NUMBER
from wbgen.spec.diagnostics import START, Collector, did_you_mean, listed
from wbgen.spec.finder import MetricFinder
from wbgen.spec.guide import Schedule, Stage
from wbgen.spec.tree import Mapping, Node, Span, locate, node_at, within

STEPS = re.compile(r"0*[1-9][0-9]{0,14}\Z")

HOW = "write `name:steps` or `name:steps:ratio`, separated by commas"


def read_schedules(
    spec: models.Spec, finder: MetricFinder, root: Mapping, collector: Collector
) -> dict[str, Schedule]:
    """Every schedule of a spec; what is wrong with them is collected."""
    return {
        name: read_schedule(name, written, finder, root, collector)
        for name, written in spec.schedules.items()
    }


def read_schedule(
    name: str, written: models.Schedule, finder: MetricFinder, root: Mapping, collector: Collector
) -> Schedule:
    """One schedule, its stages checked against the values of its metric."""
    path = ("schedules", name)
    metric = finder.one(written.metric, locate(root, (*path, "metric"))[0])
    if written.ratio is not None:
        finder.one(written.ratio, locate(root, (*path, "ratio"))[0])
    catalogued = finder.catalogue.metrics.get(metric or "")
    known = list(catalogued.attributes.values.values()) if catalogued else []
    node = node_at(root, (*path, "stages"))
    stages: list[Stage] = []
    offset = 0
    for part in written.stages.split(","):
        span = part_span(node, offset, part)
        offset += len(part) + 1
        stage = read_stage(part.strip(), stages[-1].end if stages else 0, span, collector)
        if stage is None:
            continue
        if stage.name not in known and metric:
            check_stage_name(stage.name, known, metric, span, collector)
        stages.append(stage)
    return Schedule(name, written.metric, written.ratio, tuple(stages))


def read_stage(text: str, start: int, span: Span, collector: Collector) -> Stage | None:
    """One stage, or None with a diagnostic."""
    name, *numbers = (part.strip() for part in text.split(":"))
    if not name or not 1 <= len(numbers) <= 2:
        collector.add(
            "bad-schedule",
            f"`{text}` is not a stage: a name and a number of steps belong to it"
            if text
            else "a stage is missing",
            span,
            cure=HOW,
        )
        return None
    if not STEPS.match(numbers[0]):
        collector.add("bad-schedule", f"`{numbers[0]}` is not a number of steps", span, cure=HOW)
        return None
    ratio = None
    if len(numbers) == 2:
        ratio = read_ratio(numbers[1])
        if ratio is None:
            collector.add("bad-schedule", f"`{numbers[1]}` is not a ratio from 0 to 1", span, cure=HOW)
            return None
    return Stage(name, start, start + int(numbers[0]), ratio)


def read_ratio(text: str) -> float | None:
    """A number from 0 to 1, or None."""
    return float(text) if NUMBER.fullmatch(text) and 0 <= float(text) <= 1 else None


def check_stage_name(name: str, known: list[str], metric: str, span: Span, collector: Collector) -> None:
    """Collect a stage that the metric's values do not name."""
    if known:
        cure = did_you_mean(name, known, otherwise=f"the values of `{metric}`: {listed(known)}")
    else:
        cure = f"give `{metric}` its `values: {{0: {name}, ...}}`"
    collector.add("unknown-stage", f"`{name}` is not among the values of `{metric}`", span, cure=cure)


def part_span(node: Node | None, offset: int, part: str) -> Span:
    """The place of one part of the text; the file's first character where there is no text.

    (The schedule was then taken from a variable that holds a map.)
    """
    start = offset + len(part) - len(part.lstrip())
    return within(node, start, start + len(part.strip())) or START
