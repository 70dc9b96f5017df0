"""What single tokens of an expression say."""

from __future__ import annotations

import math

from lark import Token

from wbgen.spec.diagnostics import did_you_mean
from wbgen.spec.expressions.errors import ExpressionError
from wbgen.spec.expressions.syntax import Node, place
from wbgen.spec.expressions.words import unit_of, unquoted
from wbgen.spec.tree import ScalarValue

WORDS: dict[str, ScalarValue] = {"TRUE": True, "FALSE": False, "NULL": None}


def refuse(node: Node, message: str, cure: str | None = None) -> ExpressionError:
    """An error that points at a node."""
    start, end = place(node)
    return ExpressionError(message, start, end, cure)


def scalar(token: Token) -> ScalarValue:
    """The value of a NUMBER, STRING, NAME, TRUE, FALSE or NULL."""
    if token.type in WORDS:
        return WORDS[token.type]
    if token.type == "NUMBER":
        return number(token)
    return unquoted(token) if token.type == "STRING" else str(token)


def number(token: Token) -> int | float:
    """The number as written: whole if it has no point and no exponent."""
    if token.lstrip("+-").isdecimal():
        return int(token)
    value = float(token)
    if not math.isfinite(value):
        raise refuse(token, f"`{token}` is larger than any number W&B keeps")
    return value


def span(node: Node, units: tuple[str, ...]) -> tuple[int | float, str]:
    """A positive number and its unit."""
    assert not isinstance(node, Token)
    amount_token, unit_token = node.children
    assert isinstance(amount_token, Token)
    assert isinstance(unit_token, Token)
    amount = number(amount_token)
    if amount <= 0:
        raise refuse(amount_token, f"`{amount_token}` is not a length", "write a number above 0")
    unit = unit_of(unit_token, units)
    if unit is None:
        cure = did_you_mean(unit_token, units, otherwise=f"units here are {', '.join(units)}")
        raise refuse(unit_token, f"`{unit_token}` is not a unit", cure)
    return amount, unit
