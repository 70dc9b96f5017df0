"""YAML for what nobody declared: put into the spec it lints clean, and then nothing is left to say."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.small import HEAD, metrics, run
from wbgen.contract import check_run
from wbgen.contract.suggest import suggested
from wbgen.runs.memory import MemoryRun
from wbgen.spec.guide import Guide
from wbgen.spec.read import parse_guide

ONES = [0.5] * 10
HISTOGRAM = json.dumps({"_type": "histogram", "values": [1], "bins": [0, 1]})
BODY = "reports: {r: {}}\n" + metrics("loss:")


def guide(body: str = BODY) -> Guide:
    return parse_guide((HEAD + body).encode())[0]


def put_in(suggestion: str, body: str = BODY) -> str:
    """The spec with the suggestion in it: its groups after those of ``metrics:``, which come last."""
    dimensions, _, groups = suggestion.rpartition("metrics:\n")
    return dimensions + body + groups


def kept(data: MemoryRun, body: str = BODY) -> str:
    """A suggestion that was put in, after which neither lint nor the check has anything to say."""
    text = suggested(guide(body), [data])
    read, diagnostics = parse_guide((HEAD + put_in(text, body)).encode())
    assert diagnostics == ()
    assert [one for one in check_run(read, data).findings if one.code != "wrong-cadence"] == []
    return text


def test_a_family_of_names_becomes_a_pattern() -> None:
    data = run({"loss": ONES, **{f"x/layer_{n}": [1.5 * n] * 10 for n in (14, 15, 16)}})
    assert kept(data) == (
        "dimensions:\n"
        "  layer: [14, 15, 16]\n"
        "\n"
        "metrics:\n"
        "  - group: Found in runs\n"
        "    of:\n"
        "      x/layer_<layer>: {every: 10 steps}\n"
    )


def test_types_ranges_and_cadences() -> None:
    data = run(
        {
            "loss": ONES,
            "acc": [n / 10 for n in range(10)],
            "ok": [0, 1] * 5,
            "big": [1.0, 20.0] * 5,
            "hist": [HISTOGRAM] * 10,
            "say": {10: "a", 20: "b"},
        }
    )
    text = kept(data)
    for line in (
        "acc: {range: [0, 1], every: 10 steps}",
        "ok: {type: flag, every: 10 steps}",
        "big: {every: 10 steps}",
        "hist: {type: histogram, every: 10 steps}",
        "say: {type: text}",
    ):
        assert f"      {line}\n" in text


def test_a_dimension_of_the_guide_is_used() -> None:
    body = "dimensions: {layer: [1, 2]}\n" + BODY
    text = kept(run({"loss": ONES, "n/layer_1": ONES, "n/layer_2": ONES}), body)
    assert "dimensions:" not in text
    assert "n/layer_<layer>" in text
    other = suggested(guide(body), [run({"loss": ONES, "n/layer_1": ONES, "n/layer_3": ONES})])
    assert "  layer_2: [1, 3]\n" in other
    assert "n/layer_<layer_2>" in other


def test_a_family_with_gaps_is_written_out() -> None:
    text = kept(run({"loss": ONES, "a1/b1": ONES, "a1/b2": ONES, "a2/b1": ONES}))
    assert "<" not in text


def test_names_that_are_explained_are_not_suggested() -> None:
    assert suggested(guide(), [run({"train/loss": ONES})]) == ""


def test_names_of_several_runs() -> None:
    text = suggested(guide(), [run({"loss": ONES, "a": ONES}), run({"loss": ONES, "b": ONES})])
    assert " a: " in text
    assert " b: " in text


@pytest.mark.parametrize(
    "name", ["a<b>", "it's", "a: b", "- x", "손실", "x # y", "007", "a/<layer>", "true", "1e5"]
)
def test_odd_names(name: str) -> None:
    kept(run({"loss": ONES, name: ONES}))


@settings(max_examples=150)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), min_size=1, max_size=5, unique=True
    )
)
def test_any_names(names: list[str]) -> None:
    data = run({"loss": ONES, **{f"n/{name}": ONES for name in names}})
    text = suggested(guide(), [data])
    if text:
        assert parse_guide((HEAD + put_in(text)).encode())[1] == ()
