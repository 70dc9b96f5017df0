"""The points of a grid, gone through in the order of W&B's own search.

The package lays a grid out and looks through all runs anew for each question. Here its layout is kept, and so
is what a run has tried: a grid has points for as many runs. What is equal to what (``yaml_hash``: 3.0 and 3
are) and how values become parameters remain the package's.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from copy import copy
from itertools import product
from typing import Any

#: A point: the hash of its value of each parameter that has several.
Point = tuple[str, ...]


def size_of(parameters: Mapping[str, Any]) -> int:
    """How many points the grid of some parameters has, without laying it out."""
    from sweeps.params import HyperParameterSet

    return math.prod(map(_choices, HyperParameterSet.from_config(dict(parameters))))


def _choices(parameter: Any) -> int:
    """How many values of a parameter a grid goes through. As in the package, equal ones are one."""
    given = parameter.config
    if parameter.type == parameter.CATEGORICAL:
        return len({_hash(value) for value in given["values"]})
    if parameter.type == parameter.INT_UNIFORM:
        return int(given["max"]) - int(given["min"]) + 1
    if parameter.type == parameter.Q_UNIFORM:
        return max(0, math.ceil((float(given["max"]) - float(given["min"])) / float(given["q"])))
    return 1


class Grid:
    """A grid. entries: a configuration that the package takes."""

    def __init__(self, entries: Mapping[str, Any]) -> None:
        from sweeps.grid_search import grid_search_next_runs
        from sweeps.params import HyperParameterSet

        grid_search_next_runs([], dict(entries))  # says in its own words what is no grid
        self._parameters = [_listed(one) for one in HyperParameterSet.from_config(entries["parameters"])]
        self._axes = {
            one.name: _Axis(one.config["values"]) for one in self._parameters if one.type == one.CATEGORICAL
        }
        self._known: dict[str, Point] = {}

    def untried(self, tried: Iterable[str]) -> dict[str, Any] | None:
        """The first point that no run has tried, as its parameters; None where there is none.

        tried: what runs were started with, as JSON objects in text.
        """
        known = self._known
        self._known = {text: known.get(text) or self._point(json.loads(text)) for text in tried}
        seen = set(self._known.values())
        points = product(*(axis.values for axis in self._axes.values()))
        found = next((point for point in points if point not in seen), None)
        return None if found is None else self._params(found)

    def _point(self, params: Any) -> Point:
        """What a run has tried; of a run that lacks a parameter, no point."""
        told = (axis.hash_in(_in(params, name)) for name, axis in self._axes.items())
        return tuple(hash for hash in told if hash is not None)

    def _params(self, point: Point) -> dict[str, Any]:
        from sweeps.params import HyperParameterSet

        chosen = dict(zip(self._axes, point, strict=True))
        parameters = HyperParameterSet([copy(one) for one in self._parameters])
        for one in parameters:
            if one.name in chosen:
                one.value = self._axes[one.name].values[chosen[one.name]]
        params: dict[str, Any] = parameters.to_config()
        return params


class _Axis:
    """A parameter that has several values. values: by their hashes, in their order."""

    def __init__(self, values: list[Any]) -> None:
        self.values = {_hash(value): value for value in values}
        self._written = {_written(value): hash for hash, value in self.values.items()}
        #: What a script may add to values that are maps makes them no others.
        self._keys = {key for value in values if isinstance(value, dict) for key in value}

    def hash_in(self, value: Any) -> str | None:
        """The hash of a run's value; None for MISSING."""
        if value is MISSING:
            return None
        if self._keys and isinstance(value, dict):
            value = {key: item for key, item in value.items() if key in self._keys}
        return self._written.get(_written(value)) or _hash(value)


MISSING = object()


def _written(value: Any) -> tuple[type, str]:
    """A value as it is written, which costs far less than its hash."""
    return type(value), repr(value)


def _in(params: Any, name: str) -> Any:
    """The value of a parameter in what a run was started with, or MISSING."""
    from sweeps.params import HyperParameterSet

    first, *rest = name.split(HyperParameterSet.NESTING_DELIMITER)
    for key in (first, "value", *rest):
        if not isinstance(params, dict) or key not in params:
            return MISSING
        params = params[key]
    return params


def _hash(value: Any) -> str:
    from sweeps.grid_search import yaml_hash

    return str(yaml_hash(value))


def _listed(parameter: Any) -> Any:
    """A parameter with the values of its range listed, as the package lists them."""
    from sweeps.params import HyperParameter

    given = parameter.config
    if parameter.type == parameter.INT_UNIFORM:
        values = [*range(given["min"], given["max"] + 1)]
    elif parameter.type == parameter.Q_UNIFORM:
        import numpy

        values = numpy.arange(given["min"], given["max"], given["q"]).tolist()
    else:
        return parameter
    return HyperParameter(parameter.name, {"distribution": "categorical", "values": values})
