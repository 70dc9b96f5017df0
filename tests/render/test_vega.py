"""Custom charts: filled from their query, W&B's presets, and strangers' definitions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpus import files
from tests.render.custom_charts import CHARTS, METRICS, TABLE, A, panel, query, tabled
from tests.render.line_panels import json_of, trained, whole
from tests.render.worlds import run, scene
from wbgen.render.drawing import Chart, Nothing
from wbgen.render.kinds.vega import draw
from wbgen.render.scene import Scene

BARS: dict[str, Any] = {
    "data": {"name": "wandb"},
    "mark": "bar",
    "encoding": {
        "x": {"field": "${field:x}", "type": "nominal"},
        "y": {"field": "${field:y}", "type": "quantitative"},
    },
}


@pytest.mark.parametrize("name", CHARTS)
def test_goldens(name: str, golden: Callable[[str, str], None]) -> None:
    drawing = draw(*CHARTS[name])
    assert isinstance(drawing.body, Chart)
    assert drawing.notes == ()
    golden(f"render/vega/{name}.txt", json_of(drawing.body))


@pytest.mark.parametrize("name", CHARTS)
def test_the_engine_draws_them(name: str) -> None:
    body = draw(*CHARTS[name]).body
    assert isinstance(body, Chart)
    svg = vl_convert.vegalite_to_svg(whole(body))
    assert any(f'aria-roledescription="{mark}' in svg for mark in ("line", "rect", "bar", "point"))
    assert not re.search(r' (?:d|transform)="[^"]*(?:NaN|Infinity)', svg)


def made(spec: Any, asked: dict[str, Any], shown: Scene, fields: dict[str, str], **strings: str) -> Chart:
    """The chart of someone's own definition."""
    own = replace(shown, charts=lambda _: spec)
    body = draw(panel("me/own", asked, fields, **strings), own).body
    assert isinstance(body, Chart), body
    return body


def why(spec: Any, shown: Scene | None = None, **fields: str) -> str:
    own = replace(shown or scene(A), charts=lambda _: spec)
    body = draw(panel("me/own", METRICS, fields), own).body
    assert isinstance(body, Nothing), body
    return body.why


# --- rows


def test_history_rows_hold_all_keys_and_stand_beside_the_runs_values() -> None:
    shown = scene(
        run(
            "a",
            name="first",
            history={"x": [1.0, None, 3.0], "y": [4.0, 5.0, float("nan")]},
            config={"optim": {"lr": 0.1}},
            summary={"best": 7},
        )
    )
    asked = query(history={"keys": ["x", "y"]}, config={"keys": ["optim.lr"]}, summary={"keys": ["best"]})
    rows = made(BARS, asked, shown, {"x": "x", "y": "y"}).data["wandb"]
    assert rows["x"] == [1.0, 3.0]
    assert rows["y"] == [4.0, None]
    assert rows["_step"] == [0, 2]
    assert rows["_index"] == [0, 1]
    assert rows["name"] == ["first", "first"]
    assert rows["color"] == [shown.runs[0].color] * 2
    assert rows["optim.lr"] == [0.1, 0.1]
    assert rows["best"] == [7, 7]


def test_a_logged_table_by_its_place_in_the_history() -> None:
    files_of = {f"media/table/{at}.json": json.dumps({"columns": ["v"], "data": [[at]]}) for at in range(3)}
    logged = [json.dumps({"_type": "table-file", "path": path}) for path in files_of]
    shown = scene(run("a", history={"t": logged}, files={k: v.encode() for k, v in files_of.items()}))
    for index, expected in ((0, 0), (1, 1), (None, 2), (9, 2)):
        asked = query(historyTable={"tableKey": "t", **({} if index is None else {"index": index})})
        assert made(BARS, asked, shown, {"x": "v", "y": "v"}).data["wandb"]["v"] == [expected]


