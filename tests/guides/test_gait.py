"""Gait: a guide in two languages, the rule of mode collapse, and what its script and a demo of it show."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest
from pydantic import BaseModel

from tests.guides.demos import SPECS, Demos, column, guide_of, make_demo, run_of, write_script
from wbgen.cli.read import same_guides
from wbgen.contract import check_run
from wbgen.contract.finding import Finding
from wbgen.runs.memory import MemoryRun
from wbgen.runs.run import Run
from wbgen.spec.diagnostics import Severity
from wbgen.spec.guide import Guide
from wbgen.spec.read import read_guide

HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
#: A run whose samples and gradients are as the guide wants them.
WELL = {
    "train/batch_loss_cv": 0.2,
    "train/is_improving": 1.0,
    "train/grad_norm_mean": 1.0,
    "train/grad_norm_std": 0.3,
    "validation/knee_healthy": 1.0,
    "validation/grf_healthy": 1.0,
    "validation/gen_std": 0.7,
}
#: The six signs of mode collapse, each by the value that shows it and the rule that tells it.
SIGNS = {
    "batch-losses-alike": ("train/batch_loss_cv", 0.005),
    "knee-unhealthy": ("validation/knee_healthy", 0.0),
    "grf-unhealthy": ("validation/grf_healthy", 0.0),
    "samples-constant": ("validation/gen_std", 0.05),
    "long-plateau": ("train/is_improving", 0.0),
    "gradients-alike": ("train/grad_norm_std", 0.05),
}


# --- two languages


def texts(thing: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a checked guide with the way to it, models and maps and all; keys of maps too."""
    if isinstance(thing, str):
        yield path, thing
    elif isinstance(thing, BaseModel):
        for name in type(thing).model_fields:
            yield from texts(getattr(thing, name), f"{path}.{name}")
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from texts(getattr(thing, field.name), f"{path}.{field.name}")
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from texts(key, f"{path}.keys")
            yield from texts(value, f"{path}[{key}]")
    elif isinstance(thing, (list, tuple)):
        for index, value in enumerate(thing):
            yield from texts(value, f"{path}[{index}]")


@pytest.fixture(scope="module")
def korean() -> Guide:
    return guide_of("gait")


@pytest.fixture(scope="module")
def english() -> Guide:
    return guide_of("gait.en")


def test_no_korean_is_left_in_english(korean: Guide, english: Guide) -> None:
    there = dict(texts(korean))
    assert sum(bool(HANGUL.search(text)) for text in there.values()) > 200
    assert {path: text for path, text in texts(english) if HANGUL.search(text)} == {}


def test_each_korean_text_has_an_english_one(korean: Guide, english: Guide) -> None:
    """Nothing is missing or added, and what is no text is the same in both."""
    # Korean titles give workspaces' sections and W&B's names no other ids: they are written.
    own = re.compile(r"\.(file|id|title|lang)$|\.group$|\.metrics\[")
    there, here = dict(texts(korean)), dict(texts(english))
    assert {p for p in there if not own.search(p)} == {p for p in here if not own.search(p)}
    plain = {p: text for p, text in there.items() if not HANGUL.search(text) and not own.search(p)}
    changed = {p: (text, here[p]) for p, text in plain.items() if p in here and here[p] != text}
    assert {p: pair for p, pair in changed.items() if p not in (".file", ".id", ".lang")} == {}


def test_both_dashboards_stand_side_by_side(korean: Guide, english: Guide) -> None:
    assert (korean.lang, english.lang) == ("ko", "en")
    assert korean.project == english.project
    assert same_guides([korean, english]) == []
    assert [w.id for w in korean.workspaces] == [w.id for w in english.workspaces]
    ids = [[(s.id, [p.id for p in s.panels]) for s in g.workspaces[0].sections] for g in (korean, english)]
    assert ids[0] == ids[1]


def test_the_same_guide_id_is_refused(tmp_path: Path) -> None:
    text = (SPECS / "gait.en.yaml").read_text(encoding="utf-8")
    (tmp_path / "gait.yaml").write_bytes((SPECS / "gait.yaml").read_bytes())
    file = tmp_path / "gait.en.yaml"
    file.write_text(text.replace("guide: gait-en\n", ""), encoding="utf-8")
    guides = [read_guide(tmp_path / "gait.yaml")[0], read_guide(file)[0]]
    assert [(one.code, one.file) for one in same_guides(guides)] == [("duplicate-id", str(file))]


# --- mode collapse


