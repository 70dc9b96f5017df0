"""Two versions of a view: what is marked."""

from __future__ import annotations

from typing import Any

from tests.render.test_view import grid, line, read, section, workspace
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


def test_what_no_panel_holds_alone_is_told_too() -> None:
    def view(least: float, color: str, **settings: Any) -> Any:
        made = workspace(section("A", line("a", __id__="1")), **settings)
        made["section"]["runSets"] = [{"id": "r", "name": "some", "filters": {"least": least}}]
        made["section"]["customRunColors"] = {"r-run": color}
        return made

    _, after = compared(read(view(0, "red")), read(view(0.1, "blue", maxRuns=3)))
    assert after.notes[:2] == ("Panels: 1 changed.", "Other than before: run sets, colours, settings.")
    _, same = compared(read(view(0, "red")), read(view(0, "red")))
    assert same.notes[0] == "No panel differs."
    assert "Other" not in same.notes[1]


def test_texts_and_run_sets_of_reports_are_told() -> None:
    def report(words: str, *grids: float) -> Any:
        texts = [{"type": "paragraph", "children": [{"text": words}]}]
        sets = [grid(line("a", __id__=str(at)), runSets=[{"id": "r", "f": f}]) for at, f in enumerate(grids)]
        return read({"blocks": [*texts, *sets]}, kind="report")

    assert compared(report("a", 1), report("b", 1))[1].notes[1] == "Other than before: text."
    assert compared(report("a", 1), report("a", 2))[1].notes[1] == "Other than before: run sets."
    (note, *others) = compared(report("a", 1), report("a", 1, 1))[1].notes
    assert note == "Panels: 1 added."
    assert not [other for other in others if "Other" in other]
