"""``healthy``, ``warn`` and ``critical``: broken at the end, and since when; or earlier, and until when."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from wbgen.contract.arrays import Numbers, Rows
from wbgen.contract.declared import Declared
from wbgen.contract.finding import ERROR, NOTE, WARNING, Finding, finding, lower
from wbgen.contract.subject import Column, Subject
from wbgen.contract.values import span, type_of, when
from wbgen.spec.conditions import Condition, parse_condition
from wbgen.spec.diagnostics import Severity

#: How a run ended is told by the median of so much of its values, the last one at least.
END = 0.1

#: Types whose values are compared with conditions.
MEASURED = frozenset({"scalar", "flag", "category", "event"})


def condition_findings(subject: Subject) -> Iterator[Finding]:
    """What is said against the conditions of declared metrics."""
    for name, one in subject.logged:
        column = subject.column(name)
        if column.numbers is None or type_of(one) not in MEASURED:
            continue
        finite = np.isfinite(column.numbers)
        if not finite.any():
            continue
        kept = Column(column.steps[finite], column.numbers[finite])
        yield from unhealthy(subject, one, kept)
        yield from alarms(one, kept, "warn", one.attributes.warn, WARNING)
        yield from alarms(one, kept, "critical", one.attributes.critical, ERROR)


def fulfils(condition: Condition, values: Numbers) -> Rows:
    """Which values fulfil a condition: beyond ``above`` and ``below``, within a range with its ends."""
    low, high = condition.low, condition.high
    if low is not None and high is not None:
        return (values >= low) & (values <= high)
    return values > low if low is not None else values < (np.inf if high is None else high)


def at_end(values: Numbers) -> float:
    """How a run ended: the median of its last values."""
    return float(np.median(values[-tail(len(values)) :]))


def tail(count: int) -> int:
    """How many of so many values are its end."""
    return max(1, math.ceil(count * END))


def unhealthy(subject: Subject, one: Declared, column: Column) -> Iterator[Finding]:
    """That a metric is not healthy at the end, and since which step."""
    if one.attributes.healthy is None or column.numbers is None:
        return
    condition = parse_condition(one.attributes.healthy)
    end = at_end(column.numbers)
    if fulfils(condition, np.array([end]))[0]:
        return
    broken = ~fulfils(condition, column.numbers)
    since = stretch(column, broken)
    message = f"`{one.name}` is {end:.4g} at the end, not {condition.text} as in a healthy run"
    message += ", and never was" if broken.all() else f"; since step {since:,}"
    yield finding(
        "unhealthy",
        message,
        WARNING if subject.finished else NOTE,
        metric=one.name,
        pattern=one.pattern,
        since=since,
        rows=int(broken.sum()),
    )


def stretch(column: Column, broken: Rows) -> int:
    """The step since when something is so: the first row of the last stretch without a break, at the end."""
    last = len(broken) - 1
    if not broken[last]:
        last = int(np.flatnonzero(broken)[-1]) if broken.any() else last
    before = np.flatnonzero(~broken[:last])
    return int(column.steps[int(before[-1]) + 1 if len(before) else 0])


def alarms(
    one: Declared, column: Column, code: str, conditions: dict[str, str], level: Severity
) -> Iterator[Finding]:
    """Conditions that hold at the end, or held before."""
    assert column.numbers is not None
    for text, meaning in conditions.items():
        condition = parse_condition(text)
        rows = fulfils(condition, column.numbers)
        end = at_end(column.numbers)
        holding = bool(fulfils(condition, np.array([end]))[0])
        if not holding and not rows.any():
            continue
        since, until = (stretch(column, rows), None) if holding else span(column, rows, over=True)
        count = int(rows.sum())
        what = f"`{one.name}` is {condition.text}" if holding else f"`{one.name}` was {condition.text}"
        message = f"{what} {when(since, until)} ({count:,} of {len(rows):,} values): {meaning}"
        yield finding(
            code,
            message,
            level if holding else lower(level),
            metric=one.name,
            pattern=one.pattern,
            since=since,
            until=until,
            rows=count,
            same=text,
        )
