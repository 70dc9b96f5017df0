"""The official clients, unmodified, in processes of their own: every call the server promises to serve."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import Served, operations, run_client, served

pytestmark = pytest.mark.client

WORKSPACE = """
import json, sys
import wandb_workspaces.workspaces as ws, wandb_workspaces.reports.v2 as wr
import wandb
wandb.Api().create_project("p", "local")
w = ws.Workspace(entity="local", project="p", name="First", sections=[
    ws.Section(name="One", panels=[wr.LinePlot(title="Loss", y=["loss", "val/loss"])]),
    ws.Section(name="Two", panels=[wr.MarkdownPanel(markdown="# Hé 漢")]),
])
w.save()
first = w.url
w.name = "Renamed"
w.save()
assert w.url == first
read = ws.Workspace.from_url(first)
read.sections[0].name = "Uno"
read.save()
again = ws.Workspace.from_url(first)
copy = again.save_as_new_view()
print(json.dumps({
    "first": first, "copy": copy.url, "name": again.name, "sections": [s.name for s in again.sections],
    "y": [metric.name for metric in again.sections[0].panels[0].y],
    "markdown": again.sections[1].panels[0].markdown,
}))
"""

REPORT = """
import json
import wandb, wandb_workspaces.reports.v2 as wr
r = wr.Report(entity="local", project="new", title="A title -- with dashes", description="about", blocks=[
    wr.TableOfContents(), wr.H1("Head"), wr.MarkdownBlock("*text*"),
])
r.save(draft=True)
grid = wr.PanelGrid(runsets=[wr.Runset("local", "new")], panels=[wr.LinePlot(y=["loss"])])
r.blocks = [*r.blocks, grid]
r.save()
url = r.url
r.title = "Second"
r.save()
read = wr.Report.from_url(url)
listed = [(report.display_name, report.id) for report in wandb.Api().reports("local/new")]
by_name = [report.id for report in wandb.Api().reports("local/new", name=listed[0][0])]
deleted = read.delete()
left = len(list(wandb.Api().reports("local/new")))
print(json.dumps({
    "url": url, "title": read.title, "description": read.description, "id": read.id, "saved": r.id,
    "blocks": [type(block).__name__ for block in read.blocks], "listed": listed, "by_name": by_name,
    "deleted": deleted, "left": left,
}))
"""

API = """
import json, wandb
api = wandb.Api()
api.create_project("one", "local")
api.create_project("two", "local")
api.create_project("two", "local")
def chart():
    return api.create_custom_chart(entity="local", name="c", display_name="C", spec_type="vega2",
                                   access="private", spec={"mark": "line"})
made = chart()
try:
    chart()
    again = None
except Exception as error:
    again = type(error).__name__
try:
    missing = api.project("nowhere", "local").id
except ValueError as error:
    missing = str(error)
print(json.dumps({
    "entity": api.default_entity, "username": api.viewer.username, "teams": api.viewer.teams,
    "projects": [project.name for project in api.projects("local")],
    "project": api.project("one", "local").id, "missing": missing,
    "reports": len(list(api.reports("local/one"))), "chart": made, "again": again,
}))
"""

MANY = """
import json, wandb
api = wandb.Api()
for number in range(3):
    api.create_project(f"p{number}", "local")
print(json.dumps([project.name for project in api.projects("local", per_page=2)]))
"""

MISSING = """
import json
import wandb_workspaces.workspaces as ws
try:
    ws.Workspace(entity="local", project="absent", name="n").save()
    said = None
except Exception as error:
    said = str(error)
try:
    ws.Workspace.from_url(__import__("os").environ["WANDB_BASE_URL"] + "/local/absent?nw=abcdefghijk")
    read = None
except ValueError as error:
    read = str(error)
print(json.dumps([said, read]))
"""

TELEMETRY = """
import json, wandb
print(json.dumps(wandb.Api().default_entity))
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path / ".wbgen") as server:
        yield server


def test_workspaces(server: Served, tmp_path: Path) -> None:
    got = run_client(WORKSPACE, server.url, tmp_path / "client")
    assert got["first"].startswith(f"{server.url}/local/p?nw=")
    assert got["copy"] != got["first"]
    assert got["name"] == "Renamed"
    assert got["sections"] == ["Uno", "Two"]
    assert got["y"] == ["loss", "val/loss"]
    assert got["markdown"] == "# Hé 漢"
    assert operations(server.url)["mutation:upsertView"] == 4


def test_reports(server: Served, tmp_path: Path) -> None:
    got = run_client(REPORT, server.url, tmp_path / "client")
    assert got["url"].startswith(f"{server.url}/local/new/reports/A-title")
    assert (got["title"], got["description"]) == ("Second", "about")
    assert got["blocks"] == ["TableOfContents", "H1", "MarkdownBlock", "PanelGrid"]
    assert got["id"] == got["saved"]
    assert got["listed"] == [["Second", got["id"]]]
    assert got["deleted"] is True
    assert got["left"] == 0


def test_the_public_api(server: Served, tmp_path: Path) -> None:
    got = run_client(API, server.url, tmp_path / "client")
    assert (got["entity"], got["username"], got["teams"]) == ("local", "local", [])
    assert sorted(got["projects"]) == ["one", "two"]
    assert got["project"]
    assert "nowhere" in got["missing"]
    assert got["reports"] == 0
    assert got["chart"]
    assert got["again"] is not None


def test_pages_of_projects(server: Served, tmp_path: Path) -> None:
    assert run_client(MANY, server.url, tmp_path / "client") == ["p0", "p1", "p2"]


def test_a_missing_project_is_said_at_once(server: Served, tmp_path: Path) -> None:
    saved, read = run_client(MISSING, server.url, tmp_path / "client")
    assert "project not found" in saved
    assert "not found" in read


def test_telemetry_does_not_hold_a_client_up(server: Served, tmp_path: Path) -> None:
    got = run_client(TELEMETRY, server.url, tmp_path / "client", WANDB_ERROR_REPORTING="true")
    assert got == "local"
