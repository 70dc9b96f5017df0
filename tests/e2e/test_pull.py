"""Views made and edited by the official library, pulled from the embedded server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.command import NPT, project, wbgen
from tests.live import Served, free_port, graphql, run_client, served
from wbgen.views.overlay import same
from wbgen.views.target import mask

pytestmark = pytest.mark.client

MAKE_WORKSPACE = """
import json, wandb
wandb.Api().create_project("p", "local")
import wandb_workspaces.workspaces as ws, wandb_workspaces.reports.v2 as wr
curves = wr.LinePlot(title="Losses", y=["loss", "val/loss"], smoothing_factor=0.5, log_y=True)
w = ws.Workspace(
    entity="local", project="p", name="By hand",
    sections=[
        ws.Section(name="Losses", is_open=True, panels=[curves, wr.BarPlot(metrics=["loss"])]),
        ws.Section(name="Rest", panels=[wr.ScalarChart(metric="f1"), wr.MarkdownPanel(markdown="Text")]),
    ],
    settings=ws.WorkspaceSettings(x_axis="epoch", smoothing_weight=40),
    runset_settings=ws.RunsetSettings(query="seed", order=[ws.Ordering(ws.Metric("loss"), ascending=True)]),
)
w.save()
print(json.dumps(w.url))
"""

MAKE_REPORT = """
import json, wandb
wandb.Api().create_project("p", "local")
import wandb_workspaces.reports.v2 as wr
r = wr.Report(
    entity="local", project="p", title="Findings", description="What we found", width="fluid",
    blocks=[
        wr.H1("First"), wr.P(["See ", wr.Link("this", "https://example.com")]), wr.TableOfContents(),
        wr.PanelGrid(runsets=[wr.Runset("local", "p", name="All")],
                     panels=[wr.LinePlot(y=["loss"]), wr.ScatterPlot(x="Step", y="loss")]),
    ],
)
r.save()
print(json.dumps(r.url))
"""

EDIT = """
import json, sys
import wandb_workspaces.workspaces as ws
w = ws.Workspace.from_url(sys.argv[1])
w.sections[0].name = "Renamed by hand"
w.sections[0].is_open = not w.sections[0].is_open
w.save()
print(json.dumps(w.url))
"""

STORED = """
query Stored($type: String!) {
  project(entityName: "local", name: "p") { allViews(viewType: $type) { edges { node { spec } } } }
}
"""


@pytest.fixture
def work(tmp_path: Path) -> Iterator[tuple[Path, Served]]:
    """A folder whose embedded server runs at the port that URLs are printed for."""
    port = free_port()
    folder = project(tmp_path / "work", port=port)
    with served(folder / ".wbgen", port) as server:
        yield folder, server


@pytest.mark.parametrize(
    ("script", "type"), [(MAKE_WORKSPACE, "project-view"), (MAKE_REPORT, "runs")], ids=["workspace", "report"]
)
def test_a_view_of_the_library_is_pulled_by_its_url(
    work: tuple[Path, Served], script: str, type: str
) -> None:
    folder, server = work
    url = run_client(script, server.url, folder / "client")
    assert url.startswith(server.url), url
    done = wbgen(folder, "pull", url, "-o", "specs/pulled.yaml")
    assert (done.code, done.out) == (0, "wrote specs/pulled.yaml\n"), done.err
    share = int(done.err.split("%")[0])
    assert share <= 10, done.err
    assert wbgen(folder, "build", "specs/pulled.yaml", "-o", "out").code == 0
    (built,) = (folder / "out").rglob("*.json")
    (edge,) = graphql(server.url, STORED, {"type": type})["data"]["project"]["allViews"]["edges"]
    assert same(spec_in(built), mask(json.loads(edge["node"]["spec"]), "local"))


def spec_in(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))["spec"]


def test_an_edit_of_the_library_is_pulled_into_the_spec(work: tuple[Path, Served]) -> None:
    folder, server = work
    applied = wbgen(folder, "apply")
    assert applied.code == 0, applied.err
    run_client(EDIT, server.url, folder / "client", applied.urls["workspace default"])
    done = wbgen(folder, "pull", "specs/npt.yaml")
    assert done.code in (0, 5), done.err
    text = (folder / "specs/npt.yaml").read_text(encoding="utf-8")
    assert "Renamed by hand" in text
    assert text.count("#") == NPT.read_text(encoding="utf-8").count("#")
    assert "workspace default" not in wbgen(folder, "plan").out
