"""GraphQL: from a document and its variables to an answer, by graphql-core over ``schema/``.

A request never raises: what a resolver refuses, what the library finds wrong, and what is wrong in this
server all become GraphQL ``errors``. The wandb clients retry HTTP 500 for some twenty seconds, which looks
like a hang, and take ``errors`` for final. What a newer client asks for is treated in ``leniency``.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    Lexer,
    Source,
    TokenKind,
    build_schema,
    execute_sync,
    parse,
    validate,
)

from wbgen.server.arguments import SCALARS, typed
from wbgen.server.failures import is_unavailable
from wbgen.server.leniency import Allowance, LenientExecutor, Surveyed, known_variables, survey
from wbgen.server.resources import RESOURCES
from wbgen.server.resources.terms import Refusal, Resolver
from wbgen.server.soundness import RULES
from wbgen.server.store import Store
from wbgen.server.unknown import Unknown

log = logging.getLogger(__name__)

SCHEMA = Path(__file__).with_name("schema")

# The longest document of the official clients has about 600 tokens and is 12 levels deep. graphql-core
# recurses per level.
MAX_TEXT = 256 * 1024
MAX_TOKENS = 3_000
MAX_DEPTH = 40

# Errors of one answer: each field of a long list may fail.
MAX_ERRORS = 50

# Clients send the same few documents over and over; parsing and looking through costs more than executing.
CACHED_DOCUMENTS = 256
CACHED_TEXT = 16 * 1024

COUNTED_TYPES = frozenset({"Query", "Mutation"})

_OPENING = frozenset({TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L})
_CLOSING = frozenset({TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R})


class Engine:
    """Executes documents against one store, and counts what was asked of it.

    ``operations`` counts top-level fields by their name in the schema: ``query:project``,
    ``mutation:upsertView``. ``unknown`` counts what the schema lacks.
    """

    def __init__(self, store: Store, operations: Counter[str], unknown: Unknown) -> None:
        self._store = store
        self._operations = operations
        self._unknown = unknown
        self._lock = threading.Lock()
        self._documents: OrderedDict[str, Surveyed] = OrderedDict()
        self._schema = self._build_schema()

    def execute(
        self, text: str, variables: dict[str, Any] | None, operation: str | None
    ) -> tuple[int, dict[str, Any]]:
        """The HTTP status and the body that answer a document. Undeclared variables are ignored."""
        try:
            return self._execute(text, variables or {}, operation)
        except GraphQLError as error:
            return 200, {"errors": [error.formatted]}
        except Exception as error:  # noqa: BLE001  (the boundary: a 500 would look like a hang to clients)
            return 200, {"errors": [{"message": _explain(error)}]}

    def _execute(
        self, text: str, variables: dict[str, Any], operation: str | None
    ) -> tuple[int, dict[str, Any]]:
        surveyed = self._surveyed(text)
        unknown = set(surveyed.unknown)
        known = known_variables(self._schema, surveyed.document, operation, variables, unknown.add)
        if unknown:
            self._unknown.note(unknown)
        if surveyed.error:
            raise surveyed.error
        allowance = Allowance()
        result = execute_sync(
            self._schema,
            surveyed.document,
            context_value=allowance,
            variable_values=known,
            operation_name=operation,
            executor_class=LenientExecutor,
        )
        if allowance.exceeded:
            raise GraphQLError(allowance.exceeded)
        if not result.errors:
            return 200, {"data": result.data}
        errors = result.errors[:MAX_ERRORS]
        causes = [error.original_error for error in errors]
        status = max(cause.status if isinstance(cause, Refusal) else 200 for cause in causes)
        return status, {"errors": [_formatted(error) for error in errors], "data": result.data}

    def _surveyed(self, text: str) -> Surveyed:
        """The parsed and sound document, or the GraphQLError that says why it is none."""
        with self._lock:
            if text in self._documents:
                self._documents.move_to_end(text)
                return self._documents[text]
        _check_size(text)
        document = parse(text)
        if errors := validate(self._schema, document, RULES, max_errors=1):
            raise errors[0]
        surveyed = survey(self._schema, document)
        if len(text) <= CACHED_TEXT:
            with self._lock:
                self._documents[text] = surveyed
                if len(self._documents) > CACHED_DOCUMENTS:
                    self._documents.popitem(last=False)
        return surveyed

    def _build_schema(self) -> GraphQLSchema:
        schema = build_schema(schema_text())
        for resource in RESOURCES:
            for type_name, resolvers in resource.resolvers.items():
                type_ = schema.type_map[type_name]
                assert isinstance(type_, GraphQLObjectType)
                for field_name, resolver in resolvers.items():
                    counted = f"{type_name.lower()}:{field_name}" if type_name in COUNTED_TYPES else None
                    field = type_.fields[field_name]
                    types = {name: argument.type for name, argument in field.args.items()}
                    field.resolve = self._resolve_with(resolver, types, counted)
        for name, coerce in SCALARS.items():
            scalar = schema.type_map.get(name)
            if isinstance(scalar, GraphQLScalarType):
                scalar.coerce_input_value = coerce
        return schema

    def _resolve_with(
        self, resolver: Resolver, types: dict[str, Any], counted: str | None
    ) -> Callable[..., Any]:
        @wraps(resolver)
        def resolve(parent: Any, _info: object, **arguments: Any) -> Any:
            given = typed(arguments, types)
            if counted:
                with self._lock:
                    self._operations[counted] += 1
            return resolver(parent, self._store, **given)

        return resolve


def schema_text() -> str:
    """The schema, joined from a file for its root and one for each resource."""
    names = ["root", *(resource.name for resource in RESOURCES)]
    return "\n".join((SCHEMA / f"{name}.graphql").read_text(encoding="utf-8") for name in names)


def _check_size(text: str) -> None:
    """Raise a GraphQLError where a document is too long or too deep for the recursive parser."""
    if len(text) > MAX_TEXT:
        raise GraphQLError(f"the query is longer than {MAX_TEXT} characters")
    lexer = Lexer(Source(text))
    depth = tokens = 0
    while (kind := lexer.advance().kind) is not TokenKind.EOF:
        tokens += 1
        depth += (kind in _OPENING) - (kind in _CLOSING)
        if tokens > MAX_TOKENS:
            raise GraphQLError(f"the query has more than {MAX_TOKENS} tokens")
        if depth > MAX_DEPTH:
            raise GraphQLError(f"the query is nested more than {MAX_DEPTH} levels deep")


def _formatted(error: GraphQLError) -> dict[str, Any]:
    formatted: dict[str, Any] = dict(error.formatted)
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        return formatted
    return formatted | {"message": _explain(cause)}


def _explain(error: Exception) -> str:
    """What a client is told of an exception; what is not its fault goes to the log, not to the client."""
    if isinstance(error, Refusal | GraphQLError):
        return str(error)
    if isinstance(error, UnicodeEncodeError):
        return "a text holds a lone surrogate, which is no character"
    if isinstance(error, RecursionError):
        return "the request is nested too deeply"
    log.error("a GraphQL request failed", exc_info=error)
    if isinstance(error, sqlite3.Error):
        return f"the store failed: {error}"
    if isinstance(error, OSError) and is_unavailable(error):
        return f"the store failed: {error.strerror}"  # without the path
    return "internal error of the server"
