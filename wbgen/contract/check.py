"""A run against its spec: everything there is to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from wbgen.contract.cadence import cadence_findings
from wbgen.contract.conditions import condition_findings
from wbgen.contract.config import config_findings
from wbgen.contract.finding import CHECKS, Finding, folded
from wbgen.contract.health import health_findings
from wbgen.contract.missing import never_logged
from wbgen.contract.names import Names, no_rows
from wbgen.contract.panels import panel_findings, sweep_findings
from wbgen.contract.places import Places
from wbgen.contract.subject import Subject
from wbgen.contract.values import value_findings
from wbgen.runs.run import Run, RunData
from wbgen.spec.diagnostics import Severity
from wbgen.spec.guide import Guide

ORDER = {code: number for number, code in enumerate(CHECKS)}


@dataclass(frozen=True, slots=True)
class Checked:
    """A run with its findings, in the order of the table of checks. last_step: -1 where it has no rows."""

    run: Run
    last_step: int
    scale: float
    findings: tuple[Finding, ...]

    def count(self, level: Severity) -> int:
        """How many findings have a level."""
        return Counter(one.level for one in self.findings)[level]


def check_run(guide: Guide, data: RunData) -> Checked:
    """What a run does otherwise than its spec says."""
    subject = Subject(guide, data)
    subject.read([name for name, _ in subject.logged])
    found = folded(findings(subject))
    placed = Places(guide).placed(found) if found else ()
    told = sorted(placed, key=lambda one: ORDER[one.code])
    return Checked(data.run, subject.last_step, subject.scale, tuple(told))


def findings(subject: Subject) -> Iterator[Finding]:
    """Everything there is to say of a run."""
    if nothing := [*no_rows(subject)]:
        yield from nothing
        yield from config_findings(subject)
        return
    names = Names(subject)
    yield from never_logged(names)
    yield from names.findings()
    yield from value_findings(subject)
    yield from cadence_findings(subject)
    yield from condition_findings(subject)
    yield from health_findings(subject)
    yield from config_findings(subject)
    yield from panel_findings(subject)
    yield from sweep_findings(subject)