def test_long_histories_are_thinned_and_lose_no_event() -> None:
    events = [float(row in (1234, 3777)) for row in range(5000)]
    shown = scene(run("a", history={"m": [float(row % 10) for row in range(5000)], "event": events}))
    drawing = draw(
        panel("wandb/scatter/v0", query(history={"keys": ["m", "event"]}), {"x": "m", "y": "event"}), shown
    )
    assert isinstance(drawing.body, Chart)
    rows = drawing.body.data["wandb"]
    assert len(rows["m"]) <= 482
    assert [step for step, event in zip(rows["_step"], rows["event"], strict=True) if event] == [1234, 3777]
    assert rows["_step"][0] == 0
    assert rows["_step"][-1] == 4999
    assert "least and greatest" in drawing.notes[0]


def test_large_tables_are_thinned_too() -> None:
    rows = [[at, at] for at in range(9000)]
    shown = scene(tabled("a", ["x", "y"], rows), tabled("b", ["x", "y"], rows))
    drawing = draw(panel("wandb/scatter/v0", TABLE, {"x": "x", "y": "y"}), shown)
    assert isinstance(drawing.body, Chart)
    assert len(drawing.body.data["wandb"]["x"]) <= 10_000


# --- what is missing


def test_what_is_not_there() -> None:
    shown = scene(A)
    none = draw(
        panel("wandb/line/v0", query(history={"keys": ["train/c"]}), {"x": "_step", "y": "train/c"}), shown
    )
    assert none.body == Nothing("No run logged `train/c`; the nearest is `train/b`.")
    no_table = draw(
        panel("wandb/bar/v0", query(summaryTable={"tableKey": "tt"}), {}), scene(tabled("a", [], []))
    )
    assert no_table.body == Nothing("No run logged `tt`; the nearest is `t`.")
    gone = replace(tabled("a", ["x"], [[1]]), files={})
    lost = draw(panel("wandb/bar/v0", TABLE, {"label": "x", "value": "x"}), scene(gone))
    assert lost.body == Nothing("The file of the table `t` of `a` is not to be had.")
    apart = scene(run("a", history={"x": [1.0, None], "y": [None, 1.0]}))
    rows = draw(panel("wandb/line/v0", query(history={"keys": ["x", "y"]}), {"x": "x", "y": "y"}), apart)
    assert rows.body == Nothing("No row holds all that this chart asks for.")
    other = draw(
        panel("wandb/line/v0", TABLE, {"x": "x", "y": "z"}), scene(tabled("a", ["x", "y"], [[1, 2]]))
    )
    assert other.notes == (
        "The chart shows `z`, which its rows do not have: they have `id`, `name`, `color`, `x`, `y`.",
    )


def test_a_chart_nobody_knows() -> None:
    body = draw(panel("me/thing", METRICS, {"q": "x"}), scene(A)).body
    assert isinstance(body, Nothing)
    assert body.why.startswith("The custom chart `me/thing` is not known here")
    body = draw(panel("", METRICS, {"q": "x"}), scene(A)).body
    assert isinstance(body, Nothing)
    guessed = draw(panel("", TABLE, {"label": "l", "value": "v"}), scene(tabled("a", ["l", "v"], [["x", 1]])))
    assert isinstance(guessed.body, Chart)
    assert guessed.notes == (
        "The panel names no chart; it is drawn as `wandb/bar/v0`, which has its fields.",
    )


# --- filling in


@given(st.text(min_size=1, max_size=12).filter(str.strip))
@settings(max_examples=15)
def test_any_column_is_one_name(column: str) -> None:
    """Quotes, dots, brackets and backslashes: the engine finds the column, in encodings and expressions."""
    name = f"c{column}"
    spec = {**BARS, "transform": [{"calculate": "datum['${field:y}'] * 2", "as": "twice"}]}
    spec["encoding"] = {**BARS["encoding"], "text": {"field": "twice", "type": "quantitative"}}
    shown = scene(tabled("a", [name, "x"], [[21, "one"]]))
    body = made({**spec, "mark": "text"}, TABLE, shown, {"x": "x", "y": name})
    assert ">42<" in vl_convert.vegalite_to_svg(whole(body))


