"""The parts of a three-way merge by themselves: keys, digests, order."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.plan.acting import resources
from tests.plan.strategies import guides
from wbgen.views.json import canonical
from wbgen.views.merge import (
    Wishes,
    align,
    assemble,
    choose,
    read_parts,
    read_sums,
    sums_of,
    write_sums,
)
from wbgen.views.merge.order import merge_order
from wbgen.views.normal import normal_form

KEYS = st.lists(st.sampled_from("abcdefgh"), unique=True)


def form(spec: Any, title: str = "T") -> Any:
    return normal_form(title, "", spec, "e")


@given(guides())
def test_a_view_is_what_its_parts_are(data: Any) -> None:
    for view in resources(data).views:
        parts = read_parts(form(view.spec), view.spec)
        sums = sums_of(read_parts(form(view.spec)))
        same = choose(sums, parts, parts, Wishes(), {})
        title, description, spec = assemble(same, parts, parts)
        assert (title, description, canonical(spec)) == ("T", "", canonical(view.spec))
        assert (same.kept, same.clashes) == (frozenset(), ())


@given(guides())
def test_digests_survive_the_marker(data: Any) -> None:
    for view in resources(data).views:
        sums = sums_of(read_parts(form(view.spec)))
        word = write_sums(sums)
        assert read_sums(word) == sums
        assert " " not in word


@given(st.text("0123abcXYZ.", max_size=60))
def test_any_word_can_be_read(word: str) -> None:
    sums = read_sums(word)
    assert sums is None or write_sums(sums).count(".") == word.count(".")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
        lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(
            ["section", "panelBankConfig", "sections", "panels", "blocks", "metadata", "name", "__id__",
             "panelBankSectionConfig", "type"]), below, max_size=4),
        max_leaves=12,
    )
)  # fmt: skip
def test_any_json_has_parts(spec: Any) -> None:
    held = form(spec)
    parts = read_parts(held)
    choice = choose(sums_of(parts), parts, parts, Wishes(), {})
    _, _, again = assemble(choice, parts, parts)
    assert json.loads(canonical(again)) == json.loads(canonical(held["spec"]))


@given(KEYS, KEYS, KEYS)
def test_order_keeps_what_is_alive_and_nothing_else(
    base: list[str], remote: list[str], desired: list[str]
) -> None:
    alive = set(remote) | set(desired)
    order = merge_order(base, remote, desired, alive)
    assert order is None or sorted(order) == sorted(alive)


@given(KEYS, KEYS)
def test_the_side_that_changed_gives_the_order(base: list[str], other: list[str]) -> None:
    common = set(base) & set(other)
    shared = [key for key in other if key in common]
    assert merge_order(base, base, other, common) == shared
    assert merge_order(base, other, base, common) == shared


@given(guides(), st.data())
def test_who_alone_changed_a_view_has_it_as_they_want(data: Any, draw: st.DataObject) -> None:
    made = resources(data).views
    if not made:
        return
    one, other = (draw.draw(st.sampled_from(made)) for _ in range(2))
    if one.kind != other.kind:
        return
    base = read_parts(form(one.spec))
    changed = read_parts(form(other.spec))
    sums = sums_of(base)
    for remote, desired in ((changed, base), (base, changed)):
        alignment = align(sums, remote, desired)
        aligned = alignment.applied(remote)
        choice = choose(sums, aligned, desired, Wishes(), alignment.base)
        _, _, spec = assemble(choice, aligned, desired)
        assert choice.clashes == ()
        assert canonical(form(spec)) == canonical(form(other.spec))


# --- any three workspaces

PANEL_IDS = "abcdef"
SECTION_NAMES = ("One", "Two", "Three")


@st.composite
def workspaces(draw: st.DrawFn) -> Any:
    """A workspace of a few sections and panels, each with one value in it."""
    ids = draw(st.lists(st.sampled_from(PANEL_IDS), unique=True))
    names = draw(st.lists(st.sampled_from(SECTION_NAMES), min_size=1, unique=True))
    sections: list[Any] = [{"name": name, "isOpen": draw(st.booleans()), "panels": []} for name in names]
    for id in ids:
        panel = {"__id__": id, "viewType": "X", "config": {"v": draw(st.integers(0, 2))}}
        draw(st.sampled_from(sections))["panels"].append(panel)
    settings = {"maxRuns": draw(st.integers(1, 3))}
    return {"section": {"settings": settings, "panelBankConfig": {"sections": sections}}}


def panels_of(spec: Any) -> dict[str, tuple[int, str]]:
    """Every panel's value and section."""
    sections = spec["section"]["panelBankConfig"]["sections"]
    found = [(panel, section) for section in sections for panel in section["panels"]]
    assert len({panel["__id__"] for panel, _ in found}) == len(found), "a panel stands twice"
    return {panel["__id__"]: (panel["config"]["v"], section["name"]) for panel, section in found}


@given(workspaces(), workspaces(), workspaces())
def test_nobodys_change_is_lost_without_a_conflict(was: Any, theirs: Any, ours: Any) -> None:
    base, remote, desired = (read_parts(form(spec)) for spec in (was, theirs, ours))
    alignment = align(sums_of(base), remote, desired)
    aligned = alignment.applied(remote)
    choice = choose(sums_of(base), aligned, desired, Wishes(), alignment.base)
    if choice.clashes:
        return
    _, _, spec = assemble(choice, aligned, desired)
    merged, old, app, code = (panels_of(each) for each in (spec, was, theirs, ours))
    for id in PANEL_IDS:
        values = [side[id][0] if id in side else None for side in (old, app, code, merged)]
        before, remote_value, desired_value, result = values
        if remote_value in (desired_value, before):
            assert result == desired_value
        else:
            assert desired_value == before, "both changed it"
            assert result == remote_value


@given(workspaces(), workspaces(), workspaces())
def test_what_was_asked_for_leaves_no_conflict(was: Any, theirs: Any, ours: Any) -> None:
    base, remote, desired = (read_parts(form(spec)) for spec in (was, theirs, ours))
    alignment = align(sums_of(base), remote, desired)
    aligned = alignment.applied(remote)
    parts = frozenset(id for side in (aligned, desired) for id, _ in side.by_id()) | {"order"}
    for wish in ("overwrite", "keep"):
        choice = choose(sums_of(base), aligned, desired, Wishes(**{wish: parts}), alignment.base)
        assert choice.clashes == ()
        _, _, spec = assemble(choice, aligned, desired)
        values = {id: value for id, (value, _) in panels_of(spec).items()}
        side = ours if wish == "overwrite" else theirs
        assert values == {id: value for id, (value, _) in panels_of(side).items()}
