"""Names: never logged, not declared, declared under another name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.small import found, metrics, only, run, told
from wbgen.contract import check_run
from wbgen.runs.memory import MemoryRun
from wbgen.runs.plausible import plausible_runs
from wbgen.spec.read import read_guide

NPT = Path(__file__).parents[2] / "specs" / "npt.yaml"
ONES = [0.5] * 10
LAYERS = "dimensions: {layer: [14, 15]}\n"


def test_a_run_that_does_what_its_spec_says() -> None:
    assert told(metrics("loss:", "acc: {every: 10 steps}"), run({"loss": ONES, "acc": ONES})) == []


def test_never_logged() -> None:
    one = only(metrics("loss:", "acc: {every: 10 steps}"), run({"loss": ONES}))
    assert (one.code, one.level, one.metric) == ("never-logged", "error", "acc")
    assert one.cure is not None
    assert "every 10 steps" in one.cure


def test_some_names_of_a_pattern() -> None:
    body = "dimensions: {layer: [1, 2, 3]}\n" + metrics("a/<layer>:")
    one = only(body, run({"a/1": ONES}))
    assert (one.metric, one.names) == ("a/<layer>", ("a/2", "a/3"))
    assert only(body, run({"a/1": ONES, "a/2": ONES})).metric == "a/3"


@pytest.mark.parametrize(("use_lora", "missing"), [(True, True), (False, False), (None, False)])
def test_conditions_are_honoured(use_lora: bool | None, missing: bool) -> None:
    body = "config: {use_lora: }\n" + metrics("loss:", "lora: {only_if: config.use_lora}")
    told_of = told(body, run({"loss": ONES}, config={"use_lora": use_lora}))
    assert told_of == ([("never-logged", "error", "lora")] if missing else [])


def test_logged_against_its_condition() -> None:
    body = "config: {n: }\n" + metrics("loss: {only_if: config.n > 3}")
    assert told(body, run({"loss": ONES}, config={"n": 1})) == [("against-condition", "note", "loss")]


def test_what_the_client_logs_is_not_asked_of_the_script() -> None:
    body = "metrics:\n  - {group: A, logged_by: wandb, of: {system.cpu: }}\n  - {group: B, of: {loss: }}\n"
    assert told(body, run({"loss": ONES})) == []


@pytest.mark.parametrize(("every", "missing"), [("200 steps", False), ("100 steps", True)])
def test_what_is_not_due_yet_is_not_missing(every: str, missing: bool) -> None:
    told_of = told(metrics("loss:", f"acc: {{every: {every}}}"), run({"loss": ONES}))
    assert told_of == ([("never-logged", "error", "acc")] if missing else [])


def test_a_scaled_cadence_is_due_sooner() -> None:
    body = metrics("loss:", "acc: {every: 500 steps}")
    scaled = run({"loss": ONES}, config={"wbgen": {"guide": "g", "script": "a.py", "scale": 0.1}})
    assert told(body, scaled) == [("never-logged", "error", "acc")]
    assert told(body, run({"loss": ONES}, config={"wbgen": {"scale": "big"}})) == []


@pytest.mark.parametrize(
    ("state", "missing"), [("finished", True), ("", True), ("running", False), ("crashed", False)]
)
def test_a_run_without_an_end_owes_nothing_for_it(state: str, missing: bool) -> None:
    body = metrics("loss:", "final: {every: end}")
    told_of = told(body, run({"loss": ONES}, state=state))
    assert told_of == ([("never-logged", "error", "final")] if missing else [])


@pytest.mark.parametrize(("every", "there"), [("end", True), ("once", True), ("step", False)])
def test_the_summary_alone_will_do_for_what_is_logged_once(every: str, there: bool) -> None:
    data = run({"loss": ONES}, summary={"best": 0.9})
    told_of = found(metrics("loss:", f"best: {{every: {every}}}"), data)
    assert not told_of if there else "the summary alone has `best`" in told_of[0].message


def test_layers_that_a_run_chose_itself() -> None:
    body = LAYERS + "config: {train_layers: {type: list, default: [14, 15]}}\n" + metrics("a/layer_<layer>:")
    mine = run({"a/layer_3": ONES, "a/layer_4": ONES}, config={"train_layers": [3, 4]})
    assert told(body, mine) == []
    assert told(body, run({"a/layer_3": ONES}, config={"train_layers": [3, 4]})) == [
        ("never-logged", "error", "a/layer_4")
    ]


def test_not_declared_with_the_nearest_name() -> None:
    told_of = found(metrics("train/loss:"), run({"train/los": ONES}))
    codes = [("never-logged", "train/loss"), ("undeclared", "train/los")]
    assert [(one.code, one.metric) for one in told_of] == codes
    assert told_of[1].cure == "did you mean `train/loss`?"


def test_one_finding_for_names_of_one_form() -> None:
    one = only(metrics("loss:"), run({"loss": ONES, **{f"x/layer_{n}": ONES for n in range(5)}}))
    assert (one.code, one.metric, len(one.names)) == ("undeclared", "x/layer_<n>", 5)


def test_the_clients_own_names_and_the_axis_are_known() -> None:
    body = "x: epoch\n" + metrics("epoch:", "loss:")
    assert told(body, run({"loss": ONES, "epoch": range(10), "system.gpu": ONES, "_custom": ONES})) == []


@pytest.mark.parametrize(
    ("declared", "logged", "level", "what"),
    [
        ("loss/total", "loss/loss/total", "error", "with `loss/` before it"),
        ("curriculum/stage", "train/curriculum/stage", "error", "with `train/` before it"),
        ("a/b", "x/y/a/b", "error", "with `x/y/` before it"),
        ("criteria/x_mean", "criteria/rubric/x_mean", "error", "with `rubric/` within it"),
        ("train/batch_loss_cv", "batch_loss_cv", "error", "without `train/` before it"),
        ("new: {was_logged_as: old/name}", "old/name", "warning", "the name of older runs"),
    ],
)
def test_a_declared_name_in_another_form(declared: str, logged: str, level: str, what: str) -> None:
    one = only(metrics(declared if ":" in declared else f"{declared}:"), run({logged: ONES}))
    assert (one.code, one.level) == ("old-name" if level == "warning" else "other-name", level)
    assert one.metric == declared.partition(":")[0]
    assert one.names == (logged,)
    assert what in one.message


def test_a_name_beside_the_declared_one_is_not_taken_for_it() -> None:
    one = only(metrics("loss:"), run({"loss": ONES, "train/loss": ONES}))
    assert (one.code, one.metric) == ("undeclared", "train/loss")
    assert "beside `loss`" in one.message


def test_a_tail_of_several_names_explains_nothing() -> None:
    codes = [code for code, _, _ in told(metrics("a/loss:", "b/loss:"), run({"loss": ONES}))]
    assert codes == ["never-logged", "never-logged", "undeclared"]


OPEN = "dimensions: {reward: {default: [exact, near], open: true, not: [total]}}\n"
REWARDS = OPEN + metrics("r/<reward>_mean:", "r/<reward>_max:", "r/total_mean:")


def rewards(*names: str) -> MemoryRun:
    return run({"r/total_mean": ONES, **{f"r/{name}": ONES for name in names}})


def test_an_open_dimension_needs_one_name_that_fits() -> None:
    assert told(REWARDS, rewards("mine_mean", "mine_max")) == []
    assert told(REWARDS, rewards("mine_mean")) == [("never-logged", "error", "r/<reward>_max")]
    assert told(REWARDS, rewards()) == [
        ("never-logged", "error", "r/<reward>_mean"),
        ("never-logged", "error", "r/<reward>_max"),
    ]


def test_patterns_of_one_family_have_the_same_values() -> None:
    lost = rewards("mine_mean", "mine_max", "own_mean", "own_max", "third_mean")
    assert told(REWARDS, lost) == [("never-logged", "error", "r/third_max")]


def test_a_default_value_that_others_are_logged_of() -> None:
    assert told(REWARDS, rewards("exact_mean", "exact_max")) == [
        ("never-logged", "warning", "r/near_mean"),
        ("never-logged", "warning", "r/near_max"),
    ]


def test_closed_values_are_asked_for_each() -> None:
    body = "dimensions: {layer: [14, 15], reward: {open: true}}\n" + metrics("r/<layer>/<reward>:")
    assert told(body, run({"r/14/mine": ONES})) == [("never-logged", "error", "r/15/mine")]


def test_a_run_that_logged_nothing() -> None:
    assert told(metrics("loss:"), run({}, ())) == [("no-rows", "error", None)]


#: How the tracker of the project that the guide belongs to renames keys (facts/guides-vs-code.md).
TRACKER = (
    ("loss", "loss"), ("lr", "lr"), ("learning_rate", "lr"), ("grad", "grad"), ("norm", "norms")
)  # fmt: skip


def as_really_logged(name: str) -> str:
    return next((f"{prefix}/{name}" for part, prefix in TRACKER if part in name), f"train/{name}")


def test_the_npt_keys_as_really_logged() -> None:
    guide, _ = read_guide(NPT)
    usual = plausible_runs(guide, 1)[0]
    assert isinstance(usual, MemoryRun)
    names = {name: as_really_logged(name) for name in [*usual.keys()]}
    assert names["loss/total"] == "loss/loss/total"
    assert names["mlp_direct_loss/layer_14"] == "loss/mlp_direct_loss/layer_14"
    assert names["curriculum/stage_index"] == "train/curriculum/stage_index"
    assert names["v_a_norm/layer_14"] == "norms/v_a_norm/layer_14"
    checked = check_run(guide, MemoryRun(usual.run, usual.frame.rename(names)))
    by_name = [one for one in checked.findings if one.code in ("never-logged", "undeclared", "other-name")]
    assert {one.code for one in by_name} == {"other-name"}
    explained = {logged: one.metric for one in by_name for logged in one.names}
    assert {*explained} == {*names.values()}
    for declared, logged in names.items():
        metric = guide.catalogue.metrics[declared]
        assert explained[logged] in (declared, metric.pattern)
    assert len(by_name) == len(guide.catalogue.patterns)


def test_what_is_due_in_epochs_that_nobody_counts() -> None:
    body = metrics("loss:", "acc: {every: 5 epochs}")
    assert told(body, run({"loss": ONES})) == [("never-logged", "error", "acc")]
    assert told(body, run({"loss": ONES}, state="running")) == []
