"""What is strange in a view is kept to the letter by itself; everything beside it is said."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from tests.pull.views import Body, built, source_of, views
from wbgen.compile import compile_guide
from wbgen.spec.read import parse_guide
from wbgen.views.overlay import same


def sections_of(spec: Body) -> Any:
    return spec["section"]["panelBankConfig"]["sections"]


def strange_panel(spec: Body) -> None:
    sections_of(spec)[0]["panels"][0]["config"] = {
        "metrics": ["_private"],
        "xAxis": "run.nothing",
        "": {"": 1},
    }


def strange_section(spec: Body) -> None:
    sections_of(spec)[0]["localPanelSettings"] = {"xAxis": "run.nothing", "xAxisActive": True, "": 1}


def strange_run_set(spec: Body) -> None:
    spec["section"]["runSets"][0]["runFeed"]["columnWidths"] = {"summary:a*": 3}
    spec["section"]["runSets"][0]["search"] = {"query": {"": ["strange"]}}


def strange_settings(spec: Body) -> None:
    spec["section"]["settings"] = {"xAxis": "run.nothing", "xAxisActive": True, "": {"": 1}}


#: What may be otherwise in the pulled spec after a change: the part of the workspace or of its section.
CHANGES: dict[Callable[[Body], None], tuple[set[str], set[str]]] = {
    strange_panel: ({"sections"}, {"panels"}),
    strange_section: ({"sections"}, {"raw", "x", "smoothing", "ignore_outliers", "group_runs", "x_range"}),
    strange_run_set: ({"runs"}, set()),
    strange_settings: (
        {"raw", "x", "smoothing", "x_range", "max_runs", "points", "legends", "tooltip"},
        set(),
    ),
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("name", ["rich", "npt workspace"])
def test_only_the_strange_part_of_a_workspace_is_raw(name: str, change: Callable[[Body], None]) -> None:
    spec = copy.deepcopy(views()[name])
    before = workspace_of(spec)
    change(spec)
    after = workspace_of(spec)
    of_workspace, of_section = CHANGES[change]
    assert differing(before, after) <= of_workspace | {"sections"}
    first, second = before["sections"][0], after["sections"][0]
    assert differing(first, second) <= of_section
    assert before["sections"][1:] == after["sections"][1:]
    if change is strange_panel:
        assert first["panels"][1:] == second["panels"][1:]


def workspace_of(spec: Body) -> Any:
    """The workspace of a pulled view, which comes back."""
    view, text, _ = built(source_of(spec))
    assert same(view, spec), text
    return yaml.safe_load(text)["workspaces"]["default"]


def differing(one: Body, other: Body) -> set[str]:
    """The options in which two things differ."""
    return {key for key in {*one, *other} if one.get(key) != other.get(key)}


def test_only_the_strange_run_set_of_a_report_is_raw() -> None:
    spec = copy.deepcopy(views()["npt report"])
    grids = [block for block in spec["blocks"] if block["type"] == "panel-grid"]
    before = blocks_of(spec)
    grids[0]["metadata"]["runSets"][0]["runFeed"]["columnWidths"] = {"summary:a*": 3, "": {"": 1}}
    after = blocks_of(spec)
    (changed,) = [index for index, block in enumerate(after) if block != before[index]]
    assert differing(before[changed], after[changed]) == {"runs"}


def blocks_of(spec: Body) -> Any:
    """The blocks of a pulled view, which comes back."""
    view, text, _ = built(source_of(spec))
    assert same(view, spec), text
    return yaml.safe_load(text)["reports"]["default"]["blocks"]


def test_parts_that_only_together_cannot_be_said_are_kept_as_a_whole() -> None:
    """One name of a histogram that is logged and of single values: its type is one or the other."""
    spec = copy.deepcopy(views()["rich"])
    sections_of(spec)[0]["panels"] += [histogram({"type": "histogram"}), histogram({})]
    view, text, raw = built(source_of(spec, "Costs $usd of <x>"))
    assert same(view, spec)
    assert "Costs $$usd" in text
    assert raw > 0.5


def histogram(attributes: Body) -> Any:
    """The JSON of a histogram."""
    data = {
        "metrics": [{"group": "A", "of": {"bins": attributes}}],
        "workspaces": {"w": {"sections": [{"title": "S", "panels": [{"histogram": "bins"}]}]}},
    }
    text = json.dumps({"wbgen": 1, "guide": "g", "title": "T", "project": "p", **data})
    (view,) = compile_guide(parse_guide(text.encode())[0]).views
    return sections_of(view.spec)[0]["panels"][0]  # type: ignore[arg-type]
