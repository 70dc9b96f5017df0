"""Panels that charts draw, as they are read: bands, events, second axes, histograms, chart files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.spec.bad_charts import BODY
from wbgen.spec.diagnostics import SpecError
from wbgen.spec.guide import Band, OwnChart, Panel
from wbgen.spec.read import parse_guide, read_guide
from wbgen.spec.vega import MAX_BYTES, ChartError, read_text


def panel(written: str, folder: Path | None = None) -> Panel:
    guide, found = parse_guide((BODY + written + "\n").encode(), folder=folder)
    assert not [d for d in found if d.severity != "note"]
    return guide.workspaces[0].sections[0].panels[0]


@pytest.mark.parametrize(
    ("bands", "found"),
    [
        ("healthy", [Band(0.5, None, "healthy: above 0.5", "healthy")]),
        ("{of: healthy, label: ok}", [Band(0.5, None, "ok", "healthy")]),
        ("[{from: 0.2, to: 0.8, label: ok}, {to: 0}]", [Band(0.2, 0.8, "ok"), Band(None, 0.0, "")]),
        ("[{from: 1}, {from: 1}]", [Band(1, None, "")]),
    ],
)
def test_bands(bands: str, found: list[Band]) -> None:
    read = panel(f"{{line: loss, bands: {bands}}}")
    assert read.bands == tuple(found)
    assert read.drawn_by_chart


def test_annotations_of_both_kinds() -> None:
    read = panel("{line: loss, annotate: {schedule: s, events: restart}, right: loss}")
    assert (read.schedule and read.schedule.id, read.events, read.right) == ("s", "restart", ("loss",))
    assert panel("{line: loss, annotate: s}").schedule == read.schedule


def test_who_draws_a_panel() -> None:
    assert [
        panel(written).drawn_by_chart
        for written in (
            "line: loss",
            "{line: loss, draw: chart}",
            "{line: loss, thresholds: 1, draw: series}",
            "heatmap: loss",
            "histogram: loss",
        )
    ] == [False, True, False, True, True]


def test_histograms_know_what_they_are_of() -> None:
    assert panel("histogram: grads").logged_histogram
    assert not panel("histogram: [loss, restart]").logged_histogram
    panel("{histogram: [loss, val], over: runs}")  # last values have no cadence


def test_metrics_that_only_marks_show_are_shown() -> None:
    text = BODY + "{line: loss, right: val2, annotate: {events: restart}}\n"
    text = text.replace("      note:", "      val2:\n      note:")
    told = [d.message for d in parse_guide(text.encode())[1] if d.code == "unused-metric"]
    assert not any("val2" in message or "restart" in message for message in told)


# --- chart files

CHART = {"mark": "line", "encoding": {"x": {"field": "${field:x}"}}, "title": "${string:title:Loss}"}
FILLED = "fields: {x: _step}"


def test_a_chart_file_is_read_once_and_kept_as_one_text(tmp_path: Path) -> None:
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts" / "My loss.vl.json").write_text("\ufeff" + json.dumps(CHART, indent=2))
    (tmp_path / "g.yaml").write_text(f"{BODY}{{vega: charts/My loss.vl.json, {FILLED}}}\n")
    guide, _ = read_guide(tmp_path / "g.yaml")
    text = json.dumps(CHART, sort_keys=True, separators=(",", ":"))
    read = guide.workspaces[0].sections[0].panels[0]
    assert read.chart == OwnChart("my-loss", "My loss", text)
    assert read.metrics == ("_step",)


def test_an_inline_chart_and_one_by_name() -> None:
    inline = panel(f"{{vega: {{mark: line, encoding: {{x: {{field: '${{field:x}}'}}}}}}, {FILLED}}}")
    assert inline.chart is not None
    assert inline.chart.name == "vega-inline"
    named = panel("{vega: team/chart, keys: loss, fields: {y: loss, c: name}}")
    assert (named.chart, named.metrics) == (None, ("loss",))


def test_query_table_and_fields_of_it() -> None:
    assert panel("{vega: a/b, table: note, fields: {x: column of the table}}").metrics == ("note",)
    assert panel("{vega: a/b, query: {config: {}}, fields: {x: lr}}").metrics == ()
    assert panel("{vega: a/b, query: {summary: {keys: [loss]}}}").metrics == ("loss",)


def refused(folder: Path, written: str) -> str:
    with pytest.raises(SpecError) as caught:
        panel(f"{{vega: {json.dumps(written)}, {FILLED}}}", folder)
    (found,) = caught.value.diagnostics
    assert found.cure
    assert found.span.column == BODY.splitlines()[-1].index("-") + 3 + len("{vega: ")
    return found.code


def test_files_that_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "specs"
    (folder / "dir.json").mkdir(parents=True)
    outside = tmp_path / "outside.json"
    outside.write_text(json.dumps(CHART))
    (folder / "link.json").symlink_to(outside)
    (folder / "circle.json").symlink_to(folder / "circle.json")
    (folder / "large.json").write_text(json.dumps({**CHART, "description": "x" * MAX_BYTES}))
    (folder / "latin.json").write_bytes(b'{"mark": "\xe9"}')
    (folder / "array.json").write_text("[1]")
    assert {name: refused(folder, name) for name in ("link.json", "../outside.json", str(outside))} == {
        "link.json": "vega-outside",
        "../outside.json": "vega-outside",
        str(outside): "vega-outside",
    }
    for name in ("dir.json", "circle.json", "large.json", "missing.json"):
        assert refused(folder, name) == "vega-file", name
    for name in ("latin.json", "array.json"):
        assert refused(folder, name) == "vega-json", name


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(CHART))
    (tmp_path / "b.json").symlink_to(tmp_path / "a.json")
    assert panel(f"{{vega: b.json, {FILLED}}}", tmp_path).chart is not None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "{",
            "{'mark': 1}",
            '{"mark": "line", "mark": "bar"}',
            '{"mark": NaN}',
            '{"mark": 1e999}',
            "null",
        ),
        *("[" * 100_000, '{"mark":' + "[" * 500 + "]" * 500 + "}", '{"a": {"b": 1, "b": 2}}', '{"mark": 1,}'),
    ],
)
def test_what_is_no_chart(text: str) -> None:
    with pytest.raises(ChartError) as caught:
        read_text(text.encode(), "a.json")
    assert caught.value.code == "vega-json"


def test_a_field_may_be_written_out() -> None:
    read = read_text(b'{"layer": [{"mark": "line", "encoding": {"x": {"field": "loss"}}}]}', "a.json")
    assert (read.fields, read.strings) == (frozenset(), {})
