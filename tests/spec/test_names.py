"""Patterns, placeholders, globs, slugs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.spec.names import (
    MAX_SLUG,
    expand,
    fill,
    glob_matcher,
    legal_name,
    names_in,
    panel_slug,
    placeholders,
    refused_in_name,
    slug,
    title_slug,
)

DIMENSIONS = {"layer": ("1", "2"), "head": ("a", "b", "c"), "open-one": ()}


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("loss", ()),
        ("loss/<layer>", ("layer",)),
        ("<a>_<b>_<a>", ("a", "b")),
        ("<open-one>.<x.y>", ("open-one", "x.y")),
        (r"\<layer>/<head>", ("head",)),
        ("a < b > c", ()),
        ("<1>", ()),
        ("<>", ()),
        ("{layer}", ()),
    ],
)
def test_placeholders(pattern: str, names: tuple[str, ...]) -> None:
    assert placeholders(pattern) == names


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("layer <layer>", "layer 1"),
        ("<layer><other>", "1<other>"),
        (r"\<layer> of <layer>", "<layer> of 1"),
        (r"a \< b", "a < b"),
        (r"\\<layer>", r"\<layer>"),
    ],
)
def test_fill(text: str, filled: str) -> None:
    assert fill(text, {"layer": "1"}) == filled


def test_expand_keeps_the_order_of_the_dimensions() -> None:
    assert [name for name, _ in expand("x/<layer>_<head>", DIMENSIONS)] == [
        f"x/{layer}_{head}" for layer in "12" for head in "abc"
    ]
    assert list(expand("a/<layer>/<layer>", DIMENSIONS)) == [
        ("a/1/1", {"layer": "1"}),
        ("a/2/2", {"layer": "2"}),
    ]
    assert list(expand("plain", DIMENSIONS)) == [("plain", {})]
    assert list(expand("<open-one>", DIMENSIONS)) == []


@given(
    st.lists(st.sampled_from(["x", "/", "<layer>", "<head>", "<open-one>", r"\<"]), max_size=6).map("".join)
)
def test_names_in_counts_what_expand_gives(pattern: str) -> None:
    assert names_in(pattern, DIMENSIONS) == len(list(expand(pattern, DIMENSIONS)))


@pytest.mark.parametrize(
    ("pattern", "name", "covered"),
    [
        ("loss/*", "loss/total", True),
        ("loss/*", "loss/", True),
        ("loss/*", "loss/a/b", False),
        ("*", "loss", True),
        ("*", "a/b", False),
        ("*/total", "loss/total", True),
        ("*/total", "a/loss/total", False),
        ("a*b*c", "abc", True),
        ("a*b*c", "aXbXbXc", True),
        ("a*b*c", "aXbX", False),
        ("*ab", "aab", True),
        ("a.b*", "axb", False),
        ("loss", "loss", True),
        ("loss", "loss2", False),
        ("loss*", "loss\n", True),
    ],
)
def test_globs(pattern: str, name: str, covered: bool) -> None:
    assert bool(glob_matcher(pattern)(name)) is covered


@given(st.text(st.sampled_from("ab/*"), max_size=8), st.text(st.sampled_from("ab/"), max_size=10))
def test_globs_are_what_the_plain_translation_says(pattern: str, name: str) -> None:
    plain = "[^/]*".join(re.escape(part) for part in pattern.split("*"))
    assert bool(glob_matcher(pattern)(name)) is bool(re.fullmatch(plain, name))


@pytest.mark.parametrize(
    ("kind", "metrics", "id"),
    [
        ("line", ["loss"], "line-loss"),
        ("line", ["mlp_direct_loss/layer_<layer>"], "line-mlp_direct_loss"),
        ("line", ["v_a/<layer>", "v_b/<layer>"], "line-v_a-v_b"),
        ("line", ["a/head_<layer>"], "line-a-head"),
        ("line", ["<layer>/loss"], "line-loss"),
        ("line", ["<layer>"], "line"),
        ("line", ["layer_<layer>"], "line-layer"),
        ("bar", ["Val Loss/TOTAL"], "bar-val-loss-total"),
        ("scalar", ["손실"], "scalar"),
        ("line", ["loss/*"], "line-loss"),
        ("markdown", ["Read this  first."], "markdown-read-this-first"),
        ("line", ["x" * 100], "line-" + "x" * 55),
    ],
)
def test_panel_slugs(kind: str, metrics: list[str], id: str) -> None:
    assert panel_slug(kind, metrics) == id


@given(st.text())
def test_slugs_are_ids(text: str) -> None:
    assert re.fullmatch(r"([a-z0-9]([a-z0-9_-]*[a-z0-9])?)?", slug(text))
    assert slug(slug(text)) == slug(text)
    assert len(title_slug(text)) <= MAX_SLUG
    assert not title_slug(text).endswith(("-", "_"))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Vector norms (health check)", "vector-norms-health-check"),
        ("Café à la", "cafe-a-la"),
        ("실험", ""),
        ("1. A", "1-a"),
    ],
)
def test_slug(text: str, made: str) -> None:
    assert slug(text) == made


@given(st.text())
def test_legal_names_are_legal(text: str) -> None:
    assert refused_in_name(legal_name(text)) == ()


def test_what_is_refused_in_a_name() -> None:
    assert refused_in_name("a+b=c+🎉~$^`|<>°") == ("+", "=", "🎉", "~", "$", "^", "`", "|", "<", ">", "°")
    assert refused_in_name("NPT (1), a/b: 50% #2 & 실험 é - _ ' \"") == ()
