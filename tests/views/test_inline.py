"""Text within a block, both ways."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.views.inline import decode, encode, escaped


def code(text: str) -> Any:
    return {"text": text, "inlineCode": True}


def link(text: str, url: str) -> Any:
    return {"type": "link", "url": url, "children": [{"text": text}]}


def latex(content: str) -> Any:
    return {"type": "latex", "children": [{"text": ""}], "content": content}


def plain(text: str) -> Any:
    return {"text": text}


@pytest.mark.parametrize(
    ("text", "children"),
    [
        ("", [plain("")]),
        ("just text\nover two lines", [plain("just text\nover two lines")]),
        ("see `loss/total` first", [plain("see "), code("loss/total"), plain(" first")]),
        ("`a`[b](https://c.d/e)$f$", [code("a"), link("b", "https://c.d/e"), latex("f")]),
        (r"a loss of $\alpha^2 \$ x$!", [plain("a loss of "), latex(r"\alpha^2 \$ x"), plain("!")]),
        ("from $5 to $6, [a] and (b)", [plain("from $5 to $6, [a] and (b)")]),
        ("a lone ` and a lone $x", [plain("a lone ` and a lone $x")]),
        (r"\`not code\` \[not\](a) \$not$ \\ C:\dir", [plain("`not code` [not](a) $not$ \\ C:\\dir")]),
        (r"[a\]b](https://e/\(x\))", [link("a]b", "https://e/(x)")]),
        (r"`a\`b`", [code("a`b")]),
        ("**bold** and *italic*", [plain("**bold** and *italic*")]),
    ],
)
def test_texts_are_set(text: str, children: Any) -> None:
    assert encode(text) == children
    assert encode(decode(children) or "") == children


@pytest.mark.parametrize(
    "children",
    [
        None,
        "text",
        [],
        [{"text": "a", "bold": True}],
        [{"text": "a"}, {"text": "b"}],
        [{"text": ""}, link("a", "b"), {"text": ""}],
        [latex("a$b")],
        [code("")],
        [{"type": "link", "url": "u", "children": [code("x")]}],
        [{"type": "mention"}],
        [5],
    ],
)
def test_what_no_text_says_is_left(children: Any) -> None:
    assert decode(children) is None


TEXTS = st.text(st.sampled_from("ab `[]()$\\\n1é") | st.characters(codec="utf-8"), max_size=30)
FILLED = TEXTS.filter(bool)


@given(TEXTS)
def test_what_is_set_reads_back(text: str) -> None:
    children = encode(text)
    again = decode(children)
    assert again is not None
    assert encode(again) == children
    assert decode(encode(again)) == again


@given(st.text("abc ,.é\n", max_size=30))
def test_plain_text_is_itself(text: str) -> None:
    assert encode(text) == [plain(text)]
    assert decode(encode(text)) == text


@given(TEXTS)
def test_escaped_text_is_plain(text: str) -> None:
    assert encode(escaped(text)) == [plain(text)]


@given(
    st.lists(
        st.one_of(FILLED.map(code), st.builds(link, TEXTS, TEXTS.filter(lambda t: "\n" not in t))), min_size=1
    )
)
def test_every_piece_can_be_said(pieces: list[Any]) -> None:
    between = [each for piece in pieces for each in (piece, plain("$`["))]
    text = decode(between)
    assert text is not None
    assert encode(text) == between


def test_reading_takes_linear_time() -> None:
    for opener in ("`", "[", "[a](", "$x", "\\", "[a"):
        encode(opener * (20_000 // len(opener)))
