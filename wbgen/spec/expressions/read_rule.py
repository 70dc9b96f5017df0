"""From a syntax tree to a health rule."""

from __future__ import annotations

from lark import Token, Tree

from wbgen.spec.diagnostics import did_you_mean
from wbgen.spec.expressions.literals import number, refuse, span
from wbgen.spec.expressions.nodes import (
    After,
    Arithmetic,
    Call,
    Comparison,
    Extent,
    For,
    IsNan,
    IsNull,
    Key,
    Metric,
    Not,
    Number,
    Op,
    Over,
    Quantified,
    Rule,
    Value,
    all_of,
    any_of,
)
from wbgen.spec.expressions.syntax import Node
from wbgen.spec.expressions.words import EXTENTS, FUNCTIONS, OVER, unquoted
from wbgen.spec.names import placeholders

Bound = frozenset[str]

#: What belongs to filters alone, by the rule of the grammar that reads it.
ONLY_IN_FILTERS = {
    "member": ("`in`", "write `x == 0 or x == 1`"),
    "not_member": ("`not in`", "write `x != 0 and x != 1`"),
    "matched": ("`matches`", None),
    "within": ("`within last`", "write `for 500 steps`, or a window: `mean(x, 100 steps)`"),
}

#: Forms that are true or false; the rest are numbers.
CONDITIONS = frozenset(
    {"disjunction", "conjunction", "negated", "quantified", "lasting", "later", "compared"}
    | {"null", "not_null", "nan", "not_nan", *ONLY_IN_FILTERS}
)


def read_rule(node: Node, bound: Bound = frozenset()) -> Rule:
    """The rule a tree states, inside ``any`` and ``all`` of the bound dimensions. Raises ExpressionError."""
    if isinstance(node, Token) or node.data not in CONDITIONS:
        raise refuse(node, "this is a number, not a condition", "compare it: `x > 0`")
    if only := ONLY_IN_FILTERS.get(node.data):
        raise refuse(node, f"{only[0]} belongs to filters of runs, not to health rules", only[1])
    children = node.children
    match node.data:
        case "disjunction":
            return any_of(read_rule(child, bound) for child in children)
        case "conjunction":
            return all_of(read_rule(child, bound) for child in children)
        case "negated":
            return Not(read_rule(children[0], bound))
        case "quantified":
            quantifier, dimensions, item = children
            names, inner = bind(dimensions, item, bound)
            word = str(quantifier).lower()
            return Quantified("any" if word == "any" else "all", names, read_rule(item, inner))
        case "lasting":
            return For(read_rule(children[0], bound), read_extent(children[1]))
        case "later":
            return After(read_rule(children[0], bound), read_extent(children[1]))
        case "compared":
            left, op, right = children
            sign = Op("==" if op == "=" else str(op))
            return Comparison(read_number(left, bound), sign, read_number(right, bound))
        case "null" | "not_null":
            return IsNull(read_number(children[0], bound), node.data == "not_null")
        case _:
            return IsNan(read_number(children[0], bound), node.data == "not_nan")


def read_number(node: Node, bound: Bound) -> Number:
    """A metric, a number, or what is computed from them."""
    if isinstance(node, Token):
        return read_word(node, bound)
    if node.data in CONDITIONS:
        raise refuse(node, "this is a condition, not a number", "join conditions by `and` or `or`")
    match node.data:
        case "arithmetic":
            left, sign, right = node.children
            return Arithmetic(read_number(left, bound), str(sign), read_number(right, bound))  # type: ignore[arg-type]  # one of + - * /
        case "over":
            name, dimensions, operand = node.children
            names, inner = bind(dimensions, operand, bound)
            return Over(read_function(name, OVER), names, read_number(operand, inner))
        case _:
            name, operand, *window = node.children
            function = read_function(name, FUNCTIONS)
            extent = read_extent(window[0]) if window else None
            return Call(function, read_number(operand, bound), extent)


def read_word(token: Token, bound: Bound) -> Number:
    """A single token that stands for a number."""
    match token.type:
        case "NUMBER":
            return Value(number(token))
        case "TRUE" | "FALSE":
            return Value(token.type == "TRUE")
        case "NULL":
            raise refuse(token, "null is not a number", "write `is null` or `is not null`")
    if token.type == "QUALIFIED" or (token.type == "NAME" and token.startswith("config.")):
        return read_key(token)
    name = unquoted(token) if token.type == "STRING" else str(token)
    if not name.strip():
        raise refuse(token, "the name is empty")
    for dimension in placeholders(name):
        if dimension not in bound:
            raise refuse(
                token,
                f"`<{dimension}>` stands for several metrics here",
                f"say which are meant: `any({dimension})`, `all({dimension})` or `mean over ({dimension})`",
            )
    return Metric(name)


def read_key(token: Token) -> Key:
    """A key of the config; the rest of a run is no part of its health."""
    section, _, name = token.partition(".")
    if section != "config":
        raise refuse(token, f"`{section}.` belongs to filters of runs", "write the metric's name alone")
    name = unquoted(name) if token.type == "QUALIFIED" else name
    if not name.strip():
        raise refuse(token, "the name is empty")
    return Key("config", name)


def read_function(node: Node, known: tuple[str, ...]) -> str:
    """The name of a function, in any case."""
    name = str(node).lower()
    if name not in known:
        cure = did_you_mean(name, known, otherwise=f"write one of {', '.join(known)}")
        raise refuse(node, f"`{node}` is not a function here", cure)
    return name


def read_extent(node: Node) -> Extent:
    """A whole number of steps or epochs."""
    amount, unit = span(node, EXTENTS)
    if not isinstance(amount, int):
        raise refuse(node, f"`{amount}` is not a whole number of {unit}")
    return Extent(amount, "steps" if unit == "steps" else "epochs")


def bind(dimensions: Node, scope: Node, bound: Bound) -> tuple[tuple[str, ...], Bound]:
    """The dimensions of ``any(...)`` or ``over (...)``, each used in what follows and bound once."""
    assert isinstance(dimensions, Tree)
    names: list[str] = []
    for token in dimensions.children:
        name = str(token)
        if not name.isidentifier():
            raise refuse(token, f"`{name}` is not the name of a dimension")
        if name in bound or name in names:
            raise refuse(token, f"`{name}` stands here twice", "name each dimension once")
        if name not in used(scope):
            raise refuse(token, f"`<{name}>` does not occur in what follows", "leave it out")
        names.append(name)
    return tuple(names), bound | set(names)


def used(node: Node) -> set[str]:
    """The dimensions whose placeholders occur in the names of a tree."""
    tokens = node.scan_values(lambda token: isinstance(token, Token)) if isinstance(node, Tree) else [node]
    return {name for token in tokens if token.type in ("NAME", "STRING") for name in placeholders(token)}
