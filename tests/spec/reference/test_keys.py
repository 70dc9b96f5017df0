"""Every key of the language has words and an example that is right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic.fields import FieldInfo

from wbgen.config.file import ConfigFile, SafetyEntry, SlurmEntry, TargetEntry
from wbgen.spec.conditions import parse_condition
from wbgen.spec.expressions import parse_filter, parse_rule
from wbgen.spec.reference.fields import BEYOND_MODELS, all_fields, key_of, language_models, own_fields
from wbgen.spec.reference.key import Key
from wbgen.spec.reference.keys import KEYS

MODELS: list[type[BaseModel]] = [*language_models(), ConfigFile, SafetyEntry, SlurmEntry, TargetEntry]
BY_NAME = {model.__name__: model for model in MODELS}


def keys() -> Iterator[tuple[type[BaseModel], str, FieldInfo]]:
    for model in MODELS:
        for name, field in own_fields(model):
            yield model, name, field


def written_at(model: type[BaseModel], name: str) -> bool:
    """Whether the table tells of a key at the model that defines it."""
    return name in KEYS.get(model.__name__, {})


def test_models_have_names_of_their_own() -> None:
    assert [name for name, count in Counter(model.__name__ for model in MODELS).items() if count > 1] == []


def test_no_key_is_missing() -> None:
    assert [f"{model.__name__}.{name}" for model, name, _ in keys() if not written_at(model, name)] == []


def test_no_entry_is_stale() -> None:
    known = {(model.__name__, name) for model in MODELS for name, _ in all_fields(model)}
    known |= {(model, name) for model, names in BEYOND_MODELS.items() for name in names}
    written = {(model, name) for model, entries in KEYS.items() for name in entries}
    assert sorted(written - known) == []


def test_meanings_are_one_sentence() -> None:
    texts = [about for entries in KEYS.values() for about, _ in entries.values()]
    assert [text for text in texts if not text.endswith(".") or ". " in text or "|" in text] == []
    assert [text for text in texts if not (text[0].isupper() or text[0] == "`")] == []


@pytest.mark.parametrize(
    ("model", "name", "field"), [*keys()], ids=[f"{model.__name__}.{name}" for model, name, _ in keys()]
)
def test_examples_are_accepted(model: type[BaseModel], name: str, field: FieldInfo) -> None:
    key = key_of(model, name)
    assert key is not None
    annotation: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    config = ConfigDict(strict=True, allow_inf_nan=False)
    TypeAdapter(list[annotation], config=config).validate_python([key.value])


READERS: dict[Callable[[str], object], tuple[str, ...]] = {
    parse_filter: ("RunSet.where", "Section.only_if", "Parameter.only_if", "MetricAttributes.only_if"),
    parse_rule: ("HealthRule.when", "Trouble.when"),
    parse_condition: ("MetricAttributes.healthy", "MetricAttributes.warn", "MetricAttributes.critical"),
    re.compile: ("Curve.regex",),
}


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_examples_of_expressions_read(read: Callable[[str], object]) -> None:
    for name in READERS[read]:
        model, _, key = name.partition(".")
        value = Key(*KEYS[model][key]).value
        for text in [value] if isinstance(value, str) else value:
            read(text)


def test_examples_are_not_the_defaults() -> None:
    """An example that says what counts anyway shows nothing; kinds without a value have none to show."""
    same = []
    for model, name, field in keys():
        key = key_of(model, name)
        default = (
            None if field.is_required() else field.get_default(call_default_factory=True, validated_data={})
        )
        if key is not None and default is not None and key.value == default:
            same.append(f"{model.__name__}.{name}")
    assert same == []
