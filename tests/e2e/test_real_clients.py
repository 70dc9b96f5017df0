"""What apply makes, read back by the official library; and what people do to it there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.e2e.command import NPT, Done, project, wbgen
from tests.live import Served, mutations, run_client, served
from wbgen.spec.guide import Guide, Panel, SectionRef
from wbgen.spec.read import read_guide

pytestmark = pytest.mark.client

READ_WORKSPACE = """
import json, sys
import wandb_workspaces.workspaces as ws
def told(panel):
    kind = type(panel).__name__
    if kind == "MarkdownPanel":
        return {"kind": kind, "markdown": panel.markdown}
    if kind == "CustomChart":
        return {"kind": kind, "name": panel.chart_name, "strings": panel.chart_strings,
                "fields": panel.chart_fields, "query": panel.query}
    if kind == "ParallelCoordinatesPlot":
        return {"kind": kind, "title": panel.title}
    metrics = panel.y if kind == "LinePlot" else panel.metrics if kind == "BarPlot" else [panel.metric]
    x = getattr(panel, "x", None)
    return {"kind": kind, "title": panel.title, "metrics": [getattr(m, "name", m) for m in metrics],
            "x": getattr(x, "name", x)}
w = ws.Workspace.from_url(sys.argv[1])
print(json.dumps({
    "name": w.name, "x": w.settings.x_axis, "auto": w.auto_generate_panels,
    "sections": [{"name": s.name, "open": s.is_open, "pinned": s.pinned, "columns": s.layout_settings.columns,
                  "panels": [told(p) for p in s.panels]} for s in w.sections],
}))
"""

READ_REPORT = """
import json, sys, wandb
import wandb_workspaces.reports.v2 as wr
r = wr.Report.from_url(sys.argv[1])
def told(block):
    kind = type(block).__name__
    if kind in ("H1", "H2", "H3"):
        return [kind, block.text]
    if kind == "MarkdownBlock":
        return [kind, block.text]
    if kind == "PanelGrid":
        panels = []
        for p in block.panels:
            own = {"LinePlot": "y", "BarPlot": "metrics", "ScalarChart": "metric"}.get(type(p).__name__)
            if type(p).__name__ == "ParallelCoordinatesPlot":
                names = []
            elif own:
                names = getattr(p, own)
            else:
                names = p.chart_strings.get("metrics", ",".join(p.query["history"]["keys"])).split(",")
            names = names if isinstance(names, list) else [names]
            panels.append([type(p).__name__, [getattr(n, "name", n) for n in names]])
        return [kind, panels, [[s.entity, s.project] for s in block.runsets]]
    return [kind]
listed = [[v.display_name, v.description] for v in wandb.Api().reports("local/npt-multi-layer")]
print(json.dumps({"title": r.title, "description": r.description, "width": r.width, "listed": listed,
                  "blocks": [told(b) for b in r.blocks]}))
