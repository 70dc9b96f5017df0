"""The contract with the official builder: every private name the adapter uses exists and does its job.

Where one of these fails after an upgrade of ``wandb-workspaces``, ``wbgen/compile/official.py`` is the
one module to mend.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.reports.v2.internal as report_models
import wandb_workspaces.workspaces as ws
from wandb_workspaces.reports.v2 import interface as reports
from wandb_workspaces.workspaces import interface as workspaces
from wandb_workspaces.workspaces import internal as workspace_models

from tests.compile.specs import body, compiled, grid_of, panels_of, section_of
from wbgen.compile import official
from wbgen.views.fields import PANELS, WORKSPACE_SETTINGS


def dump(model: Any) -> Any:
    return json.loads(model.model_dump_json(by_alias=True, exclude_none=True))


@pytest.mark.parametrize("name", [*(kind.official for kind in PANELS.values()), "CustomChart"])
def test_a_panels_id_is_ours(name: str) -> None:
    instance = getattr(wr, name)()
    instance._id = "ours"
    assert dump(instance._to_model())["__id__"] == "ours"


@pytest.mark.parametrize("name", ["Runtime", "Name", "Step", "lm loss", "a/b", "_step", "Relative Time"])
@pytest.mark.parametrize("kind", ["LinePlot", "BarPlot", "ScalarChart"])
def test_metric_names_are_kept_raw(kind: str, name: str) -> None:
    model = official.panel(kind, "i", {}, [name])
    assert dump(model)["config"]["metrics"] == [name]


def test_the_library_does_rewrite_names() -> None:
    """The reason for setting them on the model; where this fails, the detour can go."""
    model = wr.LinePlot(y=["Runtime"])._to_model()
    assert model.config.metrics != ["Runtime"]
    settings = ws.WorkspaceSettings(x_axis="Runtime")
    view = ws.Workspace(entity="e", project="p", settings=settings)._to_model()
    assert view.spec.section.settings.x_axis != "Runtime"


def test_an_axis_is_raw_and_inherited_where_it_is_not_written() -> None:
    line = [{"line": "loss/a"}, {"line": "loss/b", "x": "Runtime"}]
    plain, own = panels_of(compiled(line))
    assert "xAxis" not in plain["config"]
    assert own["config"]["xAxis"] == "Runtime"
    made = compiled(line, section={"x": "Runtime"}, workspace={"x": "lm loss"})
    assert section_of(made)["localPanelSettings"]["xAxis"] == "Runtime"
    assert section_of(made)["localPanelSettings"]["xAxisActive"] is True
    assert body(made)["section"]["settings"]["xAxis"] == "lm loss"
    assert body(made)["section"]["settings"]["xAxisActive"] is True
    grid = grid_of(made)["metadata"]["panelBankSectionConfig"]["panels"]
    assert [panel["config"]["xAxis"] for panel in grid] == ["Runtime", "Runtime"], "nothing to inherit from"


def test_an_axis_nobody_wrote_is_not_active() -> None:
    made = compiled([{"line": "loss/a"}])
    assert section_of(made)["localPanelSettings"]["xAxisActive"] is False
    assert body(made)["section"]["settings"]["xAxisActive"] is False


@pytest.mark.parametrize("weight", [0.6, 0.0, 12.0])
def test_weights_may_be_fractional(weight: float) -> None:
    made = compiled([{"line": "loss/a", "smoothing": weight}], {"smoothing": weight}, {"smoothing": weight})
    for settings in (section_of(made)["localPanelSettings"], body(made)["section"]["settings"]):
        assert (settings["smoothingWeight"], settings["smoothingActive"]) == (weight, True)
    assert panels_of(made)[0]["config"]["smoothingWeight"] == weight


def test_the_library_takes_whole_weights_only() -> None:
    with pytest.raises(ValueError, match="integer"):
        ws.SectionPanelSettings(smoothing_weight=0.6)


def test_sections_take_models_and_workspaces_take_sections() -> None:
    model = official.panel("MarkdownPanel", "i", {"markdown": "m"}, None)
    section = official.section(
        "S", [model], open=True, pinned=True, columns=4, rows=5, settings=official.Settings({})
    )
    assert isinstance(section, workspace_models.PanelBankConfigSectionsItem)
    spec: Any = official.workspace(
        "T", [(section, official.Settings({}))], official.Settings({}), runset_id="runs1", auto_panels=False
    )
    (written,) = spec["section"]["panelBankConfig"]["sections"]
    assert written["panels"][0]["config"]["value"] == "m"
    assert (written["flowConfig"]["columnsPerPage"], written["flowConfig"]["rowsPerPage"]) == (4, 5)
    assert [runs["id"] for runs in spec["section"]["runSets"]] == ["runs1"]


def test_a_run_set_is_ours() -> None:
    runs = grid_of(compiled([{"line": "loss/a"}]))["metadata"]["runSets"]
    assert [run_set["project"] for run_set in runs] == [
        {"entityName": "<entity>", "name": "p", "id": "<project-id>"}
    ]
    assert all(run_set["id"].isalnum() for run_set in runs)


def test_a_grid_loads_in_the_official_classes_with_panels_where_they_were_put() -> None:
    made = compiled([{"line": "loss/a"}, {"bar": "loss/a"}, {"scalar": "loss/b"}], {"columns": 2})
    model = report_models.PanelGrid.model_validate(grid_of(made))
    grid = reports.PanelGrid._from_model(model)
    where = [(type(p).__name__, p.layout.x, p.layout.y, p.layout.w, p.layout.h) for p in grid.panels]
    assert where == [("LinePlot", 0, 0, 12, 8), ("BarPlot", 12, 0, 12, 8), ("ScalarChart", 0, 8, 12, 8)]


def test_a_grid_of_many_panels_costs_no_square() -> None:
    """The class compares every pair of panels; what is set on the model does not pass there."""

    def seconds(count: int) -> float:
        panels = [official.panel("LinePlot", f"p{n}", {}, ["m"]) for n in range(count)]
        began = time.perf_counter()
        grid = official.panel_grid(official.place(panels, 3), runset_id="r", project="p")
        took = time.perf_counter() - began
        assert len(grid.metadata.panel_bank_section_config.panels) == count
        return took

    # 20 times as many panels in a square would take 400 times as long.
    assert min(seconds(4000) for _ in range(3)) < 100 * max(min(seconds(200) for _ in range(3)), 1e-4)


OFFLINE = """
import json, socket, sys
def refuse(*args, **kwargs):
    raise AssertionError("the network was asked")
