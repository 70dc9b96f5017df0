"""Filters in a view's dictionary: shape, limits, and what has no form there."""

from __future__ import annotations

from typing import Any

import pytest

from wbgen.spec.expressions import EVERYTHING, parse_filter
from wbgen.spec.expressions.nodes import Not, Or
from wbgen.views.filters import FilterError, to_v2


def test_the_dictionary_of_a_filter() -> None:
    assert to_v2(
        parse_filter("state == finished and (config.lr <= 1e-4 or tags in [best]) or group is null")
    ) == {
        "filterFormat": "filterV2",
        "filters": [
            {"key": {"section": "run", "name": "state"}, "op": "=", "value": "finished", "disabled": False},
            {
                "filters": [
                    {
                        "key": {"section": "config", "name": "lr"},
                        "op": "<=",
                        "value": 0.0001,
                        "disabled": False,
                    },
                    {
                        "key": {"section": "run", "name": "tags"},
                        "op": "IN",
                        "value": ["best"],
                        "disabled": False,
                        "connector": "OR",
                    },
                ],
                "connector": "AND",
            },
            {
                "key": {"section": "run", "name": "group"},
                "op": "=",
                "value": None,
                "disabled": False,
                "connector": "OR",
            },
        ],
    }


def shape(text: str) -> str:
    """The dictionary of a filter as a line: names, operators and groups."""

    def line(items: Any) -> str:
        return " ".join(
            f"{item.get('connector', '')} "
            + (f"({line(item['filters'])})" if "filters" in item else f"{item['key']['name']}{item['op']}")
            for item in items
        ).strip()

    return " ".join(line(to_v2(parse_filter(text))["filters"]).split())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("config.a > 1", "a>"),
        ("config.a > 1 and config.b > 1", "a> AND b>"),
        ("config.a > 1 or config.b > 1 and config.c > 1", "a> OR b> AND c>"),
        ("(config.a > 1 or config.b > 1) and config.c > 1", "(a> OR b>) AND c>"),
        ("config.a > 1 and (config.b > 1 or config.c > 1 and id == x)", "a> AND (b> OR c> AND name=)"),
        ("not config.a > 1", "a<="),
        ("not (config.a > 1 and id == x)", "a<= OR name!="),
        ("not (config.a > 1 or id in [x])", "a<= AND nameNIN"),
        ("not (config.a is null or not config.b < 1)", "a!= AND b<"),
        ("not (not (config.a > 1 or config.b > 1) or id == x)", "(a> OR b>) AND name!="),
        ("created within last 7 days", "createdAtWITHINSECONDS"),
        # a group in a group is multiplied out
        (
            "id == x and (config.a > 1 or config.b > 1 and (config.c > 1 or config.d > 1))",
            "name= AND (a> OR b> AND c> OR b> AND d>)",
        ),
    ],
)
def test_negation_groups_and_their_order(text: str, written: str) -> None:
    assert shape(text) == written


def test_no_filter_is_an_empty_list() -> None:
    assert to_v2(EVERYTHING) == {"filterFormat": "filterV2", "filters": []}


@pytest.mark.parametrize(
    ("text", "message", "cure"),
    [
        ("name matches 'x'", "no filter `name matches 'x'`", "`query` with `regex: true`"),
        ("not name matches 'x'", "no filter `not name matches 'x'`", "`query`"),
        (
            "not created within last 7 days",
            "no filter `not created within last 7 days`",
            "compare with a date",
        ),
    ],
)
def test_what_views_cannot_filter_by_is_said(text: str, message: str, cure: str) -> None:
    with pytest.raises(FilterError, match=message) as caught:
        to_v2(parse_filter(text))
    assert cure in (caught.value.cure or "")


def test_a_filter_without_runs_has_no_form() -> None:
    with pytest.raises(FilterError, match="no run"):
        to_v2(Not(EVERYTHING))


def pairs(count: int) -> str:
    """Alternatives that multiply to 2 ** count."""
    return " and ".join(f"(config.a{n} > 1 or config.b{n} > 1)" for n in range(count))


def test_expansion_is_bounded_before_it_is_made() -> None:
    assert shape(f"id == x and (group == y or {pairs(6)})").count(">") == 6 * 2**6
    with pytest.raises(FilterError, match="too many alternatives") as caught:
        to_v2(parse_filter(f"id == x and (group == y or {pairs(60)})"))
    assert caught.value.cure == "split it into run sets"


def test_many_tests_without_expansion_are_bounded_too() -> None:
    test = parse_filter("id == x")
    assert len(to_v2(Or((test,) * 500))["filters"]) == 500  # type: ignore[arg-type]
    with pytest.raises(FilterError, match="too many alternatives"):
        to_v2(Or((test,) * 501))
