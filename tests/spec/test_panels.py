"""Panels of a checked spec: thresholds, ids, what charts carry; run names and the findings of lint."""

from __future__ import annotations

import pytest

from tests.spec.bad import HEAD
from tests.spec.checked import BODY, errors, panels, read, told
from wbgen.spec.diagnostics import SpecError
from wbgen.spec.guide import ThresholdLine
from wbgen.spec.read import parse_guide

# --- thresholds


@pytest.mark.parametrize(
    ("option", "lines"),
    [
        ("0.7", [(0.7, "")]),
        ("[0.5, 1]", [(0.5, ""), (1.0, "")]),
        ("{at: 3, label: target}", [(3.0, "target")]),
        ("healthy", [(0.5, "healthy: 0.5 to 2"), (2.0, "healthy: 0.5 to 2")]),
        ("{from: healthy, label: fine}", [(0.5, "fine"), (2.0, "fine")]),
        ("[healthy, 9]", [(0.5, "healthy: 0.5 to 2"), (2.0, "healthy: 0.5 to 2"), (9.0, "")]),
        ("[1, 1, {at: 1.0}]", [(1.0, "")]),
    ],
)
def test_thresholds(option: str, lines: list[tuple[float, str]]) -> None:
    (panel,) = panels(f"{{line: loss/total, thresholds: {option}}}")
    assert panel.thresholds == tuple(ThresholdLine(at, label) for at, label in lines)
    assert panel.drawn_by_chart


def test_warnings_as_thresholds() -> None:
    (panel,) = panels("{line: norm, thresholds: [warn, critical]}")
    assert panel.thresholds == (
        ThresholdLine(100, "Exploding"),
        ThresholdLine(0.001, "Vanishing"),
        ThresholdLine(1e4, "Gone"),
    )


def test_one_line_where_metrics_agree() -> None:
    (panel,) = panels("{line: loss/layer_<layer>, thresholds: healthy}")
    assert panel.thresholds == (ThresholdLine(1, "healthy: below 1"),)


def test_thresholds_as_series_keep_the_native_panel() -> None:
    (panel,) = panels("{line: loss/total, thresholds: 1, draw: series, smoothing: 0.6}")
    assert not panel.drawn_by_chart


# --- ids


def test_ordinals_for_exact_duplicates() -> None:
    found = panels(
        "line: norm",
        "line: [norm]",
        "{line: norm, x: _runtime}",
        "scalar: norm",
        "bar: norm",
        "{line: norm, id: own}",
    )
    assert [panel.id for panel in found] == [
        "line-norm",
        "line-norm-2",
        "line-norm-3",
        "scalar-norm",
        "bar-norm",
        "own",
    ]


def test_the_same_text_twice() -> None:
    assert [panel.id for panel in panels("markdown: Look here", "markdown: Look here")] == [
        "markdown-look-here",
        "markdown-look-here-2",
    ]


def test_inserting_a_panel_renames_nothing() -> None:
    before = [panel.id for panel in panels("line: norm", "line: stage")]
    assert [panel.id for panel in panels("line: ratio", "line: norm", "scalar: norm", "line: stage")][
        1::2
    ] == before


def test_two_things_never_share_an_id() -> None:
    (found,) = errors("line: norm", "{line: stage, id: line-norm}")
    assert (found.code, found.source.strip()) == ("duplicate-id", "- {line: stage, id: line-norm}")
    assert f"line {found.span.line - 1}" in (found.cure or "")
    (found,) = errors("line: norm", "line: norm", "{line: stage, id: line-norm-2}")
    assert found.code == "duplicate-id"


def test_section_ids() -> None:
    more = "workspaces: {w: {sections: [{title: Vector norms (health check)}, {title: 실험, id: lab}]}}\n"
    assert [section.id for section in read(more).workspaces[0].sections] == [
        "vector-norms-health-check",
        "lab",
    ]


