"""The dakota guide: its spec against the run that it analyses, its script against what it promises."""

from __future__ import annotations

import csv
import importlib.util
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.corpus import CORPUS
from tests.guides.demos import Demos, guide_of, make_demo, run_script, write_script
from wbgen.contract.check import Checked, check_run
from wbgen.contract.config import leaves
from wbgen.runs.exports import exported_runs
from wbgen.runs.offline import offline_runs
from wbgen.runs.run import RunData
from wbgen.spec.diagnostics import Severity

EXPORT = CORPUS / "dakota"

needs_export = pytest.mark.skipif(
    not EXPORT.is_dir(), reason="no corpus beside the checkout, and none at WBGEN_CORPUS"
)


def part(folder: Path, end: str) -> Path:
    """One file of the export in a folder."""
    (found,) = folder.glob(f"*_{end}")
    return found


def checked(data: RunData) -> Checked:
    return check_run(guide_of("dakota"), data)


def codes(found: Checked) -> set[str]:
    """What is found, but for notes."""
    return {one.code for one in found.findings if one.level != Severity.NOTE}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The export in a folder that a test may change."""
    shutil.copytree(EXPORT, tmp_path / "export", copy_function=shutil.copyfile)
    (tmp_path / "export").chmod(0o755)
    return tmp_path / "export"


def change(file: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    """Change a JSON file of an export."""
    value = json.loads(file.read_text(encoding="utf-8"))
    edit(value)
    file.write_text(json.dumps(value), encoding="utf-8")


@needs_export
def test_every_key_of_the_guides_run_is_declared_and_no_other() -> None:
    summary = json.loads(part(EXPORT, "summary.json").read_text(encoding="utf-8"))
    with part(EXPORT, "history.csv").open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    assert len(summary) == 73
    declared = {*guide_of("dakota").catalogue.metrics}
    assert declared == {key for key in summary if not key.startswith("_")}
    assert declared == {key for key in columns if not key.startswith("_")}


@needs_export
def test_every_setting_of_the_guides_run_is_declared() -> None:
    config = json.loads(part(EXPORT, "config.json").read_text(encoding="utf-8"))
    assert len(config) == 17
    declared = guide_of("dakota").config
    assert {key.partition(".")[0] for key in declared} == {*config, "seed"}
    for leaf in leaves(config):
        # A map that is observed as a whole, or one of whose keys is declared, holds the leaf.
        assert any(
            leaf == key or leaf.startswith(f"{key}.") or key.startswith(f"{leaf}.") for key in declared
        )


@needs_export
def test_the_guides_run_keeps_the_contract() -> None:
    (run,) = exported_runs(EXPORT)
    assert codes(checked(run)) == set()


@needs_export
def test_a_metric_that_the_run_calls_otherwise_is_named(copied: Path) -> None:
    history = part(copied, "history.csv")
    text = history.read_text(encoding="utf-8")
    history.write_text(text.replace("entropy/mean,", "entropy/average,", 1), encoding="utf-8")
    change(part(copied, "summary.json"), lambda summary: summary.update({"entropy/mean": None}))
    (run,) = exported_runs(copied)
    found = {(one.code, name) for one in checked(run).findings for name in (*one.names, one.metric)}
    assert ("never-logged", "entropy/mean") in found
    assert ("undeclared", "entropy/average") in found


@needs_export
def test_settings_that_are_missing_or_unknown_are_named(copied: Path) -> None:
    def edit(config: dict[str, Any]) -> None:
        config["loss"]["mask_high"] = config["loss"].pop("mask_ratio_high")
        del config["log"]
        config["scheduler"]["type"] = "sudden"

    change(part(copied, "config.json"), edit)
    (run,) = exported_runs(copied)
    found = {(one.code, one.config) for one in checked(run).findings if one.config}
    assert found == {
        ("missing-config", "loss.mask_ratio_high"),
        ("missing-config", "log"),
        ("undeclared-config", "loss.mask_high"),
        ("not-a-choice", "scheduler.type"),
    }


def rows_of(data: RunData, *names: str) -> list[list[float]]:
    """The values of metrics, one list each."""
    frame = data.history([*names])
    return [frame.get_column(name).drop_nulls().to_list() for name in names]


@pytest.fixture
def run(demos: Demos) -> RunData:
    (data,) = offline_runs(demos("dakota").run).runs
    return data


@pytest.mark.long
def test_the_demo_ends_as_a_healthy_run_does(run: RunData) -> None:
    loss, entropy, probs, kl, rate = rows_of(
        run, "loss/mean", "entropy/mean", "inference_probs/mean", "mismatch_kl/mean", "optim/lr"
    )
    late = len(loss) // 10
    # With equal weights the surrogate is zero; then the likelier answers are the better ones.
    assert sum(loss[1:]) / len(loss[1:]) < min(0.0, loss[0])
    assert entropy[0] > 0.8
    assert max(entropy[-late:]) < 0.5
    assert min(probs[-late:]) > 0.8 > probs[0]
    assert max(kl) > 10 * kl[0]
    assert min(kl[-late:]) > kl[0]
    assert set(rate) == {2e-4}
    assert codes(checked(run)) == set()


@pytest.mark.long
def test_the_demo_masks_what_left_the_bounds_and_measures_its_time(run: RunData) -> None:
    masked, low, high = rows_of(run, "is_masked/mean", "is_masked_low/mean", "is_masked_high/mean")
    assert max(low) > 0 < max(high)
    assert masked == pytest.approx([below + above for below, above in zip(low, high, strict=True)])
    steps, (whole,), *parts = (
        rows_of(run, "step")[0],
        rows_of(run, "time/step"),
        *(
            rows_of(run, f"time/{name}")[0]
            for name in ("wait_for_batch", "load_data", "forward_backward", "broadcast_weights", "save_ckpt")
        ),
    )
    assert steps == [*range(1, 101)]
    assert all(sum(each) <= step for step, *each in zip(whole, *parts, strict=True))
    checkpoints = [step for step, seconds in zip(steps, parts[-1], strict=True) if seconds > 0]
    assert checkpoints == [*range(11, 101, 10)]  # the step after each tenth of the run pays for it
    throughput, mfu, memory = rows_of(run, "perf/throughput", "perf/mfu", "perf/peak_memory")
    assert min(throughput) > 0
    assert all(0 < share < 100 for share in mfu)
    assert memory == sorted(memory)


@pytest.mark.long
def test_log_probabilities_in_place_of_probabilities_are_found(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="the scripts need torch: pip install 'wbgen[train]'")
    demo = make_demo("dakota", tmp_path, "batch.inference.exp()[counted]", "batch.inference[counted]")
    (data,) = offline_runs(demo.run).runs
    found = checked(data)
    (one,) = [one for one in found.findings if one.code == "out-of-range"]
    assert one.metric == "inference_probs/<stat>"
    assert {"inference_probs/mean", "inference_probs/min"} <= {*one.names}


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The script as a module."""
    pytest.importorskip("torch", reason="the scripts need torch: pip install 'wbgen[train]'")
    file = write_script("dakota", tmp_path_factory.mktemp("script"))
    spec = importlib.util.spec_from_file_location("train_dakota", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def batch(script: ModuleType, inference: list[list[float]], advantages: list[float]) -> Any:
    """A batch of two answers of three tokens, the last of the second beyond its END."""
    import torch

    return script.Batch(
        tokens=torch.zeros(2, 9, dtype=torch.long),
        inference=torch.tensor(inference).log(),
        advantages=torch.tensor(advantages),
        counts=torch.tensor([[True, True, True], [True, True, False]]),
    )


@pytest.mark.long
def test_ratios_masks_and_losses_by_hand(script: ModuleType) -> None:
    import torch

    args = script.Arguments(loss_mask_ratio_low=0.5, loss_mask_ratio_high=3.0)
    given = batch(script, [[0.5, 0.8, 0.2], [0.5, 0.5, 0.5]], [1.0, -0.5])
    trainer = torch.tensor([[0.6, 0.2, 0.8], [0.25, 0.25, 0.01]]).log()
    ratios = script.log_ratios(trainer, given, args)
    assert ratios.exp().flatten().tolist() == pytest.approx([1.2, 0.25, 4.0, 0.5, 0.5, 1.0])
    masks = script.masks_of(ratios, given, args)
    assert masks.low.tolist() == [[False, True, False], [False, False, False]]
    assert masks.high.tolist() == [[False, False, True], [False, False, False]]
    assert not masks.sequence.any()
    # One token is left of the first answer, two of the second; five count.
    assert script.losses(ratios, masks, given).tolist() == pytest.approx([-1.2 / 5, 0.5 / 5])

    strict = script.Arguments(loss_mask_ratio_high=8.0, loss_sequence_mask_ratio_low=0.3)
    masks = script.masks_of(ratios, given, strict)
    assert masks.sequence.tolist() == [True, False]
    assert script.losses(ratios, masks, given).tolist() == pytest.approx([0.0, 0.5 / 5])

    whole = script.Arguments(loss_ratio_type="sequence", loss_ratio_length_norm=True)
    ratios = script.log_ratios(trainer, given, whole)
    assert ratios.exp()[:, 0].tolist() == pytest.approx([1.2 ** (1 / 3), 0.5])
    assert script.divergence(ratios).min() >= 0


@pytest.mark.long
def test_what_samples_lags_behind_by_so_many_steps(script: ModuleType) -> None:
    import torch

    size = script.Size(width=8, heads=1, layers=1)
    for lag in (0, 1, 3):
        inference = script.Inference(script.Policy(size), lag)
        trained = script.Policy(size).state_dict()
        first = {name: weight.clone() for name, weight in inference.policy.state_dict().items()}
        for step in range(1, 7):
            inference.receive({name: torch.full_like(weight, step) for name, weight in trained.items()})
            used = inference.policy.state_dict()["head.weight"]
            expected = torch.full_like(used, step - lag) if step > lag else first["head.weight"]
            assert torch.equal(used, expected)
        again = script.Inference(script.Policy(size), lag)
        again.load_state_dict(inference.state_dict())
        assert len(again.waiting) == lag


@pytest.mark.long
def test_a_policy_nobody_knows_and_a_wrong_choice_are_told(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="the scripts need torch: pip install 'wbgen[train]'")
    file = write_script("dakota", tmp_path)
    said = run_script(file, "--demo", "--no-wandb", "--model.name", "Qwen/Qwen3-0.6B", code=2)
    assert "no policy 'Qwen/Qwen3-0.6B' among tiny-decoder" in said
    assert "--loss.ratio_type" in run_script(file, "--loss.ratio-type", "word", code=2)
