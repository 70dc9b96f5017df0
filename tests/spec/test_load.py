"""Scalars, keys and places: what a file says, and where."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.spec.load import load
from wbgen.spec.scalars import resolve_plain
from wbgen.spec.tree import Mapping, Scalar, Span, locate, plain_data

#: The YAML 1.2 core schema, and what is text in it though it was not in YAML 1.1.
SCALARS: tuple[tuple[str, object], ...] = (
    ("", None),
    ("~", None),
    ("null", None),
    ("Null", None),
    ("true", True),
    ("True", True),
    ("FALSE", False),
    ("0", 0),
    ("-17", -17),
    ("+3", 3),
    ("007", 7),
    ("0o17", 15),
    ("0xFF", 255),
    ("1.5", 1.5),
    (".5", 0.5),
    ("1.", 1.0),
    ("1e-4", 1e-4),
    ("1E4", 1e4),
    ("-2.5e+3", -2500.0),
    (".inf", math.inf),
    ("-.INF", -math.inf),
    # text
    ("on", "on"),
    ("off", "off"),
    ("yes", "yes"),
    ("no", "no"),
    ("y", "y"),
    ("tRue", "tRue"),
    ("1_000", "1_000"),
    ("12:30:45", "12:30:45"),
    ("0b11", "0b11"),
    ("2024-01-31", "2024-01-31"),
    ("1.2.3", "1.2.3"),
    ("-0x1", "-0x1"),
    ("e5", "e5"),
    ("1e", "1e"),
    (".", "."),
    ("-", "-"),
    ("inf", "inf"),
    ("=", "="),
    ("9" * 301, "9" * 301),
    (f"0x{'f' * 200}", 16**200 - 1),
    (f"0x{'f' * 290}", f"0x{'f' * 290}"),
    (f"0o{'7' * 290}", 8**290 - 1),
    ("٣", "٣"),
)


@pytest.mark.parametrize(("text", "value"), SCALARS)
def test_plain_scalars(text: str, value: object) -> None:
    found = resolve_plain(text)
    assert found == value
    assert type(found) is type(value)


def test_not_a_number() -> None:
    assert math.isnan(resolve_plain(".nan"))  # type: ignore[arg-type]


@given(st.text(max_size=20))
def test_every_text_has_a_value(text: str) -> None:
    assert isinstance(resolve_plain(text), str | int | float | bool | None)


def tree(text: str) -> Mapping:
    return load(text.encode())[0]


def test_quoted_scalars_are_text() -> None:
    assert plain_data(tree("{a: '1', b: \"true\", c: '', d: '~'}")) == {
        "a": "1",
        "b": "true",
        "c": "",
        "d": "~",
    }
    assert plain_data(tree("a: |\n  1\nb: >-\n  2\n")) == {"a": "1\n", "b": "2"}


def test_keys_are_the_text_that_was_written() -> None:
    written = ["1", "01", "1e-4", "0x10", "1.10", "true", "True", "null", "~", "on", "a b", "loss/<layer>"]
    assert list(plain_data(tree("".join(f"{key}: x\n" for key in written)))) == written  # type: ignore[arg-type]


def test_aliases_stand_for_their_value() -> None:
    assert plain_data(tree("a: &x [1, {b: 2}]\nc: *x\nd: &k key\n*k : 3\n")) == {
        "a": [1, {"b": 2}],
        "c": [1, {"b": 2}],
        "d": "key",
        "key": 3,
    }


def test_a_byte_order_mark_moves_nothing() -> None:
    assert load(b"\xef\xbb\xbfa: b\n")[0] == load(b"a: b\n")[0]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_lines_and_columns(line_end: str) -> None:
    text = line_end.join(["# 실험 🎉", "a:", "  é: [x, 'y z']", "b: 1", ""])
    root, collector = load(text.encode())
    assert locate(root, ("a", "é")) == (Span(3, 6, 3, 16), Span(3, 3, 3, 4))
    assert locate(root, ("a", "é", 1)) == (Span(3, 10, 3, 15), None)
    assert locate(root, ("b",)) == (Span(4, 4, 4, 5), Span(4, 1, 4, 2))
    assert collector.lines[2] == "  é: [x, 'y z']"


def test_a_path_that_goes_on_ends_at_the_last_node() -> None:
    root = tree("a: {b: 1}\n")
    assert locate(root, ("a", "b", 0, "c")) == locate(root, ("a", "b"))
    assert locate(root, ("a", "z"))[0] == locate(root, ("a",))[0]
    assert locate(root, ()) == (root.span, None)


def test_plain_tells_quoted_from_unquoted() -> None:
    root = tree("a: x\nb: 'x'\n")
    assert [node.plain for node in (root.get("a"), root.get("b")) if isinstance(node, Scalar)] == [
        True,
        False,
    ]
