"""Runs made for ranking, and guides that rank them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from wbgen.ranking.criteria import criteria_of
from wbgen.ranking.measure import measure
from wbgen.ranking.order import rank
from wbgen.ranking.values import Taken
from wbgen.runs.memory import MemoryRun
from wbgen.runs.run import Run
from wbgen.spec.guide import Guide
from wbgen.spec.read import parse_guide

HEAD = """wbgen: 1
guide: g
title: G
project: p
metrics:
  - group: A
    of:
      loss: {goal: minimize}
      acc: {goal: maximize}
      flag: {}
      "loss/<layer>": {goal: minimize}
dimensions: {layer: [a, b]}
"""


def guide(priorities: str, head: str = HEAD) -> Guide:
    """A small guide with priorities, as YAML writes them between brackets."""
    return parse_guide(f"{head}priorities: {priorities}\n".encode(), "spec.yaml")[0]


def run(
    name: str,
    columns: Mapping[str, Sequence[Any]],
    steps: Sequence[int] | None = None,
    config: Mapping[str, Any] | None = None,
    summary: Mapping[str, Any] | None = None,
) -> MemoryRun:
    """A run of that name with some columns."""
    length = max((len(values) for values in columns.values()), default=0)
    frame = pl.DataFrame({"_step": list(steps or range(length)), **columns}, strict=False)
    return MemoryRun(Run(name, name, config=dict(config or {}), summary=dict(summary or {})), frame)


def taken(priorities: str, data: MemoryRun) -> tuple[Taken, ...]:
    """What the priorities take of a run."""
    by = guide(priorities)
    return measure(criteria_of(by), data, by)


def order(by: Guide, runs: Sequence[MemoryRun]) -> list[list[str]]:
    """The names of runs by their rank, those of one rank together."""
    criteria = criteria_of(by)
    classes = rank(criteria, [measure(criteria, data, by) for data in runs])
    return [[runs[at].run.name for at in one.members] for one in classes]
