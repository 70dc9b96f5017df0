"""The normal form: what says nothing and what depends on the target is left out, all else stays."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.views.json import MAX_DEPTH, canonical, parse
from wbgen.views.normal import digest, normal_form, plain

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


@given(JSON)
def test_it_is_idempotent_and_canonical(value: Any) -> None:
    assert plain(plain(value)) == plain(value)
    assert canonical(parse(canonical(value))) == canonical(value)
    assert re.fullmatch("[0-9a-f]{16}", digest(plain(value)))


@given(JSON)
def test_a_browser_may_write_it_again(value: Any) -> None:
    """JavaScript has one kind of number: 1.0 comes back as 1, 1e3 as 1000."""

    def rewritten(node: Any) -> Any:
        if isinstance(node, float) and node.is_integer() and abs(node) < 1e21:
            return int(node)
        if isinstance(node, dict):
            return {key: rewritten(node[key]) for key in reversed(node)}
        return [rewritten(item) for item in node] if isinstance(node, list) else node

    def form(spec: Any) -> str:
        return digest(normal_form("t", "d", spec, "e"))

    assert form(rewritten(value)) == form(value)


def test_what_is_left_out() -> None:
    one = normal_form("t", " d\n", {"a": None, "b": [None, 1.0, {"c": None}]}, "e")
    assert one == {"title": "t", "description": "d", "spec": {"b": [None, 1, {}]}}


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, 2), (1, True), (0, False), (1, "1"), ([1], [1, None]), ({"a": 0}, {}), ({"a": ""}, {}), (0.1, 0.2)],
)
def test_what_makes_a_difference(one: Any, other: Any) -> None:
    forms = [normal_form("t", "", value, "e") for value in (one, other)]
    assert digest(forms[0]) != digest(forms[1])


def test_titles_and_descriptions_make_a_difference() -> None:
    forms = [normal_form(*words, {}, "e") for words in (("t", "d"), ("u", "d"), ("t", "e"))]
    assert len({digest(form) for form in forms}) == 3


@pytest.mark.parametrize(
    "text", ["", "nope", "{", "[" * 200_000, '{"a":' * (MAX_DEPTH + 1) + "1" + "}" * (MAX_DEPTH + 1)]
)
def test_text_that_is_no_view(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse(text)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_json_has_no_such_numbers(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical(value)


@pytest.mark.parametrize("text", ["NaN", '{"a": Infinity}', "[-Infinity]", "1e999"])
def test_numbers_that_json_has_not_are_refused_from_outside(text: str) -> None:
    with pytest.raises(ValueError, match="is not JSON"):
        parse(text)


def test_canonical() -> None:
    assert canonical({"b": 1, "a": ["é", 0.1]}) == '{"a":["é",0.1],"b":1}'
    assert json.loads(canonical({"b": 1}, indent=2)) == {"b": 1}


# --- what the app leaves out, and what it keeps


def view(**section: Any) -> dict[str, Any]:
    """A workspace with one section and panel, with one place in its ``section`` set."""
    spec: dict[str, Any] = {
        "panelBankConfig": {
            "sections": [{"name": "S", "panels": [{"__id__": "p", "viewType": "Bar Chart"}]}]
        },
        "runSets": [{"id": "r"}],
    }
    for way, value in section.items():
        *outer, last = way.split("__in__")
        place: Any = spec
        for name in outer:
            place = place[int(name)] if isinstance(place, list) else place.setdefault(name, {})
        place[last] = value
    return {"section": spec}


def form(spec: Any) -> Any:
    return normal_form("t", "", spec, "e")["spec"]


S = "panelBankConfig__in__sections__in__0__in__"
P = S + "panels__in__0__in__"
R = "runSets__in__0__in__"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (S + "type", "flow"),
        (S + "sorted", 0),
        (S + "__id__", "abc"),
        (S + "isPanelsAuto", False),
        (S + "defaultName", "Charts"),
        (S + "pinned", False),
        (S + "flowConfig", {"boxHeight": 300, "columnsPerPage": 3}),
        (S + "localPanelSettings", {}),
        (S + "localPanelSettings", {"xAxis": "_step", "smoothingWeight": 0.0, "smoothingType": "none"}),
        (S + "localPanelSettings", {"smoothingActive": False, "xAxisActive": False}),
        (S + "sectionSettings", {"linePlot": {}}),
        (P + "layout", {"x": 1, "y": 2, "w": 3, "h": 4}),
        (P + "isAuto", False),
        ("panelBankConfig__in__panelConfigOverrides", {}),
        ("panelBankConfig__in__panelPlacementOverrides", {}),
        ("panelBankConfig__in__settings", {"autoOrganizePrefix": 2, "searchQuery": "", "searchHistory": []}),
        ("panelBankSectionConfig", {"type": "grid", "panels": []}),
        ("settings", {"shouldAutoGeneratePanels": "pending"}),
        ("settings", {"shouldAutoGeneratePanels": True, "maxRuns": 10}),
        ("workspaceSettings", {"shouldAutoGeneratePanels": "pending"}),
        ("workspaceSettings", {"ref": {"viewID": "v", "type": "t", "id": "i"}}),
        ("customRunColors", {"ref": {"viewID": "v", "type": "t", "id": "i"}}),
        (R + "selections", {"root": 1, "bounds": [], "tree": []}),
        (R + "runFeed", {"version": 2, "columnVisible": {"run:name": False}}),
        (R + "filters", {"filterFormat": "filterV2", "filters": []}),
        (R + "filters", {"op": "OR", "filters": [{"op": "AND", "filters": []}]}),
        (R + "filters", {}),
        (R + "search", {"query": "", "isRegex": False}),
    ],
)
def test_what_says_nothing(place: str, value: Any) -> None:
    assert form(view(**{place: value})) == form(view())


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (S + "name", "T"),
        (S + "flowConfig", {"boxHeight": 300.5}),
        (S + "localPanelSettings", {"xAxis": "_step", "xAxisActive": True}),
        (S + "localPanelSettings", {"smoothingType": "exponential"}),
        (S + "sectionSettings", {"linePlot": {"showLegend": False}}),
        (S + "ofTheFuture", 1),
        (P + "isAuto", True),
        (P + "ofTheFuture", 2),
        ("panelBankConfig__in__panelConfigOverrides", {"loss": {"config": {"yLogScale": True}}}),
        ("settings", {"shouldAutoGeneratePanels": False}),
        ("settings", {"maxRuns": 11}),
        ("workspaceSettings", {"media": {"maxRuns": 5}}),
        ("customRunColors", {"run": "#ffffff"}),
        (R + "selections", {"root": 0, "bounds": [], "tree": []}),
        (R + "runFeed", {"columnVisible": {"run:name": True}}),
        (R + "filters", {"op": "OR", "filters": [{"op": "=", "key": {"name": "a"}, "value": None}]}),
        (R + "filters", {"filters": [{"key": {"name": "a"}, "op": "=", "value": 1, "disabled": True}]}),
    ],
)
def test_what_a_workspace_says(place: str, value: Any) -> None:
    assert form(view(**{place: value})) != form(view())


def block(type: str, **members: Any) -> dict[str, Any]:
    return {"blocks": [{"type": type, **members}]}


PANEL = {"__id__": "p", "viewType": "Bar Chart", "layout": {"x": 0, "y": 0, "w": 8, "h": 6}}
GRID = {"panels": [PANEL]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (block("heading", level=1, children=[{"text": "a", "bold": False}]),
         block("heading", children=[{"text": "a"}])),
        (block("horizontal-rule", children=[{"text": ""}]), block("horizontal-rule")),
        (block("list", ordered=False, children=[{"type": "list-item", "children": [{"text": ""}]}]),
         block("list", children=[{"type": "list-item"}])),
        (block("panel-grid", metadata={"panelBankSectionConfig": {**GRID, "type": "grid", "sorted": 0}}),
         block("panel-grid", metadata={"panelBankSectionConfig": GRID, "panelBankConfig": {"state": 0}})),
        (block("panel-grid", metadata={"runSets": [{"id": "r"}]}),
         block("panel-grid", metadata={"runSets": [{"id": "r", "enabled": True}],
                                       "runSetRefs": [{"viewID": "v", "type": "t", "id": "i"}]})),
        ({"blocks": [], "width": "readable", "version": 5}, {"blocks": []}),
    ],
)  # fmt: skip
def test_what_says_nothing_in_a_report(one: Any, other: Any) -> None:
    assert form(one) == form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (block("heading", level=2), block("heading")),
        (block("paragraph", children=[{"text": "a", "bold": True}]),
         block("paragraph", children=[{"text": "a"}])),
        (block("paragraph", children=[{"text": "a", "inlineComment_1": {"refID": "1"}}]),
         block("paragraph", children=[{"text": "a"}])),
        (block("panel-grid", metadata={"panelBankSectionConfig": GRID}),
         block("panel-grid", metadata={"panelBankSectionConfig": {"panels": [{**PANEL, "layout": {}}]}})),
        ({"blocks": [], "discussionThreads": [{"id": "1"}]}, {"blocks": []}),
        ({"blocks": [], "width": "fluid"}, {"blocks": []}),
        (block("of-the-future", a=1), block("of-the-future")),
    ],
)  # fmt: skip
def test_what_a_report_says(one: Any, other: Any) -> None:
    assert form(one) != form(other)
