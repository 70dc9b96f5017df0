"""How two views differ, in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.compile.specs import compiled
from wbgen.views.diff import Difference, differences
from wbgen.views.table import Impact

GRID_KEYS = ("panels", "panelBankSectionConfig", "__id__", "flowConfig", "stringSettings", "metrics")


def grid(inner: Any) -> Any:
    """A block of a report that is a grid by its type, whatever else it is."""
    return {"type": "panel-grid", "metadata": inner}


#: What the walk asks for by name is among the values, too, so that it comes that far.
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["panel-grid", "heading"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "viewType", "children", "metadata", "config", "name", "a", *GRID_KEYS]),
            inner,
            max_size=5,
        )
        | st.builds(grid, inner)
    ),
    max_leaves=20,
)


@given(JSON, JSON)
def test_any_two_values_can_be_compared(before: Any, after: Any) -> None:
    found = differences(before, after)
    assert bool(found) == (json.dumps(before, sort_keys=True) != json.dumps(after, sort_keys=True))


PANELS = [{"line": "loss/a", "title": "A"}, {"bar": "loss/b", "title": "B"}, {"scalar": "loss/a"}]


def told(before: Any, after: Any, view: int = 0) -> list[tuple[Any, ...]]:
    """What differs between the workspaces (or reports) of two small specs."""
    bodies = [compiled(*given).views[view].spec for given in (before, after)]
    return [(d.sign, d.place, d.before, d.after, d.impact) for d in differences(*bodies)]


def test_an_option() -> None:
    changed = [PANELS[0] | {"y_log": True}, *PANELS[1:]]
    place = ('section "S"', "line A")
    assert told([PANELS], [changed]) == [("+", (*place, "y_log"), None, True, Impact.MEANING)]
    changed = [PANELS[0] | {"title": "Z"}, *PANELS[1:]]
    assert told([PANELS], [changed]) == [("~", ('section "S"', "line Z", "title"), "A", "Z", Impact.COSMETIC)]


def test_ranges_tell_their_ends() -> None:
    changed = [PANELS[0] | {"x_range": [1, None], "y_range": [None, 2]}, *PANELS[1:]]
    assert [place[-1] for _, place, *_ in told([PANELS], [changed])] == ["x_range from", "y_range to"]


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ({"columns": 5}, "columns"),
        ({"rows": 5}, "rows"),
        ({"open": False}, "open"),
        ({"pinned": True}, "pinned"),
    ],
)
def test_a_sections_layout_is_told_in_the_languages_words(section: Any, words: str) -> None:
    ((sign, place, _, after, impact),) = told([PANELS], [PANELS, section])
    assert (sign, place, after, impact) == ("~", ('section "S"', words), *section.values(), Impact.LAYOUT)


def test_panels_that_come_go_and_move() -> None:
    section = 'section "S"'
    new = {"line": ["loss/a", "loss/b", "Name", "Step"], "title": "New", "id": "new"}
    assert told([PANELS], [[new, *PANELS]]) == [
        ("+", (section, "line New (loss/a, loss/b, Name, ...)"), None, None, Impact.MEANING)
    ]
    assert [(sign, place[1]) for sign, place, *_ in told([PANELS], [PANELS[1:]])] == [
        ("-", "line A (loss/a)")
    ]
    assert told([PANELS], [PANELS[1:]])[0][1] == (section, "line A (loss/a)")
    moved = told([PANELS], [[PANELS[1], PANELS[0], PANELS[2]]])
    assert sorted((sign, place[1]) for sign, place, *_ in moved) == [
        ("+", "bar B (loss/b)"),
        ("-", "bar B (loss/b)"),
    ]


def test_settings_of_the_workspace() -> None:
    assert told([PANELS], [PANELS, {}, {"max_runs": 3}]) == [("~", ("max_runs",), 10, 3, Impact.MEANING)]


def test_blocks_are_told_with_their_heading() -> None:
    def report(*blocks: Any) -> Any:
        return compiled(PANELS, reports={"r": {"blocks": [*blocks, {"section": "s"}]}}).views[1].spec

    one = report({"h1": "First"}, {"markdown": "x"}, {"markdown": "y"})
    other = report({"h1": "First"}, {"markdown": "x"}, {"markdown": "z"})
    assert differences(one, other) == (
        Difference("~", ('markdown block 2 under "First"', "text"), "y", "z", Impact.COSMETIC),
    )
    renamed = report({"h1": "Last"}, {"markdown": "x"}, {"markdown": "y"})
    assert differences(one, renamed) == (
        Difference("~", ('heading "Last"', "text"), "First", "Last", Impact.COSMETIC),
    )
    added = report({"h1": "First"}, {"markdown": "x"}, {"markdown": "y"}, {"h2": "More"})
    assert [(d.sign, d.place) for d in differences(one, added)] == [("+", ('heading "More"',))]


def test_a_panel_in_a_reports_grid() -> None:
    changed = [PANELS[0] | {"y_log": True}, *PANELS[1:]]
    assert [place for _, place, *_ in told([PANELS], [changed], view=1)] == [
        ("panel grid block", "line A", "y_log")
    ]
    assert [place for _, place, *_ in told([PANELS], [PANELS[:2]], view=1)][-1] == (
        "panel grid block",
        "scalar loss/a",
    )


def test_a_charts_metrics_are_one_story() -> None:
    before = [{"line": "loss/a", "thresholds": [1], "id": "c"}]
    after = [{"line": ["loss/a", "loss/b"], "thresholds": [1], "id": "c"}]
    assert {place[-1] for _, place, *_ in told([before], [after])} == {
        "labels",
        "metrics",
        "query",
        "single",
    }
