"""Arithmetic over metrics, as line panels have it: ``${train/loss} - ${val/loss}``, ``_runtime / 3600``.

A name stands in ``${...}``, or bare where it is made of letters, digits, dots and underscores. ``^`` and
``**`` are powers; ``%`` is the remainder. W&B documents no grammar; this is what public views use of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import polars as pl

MAX_CHARS = 2000

#: How deep a text may be nested; and how deep its tree may be, which each operator of a sum makes deeper.
MAX_DEPTH, MAX_LEVELS = 60, 200

TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|\$\{(?P<quoted>[^}]+)\}"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*)|(?P<sign>\*\*|[-+*/%^(),]))"
)

#: How tightly an operator of two sides binds; powers also bind to the right.
BINDS = {"+": 1, "-": 1, "*": 2, "/": 2, "%": 2, "^": 4, "**": 4}
MINUS_BINDS = 3

#: Names that are numbers, unless a metric has them.
CONSTANTS = {"pi": 3.141592653589793, "e": 2.718281828459045}


class NoArithmeticError(ValueError):
    """Why a text is no arithmetic, as the end of a sentence about it."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """A metric, or another value of a run, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or a function, and what it is applied to."""

    function: str
    arguments: tuple[Node, ...]


Node: TypeAlias = Number | Name | Call
Resolve: TypeAlias = "Callable[[str], pl.Expr]"


def parse(text: str) -> Node:
    """The tree of a text. Raises NoArithmeticError."""
    if len(text) > MAX_CHARS:
        raise NoArithmeticError(f"is longer than {MAX_CHARS:,} characters")
    node = Parser(text).whole()
    if levels(node) > MAX_LEVELS:
        raise NoArithmeticError(f"computes more than {MAX_LEVELS} steps one after the other")
    return node


def levels(node: Node) -> int:
    """How many calls stand within one another at most: ``a + b + c`` has two, however it is nested."""
    found, level = -1, [node]
    while level:
        found += 1
        level = [inner for one in level if isinstance(one, Call) for inner in one.arguments]
    return found


def names_in(node: Node) -> Iterator[str]:
    """The names of a tree, in order, as often as they stand there."""
    if isinstance(node, Name):
        yield node.name
    elif isinstance(node, Call):
        for argument in node.arguments:
            yield from names_in(argument)


def column(node: Node, resolve: Resolve) -> pl.Expr:
    """What a tree computes, as an expression of polars. resolve: what a name stands for."""
    import polars as pl

    if isinstance(node, Number):
        return pl.lit(node.value, pl.Float64)
    if isinstance(node, Name):
        return resolve(node.name)
    return APPLY[node.function](*(column(argument, resolve) for argument in node.arguments))


def least(*values: pl.Expr) -> pl.Expr:
    """The smallest of several."""
    import polars as pl

    return pl.min_horizontal(values)


def greatest(*values: pl.Expr) -> pl.Expr:
    """The greatest of several."""
    import polars as pl

    return pl.max_horizontal(values)


#: What operators and functions compute.
APPLY: Mapping[str, Callable[..., pl.Expr]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "%": lambda left, right: left % right,
    "^": lambda left, right: left.pow(right),
    "negative": lambda value: -value,
    "abs": lambda value: value.abs(),
    "sqrt": lambda value: value.sqrt(),
    "exp": lambda value: value.exp(),
    "log": lambda value: value.log(),
    "log2": lambda value: value.log(2.0),
    "log10": lambda value: value.log(10.0),
    "floor": lambda value: value.floor(),
    "ceil": lambda value: value.ceil(),
    "round": lambda value: value.round(),
    "sin": lambda value: value.sin(),
    "cos": lambda value: value.cos(),
    "tanh": lambda value: value.tanh(),
    "pow": lambda left, right: left.pow(right),
    "min": least,
    "max": greatest,
}

#: How many arguments a function takes, where it is not one; None: one or more.
TAKES: Mapping[str, int | None] = {"pow": 2, "min": None, "max": None}
FUNCTIONS = frozenset(name for name in APPLY if name.isidentifier() and name != "negative")


class Parser:
    """Reads one text by precedence climbing."""

    def __init__(self, text: str) -> None:
        self.tokens = list(tokens(text))
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        """The tree of all of the text."""
        node = self.expression(0)
        if self.peek() is not None:
            raise NoArithmeticError(f"has a stray `{self.peek()}`")
        return node

    def peek(self) -> str | None:
        """The next sign; None at the end, and empty before a number or a name."""
        if self.at == len(self.tokens):
            return None
        kind, text = self.tokens[self.at]
        return text if kind == "sign" else ""

    def expression(self, least: int) -> Node:
        """What stands here, up to an operator that binds less tightly."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise NoArithmeticError("is nested too deeply")
        node = self.operand()
        while (sign := self.peek() or "") in BINDS and BINDS[sign] >= least:
            self.at += 1
            power = sign in ("^", "**")
            right = self.expression(BINDS[sign] + (0 if power else 1))
            node = Call("^" if power else sign, (node, right))
        self.depth -= 1
        return node

    def operand(self) -> Node:
        """A number, a name, a call, or what stands in brackets."""
        if self.at == len(self.tokens):
            raise NoArithmeticError("ends too early")
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return Number(float(text))
        if kind == "name" and self.peek() == "(":
            return self.call(text)
        if kind != "sign":
            return Number(CONSTANTS[text]) if kind == "name" and text in CONSTANTS else Name(text)
        if text in "+-":
            value = self.expression(MINUS_BINDS)
            return Call("negative", (value,)) if text == "-" else value
        if text == "(":
            node = self.expression(0)
            self.expect(")")
            return node
        raise NoArithmeticError(f"has a stray `{text}`")

    def call(self, function: str) -> Node:
        """A function with its arguments, from its opening bracket on."""
        if function not in FUNCTIONS:
            raise NoArithmeticError(f"calls `{function}`, which is none of {', '.join(sorted(FUNCTIONS))}")
        self.at += 1
        arguments = [self.expression(0)]
        while self.peek() == ",":
            self.at += 1
            arguments.append(self.expression(0))
        self.expect(")")
        takes = TAKES.get(function, 1)
        if takes not in (None, len(arguments)):
            raise NoArithmeticError(f"gives `{function}` {len(arguments)} values; it takes {takes}")
        return Call(function, tuple(arguments))

    def expect(self, sign: str) -> None:
        """Step over a sign."""
        if self.peek() != sign:
            raise NoArithmeticError(f"lacks a `{sign}`")
        self.at += 1


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a text with their kinds: ``number``, ``name``, ``quoted`` (a name), ``sign``."""
    at, end = 0, len(text.rstrip())
    while at < end:
        found = TOKEN.match(text, at)
        if found is None:
            raise NoArithmeticError(f"has a stray `{text[at:].strip()[0]}`")
        kind = found.lastgroup or ""
        yield kind, found[kind].strip()
        at = found.end()
