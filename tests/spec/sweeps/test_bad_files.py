"""Mistakes that only a sweep file can have: told with place and cure, as `wandb sweep` would read them."""

from __future__ import annotations

import pytest

from tests.spec.sweeps.reading import read
from wbgen.spec.diagnostics import Severity

HEAD = "program: train.py\nmethod: grid\nparameters:\n  a: {value: 1}\n"  # what follows begins on line 5

#: What stands there, the code, the place, whether it is an error, a part of the cure.
ROWS = [
    ("  lr: {values: [1e-4, 0.1]}\n", "number-as-text", "5:17", False, "write 0.0001"),
    ("  lr: {values: [0o17]}\n", "number-as-text", "5:17", False, "write 15"),
    ("  lr: {distribution: q_uniform, min: 0, max: 1, q: 1e-5}\n", "number-as-text", "5:52", True, "1.0e-05"),
    ("run_cap: 1e3\n", "number-as-text", "5:10", True, "write 1000.0"),
    ("  m: {values: [on, x]}\n", "read-otherwise", "5:16", False, "quotes"),
    ("  m: {values: [1_000]}\n", "read-otherwise", "5:16", False, "quotes"),
    ("  m: {values: [017]}\n", "read-otherwise", "5:16", False, "quotes"),
    ("  m: {values: [2024-01-02]}\n", "read-otherwise", "5:16", False, "quotes"),
    ("  m: {values: [1:30]}\n", "read-otherwise", "5:16", False, "quotes"),
    ("  on: {value: 1}\n", "read-otherwise", "5:3", True, "quotes"),
    ("  x: {min: &lo 1e-5, max: 1.0e-2}\n", "number-as-text", "5:12", True, "write 1.0e-05"),
    ("  x: {min: &lo ! 1e-5, max: 1.0e-2}\n", "number-as-text", "5:12", True, "write 1.0e-05"),
    ("  x:\n    min: &lo # low\n\n      # so\n      1e-5\n", "number-as-text", "6:10", True, "1.0e-05"),
    ("  m: {values: [&a on, x]}\n", "read-otherwise", "5:16", False, "quotes"),
    ("  m: {values: [&a 017, 1]}\n", "read-otherwise", "5:16", False, "quotes"),
    ("  m: {values: [! on, x]}\n", "read-otherwise", "5:16", False, "quotes"),
    ("  m: {values: [! 'on', x]}\n", "read-otherwise", "5:16", False, "quotes"),
    ("  m: {values: [&a\n1e-5, x]}\n", "number-as-text", "5:16", False, "1.0e-05"),
    ("  m: {values: [!!str 1e-5]}\n", "tag", "5:16", True, "remove the tag"),
    ("  lr: [1, 2]\n", "wrong-type", "5:3", True, "{values: [...]}"),
    ("  lr: 3\n", "wrong-type", "5:3", True, "{value: ...}"),
    ("  lr:\n", "wrong-type", "5:3", True, "leave the key out"),
    ("  o: {parameters: {lr: [1]}}\n", "wrong-type", "5:20", True, "{values: [...]}"),
    ("metric: loss\n", "wrong-type", "5:1", True, "{name: ..., goal: minimize}"),
    ("command: python\n", "wrong-type", "5:1", True, "write `["),
    ("title: A\n", "unknown-key", "5:1", True, "keys here: apiVersion"),
    ("  lr: {min: null, max: 1}\n", "wrong-type", "5:8", True, "leave the key out"),
    ("  lr: {min: .inf, max: 1}\n", "out-of-range", "5:13", True, "a number"),
    ("  lr: {values: [1.0, .inf]}\n", "out-of-range", "5:22", True, "a number"),
    (f"  lr: {{min: 1, max: 0x{'f' * 290}}}\n", "out-of-range", "5:21", True, "a number"),
    (f"  lr: {{values: [0b{'1' * 1100}]}}\n", "out-of-range", "5:17", True, "a number"),
    (f"  lr: {{values: [1], probabilities: [0x{'f' * 290}]}}\n", "out-of-range", "5:37", True, "a number"),
    ("  lr: {values: [1], probabilities: [.inf]}\n", "out-of-range", "5:37", True, "a number"),
    ("  lr: {distribution: normal, mu: 0, sigma: .nan}\n", "out-of-range", "5:44", True, "a number"),
    ("  o.b: {value: 1}\n  o: {parameters: {b: {value: 2}}}\n", "duplicate-id", "6:20", True, "keep one"),
    ("  lr: {min: true, max: 3}\n", "wrong-type", "5:13", True, "without quotes"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "code", "place", "refused", "cure"), ROWS, ids=[row[0].strip() for row in ROWS]
)
def test_a_mistake(body: str, code: str, place: str, refused: bool, cure: str) -> None:
    told = read(HEAD + body)
    found = [d for d in told.found if d.code == code]
    assert [f"{d.span.line}:{d.span.column}" for d in found] == [place], told.found
    assert cure in (found[0].cure or "")
    assert (told.sweep is None) is refused
    assert found[0].severity is (Severity.ERROR if refused else Severity.WARNING)


