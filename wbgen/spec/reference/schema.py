"""JSON Schema (draft 2020-12) of the language, for editors.

It takes what ``wbgen lint`` takes and refuses what can be told from the shape of a file. Editors check a
file as it is written, so a ``$variable`` may stand for any value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable

from pydantic import BaseModel

from wbgen.spec.models import BLOCK_KINDS, PANEL_KINDS, Model
from wbgen.spec.reference.fields import all_fields, key_of
from wbgen.spec.reference.key import Key
from wbgen.spec.reference.short_forms import KEY, Json, WithShortForms, either
from wbgen.spec.resolve import LITERAL_KEYS
from wbgen.spec.validate import models_in

DRAFT = "https://json-schema.org/draft/2020-12/schema"

VARIABLE_PATTERN = r"\$[A-Za-z_]"
VARIABLE: Json = {
    "title": "Variable",
    "description": "A value of `vars`.",
    "type": "string",
    "pattern": VARIABLE_PATTERN,
}


def reference(name: str) -> Json:
    """The definition of that name."""
    return {"$ref": f"#/$defs/{name}"}


VARIABLE_REF = reference("Variable")
ANY_PANEL = reference("AnyPanel")

#: The kinds of things, by the name of what may be any of them.
ANY: dict[str, Iterable[type[BaseModel]]] = {
    "AnyPanel": PANEL_KINDS.values(),
    "AnyBlock": BLOCK_KINDS.values(),
}

#: Keys of a schema that hold a schema, a list of them, and a map of them.
ONE = ("items", "additionalProperties")
SEVERAL = ("anyOf", "oneOf")

#: Keys of a schema that do not say which values fit.
WORDS = ("title", "description", "markdownDescription", "examples", "default")


def schema_text(schema: Json) -> str:
    """A schema as bytes that are the same every time."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def schema_of(model: type[Model]) -> Json:
    """The schema of a file that holds a model: its definitions, every key with its words."""
    made = model.model_json_schema(by_alias=True, schema_generator=WithShortForms)
    definitions = {**made.pop("$defs", {}), model.__name__: made}
    for found in models_under(model):
        describe(found, definitions[found.__name__])
    hoisted: Json = {}
    done = {name: finished(part, definitions, hoisted) for name, part in definitions.items()}
    return {
        "$schema": DRAFT,
        **reference(model.__name__),
        "$defs": dict(sorted((done | hoisted).items())),
    }


def with_variables(schema: Json) -> Json:
    """The schema, with a variable in the place of any value that is not text anyway."""
    definitions = {name: variable_inside(definition) for name, definition in schema["$defs"].items()}
    return {**schema, "$defs": {**definitions, "Variable": VARIABLE}}


def models_under(root: type[BaseModel]) -> list[type[BaseModel]]:
    """A model and all those its keys hold."""
    found: dict[type[BaseModel], None] = {root: None}
    waiting = [root]
    while waiting:
        for _, field in all_fields(waiting.pop()):
            new = [model for model in models_in([field.annotation, *field.metadata]) if model not in found]
            found.update(dict.fromkeys(new))
            waiting += new
    return [model for model in found if issubclass(model, Model)]


def describe(model: type[BaseModel], definition: Json) -> None:
    """Put the words for a model and its keys into its definition, and require the key of its kind."""
    definition |= {"title": spaced(model.__name__), "description": plain(first_sentence(model))}
    properties: Json = definition.get("properties", {})
    for name in properties:
        properties[name] = described(properties[name], key_of(model, name))
    kinds = [kind for kind, known in (*PANEL_KINDS.items(), *BLOCK_KINDS.items()) if known is model]
    required = [*kinds, *definition.get("required", [])]
    if required:
        definition["required"] = list(dict.fromkeys(required))


def described(schema: Json, key: Key | None) -> Json:
    """The schema of a key with its words before everything else."""
    words: Json = {}
    if key is not None:
        words["description"] = plain(key.about)
        if words["description"] != key.about:
            words["markdownDescription"] = key.about
        words["examples"] = [key.value]
    default = schema.get("default")
    value = {name: part for name, part in schema.items() if name not in ("title", "default")}
    shown = {"default": default} if isinstance(default, str | int | float | bool) else {}
    return {**words, **value, **shown}


