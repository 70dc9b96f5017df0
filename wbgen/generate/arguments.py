"""The arguments of a script, made of the spec's ``config``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wbgen.errors import WbgenError
from wbgen.generate.python import distinct, identifier, literal
from wbgen.spec import models
from wbgen.spec.guide import Guide

#: What a command line gives for each type, by the name of the script's function that reads it.
READERS = {"int": "whole", "float": "float", "bool": "truth", "str": "str"}

PYTHON_TYPES: Mapping[str, type] = {"int": int, "float": float, "bool": bool, "str": str, "list": list}

#: Options of every script, which no config key may be called: in words, with `-` for `_`.
OPTIONS = (
    "demo",
    "use_wandb",
    "no_wandb",
    "offline",
    "wandb_project",
    "wandb_entity",
    "wandb_run_name",
    "wandb_tags",
    "wandb_group",
    "output",
    "resume",
    "checkpoint_every",
    "device",
    "help",
)

#: Names that the class of the arguments has for itself.
OWN_NAMES = ("config", "field")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: a config key, and the field that holds its value in the script.

    flags: the ways to write it; a sweep writes the first.  annotation: its type.  default, choices,
    demo: Python literals; ``demo`` is None where a demo changes nothing.  many: whether it is a list.
    """

    key: str
    field: str
    flags: tuple[str, ...]
    annotation: str
    reader: str
    default: str
    about: str
    choices: str | None = None
    demo: str | None = None
    many: bool = False
    optional: bool = False

    @property
    def is_bool(self) -> bool:
        """Whether it may stand without a value, and be turned off by ``--no-``."""
        return self.reader == "truth" and not self.many


@dataclass(frozen=True, slots=True)
class Observed:
    """A config key that the run finds out by itself."""

    key: str
    field: str
    annotation: str
    about: str


def arguments_of(guide: Guide, demo: models.Demo) -> list[Argument]:
    """The arguments in the spec's order. Raises WbgenError for what no command line can say."""
    keys = [key for key, parameter in guide.config.items() if not parameter.observed]
    fields = distinct(map(identifier, keys), OWN_NAMES)
    for key, field in zip(keys, fields, strict=True):
        if field in OPTIONS and "." not in key:
            raise WbgenError(
                f"config key `{key}` has the name of an option that every script has",
                cure=f"call it otherwise, as `train_{field}`",
            )
    return [argument(key, field, guide.config[key], demo) for key, field in zip(keys, fields, strict=True)]


def argument(key: str, field: str, parameter: models.Parameter, demo: models.Demo) -> Argument:
    """One argument."""
    many, kind = kind_of(key, parameter)
    optional = parameter.default is None
    annotation = f"list[{kind}]" if many else kind
    flags = dict.fromkeys((f"--{key}", f"--{key.replace('_', '-')}"))
    return Argument(
        key=key,
        field=field,
        flags=tuple(flags),
        annotation=f"{annotation} | None" if optional else annotation,
        reader=READERS[kind],
        default=literal(value_of(key, parameter.default, kind, many)),
        about=parameter.about or "",
        choices=literal(tuple(parameter.choices)) if parameter.choices and not many else None,
        demo=literal(value_of(key, demo.set[key], kind, many)) if key in demo.set else None,
        many=many,
        optional=optional,
    )


def kind_of(key: str, parameter: models.Parameter) -> tuple[bool, str]:
    """Whether it is a list, and the type of its values or of their members: ``int``, ``float``, ..."""
    default: Any = parameter.default
    if parameter.type == "list" or isinstance(default, list):
        members = {type(member) for member in default or ()}
        return True, "int" if members == {int} else "float" if members and members <= {int, float} else "str"
    if parameter.type is not None:
        return False, parameter.type
    sample = default if default is not None else (parameter.choices or [""])[0]
    if isinstance(sample, dict):
        raise WbgenError(
            f"config key `{key}` holds a map, which no argument can be",
            cure=f"write its keys one by one, as `{key}.<key>`, or say `observed: true`",
        )
    return False, type(sample).__name__


def value_of(key: str, value: Any, kind: str, many: bool) -> Any:
    """A value as the type has it: 10 where a float is meant is 10.0, 1e4 where an int is 10000."""
    if value is None:
        return None
    if many:
        items = value if isinstance(value, list) else [value]
        return [value_of(key, item, kind, False) for item in items]
    if kind == "float" and type(value) is int:
        return float(value)
    if kind == "int" and type(value) is float and value.is_integer():
        return int(value)
    if kind == "str" and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if type(value) is not PYTHON_TYPES[kind]:
        cure = f"write one, or say `type: {type(value).__name__}`"
        raise WbgenError(f"the value {literal(value)} of config key `{key}` is no {kind}", cure=cure)
    return value


def observed_of(guide: Guide) -> list[Observed]:
    """The config keys that the run finds out by itself."""
    keys = [key for key, parameter in guide.config.items() if parameter.observed]
    fields = distinct(map(identifier, keys))
    return [
        Observed(key, field, observed_type(guide.config[key]), guide.config[key].about or "")
        for key, field in zip(keys, fields, strict=True)
    ]


def observed_type(parameter: models.Parameter) -> str:
    """The type of its value, where the spec says it."""
    return {"list": "list[Any]", None: "Any"}.get(parameter.type, parameter.type) or "Any"
