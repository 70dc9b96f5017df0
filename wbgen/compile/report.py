"""A report's view: its blocks, in the frame that the app expects."""

from __future__ import annotations

from wbgen.compile import official
from wbgen.compile.blocks import BlockBuilder
from wbgen.compile.encode import merged
from wbgen.compile.ids import address, adopted, former, renamed, stacked, view_key
from wbgen.compile.panels import PanelCompiler
from wbgen.compile.resources import Chart, View
from wbgen.spec.guide import Guide, Report


def compile_report(guide: Guide, report: Report, charts: dict[str, Chart], stack: str) -> View:
    """The view of a report. The charts its panels need are added to ``charts``."""
    where = address(guide.id, "report", report.id, stack=stack)
    old = former(guide.id, "report", report.was, stack)
    first = (*old, where)[0]
    panels = PanelCompiler(inherit=False)
    builder = BlockBuilder(guide, first, panels)
    blocks = [model for block in report.blocks for model in builder.build(block)]
    options = report.options
    spec = official.report(report.title, blocks, width=options.width, frame=options.frame)
    charts.update(panels.charts)
    return View(
        address=where,
        kind="report",
        name=view_key(guide.id, first),
        title=stacked(report.title, stack),
        description=options.description.strip(),
        spec=merged(spec, options.raw),
        charts=tuple(panels.charts),
        former=old,
        addresses=renamed(panels.addresses, first, where),
        adopt=adopted(options.adopt, stack),
        protect=bool(options.protect),
    )
