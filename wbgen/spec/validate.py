"""Pydantic's findings in the words of the language: a code, a place in the file, a cure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Map
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from wbgen.spec import models
from wbgen.spec.diagnostics import Collector, did_you_mean, listed
from wbgen.spec.places import Path, in_key, place_name, value_at, written_path
from wbgen.spec.salvage import Hidden, salvage
from wbgen.spec.tree import Mapping, beginning, locate, plain_data
from wbgen.spec.value_words import Words, about_bounds, about_name, about_values

#: Pydantic's error types by the code they are told under; any other type is a wrong type.
CODE_OF: dict[str, str] = {
    "extra_forbidden": "unknown-key",
    "missing": "missing-key",
    "literal_error": "not-a-choice",
    "union_tag_not_found": "no-kind",
    "union_tag_invalid": "no-kind",
    "string_pattern_mismatch": "bad-name",
    "string_too_short": "out-of-range",
    "string_too_long": "out-of-range",
    "too_short": "out-of-range",
    "too_long": "out-of-range",
    "greater_than_equal": "out-of-range",
    "less_than_equal": "out-of-range",
    "greater_than": "out-of-range",
    "finite_number": "out-of-range",
    "value_error": "out-of-range",
}


def validate(root: Mapping, collector: Collector) -> tuple[models.Spec, Hidden] | None:
    """The spec as models, with everything that is wrong with its shape collected.

    Where something is, the spec is what is left without it, and comes with the findings that its absence
    may cause; None where nothing sensible is left.
    """
    data = plain_data(root)
    try:
        return models.Spec.model_validate(data), frozenset()
    except ValidationError as error:
        tell(error.errors(include_url=False), data, root, collector, models.Spec)
        return None if collector.full else salvage(data, error)


def tell(
    errors: Iterable[ErrorDetails], data: Any, root: Mapping, collector: Collector, model: type[BaseModel]
) -> None:
    """Collect pydantic's findings on a file of the given model. ``data`` is the plain data of ``root``."""
    for (path, code), alternatives in by_place(errors, data).items():
        if collector.full:
            break
        span, key_span = locate(root, path)
        if code == "missing-key" and key_span is None:
            span = beginning(span)
        if span in collector.unresolved:
            continue
        words = WORDS[code](alternatives, path, data, model)
        place = key_span if key_span and words.at_key else span
        collector.add(words.code or code, words.message, place, cure=words.cure)


def by_place(errors: Iterable[ErrorDetails], data: Any) -> dict[tuple[Path, str], list[ErrorDetails]]:
    """The errors by what they are about: a union gives one for each type that a value could have had."""
    places: dict[tuple[Path, str], list[ErrorDetails]] = {}
    for details in errors:
        path = written_path(details, data)
        code = "wrong-version" if path == ("wbgen",) else CODE_OF.get(details["type"], "wrong-type")
        if details["type"] == "missing" and code == "wrong-version":
            code = "missing-key"
        places.setdefault((path, code), []).append(details)
    return places


Errors = list[ErrorDetails]


def about_unknown_key(errors: Errors, path: Path, data: Any, model: type[BaseModel]) -> Words:
    key = str(path[-1])
    where = models_at(errors[0]["loc"][:-1], model)
    if where and any(where[0] in kinds.values() and key in kinds for kinds in KINDS):
        cure = "a panel or block has one kind; make two of it"
        return Words(f"`{key}` makes this two things at once", cure, at_key=True, code="two-kinds")
    known = sorted({field.alias or name for model in where for name, field in model.model_fields.items()})
    cure = did_you_mean(key, known) or f"keys here: {listed(known, 30)}"
    return Words(f"`{key}` is not a key of {place_name(path[:-1])}", cure, at_key=True)


#: The kinds of panels and of blocks.
KINDS = (models.PANEL_KINDS, models.BLOCK_KINDS)


def about_missing_key(errors: Errors, path: Path, data: Any, model: type[BaseModel]) -> Words:
    key = str(path[-1])
    cure = f"add `{key}: {EXAMPLES[key]}`" if key in EXAMPLES else f"add `{key}:`"
    return Words(f"`{key}` is missing in {place_name(path[:-1])}", cure, at_key=True)


