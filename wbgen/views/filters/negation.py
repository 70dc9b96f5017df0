"""Filters without ``not``: it is pushed down to the single tests, which turn into their opposites."""

from __future__ import annotations

from typing import TypeAlias

from wbgen.spec.expressions.nodes import (
    And,
    Comparison,
    Filter,
    FilterLeaf,
    IsNull,
    Matches,
    Membership,
    Not,
    Or,
    WithinLast,
    all_of,
    any_of,
)

#: A test, or the opposite of one that has no opposite of its own.
Leaf: TypeAlias = "FilterLeaf | Not[Matches] | Not[WithinLast]"
Pushed: TypeAlias = "And[Pushed] | Or[Pushed] | Leaf"


def pushed(node: Filter, negated: bool = False) -> Pushed:
    """The filter, or its opposite, of ``and``, ``or`` and tests alone.

    The opposite of ``x < 5`` is ``x >= 5``: a run without x passes neither (docs/expressions.md).
    """
    match node:
        case Not(item):
            return pushed(item, not negated)
        case And(items):
            parts = (pushed(item, negated) for item in items)
            return any_of(parts) if negated else all_of(parts)
        case Or(items):
            parts = (pushed(item, negated) for item in items)
            return all_of(parts) if negated else any_of(parts)
        case _:
            return opposite(node) if negated else node


def opposite(leaf: FilterLeaf) -> Leaf:
    """What holds where a test fails."""
    match leaf:
        case Comparison(key, op, value):
            return Comparison(key, op.negated, value)
        case Membership(key, values, negated):
            return Membership(key, values, not negated)
        case IsNull(key, negated):
            return IsNull(key, not negated)
        case Matches():
            return Not(leaf)
        case WithinLast():
            return Not(leaf)
