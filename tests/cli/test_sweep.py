"""``wbgen sweep``, and sweeps in plan and apply, on the embedded server."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import click
import pytest

from tests.cli.test_plan import documented, keys
from tests.e2e.command import wbgen
from tests.live import graphql, run_client, served
from wbgen.cli.sweep import VERBS, sweep, verb_for
from wbgen.spec.check_sweeps import VERBS as WARNED

SPEC = """wbgen: 1
guide: g
title: G
project: p
x: train/step
metrics:
  - group: Loss
    of:
      train/step: {about: The step}
      loss: {about: The loss, goal: minimize}
config:
  lr: {default: 0.1, about: How fast}
  seed: {default: 1, about: Of chance}
sweeps:
  rates:
    title: Rates
    about: Which one?
    program: train.py
    method: bayes
    metric: loss
    run_cap: 8
    parameters: {lr: {min: 0.01, max: 1.0}}
  seeds: {title: Seeds, program: train.py, method: grid, metric: loss, parameters: {seed: [1, 2, 3]}}
"""

SWEEPS = """query Sweeps($p: String!) { project(name: $p, entityName: "local") { sweeps { edges { node {
  name state displayName description config runCount } } } } }"""

READ = """
import json, sys, wandb
sweep = wandb.Api().sweep(sys.argv[1])
print(json.dumps([sweep.config, sweep.state, sweep.name, sweep.expected_run_count]))
"""


@pytest.mark.parametrize(
    ("words", "verb"),
    [
        ([], "create"),
        (["seeds", "--dry-run"], "create"),
        (["specs/g.yaml", "seeds", "--agents", "2"], "create"),
        (["team/vision/x1y2z3a4"], "run"),
        (["--agents=2", "vision/x1y2z3a4"], "run"),
        (["https://wandb.ai/team/vision/sweeps/x1y2z3a4"], "run"),
        (["parts/sweeps"], "create"),
        (["--agents", "4", "--dry-run", "local/big/x1y2z3a4"], "run"),
        (["-n", "4", "--target", "team/vision", "vision/x1y2z3a4"], "run"),
        (["--on", "slurm", "--sbatch", "--mem=8G", "vision/x1y2z3a4"], "run"),
        (["--nosuch", "vision/x1y2z3a4"], "run"),
        (["--target", "team/vision", "seeds"], "create"),
        (["--agents"], "create"),
    ],
)
def test_words_without_a_verb_mean_one(
    words: list[str], verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "parts" / "sweeps").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert verb_for(words) == verb


def test_the_options_of_run_are_among_those_of_create() -> None:
    group = click.Context(sweep)
    run, create = (sweep.get_command(group, verb) for verb in ("run", "create"))
    assert run is not None
    assert create is not None
    taking = {name for option in create.params for name in option.opts}
    assert {name for option in run.params[1:] for name in option.opts} <= taking


def test_lint_knows_the_verbs() -> None:
    assert {*VERBS} == {*WARNED}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_shows_examples(verb: str) -> None:
    command = sweep.get_command(click.Context(sweep), verb)
    assert command is not None
    assert "Examples:\n" in command.get_help(click.Context(command))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "g.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def edit(folder: Path, before: str, after: str) -> None:
    file = folder / "specs" / "g.yaml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def sweeps(url: str, project: str = "p") -> list[dict[str, Any]]:
    answer = graphql(url, SWEEPS, {"p": project})
    found = answer["data"]["project"]
    return [edge["node"] for edge in found["sweeps"]["edges"]] if found else []


def test_a_choice_is_offered_and_a_slip_is_told(folder: Path) -> None:
    done = wbgen(folder, "sweep")
    assert done.code == 1
    assert "wbgen sweep specs/g.yaml rates" in done.err
    slip = wbgen(folder, "sweep", "seedz")
    assert (slip.code, "seeds" in slip.err) == (1, True)
    assert wbgen(folder, "sweep", "specs/g.yaml", "rates", "seeds").code == 1
    assert not (folder / ".wbgen").exists()


def test_a_dry_run_shows_what_would_be_made_and_makes_nothing(folder: Path) -> None:
    done = wbgen(folder, "sweep", "--dry-run", "seeds", "--minutes", "30")
    assert done.code == 0, done.err
    assert "a grid of 3 points" in done.out
    assert "1.5 GPU hours at a GPU per run" in done.out
    assert "values: [1, 2, 3]" in done.out
    assert not (folder / ".wbgen").exists()


def test_gpu_hours_count_the_gpus_of_a_run(folder: Path) -> None:
    (folder / "wbgen.yaml").write_text("slurm: {gpus_per_agent: 2}\n")
    words = ("sweep", "--dry-run", "seeds", "--minutes", "30")
    assert "3.0 GPU hours at 2 GPUs per run" in wbgen(folder, *words).out
    assert "6.0 GPU hours at 4 GPUs per run" in wbgen(folder, *words, "--gpus-per-agent", "4").out
    (told,) = wbgen(folder, "plan", "--format", "json").json["plans"][0]["sweeps"][:1]
    assert told["estimate"]["gpus_per_run"] == 2


def test_the_json_is_as_documented(folder: Path) -> None:
    told = wbgen(folder, "sweep", "seeds", "--format", "json").json
    assert keys(told["sweeps"]) == documented("A sweep")
    assert keys([told["sweeps"][0]["estimate"]]) == documented("An estimate")
    assert keys(told["outcomes"]) == documented("An outcome of a sweep")
    again = wbgen(folder, "apply", "--sweeps", "--format", "json").json
    assert keys(again["plans"][0]["sweeps"]) == documented("A sweep")
    assert [outcome["status"] for outcome in again["sweep_outcomes"]] == ["created", "unchanged"]


@pytest.mark.client
def test_apply_leaves_sweeps_alone_unless_told_and_the_real_client_reads_them(folder: Path) -> None:
    with served(folder / ".wbgen") as server:
        plain = wbgen(folder, "apply")
        assert plain.code == 0, plain.err
        assert "--sweeps" in plain.out
        assert sweeps(server.url) == []
        for _ in range(2):
            assert wbgen(folder, "apply", "--sweeps").code == 0
        assert wbgen(folder, "sweep", "rates").code == 0
        rates, seeds = sweeps(server.url)
        assert "main/g/sweep/rates" in rates["description"]
        path = f"local/p/{rates['name']}"
        config, state, name, expected = run_client(READ, server.url, folder / "client", path)
        assert config["parameters"] == {"lr": {"min": 0.01, "max": 1.0, "distribution": "uniform"}}
        assert (state, name, expected) == ("PENDING", "Rates", 8)
        assert seeds["displayName"] == "Seeds"


@pytest.mark.long
def test_three_processes_at_the_same_moment_make_one_sweep(folder: Path) -> None:
    with served(folder / ".wbgen") as server, ThreadPoolExecutor(3) as pool:
        for project in ("one", "two", "three"):
            words = ("sweep", "seeds", "--project", project, "--format", "json")
            done = list(pool.map(lambda words: wbgen(folder, *words), [words] * 3))
            assert [each.code for each in done] == [0, 0, 0], done
            held = sweeps(server.url, project)
            (live,) = [sweep for sweep in held if sweep["state"] == "PENDING"]
            assert [sweep for sweep in held if "managed by wbgen" in sweep["description"]] == [live]
            told = [each.json["outcomes"][0] for each in done]
            assert {outcome["sweep"] for outcome in told} == {f"local/{project}/{live['name']}"}
            assert sorted(outcome["status"] for outcome in told) == ["created", "unchanged", "unchanged"]
            assert wbgen(folder, *words).json["sweeps"][0]["action"] == "no-op"


def test_a_sweep_file_of_w_and_b_will_do(folder: Path) -> None:
    text = "program: t.py\nmethod: random\nrun_cap: 2\nparameters: {lr: {min: 0.1, max: 1.0}}\n"
    (folder / "my sweep.yaml").write_text(text, encoding="utf-8")
    lost = wbgen(folder, "sweep", "my sweep.yaml")
    assert (lost.code, "--project" in lost.err) == (1, True)
    with served(folder / ".wbgen") as server:
        for _ in range(2):
            done = wbgen(folder, "sweep", "my sweep.yaml", "--project", "p")
            assert done.code == 0, done.err
        (made,) = sweeps(server.url)
        assert re.search(r"main/-/sweep/my-sweep-[0-9a-f]{6} ", made["description"])


def test_two_sweep_files_of_one_name_make_two_sweeps(folder: Path) -> None:
    text = "program: t.py\nmethod: random\nproject: p\nrun_cap: 2\nparameters: {lr: {min: 0.1, max: 1.0}}\n"
    for name in ("a", "b"):
        (folder / name).mkdir()
        (folder / name / "sweep.yaml").write_text(text.replace("t.py", f"{name}.py"), encoding="utf-8")
    with served(folder / ".wbgen") as server:
        for name in ("a", "b", "a"):
            assert wbgen(folder, "sweep", f"{name}/sweep.yaml").code == 0
        assert ["a.py" in sweep["config"] for sweep in sweeps(server.url)] == [True, False]
