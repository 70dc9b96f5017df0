"""Cadence: whether a metric was logged as often as declared."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from wbgen.contract.arrays import Numbers
from wbgen.contract.declared import Declared
from wbgen.contract.finding import Finding, finding
from wbgen.contract.subject import SAMPLE, Subject, read_cadence

#: Rows that tell a cadence: the first and the last may be logged beyond it.
FEWEST = 4


def cadence_findings(subject: Subject) -> Iterator[Finding]:
    """Metrics that were logged more often or more rarely than declared."""
    if subject.is_sample:
        message = f"the history is a sample of {SAMPLE} rows, so that nothing is said of cadence"
        yield finding("sampled", message, cure="export `run.scan_history()`, or check the run where it is")
        return
    for name, one in subject.logged:
        every = one.attributes.every
        if every in ("once", "end"):
            yield from more_than_once(subject, one, name)
            continue
        cadence = read_cadence(every, subject.scale)
        if cadence is not None:
            yield from off(subject, one, name, *cadence)


def more_than_once(subject: Subject, one: Declared, name: str) -> Iterator[Finding]:
    """What is logged once, or at the end, and was logged several times."""
    rows = len(subject.column(name).steps)
    if rows > 1:
        once = "at the end" if one.attributes.every == "end" else "once"
        message = f"`{name}` is declared to be logged {once}, and was logged {rows:,} times"
        yield made(one, message, rows, "once")


def off(subject: Subject, one: Declared, name: str, size: float, unit: str) -> Iterator[Finding]:
    """A metric whose rows lie further apart, or closer together, than declared."""
    axis = subject.axis(unit)
    if axis is None or axis == name:
        return
    places = subject.along(axis, subject.column(name).steps)
    places = places[np.isfinite(places)]
    declared = f"every {one.attributes.every}" + scaled(subject, size, unit)
    end = subject.end_of(unit)
    if len(places) < FEWEST:
        start = subject.start_of(unit)
        due = int(((end or 0.0) - (start or 0.0)) / size)
        if due >= FEWEST + 1:
            message = (
                f"`{name}` is declared {declared}, and was logged {times(len(places))}, not {due:,} times"
            )
            yield made(one, message, len(places), "rare")
        return
    apart = typical(places)
    if not math.floor(size) <= apart <= math.ceil(size):
        found = f"every {apart:g} {unit}" if apart else f"several times in one of its {unit}"
        message = f"`{name}` is declared {declared}, and was logged {found}"
        yield made(one, message, len(places), f"{apart:g}")


def typical(places: Numbers) -> float:
    """How far apart rows usually are, the first and the last left aside."""
    distances = np.diff(places)
    inner = distances[1:-1] if len(distances) > FEWEST else distances
    return float(np.median(inner))


def scaled(subject: Subject, size: float, unit: str) -> str:
    """What a demo's scale makes of a cadence, in words."""
    return "" if subject.scale == 1 else f" (in this run, scaled by {subject.scale:g}, every {size:g} {unit})"


def times(count: int) -> str:
    """A number of times in words."""
    return "once" if count == 1 else f"{count:,} times"


def made(one: Declared, message: str, rows: int, same: str) -> Finding:
    """The finding of a metric."""
    cure = "log it as declared, or change `every`"
    return finding(
        "wrong-cadence", message, cure=cure, metric=one.name, pattern=one.pattern, rows=rows, same=same
    )
