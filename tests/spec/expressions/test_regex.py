"""The check of patterns against RE2 itself."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from wbgen.spec.expressions import check_re2
from wbgen.spec.expressions.regex import UNICODE

OPTIONS = re2.Options()
OPTIONS.log_errors = False


def re2_takes(pattern: str) -> bool:
    try:
        re2.compile(pattern, options=OPTIONS)
    except re2.error:
        return False
    return True


GOOD = [
    "",
    "^loss/.*$",
    r"rewards/(?:format|answer)_\w+_mean",
    r"(?i)acc",
    r"(?P<name>a+?)b*",
    r"[^\]a-z]{2,5}",
    r"[[:alpha:]_]+\z",
    r"\p{Hangul}+|\pL\PN",
    r"a{1000}",
    r"\x{1F6}",
    r"layer_(?:1[4-7]|20)",
]
BAD = {
    r"a(?=b)": "look ahead",
    r"(?<!a)b": "look ahead or behind",
    r"(a)\1": "backreferences",
    r"(?P<x>a)(?P=x)": "backreferences",
    r"(?>a)": "atomic",
    r"a++": "possessive",
    r"(a)?(?(1)b|c)": "conditions",
    r"(?#x)a": "does not know",
    r"a\Z": "does not know",
    r"a{,5}": "begin it with 0",
    r"a{1001}": "at most 1,000",
    r"(?:a{100}){11}": "at most 1,000",
    r"\pL{900}": "too large",
    r".{1000}" * 66: "too large",
    r"[[:foo:]]": "does not know the set",
    r"[\][:alpha:]": "does not know the set",
    r"[\b]": "in a set",
    r"\u0041": "does not know",
    r"\p{Klingon}": "does not know",
    "(a": "does not read",
    "a)": "does not read",
    "[a": "does not read",
    "*a": "does not read",
    "a" * 1001: "longer than",
    "(?:a)" * 51: "more than 50 groups",
    "\ud800": "surrogate",
}


@pytest.mark.parametrize("pattern", GOOD)
def test_patterns_of_re2_pass(pattern: str) -> None:
    assert re2_takes(pattern)
    assert check_re2(pattern) is None


@pytest.mark.parametrize(("pattern", "words"), BAD.items())
def test_others_are_refused_in_words(pattern: str, words: str) -> None:
    assert words in (check_re2(pattern) or "")


@pytest.mark.parametrize(
    ("pattern", "captures"), [("(a)", True), ("(?P<x>a)", True), ("(?:a)", False), (r"\(a", False)]
)
def test_groups_that_capture_can_be_refused(pattern: str, captures: bool) -> None:
    assert check_re2(pattern) is None
    assert ("capture" in (check_re2(pattern, captures=False) or "")) == captures


def test_every_unicode_class_that_passes_is_one_of_re2() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [one + two for one in "CLMNPSZ" for two in ["", *letters]] + UNICODE.split("|")
    passing = [name for name in names if check_re2(rf"\p{{{name}}}") is None]
    assert {"L", "Lu", "Hangul"} <= set(passing)
    assert all(re2_takes(rf"\p{{{name}}}[\P{{{name}}}]") for name in passing)


PIECES = st.sampled_from(
    [
        *(
            "a",
            "b",
            "0",
            "-",
            "^",
            "$",
            ".",
            "|",
            "(",
            ")",
            "(?:",
            "(?i)",
            "(?P<n>",
            "(?s:",
            "(?",
            "[",
            "]",
            "[^",
        ),
        *(
            "[a-z]",
            "*",
            "+",
            "?",
            "{2}",
            "{2,}",
            "{2,3}",
            "{,3}",
            "{",
            "}",
            "{900}",
            "\\",
            "\\d",
            "\\b",
            "\\B",
        ),
        *("\\A", "\\z", "\\Z", "\\pL", "\\p{Greek}", "\\x41", "\\x{41}", "\\0", "\\1", "\\Q", "\\E", "\\C"),
        *(
            "\\_",
            "\\/",
            "\\-",
            "[:alpha:]",
            "&&",
            "é",
            "\\é",
            " ",
            "\n",
            "<",
            ">",
            ":",
            "=",
            "!",
            ",",
            "\\u0041",
        ),
        *("\\n", "\\w-", "[\\]", "#", "'", "(?-i:"),
    ]
)


@settings(max_examples=1500)
@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=12))
def test_what_passes_re2_takes(pattern: str) -> None:
    if check_re2(pattern) is None:
        assert re2_takes(pattern)
