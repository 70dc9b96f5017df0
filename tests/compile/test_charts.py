"""The generic charts: definitions and panels say the same things, and every one of them draws."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.compile.drawing import filled, rows, spec_of, svg
from tests.compile.specs import compiled, panels_of
from wbgen.compile.charts import DEFINITIONS, carried, chart_panel, definition, lines_chart
from wbgen.spec.guide import Band, Panel, Schedule, Stage, ThresholdLine
from wbgen.spec.models import HeatmapPanel, HistogramPanel, LinePanel
from wbgen.spec.names import short_labels

SCHEDULE = Schedule("c", "stage", None, (Stage("a", 0, 500, None), Stage("b|'", 500, 900, 0.25)))
ONE, FOUR = ("loss",), tuple(f"loss/layer_{n}" for n in range(4))
TWENTY = tuple(f"loss/layer_{n}" for n in range(20))
THRESHOLD = (ThresholdLine(0.7, "above, 0.7|"),)
BANDS = (Band(0.2, 0.8, "ok"), Band(1.2, None, "hot", "warn"), Band(None, 0.1, "cold", "critical"))


def lines(metrics: tuple[str, ...] = FOUR, marks: dict[str, Any] | None = None, **options: Any) -> Panel:
    return Panel("i", "line", metrics, LinePanel(line=[*metrics], draw="chart", **options), **(marks or {}))


def heatmap(metrics: tuple[str, ...] = FOUR, **options: Any) -> Panel:
    return Panel("i", "heatmap", metrics, HeatmapPanel(heatmap=[*metrics], **options))


def histogram(metrics: tuple[str, ...] = FOUR, *, logged: bool = False, **options: Any) -> Panel:
    own = HistogramPanel(histogram=[*metrics], **options)
    return Panel("i", "histogram", metrics, own, logged_histogram=logged)


PANELS: dict[str, Panel] = {
    "lines": lines(title='It\'s "so"', y_log=True, marks={"thresholds": THRESHOLD, "schedule": SCHEDULE}),
    "heatmap": heatmap(),
    "histogram": histogram(("grads",), logged=True),
    "distribution": histogram(),
}


def used(kind: str, text: str) -> set[str]:
    return set(re.findall(rf"\$\{{{kind}:(\w+)\}}", text))


# --- what definitions and panels say


@pytest.mark.parametrize("kind", PANELS)
def test_a_definition_uses_what_panels_provide_and_no_more(kind: str) -> None:
    panel = chart_panel(PANELS[kind], PANELS[kind].options, "_step")
    assert panel.chart == definition(kind)
    assert used("string", panel.chart.spec) == panel.strings.keys()
    assert used("field", panel.chart.spec) == panel.fields.keys()
    assert not re.findall(r"\$\{(?!string:|field:)", panel.chart.spec)


def test_every_definition_is_tried() -> None:
    assert PANELS.keys() == DEFINITIONS.keys()
    held = {path.name for path in files("wbgen.compile.charts").iterdir() if path.name.endswith(".json")}
    assert held == {"theme.vl.json", *(f"{kind}.vl.json" for kind in DEFINITIONS)}


@pytest.mark.parametrize("kind", DEFINITIONS)
def test_the_name_is_a_hash_of_the_content(kind: str) -> None:
    chart = definition(kind)
    assert re.fullmatch(rf"wbgen-{kind}-[0-9a-f]{{8}}", chart.name)
    assert (
        json.dumps(json.loads(chart.spec), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        == chart.spec
    )
    assert len({definition(other).name for other in DEFINITIONS}) == len(DEFINITIONS)


HOSTILE = st.text(st.sampled_from("ab'\"\\|,\n\r{}$[];") | st.characters(codec="utf-8"), max_size=20)


@given(HOSTILE)
def test_nothing_a_panel_says_can_leave_its_quotes(text: str) -> None:
    """Strings stand in Vega expressions between apostrophes, labels between bars."""
    marks = {
        "thresholds": (ThresholdLine(1, text), ThresholdLine(2, text)),
        "bands": (Band(1, None, text), Band(None, 2, text)),
        "schedule": Schedule("c", "s", None, (Stage("a", 0, 1, None), Stage(text, 1, 2, None))),
    }
    panel = lines(ONE, marks, **({"title": text, "y_title": text} if text else {}))
    strings = chart_panel(panel, panel.options, "_step").strings
    for name in set(re.findall(r"'\$\{string:(\w+)\}'", lines_chart().spec)):
        assert not set("'\\\n\r\"") & set(strings[name]), name
    assert not any("${" in value for value in strings.values())
    assert [strings[key].count("|") for key in ("threshold_labels", "band_labels", "boundary_labels")] == [
        1,
        1,
        0,
    ]
    for value in strings.values():
        json.loads(f'"{value}"', strict=False)


def test_stand_ins() -> None:
    assert carried("a|b'c\"d\\e\nf${g}") == "a\u00a6b\u2019c\u201dd/e f$(g}"


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (("a/b/x", "a/b/y"), ("x", "y")),
        (("a/x", "b/x"), ("a/x", "b/x")),
        (("a", "a/b"), ("a", "a/b")),
        (("a/b",), ("a/b",)),
        (("a/b/c", "a/b"), ("b/c", "b")),
        (("stage", "ratio"), ("stage", "ratio")),
    ],
)
def test_labels_leave_out_what_all_share(names: tuple[str, ...], labels: tuple[str, ...]) -> None:
    assert short_labels(names) == labels


def test_marks_travel_in_the_strings() -> None:
    marks = {"right": ("lr",), "events": "restart", "bands": BANDS, "schedule": SCHEDULE}
    panel = lines(marks={**marks, "thresholds": (ThresholdLine(0.7, ""), ThresholdLine(1e-3, "low"))})
    drawn = chart_panel(panel, panel.options, "epoch")
    strings = drawn.strings
    assert drawn.query == {"history": {"keys": ["epoch", *FOUR, "lr", "restart"]}}
    assert (drawn.fields, strings["x_title"]) == ({"x": "epoch"}, "epoch")
    assert (strings["thresholds"], strings["threshold_labels"]) == ("0.7,0.001", "|low")
    assert (strings["bands_from"], strings["bands_to"]) == ("0.2,1.2,", "0.8,,0.1")
    assert (strings["band_labels"], strings["band_colors"]) == ("ok|hot|cold", "#5b8bd0,#c98a1b,#d1495b")
    assert (strings["right"], strings["right_labels"], strings["single"]) == ("lr", "lr (right)", "no")
    assert (strings["boundaries"], strings["boundary_labels"]) == ("500", "b\u00a6\u2019 0.25")


def test_histograms_ask_for_what_they_show() -> None:
    def query(panel: Panel) -> Any:
        return chart_panel(panel, panel.options, "_step").query

    assert query(PANELS["histogram"]) == {"history": {"keys": ["_step", "grads"]}}
    assert query(histogram(ONE)) == {"history": {"keys": ["loss"]}}
    assert query(histogram(ONE, over="runs")) == {"summary": {"keys": ["loss"]}}
    assert query(heatmap(ONE)) == {"history": {"keys": ["_step", "loss"]}}


def test_panels_in_a_view_and_the_charts_they_need() -> None:
    panels: list[Any] = [
        {"line": "loss/a", "thresholds": [0.7], "x": "loss/b", "layout": [0, 0, 8, 8]},
        {"line": "loss/a", "thresholds": 2, "draw": "series"},
        {"heatmap": ["loss/a", "loss/b"], "raw": {"config": {"more": 1}}},
        {"histogram": "loss/a", "bins": 7},
        {"line": "loss/b", "draw": "chart"},
    ]
    resources = compiled(panels)
    chart, series, heat, hist, plain = panels_of(resources)
    assert (chart["config"]["fieldSettings"], chart["layout"]["w"]) == ({"x": "loss/b"}, 8)
    assert series["config"]["metrics"] == ["loss/a", "loss/a/target"]
    assert (heat["viewType"], heat["config"]["more"]) == ("Vega2", 1)
    assert hist["config"]["stringSettings"]["bins"] == "7"
    names = [panel["config"]["panelDefId"].rpartition("/")[2] for panel in (chart, heat, hist, plain)]
    assert names == [definition(kind).name for kind in ("lines", "heatmap", "distribution", "lines")]
    assert [made.name for made in resources.charts] == list(dict.fromkeys(names))
    assert resources.views[0].charts == resources.views[1].charts == tuple(dict.fromkeys(names))


# --- drawing

LR = {"lr": lambda step: 1e-4 / (step + 1)}
RESTART = {"restart": lambda step: int(step == 6)}

LINES: dict[str, tuple[Panel, list[dict[str, Any]]]] = {
    "no marks": (lines(), rows(FOUR)),
    "thresholds": (lines(marks={"thresholds": THRESHOLD}), rows(FOUR)),
    "bands": (lines(marks={"bands": BANDS}), rows(FOUR)),
    "boundaries": (lines(marks={"schedule": SCHEDULE}), rows(FOUR)),
    "events": (lines(marks={"events": "restart"}), rows(FOUR, **RESTART)),
    "right": (lines(marks={"right": ("lr",)}, y2_log=True, y2_title="rate"), rows(FOUR, **LR)),
    "log": (lines(y_log=True, marks={"bands": (Band(-1, 0.1, "low"),)}), rows(FOUR)),
    "one metric": (lines(ONE), rows(ONE)),
    "one metric, several runs": (lines(ONE), rows(ONE, runs=5)),
    "twenty metrics": (lines(TWENTY), rows(TWENTY)),
    "several runs": (lines(), rows(FOUR, runs=3)),
    "no rows": (lines(marks={"thresholds": THRESHOLD}), []),
    "one row": (lines(), rows(FOUR, steps=1)),
    "missing values": (lines(), [{**row, FOUR[0]: None, FOUR[1]: "NaN"} for row in rows(FOUR)] + rows(FOUR)),
    "nothing valid": (lines(ONE, y_log=True), [{**row, "loss": -1} for row in rows(ONE)]),
    "everything": (
        lines(
            marks={"thresholds": THRESHOLD, "bands": BANDS, "schedule": SCHEDULE}
            | {"events": "restart", "right": ("lr",)}
        ),
        rows(FOUR, runs=2, **RESTART, **LR),
    ),
}


def texts(drawn: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawn)


def whole(drawn: str) -> None:
    """The picture has a size that is one."""
    width, height = (float(size) for size in re.findall(r'(?:width|height)="([^"]+)"', drawn)[:2])
    assert 300 < width < 1000
    assert 200 < height < 1000


@pytest.mark.parametrize("case", LINES)
def test_lines_draw(case: str) -> None:
    panel, data = LINES[case]
    drawn = svg(panel, data)
    whole(drawn)
    written = texts(drawn)
    assert all(line.label.replace("|", "\u00a6") in written for line in panel.thresholds)
    assert all(band.label in written for band in panel.bands)
    assert ("b\u00a6\u2019 0.25" in written) == (panel.schedule is not None)
    assert ("lr (right)" in written) == bool(panel.right)
    assert ("restart" in written) == bool(panel.events)
    runs = {row["name"] for row in data}
    assert runs <= set(written)
    assert ("no rows" in written) == (not data)


@pytest.mark.parametrize("x", ["_timestamp", "system.gpu", "train/epoch"])
def test_lines_draw_over_any_axis(x: str) -> None:
    data = [{**row, x: 1.7e9 + row["_step"]} for row in rows(ONE)]
    drawn = svg(lines(ONE), data, x)
    whole(drawn)
    path = re.findall(r'mark-line[^>]*>.*?<path[^>]* d="([^"]*)"', drawn)[0]
    assert path.count("L") == len(data) - 1


@pytest.mark.parametrize("data", [rows(FOUR), rows(FOUR, runs=2), rows(FOUR, steps=1), []], ids=len)
@pytest.mark.parametrize(
    "panel", [heatmap(), heatmap(log=True, title="T"), histogram(), histogram(log=True, bins=3)]
)
def test_heatmaps_and_histograms_draw(panel: Panel, data: list[dict[str, Any]]) -> None:
    drawn = svg(panel, data)
    whole(drawn)
    if data:
        assert any("layer_3" in text for text in texts(drawn))
        assert "NaN" not in "".join(texts(drawn))


def test_a_heatmap_has_a_tile_per_row() -> None:
    drawn = svg(heatmap(), rows(FOUR, runs=2))
    assert "layer_0 \u00b7 run 1" in texts(drawn)
    assert drawn.count('aria-roledescription="rect mark"') == 4 * 2 * 12


BINS = {"bins": [0, 1, 2, 4]}
PACKED = {"packedBins": {"min": 0, "size": 1, "count": 3}}


def cells(shape: str, runs: int = 1) -> list[dict[str, Any]]:
    """Rows with a logged histogram of three bins, one of them empty."""
    edges = PACKED if shape == "packed" else BINS
    found = []
    for row in rows((), runs):
        cell = {"_type": "histogram", "values": [5, 0, row["_step"] + 1], **edges}
        flat = {f"grads.{key}": value for key, value in cell.items()}
        found.append({**row, **(flat if shape == "flat" else {"grads": cell})})
    return found


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("shape", ["packed", "bins", "flat"])
def test_logged_histograms_draw(shape: str, log: bool) -> None:
    panel = histogram(("grads",), logged=True, log=log)
    drawn = svg(panel, cells(shape))
    whole(drawn)
    assert drawn.count('aria-roledescription="rect mark"') == 2 * 12
    several = svg(panel, cells(shape, runs=3))
    assert several.count('aria-roledescription="rect mark"') == 2 * 12
    assert "run 0, the first of 3 runs" in texts(several)


@pytest.mark.parametrize(
    "data",
    [[], rows(("grads",)), [{**row, "grads": None} for row in rows(())]],
    ids=["no", "numbers", "null"],
)
def test_a_histogram_of_what_is_none_stays_empty(data: list[dict[str, Any]]) -> None:
    drawn = svg(histogram(("grads",), logged=True), data)
    whole(drawn)
    assert 'aria-roledescription="rect mark"' not in drawn


def test_strings_are_filled_in_as_texts() -> None:
    panel = lines(ONE, title='A "quoted" \\ title')
    spec = spec_of(panel, [])
    assert spec["title"] == "A \u201dquoted\u201d / title"
    assert "${" not in json.dumps(filled(spec, chart_panel(panel, panel.options, "_step")))