EXAMPLES: dict[str, str] = {
    "wbgen": "1",
    "guide": "my-guide",
    "title": "What people call it",
    "project": "my-project",
    "group": "Losses",
    "of": "{loss/total: {goal: minimize}}",
    "metric": "train/stage",
    "stages": "teacher:5000,student:5000",
    "weight": "0.6",
}


def about_no_kind(errors: Errors, path: Path, data: Any, model: type[BaseModel]) -> Words:
    lists = {"panels": "panel", "blocks": "block", "folded": "block"}
    what = lists.get(str(path[-2])) if isinstance(path[-1], int) else None
    value = value_at(data, path)
    if what is None:
        cure = "list its values, as `[14, 15]`, or write `{open: true}`"
        return Words(f"{place_name(path)} should be a list or a map", cure, code="wrong-type")
    kinds: Map[str, type[BaseModel]] = models.PANEL_KINDS if what == "panel" else models.BLOCK_KINDS
    written = [*value] if isinstance(value, dict) else [value] if isinstance(value, str) else []
    cures = [f"write `- {key}: ...`" for key in written if key in kinds and not isinstance(value, dict)]
    options = {name for model in kinds.values() for name in model.model_fields} - {*kinds}
    near = (did_you_mean(str(key), kinds) for key in written if key not in options)
    cures += filter(None, near)
    cure = next(iter(cures), f"a {what} begins with its kind: {listed(kinds, 20)}")
    return Words(f"this {what} does not say what it is", cure)


def about_choice(errors: Errors, path: Path, data: Any, model: type[BaseModel]) -> Words:
    expected = ", ".join(str(details["ctx"]["expected"]) for details in errors)
    choices = [part.strip("'") for part in expected.replace(" or ", ", ").split(", ")]
    value = errors[0]["input"]
    if value is None:
        return Words(f"{place_name(path)} is empty", f"one of: {listed(choices, 20)}")
    cure = did_you_mean(str(value), choices) or f"one of: {listed(choices, 20)}"
    if isinstance(value, bool) and str(value).lower() in choices:
        cure = f"put it in quotes: '{str(value).lower()}'"
    return Words(f"`{value}` is no value for {place_name(path)}", cure)


def about_version(errors: Errors, path: Path, data: Any, model: type[BaseModel]) -> Words:
    value = errors[0]["input"]
    if value == "1":
        return Words("the language version is a number", "write `wbgen: 1`, without quotes")
    return Words(f"`{value}` is not a language version this wbgen speaks", "write `wbgen: 1`")


def about_key_or_name(errors: Errors, path: Path, data: Any, model: type[BaseModel]) -> Words:
    return about_name(errors[0], path, at_key=in_key(errors[0]))


def about_value(errors: Errors, path: Path, data: Any, model: type[BaseModel]) -> Words:
    return about_values(errors, path)


def about_range(errors: Errors, path: Path, data: Any, model: type[BaseModel]) -> Words:
    return about_bounds(errors[0], path)


WORDS: dict[str, Callable[[Errors, Path, Any, type[BaseModel]], Words]] = {
    "unknown-key": about_unknown_key,
    "missing-key": about_missing_key,
    "no-kind": about_no_kind,
    "not-a-choice": about_choice,
    "wrong-version": about_version,
    "bad-name": about_key_or_name,
    "out-of-range": about_range,
    "wrong-type": about_value,
}


def models_at(loc: Path, start: type[BaseModel]) -> list[type[BaseModel]]:
    """The models that a map at this error location may be; the location's tags pick among kinds."""
    here = [start]
    for step in loc:
        if str(step).startswith(models.TAG):
            kind = str(step).removeprefix(models.TAG)
            picked = models.PANEL_KINDS.get(kind), models.BLOCK_KINDS.get(kind)
            here = [model for model in here if model in picked] or here
            continue
        for model in here:
            model.model_rebuild()  # its annotations may name models that came after it
        fields = [f for model in here for name, f in model.model_fields.items() if step in (name, f.alias)]
        if fields:
            here = [model for field in fields for model in models_in([field.annotation, *field.metadata])]
    return here


def models_in(annotations: list[Any]) -> Iterator[type[BaseModel]]:
    """Every model named in type annotations, however they are wrapped."""
    for annotation in annotations:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield annotation
        else:
            yield from models_in(list(get_args(annotation)))