for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse)
socket.getaddrinfo = socket.create_connection = refuse
from tests.compile.specs import compiled
compiled([{"line": "loss/a", "thresholds": [0.5]}])
"""


def test_it_compiles_offline_and_says_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", OFFLINE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# Every option of every panel kind and all settings, back through the official classes.

EVERY_PANEL: dict[str, Any] = {
    "line": {
        "line": ["loss/a", "loss/b"],
        "title": "Lines",
        "x": "lm loss",
        "x_range": [0, 100],
        "y_range": [0.5, None],
        "x_log": True,
        "y_log": False,
        "x_title": "across",
        "y_title": "up",
        "smoothing": {"weight": 0.25, "kind": "time_weighted", "original": True},
        "ignore_outliers": True,
        "max_runs": 7,
    },
    "bar": {
        "bar": ["loss/a"],
        "title": "Bars",
        "vertical": True,
        "x_range": [None, 2.5],
        "x_title": "across",
        "y_title": "up",
        "max_runs": 3,
        "max_bars": 4,
    },
    "scalar": {"scalar": "loss/b", "title": "Number", "aggregate": "median"},
    "markdown": {"markdown": "# Text"},
}

READ_BACK: dict[str, dict[str, Any]] = {
    "line": {
        "title": "Lines",
        "range_x": (0, 100),
        "range_y": (0.5, None),
        "log_x": True,
        "log_y": False,
        "title_x": "across",
        "title_y": "up",
        "smoothing_factor": 0.25,
        "smoothing_type": "exponentialTimeWeighted",
        "smoothing_show_original": True,
        "ignore_outliers": True,
        "max_runs_to_show": 7,
    },
    "bar": {
        "title": "Bars",
        "orientation": "v",
        "range_x": (None, 2.5),
        "title_x": "across",
        "title_y": "up",
        "max_runs_to_show": 3,
        "max_bars_to_show": 4,
    },
    "scalar": {"title": "Number", "groupby_aggfunc": "median"},
    "markdown": {"markdown": "# Text"},
}

WORKSPACE: dict[str, Any] = {
    "x": "lm loss",
    "x_range": [1, 2],
    "smoothing": {"weight": 3, "kind": "gaussian"},
    "ignore_outliers": True,
    "sort_panels": True,
    "group_by_prefix": "first",
    "legends": False,
    "tooltip": "all_runs",
    "tooltip_colors": False,
    "max_runs": 5,
    "points": "sampling",
    "auto_panels": True,
}

SECTION: dict[str, Any] = {
    "x": "loss/a",
    "x_range": [None, 9],
    "smoothing": {"weight": 2, "kind": "average"},
    "open": False,
    "pinned": True,
    "columns": 5,
    "rows": 4,
}


@pytest.fixture(scope="module")
def loaded() -> Any:
    """The workspace with everything in it, as the official library loads it."""
    made = compiled([*EVERY_PANEL.values()], SECTION, WORKSPACE)
    view = workspace_models.View(
        entity="e", project="p", display_name="d", name="nw-abc-v", id="", spec=body(made)
    )
    return workspaces.Workspace._from_model(view)


@pytest.mark.parametrize("kind", PANELS)
def test_panels_load_in_the_official_classes(loaded: Any, kind: str) -> None:
    panel = loaded.sections[0].panels[[*EVERY_PANEL].index(kind)]
    assert type(panel).__name__ == PANELS[kind].official
    assert {name: getattr(panel, name) for name in READ_BACK[kind]} == READ_BACK[kind]


def test_settings_load_in_the_official_classes(loaded: Any) -> None:
    settings = loaded.settings
    assert {
        row: getattr(settings, row) for field in WORKSPACE_SETTINGS for row in field.attribute.split()
    } == {
        "x_axis": "lm loss",
        "x_min": 1,
        "x_max": 2,
        "smoothing_weight": 3,
        "smoothing_type": "gaussian",
        "ignore_outliers": True,
        "sort_panels_alphabetically": True,
        "group_by_prefix": "first",
        "remove_legends_from_panels": True,
        "tooltip_number_of_runs": "all_runs",
        "tooltip_color_run_names": False,
        "max_runs": 5,
        "point_visualization_method": "downsampling",
    }
    assert loaded.auto_generate_panels is True
    (section,) = loaded.sections
    assert (section.name, section.is_open, section.pinned) == ("S", False, True)
    assert (section.layout_settings.columns, section.layout_settings.rows) == (5, 4)
    own = section.panel_settings
    assert (own.x_axis, own.x_min, own.x_max, own.smoothing_weight, own.smoothing_type) == (
        "loss/a",
        None,
        9,
        2,
        "average",
    )


def test_every_option_is_tried() -> None:
    from wbgen.spec import models

    own = {"id", "thresholds", "annotate", "draw"}  # drawn by charts: tests/compile/test_charts.py
    for kind, model in models.PANEL_KINDS.items():
        assert set(model.model_fields) - own == EVERY_PANEL[kind].keys()
    assert set(models.Workspace.model_fields) - {"title", "name", "runs", "sections"} == WORKSPACE.keys()
    assert set(models.Section.model_fields) - {"id", "title", "note", "panels"} == SECTION.keys()


@pytest.mark.parametrize(
    ("make", "kind", "text"),
    [
        (lambda: official.heading(1, "t"), "H1", "t"),
        (lambda: official.heading(2, "t"), "H2", "t"),
        (lambda: official.heading(3, "t"), "H3", "t"),
        (lambda: official.markdown("t"), "MarkdownBlock", "t"),
        (official.table_of_contents, "TableOfContents", None),
        (official.rule, "HorizontalRule", None),
    ],
)
def test_blocks_load_in_the_official_classes(make: Callable[[], Any], kind: str, text: str | None) -> None:
    spec = report_models.Spec.model_validate(official.report("T", [make()], width="fixed"))
    (first, block, last) = spec.blocks
    read = reports._lookup(block)
    assert type(read).__name__ == kind
    assert getattr(read, "text", None) == text
    assert [type(edge).__name__ for edge in (first, last)] == ["Paragraph", "Paragraph"]
    assert spec.width == "fixed"
