"""GraphQL documents of any shape, drawn from the server's own schema, with what it lacks mixed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_abstract_type,
    is_enum_type,
    is_input_object_type,
    is_input_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from hypothesis import strategies as st

from wbgen.server.execution import schema_text

# Names that a newer client may use.
NEWER = ["newThing", "newerThing"]
MOST_FIELDS = 40
NEWER_TYPES = ["NewInput", "[NewerInput!]", "Run", "PageInfo"]

TEXTS = st.one_of(
    st.sampled_from(
        ["", "p", "local", "nw-a-v", "runs", "a/b", "..", "\0", "{}", "null", "-1", "VmlldzoxCg=="]
    ),
    st.text(max_size=20),
)
NUMBERS = st.sampled_from([0, 1, -1, 2, 1000, 2**31 - 1, -(2**31), 2**31, 2**63, 2**70, 10**30])
FLOATS = st.sampled_from([0.0, -0.5, 1e308, 5e-324])
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | FLOATS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@cache
def schema() -> GraphQLSchema:
    return build_schema(schema_text())


@dataclass
class Request:
    """A document in the making, and the variables that go with it."""

    draw: st.DrawFn
    declared: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    fields: int = 0

    def rarely(self, of: int = 8) -> bool:
        return self.draw(st.sampled_from(range(of))) == 1

    def selections(self, type_: GraphQLNamedType, depth: int) -> str:
        """The braces after a field of an object or abstract type."""
        fields: dict[str, GraphQLField] = getattr(type_, "fields", {})
        # An unknown mutation is an error of the whole document.
        newer = NEWER if type_ is not schema().mutation_type or self.rarely() else []
        chosen = self.draw(st.lists(st.sampled_from([*fields, "__typename", *newer]), min_size=1, max_size=5))
        return "{ " + " ".join(self.selected(type_, name, fields.get(name), depth) for name in chosen) + " }"

    def selected(self, type_: GraphQLNamedType, name: str, known: GraphQLField | None, depth: int) -> str:
        self.fields += 1
        alias = f"a{self.fields}: " if self.draw(st.booleans()) else ""
        given = known.args if known else {}
        arguments = [
            f"{argument}: {self.value(given[argument].type)}" for argument in given if not self.rarely(3)
        ]
        if self.rarely():
            arguments.append(f"newerArgument: {self.value(None)}")
        text = alias + name + (f"({', '.join(arguments)})" if arguments else "")
        if self.rarely():
            text += f" @include(if: {self.variable('Boolean!', self.draw(st.booleans()))})"
        if known is None:
            return text + (" { a { b } }" if name in NEWER and self.draw(st.booleans()) else "")
        below = get_named_type(known.type)
        if is_leaf_type(below):
            return text
        if depth == 0 or self.fields > MOST_FIELDS:
            return f"{text} {{ __typename }}"
        text += f" {self.selections(below, depth - 1)}"
        if is_abstract_type(below):
            one = self.draw(st.sampled_from(schema().get_possible_types(below)))
            text = text[:-1] + f"... on {one.name} {self.selections(one, depth - 1)} }}"
        return text if not self.rarely() else f"... on {type_.name} {{ {text} }}"

    def value(self, type_: GraphQLInputType | None) -> str:
        """A literal, or a variable; mostly of the type, None for any."""
        if type_ is None or self.rarely(25):
            return self.variable(*self.of_any_type())
        if self.draw(st.booleans()):
            return self.variable(str(type_), self.fitting(type_))
        return literal(self.fitting(type_))

    def variable(self, type_: str, value: Any) -> str:
        name = f"v{len(self.declared)}"
        self.declared.append(f"${name}: {type_}")
        if not self.rarely(20):
            self.variables[name] = value
        return f"${name}"

    def of_any_type(self) -> tuple[str, Any]:
        if self.rarely(20):
            return self.draw(st.sampled_from(NEWER_TYPES)), self.draw(ANYTHING)
        types = [type_ for type_ in schema().type_map.values() if is_input_type(type_)]
        type_ = self.draw(st.sampled_from(types))
        if self.draw(st.booleans()):
            return f"[{type_.name}!]", [self.fitting(type_)]
        return type_.name, self.fitting(type_)

    def fitting(self, type_: GraphQLInputType, depth: int = 3) -> Any:
        """A value of a type, now and then with members that it lacks, now and then not of it at all."""
        if self.rarely(100):
            return self.draw(ANYTHING)
        if is_non_null_type(type_):
            type_ = type_.of_type
        elif self.rarely():
            return None
        if is_list_type(type_):
            return [self.fitting(type_.of_type, depth) for _ in range(self.draw(st.integers(0, 2)))]
        if is_input_object_type(type_):
            given = {
                name: self.fitting(member.type, depth - 1)
                for name, member in type_.fields.items()
                if depth > 0 and (is_non_null_type(member.type) or not self.rarely(3))
            }
            return given | ({"newerMember": self.draw(ANYTHING)} if self.rarely() else {})
        if is_enum_type(type_):
            return Word(self.draw(st.sampled_from(list(type_.values))))
        scalars = {
            "Int": NUMBERS,
            "Int64": NUMBERS,
            "Float": FLOATS,
            "Boolean": st.booleans(),
            "JSON": ANYTHING,
        }
        return self.draw(scalars.get(type_.name, TEXTS))


class Word(str):
    """The name of an enum's value: in a literal it has no quotes."""


def literal(value: Any) -> str:
    """A value in GraphQL's notation; keys that are no names are left out."""
    match value:
        case Word():
            return str(value)
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return (
                '"'
                + "".join(f"\\u{{{ord(c):x}}}" if c in '"\\' or not c.isprintable() else c for c in value)
                + '"'
            )
        case list():
            return "[" + ", ".join(map(literal, value)) + "]"
        case dict():
            members = ((k, v) for k, v in value.items() if k.isascii() and k.isidentifier())
            return "{" + ", ".join(f"{key}: {literal(member)}" for key, member in members) + "}"
    return repr(value)


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A document and its variables."""
    request = Request(draw)
    kind = draw(st.sampled_from(["query", "query", "mutation"]))
    root = schema().query_type if kind == "query" else schema().mutation_type
    assert root is not None
    text = request.selections(root, depth=6)
    if request.rarely():
        text = f"{{ ...F }} fragment F on {root.name} {text}"
    declared = f"({', '.join(request.declared)})" if request.declared else ""
    return f"{kind} {declared} {text}", request.variables