def test_a_long_title_gives_an_id_that_reports_can_name() -> None:
    title = "Long " * 25
    more = f"workspaces: {{w: {{sections: [{{title: {title}}}]}}}}\n"
    (section,) = read(more).workspaces[0].sections
    read(more + f"reports: {{r: {{blocks: [{{section: {section.id}}}]}}}}\n")


# --- charts


def test_charts_hold_metrics_of_one_cadence() -> None:
    assert [d.code for d in errors("{line: [norm, loss/layer_<layer>], thresholds: 1}")] == ["mixed-cadence"]
    panels("line: [norm, loss/layer_<layer>]")
    panels("{line: [norm, loss/layer_<layer>], thresholds: 1, draw: series}")
    panels("{line: [norm, stage], thresholds: 1}")  # nothing is said of how often stage is logged


@pytest.mark.parametrize("where", ["file", "workspace", "section", "panel"])
def test_boundaries_need_the_steps_axis(where: str) -> None:
    x = {
        place: "x: _runtime" if place == where else "" for place in ("file", "workspace", "section", "panel")
    }
    more = (
        f"{x['file']}\nworkspaces:\n  w:\n    {x['workspace']}\n    sections:\n      - title: S\n"
        f"        {x['section']}\n        panels:\n          - line: stage\n            annotate: long\n"
    )
    with pytest.raises(SpecError) as caught:
        read(more + (f"            {x['panel']}\n"))
    assert [d.code for d in caught.value.diagnostics] == ["annotate-axis"]
    if where != "panel":
        (section,) = read(more + "            x: _step\n").workspaces[0].sections
        assert section.panels[0].schedule == read().schedules["long"]


def test_options_that_charts_leave_out_are_warned_of() -> None:
    panel = "{line: norm, thresholds: 1, max_runs: 5, y_log: true}"
    more = f"workspaces: {{w: {{sections: [{{title: S, panels: [{panel}]}}]}}}}\n"
    (warning,) = [d for d in parse_guide((HEAD + BODY + more).encode())[1] if d.severity == "warning"]
    assert (warning.code, "max_runs" in warning.message) == ("chart-option", True)


# --- run names


def test_run_names_take_config_keys_and_dimensions() -> None:
    config = "config: {learning_rate: , use-lora: }\n"
    read(config + "run: {name: a<learning_rate>_<use-lora>_<layer>, tags: [<layer>]}\n")


@pytest.mark.parametrize("key", ["name", "group", "job_type"])
def test_run_texts_take_nothing_else(key: str) -> None:
    with pytest.raises(SpecError) as caught:
        read(f"config: {{seed: }}\nrun: {{{key}: run<sed>}}\n")
    (found,) = caught.value.diagnostics
    assert (found.code, found.cure) == ("unknown-dimension", "did you mean `seed`?")


def test_escaped_placeholders_are_texts() -> None:
    read("run: {name: 'run\\<seed>'}\n")


# --- lint


def test_unused_metrics_are_noted_but_not_those_no_line_shows() -> None:
    more = "workspaces: {w: {sections: [{title: S, panels: [{line: loss/*}, {scalar: norm}]}]}}\n"
    assert told(more) == [
        ("unused-metric", "stage: {type: category, values: {0: teacher, 1: mixed, 2: student}}"),
        ("unused-metric", "ratio: {range: [0, 1]}"),
    ]


def test_a_key_for_later_is_noted_once() -> None:
    written = HEAD + BODY + "reports: {r: {}}\nroles: {loss: loss/total, all: loss/total}\n"
    assert [d.code for d in parse_guide(written.encode())[1]] == ["not-applied"]


def test_attributes_that_scripts_and_checks_read_are_not_for_later() -> None:
    group = "  - {group: G, columns: [a], of: {x: {summary: min, only_if: state == finished}}}\n"
    written = (HEAD + BODY + "reports: {r: {}}\n").replace("metrics:\n", "metrics:\n" + group)
    assert parse_guide(written.encode())[1] == ()


def test_a_spec_without_views_is_warned_of() -> None:
    assert told() == [("no-workspace", "wbgen: 1")]
