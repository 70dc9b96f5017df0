"""How a sweep's end is told: all of it tried, or stopped, cancelled and failed before that."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cli.test_sweep import SPEC, sweeps
from tests.e2e.command import COMMAND, environment, wbgen
from tests.live import PATIENCE, served
from tests.server.agents import QUICK
from tests.sweeps.acting import work_in
from tests.waiting import until
from wbgen.cli.sweep_run import done_text, outcome, progress_of_done, work_on
from wbgen.errors import BackendError, Exit, WbgenError
from wbgen.sweeps.engine import Agent, State
from wbgen.sweeps.path import SweepPath
from wbgen.sweeps.served import Best, Progress, ServedSweep

LOSS = {"metric": {"name": "loss", "target": 0.1}}


def opened(
    state: str, counts: dict[str, int], expected: int | None, best: float | None = None, **config: Any
) -> Any:
    """A sweep on a server that stands so."""
    sweep = ServedSweep(SweepPath("e", "p", "x"), "id", "t", state, "loss", False, expected, config)
    found = Best("r1", "sweep-1", best) if best is not None else None
    return SimpleNamespace(sweep=sweep, progress=lambda: Progress(state, counts, expected, found))


#: A sweep that is over with nothing left to do.
COMPLETE = [
    opened("FINISHED", {"finished": 3}, 3),
    opened("FINISHED", {"finished": 1, "failed": 1, "killed": 1}, 3),
    opened("FINISHED", {"finished": 2, "crashed": 1}, 3),
    opened("FINISHED", {"finished": 3, "crashed": 2}, 3),
    opened("FINISHED", {"finished": 3}, None),
    opened("FINISHED", {"finished": 1}, 9, best=0.05, **LOSS),
]
RESUME = "`wbgen sweep resume e/p/x` goes on with it"
#: One that is over before that, what is said of it, and the cure.
CUT_OFF = [
    (opened("FINISHED", {"finished": 2}, 8), "was stopped with 6 of 8 runs left", RESUME),
    (opened("FINISHED", {"finished": 2, "crashed": 1}, 8), "was stopped with 5 of 8 runs left", RESUME),
    (opened("FINISHED", {"finished": 1}, 9, best=0.2, **LOSS), "stopped with 8 of 9 runs left", RESUME),
    (opened("FINISHED", {}, 3, best=None, **LOSS), "was stopped with 3 of 3 runs left", RESUME),
    (opened("CANCELED", {"finished": 3}, 3), "is canceled, for good", "make another sweep"),
    (
        opened("FAILED", {"finished": 1}, None),
        "has failed",
        "`wbgen sweep resume e/p/x` tries again; or make another sweep",
    ),
]


def after(found: Any, *states: State, folder: Path, count: int | None = None) -> int:
    """The exit code of a command whose agents ended so."""
    agents = [Agent(f"{number}:1", "agent", state) for number, state in enumerate(states, 1)]
    return outcome(found, agents, work_in(folder, count=count), interrupted=False, err=True)


@pytest.mark.parametrize("found", COMPLETE)
def test_what_is_tried_is_done(found: Any, tmp_path: Path) -> None:
    assert progress_of_done(found) == found.progress()
    assert after(found, State.ENDED, folder=tmp_path) == Exit.OK
    assert after(found, State.ENDED, State.FAILED, folder=tmp_path) == Exit.PARTIAL


@pytest.mark.parametrize(("found", "said", "cure"), CUT_OFF)
@pytest.mark.parametrize("state", [State.ENDED, State.FAILED])
def test_what_was_cut_off_is_not(found: Any, said: str, cure: str, state: State, tmp_path: Path) -> None:
    for act in (lambda: progress_of_done(found), lambda: after(found, state, folder=tmp_path, count=1)):
        with pytest.raises(WbgenError, match=said) as refused:
            act()
        assert (refused.value.cure, refused.value.exit_code) == (cure, Exit.ERROR)


def test_a_sweep_that_is_not_over(tmp_path: Path) -> None:
    running, paused = opened("RUNNING", {"finished": 3}, 3), opened("PAUSED", {}, 3)
    assert progress_of_done(running) is None
    assert progress_of_done(opened("PENDING", {}, 3)) is None
    with pytest.raises(WbgenError, match="is paused: agents would find nothing to do") as refused:
        progress_of_done(paused)
    assert refused.value.cure == "`wbgen sweep resume e/p/x`"
    for found in (running, paused):
        assert after(found, State.ENDED, folder=tmp_path) == Exit.PARTIAL
        assert after(found, State.ENDED, folder=tmp_path, count=1) == Exit.OK


def test_runs_that_came_to_a_bad_end_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs = f"what the agents printed is in {tmp_path}\n"
    for counts, code, said in [
        ({"failed": 2, "crashed": 1}, Exit.PARTIAL, "2 failed and 1 crashed"),
        ({"finished": 2, "failed": 1}, Exit.OK, "1 failed"),
    ]:
        found = opened("FINISHED", counts, 3, best=1.0)
        assert after(found, State.ENDED, folder=tmp_path) == code
        assert f"note: of the sweep's runs {said}; {logs}" in capsys.readouterr().err
    begun = opened("RUNNING", {"crashed": 6}, 2)
    assert after(begun, State.ENDED, folder=tmp_path, count=3) == Exit.PARTIAL
    assert after(opened("RUNNING", {"running": 1}, 2), State.ENDED, folder=tmp_path, count=3) == Exit.OK
    assert f"note: no run has finished; {logs}" in capsys.readouterr().err
    after(begun, State.FAILED, folder=tmp_path)
    assert "note" not in capsys.readouterr().err  # the logs are told of already


def test_a_metric_that_no_run_has_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert after(opened("FINISHED", {"finished": 3}, 3), State.ENDED, folder=tmp_path) == Exit.OK
    said = "note: no run has a number for the sweep's metric loss; 3 finished without one\n"
    assert capsys.readouterr().err == said
    assert after(opened("FINISHED", {"finished": 3}, 3, best=1.0), State.ENDED, folder=tmp_path) == Exit.OK
    assert "note" not in capsys.readouterr().err


def test_a_server_that_is_gone_with_the_agents(tmp_path: Path) -> None:
    def refuse() -> Progress:
        raise BackendError("it is gone")

    gone = SimpleNamespace(sweep=COMPLETE[0].sweep, progress=refuse)
    assert after(gone, State.FAILED, folder=tmp_path) == Exit.PARTIAL
    with pytest.raises(BackendError):
        after(gone, State.ENDED, folder=tmp_path)


def test_what_is_said_of_a_sweep_that_is_done() -> None:
    for state, counts, expected, said in [
        ("FINISHED", {"finished": 3}, 3, ": nothing is left to try"),
        (
            "FINISHED",
            {"failed": 2, "crashed": 1},
            3,
            " (of its runs 2 failed and 1 crashed): nothing is left to try",
        ),
        ("FINISHED", {"finished": 1}, None, "; `wbgen sweep resume e/p/x` has it try more"),
    ]:
        found = opened(state, counts, expected)
        assert done_text(found.sweep, found.progress()) == f"e/p/x has finished{said}"


def test_asking_again_for_a_sweep_that_came_to_nothing_is_no_success(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for counts, code in [({"failed": 3}, Exit.PARTIAL), ({"failed": 2, "finished": 1}, Exit.OK)]:
        assert work_on(opened("FINISHED", counts, 3), {}, dry_run=False) == code
        assert "nothing is left to try" in capsys.readouterr().out


# --- with agents

WAITING = """import time, wandb
from pathlib import Path
run = wandb.init()
Path("begun").touch()
while not Path("go").exists():
    time.sleep(0.02)
