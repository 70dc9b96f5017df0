"""The schema of spec files: of one on its own, one that extends another, and a pack.

A spec that extends another says only what differs, so nothing is required in what merges, and a key
without a value takes away what the other file says.
"""

from __future__ import annotations

from wbgen.spec.models import PANEL_KINDS, Spec
from wbgen.spec.packs import LISTS, MAPS, OWN_KEYS
from wbgen.spec.reference.fields import BEYOND_MODELS
from wbgen.spec.reference.key import Key
from wbgen.spec.reference.keys import KEYS
from wbgen.spec.reference.schema import (
    ANY_PANEL,
    described,
    parted,
    reference,
    schema_of,
    titled,
    with_variables,
)
from wbgen.spec.reference.short_forms import NULL, Json, either

#: What merges with the same thing of the file below.
MERGED = ("Spec", "Workspace", "Section", "MetricGroup", "Schedule", "Report", "Script", "Sweep")

TEXT: Json = {"type": "string"}


def spec_schema() -> Json:
    """The schema of a spec file, of one that extends another, and of a pack."""
    return titled(with_variables(file_schema(schema_of(Spec))), "spec")


def file_schema(schema: Json) -> Json:
    """The schema of spec files, from that of a spec on its own."""
    definitions = dict(schema["$defs"])
    definitions["Section"] = with_pack_sections(definitions["Section"])
    definitions |= {f"Extending{name}": extending(name, definitions[name]) for name in MERGED}
    definitions["ContinuedPanel"] = continued_panel(definitions)
    definitions["Pack"] = pack(definitions)
    kinds = {
        "if": {"required": ["pack"]},
        "then": reference("Pack"),
        "else": {
            "if": {"required": ["extends"]},
            "then": reference("ExtendingSpec"),
            "else": reference("Spec"),
        },
    }
    return {"$schema": schema["$schema"], **kinds, "$defs": dict(sorted(definitions.items()))}


def beyond(model: str) -> Json:
    """The keys that are no fields, each a text unless said otherwise."""
    return {name: described(TEXT, Key(*KEYS[model][name])) for name in BEYOND_MODELS[model]}


def with_pack_sections(section: Json) -> Json:
    """A section, which may also be one of a pack with other keys laid over it."""
    known = {name: part for name, part in section.items() if name != "required"}
    named = [{"required": [*section["required"]]}, {"required": ["use"]}]
    return {**known, "properties": {**section["properties"], **beyond("Section")}, "anyOf": named}


def extending(name: str, definition: Json) -> Json:
    """A definition without keys that must be there, whose keys may be without a value."""
    done = {part: value for part, value in definition.items() if part not in ("required", "anyOf")}
    done["title"] = f"{definition['title']} of a file that extends another"
    done["properties"] = {
        key: nullable(part, f"{name}/properties/{key}") for key, part in definition["properties"].items()
    }
    return done


def nullable(schema: Json, name: str) -> Json:
    """The key of that name, or none, with what merges inside it in the form for files that extend another."""
    words, value = parted(schema)
    merged = either(merging(value), NULL) if value else value
    return reference(name) if merged == value else {**words, **merged}


def merging(schema: Json) -> Json:
    """A schema that refers to the extending forms."""
    done = dict(schema)
    if done in [reference(name) for name in MERGED]:
        return {"$ref": done["$ref"].replace("/$defs/", "/$defs/Extending")}
    if done == ANY_PANEL:
        return either(done, reference("ContinuedPanel"))
    if isinstance(done.get("items"), dict):
        done["items"] = merging(done["items"])
    if isinstance(done.get("additionalProperties"), dict):
        done["additionalProperties"] = either(merging(done["additionalProperties"]), NULL)
    if "anyOf" in done:
        done["anyOf"] = [merging(part) for part in done["anyOf"]]
    return done


def continued_panel(definitions: Json) -> Json:
    """A panel of the other file, named by its id, with what is different here."""
    places: dict[str, list[str]] = {}
    for model in PANEL_KINDS.values():
        for key in definitions[model.__name__]["properties"]:
            places.setdefault(key, []).append(model.__name__)
    options = {
        key: alternatives(key, models, definitions)
        for key, models in places.items()
        if key == "raw" or key not in PANEL_KINDS
    }
    return {
        "title": "Panel of the file that is extended",
        "type": "object",
        "properties": options,
        "required": ["id"],
        "additionalProperties": False,
    }


def alternatives(key: str, models: list[str], definitions: Json) -> Json:
    """What a key takes in any kind of panel."""
    names = {str(parted(definitions[model]["properties"][key])[1]): model for model in reversed(models)}
    parts = [reference(f"{model}/properties/{key}") for model in reversed(names.values())]
    return parts[0] if len(parts) == 1 else {"anyOf": parts}


def pack(definitions: Json) -> Json:
    """A pack: parts of a spec, and sections to show."""
    own = beyond("Pack")
    sections = {**own["sections"], "type": "array", "items": reference("Section")}
    spec = definitions["Spec"]["properties"]
    shared = {name: spec[name] for name in (*OWN_KEYS, *LISTS, *MAPS) if name in spec}
    return {
        "title": "Pack",
        "description": "Parts of specs that many guides share.",
        "type": "object",
        "properties": {**own, **shared, "sections": sections},
        "required": ["wbgen", "pack"],
        "additionalProperties": False,
    }
