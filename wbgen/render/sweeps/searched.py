"""What a sweep varied, as its runs tell: any sweep has some, whoever wrote its configuration."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from wbgen.compile.sweeps.searched import WIDE, Searched, Together
from wbgen.ranking.seeds import identity, is_seed
from wbgen.render.kinds.parallel_axis import WIDE as MANY
from wbgen.render.values import number
from wbgen.runs import Run
from wbgen.runs.values import find
from wbgen.spec.sweeps.numbers import is_number
from wbgen.views.json import by_value, told_apart

#: Levels of parameters within parameters that are looked into, and parameters that are looked at.
MOST_LEVELS, MOST_PARAMETERS = 6, 500


def searched_in(config: Mapping[str, Any], runs: Sequence[Run], once: Collection[str] = ()) -> Searched:
    """What the runs of a sweep differ in, and what they are compared by.

    config: the sweep's, which may hold anything.  once: metrics that are known to be logged once.
    """
    varied = {}
    for name, body in leaves(config.get("parameters")):
        values = [value for run in runs if (value := find(run.config, name)) is not None]
        if len({told_apart(by_value(value)) for value in values}) > 1:
            bounds = [body.get("min"), body.get("max")]
            varied[name] = "log" in str(body.get("distribution")) or is_wide(values) or is_wide(bounds)
    seeds, metrics = tuple(filter(is_seed, varied)), metrics_in(config)
    wide = frozenset(name for name in metrics if spans(find(run.summary, name) for run in runs))
    curves = frozenset(metrics) - {*once}
    return Searched(varied, seeds, metrics, curves, together(varied, seeds, runs), wide)


def metrics_in(config: Mapping[str, Any]) -> dict[str, bool]:
    """What a sweep looks for, with whether more is better; W&B minimizes unless told."""
    several = config.get("metrics")
    each = [config.get("metric"), *(several if isinstance(several, list) else [])][:MOST_PARAMETERS]
    named = [one for one in each if isinstance(one, dict) and isinstance(one.get("name"), str)]
    return {one["name"]: one.get("goal") == "maximize" for one in named}


def leaves(parameters: object, before: str = "", level: int = 0) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The parameters that have values, by dotted name."""
    entries = parameters if isinstance(parameters, dict) else {}
    for name, written in [*entries.items()][:MOST_PARAMETERS]:
        body = written if isinstance(written, dict) else {}
        if isinstance(body.get("parameters"), dict) and level < MOST_LEVELS:
            yield from leaves(body["parameters"], f"{before}{name}.", level + 1)
        else:
            yield f"{before}{name}", body


def spans(values: Iterable[object]) -> bool:
    """Whether the finite numbers among values get a logarithmic axis where they are parallel coordinates."""
    numbers = [found for value in values if (found := number(value)) is not None]
    return bool(numbers) and min(numbers) > 0 and max(numbers) / min(numbers) >= MANY


def is_wide(values: Sequence[object]) -> bool:
    """Whether numbers span orders of magnitude."""
    numbers = [float(value) for value in values if is_number(value)]
    return len(numbers) == len(values) and min(numbers) > 0 and max(numbers) >= WIDE * min(numbers)


def together(varied: Mapping[str, bool], seeds: Sequence[str], runs: Sequence[Run]) -> Together | None:
    """What the runs share that differ in their seeds alone: a group of their own, or a single setting."""
    if not seeds:
        return None
    settings = [name for name in varied if name not in seeds]
    pairs = {(run.group, identity(run, varied)) for run in runs}
    groups, kinds = {group for group, _ in pairs}, {kind for _, kind in pairs}
    if "" not in groups and len(pairs) == len(groups) == len(kinds):
        return Together("run.group")
    if len(settings) > 1:
        return None
    return Together(f"config.{settings[0]}" if settings else None)
