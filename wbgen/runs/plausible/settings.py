"""Configs of invented runs: the defaults first, then some that differ as a team's runs do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from wbgen.runs.plausible.conditions import hints, holds, read
from wbgen.spec import models
from wbgen.spec.guide import Guide
from wbgen.views.json import Json

#: Parameters that a team tries values of, a factor around the default apart; others stay as they are.
TRIED = re.compile(r"(^|[_./-])(lr|learning_rate|weight_decay)($|[_./-])", re.IGNORECASE)
FACTOR = 4.0

#: What whole numbers of which nothing is known are multiplied by, at most, from run to run.
MULTIPLES = 16

SEED = re.compile(r"(^|[_./-])seed$", re.IGNORECASE)

#: Values of parameters without a default, by a part of their name; by their type where none fits.
USUAL: tuple[tuple[str, Json], ...] = (
    ("batch", 32),
    ("epoch", 30),
    ("step", 3000),
    ("rate", 1e-4),
    ("lr", 1e-4),
    ("param", 124_000_000),
    ("layer", 12),
)
BY_TYPE: Mapping[str | None, Json] = {
    "int": 8,
    "float": 0.1,
    "bool": True,
    "str": "base",
    "list": [],
    None: 1,
}

IS_TYPE: Mapping[str | None, tuple[type, ...]] = {
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "str": (str,),
    "list": (list,),
    None: (object,),
}


def configs(guide: Guide, count: int) -> list[dict[str, Json]]:
    """A config for each of so many runs; the first has every default, and is in the sets they allow."""
    wanted = dict(asked(guide))
    base = {name: written_value(name, parameter, wanted) for name, parameter in guide.config.items()}
    conditions = dict.fromkeys(
        text
        for text in (
            *(parameter.only_if for parameter in guide.config.values()),
            *(metric.attributes.only_if for metric in guide.catalogue.metrics.values()),
        )
        if text is not None
    )
    made = [varied(guide, base, number) for number in range(count)]
    unmet = [filter for text in conditions if (filter := read(text)) is not None and not holds(filter, base)]
    for number, filter in enumerate(unmet):
        chosen = made[1 + number % (count - 1)] if count > 1 else made[0]
        chosen |= {name: value for name, value in hints(filter) if name in guide.config}
    return [kept(guide, config) for config in made]


def asked(guide: Guide) -> list[tuple[str, Json]]:
    """What the guide's run sets ask of configs."""
    filters = [read(run_set.options.where) for run_set in guide.runs.values()]
    return [hint for filter in filters if filter is not None for hint in hints(filter)]


def written_value(name: str, parameter: models.Parameter, wanted: Mapping[str, Json]) -> Json:
    """The value of a parameter in a usual run."""
    if parameter.default is not None:
        default: Json = parameter.default
        return default
    if parameter.choices:
        return parameter.choices[0]
    if name in wanted:
        return wanted[name]
    usual = (value for part, value in USUAL if part in name.lower())
    return next(
        (value for value in usual if isinstance(value, IS_TYPE[parameter.type])), BY_TYPE[parameter.type]
    )


def varied(guide: Guide, base: Mapping[str, Json], number: int) -> dict[str, Json]:
    """The config of the run with that number, 0 for the usual one."""
    config = dict(base)
    if number == 0:
        return config
    random = Random(f"{guide.id} config {number}")
    for name, parameter in guide.config.items():
        value = config[name]
        if SEED.search(name) and type(value) is int:
            config[name] = value + number
        elif parameter.choices:
            config[name] = parameter.choices[number % len(parameter.choices)]
        elif TRIED.search(name) and isinstance(value, float):
            config[name] = around(value, random)
        elif is_only_named(parameter) and isinstance(value, float):
            config = as_allowed(guide, config, {name: around(value, random)})
        elif is_only_named(parameter) and type(value) is int:
            config = as_allowed(guide, config, {name: value * random.randint(1, MULTIPLES)})
    return config


def around(value: float, random: Random) -> float:
    """A number that is at most :data:`FACTOR` times another, or that part of it, with two figures."""
    return float(f"{value * FACTOR ** random.uniform(-1, 1):.2g}")


def is_only_named(parameter: models.Parameter) -> bool:
    """Whether a guide says nothing of a parameter: it is one that a view's panel or filter names."""
    return parameter.type is None and parameter.default is None and not parameter.choices


def as_allowed(guide: Guide, config: dict[str, Json], more: Mapping[str, Json]) -> dict[str, Json]:
    """The config with other values, unless a run set would then lose the run."""
    filters = [read(run_set.options.where) for run_set in guide.runs.values()]
    tried = {**config, **more}
    lost = any(holds(filter, config) and not holds(filter, tried) for filter in filters if filter is not None)
    return config if lost else tried


def kept(guide: Guide, config: dict[str, Json]) -> dict[str, Json]:
    """The config without parameters whose condition it does not fulfil."""
    conditions = {name: read(parameter.only_if) for name, parameter in guide.config.items()}
    return {
        name: value
        for name, value in config.items()
        if (condition := conditions[name]) is None or holds(condition, config)
    }


def whole_number(config: Mapping[str, Any], pattern: re.Pattern[str]) -> int | None:
    """The first positive whole number under a name that fits."""
    fitting = (value for name, value in config.items() if pattern.search(name))
    return next((value for value in fitting if type(value) is int and value > 0), None)
