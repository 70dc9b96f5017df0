"""The proto-tokens script: what it trains, what a demo of it shows, and what it takes from a sweep."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.guides.demos import Demos, column, guide_of, make_demo, run_of, run_script, steps, write_script
from wbgen.contract import check_run
from wbgen.runs.run import RunData
from wbgen.spec.diagnostics import Severity


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The generated script as a module, its language model hardly trained."""
    pytest.importorskip("torch", reason="the scripts need torch: pip install 'wbgen[train]'")
    pytest.importorskip("wandb")
    file = write_script("proto_tokens", tmp_path_factory.mktemp("proto_tokens"))
    found = spec_from_file_location("generated_proto_tokens", file)
    assert found
    assert found.loader
    module = module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    module.Method.LEARNING_STEPS = 4
    return module


def method(script: ModuleType, **values: Any) -> tuple[Any, Any]:
    """A method that is yet to begin, and a logger that logs nowhere."""
    script.seed_everything(1)
    made = script.Method(script.Arguments(**values), script.Clock(), script.torch.device("cpu"))
    return made, script.Logger(None, script.Clock(), made.length)


def image(data: RunData, name: str) -> Any:
    """The last image of a metric as an array."""
    numpy = pytest.importorskip("numpy")
    pillow = pytest.importorskip("PIL.Image")
    said = data.run.summary[name]
    assert isinstance(said, Mapping)
    logged = data.file(str(said["path"]))
    assert logged
    return numpy.asarray(pillow.open(BytesIO(logged)).convert("RGB"))


# --- the method


def test_only_the_two_embeddings_are_trained(script: ModuleType) -> None:
    made, log = method(script, num_steps=5)
    made.begin(log)
    model = {name: value.clone() for name, value in made.model.state_dict().items()}
    proto = {name: value.clone() for name, value in made.proto.state_dict().items()}
    for step in range(1, 6):
        made.step(step, log)
    assert all(value.equal(model[name]) for name, value in made.model.state_dict().items())
    moved = {name for name, value in made.proto.state_dict().items() if not value.equal(proto[name])}
    assert moved == {"e_t", "m"}


def test_the_whole_image_is_emitted_in_one_step(script: ModuleType) -> None:
    made, log = method(script)
    made.begin(log)
    calls: list[tuple[int, ...]] = []
    made.model.layers.register_forward_hook(lambda _, inputs, __: calls.append(tuple(inputs[0].shape)))
    assert made.measure().tokens.shape == made.proto.target.shape
    assert calls == [(1, 64, made.model.WIDTH)]
    read = made.proto()
    assert read[0].equal(made.proto.e_t)
    assert all(row.equal(made.proto.m) for row in read[1:])


def test_a_token_is_expected_from_what_came_before_it(script: ModuleType) -> None:
    made, log = method(script)
    made.begin(log)
    torch = script.torch
    words, tokens = torch.tensor([made.words]), made.proto.target[None].clone()
    before = made.model(words, tokens[:, :-1])
    tokens[0, 20] = (tokens[0, 20] + 1) % len(script.CODEBOOK)
    after = made.model(words, tokens[:, :-1])
    assert before.shape == (1, 64, len(script.CODEBOOK))
    torch.testing.assert_close(before[:, :21], after[:, :21])
    assert not torch.allclose(before[:, 21:], after[:, 21:])


def test_a_restored_run_goes_on_as_if_nothing_had_been(script: ModuleType, tmp_path: Path) -> None:
    whole, log = method(script, num_steps=12)
    whole.begin(log)
    for step in range(1, 7):
        whole.step(step, log)
    script.Checkpoint(tmp_path).write(6, whole, None)
    resumed, again = method(script, num_steps=12)
    checkpoint = script.Checkpoint(tmp_path)
    assert checkpoint.restore(checkpoint.read(), resumed) == 6
    for step in range(7, 13):
        whole.step(step, log)
        resumed.step(step, again)
    assert resumed.history.values == whole.history.values
    assert len(resumed.history.values["loss"]) == 12


@pytest.mark.parametrize(
    ("accuracy", "word"),
    [(1, "success"), (0.91, "success"), (0.9, "partial_success"), (0.71, "partial_success"),
     (0.7, "need_improvement"), (0, "need_improvement")],
)  # fmt: skip
def test_status(script: ModuleType, accuracy: float, word: str) -> None:
    assert script.status(accuracy) == word