def findings(guide: Guide, values: dict[str, float]) -> list[Finding]:
    """What check says of a run that logged the same values for 60 epochs, as far as rules go."""
    frame = pl.DataFrame({"_step": range(1, 61), **{name: [value] * 60 for name, value in values.items()}})
    frame = frame.with_columns(pl.col("_step").cast(pl.Float64).alias("train/epoch"))
    data = MemoryRun(Run("r", state="finished"), frame)
    return [one for one in check_run(guide, data).findings if one.code == "health-rule"]


@pytest.mark.parametrize("count", range(7))
def test_three_signs_of_six_are_mode_collapse(korean: Guide, count: int) -> None:
    shown = dict([*SIGNS.values()][:count])
    told = {one.rule: one.level for one in findings(korean, {**WELL, **shown})}
    assert {*SIGNS} & {*told} == {*[*SIGNS][:count]}
    assert told.get("mode-collapse") == (Severity.ERROR if count >= 3 else None)


@pytest.mark.parametrize("sign", SIGNS)
def test_each_sign_is_told_by_its_rule_in_each_language(korean: Guide, english: Guide, sign: str) -> None:
    name, value = SIGNS[sign]
    for guide in (korean, english):
        assert not {one.rule for one in findings(guide, WELL)} & {*SIGNS}
        (told,) = (one for one in findings(guide, {**WELL, name: value}) if one.rule == sign)
        title = guide.health[sign].options.title
        assert title
        assert title in told.message


# --- the method


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The generated script as a module."""
    pytest.importorskip("torch", reason="the scripts need torch: pip install 'wbgen[train]'")
    pytest.importorskip("wandb")
    file = write_script("gait", tmp_path_factory.mktemp("gait"))
    found = spec_from_file_location("generated_gait", file)
    assert found
    assert found.loader
    module = module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


def method_of(script: ModuleType, **changes: Any) -> Any:
    """A small method with some arguments changed."""
    small = {"batch_size": 4, "pseudo_dataset_len": 8, "epochs": 3, "window_len": 20, "hidden": 8}
    args = script.Arguments(**{**small, "diffusion_steps": 10, **changes})
    script.seed_everything(1)
    return script.Method(args, script.Clock(), script.torch.device("cpu"))


def test_the_walk_is_a_walk(script: ModuleType) -> None:
    """In the ranges the guide names: the knee moves through 60 to 70 degrees, the force is never negative."""
    script.seed_everything(1)
    curves = script.walking("normal", 500)
    knee, force = curves["knee_angle_r"], curves["ground_force_vz_r"]
    assert 55 < math.degrees(knee.max() - knee.min()) < 80
    assert 0.3 < knee.std().item() < 0.52
    assert 100 < force.std().item() < 300
    assert force.min() > -20  # noise of the sensor
    speeds = [script.walking(pace, 500)["pelvis_tx"].mean().item() for pace in script.DATASETS]
    assert speeds == sorted(speeds)


def test_the_truth_has_no_loss_and_slides_little(script: ModuleType) -> None:
    method = method_of(script)
    clean, _ = method.trials.windows(32)
    kept = script.torch.ones(32)
    terms = method.terms(clean, clean, kept)
    assert tuple(terms) == script.TERMS
    assert all(terms[name].abs().max() == 0 for name in ("simple", "vel", "fk", "drift"))
    noisy = method.terms(clean + script.torch.randn_like(clean), clean, kept)
    assert all(noisy[name].mean() > 2 * terms[name].mean() for name in script.TERMS)


@pytest.mark.parametrize(
    ("channel", "untouched"),
    [
        ("pelvis_tx", {"fk"}),
        ("hip_flexion_r", {"drift"}),
        ("knee_angle_r", {"drift"}),
        ("ground_force_vz_r", {"fk", "drift", "slide"}),
    ],
)
def test_each_term_sees_its_channels(script: ModuleType, channel: str, untouched: set[str]) -> None:
    method = method_of(script)
    clean, _ = method.trials.windows(8)
    wrong = clean.clone()
    wrong[..., script.CHANNELS.index(channel)] += script.torch.linspace(0, 1, 20)
    kept = script.torch.ones(8)
    before, after = method.terms(clean, clean, kept), method.terms(wrong, clean, kept)
    assert {name for name in script.TERMS if (after[name] == before[name]).all()} == untouched


def test_a_leg_as_long_as_its_bones(script: ModuleType) -> None:
    motion = script.torch.zeros(1, 1, 4)
    knee, ankle = script.leg(motion)[0, 0].tolist()
    assert knee == pytest.approx([0, -script.THIGH])
    assert ankle == pytest.approx([0, -script.THIGH - script.SHANK])
    motion[..., script.KNEE] = math.pi / 2
    _, bent = script.leg(motion)[0, 0].tolist()
    assert bent == pytest.approx([-script.SHANK, -script.THIGH], abs=1e-6)


def test_noise_covers_all_and_is_undone(script: ModuleType) -> None:
    """All steps are seen in an epoch; a network that knows the truth is led back to it."""
    method = method_of(script)
    diffusion = method.diffusion
    assert (diffusion.kept.diff() < 0).all()
    assert set(diffusion.times(10).tolist()) == set(diffusion.kept[1:].tolist())
    clean, _ = method.trials.windows(1)

    class Knowing(script.torch.nn.Module):  # type: ignore[name-defined,misc]
        def forward(self, noisy: Any, kept: Any) -> Any:
            return clean.expand_as(noisy)

    made = diffusion.sample(Knowing(), (3, 20, 4))
    assert (made - clean).abs().max().item() < 0.1


def test_the_average_follows(script: ModuleType) -> None:
    method = method_of(script, ema_decay=0.9)
    assert method.ema_difference() == 0
    with script.torch.no_grad():
        for each in method.model.parameters():
            each.add_(1.0)
    assert method.ema_difference() == pytest.approx(1, rel=1e-5)
    method.follow(10_000)
    assert method.ema_difference() == pytest.approx(0.9, rel=1e-5)
    method.follow(0)  # nothing to remember yet
    assert method.ema_difference() == pytest.approx(0.09, rel=1e-3)


@pytest.mark.parametrize(
    "changes",
    [{"batch_size": 9}, {"batch_size": 0}, {"window_len": 1}, {"diffusion_steps": 1}],
)
def test_arguments_that_cannot_be(script: ModuleType, changes: dict[str, int]) -> None:
    with pytest.raises(script.Wrong):
        method_of(script, **changes)


def test_clipping_bounds_what_is_applied_not_what_is_logged(script: ModuleType) -> None:
    """The guide's bounds are for gradients as they come: those it logs are not clipped."""
    logged: list[float] = []

    class Log:
        def due(self, every: str, epoch: int) -> bool:
            return False

        def every_epoch(self, epoch: int, *, train_grad_norm_max: float, **values: Any) -> None:
            logged.append(train_grad_norm_max)

    method = method_of(script, grad_clip=1e-3)
    method.step(1, Log())
    applied = script.torch.cat([each.grad.flatten() for each in method.model.parameters()])
    assert applied.norm().item() == pytest.approx(1e-3, rel=1e-2)
    assert logged[0] > 0.1


