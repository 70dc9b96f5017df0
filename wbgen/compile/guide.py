"""A guide's resources."""

from __future__ import annotations

from wbgen.compile.charts import lines_chart
from wbgen.compile.report import compile_report
from wbgen.compile.resources import Chart, Resources
from wbgen.compile.workspace import compile_workspace
from wbgen.spec.guide import Guide


def compile_guide(guide: Guide) -> Resources:
    """Everything the guide is to be on a server. Pure: no network, no clock, no chance."""
    views = (
        *(compile_workspace(guide, workspace) for workspace in guide.workspaces),
        *(compile_report(guide, report) for report in guide.reports),
    )
    known: dict[str, Chart] = {chart.name: chart for chart in (lines_chart(),)}
    needed = dict.fromkeys(name for view in views for name in view.charts)
    return Resources(guide.id, guide.project, views, tuple(known[name] for name in needed))