@pytest.mark.parametrize("size", [256, 512])
def test_a_token_is_a_patch(script: ModuleType, size: int) -> None:
    made, _ = method(script, image_size=size)
    scene = script.draw_scene(made.words, made.edge, script.np.random.default_rng(0))
    assert len(scene) == len(made.proto.target) == (size // 32) ** 2
    shown = script.picture(script.torch.from_numpy(scene))
    assert shown.shape == (size, size, 3)
    assert (shown[:32, :32] == script.CODEBOOK[scene[0]]).all()
    red = script.COLORS["red"]
    assert (shown == red).all(-1).any(), "the apple is red"


# --- a demo


@pytest.mark.long
def test_the_demo_reconstructs_its_image(demos: Demos) -> None:
    data = run_of(demos("proto_tokens").run)
    loss, accuracy = column(data, "train/loss"), column(data, "train/accuracy")
    assert len(loss) == 300
    assert loss[-1] < loss[0] / 2
    assert accuracy[-1] > 0.9
    assert max(accuracy) == column(data, "train/best_accuracy")[-1] == data.run.summary["best_accuracy"]
    assert all(top >= one for top, one in zip(column(data, "train/top5_accuracy"), accuracy, strict=True))
    assert data.run.name == "proto_256px_steps300_lr003_seed1"


@pytest.mark.long
def test_the_summary_of_the_demo_fits_together(demos: Demos) -> None:
    data = run_of(demos("proto_tokens").run)
    summary: Mapping[str, Any] = data.run.summary
    assert summary["status"] == "success"
    assert summary["num_visual_tokens"] == summary["train/total_tokens"] == 64
    assert summary["num_errors"] == 64 - summary["train/correct_tokens"]
    assert summary["error_rate"] == pytest.approx(100 * summary["num_errors"] / 64)
    assert summary["final_accuracy"] == pytest.approx(1 - summary["error_rate"] / 100)
    assert summary["total_params"] == 2 * 96


@pytest.mark.long
def test_the_pictures_of_the_demo(demos: Demos) -> None:
    data = run_of(demos("proto_tokens").run)
    reference, made = image(data, "reference_image"), image(data, "reconstructed_image")
    side_by_side = image(data, "comparison")
    assert (side_by_side[:, :256] == reference).all()
    assert (side_by_side[:, 256:] == made).all()
    wrong = (reference != made).any(-1)[16::32, 16::32]
    cells = image(data, "token_error_map")[16::32, 16::32]
    assert ((cells[..., 1] < 100) == wrong).all()
    assert wrong.sum() == data.run.summary["num_errors"]
    assert len({*map(tuple, image(data, "training_curves").reshape(-1, 3))}) > 3
    assert steps(data, "reference_image") == [0]
    assert steps(data, "reconstructed_image") == [*range(30, 301, 30)]


@pytest.mark.long
def test_what_a_sweep_looks_for_is_there_while_a_trial_runs(tmp_path: Path) -> None:
    """An agent writes underscores, and says nothing of W&B but by the environment."""
    file = write_script("proto_tokens", tmp_path)
    words = ("--num_steps=200", "--learning_rate=0.03", "--image_size=256")
    run_script(file, *words, WANDB_MODE="offline")
    data = run_of(tmp_path / "wandb")
    assert data.run.config["num_steps"] == 200
    assert data.run.config["image_size"] == 256
    assert steps(data, "best_accuracy") == [100, 200]
    assert not [
        one for one in check_run(guide_of("proto_tokens"), data).findings if one.code == "sweep-metric"
    ]


@pytest.mark.long
@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("--prompt=a red dog on a wooden table", "name one thing, and it knows apple, box, cup"),
        ("--prompt=a red and blue cup on a white table", "name one colour"),
        ("--num_steps=0", "--num_steps has to be 1 or more"),
        ("--image_size=300", "is none of 256, 512"),
    ],
)
def test_arguments_that_cannot_be_used(word: str, said: str, tmp_path: Path) -> None:
    file = write_script("proto_tokens", tmp_path)
    assert said in run_script(file, word, "--no-wandb", code=2)


@pytest.mark.long
def test_accuracies_in_percent_are_caught(tmp_path: Path) -> None:
    """What the guide's own project did."""
    old = "accuracy=(tokens == target).float().mean().item()"
    demo = make_demo("proto_tokens", tmp_path, old, f"{old.replace('=(', '=100 * (', 1)}")
    found = check_run(guide_of("proto_tokens"), run_of(demo.run)).findings
    wrong = {one.metric for one in found if one.code == "out-of-range"}
    assert wrong == {"train/accuracy", "train/best_accuracy", "best_accuracy", "final_accuracy", "error_rate"}
    assert all(one.level is Severity.ERROR for one in found if one.code == "out-of-range")