# --- a demo


@pytest.mark.long
@pytest.mark.client
def test_a_demo_learns_to_walk(demos: Demos) -> None:
    data = run_of(demos("gait").run)
    loss = column(data, "train/total_loss")
    assert len(loss) == 300
    assert sum(loss[-10:]) < 0.2 * sum(loss[:10])
    epochs = data.history(["train/epoch", "validation/gen_std"]).drop_nulls()["train/epoch"].to_list()
    assert epochs == [50, 100, 150, 200, 250, 300]
    knee, force = column(data, "validation/knee_r_std"), column(data, "validation/grf_vz_r_std")
    assert column(data, "validation/knee_healthy") == [float(std > 0.1) for std in knee]
    assert column(data, "validation/grf_healthy") == [float(std > 10) for std in force]
    assert 0.2 < knee[-1] < 0.52
    assert 100 < force[-1] < 300
    assert min(column(data, "train/batch_loss_cv")[50:]) > 0.05
    shares = [column(data, f"loss_ratio/{term}") for term in ("simple", "vel", "fk", "drift", "slide")]
    assert [sum(one) for one in zip(*shares, strict=True)] == pytest.approx([1] * 300)


@pytest.mark.long
@pytest.mark.client
def test_samples_that_stay_normalised_are_caught(tmp_path: Path) -> None:
    """A mistake people make: samples are looked at in the model's units, and forces are no newtons."""
    demo = make_demo("gait", tmp_path, "real = made * trials.std + trials.mean", "real = made")
    found = check_run(guide_of("gait"), run_of(demo.run)).findings
    told = {(one.code, one.metric) for one in found if one.level is not Severity.NOTE}
    assert ("critical", "validation/grf_vz_r_std") in told
    assert ("unhealthy", "validation/grf_healthy") in told
    assert {metric for _, metric in told if metric} <= {"validation/grf_vz_r_std", "validation/grf_healthy"}
