"""The door to vl-convert: hostile texts do not end the process, nothing is fetched, reasons are told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.render.shown import panel
from wbgen.render.apart import APART
from wbgen.render.drawing import Chart
from wbgen.render.engine import EngineError, check, drawable, to_png, to_svg
from wbgen.render.image import panel_image


def chart(text: str) -> dict[str, Any]:
    encoding = {"text": {"field": "t"}, "x": {"field": "t", "type": "nominal", "title": text}}
    return {
        "width": 50,
        "height": 20,
        "data": {"values": [{"t": text}]},
        "mark": {"type": "text"},
        "encoding": encoding,
    }


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=20))
@example("\x00\x0b\x1b\x08\x0c")
@example("\ufffe\uffff")
@example("\ud800")
@example("\\u0000 \\b")
@example("]]><script>&amp;")
@example("if")
def test_any_text_is_drawn(text: str) -> None:
    """But for words of JavaScript, which Vega takes for something else; they end nothing but their chart."""
    assert is_drawn(text) or text.isidentifier()


def is_drawn(text: str) -> bool:
    try:
        svg = to_svg(chart(text))
    except EngineError:
        return False
    return to_png(svg, 1).startswith(b"\x89PNG")


def test_what_is_no_character_is_replaced_and_a_backslash_stays() -> None:
    svg = to_svg(chart("a\x08b \\b \\u0000"))
    assert "a\ufffdb \\b \\u0000" in svg


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ({**chart("a"), "transform": [{"calculate": "1 +", "as": "b"}]}, "Unexpected end"),
        ({**chart("a"), "data": {"url": "http://127.0.0.1:9/x.json"}}, "not allowed"),
    ],
)
def test_what_cannot_be_drawn_says_why(spec: dict[str, Any], told: str) -> None:
    with pytest.raises(EngineError, match=told):
        to_svg(spec)


def test_no_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("t\nsecret\n")
    assert "secret" not in to_svg({**chart("a"), "data": {"url": file.as_uri()}})
    with pytest.raises(EngineError, match="not allowed"):
        to_svg({**chart("a"), "data": {"url": str(file)}})


def test_json_of_either_form_is_made_drawable() -> None:
    given = {"t": "a\x00b\nc\u2028d\ufffee\\n"}
    for text in (json.dumps(given), json.dumps(given, ensure_ascii=False)):
        assert json.loads(drawable(text)) == {"t": "a\ufffdb c d\ufffde\\n"}


def test_a_definition_is_checked_without_drawing() -> None:
    check(chart("a"))
    with pytest.raises(EngineError, match="Unexpected end"):
        check({**chart("a"), "transform": [{"calculate": "1 +", "as": "b"}]})


HEAVY = {
    **chart("a"),
    "data": {"values": [{"t": 1}, {"t": 2}]},
    "transform": [{"density": "t", "steps": 3_000_000, "extent": [0, 5]}],
    "encoding": {"x": {"field": "value", "type": "quantitative", "axis": {"tickCount": 500_000}}},
}


def test_a_strangers_chart_that_ends_vega_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """It needs all memory, or longer than there is; the next one is drawn."""
    monkeypatch.setattr("wbgen.render.apart.PATIENCE", 3)
    heavy = panel_image(panel(Chart(HEAVY, {}, own=True)), "svg").decode()
    assert "more than 3 seconds, or too much memory" in " ".join(re.findall(r">([^<]+)</t", heavy))
    monkeypatch.undo()
    assert to_svg(chart("a"), strangers=True) == to_svg(chart("a"))
    with pytest.raises(EngineError, match="Unexpected end"):
        to_svg({**chart("a"), "transform": [{"calculate": "1 +", "as": "b"}]}, strangers=True)


def test_the_process_of_strangers_imports_nothing_from_where_it_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("vl_convert", "json", "wbgen"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    APART.end()
    assert to_svg(chart("a"), strangers=True).startswith("<svg")
