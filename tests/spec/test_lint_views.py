"""Warnings on things of one view that are in each other's way (the words are in ``bad_language``)."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tests.spec.bad import HEAD
from tests.spec.bad_language import SECTION
from wbgen.spec.lint_views import overlaps
from wbgen.spec.read import parse_guide

SIZES = st.integers(-1, 9)
LAYOUTS = st.lists(st.tuples(SIZES, SIZES, SIZES, SIZES), max_size=7)


def meet(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether two rectangles overlap."""
    (x, y, w, h), (u, v, s, t) = one, other
    return x < u + s and u < x + w and y < v + t and v < y + h and min(w, h, s, t) > 0


@given(LAYOUTS)
def test_overlaps_are_found_and_are_ones(layouts: list[tuple[int, ...]]) -> None:
    found = [*overlaps(layouts)]
    assert all(meet(layouts[first], layouts[second]) for first, second in found)
    assert bool(found) == any(meet(one, other) for one, other in combinations(layouts, 2))


def test_twenty_thousand_panels_in_a_row_or_a_column_take_no_time() -> None:
    assert not [*overlaps([(index, 0, 1, 1) for index in range(20_000)])]
    assert len([*overlaps([(0, index, 1, 2) for index in range(20_000)])]) == 10_000


def codes_of(text: str) -> list[str]:
    """What is said of a spec that can be used."""
    return [found.code for found in parse_guide((HEAD + text).encode())[1] if found.severity == "warning"]


def test_what_is_in_nobodys_way() -> None:
    beside = "{line: loss, layout: [0, 0, 8, 6], wandb_id: a}\n          - {bar: val, layout: [8, 0, 8, 6]}\n"
    another = "      - title: T\n        wandb_id: a\n        panels: [{bar: loss, layout: [0, 0, 8, 6]}]\n"
    assert codes_of(SECTION + beside + another) == []


def test_sections_of_a_dimension_repeat_ids_and_no_places() -> None:
    text = SECTION.replace("title: S", "title: S\n        each: layer")
    assert codes_of(text + "{line: acc/<layer>, layout: [0, 0, 8, 6], wandb_id: a}\n") == [
        "duplicate-wandb-id"
    ]
