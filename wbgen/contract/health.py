"""The spec's health rules: which of them hold at the end, and which held before."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wbgen.contract.arrays import Rows, Steps, merged
from wbgen.contract.finding import ERROR, NOTE, WARNING, Finding, finding, lower
from wbgen.contract.rules import Asked, TooWideError, evaluated
from wbgen.contract.subject import Subject
from wbgen.contract.values import when
from wbgen.spec.diagnostics import Severity
from wbgen.spec.expressions import Rule, metrics_of
from wbgen.spec.guide import HealthRule

LEVELS: dict[str, Severity] = {"note": NOTE, "warning": WARNING, "critical": ERROR}


def health_findings(subject: Subject) -> Iterator[Finding]:
    """What the rules say of a run."""
    for rule in subject.guide.health.values():
        try:
            asked = answers(rule, subject)
        except TooWideError:
            message = f"rule `{rule.id}` is over more members than are looked at, and was left out"
            yield finding("not-evaluated", message, cure="use fewer dimensions in it", rule=rule.id)
            continue
        if asked.holds.any():
            yield told(rule, asked, subject)


def answers(rule: HealthRule, subject: Subject) -> Asked:
    """Where a rule holds: its condition, or at least so many of the rules that it counts."""
    if rule.when is not None:
        return evaluated(rule.when, subject)
    parts = [evaluated(part, subject) for part in counted(rule, subject)]
    if not parts:
        return Asked(np.empty(0, np.int64), np.empty(0, bool))
    steps = merged([part.steps for part in parts])
    count = sum((newest(part, steps).astype(np.int64) for part in parts), np.zeros(len(steps), np.int64))
    return Asked(steps, count >= rule.at_least)


def counted(rule: HealthRule, subject: Subject) -> Iterator[Rule]:
    """The conditions that a rule counts."""
    for part in rule.of:
        if not isinstance(part, str):
            yield part
        elif (when := subject.guide.health[part].when) is not None:
            yield when


def newest(asked: Asked, steps: Steps) -> Rows:
    """What a rule last said by each of some steps; before it was asked, no."""
    if not len(asked.steps):
        return np.zeros(len(steps), bool)
    at = np.searchsorted(asked.steps, steps, side="right") - 1
    found: Rows = (at >= 0) & asked.holds[np.maximum(at, 0)]
    return found


def told(rule: HealthRule, asked: Asked, subject: Subject) -> Finding:
    """The finding of a rule that holds, or held."""
    rows = np.flatnonzero(asked.holds)
    holding = bool(asked.holds[-1])
    breaks = np.flatnonzero(~asked.holds)
    first = (int(breaks[-1]) + 1 if len(breaks) else 0) if holding else int(rows[0])
    since = int(asked.steps[first])
    until = None if holding else int(asked.steps[rows[-1]])
    level = LEVELS[rule.options.level]
    title = rule.options.title or rule.id
    text = rule.options.when or f"at least {rule.at_least} of {len(rule.of)}"
    verb = "holds" if holding else "held"
    return finding(
        "health-rule",
        f"{title}: `{text}` {verb} {when(since, until)} ({len(rows):,} of {len(asked.holds):,} rows)",
        level if holding else lower(level),
        cure="; ".join(rule.options.fix) or None,
        metric=None,
        names=tuple(metrics_of(rule.when)) if rule.when is not None else (),
        rule=rule.id,
        since=since,
        until=until,
        rows=len(rows),
    )