def test_a_sweep_of_no_program() -> None:
    told = read("method: grid\nparameters: {a: {value: 1}}\n")
    assert told.codes == ["no-program"]
    assert read("method: grid\njob: a/b/c:1\nparameters: {a: {value: 1}}\n").codes == []
    assert read("method: grid\nparameters: {a: {value: 1}}\ncommand: [./run, '${args}']\n").codes == []


def test_a_metric_without_a_goal() -> None:
    found = read(HEAD + "metric: {name: acc}\n").found
    assert [(d.code, d.severity, d.span.line, d.span.column) for d in found] == [
        ("no-goal", Severity.WARNING, 5, 16)
    ]


def test_what_is_read_alike_is_not_told() -> None:
    body = "  m: {values: [0.1, 1.0e-4, -3, .5, true, False, null, '1e-4', 'on', no-op, e-1, 1.2.3]}\n"
    assert read(HEAD + body).codes == []


def test_a_number_where_a_text_is_needed_is_that_text() -> None:
    told = read(HEAD + "name: 1e3\nmetric: {name: 2e-1, goal: minimize}\n")
    assert told.codes == []
    assert told.sweep is not None
    assert told.sweep.name == "1e3"
    assert read(HEAD + "name: 1000\n").codes == ["wrong-type"]


def test_a_number_with_a_name_is_read_alike_wherever_it_stands() -> None:
    bounds = "  x: {min: &lo 1e-5, max: 1.0e-2}\n  y: {min: *lo, max: 1.0}\n"
    told = read(HEAD + bounds + "  z: {values: [*lo, 1.0]}\n")
    assert told.codes.count("number-as-text") == 2  # said of the bounds, and of the value
    sweep = read(HEAD + "  x: {value: &on on}\n  y: {values: [*on, 017]}\n").sweep
    assert sweep is not None
    assert (sweep.parameters["x"].value, sweep.parameters["y"].values) == (True, [True, 15])
    alike = "  x: {values: [&a 0.1, &b-c x, &d '1e-4', &e\n  1.0, &f long\n  on]}\n  y: {value: *a}\n"
    assert read(HEAD + alike).codes == []


def test_keys_within_a_value_are_the_authors() -> None:
    told = read(HEAD + "  m: {value: {min: 1e-4, name: 1e-5}}\n")
    assert told.codes == ["number-as-text"] * 2
    assert told.sweep is not None
    assert told.sweep.parameters["m"].value == {"min": 1e-4, "name": 1e-5}


def test_values_are_those_that_are_sent() -> None:
    sweep = read(HEAD + "  m: {values: [on, 1_000, 017, 1e-4]}\n").sweep
    assert sweep is not None
    assert sweep.parameters["m"].values == [True, 1000, 15, 1e-4]


@pytest.mark.parametrize(
    "text",
    ["", "- a\n", "a: [\n", "method: grid\n" * 2, "method: &a [*a]\n", "\x00", "parameters: " + "{a: " * 99],
)
def test_what_is_no_sweep_is_no_traceback(text: str) -> None:
    told = read(text)
    assert told.sweep is None
    assert all(d.message for d in told.found)
    assert told.errors
