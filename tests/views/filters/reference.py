"""What filters mean, in the plainest words: the reference that W&B's forms are measured against.

A run is a dictionary as the public API's queries see it: ``config``, ``summary_metrics``, and attributes
under W&B's names. Beside the reference stand small interpreters of the two forms.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

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

Run = dict[str, Any]

WIRE = {
    "state": "state",
    "name": "displayName",
    "id": "name",
    "tags": "tags",
    "created": "createdAt",
    "user": "username",
    "group": "group",
    "job_type": "jobType",
    "sweep": "sweep",
    "host": "host",
    "runtime": "duration",
}
SECONDS = {"minutes": 60, "hours": 3600, "days": 86400}
OPPOSITE = {Op.LT: Op.GE, Op.GE: Op.LT, Op.GT: Op.LE, Op.LE: Op.GT}


def evaluate(node: Filter, run: Run, now: datetime, wanted: bool = True) -> bool:
    """Whether the run passes the filter, or, where False is wanted, passes ``not`` of it."""
    match node:
        case Not(item):
            return evaluate(item, run, now, not wanted)
        case And(items):
            return (all if wanted else any)(evaluate(item, run, now, wanted) for item in items)
        case Or(items):
            return (any if wanted else all)(evaluate(item, run, now, wanted) for item in items)
        case Comparison(key, Op.EQ | Op.NE as op, value):
            return (equal(value_of(key, run), comparable(key, value.value)) == (op is Op.EQ)) == wanted
        case Comparison(key, op, value):
            sign = op if wanted else OPPOSITE[op]
            return ordered(value_of(key, run), sign.value, comparable(key, value.value))
        case Membership(key, values, negated):
            found = any(equal(value_of(key, run), each.value) for each in values)
            return (found != negated) == wanted
        case IsNull(key, negated):
            return (equal(value_of(key, run), None) != negated) == wanted
        case Matches(key, pattern):
            return fits(value_of(key, run), pattern) == wanted
        case WithinLast(key, amount, unit):
            since = now - timedelta(seconds=round(amount * SECONDS[unit]))
            return ordered(value_of(key, run), ">=" if wanted else "<", since)


def value_of(key: Key, run: Run) -> Any:
    if key.section == "run":
        return at(run, WIRE[key.name])
    return find(run.get({"config": "config", "summary": "summary_metrics"}[key.section], {}), key.name)


def at(run: Run, wire: str) -> Any:
    """An attribute; a time as a time."""
    value = run.get(wire)
    return time(value) if wire == "createdAt" and value is not None else value


def find(values: dict[str, Any], name: str) -> Any:
    """The value of a name, of which dots may go into maps; None where there is none."""
    if name in values:
        return values[name]
    first, dot, rest = name.partition(".")
    inner = values.get(first)
    return find(inner, rest) if dot and isinstance(inner, dict) else None


def comparable(key: Key, value: Any) -> Any:
    return time(value) if key == Key("run", "created") else value


def time(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def kind(value: Any) -> str:
    """Values of different kinds are neither equal nor ordered."""
    if isinstance(value, bool):
        return "bool"
    return "number" if isinstance(value, int | float) else type(value).__name__


def each(value: Any) -> list[Any]:
    """A list is tested element by element."""
    return value if isinstance(value, list) else [value]


def equal(value: Any, wanted: Any) -> bool:
    return any(kind(one) == kind(wanted) and one == wanted for one in each(value))


def ordered(value: Any, op: str, bound: Any) -> bool:
    tests = {
        "<": lambda one: one < bound,
        "<=": lambda one: one <= bound,
        ">": lambda one: one > bound,
        ">=": lambda one: one >= bound,
    }
    return any(
        kind(one) == kind(bound) and kind(one) not in ("bool", "NoneType") and tests[op](one)
        for one in each(value)
    )


def fits(value: Any, pattern: str) -> bool:
    return any(isinstance(one, str) and re.search(pattern, one) is not None for one in each(value))


# The dictionary of a view.

SECTIONS = {"config": "config", "summary": "summary_metrics"}


def v2_passes(written: dict[str, Any], run: Run, now: datetime) -> bool:
    """Whether a run passes a view's filter: ``AND`` binds tighter than ``OR``."""
    items = written["filters"]
    terms: list[bool] = []
    for item in items:
        passes = v2_passes(item, run, now) if "filters" in item else v2_test(item, run, now)
        if item.get("connector", "OR") == "OR":
            terms.append(passes)
        else:
            terms[-1] = terms[-1] and passes
    return any(terms) if items else True


def v2_test(item: dict[str, Any], run: Run, now: datetime) -> bool:
    section, name = item["key"]["section"], item["key"]["name"]
    value = at(run, name) if section == "run" else find(run.get(SECTIONS[section], {}), name)
    wanted = item["value"]
    if name == "createdAt" and section == "run" and isinstance(wanted, str):
        wanted = time(wanted)
    match item["op"]:
        case "=":
            return equal(value, wanted)
        case "!=":
            return not equal(value, wanted)
        case "IN":
            return any(equal(value, one) for one in wanted)
        case "NIN":
            return not any(equal(value, one) for one in wanted)
        case "WITHINSECONDS":
            return ordered(value, ">=", now - timedelta(seconds=wanted))
        case op:
            return ordered(value, op, wanted)


# The public API's query.

MONGO = {"$lt": "<", "$lte": "<=", "$gt": ">", "$gte": ">="}


def mongo_passes(query: dict[str, Any], run: Run) -> bool:
    """Whether a run passes a query, with MongoDB's meaning of missing keys and of lists."""
    return all(mongo_clause(path, wanted, run) for path, wanted in query.items())


def mongo_clause(path: str, wanted: Any, run: Run) -> bool:
    match path:
        case "$and":
            return all(mongo_passes(one, run) for one in wanted)
        case "$or":
            return any(mongo_passes(one, run) for one in wanted)
        case "$nor":
            return not any(mongo_passes(one, run) for one in wanted)
    root, dot, name = path.partition(".")
    value = find(run.get(root, {}), name) if dot else at(run, path)
    tests = wanted if isinstance(wanted, dict) else {"$eq": wanted}
    return all(mongo_test(path, value, op, bound) for op, bound in tests.items())


def mongo_test(path: str, value: Any, op: str, wanted: Any) -> bool:
    if path == "createdAt" and isinstance(wanted, str):
        wanted = time(wanted)
    match op:
        case "$eq":
            return equal(value, wanted)
        case "$ne":
            return not equal(value, wanted)
        case "$in":
            return any(equal(value, one) for one in wanted)
        case "$nin":
            return not any(equal(value, one) for one in wanted)
        case "$regex":
            return fits(value, wanted)
        case _:
            return ordered(value, MONGO[op], wanted)
