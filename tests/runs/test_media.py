"""Logged objects: what each form says, and that any value at all says something or nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.runs.keys import TYPES, Kind
from wbgen.runs.media import Histogram, Media, histogram, is_inside, media, read_value
from wbgen.runs.tables import Table, cell_of, read_table, table_path

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("values", "bins", "packedBins", "path", "caption", "captions", "filenames", "count", "width",
          "format", "audio", "videos", "html", "columns", "data", "min", "size")  # fmt: skip
OBJECTS = st.builds(
    lambda type, fields: {"_type": type, **fields},
    st.sampled_from([*TYPES, "unknown"]),
    st.dictionaries(st.sampled_from(FIELDS), JSON | st.lists(st.integers(), max_size=4), max_size=5),
)


@given(JSON | OBJECTS)
def test_any_value_says_something_or_nothing(value: Any) -> None:
    found = histogram(value)
    assert found is None or len(found.edges) == len(found.counts) + 1
    assert all(is_inside(item.path) for item in media(value, "m", 3))
    assert table_path(value) == "" or is_inside(table_path(value))
    cell_of(value)
    try:
        content = json.dumps(value)
    except ValueError:
        return
    read_value(content)
    table = read_table(content.encode())
    assert table is None or all(len(row) == len(table.columns) for row in table.rows)


@given(st.binary(max_size=40))
def test_any_bytes_are_a_table_or_none(content: bytes) -> None:
    assert isinstance(read_table(content), Table | None)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ({"values": [1, 2], "bins": [0, 0.5, 1]}, Histogram((1, 2), (0, 0.5, 1))),
        (
            {"values": [3, 0], "packedBins": {"min": -1, "size": 0.5, "count": 2}},
            Histogram((3, 0), (-1, -0.5, 0)),
        ),
        ({"values": [1, 2], "bins": [0, 1]}, None),
        ({"values": [1], "bins": [1, 0]}, None),
        ({"values": [-1], "bins": [0, 1]}, None),
        ({"values": [], "bins": []}, None),
        ({"values": [float("nan")], "bins": [0, 1]}, None),
        ({"values": [1] * 10_002, "packedBins": {"min": 0, "size": 1}}, None),
    ],
)
def test_histograms(value: dict[str, Any], wanted: Histogram | None) -> None:
    assert histogram({"_type": "histogram", **value}) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (
            {"_type": "image-file", "path": "media/images/a.png", "caption": "c", "width": 4, "sha256": "ab"},
            [Media(Kind.IMAGE, "media/images/a.png", "c", 4, 0, "ab")],
        ),
        (
            {"_type": "images/separated", "filenames": ["media/images/a.png", "media/images/b.png"],
             "count": 2, "captions": ["l", "r"], "width": 4, "height": 3},
            [Media(Kind.IMAGE, f"media/images/{n}.png", c, 4, 3) for n, c in (("a", "l"), ("b", "r"))],
        ),
        (
            {"_type": "images/separated", "count": 2, "format": "jpg", "captions": False},
            [Media(Kind.IMAGE, f"media/images/my key_7_{n}.jpg") for n in (0, 1)],
        ),
        ({"_type": "images", "count": 2, "width": 4}, [Media(Kind.IMAGE, "media/images/my key_7.jpg")]),
        (
            {"_type": "audio", "audio": [{"path": "a.wav", "caption": "own"}, {"path": "b.wav"}, 4],
             "captions": ["", "b"]},
            [Media(Kind.AUDIO, "a.wav", "own"), Media(Kind.AUDIO, "b.wav", "b")],
        ),
        ({"_type": "video-file", "path": "v.mp4"}, [Media(Kind.VIDEO, "v.mp4")]),
        ({"_type": "html", "html": [{"path": "h.html"}]}, [Media(Kind.HTML, "h.html")]),
        ({"_type": "table-file", "path": "t.table.json"}, [Media(Kind.TABLE, "t.table.json")]),
        ({"_type": "image-file", "path": "../../etc/passwd"}, []),
        ({"_type": "image-file", "path": "/etc/passwd"}, []),
        ({"_type": "image-file"}, []),
        ({"_type": "video-file", "path": "a\\..\\b"}, []),
        ({"_type": "plotly-file", "path": "p.json"}, []),
        (3, []),
    ],
)  # fmt: skip
def test_media(value: Any, wanted: list[Media]) -> None:
    assert list(media(value, "my key", 7)) == wanted


def test_older_forms_need_the_name_and_the_step() -> None:
    assert media({"_type": "images/separated", "count": 2}) == ()
    assert media({"_type": "images"}) == ()


def test_a_table() -> None:
    content = {
        "columns": ["n", 2],
        "data": [[1, {"_type": "image-file", "path": "a.png"}], [float("nan")], ["x", {"k": [1]}, "more"], 4],
    }
    table = read_table(json.dumps(content).encode())
    assert table is not None
    assert table.columns == ("n", "2")
    assert table.total == (3, 2)
    assert table.rows[0] == (1, Media(Kind.IMAGE, "a.png"))
    assert str(table.rows[1]) == "(nan, None)"
    assert table.rows[2] == ("x", '{"k": [1]}')
    shorter = read_table(json.dumps(content).encode(), rows=1)
    assert shorter is not None
    assert (len(shorter.rows), shorter.total) == (1, (3, 2))
    assert read_table(b'{"columns": ["a"]}') is None
    assert read_table(b"") is None


def test_cells_that_state_no_object() -> None:
    assert [read_value(text) for text in (None, "plain", "{torn", "[1, 2]")] == [None, None, None, [1, 2]]
