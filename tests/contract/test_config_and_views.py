"""Config keys, panels that stay empty, metrics of sweeps, and places in the spec."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.small import HEAD, found, metrics, only, run, told
from wbgen.contract import check_run
from wbgen.spec.read import read_guide

ONES = [0.5] * 10
LOSS = metrics("loss:", "acc: {only_if: config.score}")
CONFIG = """\
config:
  lr: {type: float}
  score: {type: bool}
  n: {type: int, choices: [1, 2]}
  rank: {only_if: config.score}
"""
RIGHT = {"lr": 0.1, "score": False, "n": 2}


def test_a_config_as_declared() -> None:
    own = {"_wandb": {}, "wbgen": {"guide": "g"}}
    assert told(CONFIG + LOSS, run({"loss": ONES}, config={**RIGHT, **own})) == []


@pytest.mark.parametrize(
    ("change", "code", "key"),
    [
        ({"lr": "0.1"}, "wrong-config-type", "lr"),
        ({"score": 0}, "wrong-config-type", "score"),
        ({"n": 1.5}, "wrong-config-type", "n"),
        ({"n": True}, "wrong-config-type", "n"),
        ({"n": 3}, "not-a-choice", "n"),
        ({"extra": 1}, "undeclared-config", "extra"),
        ({"optim": {"beta": 1}}, "undeclared-config", "optim.beta"),
    ],
)
def test_what_is_wrong_with_a_config(change: dict[str, object], code: str, key: str) -> None:
    one = only(CONFIG + LOSS, run({"loss": ONES}, config={**RIGHT, **change}))
    assert (one.code, one.config) == (code, key)


def test_numbers_that_json_writes_without_a_point() -> None:
    assert told(CONFIG + LOSS, run({"loss": ONES}, config={**RIGHT, "lr": 1, "n": 2.0})) == []


def test_a_key_that_is_missing() -> None:
    given = {"lr": 0.1, "score": False, "num": 2}
    missing, extra = found(CONFIG + LOSS, run({"loss": ONES}, config=given))
    assert (missing.code, missing.config, extra.code, extra.config) == (
        "missing-config",
        "n",
        "undeclared-config",
        "num",
    )
    assert "rank" not in missing.message  # its condition does not hold


def test_dotted_keys_go_into_maps() -> None:
    body = "config: {optim.lr: {type: float}, data: }\n" + metrics("loss:")
    for config in ({"optim": {"lr": 0.1}, "data": {"a": 1}}, {"optim.lr": 0.1, "data": 3}):
        assert told(body, run({"loss": ONES}, config=config)) == []
    assert told(body, run({"loss": ONES}, config={"optim": {}, "data": 1})) == [
        ("missing-config", "error", None)
    ]


def view(panels: str, more: str = "") -> str:
    return f"workspaces: {{w: {{{more}sections: [{{title: S, panels: [{panels}]}}]}}}}\n"


def test_an_empty_panel() -> None:
    body = metrics("loss:", "acc:") + view("{line: acc, title: Accuracy}, {line: [loss, acc]}")
    told_of = found(body, run({"loss": ONES}))
    assert [(one.code, one.metric) for one in told_of] == [("never-logged", "acc"), ("empty-panel", "acc")]
    assert told_of[1].panel == "workspace/w/s/line-acc"
    assert 'panel "Accuracy" is empty' in told_of[1].message


@pytest.mark.parametrize("more", ["", "runs: {where: config.n == 2}, "])
def test_panels_of_what_is_not_expected_are_not_missed(more: str) -> None:
    body = CONFIG + LOSS + view("{line: acc}, {line: system.cpu}, {markdown: hi}", more)
    assert told(body, run({"loss": ONES}, config=RIGHT)) == []


def test_a_workspace_that_does_not_show_the_run() -> None:
    shown = metrics("loss:", "acc:") + view("{line: acc}")
    hidden = metrics("loss:", "acc:") + view("{line: acc}", "runs: {where: state == running}, ")
    codes = [[one.code for one in found(body, run({"loss": ONES}))] for body in (shown, hidden)]
    assert codes == [["never-logged", "empty-panel"], ["never-logged"]]


def test_panels_of_layers_that_the_run_did_not_train() -> None:
    body = (
        "dimensions: {layer: [14, 15]}\nconfig: {layers: {type: list, default: [14, 15]}}\n"
        + metrics("a/<layer>:")
        + view("{line: a/<layer>}")
    )
    mine = run({"a/3": ONES}, config={"layers": [3]})
    assert told(body, mine) == [("empty-panel", "warning", "a/<layer>")]


def test_an_open_panel_is_drawn_by_its_regex() -> None:
    body = "dimensions: {r: {open: true}}\n" + metrics("loss:", "r/<r>:") + view("{line: r/<r>}")
    assert told(body, run({"loss": ONES, "r/any": ONES})) == []
    assert [code for code, _, _ in told(body, run({"loss": ONES}))] == ["never-logged", "empty-panel"]


def test_the_metric_of_a_sweep() -> None:
    body = (
        metrics("loss:", "test/loss: {every: end}")
        + "config: {lr: {type: float}}\n"
        + "sweeps: {s: {method: bayes, metric: test/loss, run_cap: 2,"
        + " parameters: {lr: {min: 0.1, max: 1.0}}}}\n"
    )
    config = {"lr": 0.5}
    assert told(body, run({"loss": ONES}, config=config)) == [
        ("never-logged", "error", "test/loss"),
        ("sweep-metric", "error", "test/loss"),
    ]
    assert told(body, run({"loss": ONES}, config=config, state="running")) == []


def test_places(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    more = "config: {lr: }\nhealth: {high: {when: loss > 0}}\n"
    file.write_text(HEAD + metrics("loss:", "acc:") + more, encoding="utf-8")
    guide, _ = read_guide(file)
    lines = file.read_text(encoding="utf-8").splitlines()
    placed = {one.code: one.place for one in check_run(guide, run({"loss": ONES})).findings}
    words = {"never-logged": "acc:", "missing-config": "lr:", "health-rule": "high:"}
    assert {*placed} == {*words}
    for code, word in words.items():
        place = placed[code]
        assert place is not None
        assert place.file == str(file)
        assert word in lines[place.line - 1]
