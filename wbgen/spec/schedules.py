"""Schedules of a spec: their stages read, and tied to the values of their metric."""

from __future__ import annotations

from wbgen.spec import models
from wbgen.spec.diagnostics import START, Collector, did_you_mean, listed
from wbgen.spec.finder import MetricFinder
from wbgen.spec.guide import Schedule, Stage
from wbgen.spec.stages import HOW, read_parts
from wbgen.spec.tree import Mapping, Span, locate, node_at, within


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
    for part in read_parts(written.stages):
        # Where there is no text, the schedule was taken from a variable that holds a map.
        span = within(node, part.offset, part.offset + len(part.text)) or START
        if part.stage is None:
            collector.add("bad-schedule", part.problem, span, cure=HOW)
            continue
        if part.stage.name not in known and metric:
            check_stage_name(part.stage.name, known, metric, span, collector)
        stages.append(part.stage)
    return Schedule(name, written.metric, written.ratio, tuple(stages))


def check_stage_name(name: str, known: list[str], metric: str, span: Span, collector: Collector) -> None:
    """Collect a stage that the metric's values do not name."""
    if known:
        cure = did_you_mean(name, known, otherwise=f"the values of `{metric}`: {listed(known)}")
    else:
        cure = f"give `{metric}` its `values: {{0: {name}, ...}}`"
    collector.add("unknown-stage", f"`{name}` is not among the values of `{metric}`", span, cure=cure)
