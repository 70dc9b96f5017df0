"""Which tests of a run make sense: what a text may say, and what may be decoded from a view."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from wbgen.spec.expressions.nodes import (
    Comparison,
    FilterLeaf,
    IsNull,
    Key,
    Matches,
    Membership,
    Value,
    WithinLast,
)
from wbgen.spec.expressions.regex import check_re2
from wbgen.spec.expressions.words import RUN_ATTRIBUTES, SECONDS, Kind
from wbgen.spec.tree import ScalarValue

MAX_SECONDS = 100 * 365 * 86400
WITHIN_CURE = "write `created within last 7 days`"
DATE_CURE = "write an ISO date, '2026-01-16' or '2026-01-16T12:00:00Z', or `within last 7 days`"


def kind_of(key: Key) -> Kind | None:
    """What the values of a key are, where that is known."""
    return RUN_ATTRIBUTES.get(key.name) if key.section == "run" else None


def normal_value(key: Key, value: ScalarValue) -> ScalarValue:
    """The value as W&B spells it: states are lower case, whatever case a person wrote."""
    return value.lower() if key == Key("run", "state") and isinstance(value, str) else value


def problem_of(leaf: FilterLeaf) -> tuple[str, str | None] | None:
    """What is wrong with one test, and the cure; None where nothing is."""
    match leaf:
        case Comparison(key, op, Value(value)):
            return comparison_problem(key, op.is_order, value)
        case Membership(key, values):
            if kind_of(key) is Kind.TIME:
                return f"`{key.name}` is a time, which is not in a list", DATE_CURE
            if not values:
                return "the list is empty", "write at least one value: `in [a, b]`"
            return next(filter(None, (value_problem(value.value) for value in values)), None)
        case Matches(key, pattern):
            if kind_of(key) in (Kind.TIME, Kind.NUMBER):
                return f"`{key.name}` is not a text", "compare it: `>=`"
            problem = check_re2(pattern)
            return (problem, None) if problem else None
        case WithinLast(key, amount, unit):
            if kind_of(key) is not Kind.TIME:
                return "only `created` can be within the last days", WITHIN_CURE
            if not 1 <= amount * SECONDS[unit] <= MAX_SECONDS:
                return "the time is shorter than a second, or longer than a century", WITHIN_CURE
            return None
        case IsNull():
            return None


def comparison_problem(key: Key, is_order: bool, value: ScalarValue) -> tuple[str, str | None] | None:
    """What is wrong with comparing a key with a value."""
    kind = kind_of(key)
    if value is None:
        return "null has no order", "write `is null` or `is not null`"
    if is_order and isinstance(value, bool):
        return "true and false have no order", "write `==` or `!=`"
    if is_order and kind is Kind.LIST:
        return f"`{key.name}` is a list, which has no order", f"write `{key.name} in [a, b]`"
    if kind is Kind.TIME and not is_time(value):
        return f"`{value}` is not a time", DATE_CURE
    return value_problem(value)


def value_problem(value: ScalarValue) -> tuple[str, str | None] | None:
    """What is wrong with a value wherever it stands."""
    if isinstance(value, float) and not math.isfinite(value):
        return f"`{value}` is not a number that can be compared", None
    return None


def is_time(value: ScalarValue) -> bool:
    """Whether a value is an ISO date or time."""
    return isinstance(value, str) and as_time(value) is not None


def as_time(text: str) -> datetime | None:
    """The time an ISO text says, in UTC unless it names another zone; None where it says none."""
    try:
        time = datetime.fromisoformat(text)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
