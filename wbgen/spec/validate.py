"""Pydantic's findings in the words of the language: a code, a place in the file, a cure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from wbgen.spec import models
from wbgen.spec.diagnostics import Collector, did_you_mean, listed
from wbgen.spec.salvage import salvage
from wbgen.spec.tree import Mapping, Node, Scalar, Sequence, Span, locate, plain_data

Path = tuple[int | str, ...]

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
    "finite_number": "out-of-range",
}

#: Findings of earlier stages that leave a value of the wrong shape where it stands.
TOLD_BEFORE = frozenset({"undefined-variable", "variable-in-text"})

#: What is meant by the patterns of the models, for people.
PATTERNS: dict[str, str] = {
    "[a-z][a-z0-9_-]": "lower-case letters, digits, `-` and `_`, a letter first",
    "[^/": "no slash, backslash, `#`, `?`, `%` or `:`",
    "(step|epoch": "`step`, `epoch`, `once`, `end`, `10 steps` or `5 epochs`",
}


def validate(root: Mapping, collector: Collector) -> tuple[models.Spec, frozenset[str]] | None:
    """The spec as models, with everything that is wrong with its shape collected.

    Where something is, the spec is what is left without it, and comes with the codes of findings that
    its absence may cause; None where nothing sensible is left.
    """
    data = plain_data(root)
    try:
        return models.Spec.model_validate(data), frozenset()
    except ValidationError as error:
        for details in error.errors(include_url=False):
            tell(details, root, collector)
        return salvage(data, error)


def tell(
    details: ErrorDetails, root: Mapping, collector: Collector, model: type[BaseModel] = models.Spec
) -> None:
    """Collect one finding of pydantic's on a file of the given model."""
    path: Path = tuple(step for step in details["loc"] if not str(step).startswith(models.TAG))
    span, key_span = locate(root, path)
    if details["type"] == "missing" and key_span is None:
        span = Span(span.line, span.column, span.line, span.column + 1)
    code = CODE_OF.get(details["type"], "wrong-type")
    if code == "wrong-type" and path == ("wbgen",):
        code = "wrong-version"
    if code == "not-a-choice" and path == ("wbgen",):
        code = "wrong-version"
    words = WORDS.get(code, about_value)(details, path, root, model)
    if words.code:
        code = words.code
    place = key_span if key_span and words.at_key else span
    if any(known.span == place and known.code in TOLD_BEFORE for known in collector.found):
        return
    collector.add(code, words.message, place, cure=words.cure)


class Words:
    """What to say of one finding; ``at_key`` points at the key rather than at its value."""

    def __init__(
        self, message: str, cure: str | None = None, *, at_key: bool = False, code: str = ""
    ) -> None:
        self.message, self.cure, self.at_key, self.code = message, cure, at_key, code


def about_unknown_key(details: ErrorDetails, path: Path, root: Mapping, model: type[BaseModel]) -> Words:
    key = str(path[-1])
    where = models_at(details["loc"][:-1], model)
    rivals = [kinds for kinds in (models.PANEL_KINDS, models.BLOCK_KINDS) if key in kinds]
    if rivals and where and any(where[0] in kinds.values() for kinds in rivals):
        return Words(
            f"`{key}` makes this two things at once",
            "a panel or block has one kind; make two of it",
            at_key=True,
            code="two-kinds",
        )
    known = sorted({field.alias or name for model in where for name, field in model.model_fields.items()})
    cure = did_you_mean(key, known, otherwise=f"keys here: {listed(known, 30)}")
    return Words(f"`{key}` is not a key of {place_name(path[:-1])}", cure, at_key=True)


def about_missing_key(details: ErrorDetails, path: Path, root: Mapping, model: type[BaseModel]) -> Words:
    example = EXAMPLES.get(str(path[-1]))
    cure = f"add `{path[-1]}: {example}`" if example else f"add `{path[-1]}:`"
    return Words(f"`{path[-1]}` is missing in {place_name(path[:-1])}", cure, at_key=True)


