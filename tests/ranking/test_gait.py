"""The gait guide's priorities: healthy at the end, then the loss, then stability, then how early."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ranking.made import order, run
from wbgen.runs.memory import MemoryRun
from wbgen.spec.guide import Guide
from wbgen.spec.read import read_guide

SPECS = Path(__file__).parents[2] / "specs"
FALLS = [1.0, 0.8, 0.6, 0.5]
GRADIENTS = [1.0, 1.1, 0.9, 1.0]


@pytest.fixture(params=["gait.yaml", "gait.en.yaml"])
def guide(request: pytest.FixtureRequest) -> Guide:
    return read_guide(SPECS / str(request.param))[0]


def gait(
    name: str,
    loss: list[float] | None = None,
    knee: tuple[float, ...] = (0, 0, 1, 1),
    force: tuple[float, ...] = (0, 1, 1, 1),
    gradients: list[float] | None = None,
    ema: float = 0.1,
) -> MemoryRun:
    """A run of four rows; what is not said is as in the others."""
    columns = {
        "train/total_loss": loss or FALLS,
        "validation/knee_healthy": knee,
        "validation/grf_healthy": force,
        "train/grad_norm_mean": gradients or GRADIENTS,
        "model/ema_diff": [ema] * 4,
    }
    return run(name, {metric: [float(value) for value in each] for metric, each in columns.items()})


def test_health_at_the_end_comes_before_the_loss(guide: Guide) -> None:
    runs = [
        gait("low but sick", [1.0, 0.2, 0.1, 0.05], knee=(1, 1, 1, 0)),
        gait("healthy"),
        gait("half sick", [1.0, 0.2, 0.1, 0.06], force=(1, 1, 1, 0)),
        gait("sick twice", [1.0, 0.1, 0.1, 0.01], knee=(0, 0, 0, 0), force=(0, 0, 0, 0)),
    ]
    assert order(guide, runs) == [["healthy"], ["half sick"], ["low but sick"], ["sick twice"]]


def test_then_the_lowest_loss_at_any_time(guide: Guide) -> None:
    runs = [gait("end"), gait("lower once", [1.0, 0.3, 0.6, 0.55]), gait("higher", [1.0, 0.9, 0.8, 0.7])]
    assert order(guide, runs) == [["lower once"], ["end"], ["higher"]]


def test_then_what_is_steadier_of_losses_about_as_low(guide: Guide) -> None:
    runs = [
        gait("jumps", [1.0, 0.8, 0.6, 0.495], gradients=[1.0, 3.0, 0.2, 2.0]),
        gait("steady"),
        gait("far from its average", ema=0.5),
    ]
    assert order(guide, runs) == [["steady"], ["far from its average"], ["jumps"]]


def test_then_what_falls_faster(guide: Guide) -> None:
    runs = [gait("slow", [0.7, 0.65, 0.55, 0.5]), gait("fast", [2.0, 1.2, 0.6, 0.5])]
    assert order(guide, runs) == [["fast"], ["slow"]]


def test_a_run_that_diverged_or_logged_no_health_comes_last(guide: Guide) -> None:
    lost = gait("diverged", [1.0, 0.4, float("nan"), float("nan")], knee=(1, 1, float("nan"), float("nan")))
    runs = [
        run("silent", {"train/total_loss": [0.1]}),
        gait("sick", knee=(0, 0, 0, 0)),
        lost,
        gait("healthy"),
    ]
    assert order(guide, runs)[:2] == [["healthy"], ["sick"]]
    assert order(guide, runs)[-1] == ["silent"]
