"""The types of the language in plain words, from their JSON Schema."""

from __future__ import annotations

import json
from typing import Any

from wbgen.spec.reference.schema import reference, spaced
from wbgen.spec.reference.short_forms import Json

#: Texts of a form of their own, by how their patterns begin.
PATTERNS: dict[str, str] = {
    "^[a-z][a-z0-9_-]": "id",
    "^[A-Za-z0-9_-]{1,128}$": "run id",
    "^[^/": "name",
    "^(step|epoch": "`step`, `10 steps`, `epoch`, `5 epochs`, `once`, `end`",
    "^[a-z]{2,3}(-": "language tag",
    "^https?": "address",
}

SIMPLE: dict[str, str] = {
    "boolean": "`true`, `false`",
    "null": "nothing",
    "integer": "whole number",
    "number": "number",
}

#: What together is any single value.
ANY_VALUE = {"text", *SIMPLE.values()} - {"nothing"}

#: The section of the page that tells of a definition, where it is not called after it.
SECTIONS: dict[str, tuple[str, str]] = {"AnyPanel": ("panel", "panels"), "AnyBlock": ("block", "blocks")}

BLOCK = reference("AnyBlock")

#: The length that names of metrics have at most.
NAME_LENGTH = 256


def type_words(schema: Json, definitions: Json) -> str:
    """What a key takes. Other models are linked to their sections."""
    if "$ref" in schema:
        name, *place = schema["$ref"].removeprefix("#/$defs/").split("/properties/")
        return type_words(definitions[name]["properties"][place[0]], definitions) if place else link(name)
    if alternatives := [*schema.get("anyOf", []), *schema.get("oneOf", [])]:
        return choice_words(alternatives, definitions)
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return ", ".join(f"`{value if isinstance(value, str) else json.dumps(value)}`" for value in values)
    match schema.get("type"):
        case "string":
            return text_words(schema)
        case "array":
            item = type_words(schema.get("items", {}), definitions)
            fixed = "minItems" in schema and schema["minItems"] == schema.get("maxItems")
            return f"list of {schema['minItems']} {item}s" if fixed else f"list of {item}"
        case "object":
            values = schema.get("additionalProperties")
            return f"map to {type_words(values, definitions)}" if isinstance(values, dict) else "map"
        case None:
            return "anything"
        case simple:
            return SIMPLE[simple] + bounds(schema)


def choice_words(alternatives: list[Any], definitions: Json) -> str:
    """What fits one of several; nothing is left out where something else fits, a list is told last."""
    if BLOCK in alternatives:
        return type_words(BLOCK, definitions)  # bare words are blocks
    words = dict.fromkeys(type_words(part, definitions) for part in alternatives)
    if len(words) > 1:
        words.pop("nothing", None)
    if words.keys() == ANY_VALUE:
        return "value"
    single = [word for word in words if not word.startswith("list of ")]
    lists = [word for word in words if word.startswith("list of ")]
    if {*single} == ANY_VALUE:
        single = ["value"]
    elif any(word.startswith("number") for word in single):
        single = [word for word in single if not word.startswith("whole number")]
    if lists == [f"list of {' or '.join(single)}"]:
        lists = ["a list of such"]
    return " or ".join([*single, *lists])


def text_words(schema: Json) -> str:
    """A text: of which form, if it has one."""
    pattern = schema.get("pattern", "")
    form = next((words for start, words in PATTERNS.items() if pattern.startswith(start)), "")
    return form or ("name" if schema.get("maxLength") == NAME_LENGTH else "text")


def bounds(schema: Json) -> str:
    """The bounds of a number."""
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum")
    if low is None and high is None:
        return ""
    above = f"above {low:,}" if "exclusiveMinimum" in schema else f"from {low:,}"
    return f", {above}" + (f" to {high:,}" if high is not None else "")


def link(name: str) -> str:
    """A link to the section on a definition."""
    title, anchor = SECTIONS.get(name, (spaced(name).lower(), spaced(name).lower().replace(" ", "-")))
    return f"[{title}](#{anchor})"
