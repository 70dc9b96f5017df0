"""Arithmetic over metrics: what it computes, and what it says of what is none."""

from __future__ import annotations

import math
import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.render.curves.arithmetic import MAX_DEPTH, MAX_LEVELS, NoArithmeticError, column, names_in, parse

COLUMNS = {"a": 6.0, "b": 4.0, "train/loss": 0.5, "x.y": 2.0, 'the "odd" [one]': 3.0}


def value(text: str) -> float:
    """What a text computes of the columns."""
    frame = pl.DataFrame({name: [number] for name, number in COLUMNS.items()})
    return float(frame.select(column(parse(text), pl.col).cast(pl.Float64)).item())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${a} / ${b}", 1.5),
        ("a/b", 1.5),
        ("1 - 2 - 3", -4.0),
        ("2 ^ 3 ^ 2", 512.0),
        ("-2 ** 2", -4.0),
        ("2 * -a + 1", -11.0),
        ("a % b", 2.0),
        ("(a + b) * 1e-1", 1.0),
        ("${train/loss} * 100", 50.0),
        ("x.y + 1", 3.0),
        ('${the "odd" [one]} + 1', 4.0),
        ("min(a, b, 5) + max(a, 1)", 10.0),
        ("sqrt(b) + abs(-1)", 3.0),
        ("log10(100) + exp(0)", 3.0),
        ("2 * pi", 2 * math.pi),
        ("pow(a, 2)", 36.0),
    ],
)
def test_what_it_computes(text: str, expected: float) -> None:
    assert value(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "ends too early"),
        ("a +", "ends too early"),
        ("a b", "stray"),
        ("a ? b : 1", "stray `?`"),
        ("(a", "lacks a `)`"),
        ("open(1)", "calls `open`"),
        ("__import__(1)", "calls `__import__`"),
        ("pow(1)", "it takes 2"),
        ("${}", "stray"),
        ("(" * 5000, "longer"),
        ("(" * 200 + "1" + ")" * 200, "nested too deeply"),
        ("-" * 200 + "1", "nested too deeply"),
        ("+".join(["a"] * 600), "more than 200 steps"),
        ("(" * 9 + "+".join(["a"] * 60) + ("+a" * 60 + ")") * 9, "more than 200 steps"),
    ],
)
def test_what_is_none(text: str, said: str) -> None:
    with pytest.raises(NoArithmeticError, match=re.escape(said)):
        parse(text)


@given(st.text(alphabet="ab01.+-*/%^(),${} _/[]'\"é", max_size=60))
def test_any_text_is_arithmetic_or_is_not(text: str) -> None:
    try:
        found = list(names_in(parse(text)))
    except NoArithmeticError:
        return
    assert all(found)


def test_as_deep_as_it_may_be() -> None:
    assert value("+".join(["a"] * (MAX_LEVELS + 1))) == 6.0 * (MAX_LEVELS + 1)
    deep = MAX_DEPTH - 2
    assert value("(" * deep + "a" + ")" * deep) == 6.0
