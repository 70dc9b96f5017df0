"""GraphQL documents of any shape, drawn from the server's own schema, with what it lacks mixed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from random import Random
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
from wbgen.server.ids import encode

# Names that a newer client may use.
NEWER = ["newThing", "newerThing"]
MOST_FIELDS = 40
NEWER_TYPES = ["NewInput", "[NewerInput!]", "Run", "PageInfo"]

# Names, ids and JSON texts that mean something to the server, and some that must not.
MEANT = """
p local r nw-a-v runs {} null -1 [] a/b .. {"keys":["loss","a.b"],"samples":5} {"samples":1e9}
{"$and":[{"state":"running"},{"config.lr":{"$lt":1}}]} {"$or":[{"$not":{}}]} -summary_metrics.loss +created_at
"""
IDS = [encode(kind, 1) for kind in ("Project", "View", "Run", "Cursor", "User")]
TEXTS = st.sampled_from([*MEANT.split(), *IDS, "", "\0"]) | st.text(max_size=20)
# What leads to something: arguments of that name, by their field.
LEADING = {
    "project": {"name": "p", "entityName": "local"},
    "model": {"name": "p", "entityName": "local"},
    "run": {"name": "r"},
    "bucket": {"name": "r"},
}
NUMBERS = (
    st.integers(-1, 9)
    | st.integers(0, 10_000)
    | st.sampled_from([2**31 - 1, -(2**31), 2**31, 2**63, 2**70, 10**30])
)
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
    chance: Random
    declared: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    fields: int = 0

    def rarely(self, of: int = 8) -> bool:
        return self.chance.randrange(of) == 0

    def selections(self, type_: GraphQLNamedType, depth: int) -> str:
        """The braces after a field of an object or abstract type."""
        fields: dict[str, GraphQLField] = getattr(type_, "fields", {})
        # An unknown mutation is an error of the whole document.
        newer = NEWER if type_ is not schema().mutation_type or self.rarely() else []
        chosen = self.chance.choices([*fields, "__typename", *newer], k=self.chance.randint(1, 6))
        return "{ " + " ".join(self.selected(type_, name, fields.get(name), depth) for name in chosen) + " }"

    def selected(self, type_: GraphQLNamedType, name: str, known: GraphQLField | None, depth: int) -> str:
        self.fields += 1
        alias = f"a{self.fields}: " if self.rarely(2) else ""
        given = known.args if known else {}
        arguments = [
            f"{argument}: {self.argument(name, argument, given[argument].type)}"
            for argument in given
            if name in LEADING or not self.rarely(3)
        ]
        if self.rarely():
            arguments.append(f"newerArgument: {self.value(None)}")
        text = alias + name + (f"({', '.join(arguments)})" if arguments else "")
        if self.rarely():
            text += f" @include(if: {self.variable('Boolean!', self.rarely(2))})"
        if known is None:
            return text + (" { a { b } }" if name in NEWER and self.rarely(2) else "")
        below = get_named_type(known.type)
        if is_leaf_type(below):
            return text
        if depth == 0 or self.fields > MOST_FIELDS:
            return f"{text} {{ __typename }}"
        text += f" {self.selections(below, depth - 1)}"
        if is_abstract_type(below):
            one = self.chance.choice(schema().get_possible_types(below))
            text = text[:-1] + f"... on {one.name} {self.selections(one, depth - 1)} }}"
        return text if not self.rarely() else f"... on {type_.name} {{ {text} }}"

    def argument(self, field_name: str, name: str, type_: GraphQLInputType) -> str:
        leading = LEADING.get(field_name, {}).get(name)
        return self.value(type_) if leading is None or self.rarely() else literal(leading)

    def value(self, type_: GraphQLInputType | None) -> str:
        """A literal, or a variable; mostly of the type, None for any."""
        if type_ is None or self.rarely(25):
            return self.variable(*self.of_any_type())
        if self.rarely(2):
            return self.variable(str(type_), self.fitting(type_))
        return literal(self.fitting(type_))

    def variable(self, type_: str, value: Any) -> str:
        name = f"v{len(self.declared)}"
        self.declared.append(f"${name}: {type_}")
        if not self.rarely(20):
            self.variables[name] = value
        return f"${name}"

    def of_any_type(self) -> tuple[str, Any]:
        if self.rarely(60):
            return self.chance.choice(NEWER_TYPES), self.draw(ANYTHING)
        types = [type_ for type_ in schema().type_map.values() if is_input_type(type_)]
        type_ = self.chance.choice(types)
        if self.rarely(2):
            return f"[{type_.name}]", [self.fitting(type_)]
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
            return [self.fitting(type_.of_type, depth) for _ in range(self.chance.randint(0, 2))]
        if is_input_object_type(type_):
            given = {
                name: self.fitting(member.type, depth - 1)
                for name, member in type_.fields.items()
                if depth > 0 and (is_non_null_type(member.type) or not self.rarely(3))
            }
            return given | ({"newerMember": self.draw(ANYTHING)} if self.rarely() else {})
        if is_enum_type(type_):
            return Word(self.chance.choice(list(type_.values)))
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


# Where documents start: the way there in braces, the type there, and how many braces to close.
STARTS = [
    ("query", "", "Query", ""),
    ("query", '{ project(name: "p")', "Project", " }"),
    ("query", '{ project(name: "p") { run(name: "r")', "Run", " } }"),
    ("mutation", "", "Mutation", ""),
]


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A document and its variables."""
    # Drawn by hypothesis, choices of shape are much alike from one example to the next.
    request = Request(draw, draw(st.randoms(use_true_random=True)))
    kind, opening, start, closing = request.chance.choice(STARTS)
    text = request.selections(schema().type_map[start], depth=6)
    if request.rarely():
        closing += f" fragment F on {start} {text}"
        text = "{ ...F }"
    declared = f"({', '.join(request.declared)})" if request.declared else ""
    return f"{kind} {declared} {opening} {text} {closing}", request.variables
