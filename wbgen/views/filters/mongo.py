"""A filter as the public API's query (``wandb.Api().runs(path, filters=...)``).

Its operators are those that the client documents: ``$and $or $nor $eq $ne $gt $gte $lt $lte $in $nin
$exists $regex``; ``$not`` is not among them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
from wbgen.spec.tree import ScalarValue
from wbgen.views.filters.errors import FilterError
from wbgen.views.filters.keys import mongo_path
from wbgen.views.filters.negation import Leaf, Pushed, pushed
from wbgen.views.json import Json

OPS = {Op.NE: "$ne", Op.LT: "$lt", Op.LE: "$lte", Op.GT: "$gt", Op.GE: "$gte"}


def to_mongo(filter_: Filter, *, now: datetime) -> dict[str, Json]:
    """The query of a filter; ``within last`` counts back from ``now``, a time with its zone.

    Raises FilterError for the opposite of every run, which no text can state.
    """
    node = pushed(filter_)
    if node == Or(()):
        raise FilterError("the filter lets no run through")
    return query(node, now)


def query(node: Pushed, now: datetime) -> dict[str, Json]:
    """The query of a filter without ``not``."""
    match node:
        case And(()):
            return {}
        case And(items):
            return {"$and": [query(item, now) for item in items]}
        case Or(items):
            return {"$or": [query(item, now) for item in items]}
        case _:
            return test(node, now)


def test(leaf: Leaf, now: datetime) -> dict[str, Json]:
    """The query of a single test."""
    match leaf:
        case Comparison(key, op, value):
            wanted = compared(key, value.value)
            return {mongo_path(key): {OPS[op]: wanted} if op in OPS else wanted}
        case IsNull(key, negated):
            return {mongo_path(key): {"$ne": None} if negated else None}
        case Membership(key, values, negated):
            listed: list[Json] = [value.value for value in values]
            return {mongo_path(key): {"$nin" if negated else "$in": listed}}
        case Matches(key, pattern):
            return {mongo_path(key): {"$regex": pattern}}
        case WithinLast(key):
            return {mongo_path(key): {"$gte": since(leaf, now)}}
        case Not(item):
            if isinstance(item, WithinLast):
                return {mongo_path(item.key): {"$lt": since(item, now)}}
            return {"$nor": [test(item, now)]}


def compared(key: Key, value: ScalarValue) -> ScalarValue:
    """The value as the query has it: times in UTC."""
    if kind_of(key) is Kind.TIME and isinstance(value, str) and (time := as_time(value)):
        return iso(time)
    return value


def since(test: WithinLast, now: datetime) -> str:
    """When the last days began."""
    return iso(now - timedelta(seconds=round(test.amount * SECONDS[test.unit])))


def iso(time: datetime) -> str:
    """A time as W&B writes it: ``2026-01-16T12:00:00Z``."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
