"""``wbgen sweep status`` and ``best`` on the embedded server, with runs of the real client."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.command import Done, wbgen
from tests.live import served
from tests.server.agents import Desk, done
from wbgen import extras
from wbgen.cli import sweep_ranked
from wbgen.cli.main import main
from wbgen.cli.runs import opened_runs
from wbgen.errors import WbgenError
from wbgen.ranking import measure
from wbgen.ranking.criteria import Criterion
from wbgen.ranking.values import Taken
from wbgen.runs import RunData
from wbgen.spec.guide import Guide

SPEC = """wbgen: 1
guide: g
title: G
project: p
metrics:
  - group: Loss
    of:
      loss: {about: The loss, goal: minimize}
      healthy: {about: Whether it is well}
config:
  name: {default: x, about: Any}
  lr: {default: 0.1, about: How fast}
  deep: {default: true, about: How deep}
  seed: {default: 1, about: Of chance}
priorities:
  - {metric: healthy, take: last, want: is 1}
  - {title: Low, metric: loss, take: best, tie: 1%}
  - {metric: loss, take: first, want: below 5}
sweeps:
  grid:
    title: Both <b>
    program: train.py
    method: grid
    metric: loss
    parameters: {lr: [0.1, 0.5, 1.0], deep: true, seed: [1, 2]}
  one: {program: train.py, method: grid, metric: loss, command: [python, "${program}", "${args_no_equals}"],
        parameters: {name: "a b'c", lr: 0.1, deep: false}}
  empty: {program: train.py, method: grid, metric: loss, parameters: {lr: [0.1]}}
