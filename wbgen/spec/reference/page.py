"""``docs/language.md``: the words around it are those of ``language.md`` beside this file.

A line ``<!-- keys: LinePanel Threshold -->`` becomes a section with a table for each of the models;
``<!-- table: TocBlock RuleBlock -->`` one table for all of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from wbgen.spec.models import Model, Spec
from wbgen.spec.reference.fields import BEYOND_MODELS, key_of, language_models, own_fields
from wbgen.spec.reference.key import Key
from wbgen.spec.reference.keys import KEYS
from wbgen.spec.reference.schema import first_sentence, schema_of, spaced
from wbgen.spec.reference.short_forms import Json
from wbgen.spec.reference.words import link, type_words

TEMPLATE = Path(__file__).with_name("language.md")

HEAD = "| Key | Takes | Unless said | Meaning | Example |\n|---|---|---|---|---|\n"
MARKER = re.compile(r"^<!-- (keys|table): (.+) -->$", re.MULTILINE)


def language_page() -> str:
    """The whole page. Raises KeyError where the words name a model that is not there."""
    definitions = schema_of(Spec)["$defs"]
    by_name = {model.__name__: model for model in language_models()}

    def filled(marker: re.Match[str]) -> str:
        names = marker[2].split()
        if marker[1] == "table":
            rows = [row for name in names for row in rows_of(name, by_name, definitions)]
            return HEAD + "\n".join(rows)
        return "\n\n".join(section(name, by_name, definitions) for name in names)

    return MARKER.sub(filled, TEMPLATE.read_text(encoding="utf-8"))


def section(name: str, by_name: dict[str, type[Model]], definitions: Json) -> str:
    """A heading, what the thing is, and the table of its keys."""
    parts = [f"### {spaced(name)}"]
    if name in by_name:
        parts.append(first_sentence(by_name[name]))
        parts += inherited(by_name[name])
    parts.append(HEAD + "\n".join(rows_of(name, by_name, definitions)))
    return "\n\n".join(parts)


def inherited(model: type[BaseModel]) -> list[str]:
    """Where keys are told that a model has from others."""
    others = [base.__name__ for base in model.__mro__[1:] if base.__name__ in KEYS]
    return [f"Also takes every key of {' and '.join(map(link, others))}."] if others else []


def rows_of(name: str, by_name: dict[str, type[Model]], definitions: Json) -> Iterator[str]:
    """A row for each key that a model itself defines, the ones that must be given first."""
    if model := by_name.get(name):
        fields = list(own_fields(model))
        for key, field in sorted(fields, key=lambda pair: not pair[1].is_required()):
            known = key_of(model, key)
            assert known is not None, f"{name}.{key} has no words"
            yield row(
                key, type_words(schema_at(model, key, definitions), definitions), unless_said(field), known
            )
    for key in BEYOND_MODELS.get(name, ()):
        yield row(
            key, "list of [section](#section)" if key == "sections" else "text", "", Key(*KEYS[name][key])
        )


def schema_at(model: type[Model], key: str, definitions: Json) -> Json:
    """The schema of a key: of the model, or where it is only a base, of one that has it."""
    for name in (
        model.__name__,
        *(known.__name__ for known in language_models() if issubclass(known, model)),
    ):
        if name in definitions:
            found: Json = definitions[name]["properties"][key]
            return found
    return schema_of(model)["$defs"][model.__name__]["properties"][key]  # type: ignore[no-any-return]


def unless_said(field: FieldInfo) -> str:
    """What counts where a key is left out."""
    if field.is_required():
        return "required"
    default = field.get_default(call_default_factory=True, validated_data={})
    if default is None or default in ("", [], {}) or isinstance(default, BaseModel):
        return ""
    return f"`{plain(default)}`"


def plain(value: Any) -> str:
    """A value as YAML would have it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False).replace('"', "")


def row(key: str, type: str, default: str, known: Key) -> str:
    """A row of a table."""
    cells = (f"`{key}`", type, default, known.about, "" if known.example == "null" else f"`{known.example}`")
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
