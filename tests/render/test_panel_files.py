"""Panels over what runs kept in files: media, tables and code, and files that are not as they should be."""

from __future__ import annotations

import difflib
import json
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.render.worlds import run, scene
from wbgen.compile.official import summary_table
from wbgen.render.difference import compared
from wbgen.render.drawing import Gallery, Grid, Nothing
from wbgen.render.kinds import draw_panel
from wbgen.render.logged import mime_of


def png() -> bytes:
    """A picture of one red pixel."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def image(path: str, **fields: Any) -> str:
    """A logged image, as a cell of a history."""
    return json.dumps({"_type": "image-file", "path": path, **fields})


def media(config: dict[str, Any], *runs: Any) -> Any:
    return draw_panel("Media Browser", config, scene(*runs))


def test_the_newest_images_of_each_run() -> None:
    files = {"media/old.png": png(), "media/new.png": png()}
    one = run(
        "a",
        history={"img": [image("media/old.png"), None, image("media/new.png", caption="a cat")]},
        files=files,
    )
    lost = run("b", history={"img": [image("media/gone.png")]})
    drawing = media({"mediaKeys": ["img"], "columnCount": 3}, one, lost)
    gallery = drawing.body
    assert isinstance(gallery, Gallery)
    assert gallery.columns == 3
    assert [(item.caption, item.mime, item.content, item.why) for item in gallery.items] == [
        ("a · step 2 · a cat", "image/png", png(), ""),
        ("b · step 0", "", b"", "The file `media/gone.png` is not there."),
    ]
    steps = media({"mediaKeys": ["img"], "mode": "gallery", "gallerySettings": {"axis": "step"}}, one).body
    assert isinstance(steps, Gallery)
    assert [item.caption for item in steps.items] == ["a · step 2 · a cat", "a · step 0"]
    grid = media({"mediaKeys": ["img"], "mode": "grid", "gridSettings": {"xAxis": "run"}}, one, lost).body
    assert isinstance(grid, Gallery)
    assert grid.columns == 2


def test_several_images_sounds_and_what_is_no_medium() -> None:
    separate = {
        "_type": "images/separated",
        "filenames": ["x.png", "y.png", "../z.png"],
        "captions": ["X", "Y"],
    }
    files = {"x.png": png(), "y.png": b"<svg onload='x'/>", "s.wav": b"RIFF\0\0\0\0WAVEfmt "}
    whole = run(
        "a",
        history={
            "many": [json.dumps(separate)],
            "sound": [json.dumps({"_type": "audio-file", "path": "s.wav"})],
        },
        summary={
            "table": {"_type": "table-file", "path": "t.json"},
            "last": {"_type": "image-file", "path": "x.png"},
        },
        files=files,
    )
    drawing = media({"mediaKeys": ["many", "sound", "table", "last", "manny"]}, whole)
    assert isinstance(drawing.body, Gallery)
    assert [(item.caption, item.mime, item.why) for item in drawing.body.items] == [
        ("a · many · step 0 · X", "image/png", ""),
        ("a · many · step 0 · Y", "", "The file `y.png` is of no type that pages show."),
        ("a · sound · step 0", "audio/wav", ""),
        ("a · last", "image/png", ""),
    ]
    assert drawing.notes == (
        "No run logged `manny`; the nearest is `many`.",
        "`table` holds no images, sounds or videos.",
    )


def test_files_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wbgen.render.kinds.media.MOST_BYTES", 100)
    monkeypatch.setattr("wbgen.render.kinds.media.MOST_BYTES_TOGETHER", 130)
    cells = [
        json.dumps({"_type": "images/separated", "filenames": ["a.png", "big.png", "b.png", "none.png"]})
    ]
    files = {"a.png": png(), "b.png": png(), "big.png": png() + bytes(100), "none.png": b""}
    assert len(png()) < 100 < 2 * len(png())
    drawing = media({"mediaKeys": ["img"]}, run("a", history={"img": cells}, files=files))
    assert [item.why for item in drawing.body.items] == [
        "",
        "The file `big.png` is too large to show.",
        "The file `b.png` is left out: the others fill the panel.",
        "The file `none.png` is empty.",
    ]


@given(st.binary(max_size=40))
def test_the_type_of_a_file_is_that_of_its_content(content: bytes) -> None:
    assert mime_of(content) == "" or content[:12].strip(b"\0")
    assert mime_of(b"\x89PNG\r\n\x1a\n" + content) == "image/png"
    assert mime_of(b"<" + content) in ("", "image/webp", "audio/wav", "video/mp4")


# --- tables


def table(columns: list[Any], rows: list[Any]) -> bytes:
    return json.dumps({"columns": columns, "data": rows}).encode()


LOGGED = {"eval/table": {"_type": "table-file", "path": "media/t.json"}}


def weave(name: str, *runs: Any) -> Any:
    panel = summary_table("id", name)
    return draw_panel(panel["viewType"], panel["config"], scene(*runs))


def test_tables_of_runs_stand_below_each_other() -> None:
    cells = [["a<b", 1.5, {"_type": "image-file", "path": "media/x.png"}], [None, 2, [1, 2]]]
    one = run("a", summary=LOGGED, files={"media/t.json": table(["text", "score", "pic"], cells)})
    other = run("b", summary=LOGGED, files={"media/t.json": table(["score", "extra"], [[7, True]])})
    single = weave("eval/table", one).body
    assert single == Grid(("text", "score", "pic"), (("a<b", "1.5", "(image) x.png"), ("–", "2", "[1, 2]")))
    both = weave("eval/table", one, other).body
    assert isinstance(both, Grid)
    assert both.head == ("run", "text", "score", "pic", "extra")
    assert both.rows[2] == ("b", "", "7", "", "true")


def test_long_tables_are_cut_and_say_so() -> None:
    wide = table([f"c{at}" for at in range(60)], [list(range(60))] * 250)
    body = weave("eval/table", run("a", summary=LOGGED, files={"media/t.json": wide})).body
    assert isinstance(body, Grid)
    assert (len(body.rows), len(body.head), body.more) == (200, 50, "50 more rows and 10 more columns.")


def test_tables_that_are_not_there_are_told() -> None:
    good = run("a", summary=LOGGED, files={"media/t.json": table(["x"], [[1]])})
    assert weave("eval/tabel", good).body == Nothing("No run logged `eval/tabel`.")
    logged = run("h", history={"eval/table": [json.dumps(LOGGED["eval/table"])]})
    assert weave("eval/tabel", logged).body == Nothing(
        "No run logged `eval/tabel`; the nearest is `eval/table`."
    )
    drawing = weave("eval/table", good, logged, run("c", summary=LOGGED, files={"media/t.json": b"{"}))
    assert drawing.body == Grid(("x",), (("1",),))
    assert drawing.notes == (
        "h: the file `media/t.json` is not there.",
        "c: the file `media/t.json` holds no table.",
    )
    other = draw_panel("Weave", {"panel2Config": {"exp": {"fromOp": {"name": "count"}}}}, scene(good))
    assert other.body == Nothing("wbgen cannot draw this Weave panel; it is kept as it is.")


# --- code


def program(id: str, source: str | None) -> Any:
    """A run that saved its program."""
    files = {"wandb-metadata.json": b'{"codePath": "src/train.py"}'}
    return run(id, files=files if source is None else {**files, "code/src/train.py": source.encode()})


OLD = "import x\n\ndef f():\n    lr = 1\n    return lr\n"
NEW = "import x\n\ndef f():\n    lr = 2\n    wd = 0\n    return lr\n"


def test_programs_side_by_side() -> None:
    drawing = draw_panel(
        "Code Comparer", {"diff": "split"}, scene(run("n"), program("a", OLD), program("b", NEW))
    )
    body = drawing.body
    assert isinstance(body, Grid)
    assert body.head == ("", "a: src/train.py", "", "b: src/train.py")
    indent = "\u00a0" * 4
    changed = [row for row, differs in zip(body.rows, body.differs, strict=True) if differs]
    assert changed == [("4", f"{indent}lr = 1", "4", f"{indent}lr = 2"), ("", "", "5", f"{indent}wd = 0")]
    assert drawing.notes == ("The first two of 3 runs that saved code are compared.",)
    joined = draw_panel(
        "Code Comparer", {"diff": "unified"}, scene(program("a", OLD), program("b", NEW))
    ).body
    assert isinstance(joined, Grid)
    assert [
        row[1] + row[2].strip("\u00a0")
        for row, differs in zip(joined.rows, joined.differs, strict=True)
        if differs
    ] == [
        "-lr = 1",
        "+lr = 2",
        "+wd = 0",
    ]


def test_code_that_is_not_there_is_told() -> None:
    def why(*runs: Any) -> str:
        body = draw_panel("Code Comparer", {}, scene(*runs)).body
        assert isinstance(body, Nothing)
        return body.why

    none = "None of the runs saved its code where wbgen can read it; two are needed to compare."
    assert why(program("a", None), run("b")) == none
    assert why(program("a", OLD), run("b")).startswith("Only `a` saved its code")
    assert why(program("a", OLD), program("b", OLD)) == "`a` and `b` ran the same code (`src/train.py`)."


LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=12)


@given(LINES, LINES)
def test_a_comparison_holds_each_line_that_differs(old: list[str], new: list[str]) -> None:
    lines = [line for stretch in compared(old, new) for line in stretch]
    assert all(line.before is None or old[line.before - 1] == line.old for line in lines)
    assert all(line.after is None or new[line.after - 1] == line.new for line in lines)
    gone = [line.old for line in lines if line.differs and line.before]
    come = [line.new for line in lines if line.differs and line.after]
    expected = list(difflib.ndiff(old, new))
    assert len(gone) - len(come) == len(old) - len(new)
    assert bool(lines) == (old != new) == any(not text.startswith("  ") for text in expected)
