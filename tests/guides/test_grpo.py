"""GRPO's script: what its rewards score, what an update does, and what a demo of it shows."""

from __future__ import annotations

import json
import statistics
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guides.demos import Demos, column, guide_of, make_demo, run_of, run_script, steps, write_script

REWARDS = ("format_exact", "format_approx", "answer_check", "number_check")
GOOD = "<reasoning>2+3=5</reasoning><answer>5</answer>"


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The generated script as a module."""
    pytest.importorskip("torch", reason="the scripts need torch: pip install 'wbgen[train]'")
    pytest.importorskip("wandb")
    file = write_script("grpo", tmp_path_factory.mktemp("grpo"))
    found = spec_from_file_location("generated_grpo", file)
    assert found
    assert found.loader
    module = module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


# --- rewards and rubrics


@pytest.mark.parametrize(
    ("completion", "scores"),
    [
        (GOOD, (1, 1, 1, 1)),
        (GOOD.replace("5</answer>", "6</answer>"), (1, 1, 0.5, 0)),
        (GOOD.replace("5</answer>", "8</answer>"), (1, 1, 0, 0)),
        (GOOD.replace("5</answer>", "5+</answer>"), (1, 1, 0, 1)),
        (GOOD.replace("<reasoning>", ""), (0, 0.75, 1, 1)),
        (GOOD + "1", (0, 1, 1, 1)),
        (GOOD.replace("</answer>", ""), (0, 0.75, 0, 0)),
        (GOOD + "<answer>", (0, 0.75, 1, 1)),
        ("2+3=5", (0, 0, 0, 0)),
        ("", (0, 0, 0, 0)),
    ],
)
def test_rewards(script: ModuleType, completion: str, scores: tuple[float, ...]) -> None:
    asked = script.Sum(2, 3)
    assert tuple(reward(asked, completion) for reward in script.REWARDS.values()) == scores
    assert tuple(script.REWARDS) == REWARDS


def test_what_is_written_out_is_read_back(script: ModuleType) -> None:
    asked = script.Sum(17, 5)
    text = asked.written_out(asked.result)
    assert script.decode([*script.encode(text), script.END, 7]) == text
    assert script.format_exact(asked, text) == script.answer_check(asked, text) == 1


def test_a_rubric_of_ones_own(script: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "rubric.yaml"
    file.write_text(
        r"""
rubric: style
criteria:
  - {name: says_operands, pattern: '{a}\+{b}', weight: 3}
  - {name: short, pattern: '\A.{0,10}\Z'}
