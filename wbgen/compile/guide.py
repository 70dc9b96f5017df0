"""A guide's resources."""

from __future__ import annotations

from wbgen.compile.ids import STACK
from wbgen.compile.report import compile_report
from wbgen.compile.resources import Chart, Resources
from wbgen.compile.workspace import compile_workspace
from wbgen.spec.guide import Guide


def compile_guide(guide: Guide, stack: str = STACK) -> Resources:
    """Everything the guide is to be on a server. Pure: no network, no clock, no chance.

    stack: which of several copies beside one another; the views of all but the first say it in their titles.
    """
    charts: dict[str, Chart] = {}
    views = (
        *(compile_workspace(guide, workspace, charts, stack) for workspace in guide.workspaces),
        *(compile_report(guide, report, charts, stack) for report in guide.reports),
    )
    return Resources(guide.id, guide.project, stack, views, tuple(charts.values()))
