"""Open dimensions: the regexes they give, and what those match."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spec.bad import HEAD
from wbgen.spec.expressions import check_re2
from wbgen.spec.guide import Guide
from wbgen.spec.open_dimensions import OpenDimension, OpenPatterns
from wbgen.spec.read import parse_guide

re2 = pytest.importorskip("re2")

WORDS = st.text("ab]^-\\.", min_size=1, max_size=5)


@given(st.lists(WORDS, max_size=6), WORDS)
def test_all_but_the_excluded(excluded: list[str], value: str) -> None:
    regex = OpenDimension(excluded=tuple(excluded)).regex()
    assert check_re2(f"^{regex}$", captures=False) is None or len(regex) > 990
    for word in (value, *excluded):
        expected = word not in excluded
        assert bool(re.fullmatch(regex, word)) is expected
        assert bool(re2.fullmatch(regex, word)) is expected


@given(st.lists(st.integers(0, 200).map(str), max_size=6), st.integers(0, 300).map(str))
def test_numbers_but_the_excluded(excluded: list[str], value: str) -> None:
    regex = OpenDimension(excluded=tuple(excluded), digits=True).regex()
    assert bool(re2.fullmatch(regex, value)) is (value not in excluded)
    assert not re2.fullmatch(regex, value + "x")


def guide(dimensions: str, metrics: str, panel: str) -> Guide:
    view = f"workspaces: {{w: {{sections: [{{title: S, panels: [{panel}]}}]}}}}\n"
    text = f"{HEAD}dimensions: {dimensions}\nmetrics: [{{group: A, of: {metrics}}}]\n{view}"
    return parse_guide(text.encode())[0]


def regex(dimensions: str, metrics: str, panel: str) -> str | None:
    return guide(dimensions, metrics, panel).workspaces[0].sections[0].panels[0].regex


@pytest.mark.parametrize(
    ("dimensions", "metrics", "panel", "yes", "no"),
    [
        ("{r: {open: true}}", "{x/<r>: }", "{line: x/<r>}", ["x/a", "x/a b"], ["x/a/b", "x/", "yx/a"]),
        ("{r: {open: true}}", "{'x.(<r>)': }", "{line: 'x.(<r>)'}", ["x.(a)"], ["xx(a)"]),
        ("{r: {open: true}}", "{x/<r>: , loss: }", "{line: [x/<r>, loss]}", ["x/a", "loss"], ["los"]),
        ("{r: {open: true}, n: [1, 2]}", "{x<n>/<r>: }", "{line: x<n>/<r>}", ["x1/a", "x2/b"], ["x3/a"]),
        ("{r: {open: true}, n: [1, 2]}", "{x<n>/<r>: }", "{line: x<n>/<r>, each: n}", ["x1/a"], ["x2/a"]),
        # exact beats pattern
        ("{r: {open: true}}", "{x/<r>: , x/all: }", "{line: x/<r>}", ["x/a", "x/allo"], ["x/all"]),
        ("{r: {open: true}, n: [1, 2]}", "{<n>/<r>: , 1/a: }", "{line: <n>/<r>}", ["1/b", "2/a"], ["1/a"]),
        ("{r: {default: [a], open: true, not: [b]}}", "{x/<r>: }", "{area: x/<r>}", ["x/a"], ["x/b"]),
        ("{g: {open: true, type: int}}", "{g.<g>.t: }", "{line: g.<g>.t}", ["g.12.t"], ["g.p.0.t", "g..t"]),
    ],
)
def test_what_a_panel_shows(dimensions: str, metrics: str, panel: str, yes: list[str], no: list[str]) -> None:
    made = regex(dimensions, metrics, panel)
    assert made is not None
    assert check_re2(made, captures=False) is None
    assert [name for name in yes + no if re2.search(made, name)] == yes


def test_closed_panels_have_no_regex() -> None:
    assert regex("{r: [a, b]}", "{x/<r>: }", "{line: x/<r>}") is None
    assert regex("{r: {default: [a], open: true}}", "{x/<r>: }", "{line: x/a}") is None


def test_an_authors_regex_stays() -> None:
    made = regex("{r: {open: true}}", "{x/<r>: }", "{line: x/<r>, regex: ^y}")
    assert made == "(?:^y)|^(?:x/[^/]+)$"


def test_thresholds_take_the_default() -> None:
    dims = "{r: {default: [a, b], open: true}}"
    panel = guide(dims, "{x/<r>: }", "{line: x/<r>, thresholds: 1}").workspaces[0].sections[0].panels[0]
    assert (panel.metrics, panel.regex) == (("x/a", "x/b"), None)


def test_the_longest_literal_wins() -> None:
    dims = {"r": OpenDimension(), "s": OpenDimension(excluded=("no",))}
    patterns = OpenPatterns(["x/<r>", "x/long_<s>"], {"x/long_one": "x/long_one"}, {"r": (), "s": ()}, dims)
    assert patterns.owner("x/long_two") == "x/long_<s>"
    assert patterns.owner("x/long_no") == "x/<r>"
    assert patterns.owner("x/short") == "x/<r>"
    assert patterns.owner("x/long_one") == "x/long_one"
    assert patterns.owner("y/a") is None
    assert [*patterns.overlapping()] == []
