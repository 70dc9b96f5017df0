"""Searches over the arguments of scripts: the grammar of W&B's sweeps, in specs and in files of their own."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from annotated_types import Len
from pydantic import BeforeValidator, Field, StringConstraints

from wbgen.spec.models.base import MetricName, Model, ProjectName, Text, Title, Values, listify
from wbgen.spec.models.scripts import ScriptName

#: A number that stays what it is: W&B tells whole numbers from others.
Number: TypeAlias = int | float
NotNegative: TypeAlias = Annotated[int, Field(ge=0)] | Annotated[float, Field(ge=0)]
Positive: TypeAlias = Annotated[int, Field(gt=0)] | Annotated[float, Field(gt=0)]
AboveOne: TypeAlias = Annotated[int, Field(gt=1)] | Annotated[float, Field(gt=1)]
#: A parameter's name, as W&B takes it.
ParameterName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]*$")]
RunId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,128}$")]

DistributionName: TypeAlias = Literal[
    "constant",
    "categorical",
    "categorical_w_probabilities",
    "int_uniform",
    "uniform",
    "q_uniform",
    "log_uniform",
    "log_uniform_values",
    "q_log_uniform",
    "q_log_uniform_values",
    "inv_log_uniform",
    "inv_log_uniform_values",
    "normal",
    "q_normal",
    "log_normal",
    "q_log_normal",
    "beta",
    "q_beta",
]


def parameter_map(value: Any) -> Any:
    """A list is short for its values, a single thing for that value; nothing is left to the config key."""
    if isinstance(value, dict):
        return value
    if value is None:
        return {}
    return {"values": value} if isinstance(value, list) else {"value": value}


def metric_map(value: Any) -> Any:
    """``metric: val/loss`` is short for ``metric: {name: val/loss}``."""
    return value if isinstance(value, dict) else {"name": value}


class SweepMetric(Model):
    """What a sweep looks for.

    target: the value at which it is found, and the sweep may stop.  impute, impute_while_running: what
    counts for runs that failed, and for runs that have not ended.
    """

    name: MetricName
    goal: Literal["minimize", "maximize"] | None = None
    target: Number | None = None
    impute: Literal["latest", "best", "worst"] | None = None
    impute_while_running: Literal["latest", "best", "worst", "false"] | None = None


class SweepParameter(Model):
    """The values of one parameter: one, some, or a distribution; or parameters within it."""

    value: Any = None
    values: Annotated[list[Any], Len(1)] | None = None
    distribution: DistributionName | None = None
    min: Number | None = None
    max: Number | None = None
    mu: Number | None = None
    sigma: NotNegative | None = None
    q: Positive | None = None
    a: NotNegative | None = None
    b: NotNegative | None = None
    probabilities: Annotated[list[NotNegative], Len(1)] | None = None
    parameters: SweepParameters | None = None


SweepParameters: TypeAlias = dict[ParameterName, Annotated[SweepParameter, BeforeValidator(parameter_map)]]


class EarlyTerminate(Model):
    """When a run that does badly is stopped."""

    type: Literal["hyperband"]
    min_iter: Annotated[int, Field(ge=1)] | None = None
    max_iter: Annotated[int, Field(ge=1)] | None = None
    s: Annotated[int, Field(ge=1)] | None = None
    eta: AboveOne | None = None
    strict: bool | None = None


class SweepScheduler(Model):
    """Who chooses the values, where it is not W&B's server: a program with an engine of its own."""

    engine: Literal["optuna", "ax", "wandb"]
    source: Text | None = None
    optimizer: Text | None = None
    search_space: Text | None = None


class SweepController(Model):
    """Where the search runs: on W&B's server, or in a process of the user's."""

    type: Literal["local", "cloud"]


class Search(Model):
    """What every sweep says, in a spec as in a file of W&B's."""

    method: Literal["grid", "random", "bayes", "custom"]
    metric: Annotated[SweepMetric, BeforeValidator(metric_map)] | None = None
    metrics: Annotated[list[Annotated[SweepMetric, BeforeValidator(metric_map)]], Len(2, 20)] | None = None
    parameters: SweepParameters = {}
    run_cap: Annotated[int, Field(ge=1)] | None = None
    early_terminate: EarlyTerminate | None = None
    program: Text | None = None
    command: Annotated[Values, BeforeValidator(listify)] | None = None
    scheduler: SweepScheduler | None = None
    controller: SweepController | None = None
    job: Text | None = None
    image_uri: Text | None = None
    entity: ProjectName | None = None
    kind: Literal["sweep"] | None = None
    api_version: Annotated[Text | None, Field(alias="apiVersion")] = None


class Sweep(Search):
    """A search over hyperparameters."""

    title: Title | None = None
    about: Text | None = None
    script: ScriptName | None = None
    prior_runs: Annotated[list[RunId], BeforeValidator(listify)] = []
    tags: Annotated[list[Text], BeforeValidator(listify)] = []


class SweepFile(Search):
    """A sweep as `wandb sweep` reads it from a file of its own."""

    name: Text | None = None
    description: Text | None = None
    project: ProjectName | None = None
