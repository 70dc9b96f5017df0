"""Decoding what was encoded gives the same again: for whole things of every kind, any options together.

What is drawn is checked, compiled to W&B's JSON, decoded, and checked again; both must have one normal form
(``normal_form``), and compile to one JSON.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.compile.drawn import options
from tests.compile.drawn_values import AXIS, KNOWN, LOGGED, METRICS, Data, Drawn
from tests.compile.normal_form import Form
from tests.compile.normal_views import report_form, workspace_form
from wbgen.compile import compile_guide
from wbgen.compile.blocks import decode_report
from wbgen.compile.decode import decode_panel
from wbgen.compile.decode_workspace import decode_workspace
from wbgen.pull.escape import escaped_block, escaped_panel, escaped_settings
from wbgen.spec import models
from wbgen.spec.check import tie
from wbgen.spec.check_charts import CHART_OPTIONS, DRAWN_ON_LINES
from wbgen.spec.diagnostics import START, Collector, Severity
from wbgen.spec.guide import Guide
from wbgen.spec.tree import Mapping

NATIVE = models.LinePanel.model_fields.keys() - DRAWN_ON_LINES
LINES = CHART_OPTIONS["lines"]
VEGA = models.VegaPanel.model_fields.keys() - {"keys", "table", "query"}

#: Panels as they are drawn: kinds where options exclude each other stand here once for each way.
PANELS: dict[str, Drawn] = {
    **{kind: options(model) for kind, model in models.PANEL_KINDS.items()},
    "line": options(models.LinePanel, NATIVE),
    "line, drawn by a chart": options(models.LinePanel, LINES, line=METRICS, x=LOGGED, draw=st.just("chart")),
    "line, over a schedule": options(
        models.LinePanel, LINES - {"draw"}, line=METRICS,
        annotate=st.just("curriculum") | st.just({"schedule": "curriculum", "events": "restart"}),
    ).map(lambda panel: {**panel, "x": "_step"}),
    "line, with logged thresholds": options(
        models.LinePanel, NATIVE | {"thresholds"}, line=st.sampled_from(["loss/a", ["loss/b", "loss/a"]])
    ).map(
        lambda panel: {**panel, "draw": "series"}
    ),
    "histogram": options(models.HistogramPanel, CHART_OPTIONS["distribution"], histogram=METRICS),
    "histogram, logged": options(
        models.HistogramPanel, CHART_OPTIONS["histogram"], histogram=st.just("bins")
    ),
    "vega": options(models.VegaPanel, VEGA),
    **{f"vega, by {key}": options(models.VegaPanel, VEGA | {key}) for key in ("keys", "table", "query")},
    "vega, a map": options(
        models.VegaPanel, VEGA - {"fields"},
        vega=st.just({"mark": "line", "encoding": {"x": {"field": "${field:x}"}}, "title": "${string:t}"}),
        strings=st.just({"t": "T"}),
    ).map(lambda panel: {**panel, "fields": {"x": "_step"}}),
    "raw": st.just({"raw": {"viewType": "Unknown", "config": {"a": [1, {"b": None}]}}}),
}  # fmt: skip


def numbered(panels: list[Data]) -> list[Data]:
    """Panels with ids of their own; those of a dimension name no id of W&B's, which one alone can have."""
    named = [{**panel, "id": f"p{index}"} for index, panel in enumerate(panels)]
    return [{k: v for k, v in panel.items() if "each" not in panel or k != "wandb_id"} for panel in named]


def guide_of(views: Data) -> Guide:
    """A spec with these views, checked."""
    collector = Collector("spec.yaml")
    guide, _ = tie(models.Spec.model_validate({**KNOWN, **views}), Mapping({}, START), collector)
    errors = [found for found in collector.found if found.severity is Severity.ERROR]
    assert not errors, errors
    return guide


def workspace_comes_back(data: Data) -> Form:
    guide = guide_of({"workspaces": {"w": data}})
    view = compile_guide(guide).views[0].spec
    said = escaped_settings(decode_workspace(view, guide.project))
    said["sections"] = [
        {
            **escaped_settings(section),
            "id": f"s{index}",
            "panels": numbered([*map(escaped_panel, section["panels"])]),
        }
        for index, section in enumerate(said["sections"])
    ]
    again = guide_of({"workspaces": {"w": said}})
    form = workspace_form(again, again.workspaces[0])
    assert form == workspace_form(guide, guide.workspaces[0])
    assert compile_guide(again).views[0].spec == view
    return form


def report_comes_back(data: Data, **more: Data) -> Form:
    guide = guide_of({**more, "reports": {"r": data}})
    view = compile_guide(guide).views[-1].spec
    said = decode_report(view, decode_panel, guide.project)
    blocks = [numbered_grid(escaped_block(block)) for block in said["blocks"]]
    again = guide_of({"reports": {"r": {**said, "blocks": blocks}}})
    form = report_form(again, again.reports[0])
    assert form == report_form(guide, guide.reports[0])
    assert compile_guide(again).views[0].spec == view
    return form


