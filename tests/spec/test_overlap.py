"""Patterns that one name can belong to alike."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.spec.open_dimensions import OpenDimension, OpenPatterns

DIMENSIONS = {"r": OpenDimension(), "n": OpenDimension(digits=True)}
CLOSED = {"r": (), "n": ()}


def overlapping(*written: str) -> list[tuple[str, str, str]]:
    return [*OpenPatterns(written, {}, CLOSED, DIMENSIONS).overlapping()]


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        ("a/<r>", "a/<r>/x", None),
        ("a/<r>", "b/<r>", None),
        ("a/<r>_x", "a/x_<r>", "a/x_x"),
        ("a/<r>b", "a/b<r>", "a/bb"),
        ("<r>/a", "b/<r>", "b/a"),
        ("<r>.a", "<n>.a", "0.a"),
        ("x<n>y", "xa<r>", None),
        ("a/<r>", "a/bc<r>", None),  # the longer one wins
    ],
)
def test_pairs(one: str, other: str, name: str | None) -> None:
    assert overlapping(one, other) == ([(one, other, name)] if name else [])


PATTERNS = st.lists(st.sampled_from(["a", "b", "/", "0", "<r>", "<n>"]), min_size=1, max_size=5).map("".join)


@given(PATTERNS, PATTERNS)
def test_the_name_told_is_of_both(one: str, other: str) -> None:
    for *pair, name in overlapping(one, other):
        for pattern in pair:
            plain = re.escape(pattern).replace("<r>", "[^/]+").replace("<n>", "[0-9]+")
            assert re.fullmatch(plain, name)
