"""The script of the npt guide: its curriculum, what it replaces, the names it logs, and how its demo ends."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.guides.demos import Demo, Demos, guide_of, make_demo, run_script, write_script
from tests.guides.test_every_guide import run_of
from wbgen.contract import check_run
from wbgen.spec.stages import read_parts

torch = pytest.importorskip("torch", reason="the script needs torch: pip install 'wbgen[train]'")

LAYERS = (14, 15, 16, 17)

#: A model that takes milliseconds.
TINY = {
    "n_layers": 6, "d_model": 16, "n_heads": 2, "vocab_size": 8, "seq_len": 8, "batch_size": 4,
    "pretrain_steps": 2, "eval_batches": 1, "max_steps": 4, "train_layers": [2, 4],
    "curriculum": "teacher:1,student:3",
}  # fmt: skip


class Kept:
    """What a run was given to log, by step."""

    def __init__(self) -> None:
        self.rows: dict[int, dict[str, Any]] = {}
        self.config = self

    def log(self, values: Mapping[str, Any], step: int) -> None:
        self.rows.setdefault(step, {}).update(values)

    def update(self, values: Mapping[str, Any], **_: object) -> None:
        self.rows.setdefault(0, {}).update(values)


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The script as a module."""
    file = write_script("npt", tmp_path_factory.mktemp("npt"))
    found = importlib.util.spec_from_file_location("train_npt", file)
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    yield module
    del sys.modules[found.name]


def method_of(script: ModuleType, **values: Any) -> Any:
    """A tiny method; values: over those of TINY."""
    script.seed_everything(0)
    return script.Method(script.Arguments(**{**TINY, **values}), script.Clock(0.01), torch.device("cpu"))


def trained(script: ModuleType, method: Any) -> dict[int, dict[str, Any]]:
    """What a method logs from beginning to end."""
    kept = Kept()
    log = script.Logger(kept, method.clock, method.length)
    method.begin(log)
    for step in range(1, method.length + 1):
        method.step(step, log)
    method.end(log)
    return kept.rows


def test_the_script_reads_curricula_as_wbgen_does(script: ModuleType) -> None:
    guide = guide_of("npt")
    curricula = [*(guide.sweeps["curricula"].parameters["curriculum"].values or ()), "mixed:7,student:9:0.5"]
    for text in curricula:
        meant = [part.stage for part in read_parts(text) if part.stage]
        read = script.read_curriculum(text, script.Clock())
        assert [(s.name, s.end, s.ratio) for s in read] == [(s.name, s.end, s.share) for s in meant]


def test_stages_follow_the_clock_and_the_last_goes_on(script: ModuleType) -> None:
    text = "teacher:5000,mixed:5000:0.3,mixed:5000:0.7,student:15000"
    method = method_of(script, curriculum=text, max_steps=400)
    stages = [method.stage(step) for step in (1, 49, 50, 99, 100, 149, 150, 300, 400)]
    assert [stage.ratio for stage in stages] == [0, 0, 0.3, 0.3, 0.7, 0.7, 1, 1, 1]
    assert [step for step in range(1, 401) if method.stage_changed(step)] == [50, 100, 150]


def test_a_change_between_two_logged_steps_is_told_at_the_second(script: ModuleType) -> None:
    method = method_of(script, curriculum="teacher:2500,student:500")
    method.clock = script.Clock(1.0)
    method.stages = script.read_curriculum("teacher:25,student:5", method.clock)
    assert [step for step in range(10, 60, 10) if method.stage_changed(step)] == [30]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("teacher", "'teacher' is not name:steps or name:steps:ratio"),
        ("", "'' is not name:steps"),
        ("teacher:100,", "'' is not name:steps"),
        ("mixed:5:0.3:1", "'mixed:5:0.3:1' is not name:steps"),
        ("techer:100", "'techer' is none of teacher, mixed, student"),
        ("Student:100", "'Student' is none of teacher, mixed, student"),
        ("teacher:many", "has a number that is none"),
        ("mixed:10:half", "has a number that is none"),
        ("mixed:inf", "has a number that is none"),
        ("teacher:0", "needs at least one step"),
        ("teacher:-5", "needs at least one step"),
        ("mixed:10:1.5", "a ratio from 0 to 1"),
        ("mixed:10:nan", "a ratio from 0 to 1"),
    ],
)
def test_a_wrong_curriculum(script: ModuleType, text: str, told: str) -> None:
    with pytest.raises(script.Wrong) as wrong:
        method_of(script, curriculum=text)
    assert str(wrong.value).startswith("argument --curriculum: ")
    assert told in str(wrong.value)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"train_layers": [4, 6]}, "--train_layers: there is no layer 6; the model has 6, 0 to 5"),
        ({"train_layers": [-1]}, "--train_layers: there is no layer -1"),
        ({"train_layers": []}, "--train_layers: name at least one layer"),
        ({"train_layers": [3, 3]}, "--train_layers: layer 3 is named twice"),
        ({"n_heads": 3}, "--d_model: 16 is no multiple of --n_heads, 3"),
        ({"max_steps": 0}, "--max_steps: 0 is less than 1"),
        ({"eval_batches": 0}, "--eval_batches: 0 is less than 1"),
        ({"n_heads": 0}, "--n_heads: 0 is less than 1"),
    ],
)
def test_arguments_that_fit_no_model(script: ModuleType, values: dict[str, Any], told: str) -> None:
    with pytest.raises(script.Wrong) as wrong:
        method_of(script, **values)
    assert f"argument {told}" in str(wrong.value)


