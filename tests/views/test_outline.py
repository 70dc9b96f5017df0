"""The outline reader: what it finds in real views, and that any JSON gives an outline."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import corpus
from wbgen.views import outline
from wbgen.views.outline import Fact, Mark, Panel

DATA = Path(__file__).parents[1] / "server" / "data"

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def npt(name: str) -> object:
    return outline.parse((DATA / f"{name}.json").read_text())


def workspace_panels() -> dict[str, Panel]:
    sections = outline.read_workspace(npt("npt_workspace")).sections
    return {panel.title: panel for section in sections for panel in section.panels}


def test_workspace_has_its_sections_in_order_with_their_settings() -> None:
    found = outline.read_workspace(npt("npt_workspace"))
    assert [(s.name, s.is_open, s.pinned, s.columns, s.count) for s in found.sections] == [
        ("Direct MLP supervision (most important)", True, True, 3, 3),
        ("Primary training progress", True, False, 2, 2),
        ("Attention encoding quality", True, False, 2, 2),
        ("Curriculum progress", True, False, 1, 1),
        ("Vector norms (health check)", False, False, 3, 3),
        ("Everything else", True, False, 3, 8),
        ("Empty one", True, False, 3, 0),
    ]
    assert found.x == "Step"
    assert found.facts == (
        Fact("x axis", "Step"),
        Fact("smoothing", "off"),
        Fact("outliers", "ignored"),
        Fact("automatic panels", "off"),
    )
    assert found.run_sets[0].filters == ("config max_steps >= 30000", "state = finished")


def test_custom_chart_tells_its_query_and_its_strings() -> None:
    panel = workspace_panels()["Attention, both marks"]
    assert panel.kind == "Custom chart"
    assert panel.metrics == tuple(f"v_a_attention_similarity/layer_{layer}" for layer in range(14, 18))
    assert panel.x == "Step"
    assert panel.thresholds == (Mark(0.7, "0.7", "healthy"), Mark(0.9, "0.9", "excellent"))
    assert panel.boundaries == (Mark(5000.0, "5000", "mixed 0.3"), Mark(10000.0, "10000", "mixed 0.7"))
    assert (panel.chart, panel.facts) == ("local/wbgen-lines-1a2b3c4d", ())


def test_chart_strings_that_say_something_else_are_told() -> None:
    strings = {"y_title": "cosine", "y_scale": "log"}
    told = outline.read_panel({"viewType": "Vega2", "config": {"stringSettings": strings}}).facts
    assert told == (Fact("y axis", "cosine"), Fact("y scale", "log"))
    config = {"stringSettings": {"metrics": "a,b", "thresholds": "high,,0.5", "threshold_labels": "x|y|z"}}
    panel = outline.read_panel({"viewType": "Vega2", "config": config})
    assert panel.metrics == ()
    assert Fact("metrics", "a,b") in panel.facts
    assert panel.thresholds == (Mark(None, "high", "x"), Mark(0.5, "0.5", "z"))


def panel(view_type: str, **config: object) -> Panel:
    return outline.read_panel({"viewType": view_type, "config": config})


@pytest.mark.parametrize(
    ("read", "kind", "title", "metrics", "facts"),
    [
        (
            panel("Run History Line Plot", metrics=["a/b", "a/c"], xAxis="_runtime", yLogScale=True),
            "Line plot",
            "a (2 metrics)",
            ("a/b", "a/c"),
            (Fact("x axis", "Relative time"), Fact("log scale", "y")),
        ),
        (
            panel("Run History Line Plot", metrics=["a", "b"], plotType="pct-area", xAxisMin=0, xAxisMax=1e4),
            "Area plot",
            "a, b",
            ("a", "b"),
            (Fact("style", "percent area"), Fact("x range", "0 to 10000")),
        ),
        (
            panel("Scatter Plot", xAxis="config:lr.value", yAxis="summary:loss", yAxisMin=0.5),
            "Scatter plot",
            "loss",
            ("loss",),
            (Fact("x axis", "config lr"), Fact("y range", "from 0.5")),
        ),
        (
            panel("Bar Chart", chartTitle="Bars", metrics=["m"], groupBy="config.lr.value", groupAgg="mean"),
            "Bar chart",
            "Bars",
            ("m",),
            (Fact("grouped by", "config lr"), Fact("aggregate", "mean")),
        ),
        (panel("Scalar Chart", metrics="one"), "Scalar", "one", ("one",), ()),
        (
            panel("Parallel Coordinates Plot", columns=[{"accessor": "config:lr.value"}, {"accessor": "c"}]),
            "Parallel coordinates",
            "config lr, c",
            ("config lr", "c"),
            (),
        ),
        (panel("Parameter Importance", targetKey="loss"), "Parameter importance", "loss", ("loss",), ()),
        (panel("Media Browser", mediaKeys=["img"]), "Media", "img", ("img",), ()),
    ],
)
def test_each_kind_is_told_in_plain_words(
    read: Panel, kind: str, title: str, metrics: tuple[str, ...], facts: tuple[Fact, ...]
) -> None:
    assert (read.kind, read.title, read.metrics, read.facts) == (kind, title, metrics, facts)
    assert read.raw is None


def test_a_kind_without_words_keeps_its_json() -> None:
    read = panel("Hologram", depth=3)
    assert (read.kind, read.view_type) == ("Hologram", "Hologram")
    assert json.loads(read.raw or "") == {"viewType": "Hologram", "config": {"depth": 3}}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"smoothingWeight": 0.6, "smoothingType": "gaussian"}, "gaussian 0.6"),
        ({"smoothingWeight": 0, "smoothingType": "exponential"}, "off"),
        ({"smoothingWeight": 0.9, "smoothingType": "none"}, "off"),
    ],
)
def test_smoothing_in_words(values: dict[str, object], told: str) -> None:
    assert panel("Run History Line Plot", **values).facts == (Fact("smoothing", told),)


def test_the_apps_newer_settings_come_before_the_legacy_ones() -> None:
    settings = {"xAxis": "_step", "smoothingWeight": 0, "smoothingType": "none"}
    newer = {"linePlot": {"xAxis": "train/epoch", "smoothingWeight": 0.5, "smoothingType": "average"}}
    found = outline.read_workspace({"section": {"settings": settings, "workspaceSettings": newer}})
    assert found.facts == (Fact("x axis", "train/epoch"), Fact("smoothing", "running average 0.5"))


def test_old_and_new_filters_are_both_read() -> None:
    inner = {"key": {"section": "config", "name": "lr"}, "op": ">", "value": 0.1, "disabled": False}
    off = {"key": {"section": "run", "name": "state"}, "op": "=", "value": "x", "disabled": True}
    old = {"filters": {"op": "OR", "filters": [{"op": "AND", "filters": [inner, off]}]}}
    new = {"filters": {"filterFormat": "filterV2", "filters": [inner, off]}}
    assert outline.read_runset(old).filters == outline.read_runset(new).filters == ("config lr > 0.1",)


def test_panels_beyond_the_limit_are_counted() -> None:
    section = {"name": "s", "panels": [{}] * 7}
    found = outline.read_workspace({"section": {"panelBankConfig": {"sections": [section, section]}}}, 10)
    assert [(len(s.panels), s.unshown) for s in found.sections] == [(7, 0), (3, 4)]
    assert found.count == 14


def test_report_blocks_in_order() -> None:
    report = outline.read_report(npt("npt_report"))
    assert " ".join(block.kind for block in report.blocks) == (
        "toc heading paragraph grid heading markdown heading callout list list code quote latex rule image"
        " heading unknown"
    )
    assert [(entry.level, entry.text, entry.anchor) for entry in report.entries] == [
        (1, "What to watch", "h-what-to-watch"),
        (2, "Stage mapping", "h-stage-mapping"),
        (1, "Troubleshooting", "h-troubleshooting"),
        (2, "Folded away", "h-folded-away"),
    ]
    code = report.blocks[10]
    assert isinstance(code, outline.Code)
    assert code.source == "history = run.history()\nprint(history['curriculum/stage'])"


def test_blocks_beyond_the_limit_are_counted() -> None:
    report = outline.read_report({"blocks": [{"type": "paragraph"}] * 2_010})
    assert (len(report.blocks), report.unshown) == (2_000, 10)


def test_gallery_inline_latex_and_headings_that_share_a_title() -> None:
    heading = {"type": "heading", "children": [{"text": "Same"}]}
    latex = {"type": "paragraph", "children": [{"type": "latex", "content": "x^2"}]}
    gallery = {
        "type": "gallery",
        "links": [{"type": "url", "url": "https://a.b", "title": "A"}, {"id": "r1"}],
    }
    first, second, paragraph, links = outline.read_report(
        {"blocks": [heading, heading, latex, gallery]}
    ).blocks
    assert isinstance(first, outline.Heading)
    assert isinstance(second, outline.Heading)
    assert (first.anchor, second.anchor) == ("h-same", "h-same-2")
    assert paragraph == outline.Paragraph((outline.Inline("x^2", latex=True),))
    expected = (outline.Link("https://a.b", "A", ""), outline.Link("", "r1", ""))
    assert links == outline.Gallery(expected)


@given(st.lists(st.text(max_size=5) | st.sampled_from(["a", "a-2", "A", "a 2"])))
def test_headings_never_share_an_anchor(titles: list[str]) -> None:
    headings = [{"type": "heading", "children": [{"text": title}]} for title in titles]
    blocks = outline.read_report({"blocks": headings}).blocks
    anchors = [block.anchor for block in blocks if isinstance(block, outline.Heading)]
    assert len(set(anchors)) == len(titles)


@pytest.mark.parametrize(
    ("description", "subtitle", "address"),
    [
        ("managed by wbgen 1 main/npt/workspace/default norm=1 digest=abc", "", "main/npt/workspace/default"),
        ("What to do.\nmanaged by wbgen 1 main/npt/report/x", "What to do.", "main/npt/report/x"),
        ("managed by wbgen 1 a/b\nsomething after it", "managed by wbgen 1 a/b\nsomething after it", None),
        ("managed by hand", "managed by hand", None),
        ("", "", None),
        (None, "", None),
    ],
)
def test_ownership_is_the_last_line(description: str | None, subtitle: str, address: str | None) -> None:
    assert outline.read_ownership(description) == outline.Ownership(subtitle, address)


@pytest.mark.parametrize(
    "spec", ["", "{", "[" * 100_000, '{"a":' * 100_000, "1" * 5_000, "null", None, "\ufeff{}"]
)
def test_what_is_no_json_is_no_outline(spec: str | None) -> None:
    assert not outline.read_workspace(outline.parse(spec)).readable
    assert not outline.read_report(outline.parse(spec)).readable


def test_nesting_is_bounded() -> None:
    block: dict[str, object] = {"type": "heading", "children": [{"text": "x"}]}
    fields: list[object] = []
    for _ in range(200):
        block = {"type": "heading", "children": [{"text": "x"}], "collapsedChildren": [block]}
        fields = [{"fields": fields, "args": [{"name": "keys", "value": ["k"]}]}]
    assert outline.read_report({"blocks": [block]}).blocks
    assert panel("Vega2", userQuery={"queryFields": fields}).metrics == ("k",)


@given(ANY_JSON)
def test_any_json_gives_an_outline(value: object) -> None:
    assert isinstance(outline.read_workspace(value), outline.Workspace)
    assert isinstance(outline.read_report(value), outline.Report)
    for view_type in ("Run History Line Plot", "Vega2", "Markdown Panel", "Parallel Coordinates Plot", "?"):
        assert isinstance(outline.read_panel({"viewType": view_type, "config": value}), Panel)


@pytest.mark.parametrize("path", corpus.files("viewspecs"))
def test_real_views_are_read_whole(path: Path) -> None:
    """Every panel's metrics and titles of a view made with the official library are in its outline."""
    spec = outline.parse(path.read_text())
    told = json.dumps(
        [dataclasses.asdict(outline.read_workspace(spec)), dataclasses.asdict(outline.read_report(spec))],
        ensure_ascii=False,
    )
    for key, value in walk(spec):
        if key in ("chartTitle", "metrics", "text", "content") and isinstance(value, str) and value:
            assert json.dumps(value, ensure_ascii=False)[1:-1] in told
    unknown = "block of no type"
    assert unknown not in told


def walk(value: object, key: str = "") -> Iterator[tuple[str, object]]:
    children = value.items() if isinstance(value, dict) else ((key, item) for item in value or ())  # type: ignore[attr-defined]
    for name, child in children:
        if isinstance(child, dict | list):
            yield from walk(child, name)
        else:
            yield name, child
