"""From a checked sweep to W&B's configuration of it, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wbgen.spec import models
from wbgen.spec.guide import Guide
from wbgen.spec.sweeps.distributions import distribution_of, given
from wbgen.spec.sweeps.of_config import type_of
from wbgen.spec.sweeps.tags import command_of

Config = dict[str, Any]

#: The keys in the order people read them; W&B does not care.
ORDER = (
    "apiVersion",
    "kind",
    "name",
    "description",
    "entity",
    "project",
    "program",
    "job",
    "image_uri",
    "method",
    "metric",
    "metrics",
    "run_cap",
    "early_terminate",
    "controller",
    "scheduler",
    "parameters",
    "command",
)

#: Keys of a spec's sweep that W&B knows under other names, or not at all.
OURS = frozenset({"title", "about", "script", "prior_runs", "tags"})


def config_of_sweep(guide: Guide, id: str) -> Config:
    """W&B's configuration of one of a guide's sweeps.

    The numbers are of the arguments' types.  A sweep that runs a script of the spec has dotted names for
    nested parameters, which is how the scripts take them, and a command that passes its tags on.
    """
    sweep = guide.sweeps[id]
    config = written(sweep)
    config |= {"name": sweep.title, "description": sweep.about, "project": guide.project}
    parameters = typed(sweep.parameters, guide.config)
    if sweep.script is not None:
        config |= {"program": sweep.script, "command": command_of(id, sweep)}
        parameters = flat(parameters)
    config["parameters"] = parameters or None
    return ordered(config)


def config_of_file(sweep: models.SweepFile) -> Config:
    """W&B's configuration that a file of its own holds."""
    return ordered(written(sweep))


def written(sweep: models.Search) -> Config:
    """The keys that are said, as W&B calls them."""
    said: Config = sweep.model_dump(by_alias=True, exclude_unset=True, exclude=set(OURS | {"parameters"}))
    parameters = {name: parameter_of(parameter) for name, parameter in sweep.parameters.items()}
    return {key: without_nothing(value) for key, value in said.items()} | {"parameters": parameters or None}


def parameter_of(parameter: models.SweepParameter) -> Config:
    """One parameter, and those within it."""
    if parameter.parameters is not None:
        return {"parameters": {name: parameter_of(inner) for name, inner in parameter.parameters.items()}}
    said = parameter.model_dump(exclude_unset=True)
    keys = given(parameter)
    return {key: value for key, value in said.items() if key in keys or (key == "distribution" and value)}


def without_nothing(value: Any) -> Any:
    """A map without the keys that hold nothing; a list of such."""
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if item is not None}
    return [without_nothing(item) for item in value] if isinstance(value, list) else value


def ordered(config: Config) -> Config:
    """The keys that hold something, in the usual order."""
    return {key: config[key] for key in ORDER if config.get(key) is not None}


# --- types


def typed(
    parameters: models.SweepParameters, config: Mapping[str, models.Parameter], before: str = ""
) -> Config:
    """The parameters with numbers of the types that their arguments have."""
    done: Config = {}
    for key, parameter in parameters.items():
        name = before + key
        if parameter.parameters is not None:
            done[key] = {"parameters": typed(parameter.parameters, config, f"{name}.")}
        else:
            done[key] = with_type(parameter, type_of(config.get(name)))
    return done


def with_type(parameter: models.SweepParameter, type_: str | None) -> Config:
    """A parameter whose values and bounds are of a type.

    Its distribution is named where W&B would tell another one from the bounds.
    """
    said = parameter_of(parameter)
    kind = distribution_of(parameter, type_)
    # Whole numbers are drawn between whole bounds, whatever takes them then.
    of_bounds = "int" if kind == "int_uniform" else type_
    for key, of in (("value", type_), ("min", of_bounds), ("max", of_bounds)):
        if key in said:
            said[key] = of_type(said[key], of)
    if "values" in said:
        said["values"] = [of_type(value, type_) for value in said["values"]]
    if "distribution" not in said and kind != distribution_of(models.SweepParameter(**said)):
        said["distribution"] = kind
    return said


def of_type(value: Any, type_: str | None) -> Any:
    """10 where any number is meant is 10.0, and 1e4 where a whole one is meant 10000."""
    if type_ == "float" and type(value) is int:
        return float(value)
    if type_ == "int" and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


# --- names


def flat(parameters: Config, before: str = "") -> Config:
    """Parameters within others under their dotted names."""
    done: Config = {}
    for key, parameter in parameters.items():
        if "parameters" in parameter:
            done |= flat(parameter["parameters"], f"{before}{key}.")
        else:
            done[before + key] = parameter
    return done
