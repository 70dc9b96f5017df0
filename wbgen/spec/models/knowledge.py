"""What a team knows of its training: health, phases, priorities, practices, commands, links."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag

from wbgen.spec.models.base import TAG, MetricNames, Model, Text, Title, listify

Texts: TypeAlias = Annotated[list[Text], BeforeValidator(listify)]


class HealthRule(Model):
    """A sign of trouble: a rule, or a number of other rules that hold together.

    when: the rule's text.  at_least: how many of the rules ``of`` must hold, which are ids or texts.
    """

    title: Title | None = None
    when: Text | None = None
    at_least: Annotated[int, Field(ge=1)] | None = None
    of: Texts = []
    level: Literal["note", "warning", "critical"] = "warning"
    about: Text | None = None
    fix: Texts = []


class Phase(Model):
    """A stretch of training with what to expect of it. until: where it ends; steps: how long it is."""

    title: Title
    until: Text | int | None = None
    steps: Text | int | None = None
    about: Text | None = None
    check: Texts = []


#: How far apart values may be that count as equal: a share of the best one (``2%``), or an amount.
Tolerance: TypeAlias = Annotated[
    Annotated[str, StringConstraints(pattern=r"^(100|[0-9]{1,2}(\.[0-9]{1,6})?)%$"), Tag(f"{TAG}share")]
    | Annotated[float, Field(ge=0), Tag(f"{TAG}amount")],
    Discriminator(lambda value: f"{TAG}share" if isinstance(value, str) else f"{TAG}amount"),
]


class Priority(Model):
    """What runs are ranked by, the most important first (docs/sweeps.md tells exactly how).

    take: what of the metric counts; ``first`` is where on the x axis ``want`` was first fulfilled.
    want: a condition; runs that fulfil it come first.  tie: how far from the best still counts as equal.
    weight: of priorities side by side that have one, which are decided together.
    """

    title: Title | None = None
    metric: MetricNames
    goal: Literal["minimize", "maximize"] | None = None
    take: Literal["last", "best", "mean", "spread", "slope", "first"] | None = None
    want: Text | None = None
    tie: Tolerance | None = None
    weight: Annotated[float, Field(gt=0)] | None = None
    about: Text | None = None


class Command(Model):
    """A command line worth knowing."""

    title: Title | None = None
    run: Text
    about: Text | None = None


class Link(Model):
    """A page worth reading."""

    title: Title | None = None
    url: Text
