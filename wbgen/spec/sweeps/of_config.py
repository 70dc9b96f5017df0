"""What a sweep of a spec leaves to ``config`` and to the catalogue, filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wbgen.spec import models
from wbgen.spec.sweeps.distributions import given

#: The type of an argument by that of its default.
TYPES: Mapping[type, str] = {bool: "bool", int: "int", float: "float", str: "str", list: "list"}

#: Distributions of whole numbers, where their bounds and quantum are whole.
WHOLE = frozenset({"int_uniform", "q_uniform", "q_log_uniform", "q_log_uniform_values", "q_normal"})


def type_of(parameter: models.Parameter | None) -> str | None:
    """The type of a config key: as said, else that of its default, else that of all its choices."""
    if parameter is None:
        return None
    if parameter.type is not None or parameter.default is not None:
        return parameter.type or TYPES.get(type(parameter.default))
    types = {type(choice) for choice in parameter.choices or ()}
    return TYPES[types.pop()] if len(types) == 1 else None


def filled(
    parameters: models.SweepParameters, config: Mapping[str, models.Parameter], before: str = ""
) -> models.SweepParameters:
    """The parameters with values for those that say none: choices, both of a boolean, or the default."""
    done: models.SweepParameters = {}
    for key, parameter in parameters.items():
        name = before + key
        if parameter.parameters is not None:
            inner = filled(parameter.parameters, config, f"{name}.")
            done[key] = parameter.model_copy(update={"parameters": inner})
        elif given(parameter) or parameter.distribution is not None or name not in config:
            done[key] = parameter
        else:
            done[key] = models.SweepParameter(**values_of(config[name]))
    return done


def values_of(parameter: models.Parameter) -> dict[str, Any]:
    """What a sweep tries of a config key that it only names."""
    if parameter.choices:
        return {"values": list(parameter.choices)}
    if type_of(parameter) == "bool":
        return {"values": [True, False]}
    return {} if parameter.default is None else {"value": parameter.default}
