"""Pages: what is in them is what was drawn, and no text of a stranger is ever anything but text."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.render.shown import bodies, chart, dashboard, panel
from wbgen.errors import WbgenError
from wbgen.render.drawing import Chart
from wbgen.render.page import assets
from wbgen.render.page.columns import column_json, columns_json
from wbgen.render.page.fragments import chart_json, panel_html
from wbgen.render.page.write import page_html

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`]]><!--&amp;\\u003c"
texts = st.text(max_size=40) | st.sampled_from(
    [HOSTILE, "</SCRIPT >", "<!--<script>", "\ud800", "\0", "`a` <b>"]
)


class Reader(HTMLParser):
    """The elements and the text of some HTML, the way a browser takes it apart."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def expanded(packed: Any) -> list[Any]:
    """A column as `page.js` reads it."""
    return packed if isinstance(packed, list) else [packed["of"][at] for at in packed["at"]]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.none(), max_size=30))
@example([1.7e9 + 0.1, 1.7e9 + 0.2])
@example([1e-9, 1.0, 5.0])
def test_rounding_loses_nothing_that_can_be_seen(values: list[float | None]) -> None:
    read = expanded(json.loads(column_json(values)))
    numbers = [value for value in values if value is not None]
    width = max(numbers, default=0) - min(numbers, default=0)
    for before, after in zip(values, read, strict=True):
        if before is None:
            assert after is None
        else:
            assert math.isclose(before, after, rel_tol=1e-4, abs_tol=0)
            assert width == 0 or abs(before - after) <= max(1e-4 * width, 1e-15 * abs(before))


def test_whole_numbers_stay_whole() -> None:
    assert column_json([123456.0, 2.0]) == "[123456,2]"
    assert column_json([123456789, 2]) == "[123456789,2]"


@given(st.lists(st.floats() | st.none() | st.booleans() | texts | st.integers(), max_size=20))
def test_any_column_is_json_that_may_stand_in_a_script(values: list[Any]) -> None:
    text = column_json(values)
    assert not set(text) & set("<>&")
    assert len(expanded(json.loads(text, parse_constant=pytest.fail))) == len(values)


def test_a_text_that_comes_again_is_written_once() -> None:
    text = column_json(["a long name of a run"] * 1000)
    assert text.count("long") == 1
    assert expanded(json.loads(text)) == ["a long name of a run"] * 1000
    assert columns_json({"<x>": [1.5]}) == '{"\\u003cx\\u003e":[1.5]}'


@given(texts)
@example(HOSTILE)
def test_no_text_of_a_panel_becomes_markup(text: str) -> None:
    known = [Reader(panel_html(panel(body))) for body in bodies()]
    shown = [Reader(panel_html(panel(body, text=text))) for body in bodies(text)]
    for plain, hostile in zip(known, shown, strict=True):
        # Only what our own marks ask for: `code` around a name, and a heading where there is a title.
        assert set(hostile.tags) <= {*plain.tags, "code"}
        assert {name for name, _ in hostile.attributes} <= {name for name, _ in plain.attributes} | {
            "aria-label"
        }


def test_a_panel_shows_its_texts() -> None:
    for body in bodies(HOSTILE):
        shown = Reader(panel_html(panel(body, text="a title")))
        assert "a title" in shown.text
        if not isinstance(body, Chart):
            assert "onerror" in shown.text or "sanitized" in shown.text


def test_a_chart_travels_whole() -> None:
    drawn = panel(chart(HOSTILE, title="a & b"))
    read = json.loads(chart_json(drawn))
    assert read["spec"] == drawn.drawing.body.spec  # type: ignore[union-attr]
    assert expanded(read["data"]["lines"]["y"]) == [4, 2, 1, 0.5]
    assert expanded(read["data"]["lines"]["run"]) == [HOSTILE] * 4
    html = panel_html(drawn)
    assert json.loads(re.findall(r'<script type="application/json">(.*?)</script>', html)[0]) == read


def test_the_page_runs_one_script_and_names_its_hash() -> None:
    html = page_html([dashboard(HOSTILE), dashboard(kind="report", columns=0)])
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    assert f"script-src &#39;sha256-{digest}&#39;" in policy[1]
    assert "unsafe-eval" not in policy[1]
    assert not re.findall(r'(?:src|href)="(?!data:|#)', html.split("<script>")[0])


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A user's own cache folder, with nothing in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "mine"))
    assets.begin.cache_clear()
    yield tmp_path / "mine" / "wbgen"
    assets.begin.cache_clear()


def test_vega_is_put_together_once(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = assets.script()
    assert [path.name.startswith("vega-") for path in mine.iterdir()] == [True]
    assert mine.stat().st_mode & 0o077 == 0
    assets.begin.cache_clear()
    monkeypatch.setattr(assets, "MAKE", ("false",))
    assert assets.script() == first
    mine.chmod(0o777)
    assets.begin.cache_clear()
    with pytest.raises(WbgenError, match="makes no script"):
        assets.script()  # anyone may have put it there
    monkeypatch.undo()
    assert assets.script() != "", "it is tried again"


def test_a_script_in_a_strangers_project_is_not_run(
    mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".wbgen" / "cache").mkdir(parents=True)
    name = f"vega-{version('vl-convert-python')}.js"
    (tmp_path / ".wbgen" / "cache" / name).write_text("planted()", encoding="utf-8")
    (tmp_path / "vl_convert.py").write_text("javascript_bundle = lambda: 'planted()'", encoding="utf-8")
    mine.parent.write_text("in the way: it cannot be kept, and is made")
    made = page_html([dashboard("a")])
    assert "vegaEmbed" in made
    assert "planted()" not in made


@settings(max_examples=15)
@given(texts)
def test_ids_of_a_page_are_told_apart(text: str) -> None:
    html = page_html([dashboard(text), dashboard(text)])
    ids = re.findall(r' id="([^"]*)"', html.split("<script>")[0])
    assert len(ids) == len(set(ids))
