"""Filters of a spec, tried on an invented config."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import re2

from wbgen.spec.expressions import ExpressionError, Filter, parse_filter
from wbgen.spec.expressions.nodes import And, Comparison, IsNull, Matches, Membership, Not, Op, Or
from wbgen.views.json import Json

OPERATORS: Mapping[Op, Callable[[Any, Any], bool]] = {
    Op.EQ: operator.eq,
    Op.NE: operator.ne,
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.GT: operator.gt,
    Op.GE: operator.ge,
}

#: How far beyond a bound a value lies that is to be above or below it.
BEYOND = {Op.GT: 1, Op.LT: -1}


def read(text: str | None) -> Filter | None:
    """The filter a text states; None where it states none."""
    try:
        return parse_filter(text) if text is not None else None
    except ExpressionError:
        return None


def holds(filter: Filter, config: Mapping[str, Json]) -> bool:
    """Whether a config fulfils a filter; what is asked of anything else of a run counts as fulfilled."""
    match filter:
        case And(items):
            return all(holds(item, config) for item in items)
        case Or(items):
            return any(holds(item, config) for item in items)
        case Not(item):
            return not holds(item, config)
        case Comparison(key, op, value):
            return key.section != "config" or compared(op, config.get(key.name), value.value)
        case Membership(key, values, negated):
            found = config.get(key.name) in [value.value for value in values]
            return key.section != "config" or found != negated
        case IsNull(key, negated):
            return key.section != "config" or (config.get(key.name) is None) != negated
        case Matches(key, pattern):
            return key.section != "config" or bool(re2.search(pattern, str(config.get(key.name))))
    return True


def compared(op: Op, left: Any, right: Any) -> bool:
    """Whether two values compare so; those of different kinds have no order."""
    try:
        return OPERATORS[op](left, right)
    except TypeError:
        return False


def hints(filter: Filter) -> Iterator[tuple[str, Json]]:
    """Values of config keys that a filter asks for."""
    match filter:
        case And(items):
            for item in items:
                yield from hints(item)
        case Or(items):
            yield from hints(items[0])
        case Comparison(key, op, value) if key.section == "config" and op is not Op.NE:
            wanted = value.value
            if op in BEYOND and isinstance(wanted, int | float):
                wanted += BEYOND[op]
            yield key.name, wanted
        case Membership(key, values, negated) if key.section == "config" and not negated:
            yield key.name, values[0].value
