"""Training scripts to generate, and searches over their arguments."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints

from wbgen.spec.models.base import MetricName, Model, Text, Title, listify

#: A script's file name: no folder, so that nothing is ever written elsewhere.
ScriptName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_-]{0,59}\.py$")]
#: A template by its path within a folder of templates: `npt.py.j2`.
TemplateName: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*(\.[a-z0-9]+)*$", max_length=200)
]


class Demo(Model):
    """What a short run on little data is like.

    scale: what cadences, stages and the steps in health rules are multiplied by.  set: config values.
    """

    scale: Annotated[float, Field(gt=0, le=1)] = 1.0
    set: dict[str, Any] = {}


class Script(Model):
    """A training script, made of a template."""

    template: TemplateName
    about: Text | None = None
    demo: Demo = Demo()


def parameter_map(value: Any) -> Any:
    """A list is short for its values, a single thing for that value."""
    if isinstance(value, dict):
        return value
    return {"values": value} if isinstance(value, list) else {"value": value}


class SweepMetric(Model):
    """What a sweep looks for. target: the value at which it is found, and the sweep may stop."""

    name: MetricName
    goal: Literal["minimize", "maximize"] | None = None
    target: float | None = None


class SweepParameter(Model):
    """The values of one parameter: one, some, or a distribution; or parameters within it."""

    value: Any = None
    values: list[Any] | None = None
    distribution: Text | None = None
    min: float | None = None
    max: float | None = None
    mu: float | None = None
    sigma: float | None = None
    q: float | None = None
    probabilities: list[float] | None = None
    parameters: dict[str, Annotated[SweepParameter, BeforeValidator(parameter_map)]] | None = None


class EarlyTerminate(Model):
    """When a run that does badly is stopped."""

    type: Literal["hyperband"]
    min_iter: Annotated[int, Field(ge=1)] | None = None
    max_iter: Annotated[int, Field(ge=1)] | None = None
    s: Annotated[int, Field(ge=1)] | None = None
    eta: Annotated[float, Field(gt=1)] | None = None
    strict: bool | None = None


def metric_map(value: Any) -> Any:
    """``metric: val/loss`` is short for ``metric: {name: val/loss}``."""
    return value if isinstance(value, dict) else {"name": value}


class Sweep(Model):
    """A search over hyperparameters."""

    title: Title | None = None
    about: Text | None = None
    script: ScriptName | None = None
    method: Literal["grid", "random", "bayes"]
    metric: Annotated[SweepMetric, BeforeValidator(metric_map)] | None = None
    parameters: dict[str, Annotated[SweepParameter, BeforeValidator(parameter_map)]]
    run_cap: Annotated[int, Field(ge=1)] | None = None
    early_terminate: EarlyTerminate | None = None
    command: Annotated[list[Text], BeforeValidator(listify)] | None = None
    tags: Annotated[list[Text], BeforeValidator(listify)] = []
