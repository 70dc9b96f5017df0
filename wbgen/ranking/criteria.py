"""What runs are ranked by: a guide's priorities as plain criteria, or a sweep's metric."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from wbgen.spec import models
from wbgen.spec.conditions import Condition, parse_condition
from wbgen.spec.guide import Catalogue, Guide
from wbgen.spec.names import glob_matcher, is_glob

Goal: TypeAlias = Literal["minimize", "maximize"]
Take: TypeAlias = Literal["last", "best", "mean", "spread", "slope", "first", "summary"]


@dataclass(frozen=True, slots=True)
class Tie:
    """How far from the best a value still counts as equal. amount: in its unit, or a share of the best."""

    amount: float = 0.0
    relative: bool = False

    def width(self, best: float) -> float:
        """The distance from the best of some values."""
        return abs(best) * self.amount if self.relative else self.amount


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that runs are compared by.

    metric: as the guide writes it; one that stands for several counts by its worst member.
    take: what of it counts; ``summary`` is the run's summary, as W&B's sweeps have it.
    goal: which way is better of what is taken; None where its values are shown and not compared.
    toward: which way is better of the metric itself, for ``best``.
    want: a condition that what is taken fulfils in a good run.  tie: what counts as equal.
    weight: how much it counts among its neighbours that have one, which it is decided together with.
    """

    metric: str
    take: Take = "last"
    goal: Goal | None = None
    toward: Goal | None = None
    want: Condition | None = None
    tie: Tie = Tie()
    weight: float | None = None
    title: str = ""

    @property
    def ranks(self) -> bool:
        """Whether it tells runs apart, and is not only shown."""
        return self.goal is not None or self.want is not None

    @property
    def label(self) -> str:
        """What people call it."""
        return self.title or self.metric


def criteria_of(guide: Guide) -> tuple[Criterion, ...]:
    """A guide's priorities, the most important first. One that names several metrics is several criteria."""
    return tuple(
        criterion_of(guide.catalogue, priority, metric)
        for priority in guide.knowledge.priorities
        for metric in priority.metric
    )


def criteria_of_metric(metric: str, *, maximizes: bool) -> tuple[Criterion, ...]:
    """A sweep's own metric, as its server compares it: by the summaries of the runs."""
    goal: Goal = "maximize" if maximizes else "minimize"
    return (Criterion(metric, "summary", goal, goal),)


def shown(metric: str) -> Criterion:
    """A metric of the summaries that is shown beside the criteria, and ranks nobody."""
    return Criterion(metric, "summary")


def criterion_of(catalogue: Catalogue, priority: models.Priority, metric: str) -> Criterion:
    """One metric of a priority."""
    take = priority.take or "last"
    want = parse_condition(priority.want) if priority.want is not None else None
    known = priority.goal or goal_of(catalogue, metric)
    # A spread that is small, and a time that is early, are good whichever way the metric itself is to go.
    goals: dict[str, Goal | None] = {"first": "minimize", "spread": priority.goal or "minimize"}
    title = priority.title or ""
    return Criterion(
        metric,
        take,
        goals.get(take, known),
        known or toward(want),
        want,
        tie_of(priority.tie),
        priority.weight,
        f"{title} ({metric})" if title and len(priority.metric) > 1 else title,
    )


def tie_of(written: float | str | None) -> Tie:
    """What counts as equal: ``2%`` of the best, or an amount."""
    if isinstance(written, str):
        return Tie(float(written.removesuffix("%")) / 100, relative=True)
    return Tie(written or 0.0)


def toward(want: Condition | None) -> Goal | None:
    """Which way leads to a condition that is open on one side."""
    if want is None or (want.low is None) == (want.high is None):
        return None
    return "maximize" if want.high is None else "minimize"


def goal_of(catalogue: Catalogue, metric: str) -> Goal | None:
    """The goal that the catalogue has for a metric, or for all of those that a pattern stands for."""
    if metric in catalogue.written:
        return catalogue.written[metric].attributes.goal
    names = [metric]
    if is_glob(metric):
        names = list(filter(glob_matcher(metric), catalogue.metrics))
    owners = {catalogue.owner(name) or name for name in names}
    goals = {catalogue.written[owner].attributes.goal for owner in owners if owner in catalogue.written}
    return goals.pop() if len(goals) == 1 else None
