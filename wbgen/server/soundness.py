"""Which documents are executed at all: those that are sound in themselves, whatever schema they are for.

graphql-core's full list of rules holds a document against the schema, so that it would refuse what a newer
client may send: unknown fields, arguments, members, types, directives, and types that this schema writes
otherwise. These rules remain. They keep the executor from going round in circles and from guessing.
"""

from __future__ import annotations

from graphql import ASTValidationRule
from graphql.validation import (
    ExecutableDefinitionsRule,
    KnownFragmentNamesRule,
    KnownOperationTypesRule,
    LoneAnonymousOperationRule,
    MaxIntrospectionDepthRule,
    NoFragmentCyclesRule,
    NoUndefinedVariablesRule,
    ScalarLeafsRule,
    UniqueArgumentNamesRule,
    UniqueFragmentNamesRule,
    UniqueInputFieldNamesRule,
    UniqueOperationNamesRule,
    UniqueVariableNamesRule,
)

RULES: tuple[type[ASTValidationRule], ...] = (
    ExecutableDefinitionsRule,
    KnownOperationTypesRule,
    UniqueOperationNamesRule,
    LoneAnonymousOperationRule,
    UniqueFragmentNamesRule,
    KnownFragmentNamesRule,
    NoFragmentCyclesRule,
    UniqueVariableNamesRule,
    NoUndefinedVariablesRule,
    UniqueArgumentNamesRule,
    UniqueInputFieldNamesRule,
    ScalarLeafsRule,
    MaxIntrospectionDepthRule,
)