@given(st.text(max_size=12))
@settings(max_examples=15)
def test_any_string_is_a_text(text: str) -> None:
    """A string that stands in an expression ends nothing there."""
    spec = {
        **BARS,
        "transform": [{"calculate": "length('s: ${string:s:none}')", "as": "size"}],
        "mark": "text",
    }
    spec["encoding"] = {"text": {"field": "size", "type": "quantitative"}}
    body = made(spec, METRICS, scene(A), {}, s=text)
    expected = 3 + len((text or "none").encode("utf-16-le", "surrogatepass")) // 2
    assert f">{expected}<" in vl_convert.vegalite_to_svg(whole(body))


# --- strangers' definitions


def test_nothing_is_loaded() -> None:
    for at in (
        {"data": {"url": "https://evil.example/x.csv"}},
        {
            "transform": [
                {"lookup": "x", "from": {"data": {"url": "/etc/passwd"}, "key": "x", "fields": ["y"]}}
            ]
        },
        {"mark": {"type": "image", "url": "http://evil.example/a.png"}},
        {"data": {"url": "${string:u:https://evil.example}"}},
    ):
        assert why({**BARS, **at}, x="_step", y="train/a").startswith("This chart loads something by a URL")
    spec = {
        **BARS,
        "usermeta": {"embedOptions": {"loader": "x"}},
        "mark": {"type": "bar", "href": "https://evil.example", "cursor": "url(https://evil.example/c.png)"},
        "params": [{"name": "p", "value": 1, "bind": {"input": "range", "element": "#login"}}],
        "width": 10**9,
    }
    spec["encoding"] = {
        **BARS["encoding"],
        "url": {"field": "name"},
        "href": {"value": "javascript:alert(1)"},
    }
    body = made(spec, METRICS, scene(A), {"x": "_step", "y": "train/a"})
    text = json.dumps(body.spec)
    assert "evil" not in text
    assert "usermeta" not in text
    assert "#login" not in text
    assert '"url"' not in text
    assert body.spec["width"] == 4000


def test_definitions_that_are_none() -> None:
    deep: Any = {}
    for _ in range(200):
        deep = {"layer": [deep]}
    for spec, said in (
        ({"$schema": "https://vega.github.io/schema/vega/v5.json", "marks": []}, "written in Vega;"),
        (deep, "no Vega-Lite"),
        ({**BARS, "description": "x" * 2_000_000}, "larger than"),
        ({**BARS, "mark": "zzz"}, "cannot be compiled"),
        ({"data": {"name": "wandb"}}, "cannot be compiled"),
        ({**BARS, "data": {"sequence": {"start": 0, "stop": 1e12}}}, "rows of its own"),
    ):
        assert said in why(spec), said


@pytest.mark.parametrize("path", files("vega"))
def test_definitions_of_the_corpus(path: Any) -> None:
    """W&B's own, of an older Vega-Lite: filled and compiled."""
    spec = json.loads(path.read_text(encoding="utf-8"))
    shown = scene(tabled("a", ["k", "s", "v"], [["a", 0, 1.5], ["b", 1, 2.5]]))
    fields = {"value": "v", "lineKey": "k", "step": "s", "lineVal": "v", "groupKeys": "k"}
    body = made(spec, TABLE, shown, fields, title="t", xname="x")
    assert "${" not in json.dumps(body.spec)
    assert "<svg" in vl_convert.vegalite_to_svg(whole(body))


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "panelDefId": st.sampled_from(["wandb/line/v0", "wandb/bar/v0", ""]) | ANY,
            "userQuery": st.just(METRICS) | ANY | st.fixed_dictionaries({"queryFields": ANY}),
            "fieldSettings": st.just({"x": "_step", "y": "train/a"}) | ANY,
            "stringSettings": ANY,
        },
    )
)
def test_any_config_is_drawn_or_says_why(config: dict[str, Any]) -> None:
    drawing = draw(config, scene(trained("a", 3, "train/a", "train/b")))
    if isinstance(drawing.body, Chart):
        json.dumps([drawing.body.spec, dict(drawing.body.data)], allow_nan=False)
    else:
        assert isinstance(drawing.body, Nothing)
        assert drawing.body.why.strip()
