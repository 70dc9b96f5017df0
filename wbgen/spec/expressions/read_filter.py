"""From a syntax tree to a filter of runs."""

from __future__ import annotations

from lark import Token, Tree

from wbgen.spec.diagnostics import nearest
from wbgen.spec.expressions.allowed import normal_value, problem_of
from wbgen.spec.expressions.literals import refuse, scalar, span
from wbgen.spec.expressions.nodes import (
    Comparison,
    Filter,
    FilterLeaf,
    IsNull,
    Key,
    Matches,
    Membership,
    Not,
    Op,
    Value,
    WithinLast,
    all_of,
    any_of,
)
from wbgen.spec.expressions.syntax import Node, place
from wbgen.spec.expressions.words import RUN_ATTRIBUTES, SECONDS, SECTIONS, Section, unquoted
from wbgen.spec.tree import ScalarValue

#: What belongs to health rules alone, by the rule of the grammar that reads it.
ONLY_IN_RULES = {
    "quantified": "`any` and `all`",
    "lasting": "`for`",
    "later": "`after`",
    "arithmetic": "arithmetic",
    "call": "a function",
    "over": "`over`",
    "nan": "`is nan`",
    "not_nan": "`is nan`",
}


def read_filter(node: Node) -> Filter:
    """The filter a tree states. Raises ExpressionError."""
    if isinstance(node, Token):
        return holds(node)
    match node.data:
        case "disjunction":
            return any_of(read_filter(child) for child in node.children)
        case "conjunction":
            return all_of(read_filter(child) for child in node.children)
        case "negated":
            return Not(read_filter(node.children[0]))
        case name if name in ONLY_IN_RULES:
            raise refuse(node, f"{ONLY_IN_RULES[name]} belongs to health rules, not to filters of runs")
        case _:
            return checked(read_test(node), node)


def checked(leaf: FilterLeaf, node: Tree[Token]) -> FilterLeaf:
    """The test, if it makes sense; of a list or regex that does not, the error points at it alone."""
    if problem := problem_of(leaf):
        raise refuse(node.children[-1] if isinstance(leaf, Membership | Matches) else node, *problem)
    return leaf


def holds(token: Token) -> Filter:
    """A key alone: that it is true."""
    key = read_key(token)
    if key.section == "run":
        raise refuse(token, f"`{token}` is not true or false", f"compare it: `{key.name} == ...`")
    return Comparison(key, Op.EQ, Value(True))


def read_test(node: Tree[Token]) -> FilterLeaf:
    """One test of one key."""
    key, *rest = node.children
    subject = read_key(key)
    match node.data:
        case "compared":
            op, right = rest
            assert isinstance(op, Token)
            return compared(subject, Op("==" if op == "=" else op), read_value(subject, right), node)
        case "member" | "not_member":
            items = rest[0]
            assert isinstance(items, Tree)
            values = tuple(Value(read_value(subject, item)) for item in items.children)
            return Membership(subject, values, node.data == "not_member")
        case "matched":
            pattern = rest[0]
            if not isinstance(pattern, Token) or pattern.type != "STRING":
                raise refuse(pattern, "a regex is a text", "put it in quotes: `matches '^a'`")
            return Matches(subject, unquoted(pattern))
        case "within":
            amount, unit = span(rest[0], tuple(SECONDS))
            return WithinLast(subject, amount, unit)  # type: ignore[arg-type]  # span gives a unit of SECONDS
        case "null" | "not_null":
            return IsNull(subject, node.data == "not_null")
        case other:  # the grammar has no other
            raise AssertionError(other)


def compared(key: Key, op: Op, value: ScalarValue, node: Node) -> FilterLeaf:
    """A comparison; with null it asks whether there is a value."""
    if value is None and not op.is_order:
        return IsNull(key, op is Op.NE)
    return Comparison(key, op, Value(value))


def read_key(node: Node) -> Key:
    """The key on the left of a test."""
    if isinstance(node, Tree):
        if what := ONLY_IN_RULES.get(node.data):
            raise refuse(node, f"{what} belongs to health rules, not to filters of runs")
        raise refuse(node, "a filter compares a key with a value", "write `config.lr <= 0.1`")
    if node.type not in ("NAME", "QUALIFIED"):
        raise refuse(node, f"`{node}` is a value", "write the key first: `config.lr <= 0.1`")
    return named_key(node)


def named_key(token: Token) -> Key:
    """The key a NAME or QUALIFIED says."""
    head, dot, rest = token.partition(".")
    section: Section | None = next((word for word in SECTIONS if word == head), None)
    if section and not dot:
        raise refuse(token, f"`{token}` needs a name after it", f"write `{token}.<name>`")
    if section is None:
        head, rest, section = "", str(token), "run"
    name = unquoted(rest) if token.type == "QUALIFIED" else rest
    if not name.strip():
        raise refuse(token, "the name is empty")
    if section == "run" and name not in RUN_ATTRIBUTES:
        near = nearest(name, RUN_ATTRIBUTES)
        known = f"write `config.{name}` or `summary.{name}`" if not head else None
        listed = f"runs have {', '.join(RUN_ATTRIBUTES)}"
        cure = f"did you mean `{near}`?" if near else known or listed
        raise refuse(token, f"`{name}` is not an attribute of runs", cure)
    return Key(section, name)


def read_value(key: Key, node: Node) -> ScalarValue:
    """The value on the right of a test; a bare word is a text."""
    if isinstance(node, Tree) or node.type == "QUALIFIED" or node.partition(".")[0] in SECTIONS:
        start, end = place(node)
        cure = (
            f"put it in quotes if it is a text: '{node}'" if end - start and isinstance(node, Token) else None
        )
        raise refuse(node, "a filter compares a key with a value, not with a key or a formula", cure)
    return normal_value(key, scalar(node))
