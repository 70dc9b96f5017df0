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
