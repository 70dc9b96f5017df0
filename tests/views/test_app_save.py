"""What the app stores means what the person did: its forms are seen through, its edits are not."""

from __future__ import annotations

import contextlib
import copy
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.reports.v2.internal as report_models
import wandb_workspaces.workspaces as ws
import wandb_workspaces.workspaces.internal as models

from tests.app import EDITS, app_save
from wbgen.views.diff import differences
from wbgen.views.effective import CUSTOM, effective
from wbgen.views.json import Json
from wbgen.views.normal import digest, normal_form
from wbgen.views.outline import read_workspace

Body = dict[str, Any]
CORPUS = Path(os.environ.get("WBGEN_CORPUS", Path(__file__).parents[3] / "shared" / "corpus")) / "viewspecs"


def rich() -> Body:
    """A workspace of the official library with something for every edit."""
    curves = wr.LinePlot(title="Losses", y=["loss", "val/loss"], smoothing_factor=0.5)
    chart = wr.CustomChart(
        chart_name="e/lines", query={"history": {"keys": ["loss"]}}, chart_strings={"title": "Chart"}
    )
    workspace = ws.Workspace(
        entity="e",
        project="p",
        name="Rich",
        sections=[
            ws.Section(name="Losses", is_open=True, panels=[curves, wr.BarPlot(metrics=["loss"]), chart]),
            ws.Section(name="Empty"),
            ws.Section(
                name="Rest",
                panels=[
                    wr.ScalarChart(metric="f1"),
                    wr.ScatterPlot(x=wr.Config("lr"), y=wr.SummaryMetric("loss")),
                    wr.MarkdownPanel(markdown="Text"),
                ],
            ),
        ],
    )
    spec: Body = json.loads(workspace._to_model().spec.model_dump_json(by_alias=True, exclude_none=True))
    panels = [
        panel for section in spec["section"]["panelBankConfig"]["sections"] for panel in section["panels"]
    ]
    for index, panel in enumerate(panels):
        panel["__id__"] = f"panel{index}"  # the library's own are random
    return spec


def corpus() -> dict[str, Body]:
    """The views of the corpus, where it is there, and the rich workspace."""
    return {
        "rich": rich(),
        **{path.stem: json.loads(path.read_text()) for path in sorted(CORPUS.glob("*.json"))},
    }


SPECS = corpus()
RICH = SPECS["rich"]


def form(spec: Json) -> Json:
    return normal_form("t", "", spec, "e")["spec"]


def loads(spec: Json) -> bool:
    """Whether the official library reads a view."""
    try:
        if isinstance(spec, dict) and "blocks" in spec:
            report_models.Spec.model_validate(spec)
        else:
            model = models.WorkspaceViewspec.model_validate(spec)
            view = models.View(entity="e", project="p", display_name="d", name="n", id="i", spec=model)
            ws.Workspace._from_model(view)
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
    return True


def test_there_are_thirty_edits_and_more() -> None:
    assert len(EDITS) >= 30


@pytest.mark.parametrize("name", SPECS)
def test_saving_alone_changes_nothing(name: str) -> None:
    saved = app_save(SPECS[name])
    assert differences(form(SPECS[name]), form(saved)) == ()
    assert form(saved) == form(SPECS[name])
    assert form(app_save(saved)) == form(saved)


@pytest.mark.parametrize("name", EDITS)
def test_every_edit_is_seen_for_what_it_is(name: str) -> None:
    saved = app_save(RICH, [EDITS[name]])
    assert digest(form(saved)) != digest(form(RICH))
    assert form(saved) == form(EDITS[name](RICH))
    assert form(app_save(saved)) == form(saved)
    assert differences(form(RICH), form(saved))


def applicable() -> Iterator[tuple[str, str]]:
    """Every view with every edit of something that it has."""
    for name, spec in SPECS.items():
        for edit in EDITS:
            with contextlib.suppress(LookupError):
                EDITS[edit](spec)
                yield name, edit


@pytest.mark.parametrize(("name", "edit"), applicable())
def test_edits_in_real_views(name: str, edit: str) -> None:
    assert form(app_save(SPECS[name], [EDITS[edit]])) == form(EDITS[edit](SPECS[name]))


def test_one_edit_after_the_other() -> None:
    """A view that the app has saved is edited and saved again, with every edit in turn."""
    saved, wanted = RICH, RICH
    for name, edit in EDITS.items():
        if name.startswith(("panel", "section", "workspace", "run")):
            saved, wanted = app_save(saved, [edit]), edit(wanted)
            assert form(saved) == form(wanted), name


@pytest.mark.parametrize("key", ["maxRuns", "xAxis", "smoothingWeight"])
def test_a_setting_that_is_reset_is_gone(key: str) -> None:
    def reset(spec: Body) -> Body:
        edited = copy.deepcopy(spec)
        settings = edited["section"]["settings"]
        settings.pop(key)
        settings.pop("xAxisActive")
        settings.pop("smoothingActive")
        return edited

    edited = copy.deepcopy(RICH)
    edited["section"]["settings"].update(
        maxRuns=50, xAxis="epoch", xAxisActive=True, smoothingWeight=0.5, smoothingActive=True
    )
    assert form(app_save(edited, [reset])) == form(reset(edited))


@pytest.mark.parametrize("name", SPECS)
def test_the_effective_view_still_loads(name: str) -> None:
    assert loads(effective(SPECS[name])) or not loads(SPECS[name])


@pytest.mark.parametrize("name", ["panel title", "panel moved", "workspace max runs", "section x axis"])
def test_the_effective_view_shows_the_library_what_it_could_not_see(name: str) -> None:
    assert loads(effective(app_save(RICH, [EDITS[name]])))


def test_what_the_app_stores() -> None:
    saved = app_save(RICH, [EDITS["panel title"], EDITS["panel moved to another section"]])
    section = saved["section"]
    first = section["panelBankConfig"]["sections"][0]
    panel = first["panels"][0]
    assert "type" not in first
    assert {"__id__", "isPanelsAuto"} <= first.keys()
    assert "layout" not in panel
    assert panel["isAuto"] is False
    assert panel["config"]["chartTitle"] == "Losses"
    key = CUSTOM + panel["__id__"]
    assert section["panelBankConfig"]["panelConfigOverrides"] == {
        key: {"config": {"chartTitle": "Renamed in the app"}}
    }
    last = section["panelBankConfig"]["sections"][-1]["__id__"]
    assert section["panelBankConfig"]["panelPlacementOverrides"] == {
        key: {"sectionId": last, "orderKey": "a0V"}
    }
    assert section["workspaceSettings"]["ref"]["type"] == "workspace-settings"
    assert section["settings"]["shouldAutoGeneratePanels"] == "pending"


def test_saving_touches_nothing_it_is_given() -> None:
    given = copy.deepcopy(RICH)
    app_save(given, list(EDITS.values())[:20])
    assert given == RICH


def test_pages_show_what_a_person_changed() -> None:
    saved = app_save(RICH, [EDITS["panel title"], EDITS["panel moved to another section"]])
    outline = read_workspace(effective(saved))
    assert [len(section.panels) for section in outline.sections] == [2, 0, 4]
    assert outline.sections[2].panels[1].title == "Renamed in the app"
