"""A filter as the dictionary a run set of a view holds (``"filterFormat": "filterV2"``).

A flat list of tests, each after the first with the ``connector`` before it; ``AND`` binds tighter than
``OR``, and a group is one level deep, since the app cannot show more (wandb_workspaces 0.4.13, expr.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from math import prod
from typing import TypeVar

from wbgen.spec.expressions.nodes import (
    And,
    Comparison,
    Filter,
    IsNull,
    Matches,
    Membership,
    Not,
    Op,
    Or,
    WithinLast,
)
from wbgen.spec.expressions.text import to_text
from wbgen.spec.expressions.words import SECONDS
from wbgen.views.filters.errors import FilterError
from wbgen.views.filters.keys import filter_key
from wbgen.views.filters.negation import Leaf, Pushed, pushed
from wbgen.views.json import Json

FORMAT = "filterV2"
OPS = {Op.EQ: "=", Op.NE: "!=", Op.LT: "<", Op.LE: "<=", Op.GT: ">", Op.GE: ">="}

MAX_LEAVES = 500

COMPARE = "compare with a date: `created < '2026-01-16'`"
LIST = "list the values, `in [a, b]`, or search names by the run set's `query` with `regex: true`"

Item = dict[str, Json]
Terms = list[list[Leaf]]  # any of them, of which all
P = TypeVar("P")


def to_v2(filter_: Filter) -> Item:
    """The dictionary of a filter.

    Raises FilterError where it has none: a regex, the opposite of ``within last``, or so many
    alternatives that they would fill more than 500 tests.
    """
    node = pushed(filter_)
    if node == Or(()):
        raise FilterError("the filter lets no run through")
    terms = [factors(term) for term in alternatives(node)]
    if sum(leaves(factor) for term in terms for factor in term) > MAX_LEAVES:
        raise FilterError(
            f"the filter has too many alternatives: W&B's form would take more than {MAX_LEAVES} tests",
            cure="split it into run sets",
        )
    return {"filterFormat": FORMAT, "filters": connected(terms, group_or_test)}


def alternatives(node: Pushed) -> tuple[Pushed, ...]:
    """What ``or`` joins."""
    return node.items if isinstance(node, Or) else (node,)


def factors(node: Pushed) -> tuple[Pushed, ...]:
    """What ``and`` joins."""
    return node.items if isinstance(node, And) else (node,)


def connected(terms: Iterable[Iterable[P]], item_of: Callable[[P], Item]) -> list[Json]:
    """The items of any of the terms, of which all factors, with their connectors."""
    items: list[Json] = []
    for term in terms:
        for at, factor in enumerate(term):
            item = item_of(factor)
            if items:
                item["connector"] = "AND" if at else "OR"
            items.append(item)
    return items


def group_or_test(node: Pushed) -> Item:
    """What stands in the outer list."""
    if isinstance(node, Or):
        return {"filters": connected(flat(node), test)}
    assert not isinstance(node, And)  # factors of an And are none themselves
    return test(node)


def flat(node: Pushed) -> Terms:
    """Any of lists of tests: ``or`` inside ``and`` is multiplied out."""
    if isinstance(node, Or):
        return [term for item in node.items for term in flat(item)]
    if isinstance(node, And):
        chosen = product(*(flat(item) for item in node.items))
        return [[leaf for term in terms for leaf in term] for terms in chosen]
    return [[node]]


def leaves(node: Pushed) -> int:
    """How many tests :func:`flat` would give, found without making them."""
    return size(node)[1]


def size(node: Pushed) -> tuple[int, int]:
    """How many lists :func:`flat` would give, and how many tests in all of them."""
    if not isinstance(node, And | Or):
        return 1, 1
    sizes = [size(item) for item in node.items]
    if isinstance(node, Or):
        return sum(lists for lists, _ in sizes), sum(tests for _, tests in sizes)
    lists = prod(count for count, _ in sizes)
    return lists, sum(tests * (lists // count) for count, tests in sizes)


def test(leaf: Leaf) -> Item:
    """A single test."""
    match leaf:
        case Comparison(key, op, value):
            return written(filter_key(key), OPS[op], value.value)
        case IsNull(key, negated):
            return written(filter_key(key), "!=" if negated else "=", None)
        case Membership(key, values, negated):
            return written(filter_key(key), "NIN" if negated else "IN", [value.value for value in values])
        case WithinLast(key, amount, unit):
            return written(filter_key(key), "WITHINSECONDS", round(amount * SECONDS[unit]))
        case Not(WithinLast()):
            raise FilterError(f"W&B's views have no filter `{to_text(leaf)}`", cure=COMPARE)
        case Matches() | Not():
            raise FilterError(f"W&B's views have no filter `{to_text(leaf)}`", cure=LIST)


def written(key: Item, op: str, value: Json) -> Item:
    """A test as the official library writes it."""
    return {"key": key, "op": op, "value": value, "disabled": False}
