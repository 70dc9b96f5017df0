"""Findings: what a run does otherwise than its spec says, and the table of everything that is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from wbgen.spec.diagnostics import Severity, listed

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Check(NamedTuple):
    """One thing that is looked at. group: the heading it is told under.  meaning: of its code."""

    group: str
    level: Severity
    meaning: str


#: Every code with its heading, its usual level and its meaning; docs/check.md has the same table.
CHECKS: dict[str, Check] = {
    "no-rows": Check("Names", ERROR, "The run logged nothing."),
    "never-logged": Check("Names", ERROR, "A declared metric that the run never logged."),
    "other-name": Check("Names", ERROR, "A declared metric, logged under a name with more or fewer parts."),
    "old-name": Check("Names", WARNING, "A declared metric, logged under a name of `was_logged_as`."),
    "undeclared": Check("Names", WARNING, "A logged name that the spec does not have."),
    "against-condition": Check(
        "Names", NOTE, "A metric that was logged although its `only_if` does not hold."
    ),
    "wrong-type": Check("Values", ERROR, "Values of another type than declared."),
    "wrong-value": Check("Values", ERROR, "A category or a flag with a value that it does not have."),
    "out-of-range": Check("Values", ERROR, "Values outside the declared range."),
    "not-finite": Check("Values", ERROR, "NaN or infinite values; a warning where later ones are finite."),
    "sampled": Check("Values", NOTE, "The history is a sample of 500 rows: cadence is not looked at."),
    "wrong-cadence": Check("Values", WARNING, "Logged more often or more rarely than declared."),
    "unhealthy": Check("Health", WARNING, "Not `healthy` at the end; a note while the run goes on."),
    "warn": Check("Health", WARNING, "A `warn` condition holds at the end; a note where that is over."),
    "critical": Check(
        "Health", ERROR, "A `critical` condition holds at the end; a warning where that is over."
    ),
    "health-rule": Check(
        "Health", WARNING, "A rule of `health:` holds at the end, at its level; lower where over."
    ),
    "not-evaluated": Check("Health", NOTE, "A rule over more members than are looked at."),
    "missing-config": Check("Config", ERROR, "A declared config key that the run does not have."),
    "undeclared-config": Check("Config", WARNING, "A config key that the spec does not have."),
    "wrong-config-type": Check("Config", ERROR, "A config value of another type than declared."),
    "not-a-choice": Check("Config", ERROR, "A config value that is none of the choices."),
    "empty-panel": Check("Panels and sweeps", WARNING, "A panel of which the run logged no metric."),
    "sweep-metric": Check("Panels and sweeps", ERROR, "The metric of a sweep, never logged."),
}


class Place(NamedTuple):
    """Where the spec says what a run does not keep."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    metric: the exact name that is meant, or a pattern where it is several of its names.  names: those names,
    as logged where they are logged.  config: the config key that is meant.  panel, rule: the address of a
    panel, the id of a health rule.  since, until: the first and the last step of it; until is None where it
    holds at the end.  rows: how many values it is about.  same: findings of one sort, pattern and ``same``
    are told as one.
    """

    code: str
    message: str
    level: Severity
    cure: str | None = None
    metric: str | None = None
    names: tuple[str, ...] = ()
    config: str | None = None
    panel: str | None = None
    rule: str | None = None
    since: int | None = None
    until: int | None = None
    rows: int | None = None
    place: Place | None = None
    pattern: str | None = None
    same: str = ""


def finding(
    code: str, message: str, level: Severity | None = None, *, metric: str | None = None, **more: object
) -> Finding:
    """A finding of a code, at its usual level unless another one is said."""
    made = Finding(code, message, level or CHECKS[code].level, metric=metric, **more)  # type: ignore[arg-type]
    return replace(made, names=(metric,)) if metric is not None and not made.names else made


def folded(found: Iterable[Finding]) -> list[Finding]:
    """The findings with those of one pattern that say the same put together, in the order of the first."""
    alike: dict[object, list[Finding]] = {}
    for one in found:
        key = (one.code, one.level, one.pattern, one.same) if one.pattern else id(one)
        alike.setdefault(key, []).append(one)
    return [together(several) for several in alike.values()]


def together(found: Sequence[Finding]) -> Finding:
    """Some findings of one pattern as one: the message of the first, and the names of all."""
    first = found[0]
    if len(found) == 1:
        return first
    names = tuple(dict.fromkeys(name for one in found for name in one.names))
    sinces = [one.since for one in found if one.since is not None]
    untils = [one.until for one in found if one.until is not None]
    return replace(
        first,
        message=f"{first.message}; the same of {listed(quoted(names[1:]), 3)}",
        metric=first.pattern,
        names=names,
        since=min(sinces, default=None),
        until=max(untils) if len(untils) == len(found) else None,
        rows=sum(one.rows or 0 for one in found) or None,
    )


def quoted(names: Iterable[str]) -> list[str]:
    """Names as they stand in sentences."""
    return [f"`{name}`" for name in names]


def lower(level: Severity) -> Severity:
    """The level of what is over, of something that would have this level at the end."""
    return WARNING if level is ERROR else NOTE
