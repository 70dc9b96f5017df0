"""What a checked spec holds: conditions, the catalogue, schedules."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spec.bad import HEAD
from tests.spec.bad_language import MARK
from tests.spec.checked import panels, read
from wbgen.spec.conditions import parse_condition
from wbgen.spec.diagnostics import SpecError
from wbgen.spec.guide import Stage

# --- conditions


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("above 0.7", (0.7,)),
        ("below 1e-3", (0.001,)),
        ("0.01 to 10", (0.01, 10.0)),
        ("-1 to -0.5", (-1.0, -0.5)),
        ("is 1", (1.0,)),
        ("  above   .5 ", (0.5,)),
        ("2 to 2", (2.0,)),
    ],
)
def test_conditions(text: str, bounds: tuple[float, ...]) -> None:
    assert parse_condition(text).bounds == bounds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "above",
        "above x",
        "above 1 2",
        "over 1",
        "ABOVE 1",
        "1",
        "1 to",
        "2 to 1",
        "above ٣",
        "above 1e999",
        "> 1",
    ],
)
def test_what_is_no_condition(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape("write `above 0.7`")):
        parse_condition(text)


@given(st.text(st.sampled_from("aboveiswt 0123456789.e-+"), max_size=20))
def test_any_text_is_a_condition_or_refused(text: str) -> None:
    try:
        condition = parse_condition(text)
    except ValueError:
        return
    assert condition.bounds


# --- catalogue


def test_metrics_inherit_from_their_group() -> None:
    metrics = read().catalogue.metrics
    assert list(metrics)[:4] == ["loss/total", "loss/layer_14", "loss/layer_15", "norm"]
    assert [metrics[name].attributes.every for name in ("loss/total", "loss/layer_14")] == [
        "10 steps",
        "epoch",
    ]
    assert metrics["loss/layer_14"].attributes.unit == "nats"
    assert metrics["loss/layer_15"].values == {"layer": "15"}


def test_descriptions_name_the_value_outside_code() -> None:
    metrics = read().catalogue.metrics
    assert metrics["loss/layer_14"].attributes.about == "Of 14 and `<layer>` and <layer>"
    assert metrics["loss/total"].attributes.about == "Of `<layer>` and <layer> and <layer>"


def test_patterns_globs_and_built_ins_in_panels() -> None:
    found = panels(
        "line: loss/layer_<layer>",
        "{line: loss/*, id: all}",
        "line: [_runtime, system.gpu.0.gpu, norm, norm]",
    )
    assert found[0].metrics == ("loss/layer_14", "loss/layer_15")
    assert found[1].metrics == ("loss/total", "loss/layer_14", "loss/layer_15")
    assert found[2].metrics == ("_runtime", "system.gpu.0.gpu", "norm")


def test_names_of_an_open_dimension_are_known_at_run_time() -> None:
    head = HEAD + "dimensions: {r: {open: true}}\nmetrics: [{group: A, of: {reward/<r>: }}]\n"
    more = "workspaces: {w: {sections: [{title: S, panels: [{line: reward/format}]}]}}\n"
    (section,) = read(more, head).workspaces[0].sections
    assert section.panels[0].metrics == ("reward/format",)


# --- schedules


def test_stages_follow_one_another() -> None:
    schedule = read().schedules["long"]
    assert schedule.stages == (
        Stage("teacher", 0, 5000, None),
        Stage("mixed", 5000, 10000, 0.3),
        Stage("mixed", 10000, 10010, 1.0),
        Stage("student", 10010, 25010, None),
    )
    assert schedule.boundaries == ((5000, "mixed 0.3"), (10000, "mixed 1"), (10010, "student"))
    assert read().schedules["short"].boundaries == ()


@pytest.mark.parametrize(
    "stages",
    [
        "teacher:5,  »bad, student:1",
        "teacher:5,»bad",
        "'teacher:5,  »bad'",
        '"teacher:5, »bad"',
        '»"teacher:\\x35, bad"',  # written otherwise than it reads: the whole text is pointed at
        "»>-\n      teacher:5, bad",
    ],
)
def test_the_place_of_a_stage(stages: str) -> None:
    start = f"{HEAD}metrics: [{{group: A, of: {{stage: {{values: {{0: teacher, 1: student}}}}}}}}]\n"
    before, _, after = f"{start}schedules:\n  s:\n    metric: stage\n    stages: {stages}\n".partition(MARK)
    with pytest.raises(SpecError) as caught:
        read(before + after, head="")
    (found,) = caught.value.diagnostics
    assert found.code == "bad-schedule"
    assert (found.span.line, found.span.column) == (before.count("\n") + 1, len(before.split("\n")[-1]) + 1)
