"""Variables: where they reach, and what is left alone."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.spec.load import load
from wbgen.spec.resolve import outside_code, resolve
from wbgen.spec.tree import PlainData, Span, locate, plain_data

VARS = "vars: {n: 5, word: abc, yes: true, none: null, list: [1, 2], map: {k: 1}}\n"


def resolved(value: str, head: str = VARS) -> PlainData:
    root, collector = load(f"{head}v: {value}\n".encode())
    data = plain_data(resolve(root, collector))
    collector.raise_if_errors()
    assert isinstance(data, dict)
    return data["v"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("$n", 5),
        ("'$n'", 5),
        ("$list", [1, 2]),
        ("$map", {"k": 1}),
        ("$none", None),
        ("a $n b", "a 5 b"),
        ("$word$n", "abc5"),
        ("$yes or no", "true or no"),
        ("$none.", "null."),
        ("$$", "$"),
        ("$$n", "$n"),
        ("$$$n", "$5"),
        ("cost $$5", "cost $5"),
        ("100 $", "100 $"),
        ("$5", "$5"),
        ("${env} and '${n}'", "${env} and '${n}'"),
        ("'${word}'", "${word}"),
        ("[$n, [x $word]]", [5, ["x abc"]]),
        ("{$word: $n, a$n: 1}", {"abc": 5, "a5": 1}),
        ("'a `$n` $n ``$n ` $n`` $n'", "a `$n` 5 ``$n ` $n`` 5"),
        ('"$n\\n```\\n$n `x\\n```\\n$n"', "5\n```\n$n `x\n```\n5"),
        ('"```\\n$n"', "```\n$n"),
        ("'a ` $n'", "a ` 5"),
        ("{raw: {a: $n}, regex: $nope, vega: [$n]}", {"raw": {"a": "$n"}, "regex": "$nope", "vega": ["$n"]}),
    ],
)
def test_values(written: str, value: object) -> None:
    assert resolved(written) == value


def test_what_a_variable_brings_stands_where_it_is_used() -> None:
    root, collector = load(f"{VARS}v:\n  - $map\n".encode())
    place = Span(3, 5, 3, 9)
    assert locate(resolve(root, collector), ("v", 0, "k")) == (place, place)


MARKDOWN = st.lists(st.sampled_from(["`", "``", "```", "x", "\n", " ", "$", "$n", "${n}"]), max_size=20).map(
    "".join
)


@given(MARKDOWN)
def test_doubled_dollars_are_dollars(text: str) -> None:
    doubled = outside_code(text, lambda part: part.replace("$", "$$"))
    assert resolved(json.dumps(doubled)) == text


@given(MARKDOWN)
def test_code_is_kept(text: str) -> None:
    assert outside_code(text, lambda part: part) == text
    kept = outside_code(text, lambda part: "")
    assert kept == "" or kept.startswith("`")
