"""The generic chart: its definition and the panels that use it say the same things."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import pytest

from tests.compile.specs import compiled, panels_of
from wbgen.compile import charts
from wbgen.compile.charts import carried, chart_panel, lines_chart, short_labels
from wbgen.spec.guide import Panel, Schedule, Stage, ThresholdLine
from wbgen.spec.models import LinePanel

DEFINITION = files("wbgen.compile").joinpath("lines.vl.json").read_text(encoding="utf-8")
SCHEDULE = Schedule("c", "stage", None, (Stage("a", 0, 5, None), Stage("b|'", 5, 9, 0.25)))
OPTIONS = LinePanel(line=["m/a", "m/b"], title='It\'s "so"', y_log=True)
PANEL = Panel("i", "line", ("m/a", "m/b"), OPTIONS, (ThresholdLine(0.7, "above, 0.7|"),), SCHEDULE)


def used(kind: str) -> set[str]:
    return set(re.findall(rf"\$\{{{kind}:(\w+)\}}", DEFINITION))


def test_the_definition_uses_what_panels_provide_and_no_more() -> None:
    panel = chart_panel(PANEL, OPTIONS, "_step")
    assert used("string") == panel.strings.keys()
    assert used("field") == panel.fields.keys()
    assert not re.findall(r"\$\{(?!string:|field:)", DEFINITION)


def test_nothing_a_panel_says_can_leave_its_quotes() -> None:
    """Strings are pasted into Vega expressions between apostrophes, labels between bars."""
    strings = chart_panel(PANEL, OPTIONS, "_step").strings
    in_expressions = set(re.findall(r"'\$\{string:(\w+)\}'", DEFINITION))
    assert in_expressions >= {"metrics", "labels", "thresholds", "threshold_labels", "boundary_labels"}
    for name in in_expressions:
        assert not set("'\\\n") & set(strings[name]), name
    assert len(strings["boundary_labels"].split("|")) == len(strings["boundaries"].split(",")) == 1
    assert len(strings["threshold_labels"].split("|")) == len(strings["thresholds"].split(",")) == 1
    assert carried("a|b'c\"d\\e\nf") == "a\u00a6b\u2019c\u201dd/e f"


@pytest.mark.parametrize("title", ['A "quoted" title', "back\\slash", "it's"])
def test_the_definition_stays_json_whatever_the_titles_say(title: str) -> None:
    options = LinePanel(line=["m"], title=title, x_title=title, y_title=title)
    panel = chart_panel(Panel("i", "line", ("m",), options, (ThresholdLine(1, title),)), options, "_step")
    text = DEFINITION
    for name, value in panel.strings.items():
        text = text.replace(f"${{string:{name}}}", value)
    assert json.loads(text)


def test_the_name_changes_with_the_content(monkeypatch: pytest.MonkeyPatch) -> None:
    before = lines_chart()
    parsed = json.loads(DEFINITION)
    assert json.loads(before.spec) == parsed
    changed = {**parsed, "description": "another"}
    monkeypatch.setattr(charts, "parse", lambda text: changed)
    after = lines_chart.__wrapped__()
    assert after.name != before.name
    assert re.fullmatch(r"wbgen-lines-[0-9a-f]{8}", after.name)
    monkeypatch.setattr(charts, "parse", lambda text: dict(reversed(parsed.items())))
    assert lines_chart.__wrapped__() == before, "the order of keys is no content"


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


def test_axes_thresholds_and_boundaries_travel_in_the_strings() -> None:
    panels: list[Any] = [
        {"line": "loss/a", "thresholds": [0.7, {"at": 1e-3, "label": "low"}], "x": "loss/b"},
        {"line": "loss/a", "thresholds": 2, "draw": "series"},
    ]
    chart, series = panels_of(compiled(panels))
    strings = chart["config"]["stringSettings"]
    assert (strings["thresholds"], strings["threshold_labels"]) == ("0.7,0.001", "|low")
    assert (strings["x_title"], chart["config"]["fieldSettings"]) == ("loss/b", {"x": "loss/b"})
    assert series["config"]["metrics"] == ["loss/a", "loss/a/target"]
