"""Panels that stay empty, and sweeps that look for what was never logged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import re2

from wbgen.contract.finding import Finding, finding, quoted
from wbgen.contract.subject import Subject
from wbgen.runs.passing import passes
from wbgen.spec.diagnostics import listed
from wbgen.spec.expressions import parse_filter
from wbgen.spec.guide import Panel, Workspace
from wbgen.spec.names import is_built_in


def panel_findings(subject: Subject) -> Iterator[Finding]:
    """Panels of the workspaces that show the run, of which it logged nothing."""
    for workspace in subject.guide.workspaces:
        if not shows(workspace, subject):
            continue
        for section in workspace.sections:
            for panel in section.panels:
                if is_empty(panel, subject):
                    address = f"workspace/{workspace.id}/{section.id}/{panel.id}"
                    yield empty(panel, address, subject)


def shows(workspace: Workspace, subject: Subject) -> bool:
    """Whether a workspace's run set takes the run in."""
    where = workspace.runs.options.where if workspace.runs else None
    return where is None or passes(parse_filter(where), subject.run, datetime.now(UTC))


def is_empty(panel: Panel, subject: Subject) -> bool:
    """Whether none of a panel's metrics was logged, and one at least should have been."""
    shown = [name for name in panel.metrics if not is_built_in(name)]
    if panel.regex is not None:
        pattern = re2.compile(panel.regex)
        if any(pattern.search(name) for name in subject.keys):
            return False
    if len(shown) < len(panel.metrics) or (not shown and panel.regex is None):
        return False
    there = (name in subject.keys or name in subject.in_summary for name in shown)
    return not any(there) and any(missed(name, subject) for name in shown or [panel.regex or ""])


def missed(name: str, subject: Subject) -> bool:
    """Whether a metric that was not logged could be expected: one that the run does not have by its config,
    as that of a layer it did not train, leaves a panel as empty as one that was forgotten.
    """
    one = subject.declared.find(name)
    return one is None or subject.expects(one)


def empty(panel: Panel, address: str, subject: Subject) -> Finding:
    """The finding of a panel."""
    names = panel.metrics or ((panel.regex,) if panel.regex else ())
    title = getattr(panel.options, "title", None)
    called = f'"{title}"' if title else f"`{panel.id}`"
    message = f"panel {called} is empty: the run logged none of {listed(quoted(names), 4)}"
    cure = f"log {'it' if len(names) == 1 else 'one of them'}, or take the panel out"
    known = subject.guide.catalogue.metrics
    pattern = next((known[name].pattern for name in names if name in known), None)
    single = names[0] if len(names) == 1 else pattern
    return finding(
        "empty-panel", message, cure=cure, metric=single, names=tuple(names), panel=address, same=address
    )


def sweep_findings(subject: Subject) -> Iterator[Finding]:
    """Sweeps whose metric the run should have logged, and did not."""
    for id, sweep in subject.guide.sweeps.items():
        if sweep.metric is None or is_built_in(sweep.metric.name):
            continue
        name = next(iter(subject.guide.catalogue.patterns.get(sweep.metric.name, ())), sweep.metric.name)
        one = subject.declared.find(name)
        if name in subject.keys or name in subject.in_summary or not subject.finished:
            continue
        if one is None or subject.holds(one.attributes.only_if):
            message = f"sweep `{id}` looks for `{name}`, which the run never logged"
            cure = "log it in every run of the sweep: without it, W&B cannot compare them"
            yield finding("sweep-metric", message, cure=cure, metric=name, same=id)
