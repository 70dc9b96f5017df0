"""How long many sweep files take to be checked, each with the program beside it."""

from __future__ import annotations

from measure import Place, run
from results import WBGEN, Row

FILES = 1_000

PROGRAM = """\
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--learning_rate", type=float, default=1e-3)
parser.add_argument("--batch_size", type=int, default=32)
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--optimizer", choices=["adam", "sgd"], default="adam")
parser.add_argument("--dropout", type=float, default=0.1)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
"""

SWEEP = """\
name: search number {number}
program: train.py
method: bayes
run_cap: {cap}
metric:
  name: val/loss
  goal: minimize
early_terminate:
  type: hyperband
  min_iter: 3
parameters:
  learning_rate:
    distribution: log_uniform_values
    min: 0.00001
    max: 0.1
  batch_size:
    values: [16, 32, 64, 128]
  epochs:
    min: 5
    max: 50
  optimizer:
    values: [adam, sgd]
  dropout:
    min: 0.0
    max: 0.5
  seed:
    value: {number}
command:
  - ${{env}}
  - ${{interpreter}}
  - ${{program}}
  - ${{args}}
"""


def sweep_lint(title: str, runs: int, place: Place) -> list[Row]:
    """``wbgen lint`` of a folder of sweeps with nothing to say of any."""
    folder = place.folder / "sweeps"
    folder.mkdir()
    (folder / "train.py").write_text(PROGRAM, encoding="utf-8")
    for number in range(FILES):
        text = SWEEP.format(number=number, cap=20 + number % 30)
        (folder / f"{number:04}.yaml").write_text(text, encoding="utf-8")
    command = (*WBGEN, "lint", "sweeps", "--strict")
    samples = [run(command, place) for _ in range(1 + runs)][1:]
    return [
        Row(title, "wall time", "s", [sample.wall for sample in samples], bar=3.0),
        Row(title, "processor time", "s", [sample.cpu for sample in samples], bar=3.0),
        Row(title, "peak memory", "MB", [sample.peak / 1e6 for sample in samples]),
    ]
