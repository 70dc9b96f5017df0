"""From a run's columns to what the criteria take of them. Only the columns that they need are read."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import islice

import numpy as np

from wbgen.contract.subject import Subject
from wbgen.ranking.criteria import Criterion, Goal
from wbgen.ranking.taken import Course, take
from wbgen.ranking.values import Taken, number, of_summary
from wbgen.runs.keys import Kind
from wbgen.runs.run import STEP, RunData
from wbgen.runs.values import find
from wbgen.spec.guide import Guide
from wbgen.spec.names import exact, fill, glob_matcher, is_glob, placeholders

#: Members of a pattern that are looked at.
MOST_MEMBERS = 1000


def measure(criteria: Sequence[Criterion], data: RunData, guide: Guide) -> tuple[Taken, ...]:
    """What the criteria of a guide take of a run, in their order.

    Of a metric that is not in the history, as one that is set once at the end, the summary's value counts.
    """
    subject = Subject(guide, data)
    members = [
        [] if criterion.take == "summary" else members_of(criterion.metric, subject) for criterion in criteria
    ]
    axis = axis_of(subject)
    subject.read([name for names in members for name in names] + ([axis] if axis != STEP else []))
    return tuple(
        of_summary(criterion, subject.run)
        if criterion.take == "summary"
        else worst(criterion, [member(criterion, name, axis, subject) for name in names])
        for criterion, names in zip(criteria, members, strict=True)
    )


def members_of(metric: str, subject: Subject) -> list[str]:
    """The names a run logged that a written name stands for."""
    if not placeholders(metric) and not is_glob(metric):
        return [exact(metric)]
    logged = [*subject.keys, *(name for name in subject.in_summary if name not in subject.keys)]
    return list(islice(filter(matcher(metric, subject), logged), MOST_MEMBERS))


def matcher(metric: str, subject: Subject) -> Callable[[str], bool]:
    """A test for the names that a pattern stands for; one of the catalogue by what it takes for its own."""
    if metric in subject.declared.catalogue.written:
        return lambda name: (one := subject.declared.find(name)) is not None and one.pattern == metric
    return glob_matcher(fill(metric, dict.fromkeys(placeholders(metric), "*")))


def axis_of(subject: Subject) -> str:
    """Where values stand: on the guide's x axis if the run logged it, else at the step of their row."""
    x = subject.guide.x
    return x if x in subject.keys and subject.keys[x].kind is Kind.NUMBER else STEP


def member(criterion: Criterion, name: str, axis: str, subject: Subject) -> Taken:
    """What a criterion takes of one name."""
    if name not in subject.keys:
        return once(criterion, number(find(subject.run.summary, name)))
    column = subject.column(name)
    if column.numbers is None:
        return Taken()
    with np.errstate(all="ignore"):  # what overflows is no number, and is taken for none
        return take(criterion, Course(column.numbers, subject.along(axis, column.steps)))


def once(criterion: Criterion, value: float | None) -> Taken:
    """What a criterion takes of a single value that stands nowhere on an axis."""
    if value is None:
        return Taken()
    return take(criterion, Course(np.array([value]), np.array([math.nan])))


def worst(criterion: Criterion, members: Sequence[Taken]) -> Taken:
    """What counts of several members: the worst value, and whether all are as wanted.

    A run is as good as its weakest layer. Where one is not known, neither is the whole.
    """
    if not members:
        return Taken()
    wanted = [one.wanted for one in members]
    values = [one.value for one in members]
    return Taken(
        None if None in values else WORST[criterion.goal]([value for value in values if value is not None]),
        False if False in wanted else None if None in wanted else True,
    )


WORST: dict[Goal | None, Callable[[Sequence[float]], float]] = {
    "minimize": max,
    "maximize": min,
    None: lambda values: values[0] if len(values) == 1 else math.fsum(values) / len(values),
}
