"""The one adapter: every private name of the official library that it uses exists and behaves.

A new release that moves one of them fails here first, by name.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws

from wbgen.compile import official
from wbgen.compile.encode import encode_panel
from wbgen.spec import models
from wbgen.views.table import PANELS


@pytest.mark.parametrize(
    "name", sorted({kind.official for kind in PANELS.values()} | {"WeavePanelSummaryTable"})
)
def test_a_panels_id_is_ours(name: str) -> None:
    given: dict[str, Any] = {"table_name": "t"} if name == "WeavePanelSummaryTable" else {}
    body = official.panel(name, {"_id": "ours", **given})
    assert body["__id__"] == "ours"
    assert {"viewType", "config", "layout"} <= body.keys()


@pytest.mark.parametrize("name", ["Runtime", "Name", "Step", "a/b", "lm loss"])
@pytest.mark.parametrize("kind", ["line", "area", "bar", "scalar"])
def test_metric_names_are_kept_raw(kind: str, name: str) -> None:
    options = models.PANEL_KINDS[kind].model_validate({kind: name})
    shown = getattr(options, kind)
    assert encode_panel(kind, options, "id", shown)["config"]["metrics"] == [name]


def test_the_library_does_rewrite_names() -> None:
    """Which is why they are written past its classes; if this fails, it may be simpler now."""
    assert wr.LinePlot(y=["Runtime"])._to_model().config.metrics == ["duration"]


def test_an_axis_that_nobody_names_is_left_to_the_section() -> None:
    assert wr.LinePlot()._to_model().config.x_axis == "_step", "the library's own default"
    body = encode_panel("line", models.LinePanel(line=["a"]), "id", ["a"])
    assert "xAxis" not in body["config"]


def test_the_library_takes_whole_weights_only() -> None:
    with pytest.raises(ValueError, match="int"):
        ws.WorkspaceSettings(smoothing_weight=0.5)


def test_a_workspaces_run_set_is_ours() -> None:
    assert official.workspace("T", "ours")["section"]["runSets"][0]["id"] == "ours"


def test_a_grid_loads_in_the_official_classes() -> None:
    body = official.panel_grid()
    body["metadata"]["panelBankSectionConfig"]["panels"] = [
        {
            **official.panel("LinePlot", {"_id": f"p{i}", "y": ["a"]}),
            "layout": {"x": 0, "y": 8 * i, "w": 8, "h": 8},
        }
        for i in range(3)
    ]
    model = wr.internal.PanelGrid.model_validate(body)
    panels = model.metadata.panel_bank_section_config.panels
    assert [(panel.id, panel.layout.y) for panel in panels] == [("p0", 0), ("p1", 8), ("p2", 16)]


def test_compiling_opens_no_connection() -> None:
    """With sockets that cannot connect, a spec still compiles, and the library prints nothing."""
    script = """
import socket
def refuse(*args, **kwargs):
    raise AssertionError("a connection was tried")
socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refuse
from pathlib import Path
from wbgen.compile import compile_guide
from wbgen.spec.read import read_guide
resources = compile_guide(read_guide(Path("specs/npt.yaml"))[0])
assert len(resources.views) == 2
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
