"""What a newer client may ask that the schema lacks: noted, and left out, rather than refused.

A document is looked through once, before it is first executed. Unknown fields stay in it and answer null
(graphql-core, 3.3, would omit them); unknown members of input objects are cut out, of its literals here and
of variables with every request. Two things are errors: a type of a variable that the schema lacks, since
nothing can be known of the value, and an unknown mutation, which must not look done.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import (
    REMOVE,
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    Executor,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    ObjectFieldNode,
    TypeInfo,
    TypeInfoVisitor,
    TypeNode,
    Undefined,
    VariableDefinitionNode,
    Visitor,
    get_named_type,
    get_operation_ast,
    is_input_object_type,
    is_input_type,
    is_list_type,
    is_non_null_type,
    type_from_ast,
    visit,
)
from graphql.execution.collect_fields import FieldDetailsList
from graphql.language.visitor import VisitorActionEnum
from graphql.pyutils import Path

# What one answer may cost. Objects refer to each other in circles, so a short document can ask for any
# number of fields; the largest page of the official clients has some tens of thousands, and they give up
# after about twenty seconds.
MAX_FIELDS = 200_000
MAX_SECONDS = 60.0

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A document fit for execution.  unknown: what it asks for that the schema lacks.

    error: why it is not to be executed after all.
    """

    document: DocumentNode
    unknown: frozenset[str]
    error: GraphQLError | None


def survey(schema: GraphQLSchema, document: DocumentNode) -> Surveyed:
    """Look through a document that is sound in itself."""
    types = TypeInfo(schema)
    finder = _Finder(schema, types)
    lenient = visit(document, TypeInfoVisitor(types, finder))
    return Surveyed(lenient, frozenset(finder.unknown), finder.error)


class _Finder(Visitor):
    """Notes what is unknown, and cuts unknown members out of literals."""

    def __init__(self, schema: GraphQLSchema, types: TypeInfo) -> None:
        super().__init__()
        self._schema = schema
        self._types = types
        self.unknown: set[str] = set()
        self.error: GraphQLError | None = None

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        parent = self._types.get_parent_type()
        if parent is None or self._types.get_field_def() is not None:
            return
        self.unknown.add(f"field {parent.name}.{node.name.value}")
        if parent is self._schema.mutation_type:
            self.error = GraphQLError(f"this server has no mutation {node.name.value}", node)

    def enter_argument(
        self, node: ArgumentNode, _key: Any, _parent: Any, _path: Any, ancestors: list[Any]
    ) -> None:
        parent, field = self._types.get_parent_type(), self._types.get_field_def()
        asked = ancestors[-1]
        if isinstance(asked, FieldNode) and parent and field and self._types.get_argument() is None:
            self.unknown.add(f"argument {parent.name}.{asked.name.value}({node.name.value})")

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> VisitorActionEnum | None:
        type_ = get_named_type(self._types.get_parent_input_type())
        if not is_input_object_type(type_) or node.name.value in type_.fields:
            return None
        self.unknown.add(f"member {type_.name}.{node.name.value}")
        return REMOVE

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> None:
        name = _type_name(node.type)
        if name not in self._schema.type_map:
            self.unknown.add(f"type {name}")
            variable = node.variable.name.value
            message = f"this server does not know the input type {name} (of the variable ${variable})"
            self.error = GraphQLError(message, node)

    def enter_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> None:
        self._condition(node.type_condition)

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: Any) -> None:
        self._condition(node.type_condition)

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        if self._schema.get_directive(node.name.value) is None:
            self.unknown.add(f"directive @{node.name.value}")

    def _condition(self, node: NamedTypeNode | None) -> None:
        """The fragment of an unknown type applies to nothing; the executor leaves it out by itself."""
        if node is not None and node.name.value not in self._schema.type_map:
            self.unknown.add(f"type {node.name.value}")


def _type_name(node: TypeNode) -> str:
    while not isinstance(node, NamedTypeNode):
        node = node.type  # type: ignore[attr-defined]  # of a list or of what may not be null
    return node.name.value


def known_variables(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: str | None,
    variables: dict[str, Any],
    note: Note,
) -> dict[str, Any]:
    """The variables that the operation declares, without members that their input types lack."""
    node = get_operation_ast(document, operation)
    known = {}
    for definition in node.variable_definitions or () if node else ():
        name = definition.variable.name.value
        if name in variables:
            type_ = type_from_ast(schema, definition.type)
            known[name] = _known(variables[name], type_, note) if is_input_type(type_) else variables[name]
    return known


def _known(value: Any, type_: GraphQLInputType, note: Note) -> Any:
    if is_non_null_type(type_):
        return _known(value, type_.of_type, note)
    if is_list_type(type_):
        if isinstance(value, list):
            return [_known(item, type_.of_type, note) for item in value]
        return _known(value, type_.of_type, note)  # one thing may stand for a list of one
    if not (is_input_object_type(type_) and isinstance(value, dict)):
        return value
    for name in value.keys() - type_.fields.keys():
        note(f"member {type_.name}.{name}")
    return {
        name: _known(value[name], member.type, note) for name, member in type_.fields.items() if name in value
    }


class Allowance:
    """What one request may still cost."""

    def __init__(self) -> None:
        self._fields = MAX_FIELDS
        self._end = time.monotonic() + MAX_SECONDS
        self.exceeded: str | None = None

    def spend(self) -> bool:
        """Take the cost of one field; False where there is nothing left, which ``exceeded`` then explains."""
        self._fields -= 1
        if self._fields < 0:
            self.exceeded = f"the answer has more than {MAX_FIELDS} fields"
        elif time.monotonic() > self._end:
            self.exceeded = f"the answer takes longer than {MAX_SECONDS:.0f} s"
        return self.exceeded is None


class LenientExecutor(Executor[Any]):
    """Unknown fields are null, and an answer is bounded by the ``Allowance`` that is the context value."""

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: FieldDetailsList,
        path: Path,
        position_context: Any,
    ) -> Any:
        # Raising would end one field, with an error each; null ends all at little cost.
        if not self.context_value.spend():
            return None
        result = super().execute_field(parent_type, source, field_details_list, path, position_context)
        return None if result is Undefined else result