"""

# 0.1 is low and sick at its end, 0.5 is well, 1.0 never is; the second seed of 0.5 is a little worse.
BODY = """
def body(run):
    lr, seed = run.config["lr"], run.config["seed"]
    run.name = f"\\x1b[31mlr{lr}-<b>{seed}"
    for step in range(4):
        well = {0.1: step < 3, 0.5: step > 1, 1.0: False}[lr]
        run.log({"loss": 10 * lr / (step + 1) + (lr == 0.5) * seed, "healthy": int(well), "other": step})
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project whose server has a sweep with six runs, one with a single run, and one without any."""
    folder = tmp_path_factory.mktemp("best")
    (folder / "specs").mkdir()
    (folder / "specs" / "g.yaml").write_text(SPEC, encoding="utf-8")
    with served(folder / ".wbgen") as server:
        made = wbgen(folder, "apply", "--sweeps")
        assert made.code == 0, made.err
        sweeps = dict(re.findall(r"created +sweep (\w+) +\S+/(\w+)$", made.out, re.MULTILINE))
        desk = Desk(server.url, folder / "desk")
        desk.script("run.log({'loss': 1.0})\nrun.summary['argv'] = sys.argv")
        (folder / "path").write_text(f"local/p/{sweeps['grid']}")
        with desk.agent(sweeps["one"]) as one, desk.function_agent(sweeps["grid"], BODY, 6) as grid:
            done(one)
            done(grid)
        yield folder


def batched(words: list[str]) -> list[tuple[str, str]]:
    """Flags with their values."""
    return list(zip(words[::2], words[1::2], strict=True))


class Ask:
    """``wbgen sweep`` in the folder, in this process, which is quicker."""

    def __init__(self, folder: Path, said: pytest.CaptureFixture[str]) -> None:
        self.folder, self.said = folder, said
        self.path = (folder / "path").read_text()

    def any(self, *words: str) -> Done:
        """What it says."""
        with pytest.raises(SystemExit) as left:
            main([*words])
        out, err = self.said.readouterr()
        assert "\x1b" not in out + err
        return Done(int(left.value.code or 0), out, err)

    def __call__(self, *words: str) -> Done:
        """What a verb says that succeeds."""
        found = self.any("sweep", *words)
        assert found.code == 0, found.err
        return found

    def refused(self, *words: str) -> str:
        """What a verb says that fails."""
        found = self.any("sweep", *words)
        assert (found.code, found.out) == (1, "")
        return found.err


@pytest.fixture
def ask(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.chdir(folder)
    return Ask(folder, capsys)


pytestmark = pytest.mark.client


def test_the_table_ranks_by_the_guides_priorities(ask: Ask) -> None:
    lines = ask("status", "specs/g.yaml", "grid", "--seeds", "apart").out.splitlines()
    head = next(at for at, line in enumerate(lines) if line.startswith("rank"))
    assert lines[head].split()[:5] == ["rank", "run", "state", "lr", "seed"]
    rows = [line.split() for line in lines[head + 1 : head + 7]]
    assert [(row[0], row[3], row[4]) for row in rows[:2]] == [("1", "0.5", "1"), ("2", "0.5", "2")]
    assert [row[3] for row in rows] == ["0.5", "0.5", "0.1", "0.1", "1", "1"]
    assert "(not 1)" in lines[head + 3]
    assert "ranked by the priorities of g" in lines[head + 8]


def test_the_guide_is_found_by_the_marker_and_seeds_go_together(ask: Ask) -> None:
    out = ask("status", ask.path).out
    assert "\ufffd[31mlr0.5-<b>1 (+1)" in out
    # The lowest losses are 2.25 and 3.25.
    assert "2.75 ±0.71" in out
    ranking = ask("status", ask.path, "-f", "json").json["ranking"]
    assert (ranking["seeds"], ranking["total"], len(ranking["runs"])) == ("together", 6, 3)
    first = ranking["runs"][0]
    assert first["rank"] == 1
    assert first["values"][1] == {"value": 2.75, "wanted": None, "spread": pytest.approx(0.5**0.5), "n": 2}
    assert [run["state"] for run in first["runs"]] == ["finished", "finished"]
    assert ranking["criteria"][1]["tie"] == "1%"


def test_of_too_many_runs_those_with_the_best_metric_are_ranked(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep_ranked, "MOST_RUNS", 2)
    out = ask("status", "specs/g.yaml", "grid", "--seeds", "apart").out
    assert "2 of the 6 runs are ranked" in out
    ranking = ask("status", "specs/g.yaml", "grid", "--seeds", "apart", "-f", "json").json["ranking"]
    assert (ranking["ranked"], ranking["total"]) == (2, 6)
    assert [run["parameters"]["lr"] for run in ranking["runs"]] == [0.1, 0.1]
    assert "4 more runs are not ranked" in ask("best", "specs/g.yaml", "grid", "--seeds", "apart").out


def test_few_rows_of_many_and_markdown(ask: Ask) -> None:
    out = ask("status", "specs/g.yaml", "grid", "--limit", "1", "-f", "markdown", "--seeds", "apart").out
    assert "the best 1 of 6 runs" in out
    rows = [line for line in out.splitlines() if line.startswith("|")]
    assert len(rows) == 3
    assert "\\<b>" in rows[2]


def test_without_a_guide_the_metric_ranks(ask: Ask) -> None:
    elsewhere = ask.folder / "specs" / "g.yaml"
    kept = elsewhere.read_text()
    try:
        elsewhere.write_text(kept.replace("guide: g", "guide: other"))
        out = ask("status", ask.path, "--seeds", "apart").out
        assert "ranked by loss (minimize)" in out
        best = ask("best", ask.path, "--seeds", "apart", "-f", "json").json
        assert best["config"]["lr"] == 0.1
        assert ask("best", ask.path, "--spec", "specs/g.yaml", "-f", "json").json["config"]["lr"] == 0.5
    finally:
        elsewhere.write_text(kept)


def test_a_history_that_cannot_be_read_costs_its_run_alone(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    real, torn = measure.measure, {(0.5, 1)}

    def read(criteria: Sequence[Criterion], data: RunData, guide: Guide) -> tuple[Taken, ...]:
        if (data.run.config["lr"], data.run.config["seed"]) in torn:
            raise WbgenError("its history is torn")
        return real(criteria, data, guide)

    monkeypatch.setattr(measure, "measure", read)
    found = ask("status", "specs/g.yaml", "grid", "--seeds", "apart")
    assert re.search(r"note: .*lr0.5.* is not ranked: its history is torn", found.err)
    assert [row.split()[0] for row in found.out.splitlines() if "lr0.5" in row] == ["1", "-"]
    torn |= {(lr, seed) for lr in (0.1, 0.5, 1.0) for seed in (1, 2)}
    assert "its history is torn" in ask.refused("status", "specs/g.yaml", "grid")


def test_without_the_packages_that_read_histories_the_metric_ranks(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(extras.EXTRAS, "runs", (("no_such_package",), "reading runs"))
    found = ask("status", "specs/g.yaml", "grid")
    assert "needs no_such_package, so the sweep's metric alone ranks (pip install 'wbgen[runs]')" in found.err
    assert "ranked by loss (minimize)" in found.out


def test_a_spec_with_mistakes_is_no_hindrance(ask: Ask) -> None:
    file = ask.folder / "specs" / "g.yaml"
    kept = file.read_text()
    try:
        file.write_text(kept + "nonsense: 1\n")
        found = ask("status", ask.path)
        assert "has mistakes" in found.err
        assert "ranked by loss" in found.out
        assert "nonsense" in ask.refused("status", ask.path, "--spec", "specs/g.yaml")
    finally:
        file.write_text(kept)


def test_the_best_and_why(ask: Ask) -> None:
    out = ask("best", "specs/g.yaml", "grid", "--seeds", "apart").out
    assert "best of 6 runs: \ufffd[31mlr0.5-<b>1 (" in out
    assert "decided by Low" in out
    grouped = ask("best", "specs/g.yaml", "grid").out
    assert "of 6 runs in 3 settings" in grouped
    assert "decided by what is wanted: healthy (is 1)" in grouped


def test_the_best_as_yaml_goes_into_a_spec(ask: Ask) -> None:
    text = ask("best", "specs/g.yaml", "grid", "-f", "yaml").out
    assert yaml.safe_load(text) == {"config": {"lr": {"default": 0.5}, "deep": {"default": True}}}
    apart = ask("best", "specs/g.yaml", "grid", "-f", "yaml", "--seeds", "apart").out
    assert yaml.safe_load(apart)["config"]["seed"] == {"default": 1}
    pasted = ask.folder / "pasted.yaml"
    pasted.write_text(f"wbgen: 1\nguide: x\ntitle: X\nproject: p\nmetrics: []\n{apart}", encoding="utf-8")
    lint = ask.any("lint", "pasted.yaml")
    assert lint.code == 0, lint.err


def test_the_best_as_a_command(ask: Ask) -> None:
    lines = ask("best", "specs/g.yaml", "grid", "-f", "command").out.splitlines()
    assert [shlex.split(line) for line in lines] == [
        ["/usr/bin/env", "python", "train.py", "--lr=0.5", "--deep=True", f"--seed={seed}"] for seed in (1, 2)
    ]
    command: Any = ask("best", "specs/g.yaml", "grid", "-f", "json").json["commands"]
    assert command == [shlex.split(line) for line in lines]


def test_the_command_is_the_one_that_a_real_agent_started(ask: Ask) -> None:
    best = ask("best", "specs/g.yaml", "one", "-f", "json").json
    path = best["sweep"].rsplit("/", 1)[0]
    id = best["best"]["runs"][0]["id"]
    with opened_runs([f"{path}/{id}"], None, 1, []) as (data,):
        argv: Any = data.run.summary["argv"]
    (line,) = ask("best", "specs/g.yaml", "one", "-f", "command").out.splitlines()
    words = shlex.split(line)
    assert words == ["python", "train.py", "--name", "a b'c", "--lr", "0.1", "--deep", "False"]
    # The server hands parameters out in an order of its own.
    assert sorted(batched(argv[1:])) == sorted(batched(words[2:]))
    assert argv[0] == words[1]


def test_a_sweep_without_runs_and_what_is_not_there(ask: Ask) -> None:
    out = ask("status", "specs/g.yaml", "empty").out
    assert "0 of 1 runs tried" in out
    assert "has no runs" in ask.refused("best", "specs/g.yaml", "empty")
    other = ask.refused("status", "specs/g.yaml", "grid", "--stack", "pr-1")
    assert "wbgen sweep specs/g.yaml grid` makes it" in other
    assert "has no sweep" in ask.refused("status", "local/p/nosuch")
    assert "there is no sweep `nosuch`" in ask.refused("best", "specs/g.yaml", "nosuch")
    assert "name one" in ask.refused("best")


def test_other_verbs_take_a_specs_name_too(ask: Ask) -> None:
    assert ask.path in ask.any("sweep", "stop", "specs/g.yaml", "grid").out
    assert ask.path in ask("resume", "grid").out
    assert ask.path in ask("pause", "grid").out
    assert ask("status", "grid", "-f", "json").json["state"] == "paused"
