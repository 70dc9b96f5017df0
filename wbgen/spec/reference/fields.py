"""The fields of models, and what the table says of each."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from wbgen.spec import models
from wbgen.spec.reference.key import Key
from wbgen.spec.reference.keys import KEYS

#: Keys that are no fields: what reads packs takes them before the models see them.
BEYOND_MODELS: dict[str, tuple[str, ...]] = {
    "Pack": ("pack", "about", "sections"),
    "Section": ("use",),
}


def language_models() -> list[type[models.Model]]:
    """Every model of the language, in the order of the modules and within them."""
    found: list[type[models.Model]] = []
    for info in pkgutil.iter_modules(models.__path__, f"{models.__name__}."):
        module = importlib.import_module(info.name)
        found += [value for value in vars(module).values() if is_own(value, info.name)]
    return [model for model in found if model is not models.Model]


def is_own(value: object, module: str) -> bool:
    """Whether something is a model that the module defines."""
    return isinstance(value, type) and issubclass(value, models.Model) and value.__module__ == module


def own_fields(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """The keys that a model itself defines, as they are written in a spec."""
    model.model_rebuild()
    for name, field in model.model_fields.items():
        if name in vars(model).get("__annotations__", {}):
            yield field.alias or name, field


def all_fields(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """The keys of a model with those it inherits, as they are written in a spec."""
    model.model_rebuild()
    return ((field.alias or name, field) for name, field in model.model_fields.items())


def key_of(model: type[BaseModel], name: str) -> Key | None:
    """What the table says of a key: at the model, else at what it inherits the key from."""
    for known in model.__mro__:
        if name in KEYS.get(known.__name__, {}):
            return Key(*KEYS[known.__name__][name])
    return None
