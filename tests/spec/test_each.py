"""Facets: a panel or a section for each value of a dimension."""

from __future__ import annotations

import warnings

from tests.spec.bad import HEAD
from tests.spec.checked import panels, read

SECTIONS = "workspaces: {{w: {{sections: [{}]}}}}\nreports: {{r: {{blocks: [{{section: layer-15}}]}}}}\n"


def test_a_panel_for_each_value() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = panels("{line: loss/layer_<layer>, each: layer, title: 'Layer <layer>, `<layer>`'}")
    assert [panel.id for panel in made] == ["line-loss-14", "line-loss-15"]
    assert [panel.metrics for panel in made] == [("loss/layer_14",), ("loss/layer_15",)]
    assert [panel.options.title for panel in made] == ["Layer 14, `<layer>`", "Layer 15, `<layer>`"]


def test_ids_and_literals() -> None:
    made = panels(
        "{line: loss/layer_<layer>, id: a, each: layer, regex: '<layer>', raw: {a: <layer>},"
        " colors: {<layer>: red}, thresholds: healthy, draw: series}"
    )
    assert [panel.id for panel in made] == ["a-14", "a-15"]
    options = made[1].options
    assert (options.regex, options.raw, options.colors) == ("<layer>", {"a": "<layer>"}, {"15": "red"})
    assert [line.label for line in made[1].thresholds] == ["healthy: below 1"]


def test_a_section_for_each_value() -> None:
    panel = "{line: [loss/layer_<layer>, loss/total], thresholds: [{at: 1, label: <layer>}], draw: series}"
    section = f"{{title: Layer <layer>, each: layer, note: Of <layer>., panels: [{panel}]}}"
    guide = read(SECTIONS.format(section))
    first, second = guide.workspaces[0].sections
    assert (first.id, first.title, first.options.note) == ("layer-14", "Layer 14", "Of 14.")
    assert second.panels[0].metrics == ("loss/layer_15", "loss/total")
    assert second.panels[0].thresholds[0].label == "15"


def test_a_condition_is_told_in_the_note() -> None:
    more = "config: {use_lora: {type: bool}}\n"
    section = "{title: L, id: layer-15, only_if: config.use_lora, note: Read this.}"
    shown = read(more + SECTIONS.format(section)).workspaces[0].sections[0]
    assert shown.options.note == "*For runs with `config.use_lora`.*\n\nRead this."
    assert shown.options.only_if == "config.use_lora"


def test_values_without_latin_letters() -> None:
    head = f"{HEAD}dimensions: {{a: [가]}}\nmetrics: [{{group: A, of: {{x/<a>: }}}}]\n"
    view = "workspaces: {w: {sections: [{title: S, panels: [{line: x/<a>, each: a}]}]}}\n"
    (panel,) = read(view, head).workspaces[0].sections[0].panels
    assert panel.id == "line-x-eab080"