run.log({"loss": run.config.seed})
"""
DYING = """import os, signal, wandb
run = wandb.init()
if run.config.seed == 2:
    os.kill(os.getpid(), signal.SIGKILL)
run.log({"loss": run.config.seed})
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "g.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


@contextmanager
def at_work(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A command whose agent has begun the first of three runs, which goes on until ``go`` is there."""
    (folder / "train.py").write_text(WAITING, encoding="utf-8")
    with served(folder / ".wbgen") as server:
        assert wbgen(folder, "sweep", "seeds").code == 0
        (made,) = sweeps(server.url)
        with subprocess.Popen(
            [*COMMAND, "sweep", f"p/{made['name']}", "--agents", "1"],
            cwd=folder,
            env=environment(folder, **QUICK),
            stderr=subprocess.PIPE,
            text=True,
        ) as command:
            try:
                until((folder / "begun").exists)
                yield command
            finally:
                command.send_signal(signal.SIGTERM)  # nothing, where it has ended


@pytest.mark.client
@pytest.mark.long
@pytest.mark.parametrize(
    ("how", "said"),
    [
        ((), "was stopped with 2 of 3 runs left\n"),
        (("--now",), "is canceled, for good\n"),
    ],
)
def test_stopped_from_a_second_terminal(folder: Path, how: tuple[str, ...], said: str) -> None:
    with at_work(folder) as first:
        assert wbgen(folder, "sweep", "stop", "seeds", *how).code == 0
        (folder / "go").touch()
        _, told = first.communicate(timeout=PATIENCE)
        assert first.returncode == 1, told
        assert said in told


@pytest.mark.client
@pytest.mark.long
def test_runs_at_work_of_a_sweep_that_is_stopped_already(folder: Path) -> None:
    with at_work(folder) as first:
        assert wbgen(folder, "sweep", "stop", "seeds").code == 0
        now = wbgen(folder, "sweep", "stop", "seeds", "--now")
        assert (now.code, "finished already; ended 1 agent with" in now.out) == (0, True), now.err
        _, told = first.communicate(timeout=PATIENCE)
        assert "was stopped with" in told
        again = wbgen(folder, "sweep", "stop", "seeds", "--now")
        assert (again.code, "is finished already: nothing of this project is at work" in again.err) == (
            1,
            True,
        )


@pytest.mark.client
@pytest.mark.long
def test_a_run_that_is_killed_is_not_left(folder: Path) -> None:
    (folder / "train.py").write_text(DYING, encoding="utf-8")
    words = ("sweep", "seeds", "--agents", "1")
    with served(folder / ".wbgen"):
        first = wbgen(folder, *words, **QUICK)
        assert first.code == 0, first.err
        assert "2 of 3 runs tried, 1 crashed" in first.err
        again = wbgen(folder, *words, **QUICK)
        assert (again.code, "nothing is left to try" in again.out) == (0, True)
        told = json.loads(wbgen(folder, "sweep", "status", "seeds", "-f", "json").out)
        assert told["runs"] == {"finished": 2, "crashed": 1}
