"""The names an expression speaks of, for the check against the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from wbgen.spec.expressions.nodes import (
    After,
    And,
    Arithmetic,
    Call,
    Comparison,
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


def metrics_of(rule: Rule) -> tuple[str, ...]:
    """The metrics a rule names, in order, each once, with their ``<dimension>`` placeholders."""
    return tuple(dict.fromkeys(name.name for name in names(rule) if isinstance(name, Metric)))


def keys_of(node: Filter | Rule) -> tuple[Key, ...]:
    """The keys a filter tests, or those of the config that a rule reads, in order, each once."""
    return tuple(dict.fromkeys(name for name in names(node) if isinstance(name, Key)))


def renamed(node: Filter, exact: Callable[[Key], Key]) -> Filter:
    """The filter with other keys."""
    match node:
        case And(items) | Or(items):
            return replace(node, items=tuple(renamed(item, exact) for item in items))
        case Not(item):
            return replace(node, item=renamed(item, exact))
        case Comparison(key):
            return replace(node, left=exact(key))
        case IsNull(key):
            return replace(node, operand=exact(key))
        case _:
            return replace(node, key=exact(node.key))


def names(node: Filter | Rule | Number) -> Iterator[Key | Metric]:
    """Every key and metric, in the order of the text."""
    match node:
        case Key() | Metric():
            yield node
        case And(items) | Or(items):
            for item in items:
                yield from names(item)
        case Not(item) | Quantified(_, _, item) | For(item) | After(item):
            yield from names(item)
        case Comparison(left, _, right) | Arithmetic(left, _, right):
            yield from names(left)
            yield from names(right)
        case Membership(key) | Matches(key) | WithinLast(key):
            yield key
        case IsNull(operand) | IsNan(operand) | Call(_, operand) | Over(_, _, operand):
            yield from names(operand)
        case Value():
            pass