def test_names_follow_the_layers(script: ModuleType) -> None:
    rows = trained(script, method_of(script, train_layers=[5, 2]))
    dimensions = {name.rpartition("_")[2] for row in rows.values() for name in row if "/layer_" in name}
    assert dimensions == {"2", "5"}
    assert [rows[step]["curriculum/stage_index"] for step in range(1, 5)] == [2, 2, 2, 2]
    assert rows[0]["trainable_parameters"] > 0


def test_the_model_stays_frozen_and_the_updates_learn(script: ModuleType) -> None:
    method = method_of(script)
    method.begin(script.Logger(None, method.clock, method.length))
    before = {part: [p.clone() for p in method.parts[part].parameters()] for part in ("model", "updates")}
    log = script.Logger(None, method.clock, method.length)
    for step in range(1, method.length + 1):
        method.step(step, log)
    same = {
        part: all(map(torch.equal, before[part], method.parts[part].parameters()))
        for part in ("model", "updates")
    }
    assert same == {"model": True, "updates": False}


def test_attention_reaches_the_stream_through_the_update_alone(script: ModuleType) -> None:
    method = method_of(script)
    tokens = script.sequences(4, method.args, None)
    teacher = method.model.streams(tokens)
    found = script.Outcome(total=torch.zeros(()), fidelity=torch.zeros(()))
    block, update, stream = method.model.blocks[2], method.updates["2"], teacher[2]
    changed = method.replaced(2, stream, teacher, 0.0, found)
    v_a, v_b = update(block.attend(stream))
    matrices = block.down.weight + v_a.unsqueeze(-1) * v_b.unsqueeze(-2)
    mlp = (matrices @ block.hidden(stream).unsqueeze(-1)).squeeze(-1) + block.down.bias
    assert torch.allclose(changed, stream + mlp, atol=1e-5)


def test_the_ratio_decides_whose_stream_attention_sees(script: ModuleType) -> None:
    method = method_of(script)
    tokens = script.sequences(4, method.args, None)
    with torch.no_grad():
        losses = [method.student(tokens, ratio).direct for ratio in (0.0, 0.5, 1.0)]
    # Before the first replaced layer both streams are the same.
    assert len({loss[2].item() for loss in losses}) == 1
    assert len({loss[4].item() for loss in losses}) == 3


# --- the demo


def history(demo: Demo, *names: str) -> list[list[Any]]:
    """The logged values of some metrics of a demo, a list each."""
    data = run_of(demo.run)
    return [data.history([name])[name].to_list() for name in names]


def of_layers(pattern: str) -> list[str]:
    """The names of a metric of every layer."""
    return [pattern.format(layer) for layer in LAYERS]


@pytest.mark.long
def test_the_losses_fall(demos: Demos) -> None:
    names = ("loss/total", "loss/fidelity", "eval_loss/total", *of_layers("mlp_direct_loss/layer_{}"))
    for name, values in zip(names, history(demos("npt"), *names), strict=True):
        assert values[-1] < values[0] / 10, name


@pytest.mark.long
def test_the_healthy_signs_hold_at_the_end(demos: Demos) -> None:
    demo = demos("npt")
    alike = [values[-1] for values in history(demo, *of_layers("v_a_attention_similarity/layer_{}"))]
    assert min(alike) > 0.7
    last = [values[-1] for values in history(demo, *of_layers("mlp_direct_loss/layer_{}"))]
    assert torch.tensor(last).std().item() < 0.1
    for norms in history(demo, *of_layers("v_a_norm/layer_{}"), *of_layers("v_b_norm/layer_{}")):
        assert norms[-1] > 1.5 * norms[0], "norms grow"
        assert max(norms[200:]) < 1.5 * min(norms[200:]), "norms settle"
    assert check_run(guide_of("npt"), run_of(demo.run)).findings == ()


@pytest.mark.long
def test_the_stages_are_told_by_their_kind(demos: Demos) -> None:
    stages, ratios, changes = history(
        demos("npt"), "curriculum/stage_index", "curriculum/mixing_ratio", "curriculum/stage_transition"
    )
    assert list(dict.fromkeys(zip(stages, ratios, strict=True))) == [(0, 0), (1, 0.3), (1, 0.7), (2, 1)]
    assert [step for step, change in enumerate(changes, 1) if change] == [50, 100, 150]


@pytest.mark.long
@pytest.mark.parametrize(
    ("old", "new", "code", "metric"),
    [
        # What the project's code did: the position in the schedule, which goes to 3.
        (
            "curriculum_stage_index=KINDS_OF_STAGE[stage.name]",
            "curriculum_stage_index=self.stages.index(stage)",
            "wrong-value",
            "curriculum/stage_index",
        ),
        # A loop that computes everything and trains nothing.
        (
            "        self.optimizer.step()\n",
            "",
            "unhealthy",
            "v_a_attention_similarity/layer_<layer>",
        ),
    ],
    ids=["position-of-the-stage", "nothing-learned"],
)
def test_a_change_of_the_script_is_caught(tmp_path: Path, old: str, new: str, code: str, metric: str) -> None:
    demo = make_demo("npt", tmp_path, old, new)
    found = {(one.code, one.metric) for one in check_run(guide_of("npt"), run_of(demo.run)).findings}
    assert (code, metric) in found


@pytest.mark.long
def test_what_is_wrong_is_told_before_anything_is_made(tmp_path: Path) -> None:
    script = write_script("npt", tmp_path)
    told = run_script(script, "--demo", "--offline", "--train_layers", "14", "18", code=2)
    assert "argument --train_layers: there is no layer 18; the model has 18, 0 to 17" in told
    assert not (tmp_path / "wandb").exists()