def numbered_grid(block: Any) -> Any:
    """A block with ids for the panels in it and below it."""
    if not isinstance(block, dict):
        return block
    if block.get("panels"):
        return {**block, "panels": numbered(block["panels"])}
    return {**block, "folded": list(map(numbered_grid, block["folded"]))} if block.get("folded") else block


def test_every_option_of_a_panel_is_drawn() -> None:
    """Also of the kinds that are drawn in parts; a missing row for an option fails when this is imported."""
    assert models.LinePanel.model_fields.keys() == NATIVE | LINES
    of_charts = CHART_OPTIONS["distribution"] | CHART_OPTIONS["histogram"]
    assert of_charts == models.HistogramPanel.model_fields.keys()
    assert {kind.partition(",")[0] for kind in PANELS} == models.PANEL_KINDS.keys()
    assert BLOCKS.keys() == models.BLOCK_KINDS.keys()


@pytest.mark.parametrize("kind", PANELS)
@settings(max_examples=20, deadline=None)
@given(st.data())
def test_panels_come_back(kind: str, data: st.DataObject) -> None:
    panels = numbered(data.draw(st.lists(PANELS[kind], min_size=1, max_size=2)))
    workspace_comes_back({"sections": [{"id": "s", "title": "S", "panels": panels}]})
    report_comes_back({"blocks": [{"panels": panels}]})


@st.composite
def grids(draw: st.DrawFn) -> Data:
    """A grid of any panels over any run sets."""
    panels = draw(st.lists(st.one_of(*PANELS.values()), max_size=3))
    block = draw(options(models.GridBlock, runs=st.lists(run_sets(), min_size=1, max_size=2)))
    return {**block, "panels": numbered(panels)}


def run_sets() -> Drawn:
    """Run sets, which say at most one of which runs are hidden and which are shown, and colours of groups."""
    return options(models.RunSetUse).map(sound)


def sound(run_set: Data) -> Data:
    """A run set without what excludes each other."""
    run_set = {
        key: value for key, value in run_set.items() if key != "hidden_runs" or "only_runs" not in run_set
    }
    group, colors = run_set.get("group", []), run_set.get("group_colors", [])
    groups = len(group) if isinstance(group, list) else 1
    paths = [each["path"] for each in colors] if isinstance(colors, list) else [["one"]] * len(colors)
    too_long = any(isinstance(path, list) and len(path) > groups for path in paths) or not groups
    return {key: value for key, value in run_set.items() if key != "group_colors" or not too_long}


@st.composite
def sections(draw: st.DrawFn) -> Data:
    """A section of any panels, over what is logged, as charts need it; or one without, over anything."""
    panels = draw(st.lists(st.one_of(*PANELS.values()), max_size=3))
    x = LOGGED if panels else AXIS
    return {**draw(options(models.Section, x=x, each=st.nothing())), "panels": numbered(panels)}


@st.composite
def workspaces(draw: st.DrawFn) -> Data:
    """A workspace of any sections."""
    drawn = draw(st.lists(sections(), max_size=2))
    x = LOGGED if any(section["panels"] for section in drawn) else AXIS
    workspace = draw(options(models.Workspace, x=x, runs=run_sets()))
    return {**workspace, "sections": [{**section, "id": f"s{index}"} for index, section in enumerate(drawn)]}


BLOCKS: dict[str, Drawn] = {
    **{kind: options(model) for kind, model in models.BLOCK_KINDS.items()},
    "panels": grids(),
    "raw": st.just({"raw": {"type": "unknown", "children": [{"text": "a"}]}}),
}
ANY_BLOCK = st.recursive(
    st.one_of(*BLOCKS.values()),
    lambda below: options(models.reports.Heading2, folded=st.lists(below, min_size=1, max_size=2)),
    max_leaves=4,
)


@settings(max_examples=60, deadline=None)
@given(workspaces())
def test_workspaces_come_back(workspace: Data) -> None:
    workspace_comes_back(workspace)


SHOWN = {"id": "shown", "title": "Shown", "note": "A note", "panels": [{"line": "loss/*"}, {"bar": "loss/a"}]}
#: What blocks refer to.
MORE: Data = {
    "workspaces": {"w": {"sections": [SHOWN]}},
    "sweeps": {"rates": {"method": "grid", "metric": "loss/a", "parameters": {"lr": [0.1, 0.5]}}},
}


@pytest.mark.parametrize("kind", BLOCKS)
@settings(max_examples=10, deadline=None)
@given(st.data())
def test_blocks_come_back(kind: str, data: st.DataObject) -> None:
    report_comes_back({"blocks": [data.draw(BLOCKS[kind])]}, **MORE)


@settings(max_examples=40, deadline=None)
@given(options(models.Report, blocks=st.lists(ANY_BLOCK, max_size=4)))
def test_reports_come_back(report: Data) -> None:
    report_comes_back(report, **MORE)
