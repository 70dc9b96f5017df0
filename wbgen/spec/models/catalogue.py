"""Runs, their configuration, and the metric catalogue."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Discriminator, Field, Tag

from wbgen.spec.models.base import (
    TAG,
    Bounds,
    Cadence,
    MetricName,
    Model,
    ShellName,
    Text,
    Title,
    Values,
    empty_map,
    listify,
)


class Run(Model):
    """How runs are named and marked."""

    name: Text | None = None
    tags: Annotated[list[Text], BeforeValidator(listify)] = []
    group: Text | None = None
    job_type: Text | None = None


class Parameter(Model):
    """A hyperparameter: an argument of the script, a parameter of sweeps, a column to filter by."""

    type: Literal["int", "float", "bool", "str", "list"] | None = None
    default: Any = None
    choices: Values | None = None
    about: Text | None = None
    only_if: Text | None = None
    observed: bool = False


class OpenDimension(Model):
    """A dimension whose values are known only at run time.

    default: the values it stands for where exact names are needed.  type: ``int`` for values that are
    whole numbers; any text without a slash otherwise.  not: values it never has.
    """

    default: Values = []
    open: bool = False
    type: Literal["int", "str"] = "str"
    exclude: Annotated[Values, Field(alias="not")] = []


class MetricAttributes(Model):
    """What the catalogue knows of a metric; a group's attributes are the defaults of its members."""

    type: (
        Literal[
            "scalar",
            "category",
            "flag",
            "event",
            "text",
            "histogram",
            "image",
            "audio",
            "video",
            "table",
            "media",
        ]
        | None
    ) = None
    goal: Literal["minimize", "maximize"] | None = None
    unit: Text | None = None
    range: Bounds | None = None
    healthy: Text | None = None
    typical: Text | float | None = None
    warn: dict[str, Text] = Field(default_factory=dict)  # not `{}`, which is copied deeply for each
    critical: dict[str, Text] = Field(default_factory=dict)
    every: Cadence | None = None
    summary: Annotated[list[Text], BeforeValidator(listify)] = Field(default_factory=list)
    only_if: Text | None = None
    columns: list[Text] = Field(default_factory=list)
    values: dict[str, Text] = Field(default_factory=dict)
    about: Text | None = None
    was_logged_as: Annotated[list[MetricName], BeforeValidator(listify)] = Field(default_factory=list)
    headline: bool | None = None


class MetricGroup(MetricAttributes):
    """A titled group of metrics, in the guide's order.

    id: what the group is called by where its title changes, as in a translation.
    logged_by: who logs them; what the wandb client logs by itself, the script does not.
    """

    group: Title
    id: ShellName | None = None
    logged_by: Literal["script", "wandb"] = "script"
    of: dict[str, Annotated[MetricAttributes, BeforeValidator(empty_map)]]


class Schedule(Model):
    """A curriculum: stages one after the other, each for a number of steps."""

    metric: MetricName
    ratio: MetricName | None = None
    stages: Text


AnyDimension: TypeAlias = Annotated[
    Annotated[Values, Tag(TAG + "list")] | Annotated[OpenDimension, Tag(TAG + "dict")],
    Discriminator(lambda value: TAG + type(value).__name__),
]


class Trouble(Model):
    """A symptom, why it happens and what helps."""

    symptom: Text | None = None
    when: Text | None = None
    cause: Text | None = None
    fix: Annotated[list[Text], BeforeValidator(listify)] = []
    set: dict[str, Any] = {}
