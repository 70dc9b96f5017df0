"""What the doctor found, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from wbgen.doctor import Finding, Findings, Status
from wbgen.doctor.assumptions import ASSUMPTIONS
from wbgen.spec.diagnostics import printable

FORMAT_VERSION = 1

COLOURS = {Status.DIFFERS: "yellow", Status.FAILED: "red"}
WIDTH = max(len(assumption.name) for assumption in ASSUMPTIONS)
INDENT = " " * 9


def finding_lines(finding: Finding) -> Iterator[str]:
    """A line for what was tried and what came, and where it is not as assumed, what that means."""
    line = f"{finding.status.value:<8} {finding.assumption.name:<{WIDTH}}  {printable(finding.came)}"
    yield click.style(line, fg=COLOURS.get(finding.status))
    if finding.status is not Status.OK:
        yield f"{INDENT}matters for: {finding.assumption.why}"
        yield f"{INDENT}so: {finding.assumption.otherwise}"


def summary_lines(findings: Findings, *, charts: bool, embedded: bool) -> Iterator[str]:
    """The end: how many of each, what was left behind, and the verdict."""
    if not charts:
        yield "custom charts were not tried, since they cannot be deleted: add --charts"
    if findings.created and not embedded:
        yield f"the project {findings.project} was made, and stays empty: wbgen deletes no projects"
    for what in findings.left:
        yield f"left behind, delete it in the app: {printable(what)}"
    counts = [f"{count(findings, status)} {status.value}" for status in Status]
    verdict = "wbgen can work with this server" if findings.sound else "not all is well with this server"
    yield f"{', '.join(counts)}.   {verdict}"


def count(findings: Findings, status: Status) -> int:
    """How many rows have a status."""
    return sum(row.status is status for row in findings.rows)


def findings_json(findings: Findings, target: str, *, charts: bool) -> dict[str, Any]:
    """Findings for programs."""
    return {
        "version": FORMAT_VERSION,
        "target": target,
        "project": findings.project,
        "project_created": findings.created,
        "charts": charts,
        "sound": findings.sound,
        "left": list(findings.left),
        "rows": [
            {
                "tried": row.assumption.name,
                "status": row.status.value,
                "came": row.came,
                "essential": row.assumption.essential,
                "matters_for": row.assumption.why,
                "otherwise": row.assumption.otherwise,
            }
            for row in findings.rows
        ],
    }
