"""A guide's resources."""

from __future__ import annotations

from wbgen.compile.report import compile_report
from wbgen.compile.resources import Chart, Resources
from wbgen.compile.workspace import compile_workspace
from wbgen.spec.guide import Guide


def compile_guide(guide: Guide) -> Resources:
    """Everything the guide is to be on a server. Pure: no network, no clock, no chance."""
    charts: dict[str, Chart] = {}
    views = (
        *(compile_workspace(guide, workspace, charts) for workspace in guide.workspaces),
        *(compile_report(guide, report, charts) for report in guide.reports),
    )
    return Resources(guide.id, guide.project, views, tuple(charts.values()))
