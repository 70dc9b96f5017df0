"""From a filter or a rule to its one text: what is read from it is equal."""

from __future__ import annotations

from typing import assert_never

from wbgen.spec.expressions.nodes import (
    After,
    And,
    Arithmetic,
    Call,
    Comparison,
    Extent,
    Filter,
    For,
    IsNan,
    IsNull,
    Key,
    Matches,
    Membership,
    Metric,
    Not,
    Number,
    Or,
    Over,
    Quantified,
    Rule,
    Value,
    WithinLast,
)
from wbgen.spec.expressions.words import RUN_ATTRIBUTES, SECTIONS, is_bare, quoted
from wbgen.spec.tree import ScalarValue, value_text

# How tightly a form binds: what binds looser than its place asks for gets parentheses.
LOOSE, OR, AND, NOT, TIMED, SUM, PRODUCT, FACTOR = range(8)


def to_text(node: Filter | Rule) -> str:
    """The text of a filter or rule; empty for the filter that every run passes."""
    return condition(node, LOOSE)


def condition(node: Filter | Rule, place: int) -> str:
    """The text of a condition where the place asks for a form at least that tight."""
    match node:
        case Or(items):
            return wrapped(" or ".join(condition(item, AND) for item in items), OR, place)
        case And(items):
            return wrapped(" and ".join(condition(item, NOT) for item in items), AND, place)
        case Not(item):
            return wrapped(f"not {condition(item, NOT)}", NOT, place)
        case Quantified(quantifier, dimensions, item):
            text = f"{quantifier}({', '.join(dimensions)}) {condition(item, NOT)}"
            return wrapped(text, NOT, place)
        case For(item, length):
            return wrapped(f"{condition(item, TIMED)} for {extent(length)}", TIMED, place)
        case After(item, length):
            return wrapped(f"{condition(item, TIMED)} after {extent(length)}", TIMED, place)
        case _:
            return wrapped(test(node), TIMED, place)


def test(
    node: Comparison[Key, Value]
    | Comparison[Number, Number]
    | Membership
    | Matches
    | WithinLast
    | IsNull[Key]
    | IsNull[Number]
    | IsNan,
) -> str:
    """The text of a single comparison."""
    match node:
        case Comparison(Key() as key, op, Value(value)):
            return f"{key_text(key)} {op} {scalar_text(value)}"
        case Comparison(left, op, right):
            return f"{number(left, SUM)} {op} {number(right, SUM)}"
        case Membership(key, values, negated):
            listed = ", ".join(scalar_text(value.value) for value in values)
            return f"{key_text(key)} {'not in' if negated else 'in'} [{listed}]"
        case Matches(key, pattern):
            return f"{key_text(key)} matches {quoted(pattern)}"
        case WithinLast(key, amount, unit):
            return f"{key_text(key)} within last {value_text(amount)} {unit}"
        case IsNull(operand, negated):
            return f"{number(operand, SUM)} is {'not ' if negated else ''}null"
        case IsNan(operand, negated):
            return f"{number(operand, SUM)} is {'not ' if negated else ''}nan"
        case _:
            assert_never(node)


def number(node: Number, place: int) -> str:
    """The text of a number where the place asks for a form at least that tight."""
    match node:
        case Metric(name):
            return name if is_bare(name) and not name.startswith("config.") else quoted(name)
        case Key():
            return key_text(node)
        case Value(value):
            return value_text(value)
        case Arithmetic(left, sign, right):
            tight = SUM if sign in "+-" else PRODUCT
            return wrapped(f"{number(left, tight)} {sign} {number(right, tight + 1)}", tight, place)
        case Call(function, operand, window):
            length = f", {extent(window)}" if window else ""
            return f"{function}({number(operand, SUM)}{length})"
        case Over(function, dimensions, operand):
            return f"{function} over ({', '.join(dimensions)}) {number(operand, FACTOR)}"
        case _:
            assert_never(node)


def wrapped(text: str, binds: int, place: int) -> str:
    """The text, in parentheses where it binds looser than its place asks for."""
    return f"({text})" if binds < place else text


def key_text(key: Key) -> str:
    """A key as it is written: run attributes as bare words."""
    if key.section == "run" and key.name in RUN_ATTRIBUTES:
        return key.name
    whole = f"{key.section}.{key.name}"
    return whole if is_bare(whole) else f"{key.section}.{quoted(key.name)}"


def scalar_text(value: ScalarValue) -> str:
    """A value as it is written in a filter: plain words without quotes."""
    if not isinstance(value, str):
        return value_text(value)
    plain = is_bare(value) and value.partition(".")[0] not in SECTIONS and value.isascii()
    return value if plain and not set(value) & set("<\\") else quoted(value)


def extent(length: Extent) -> str:
    """A stretch of a run; one of a unit is singular."""
    return f"{length.amount} {length.unit.removesuffix('s') if length.amount == 1 else length.unit}"