def about_no_kind(details: ErrorDetails, path: Path, root: Mapping, model: type[BaseModel]) -> Words:
    if "panels" not in path and "blocks" not in path:
        return Words(
            f"{place_name(path)} should be a list or a map, {found(details['input'])}", code="wrong-type"
        )
    is_block = "blocks" in path
    kinds = [*(models.BLOCK_KINDS if is_block else models.PANEL_KINDS)]
    what = "block" if is_block else "panel"
    value = value_at(root, path)
    written = [str(entry.key.value) for entry in value.entries] if isinstance(value, Mapping) else []
    if isinstance(value, Scalar) and isinstance(value.value, str):
        written = [value.value]
    cures = (did_you_mean(key, kinds) for key in written)
    cure = next((cure for cure in cures if cure), f"a {what} begins with its kind: {listed(kinds, 20)}")
    return Words(f"this {what} does not say what it is", cure)


def about_choice(details: ErrorDetails, path: Path, root: Mapping, model: type[BaseModel]) -> Words:
    expected = str(details.get("ctx", {}).get("expected", ""))
    choices = [part.strip("'") for part in expected.replace(" or ", ", ").split(", ")]
    value = str(details["input"])
    if path == ("wbgen",):
        return Words(f"language version `{value}` is not one this wbgen speaks", "write `wbgen: 1`")
    cure = did_you_mean(value, choices, otherwise=f"one of: {listed(choices, 20)}")
    return Words(f"`{value}` is no value for {place_name(path)}", cure)


def about_name(details: ErrorDetails, path: Path, root: Mapping, model: type[BaseModel]) -> Words:
    pattern = str(details.get("ctx", {}).get("pattern", ""))
    allowed = next(
        (words for start, words in PATTERNS.items() if pattern.lstrip("^").startswith(start)), pattern
    )
    return Words(f"`{details['input']}` cannot be {place_name(path)}", f"allowed: {allowed}")


def about_value(details: ErrorDetails, path: Path, root: Mapping, model: type[BaseModel]) -> Words:
    if path == ("wbgen",):
        return Words("the language version is a number", "write `wbgen: 1`")
    message = details["msg"].replace("Input should be", "should be").removeprefix("Value error, ")
    cure = None
    if details["type"] == "string_type" and isinstance(details["input"], int | float | bool):
        cure = "put it in quotes"
    return Words(f"{place_name(path)} {message}, {found(details['input'])}", cure)


WORDS: dict[str, Callable[[ErrorDetails, Path, Mapping, type[BaseModel]], Words]] = {
    "unknown-key": about_unknown_key,
    "missing-key": about_missing_key,
    "no-kind": about_no_kind,
    "not-a-choice": about_choice,
    "wrong-version": about_choice,
    "bad-name": about_name,
}

EXAMPLES: dict[str, str] = {
    "wbgen": "1",
    "guide": "my-guide",
    "title": "What people call it",
    "project": "my-project",
    "group": "Losses",
    "stages": "teacher:5000,student:5000",
}


def found(value: Any) -> str:
    """What stands there instead, in words."""
    match value:
        case None:
            return "it is empty"
        case dict():
            return "it is a map"
        case list():
            return f"it is a list of {len(value)}"
        case _:
            shown = str(value)
            return f"it is `{shown[:60]}{'...' if len(shown) > 60 else ''}`"


def place_name(path: Path) -> str:
    """A place in the spec, in words: ``\\`panels[2].line\\```, or the spec itself."""
    text = ""
    for step in path[-3:]:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return f"`{text}`" if text else "this file"


def value_at(root: Node, path: Path) -> Node | None:
    """The node at a path, or None where the tree does not go that far."""
    node: Node | None = root
    for step in path:
        if isinstance(node, Mapping):
            node = node.get(str(step))
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def models_at(loc: tuple[int | str, ...], start: type[BaseModel]) -> list[type[BaseModel]]:
    """The models that a map at this error location may be; the location's tags pick among kinds."""
    here = [start]
    for step in loc:
        if str(step).startswith(models.TAG):
            kind = str(step).removeprefix(models.TAG)
            picked = models.PANEL_KINDS.get(kind), models.BLOCK_KINDS.get(kind)
            here = [model for model in here if model in picked] or here
            continue
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