"""

EDIT_WORKSPACE = """
import json, sys
import wandb_workspaces.workspaces as ws, wandb_workspaces.reports.v2 as wr
w = ws.Workspace.from_url(sys.argv[1])
w.sections[0].panels[1].title = "Ana was here"
w.sections[1].panels.append(wr.MarkdownPanel(markdown="mine"))
w.save()
print(json.dumps(w.url))
"""

EDIT_REPORT = """
import json, sys
import wandb_workspaces.reports.v2 as wr
r = wr.Report.from_url(sys.argv[1])
r.blocks = [*r.blocks, wr.P("Ana's remark")]
r.save()
print(json.dumps(r.url))
"""


@dataclass(frozen=True)
class Applied:
    """The npt guide, applied through a running server."""

    folder: Path
    server: Served
    guide: Guide
    done: Done

    def client(self, script: str, kind: str) -> Any:
        return run_client(script, self.server.url, self.folder / "client", self.done.urls[kind])


@pytest.fixture
def applied(tmp_path: Path) -> Iterator[Applied]:
    folder = project(tmp_path / "work")
    with served(folder / ".wbgen") as server:
        done = wbgen(folder, "apply", "specs/npt.yaml")
        assert done.code == 0, done.err
        yield Applied(folder, server, read_guide(NPT)[0], done)


def test_the_workspace(applied: Applied) -> None:
    url = applied.done.urls["workspace default"]
    assert urlsplit(url).port == 8086, "URLs are of the configured port, whoever served the write"
    assert urlsplit(applied.server.url).port != 8086
    got = applied.client(READ_WORKSPACE, "workspace default")
    workspace = applied.guide.workspaces[0]
    assert (got["name"], got["x"], got["auto"]) == ("NPT training", "Step", False)
    assert [
        (section["name"], section["open"], section["pinned"], section["columns"])
        for section in got["sections"]
    ] == [(s.title, s.options.open, s.options.pinned, s.options.columns) for s in workspace.sections]
    for section, read in zip(workspace.sections, got["sections"], strict=True):
        panels = read["panels"]
        if section.options.note:
            assert panels.pop(0) == {"kind": "MarkdownPanel", "markdown": section.options.note}
        for panel, found in zip(section.panels, panels, strict=True):
            check_panel(panel, found)
    shown = {name for s in workspace.sections for panel in s.panels for name in panel.metrics} - {"_step"}
    assert shown == set(applied.guide.catalogue.metrics), "every metric of every layer is on the dashboard"


def check_panel(panel: Panel, found: Any) -> None:
    if panel.kind == "vega":
        assert (found["kind"], found["query"]["history"]["keys"]) == ("CustomChart", list(panel.metrics))
        return
    title = panel.options.model_dump()["title"]
    if panel.kind == "parallel":
        assert found == {"kind": "ParallelCoordinatesPlot", "title": title}
        return
    if not panel.drawn_by_chart:
        kind = {"line": "LinePlot", "bar": "BarPlot", "scalar": "ScalarChart"}[panel.kind]
        assert (found["kind"], found["title"]) == (kind, title)
        assert found["metrics"] == list(panel.metrics)
        assert found["x"] is None, "the axis is inherited"
        return
    strings = found["strings"]
    assert (found["kind"], strings["title"]) == ("CustomChart", title)
    assert strings["metrics"].split(",") == list(panel.metrics)
    assert found["query"]["history"]["keys"] == ["_step", *panel.metrics]
    assert (found["fields"], strings["x_title"]) == ({"x": "_step"}, "Step")
    assert found["name"].startswith("local/wbgen-lines-")
    if panel.thresholds:
        assert (strings["thresholds"], strings["threshold_labels"]) == ("0.7", "healthy: above 0.7")
    if panel.schedule:
        assert strings["boundaries"] == "5000,10000,15000"
        assert strings["boundary_labels"] == "mixed 0.3|mixed 0.7|student"


LAYERS = (14, 15, 16, 17)


def of_layers(name: str) -> list[str]:
    return [f"{name}/layer_{layer}" for layer in LAYERS]


#: The panel groups that the team's guide recommends, in its order, and the metrics of each; written out here,
#: so that neither the spec nor what reads it can be wrong unseen.
GUIDE = {
    "Primary training progress": ["loss/total", "loss/fidelity"],
    "Direct MLP supervision (most important)": of_layers("mlp_direct_loss"),
    "Attention encoding quality": of_layers("v_a_attention_similarity"),
    "Curriculum progress": [
        "curriculum/stage_index",
        "curriculum/mixing_ratio",
        "curriculum/stage_transition",
    ],
    "Vector norms (health check)": [*of_layers("v_a_norm"), *of_layers("v_b_norm")],
    "Regularization": of_layers("regularization"),
}
MORE = {
    "Evaluation": ["eval_loss/total", "loss/total", *of_layers("eval_mlp_direct_loss")],
    "Comparing curricula": [
        "_step",
        "curriculum/stage_index",
        "curriculum/mixing_ratio",
        "eval_loss/total",
        *of_layers("eval_mlp_direct_loss"),
    ],
    "Optimizer": ["training/learning_rate", "training/grad_norm"],
}


def test_the_workspace_is_what_the_guide_asks_for(applied: Applied) -> None:
    sections = applied.client(READ_WORKSPACE, "workspace default")["sections"]
    found: dict[str, list[str]] = {}
    charts: dict[str, dict[str, str]] = {}
    for section in sections:
        names: list[str] = []
        for panel in section["panels"]:
            if panel["kind"] == "CustomChart" and "metrics" not in panel["strings"]:
                names += panel["query"]["history"]["keys"]
            elif panel["kind"] == "CustomChart":
                charts[section["name"]] = panel["strings"]
                names += panel["strings"]["metrics"].split(",")
            else:
                names += panel.get("metrics", [])
        found[section["name"]] = list(dict.fromkeys(names))
    assert list(found.items())[: len(GUIDE)] == [*GUIDE.items()]
    assert found == {**GUIDE, **MORE}
    assert {name: [chart["thresholds"], chart["boundaries"]] for name, chart in charts.items()} == {
        "Attention encoding quality": ["0.7", ""],
        "Curriculum progress": ["", "5000,10000,15000"],
    }


def test_the_report(applied: Applied) -> None:
    got = applied.client(READ_REPORT, "report overview")
    report = applied.guide.reports[0]
    assert (got["title"], got["width"]) == (report.title, "readable")
    visible, marker = got["description"].split("\n\n")
    assert visible == report.options.description
    assert marker.startswith("managed by wbgen 1 main/npt/report/overview ")
    assert [title for title, _ in got["listed"]] == [report.title]
    blocks = got["blocks"]
    headings = [getattr(b, h) for b in report.blocks for h in ("h1", "h2", "h3") if hasattr(b, h)]
    assert [text for kind, *rest in blocks if kind in ("H1", "H2", "H3") for text in rest] == headings
    assert ["TableOfContents"] in blocks
    texts = [block[1] for block in blocks if block[0] == "MarkdownBlock"]
    for block in report.blocks:
        if hasattr(block, "markdown"):
            assert block.markdown in texts
    (table,) = [text for text in texts if "| Metric |" in text]
    assert all(f"`{pattern}`" in table for pattern in applied.guide.catalogue.patterns)
    assert any("`--train_layers`" in text for text in texts), "troubleshooting"
    sections = {section.id: section for section in applied.guide.workspaces[0].sections}
    grids = [block for block in blocks if block[0] == "PanelGrid"]
    named = [sections[b.section] for b in report.blocks if isinstance(b, SectionRef)]
    wanted = [[list(panel.metrics) for panel in section.panels] for section in named]
    shown = [[names for _, names in panels] for _, panels, _ in grids]
    assert [grid for grid in shown if grid in wanted] == wanted, (
        "in the report's order, beside grids of its own"
    )
    assert {tuple(runset) for _, _, runsets in grids for runset in runsets} == {("local", "npt-multi-layer")}


def overwritten(applied: Applied, kind: str, edit: str, read: str, sign: str, status: str, code: int) -> None:
    """An edit made with the library is left as it is, and replaced only where that is asked for."""
    address = kind.replace(" ", "/")
    before = applied.client(read, kind)
    applied.client(edit, kind)
    edited = applied.client(read, kind)
    assert edited != before
    writes = mutations(applied.server.url)

    planned = wbgen(applied.folder, "plan")
    assert planned.code == code, planned.err
    assert f"{sign} {kind}" in planned.out
    assert f"--overwrite {address}" in planned.out
    left = wbgen(applied.folder, "apply")
    assert left.code == code, left.err
    assert f"{status:<10} {kind}" in left.out
    assert mutations(applied.server.url) == writes
    assert applied.client(read, kind) == edited

    replaced = wbgen(applied.folder, "apply", "--overwrite", address)
    assert replaced.code == 0, replaced.out + replaced.err
    assert f"updated    {kind}" in replaced.out
    (backup,) = (applied.folder / ".wbgen" / "backups").iterdir()
    kept = json.loads(backup.read_text())
    assert (kept["address"], str(backup) in replaced.out) == (f"main/npt/{address}", True)
    assert "Ana" in kept["spec"]
    assert applied.client(read, kind) == before
    again = wbgen(applied.folder, "plan", "--detailed-exitcode")
    assert (again.code, "nothing to do" in again.out) == (0, True)


def test_a_workspace_edited_with_the_library_is_a_conflict(applied: Applied) -> None:
    # The library drops the description, and the marker in it.
    overwritten(applied, "workspace default", EDIT_WORKSPACE, READ_WORKSPACE, "!", "conflict", 5)


def test_a_report_edited_with_the_library_stays_as_it_is(applied: Applied) -> None:
    overwritten(applied, "report overview", EDIT_REPORT, READ_REPORT, "*", "drifted", 0)
