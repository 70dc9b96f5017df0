"""The marker in descriptions: written, read back, extended by later versions, and never mistaken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.views.marker import Marker, read_marker, write_marker

ADDRESSES = st.from_regex(r"[a-z0-9/_-]{1,40}", fullmatch=True)
DIGESTS = st.from_regex(r"[0-9a-f]{0,16}", fullmatch=True)
EXTRA = st.dictionaries(
    st.from_regex(r"[a-z_]{1,8}", fullmatch=True).filter(lambda k: k not in ("norm", "digest", "parts")),
    st.from_regex(r"[!-~]{0,12}", fullmatch=True),
    max_size=3,
)
PARTS = st.from_regex(r"[0-9A-Za-z.]{0,40}", fullmatch=True)
MARKERS = st.builds(Marker, ADDRESSES, st.integers(0, 10**6), DIGESTS, PARTS, EXTRA, st.integers(0, 9))


def test_the_words() -> None:
    marker = Marker("main/npt/workspace/default", 1, "0123456789abcdef")
    text = "managed by wbgen 1 main/npt/workspace/default norm=1 digest=0123456789abcdef"
    assert write_marker("", marker) == text
    assert write_marker("About", marker) == f"About\n\n{text}"
    assert read_marker(text) == ("", marker)


@given(MARKERS, st.text(max_size=60))
def test_what_is_written_is_read(marker: Marker, visible: str) -> None:
    read, found = read_marker(write_marker(visible, marker))
    assert (read, found) == (visible.strip(), marker)


@given(st.text(max_size=60))
def test_any_description_can_be_read(text: str) -> None:
    visible, marker = read_marker(text)
    assert marker is not None or visible == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "managed by wbgen",
        "managed by wbgen one main/a",
        "is managed by wbgen 1 main/a norm=1 digest=0",
        "managed by wbgen 1 main/a norm=1 digest=0\n\nand a person wrote on",
        "managed by wbgen 1 main/a norm=1 words",
    ],
)
def test_what_is_no_marker(text: str) -> None:
    assert read_marker(text) == (text, None)


def test_a_later_format_is_read_as_far_as_it_is_known() -> None:
    _, marker = read_marker("managed by wbgen 2 main/a norm=x digest=ff sections=a:1,b:2 ")
    assert marker == Marker("main/a", 0, "ff", "", {"sections": "a:1,b:2"}, format=2)
    assert str(marker).startswith("managed by wbgen 2 main/a ")


@pytest.mark.parametrize("digits", ["9" * 10, "9" * 5000, "१"])
def test_numbers_that_are_none(digits: str) -> None:
    assert read_marker(f"managed by wbgen {digits} main/a")[1] is None
    marker = read_marker(f"managed by wbgen 1 main/a norm={digits} digest=ff")[1]
    assert marker == Marker("main/a", 0, "ff")
