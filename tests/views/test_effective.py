"""The effective view: overrides merged, moves done, modern settings over legacy ones, the rest as it was."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.counting import calls_of
from wbgen.views.effective import CUSTOM, effective, order_key
from wbgen.views.normal import normal_form

Body = dict[str, Any]

REF = {"viewID": "v", "type": "t", "id": "i"}


def panel(id: str, **config: Any) -> Body:
    return {"__id__": id, "viewType": "Run History Line Plot", "config": config}


def workspace(*sections: Body, bank: Body | None = None, **section: Any) -> Body:
    return {"section": {"panelBankConfig": {"sections": list(sections), **(bank or {})}, **section}}


def bank_of(spec: Any) -> Body:
    bank: Body = effective(spec)["section"]["panelBankConfig"]  # type: ignore[call-overload, index, assignment]
    return bank


def ids(bank: Body) -> list[list[str]]:
    return [[panel["__id__"] for panel in section["panels"]] for section in bank["sections"]]


# --- any JSON

KEYS = st.sampled_from(
    [
        "section", "panelBankConfig", "sections", "panels", "__id__", "config", "layout", "metrics",
        "settings", "workspaceSettings", "linePlot", "sectionSettings", "localPanelSettings",
        "panelConfigOverrides", "panelPlacementOverrides", "sectionId", "orderKey", "ref", "panelRef",
        "runSetRefs", "viewID", "type", "id", "smoothingWeight", "smoothingType", "xAxis", "xAxisActive",
        "runSets", "filters", "op", "runFeed", "columnVisible", "shouldAutoGeneratePanels", "blocks",
        "children", "metadata", "panelBankSectionConfig", "isAuto", "flowConfig", "search", "disabled",
        "text", "bold", "value", "selections",
        CUSTOM + "a", CUSTOM + "b", "loss", "run:name",
    ]
)  # fmt: skip
SCALARS = (
    st.none() | st.booleans() | st.integers(0, 3) | st.floats(0, 1)
    | st.sampled_from(["", "a", "b", "a0", "a0V", "_step", "none", "pending", "panel-grid", "heading"])
)  # fmt: skip
ANY = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=5),
    max_leaves=12,
)
OVERRIDES = st.dictionaries(
    st.sampled_from([CUSTOM + "a", CUSTOM + "b", "loss"]),
    ANY | st.fixed_dictionaries({}, optional={"config": ANY, "layout": ANY, "more": ANY}),
)
MOVES = st.dictionaries(
    st.sampled_from([CUSTOM + "a", CUSTOM + "b", "loss"]),
    ANY | st.fixed_dictionaries({}, optional={"sectionId": SCALARS, "orderKey": SCALARS}),
)
PANELS = st.lists(ANY | st.fixed_dictionaries({"__id__": SCALARS}, optional={"config": ANY, "isAuto": ANY}))
SECTIONS = st.lists(
    ANY
    | st.fixed_dictionaries(
        {},
        optional={
            "__id__": SCALARS,
            "panels": ANY | PANELS,
            "sectionSettings": ANY,
            "localPanelSettings": ANY,
        },
    ),
    max_size=3,
)
BANK = {"sections": ANY | SECTIONS, "panelConfigOverrides": ANY | OVERRIDES, "panelPlacementOverrides": MOVES}
WORKSPACES = st.fixed_dictionaries(
    {
        "section": st.fixed_dictionaries(
            {},
            optional={
                "panelBankConfig": ANY | st.fixed_dictionaries({}, optional=BANK),
                "workspaceSettings": ANY,
                "settings": ANY,
                "runSets": st.lists(ANY, max_size=2),
                "panelBankSectionConfig": ANY,
            },
        )
    }
)
REPORTS = st.fixed_dictionaries({"blocks": st.lists(ANY, max_size=4)})


@given(ANY | WORKSPACES | REPORTS)
def test_any_json_has_one(value: Any) -> None:
    before = copy.deepcopy(value)
    once = effective(value)
    assert value == before
    assert effective(once) == once


@given(ANY | WORKSPACES | REPORTS)
def test_any_json_has_a_normal_form(value: Any) -> None:
    before = copy.deepcopy(value)
    once = normal_form("t", "", value, "e")["spec"]
    assert value == before
    assert normal_form("t", "", once, "e")["spec"] == once
    assert normal_form("t", "", effective(value), "e")["spec"] == once


def test_a_report_is_returned_as_it_is() -> None:
    report = {"blocks": [{"type": "panel-grid", "metadata": {"ref": REF}}]}
    assert effective(report) is report  # type: ignore[arg-type, comparison-overlap]


# --- overrides of panels


def test_a_configuration_is_merged_by_key() -> None:
    bank = {
        "panelConfigOverrides": {
            CUSTOM + "p": {"config": {"chartTitle": "New", "yAxisMin": None}, "layout": {"w": 8}},
            CUSTOM + "gone": {"config": {"chartTitle": "Lost"}},
            "loss": {"config": {"yLogScale": True}},
        }
    }
    spec = workspace({"panels": [panel("p", metrics=["a"], chartTitle="Old", yAxisMin=0)]}, bank=bank)
    merged = bank_of(spec)
    assert merged["sections"][0]["panels"] == [
        {**panel("p", metrics=["a"], chartTitle="New"), "layout": {"w": 8}}
    ]
    assert merged["panelConfigOverrides"] == {
        CUSTOM + "gone": {"config": {"chartTitle": "Lost"}},
        "loss": {"config": {"yLogScale": True}},
    }


def test_what_cannot_be_merged_stays() -> None:
    bank = {"panelConfigOverrides": {CUSTOM + "p": {"config": {"limit": 3}, "ofTheFuture": 1}}}
    merged = bank_of(workspace({"panels": [panel("p")]}, bank=bank))
    assert merged["sections"][0]["panels"][0]["config"] == {"limit": 3}
    assert merged["panelConfigOverrides"] == {CUSTOM + "p": {"ofTheFuture": 1}}


def test_empty_maps_of_overrides_say_nothing() -> None:
    assert bank_of(workspace(bank={"panelConfigOverrides": {}, "panelPlacementOverrides": {}})) == {
        "sections": []
    }


# --- moves


@pytest.mark.parametrize(
    ("moves", "wanted"),
    [
        ({"c": ("one", "a0V")}, [["a", "c", "b"], ["x"]]),
        ({"a": ("one", "a2V")}, [["b", "c", "a"], ["x"]]),
        ({"a": ("one", "a3")}, [["b", "c", "a"], ["x"]]),
        ({"b": ("two", "Zz")}, [["a", "c"], ["b", "x"]]),
        ({"a": ("two", "a1"), "c": ("two", "a0V")}, [["b"], ["x", "c", "a"]]),
        ({"b": ("two", None)}, [["a", "c"], ["x", "b"]]),
        ({"b": ("nowhere", "a0")}, [["a", "b", "c"], ["x"]]),
        ({"nobody": ("two", "a0")}, [["a", "b", "c"], ["x"]]),
    ],
)
def test_panels_stand_where_they_were_moved(
    moves: dict[str, tuple[str, str | None]], wanted: list[list[str]]
) -> None:
    one = {"__id__": "one", "panels": [panel("a"), panel("b"), panel("c")]}
    two = {"__id__": "two", "panels": [panel("x")]}
    written = {CUSTOM + id: {"sectionId": to, "orderKey": order} for id, (to, order) in moves.items()}
    bank = bank_of(workspace(one, two, bank={"panelPlacementOverrides": written}))
    assert ids(bank) == wanted
    unknown = [id for id, (to, _) in moves.items() if to == "nowhere" or id == "nobody"]
    assert list(bank.get("panelPlacementOverrides", {})) == [CUSTOM + id for id in unknown]


def test_order_keys_are_in_order() -> None:
    keys = [order_key(index) for index in range(5000)]
    assert keys[:2] == ["a0", "a1"]
    assert keys[61:63] == ["az", "b00"]
    assert keys == sorted(keys)


# --- settings


def settings_of(**section: Any) -> Body:
    found: Body = effective(workspace(**section))["section"]  # type: ignore[call-overload, index, assignment]
    return found


def test_modern_settings_come_before_legacy_ones() -> None:
    legacy = {"maxRuns": 10, "smoothingType": "none", "smoothingWeight": 0, "smoothingActive": False, "x": 1}
    modern = {"ref": REF, "linePlot": {"maxRuns": 50, "smoothingType": "gaussian"}, "media": {"maxRuns": 5}}
    section = settings_of(settings=legacy, workspaceSettings=modern)
    assert section["settings"] == {
        **legacy,
        "maxRuns": 50,
        "smoothingType": "gaussian",
        "smoothingActive": True,
    }
    assert section["workspaceSettings"] == {"media": {"maxRuns": 5}}


@pytest.mark.parametrize(
    ("legacy", "modern", "wanted"),
    [
        ({"xAxisActive": False}, {"xAxis": "_step"}, {"xAxis": "_step", "xAxisActive": True}),
        ({"xAxis": "e", "xAxisActive": True}, {"xAxis": None}, {"xAxisActive": False}),
        ({}, {"xAxisMin": 3}, {"xAxisMin": 3, "xAxisActive": True}),
        ({"xAxisActive": True}, {"maxRuns": 3}, {"xAxisActive": True, "maxRuns": 3}),
        ({}, {"smoothingWeight": 0.6}, {"smoothingWeight": 0.6, "smoothingActive": True}),
        ({"smoothingWeight": 0.6, "smoothingActive": True}, {"smoothingType": "none", "smoothingWeight": 0},
         {"smoothingType": "none", "smoothingWeight": 0, "smoothingActive": False}),
    ],
)  # fmt: skip
def test_flags_follow_the_values(legacy: Body, modern: Body, wanted: Body) -> None:
    assert settings_of(settings=legacy, workspaceSettings={"linePlot": modern})["settings"] == wanted
    spec = workspace({"localPanelSettings": legacy, "sectionSettings": {"linePlot": modern}})
    assert bank_of(spec)["sections"] == [{"localPanelSettings": wanted}]


@pytest.mark.parametrize(
    ("legacy", "modern", "wanted"),
    [(False, True, True), (True, False, False), (False, "pending", False), (None, False, False)],
)
def test_automatic_panels(legacy: bool | None, modern: Any, wanted: bool) -> None:
    settings = {"settings": {"shouldAutoGeneratePanels": legacy}} if legacy is not None else {}
    section = settings_of(workspaceSettings={"shouldAutoGeneratePanels": modern}, **settings)
    assert section["settings"]["shouldAutoGeneratePanels"] is wanted
    assert "workspaceSettings" not in section


def test_a_modern_block_with_a_reference_alone_says_nothing() -> None:
    section = settings_of(settings={"maxRuns": 10}, workspaceSettings={"ref": REF})
    assert section["settings"] == {"maxRuns": 10}
    assert "workspaceSettings" not in section


def test_references_go_and_look_alikes_stay() -> None:
    stays = {"fileRef": "main", "hrefs": [1], "fooRef": {"id": 1}, "beliefs": REF, "pref": REF, "xRefs": []}
    section = settings_of(**stays, ref=REF, panelBankConfigRef=REF, runSetRefs=[REF, REF])
    assert {key: value for key, value in section.items() if key != "panelBankConfig"} == stays


def test_a_view_with_overrides_is_read_in_linear_time() -> None:
    """Counted in calls, which no other load on the machine changes."""

    def calls(count: int) -> int:
        panels = [panel(str(n), metrics=["loss"], chartTitle="T", smoothingWeight=0.6) for n in range(count)]
        overrides = {CUSTOM + str(n): {"config": {"chartTitle": "New"}} for n in range(count)}
        moves = {CUSTOM + str(n): {"sectionId": "s", "orderKey": "a0V"} for n in range(0, count, 2)}
        bank = {"panelConfigOverrides": overrides, "panelPlacementOverrides": moves}
        spec = workspace({"__id__": "s", "panels": panels}, bank=bank)
        return calls_of(lambda: normal_form("t", "", spec, "e"))  # type: ignore[arg-type]

    # 16 times as many panels in a square would take 256 times as many.
    assert calls(1600) < 20 * calls(100)


def test_a_view_may_be_nested_beyond_what_any_view_is() -> None:
    deep: Any = {}
    for _ in range(900):
        deep = {"a": [deep]}
    assert effective({"section": {"settings": deep}}).keys() == {"section"}  # type: ignore[union-attr]
