"""The JSON Schema of models as pydantic gives it, with the short forms that they take before validation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from pydantic import ValidationError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from wbgen.spec.models import BLOCK_KINDS

Json: TypeAlias = dict[str, Any]
Widen: TypeAlias = Callable[[Json], Json]

NULL: Json = {"type": "null"}

#: Marks the schema of a key of the model that stands beside it, whose name is not settled yet.
KEY = "x-key"


def either(*schemas: Json) -> Json:
    """A value that fits one of some schemas; alternatives of alternatives become its own."""
    flat: list[Json] = []
    for schema in schemas:
        parts = schema["anyOf"] if schema.keys() == {"anyOf"} else [schema]
        flat += [part for part in parts if part not in flat]
    return {"anyOf": flat} if len(flat) > 1 else flat[0]


def array_in(schema: Json) -> Json:
    """The list among the alternatives of a schema."""
    array: Json = next(part for part in schema.get("anyOf", [schema]) if part.get("type") == "array")
    return array


def nothing(schema: Json) -> Json:
    """Also a key without a value."""
    return either(schema, NULL)


def single(schema: Json) -> Json:
    """Also an item alone, for a list of one."""
    return either(schema, array_in(schema)["items"])


def bare(*keys: str) -> Widen:
    """Also the value of a key alone, for the map."""
    return lambda schema: either(schema, *({KEY: key} for key in keys))


def items(*keys: str) -> Widen:
    """A list of maps, each of which may be the value of a key alone; also one alone."""

    def widen(schema: Json) -> Json:
        array = array_in(schema)
        array["items"] = bare(*keys)(array["items"])
        return single(schema)

    return widen


def bare_blocks() -> list[str]:
    """The kinds of blocks that need no value."""
    return [kind for kind, model in BLOCK_KINDS.items() if accepts(model, {kind: None})]


def accepts(model: Any, value: Any) -> bool:
    """Whether a model takes a value."""
    try:
        model.model_validate(value)
    except ValidationError:
        return False
    return True


#: What may be written instead, by the name of the function that makes the long form of it.
SHORT_FORMS: dict[str, Widen] = {
    "listify": single,
    "none_to_list": lambda schema: nothing(single(schema)),
    "empty_map": nothing,
    "smoothing_map": bare("weight"),
    "group_map": bare("by"),
    "legend_map": bare("position"),
    "annotate_map": bare("schedule"),
    "run_set_map": bare("where"),
    "use_map": bare("name"),
    "column_maps": items("metric"),
    "threshold_maps": items("from", "at"),
    "band_maps": items("of"),
    "check_items": items("text"),
    "gallery_items": items("report"),
    "all_or_list": lambda schema: either(single(schema), {"const": "all"}),
    "group_color_list": lambda schema: either(
        schema, {"type": "object", "additionalProperties": {"type": "string"}}
    ),
    "metric_map": bare("name"),
    "minutes_text": lambda schema: either(schema, {"type": "integer"}),
    "parameter_map": lambda schema: either(
        schema, *({"type": kind} for kind in ("array", "string", "number", "boolean", "null"))
    ),
    "block_map": lambda schema: either(schema, {"enum": bare_blocks()}),
}


class WithShortForms(GenerateJsonSchema):
    """Pydantic's generator, for models with :data:`SHORT_FORMS` and kinds told by their keys."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        widen = SHORT_FORMS[schema["function"]["function"].__name__]
        return widen(self.generate_inner(schema["schema"]))

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        return {"oneOf": [self.generate_inner(choice) for choice in schema["choices"].values()]}
