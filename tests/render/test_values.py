"""Values by W&B's spellings, and how numbers are told to people."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.render.missing import nearest, not_logged
from wbgen.render.values import figure, group_text, key_of, key_of_panel_group, number, told
from wbgen.runs import Run
from wbgen.runs.values import value_of
from wbgen.spec.expressions.nodes import Key

RUN = Run(
    "abc",
    name="first",
    created_at="2026-01-01",
    job_type="train",
    config={"lr": 0.1, "optim": {"name": "adam", "value": 3}, "a.b": 7, "value": 5},
    summary={"loss": 0.5, "val": {"acc": 0.9}, "_runtime": 12, "flag": False},
)


@pytest.mark.parametrize(
    ("spelling", "value"),
    [
        ("config:lr.value", 0.1),
        ("config.lr.value", 0.1),
        ("config:lr", 0.1),
        ("config:optim.value.name", "adam"),
        ("config:optim.name", "adam"),
        ("config:optim.value.value", 3),
        ("config:a.b", 7),
        ("config:value.value", 5),
        ("summary:loss", 0.5),
        ("summary_metrics.loss", 0.5),
        ("loss", 0.5),
        ("val.acc", 0.9),
        ("summary:flag", False),
        ("run:createdAt", "2026-01-01"),
        ("run:displayName", "first"),
        ("run:name", "abc"),
        ("run:jobType", "train"),
        ("run:duration", 12),
        ("run:group", None),
        ("run:unknown", None),
        ("config:missing", None),
        ("config:", None),
    ],
)
def test_values_by_their_spelling(spelling: str, value: Any) -> None:
    assert value_of(RUN, key_of(spelling)) == value


def test_what_panels_group_by() -> None:
    assert key_of_panel_group("lr.value") == Key("config", "lr")
    assert key_of_panel_group("jobType") == Key("run", "job_type")
    assert key_of_panel_group("config:lr.value") == Key("config", "lr")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (3.0, "3"),
        (12345.0, "12,345"),
        (12345678.0, "1.23e7"),
        (0.87349, "0.873"),
        (1234.5, "1,234"),
        (0.00012345, "1.23e-4"),
        (0.0001, "1e-4"),
        (-2.5e-9, "-2.5e-9"),
        (0.001, "0.001"),
        (99.96, "100"),
        (float("nan"), "NaN"),
        (float("-inf"), "-∞"),
    ],
)
def test_numbers_for_people(value: float, text: str) -> None:
    assert figure(value) == text


@given(st.floats(-1e308, 1e308))
def test_a_figure_is_near_its_number(value: float) -> None:
    assert float(figure(value).replace(",", "")) == pytest.approx(value, rel=6e-3)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (True, "true"),
        (3, "3"),
        (0.1, "0.1"),
        (1e-05, "1e-5"),
        (0.123456789, "0.12346"),
        (2.0, "2"),
        ("x", "x"),
        ([1, "a"], '[1, "a"]'),
        ("y" * 300, "y" * 199 + "…"),
        (10**400, "1" + "0" * 199),
    ],
)
def test_values_in_words(value: Any, text: str) -> None:
    assert told(value) == text


def test_values_of_groups_are_as_w_and_b_writes_them() -> None:
    values: list[Any] = [0.1, 2.0, True, None, "a", [1]]
    assert [group_text(value) for value in values] == ["0.1", "2", "true", "null", "a", "[1]"]


def test_only_finite_numbers_are_numbers() -> None:
    assert [number(value) for value in (True, 3, "3", None, float("inf"), 10**400)] == [
        1.0,
        3.0,
        None,
        None,
        None,
        None,
    ]


def test_the_nearest_name() -> None:
    known = ["train/loss", "val/accuracy", "lr"]
    assert nearest("loss", known) == "train/loss"
    assert nearest("Val/Acuracy", known) == "val/accuracy"
    assert nearest("LR", known) == "lr"
    assert nearest("completely different", known) is None
    assert not_logged(["loss"], known) == "No run logged `loss`; the nearest is `train/loss`."
    assert not_logged(["zzzzzz"], known, "has") == "No run has `zzzzzz`."
    both = not_logged(["los/train", "LR"], known)
    assert both == "No run logged `los/train` or `LR`; the nearest is `lr` for `LR`."
    assert not_logged("abcdef", known) == "No run logged `a`, `b`, `c`, `d` and 2 more."
    assert not_logged(["a\nb\u202e"], []) == "No run logged `a\ufffdb\ufffd`."