""",
        encoding="utf-8",
    )
    rubric = script.read_rubric(str(file))
    scores = [criterion.score(script.Sum(2, 3), GOOD) for criterion in rubric.criteria]
    assert scores == [1, 0]
    assert rubric.together(scores) == 0.75


def test_the_example_rubric_has_the_names_that_the_spec_expects(script: ModuleType) -> None:
    rubric = script.read_rubric("example")
    dimensions = guide_of("grpo").catalogue.dimensions
    assert (rubric.name,) == dimensions["rubric"].values
    assert tuple(criterion.name for criterion in rubric.criteria) == dimensions["criterion"].values
    assert [criterion.score(script.Sum(2, 3), GOOD) for criterion in rubric.criteria] == [1, 1, 1]
    assert [criterion.score(script.Sum(2, 4), GOOD) for criterion in rubric.criteria] == [0, 0, 1]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "cannot be read"),
        ("a: [", "cannot be read"),
        ("\x00", "cannot be read"),
        ("- a", "is not a map"),
        ("", "is not a map"),
        ("rubric: x", "is not a map"),
        ("{rubric: x, criteria: [a]}", "is not a map"),
        ("{rubric: x, criteria: [{name: a}]}", "is not a map"),
        ("{rubric: x, criteria: []}", "no criteria"),
        ("{rubric: x, criteria: [{name: a, pattern: b}, {name: a, pattern: c}]}", "two of one name"),
        ("{rubric: x/y, criteria: [{name: a, pattern: b}]}", "not a name without slashes"),
        ("{rubric: x, criteria: [{name: 1, pattern: b}]}", "not a name without slashes"),
        ("{rubric: x, criteria: [{name: a, pattern: '('}]}", "cannot be read"),
        ("{rubric: x, criteria: [{name: a, pattern: b, weight: 0}]}", "not above 0"),
        ("{rubric: x, criteria: [{name: a, pattern: b, weight: .nan}]}", "not above 0"),
        ("{rubric: x, criteria: [{name: a, pattern: b, weight: much}]}", "cannot be read"),
    ],
)
def test_what_is_no_rubric(script: ModuleType, tmp_path: Path, text: str | None, why: str) -> None:
    file = tmp_path / "rubric.yaml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(script.Wrong, match=why):
        script.read_rubric(str(file))


# --- the numbers that are logged


@given(batches=st.lists(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=20), min_size=1, max_size=8))
def test_tallies_count_as_statistics_do(script: ModuleType, batches: list[list[float]]) -> None:
    tallies = script.Tallies()
    for batch in batches:
        tallies.add("x", batch)
    again = script.Tallies()
    again.load_state_dict(tallies.state_dict())
    scores = [score for batch in batches for score in batch]
    for tally in (tallies["x"], again["x"]):
        assert tally.count == len(scores)
        assert tally.mean == pytest.approx(statistics.fmean(scores), abs=1e-9)
        std = statistics.stdev(scores) if len(scores) > 1 else 0
        assert tally.std == pytest.approx(std, rel=1e-6, abs=1e-6)
        assert (tally.low, tally.high) == (min(scores), max(scores))
        assert [*tally.recent] == scores[-100:]
    assert again["x"].recent.maxlen == 100


# --- an update


def method_of(script: ModuleType, **changes: Any) -> Any:
    """A small method with some arguments changed."""
    args = script.Arguments(model_id="tiny-32", batch_size=2, num_generations=4, **changes)
    script.seed_everything(1)
    return script.Method(args, script.Clock(), script.torch.device("cpu"))


def batch_of(script: ModuleType, method: Any, moved: float, advantage: float) -> Any:
    """Eight completions whose tokens became likelier by a factor since they were sampled."""
    torch = script.torch
    tokens = method.sample([script.Sum(1, 2)] * 8)
    with torch.no_grad():
        now, _ = script.log_probabilities(method.policy, tokens, 1.0)
        reference, _ = script.log_probabilities(method.reference, tokens, 1.0)
    mask = torch.ones_like(now)
    return script.Batch(
        tokens, mask, now - torch.tensor(moved).log(), reference, torch.full((8, 1), advantage)
    )


@pytest.mark.parametrize(
    ("moved", "advantage", "clipped"),
    [(1.5, 1.0, True), (1.5, -1.0, False), (0.5, -1.0, True), (0.5, 1.0, False), (1.0, 1.0, False)],
)
def test_epsilon_ends_the_pull_of_what_has_moved_far_enough(
    script: ModuleType, moved: float, advantage: float, clipped: bool
) -> None:
    method = method_of(script, beta=0.0, epsilon=0.2)
    loss, _, share = method.loss(batch_of(script, method, moved, advantage))
    loss.backward()
    norm = sum(float(p.grad.abs().sum()) for p in method.policy.parameters() if p.grad is not None)
    assert (norm == 0) is clipped
    assert share.item() == float(clipped)


def test_beta_weighs_the_divergence_from_the_reference(script: ModuleType) -> None:
    method = method_of(script, beta=0.5)
    batch = batch_of(script, method, 1.0, 0.0)
    loss, divergence, _ = method.loss(batch)
    assert divergence.item() > 0
    assert loss.item() == pytest.approx(0.5 * divergence.item(), rel=1e-5)
    method.reference.load_state_dict(method.policy.state_dict())
    _, divergence, _ = method.loss(batch_of(script, method, 1.0, 0.0))
    assert divergence.item() == pytest.approx(0, abs=1e-6)


def test_alike_completions_teach_nothing(script: ModuleType) -> None:
    method = method_of(script, beta=0.0, weight_decay=0.0)
    tokens = method.sample([script.Sum(1, 2)] * 8)
    before = {name: value.clone() for name, value in method.policy.state_dict().items()}
    assert method.learn(tokens, [2.0] * 8).flat == 1
    after = method.policy.state_dict()
    assert all(script.torch.equal(before[name], after[name]) for name in before)
    assert method.learn(tokens, [2.0] * 4 + [1.0, 2.0, 3.0, 4.0]).flat == 0.5


def test_lora_moves_the_adapters_alone(script: ModuleType) -> None:
    method = method_of(script, use_lora=True, lora_rank=2)
    method.reference.load_state_dict(method.policy.state_dict())
    tokens = method.sample([script.Sum(1, 2)] * 8)
    before = {name: value.clone() for name, value in method.policy.state_dict().items()}
    method.learn(tokens, [0.0, 1.0, 2.0, 3.0] * 2)
    moved = [n for n, value in method.policy.state_dict().items() if not value.equal(before[n])]
    assert moved
    assert all(name.endswith((".up", ".down")) for name in moved)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"max_operand": 10**6}, "raise --max-prompt-length"),
        ({"num_generations": 1}, "2 completions to compare"),
        ({"rubric_file": "nowhere.yaml"}, "cannot be read"),
    ],
)
def test_arguments_that_cannot_work(script: ModuleType, changes: dict[str, Any], why: str) -> None:
    args = script.Arguments(**changes)
    with pytest.raises(script.Wrong, match=why):
        script.Method(args, script.Clock(), script.torch.device("cpu"))


# --- a whole demo


@pytest.mark.long
@pytest.mark.client
def test_rewards_rise_and_the_signs_are_healthy(demos: Demos) -> None:
    data = run_of(demos("grpo").run)
    for reward in REWARDS:
        means = column(data, f"rewards/{reward}_mean")
        assert statistics.fmean(means[-10:]) > max(0.85, statistics.fmean(means[:5])), reward
        assert data.run.summary[f"rewards/{reward}_recent_mean"] == pytest.approx(
            statistics.fmean(means[-10:])
        )
    total = column(data, "rewards/total_mean")
    assert statistics.fmean(total[-10:]) > statistics.fmean(total[:5]) + 1
    rubric = column(data, "rewards/rubric_mean")
    parts = [column(data, f"rewards/{reward}_mean") for reward in REWARDS]
    assert total == pytest.approx([sum(of) for of in zip(*parts, rubric, strict=True)])


@pytest.mark.long
@pytest.mark.client
def test_histograms_come_every_ten_steps_and_summaries_at_the_end(demos: Demos) -> None:
    data = run_of(demos("grpo").run)
    tens = [*range(10, 81, 10)]
    for reward in (*REWARDS, "rubric"):
        assert steps(data, f"rewards/{reward}_hist") == tens
        assert steps(data, f"final/{reward}_mean") == [80]
        assert column(data, f"final/{reward}_total_samples") == [80 * 64]
        means = column(data, f"rewards/{reward}_mean")
        assert data.run.summary[f"final/{reward}_mean"] == pytest.approx(statistics.fmean(means))
    assert steps(data, "criteria/arithmetic/names_operands_mean") == tens


@pytest.mark.long
@pytest.mark.client
def test_the_table_of_the_rubric(demos: Demos) -> None:
    (file,) = demos("grpo").run.glob("files/media/table/rubric_criteria_summary*.json")
    table = json.loads(file.read_text(encoding="utf-8"))
    assert table["columns"] == ["criterion", "mean", "std", "min", "max", "samples"]
    names = guide_of("grpo").catalogue.dimensions["criterion"].values
    assert [row[0] for row in table["data"]] == [f"arithmetic/{name}" for name in names]
    for _, mean, std, low, high, samples in table["data"]:
        # Scores are 0 and 1, of which the mean gives the sample's deviation.
        assert std == pytest.approx((mean * (1 - mean) * samples / (samples - 1)) ** 0.5, abs=0.01)
        assert (low, high, samples) == (0, 1, 80 * 64)
        assert round(mean, 3) == mean


@pytest.mark.long
@pytest.mark.client
def test_without_a_rubric_nothing_of_one_is_logged(tmp_path: Path) -> None:
    file = write_script("grpo", tmp_path)
    words = ("--demo", "--offline", "--rubric-file", "none", "--num-steps", "10", "--supervised-steps", "2")
    run_script(file, *words)
    (folder,) = (tmp_path / "wandb").glob("offline-run-*")
    keys = run_of(folder).keys()
    assert "rewards/total_mean" in keys
    assert not [name for name in keys if "rubric" in name or "criteria" in name]


@pytest.mark.long
@pytest.mark.client
@pytest.mark.parametrize(
    ("old", "new", "code", "metric"),
    [
        # What the project's own code did: one more part in the criteria's names, histograms with every
        # batch, and no total.
        (
            'f"criteria/{rubric}/{criterion}_mean"',
            'f"criteria/rubric/{rubric}/{criterion}_mean"',
            "other-name",
            "criteria/<rubric>/<criterion>_mean",
        ),
        ('log.due("10 steps", step)', "step > 0", "wrong-cadence", "rewards/<reward>_hist"),
        (
            'values["rewards/total_mean"] = rewards_total_mean',
            "pass",
            "never-logged",
            "rewards/total_mean",
        ),
    ],
)
def test_check_names_what_a_changed_script_does_otherwise(
    tmp_path: Path, old: str, new: str, code: str, metric: str
) -> None:
    from wbgen.contract import check_run

    demo = make_demo("grpo", tmp_path, old, new)
    findings = check_run(guide_of("grpo"), run_of(demo.run)).findings
    assert (code, metric) in [(one.code, one.metric) for one in findings], findings
