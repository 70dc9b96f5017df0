"""Whether a run passes a filter of the language: the same answer as the public API gives to its query.

A run without a value passes ``!=`` and ``is null`` and no other test; values of different types have no
order; a list passes where one of its items does; texts are matched by RE2 (docs/expressions.md).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from operator import ge, gt, le, lt
from typing import Any

from wbgen.runs.run import Run
from wbgen.runs.values import value_of
from wbgen.spec.expressions.allowed import as_time, kind_of
from wbgen.spec.expressions.nodes import (
    And,
    Comparison,
    Filter,
    IsNull,
    Key,
    Matches,
    Membership,
    Not,
    Op,
    Or,
    WithinLast,
)
from wbgen.spec.expressions.words import SECONDS, Kind
from wbgen.views.filters.negation import Leaf, Pushed, pushed

ORDERS: dict[Op, Callable[[Any, Any], bool]] = {Op.LT: lt, Op.LE: le, Op.GT: gt, Op.GE: ge}


def passes(filter_: Filter, run: Run, now: datetime) -> bool:
    """Whether a run passes; ``within last`` counts back from ``now``, a time with its zone."""
    return holds(pushed(filter_), run, now)


def holds(node: Pushed, run: Run, now: datetime) -> bool:
    """Whether a filter without ``not`` holds for a run."""
    match node:
        case And(items):
            return all(holds(item, run, now) for item in items)
        case Or(items):
            return any(holds(item, run, now) for item in items)
        case _:
            return test(node, run, now)


def test(leaf: Leaf, run: Run, now: datetime) -> bool:
    """Whether a single test holds."""
    match leaf:
        case Comparison(key, op, value):
            return compared(typed(key, value_of(run, key)), op, typed(key, value.value))
        case IsNull(key, negated):
            return equal(value_of(run, key), None) != negated
        case Membership(key, values, negated):
            found = value_of(run, key)
            return any(equal(found, value.value) for value in values) != negated
        case Matches(key, pattern):
            return fits(value_of(run, key), pattern)
        case WithinLast(key):
            return compared(typed(key, value_of(run, key)), Op.GE, since(leaf, now))
        case Not(item):
            if isinstance(item, WithinLast):
                return compared(typed(item.key, value_of(run, item.key)), Op.LT, since(item, now))
            return not test(item, run, now)


def typed(key: Key, value: Any) -> Any:
    """A value, a time as such: as texts, one moment may be written in many ways."""
    is_time = kind_of(key) is Kind.TIME and isinstance(value, str)
    return (as_time(value) or value) if is_time else value


def since(within: WithinLast, now: datetime) -> datetime:
    """When the last days began."""
    return now - timedelta(seconds=round(within.amount * SECONDS[within.unit]))


def compared(value: Any, op: Op, bound: Any) -> bool:
    """``value op bound``."""
    if op in (Op.EQ, Op.NE):
        return equal(value, bound) == (op is Op.EQ)
    if isinstance(value, list):
        return any(compared(item, op, bound) for item in value)
    kind = kind_of_value(value)
    return kind != "" and kind == kind_of_value(bound) and ORDERS[op](value, bound)


def equal(value: Any, wanted: Any) -> bool:
    """Whether a value, or an item of a list, is the wanted one; true is not 1."""
    if isinstance(value, list) and not isinstance(wanted, list):
        return any(equal(item, wanted) for item in value)
    return isinstance(value, bool) == isinstance(wanted, bool) and bool(value == wanted)


def kind_of_value(value: Any) -> str:
    """What may be put in order with what; empty for what has no order."""
    if isinstance(value, bool):
        return ""
    for type_, kind in ((int | float, "number"), (str, "text"), (datetime, "time")):
        if isinstance(value, type_):
            return kind
    return ""


def fits(value: Any, pattern: str) -> bool:
    """Whether a text, or one of a list, holds what an RE2 pattern describes."""
    import re2

    if isinstance(value, list):
        return any(fits(item, pattern) for item in value)
    return isinstance(value, str) and re2.search(pattern, value) is not None
