"""Two versions of a view: what is marked."""

from __future__ import annotations

from typing import Any

from tests.render.test_view import line, read, section, workspace
from wbgen.render.compare import compared


def marks(before: Any, after: Any) -> tuple[dict[str, str], dict[str, str], str]:
    old, new = compared(read(before), read(after))
    found = [
        {place.title: place.changed for part in side.parts for place in part.places} for side in (old, new)
    ]
    assert old.notes == new.notes
    return found[0], found[1], new.notes[0]


def test_panels_are_marked_as_added_removed_and_changed() -> None:
    before = workspace(section("A", line("a", __id__="1"), line("b", __id__="2"), line("c", __id__="3")))
    changed = {**line("b", __id__="2"), "config": {"metrics": ["b"], "yLogScale": True}}
    after = workspace(section("A", line("d", __id__="4"), changed, line("c", __id__="3")))
    old, new, note = marks(before, after)
    assert old == {"a": "removed", "b": "changed", "c": ""}
    assert new == {"d": "added", "b": "changed", "c": ""}
    assert note == "Panels: 1 changed, 1 added, 1 removed."


def test_a_setting_that_curves_inherit_changes_them_alone() -> None:
    note = {"viewType": "Markdown Panel", "__id__": "n", "config": {"value": "x", "chartTitle": "note"}}
    sections = section("A", line("a", __id__="1"), note)
    smooth = {"smoothingType": "gaussian", "smoothingWeight": 3, "smoothingActive": True}
    _, new, _ = marks(workspace(sections), workspace(sections, **smooth))
    assert new == {"a": "changed", "note": ""}


def test_nothing_differs_where_panels_only_moved() -> None:
    one, two = line("a", __id__="1"), line("b", __id__="2")
    _, new, note = marks(workspace(section("A", one, two)), workspace(section("B", two, one)))
    assert set(new.values()) == {""}
    assert note == "No panel differs."


def test_a_closed_section_with_a_change_is_opened() -> None:
    closed = section("A", line("a", __id__="1"), isOpen=False)
    quiet = section("B", line("b", __id__="2"), isOpen=False)
    _, new = compared(read(workspace(quiet)), read(workspace(closed, quiet)))
    assert [part.open for part in new.parts] == [True, False]
