"""What a sweep varies and what its runs are compared by: all that pictures of a sweep need to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wbgen.spec import models
from wbgen.spec.guide import Guide
from wbgen.spec.names import placeholders
from wbgen.spec.sweeps.distributions import distribution_of, leaves
from wbgen.spec.sweeps.numbers import is_number
from wbgen.spec.sweeps.seeds import SEED
from wbgen.spec.sweeps.tags import marks_runs

#: Parameters that are axes of one plot, and metrics that have panels of their own.
MOST_AXES, MOST_METRICS = 12, 3
#: Values above 0 of which the greatest is so many times the least are told apart by their logarithm.
WIDE = 100.0
#: Cadences of metrics whose curve is a single point.
ONE_POINT = ("once", "end")


@dataclass(frozen=True, slots=True)
class Together:
    """What makes runs that differ in nothing but the seed one group.

    by: ``run.group`` or ``config.lr``; None where all runs of the sweep are one.
    """

    by: str | None


@dataclass(frozen=True, slots=True)
class Searched:
    """What a sweep varies, and what for.

    parameters: those that vary, by config key, with whether their axis is a logarithmic one.  seeds: those
    among them that are luck.  metrics: what runs are compared by, with whether more is better.  curves:
    metrics that are logged more than once.  together: None where nothing tells which runs share their
    settings.
    wide: metrics whose values span orders of magnitude, as far as there are runs to tell.
    """

    parameters: Mapping[str, bool]
    seeds: tuple[str, ...]
    metrics: Mapping[str, bool]
    curves: frozenset[str]
    together: Together | None = None
    wide: frozenset[str] = frozenset()

    @property
    def settings(self) -> tuple[str, ...]:
        """The parameters that vary and are no luck."""
        return tuple(name for name in self.parameters if name not in self.seeds)


def searched_by_guide(guide: Guide, id: str) -> Searched:
    """What one of a guide's sweeps varies. Without a metric, its runs are compared by the headline ones."""
    sweep = guide.sweeps[id]
    metrics = metrics_of(sweep) or headline(guide)
    known = guide.catalogue.metrics
    rare = {name for name in metrics if name in known and known[name].attributes.every in ONE_POINT}
    varied = varied_in(sweep)
    seeds = seeds_among(varied)
    settings = [name for name in varied if name not in seeds]
    grouped = guide.run.group if guide.run and marks_runs(sweep) else None
    return Searched(varied, seeds, metrics, frozenset(metrics) - rare, together(settings, seeds, grouped))


def searched_by(sweep: models.Search) -> Searched:
    """What a sweep varies of which there is no spec."""
    varied, metrics = varied_in(sweep), metrics_of(sweep)
    seeds = seeds_among(varied)
    settings = [name for name in varied if name not in seeds]
    return Searched(varied, seeds, metrics, frozenset(metrics), together(settings, seeds, None))


def varied_in(sweep: models.Search) -> dict[str, bool]:
    """The parameters that have more than one value, with whether a logarithm tells their values apart."""
    found = {".".join(names): parameter for names, _, parameter in leaves(sweep.parameters)}
    kinds = {name: distribution_of(parameter) or "uniform" for name, parameter in found.items()}
    return {
        name: "log" in kinds[name] or is_wide(parameter)
        for name, parameter in found.items()
        if kinds[name] != "constant" and (parameter.values is None or len(parameter.values) > 1)
    }


def is_wide(parameter: models.SweepParameter) -> bool:
    """Whether a parameter's numbers span orders of magnitude."""
    given = [parameter.min, parameter.max] if parameter.values is None else parameter.values
    numbers = [float(value) for value in given if is_number(value)]
    return len(numbers) == len(given) and min(numbers) > 0 and max(numbers) >= WIDE * min(numbers)


def seeds_among(names: Mapping[str, bool]) -> tuple[str, ...]:
    """The parameters that are seeds, by what people call those."""
    return tuple(name for name in names if SEED.search(name))


def metrics_of(sweep: models.Search) -> dict[str, bool]:
    """What a sweep looks for, with whether more is better; W&B minimizes unless told."""
    each = [sweep.metric] if sweep.metric else sweep.metrics or []
    return {one.name: one.goal == "maximize" for one in each}


def headline(guide: Guide) -> dict[str, bool]:
    """The metrics to watch, the first few."""
    found = [m for m in guide.catalogue.metrics.values() if m.attributes.headline]
    return {m.name: m.attributes.goal == "maximize" for m in found[:MOST_METRICS]}


def together(settings: Sequence[str], seeds: Sequence[str], group: str | None) -> Together | None:
    """What runs share that differ in their seeds alone.

    group: the guide's template of a run's group; it will do where it tells all settings and no seed.
    """
    if not seeds:
        return None
    named = {name.removeprefix("config.") for name in placeholders(group or "")}
    if group and named >= {*settings} and not named & {*seeds}:
        return Together("run.group")
    if len(settings) > 1:
        return None
    return Together(f"config.{settings[0]}" if settings else None)
