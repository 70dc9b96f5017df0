"""What is written is read back equal, and what is read is written the same again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spec.expressions.strategies import FILTERS, RULES
from wbgen.spec.expressions import (
    EVERYTHING,
    ExpressionError,
    Filter,
    Rule,
    parse_filter,
    parse_rule,
    to_text,
)


@given(FILTERS)
def test_a_filter_is_read_back_from_its_text(written: Filter) -> None:
    read = parse_filter(to_text(written))
    assert repr(read) == repr(written)  # repr tells 1 from True, == does not


@given(RULES)
def test_a_rule_is_read_back_from_its_text(written: Rule) -> None:
    assert repr(parse_rule(to_text(written))) == repr(written)


def test_the_filter_of_every_run_has_no_text() -> None:
    assert to_text(EVERYTHING) == ""


PIECES = st.sampled_from(
    [
        *("and", "or", "not", "in", "is", "null", "nan", "true", "matches", "within", "last", "any("),
        *("all(", "over(", "mean(", "for", "after", "to", "(", ")", "[", "]", ",", "==", "!=", "=", "<"),
        *("<=", ">", ">=", "+", "-", "*", "/", "&&", "||", "=~", "!", "'", '"', "1e-4", "5", "-3", ".5"),
        *("1e999", "0/loss", "steps", "days", "config.lr", "summary.", "run.state", "created", "tags"),
        *("a/b", "<layer>", "loss/<layer>", "'lm loss'", "config.'x y'", "\\<", "2026-01-16", "%", "≤"),
        *("$x", "{y}", "within last", " ", "\n"),
    ]
)
JOINED = st.lists(PIECES, max_size=14).map(" ".join) | st.lists(PIECES, max_size=9).map("".join)


@given(st.text(max_size=60) | JOINED)
def test_any_text_is_an_expression_or_an_error_within_it(text: str) -> None:
    for parse in (parse_filter, parse_rule):
        error = mistake(parse, text)
        assert error is None or (0 <= error.start <= error.end <= len(text) and error.message)


def mistake(parse: Callable[[str], Filter | Rule], text: str) -> ExpressionError | None:
    try:
        parse(text)
    except ExpressionError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(" * 1500 + "config.a > 1" + ")" * 1500, None),
        ("not " * 900 + "config.a > 1", "nested deeper than 50"),
        (" or ".join(["(config.a > 1 and (config.b > 1"] * 60) + "))" * 60, "nested deeper than 50"),
        (" or ".join(["config.a > 1"] * 200), None),
        ("config.a > 1 or " * 400, "longer than 4,000"),
        ("(" * 3999, "ends too early"),
        ("'" * 3999, "has no end"),
        ("=~" * 1999, "`=~` is not an operator"),
        ("config.a in [" + "1, " * 1200 + "1]", None),
    ],
    ids=["parentheses", "not", "groups", "wide", "long", "open", "quotes", "mistakes", "list"],
)
def test_size_is_bounded(text: str, message: str | None) -> None:
    if message is None:
        parse_filter(text)
        return
    with pytest.raises(ExpressionError, match=message):
        parse_filter(text)


@pytest.mark.parametrize("text", [" + ".join(["a"] * 600) + " > 1", "mean(" * 200 + "a" + ")" * 200 + " > 1"])
def test_depth_of_rules_is_bounded(text: str) -> None:
    with pytest.raises(ExpressionError, match="nested deeper than 50"):
        parse_rule(text)
