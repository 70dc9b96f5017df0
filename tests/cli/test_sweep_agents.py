"""What is looked at, shown and said before agents of a sweep start."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cli.test_sweep import SPEC, sweeps
from tests.e2e.command import wbgen
from tests.live import served
from tests.server.agents import QUICK
from wbgen.cli.sweep_make import name_of
from wbgen.cli.sweep_program import missing_program
from wbgen.plan.sweeps import SweepAction

SCRIPT = """import wandb
run = wandb.init()
run.log({"loss": run.config.seed})
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "g.yaml").write_text(SPEC, encoding="utf-8")
    (tmp_path / "train.py").write_text(SCRIPT, encoding="utf-8")
    return tmp_path


# --- the program


@pytest.mark.parametrize(
    ("config", "missing"),
    [
        ({"program": "train.py"}, None),
        ({"program": "./train.py"}, None),
        ({"program": "gone.py"}, "gone.py"),
        ({"program": "gone.py", "command": []}, "gone.py"),
        ({"program": "gone.py", "command": ["python", "${program}", "${args}"]}, "gone.py"),
        ({"program": "gone.py", "command": ["python", "other.py", "${args}"]}, None),
        ({"program": "package.train", "command": ["python", "-m", "${program}"]}, None),
        ({"program": "sh", "command": ["${program}", "${args}"]}, None),
        ({"program": "x" * 9999}, "x" * 9999),
        ({"program": "a\0b"}, "a\0b"),
        ({"program": 3}, None),
        ({"job": "team/p/job:latest"}, None),
        ({}, None),
    ],
)
def test_a_program_that_agents_would_not_find(
    config: dict[str, Any], missing: str | None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert missing_program(config) == missing


def test_nothing_is_made_for_agents_without_a_program(folder: Path) -> None:
    (folder / "train.py").unlink()
    with served(folder / ".wbgen") as server:
        refused = wbgen(folder, "sweep", "seeds", "--agents", "2")
        assert refused.code == 1
        assert "the sweep runs `train.py`, which is not in this folder" in refused.err
        assert "cure: start agents in the folder that has it" in refused.err
        assert sweeps(server.url) == []
        assert wbgen(folder, "sweep", "seeds").code == 0
        (made,) = sweeps(server.url)
        later = wbgen(folder, "sweep", f"p/{made['name']}", "--on", "slurm")
        assert (later.code, "not in this folder" in later.err) == (1, True)
        moved = ("--on", "slurm", "--setup", "cd /somewhere", "--dry-run")
        assert "warning" not in wbgen(folder, "sweep", f"p/{made['name']}", *moved).err


def test_the_cure_names_the_command_that_writes_the_program(folder: Path) -> None:
    (folder / "train.py").unlink()
    spec = SPEC.replace("program: train.py", "script: train.py") + (
        "scripts: {train.py: {template: plain.py.j2}}\n"
    )
    (folder / "specs" / "g.yaml").write_text(spec, encoding="utf-8")
    cure = "`wbgen script specs/g.yaml train.py -o train.py` writes it"
    assert f"cure: {cure}" in wbgen(folder, "sweep", "seeds", "--agents", "1").err
    assert wbgen(folder, "sweep", "seeds").code == 0
    found = wbgen(folder, "sweep", "run", "seeds", "--dry-run")
    assert (found.code, f"folder; {cure}" in found.err) == (0, True)


# --- what is shown


def test_a_dry_run_shows_the_agents_of_a_sweep_that_is_yet_to_be_made(folder: Path) -> None:
    done = wbgen(folder, "sweep", "seeds", "--agents", "2", "--count", "3", "--dry-run")
    assert done.code == 0, done.err
    assert done.out.count(" wandb agent --count 3 'local/p/<new>'\n") == 2
    assert not (folder / ".wbgen").exists()
    with served(folder / ".wbgen") as server:
        shown = wbgen(folder, "sweep", "seeds", "--on", "slurm", "--agents", "2", "--dry-run")
        assert shown.code == 0, shown.err
        assert "#SBATCH --array=0-2%2\n" in shown.out
        assert f"WANDB_BASE_URL={server.url}\n" in shown.out
        assert sweeps(server.url) == []


@pytest.mark.parametrize("action", SweepAction)
def test_a_sweep_that_stays_has_its_name(action: SweepAction) -> None:
    change: Any = SimpleNamespace(action=action, existing=SimpleNamespace(name="x1"))
    stays = {SweepAction.NO_OP, SweepAction.UPDATE, SweepAction.STOP}
    assert name_of([change]) == ("x1" if action in stays else None)


def test_json_has_stdout_to_itself(folder: Path) -> None:
    words = ("sweep", "seeds", "--agents", "2", "-f", "json", "--dry-run")
    for _ in ("yet to be made", "made"):
        done = wbgen(folder, *words)
        assert done.json["sweeps"][0]["address"] == "main/g/sweep/seeds"
        assert done.err.count(" wandb agent ") == 2
        assert wbgen(folder, "sweep", "seeds").code == 0


@pytest.mark.client
@pytest.mark.long
def test_the_same_command_works_a_sweep_off_and_then_says_so(folder: Path) -> None:
    words = ("sweep", "seeds", "--agents", "1", "-f", "json")
    with served(folder / ".wbgen"):
        first = wbgen(folder, *words, **QUICK)
        again = wbgen(folder, *words, **QUICK)
    assert first.code == 0, first.err
    assert [one["status"] for one in first.json["outcomes"]] == ["created"]
    assert "best loss 1" in first.err
    assert again.code == 0, again.err
    assert [one["status"] for one in again.json["outcomes"]] == ["unchanged"]
    assert "nothing is left to try" in again.err


# --- what is refused


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--count", "2"), "--count is for agents: add --agents N"),
        (("--gpus", "0"), "--gpus is for agents: add --agents N"),
        (("--partition", "p"), "--partition is for --on slurm"),
    ],
)
def test_options_of_agents_without_agents(folder: Path, words: tuple[str, ...], said: str) -> None:
    done = wbgen(folder, "sweep", "seeds", *words, "--dry-run")
    assert (done.code, said in done.err) == (2, True)


def test_run_takes_a_sweep_by_spec_and_name(folder: Path) -> None:
    unmade = wbgen(folder, "sweep", "run", "specs/g.yaml", "seeds", "--dry-run")
    assert (unmade.code, "`wbgen sweep specs/g.yaml seeds` makes it" in unmade.err) == (1, True)
    assert wbgen(folder, "sweep", "seeds").code == 0
    planned = wbgen(folder, "sweep", "seeds", "--dry-run", "-f", "json").json["sweeps"][0]
    shown = wbgen(folder, "sweep", "run", "specs/g.yaml", "seeds", "--dry-run")
    assert shown.code == 0, shown.err
    assert shown.out.endswith(f" wandb agent local/p/{planned['sweep']}\n")