def plain(text: str) -> str:
    """A sentence without the marks of Markdown."""
    return text.replace("`", "")


def spaced(name: str) -> str:
    """``LinePanel`` as ``Line panel``."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r" \1", name).capitalize()


#: What only readers of the code can follow.
SEE_CODE = re.compile(r"; see :\w+:`[^`]+`")


def first_sentence(model: type[BaseModel]) -> str:
    """What the model's documentation begins with."""
    text = SEE_CODE.sub("", " ".join((model.__doc__ or "").split())).replace("``", "`")
    return re.split(r"(?<=\.)\s", text)[0]


def finished(schema: Json, definitions: Json, hoisted: Json) -> Json:
    """A schema without the generator's titles, with short forms and names of things in their final form.

    hoisted: takes the unions of kinds, which become definitions of their own.
    """
    for name, kinds in ANY.items():
        refs = [reference(model.__name__) for model in kinds]
        if schema.get("oneOf") == refs:
            hoisted[name] = {"title": spaced(name), "oneOf": refs}
            return {**reference(name), **{key: part for key, part in schema.items() if key != "oneOf"}}
    done = {name: part for name, part in schema.items() if name not in ("patternProperties", "discriminator")}
    if "properties" not in done and "$ref" not in done:
        done.pop("title", None)
    for pattern, part in schema.get("patternProperties", {}).items():
        done["propertyNames"] = {"pattern": pattern}
        done["additionalProperties"] = part
    if "anyOf" in done:
        model = next((part["$ref"] for part in done["anyOf"] if "$ref" in part), "")
        done |= either(*(value_alone(part, model, definitions) for part in done["anyOf"]))
    return inside(done, lambda part: finished(part, definitions, hoisted))


def value_alone(schema: Json, model: str, definitions: Json) -> Json:
    """What the key that a schema may mark takes, without its words: editors would show them."""
    if KEY not in schema:
        return schema
    named = definitions[model.rpartition("/")[2]]["properties"][schema[KEY]]
    return parted(named)[1]


def parted(schema: Json) -> tuple[Json, Json]:
    """The words of a schema, and what says which values fit."""
    words = {name: part for name, part in schema.items() if name in WORDS}
    return words, {name: part for name, part in schema.items() if name not in WORDS}


def variable_inside(schema: Json) -> Json:
    """A schema whose values may be variables; under literal keys nothing expands."""
    return {
        name: {
            key: part if key in LITERAL_KEYS else or_variable(part)
            for key, part in schema["properties"].items()
        }
        if name == "properties"
        else or_variable(part)
        if name in ONE and isinstance(part, dict)
        else [variable_inside(choice) for choice in part]
        if name in SEVERAL
        else {"pattern": f"{part['pattern']}|{VARIABLE_PATTERN}"}
        if name == "propertyNames"
        else part
        for name, part in schema.items()
    }


def or_variable(schema: Json) -> Json:
    """A value, or a variable that stands for it."""
    words, value = parted(variable_inside(schema))
    return {**words, **(value if takes_any_text(value) else either(value, VARIABLE_REF))}


def takes_any_text(schema: Json) -> bool:
    """Whether a variable fits already; where another key is referred to, it does."""
    if not schema or "/properties/" in schema.get("$ref", ""):
        return True
    if "anyOf" in schema:
        return any(takes_any_text(part) for part in schema["anyOf"])
    return schema.get("type") == "string" and schema.keys() <= {"type", "minLength", "maxLength"}


def inside(schema: Json, change: Callable[[Json], Json]) -> Json:
    """A schema with every schema directly inside it changed."""
    done = dict(schema)
    for name in ONE:
        if isinstance(done.get(name), dict):
            done[name] = change(done[name])
    for name in SEVERAL:
        if name in done:
            done[name] = [change(part) for part in done[name]]
    if "properties" in done:
        done["properties"] = {name: change(part) for name, part in done["properties"].items()}
    return done


def titled(schema: Json, name: str) -> Json:
    """A schema with its name, and an id that is no address."""
    head = {"$schema": DRAFT, "$id": f"urn:wbgen:{name}:1", "title": f"wbgen {name}"}
    return {**head, **{key: part for key, part in schema.items() if key not in head}}
