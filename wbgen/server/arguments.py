"""What resolvers are given: values of the types that the schema says, under names in snake case.

graphql-core takes a variable for what its document declares it to be. A document is not checked for that
(``soundness``), so an argument is brought to its own type here, whatever the variable's was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLInputType,
    Undefined,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
)
from graphql.utilities import coerce_input_value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a string")
    return value


def _whole(value: Any) -> int:
    """A whole number of 64 bits; Go sends those as strings too."""
    if isinstance(value, bool) or not isinstance(value, int | str) or len(str(value)) > 20:
        raise ValueError("must be a whole number")
    number = int(value)
    if not -(2**63) <= number < 2**63:
        raise ValueError("must be a whole number of 64 bits")
    return number


# How the schema's own scalars are read. Any other passes through as it is.
SCALARS: Mapping[str, Callable[[Any], Any]] = {"DateTime": _text, "JSONString": _text, "Int64": _whole}


def typed(arguments: Mapping[str, Any], types: Mapping[str, GraphQLInputType]) -> dict[str, Any]:
    """The arguments of a field. Raises GraphQLError where one cannot be of its type."""
    given = {}
    for name, value in arguments.items():
        coerced = coerce_input_value(value, types[name])
        if coerced is Undefined:
            raise GraphQLError(f"the argument {name} is not of the type {types[name]}")
        given[_snake(name)] = _snaked(coerced, types[name])
    return given


def _snaked(value: Any, type_: GraphQLInputType) -> Any:
    """A value with the members of its input objects under names in snake case; no other keys change."""
    if value is None:
        return None
    if is_non_null_type(type_):
        return _snaked(value, type_.of_type)
    if is_list_type(type_):
        return [_snaked(item, type_.of_type) for item in value]
    if is_input_object_type(type_):
        return {_snake(name): _snaked(member, type_.fields[name].type) for name, member in value.items()}
    return value


@cache
def _snake(name: str) -> str:
    """Of names in the schema only, so their number is bounded."""
    return re.sub("(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
