"""Sweeps on the command line: files of W&B's linted and pulled, those of a spec built."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from wandb.sdk.launch.sweeps.utils import load_sweep_config

from wbgen.cli.main import main

SWEEP = """\
program: train.py
method: bayes
run_cap: 9
metric: {name: loss, goal: minimize}
parameters:
  lr: {distribution: log_uniform_values, min: 0.00001, max: 0.1}
"""
SPEC = """\
wbgen: 1
guide: g
title: T
project: p
config: {lr: {type: float}}
metrics: [{group: A, of: {loss: {goal: minimize}}}]
sweeps:
  rates: {program: train.py, method: random, run_cap: 5, parameters: {lr: {min: 1e-5, max: 1e-4}}}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    Path("sweep.yaml").write_text(SWEEP, encoding="utf-8")
    Path("spec.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def run(*args: str) -> int:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as left:
        main([*args])
    return int(left.value.code or 0)


def test_lint_takes_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("lint", "spec.yaml", "sweep.yaml", "--strict") == 0
    assert capsys.readouterr() == ("2 specs: nothing to say\n", "")
    Path("sweep.yaml").write_text(SWEEP.replace("0.00001", "1e-5"), encoding="utf-8")
    assert run("lint", "spec.yaml", "sweep.yaml") == 1
    said = capsys.readouterr().err
    assert "sweep.yaml:6:47: error[number-as-text] `wandb sweep` reads `1e-5` as a text" in said
    assert "cure: write 1.0e-05" in said


def test_lint_reads_the_program_beside(capsys: pytest.CaptureFixture[str]) -> None:
    program = "import argparse\np = argparse.ArgumentParser()\np.add_argument('--rate')\np.parse_args()\n"
    Path("train.py").write_text(program, encoding="utf-8")
    assert run("lint", "sweep.yaml") == 0
    assert "warning[unknown-argument] the program has no `--lr`" in capsys.readouterr().err


def test_build_writes_what_wandb_sweep_reads(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("build", "spec.yaml", "-o", "out") == 0
    assert capsys.readouterr().out == "out/g/sweep.rates.yaml\n"
    config = load_sweep_config("out/g/sweep.rates.yaml")
    assert config == {
        "project": "p",
        "program": "train.py",
        "method": "random",
        "run_cap": 5,
        "parameters": {"lr": {"min": 1e-5, "max": 1e-4}},
    }
    assert run("lint", "out/g/sweep.rates.yaml", "--strict") == 0


def test_a_sweep_is_no_spec(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("build", "sweep.yaml", "-o", "out") == 1
    assert "error[sweep-file]" in capsys.readouterr().err


def test_pull_makes_a_spec_that_builds_the_sweep() -> None:
    assert run("pull", "sweep.yaml", "-o", "new.yaml") == 0
    assert run("lint", "new.yaml") == 0
    assert run("build", "new.yaml", "-o", "out") == 0
    built = load_sweep_config("out/sweep/sweep.sweep.yaml")
    assert built == {**yaml.safe_load(SWEEP), "project": "unnamed"}


def test_pull_overwrites_nothing_unasked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("pull", "sweep.yaml", "-o", "spec.yaml") == 1
    assert "spec.yaml is there already" in capsys.readouterr().err
    assert Path("spec.yaml").read_text(encoding="utf-8") == SPEC
    assert run("pull", "sweep.yaml", "-o", "spec.yaml", "--force") == 0


def test_pull_into_a_spec(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("pull", "sweep.yaml", "--into", "spec.yaml", "--dry-run") == 0
    assert "+    method: bayes\n" in capsys.readouterr().out
    assert Path("spec.yaml").read_text(encoding="utf-8") == SPEC
    assert run("pull", "sweep.yaml", "--into", "spec.yaml") == 0
    assert capsys.readouterr().out == "spec.yaml: sweep `sweep` pulled\n"
    assert run("build", "spec.yaml", "-o", "out") == 0
    assert load_sweep_config("out/g/sweep.sweep.yaml") == {**yaml.safe_load(SWEEP), "project": "p"}
    assert run("pull", "sweep.yaml", "--into", "spec.yaml") == 1
    assert "has a sweep `sweep` already" in capsys.readouterr().err


def test_only_sweeps_go_into_a_spec(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("pull", "spec.yaml", "--into", "spec.yaml") == 1
    assert "only a sweep goes into a spec" in capsys.readouterr().err
    assert run("pull", "http://x/y", "--into", "spec.yaml") == 1


def test_a_bad_sweep_is_not_pulled(capsys: pytest.CaptureFixture[str]) -> None:
    Path("sweep.yaml").write_text(SWEEP.replace("bayes", "bayesian"), encoding="utf-8")
    assert run("pull", "sweep.yaml", "-o", "new.yaml") == 1
    assert "error[not-a-choice]" in capsys.readouterr().err
    assert not Path("new.yaml").exists()
