"""Config: keys that are missing or that nobody declared, values that the spec does not allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wbgen.contract.finding import Finding, finding
from wbgen.contract.subject import Subject
from wbgen.runs.values import find
from wbgen.spec import models
from wbgen.spec.diagnostics import did_you_mean, listed, nearest, shortened
from wbgen.spec.names import exact
from wbgen.views.json import Json, canonical

#: Keys of a run's config that wbgen's scripts and the client write.
OWN = frozenset({"wbgen"})

#: Levels of maps within maps that are looked into.
MOST_LEVELS = 8


def config_findings(subject: Subject) -> Iterator[Finding]:
    """Everything there is to say of a run's config."""
    config = subject.run.config
    for key, parameter in subject.guide.config.items():
        value = find(config, exact(key))
        if value is not None:
            yield from wrong(key, parameter, value)
        elif not has(config, exact(key)) and subject.holds(parameter.only_if):
            yield missing(subject, key, parameter)
    yield from undeclared(subject)


def has(config: Mapping[str, Json], key: str) -> bool:
    """Whether a config has a key, if only with null."""
    if key in config:
        return True
    first, dot, rest = key.partition(".")
    below = config.get(first)
    return bool(dot) and isinstance(below, dict) and has(below, rest)


def missing(subject: Subject, key: str, parameter: models.Parameter) -> Finding:
    """A key that the run does not have."""
    strange = [name for name in leaves(subject.run.config) if name not in subject.guide.config]
    how = "`wandb.config.update`" if parameter.observed else "`wandb.init(config=...)`"
    near = nearest(key, strange)
    cure = f"the run has `{near}`: is that meant?" if near else f"pass it to {how}"
    return finding("missing-config", f"config has no `{key}`", cure=cure, config=key)


def wrong(key: str, parameter: models.Parameter, value: Json) -> Iterator[Finding]:
    """A value of another type than declared, or none of the choices."""
    shown = shortened(canonical(value))
    if parameter.type is not None and not is_of(parameter.type, value):
        message = f"config `{key}` is `{shown}`, which is no {parameter.type}"
        cure = f"pass a value of type {parameter.type}, or declare the type it has"
        yield finding("wrong-config-type", message, cure=cure, config=key)
    elif parameter.choices and not any(same(value, choice) for choice in parameter.choices):
        message = f"config `{key}` is `{shown}`, which is none of its choices"
        cure = f"choices: {listed(map(str, parameter.choices))}"
        yield finding("not-a-choice", message, cure=cure, config=key)


def is_of(type_: str, value: Json) -> bool:
    """Whether a value is of a declared type. JSON does not tell 1.0 from 1."""
    match type_:
        case "bool":
            return isinstance(value, bool)
        case "int":
            return not isinstance(value, bool) and isinstance(value, int | float) and value == int_of(value)
        case "float":
            return not isinstance(value, bool) and (isinstance(value, int | float) or value in NOT_FINITE)
        case "str":
            return isinstance(value, str)
    return isinstance(value, list)


#: What the client writes for numbers that JSON has no word for.
NOT_FINITE = ("NaN", "Infinity", "-Infinity")


def int_of(value: float) -> float | None:
    """The whole number that a number is, if it is one."""
    try:
        return int(value)
    except (OverflowError, ValueError):
        return None


def same(value: Json, choice: object) -> bool:
    """Whether two values are the same; true is not 1."""
    return isinstance(value, bool) == isinstance(choice, bool) and value == choice


def undeclared(subject: Subject) -> Iterator[Finding]:
    """Keys that the spec does not have."""
    declared = {exact(key) for key in subject.guide.config}
    above = {one for key in declared for one in beginnings(key)}
    lost = [key for key in declared if not has(subject.run.config, key)]
    for key in leaves(subject.run.config):
        if key not in above and not any(one in declared for one in beginnings(key)):
            otherwise = "add it to `config:`, with `observed: true` if the run sets it by itself"
            cure = did_you_mean(key, lost, otherwise=otherwise)
            yield finding("undeclared-config", f"the spec has no config key `{key}`", cure=cure, config=key)


def beginnings(key: str) -> Iterator[str]:
    """A key and the maps that it lies in."""
    parts = key.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def leaves(config: Mapping[str, Json], before: str = "", level: int = 0) -> Iterator[str]:
    """The dotted names of a config's values, without the client's and wbgen's own."""
    for name, value in config.items():
        if level == 0 and (name in OWN or name.startswith("_")):
            continue
        if isinstance(value, dict) and value and level < MOST_LEVELS:
            yield from leaves(value, f"{before}{name}.", level + 1)
        else:
            yield before + name
