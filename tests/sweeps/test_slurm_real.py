"""Agents on a real SLURM cluster of one node: worked off, looked at, stopped, preempted."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.command import Done, wbgen
from tests.live import API_KEY, SERVE, served
from tests.server.agents import QUICK, Desk
from tests.server.test_agents import finished, grid
from tests.sweeps.cluster import Cluster, Tracking, cluster, missing
from tests.waiting import until
from wbgen.generate.templates import folders
from wbgen.sweeps.engine import Work
from wbgen.sweeps.path import SweepPath
from wbgen.sweeps.slurm import Slurm, most_tasks
from wbgen.sweeps.slurm_script import Order, script_of

pytestmark = [pytest.mark.long, pytest.mark.slurm, pytest.mark.client, pytest.mark.timeout(600)]

#: The server takes an agent for lost after so many seconds; agents speak every five.
PATIENT = f"import wbgen.server.store.agents as s; s.PATIENCE = 20.0\n{SERVE}"

#: A run that ends when there is a file `go`, and gives way on SIGTERM as W&B documents it.
SCRIPT = """
import signal
from pathlib import Path
def leave(number, frame):
    run.mark_preempting()
    sys.exit(128 + number)
signal.signal(signal.SIGTERM, leave)
while not Path("go").exists():
    time.sleep(0.05)
run.log({"loss": run.config.a})
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("wbgen"), code=PATIENT) as server:
        yield server.url


@pytest.fixture
def desk(url: str, tmp_path: Path) -> Desk:
    made = Desk(url, tmp_path / "desk")
    made.script(SCRIPT)
    (made.home / "wbgen.yaml").write_text(
        f"default: t\ntargets: {{t: {{entity: local, base_url: '{url}'}}}}\n"
    )
    return made


def open_cluster(tracking: Tracking) -> Iterator[Cluster]:
    why = missing(tracking)
    if why:
        pytest.skip(why)
    with cluster(tracking) as made:
        yield made


@pytest.fixture(scope="module")
def slurm() -> Iterator[Cluster]:
    yield from open_cluster("linuxproc")


@pytest.fixture(scope="module")
def grouped() -> Iterator[Cluster]:
    yield from open_cluster("cgroup")


def sweep(desk: Desk, slurm: Cluster, *arguments: str) -> Done:
    """A ``wbgen sweep`` with the cluster at hand, and ``wandb`` of this Python's on PATH."""
    done = wbgen(
        desk.home,
        "sweep",
        *arguments,
        WANDB_API_KEY=API_KEY,
        PATH=f"{Path(sys.executable).parent}:/usr/bin:/bin",
        **QUICK,
        **slurm.variables,
    )
    assert done.code == 0, done.out + done.err
    return done


def submit(desk: Desk, slurm: Cluster, id: str) -> str:
    """An array of agents, two at a time; the number of the job."""
    said = sweep(desk, slurm, f"p/{id}", "--on", "slurm", "--agents", "2", "--partition", "spare").out
    return said.removeprefix("submitted job ").partition(";")[0]


def tasks(desk: Desk, slurm: Cluster, id: str) -> dict[str, str]:
    """The states of the tasks by their names, as ``status`` tells them."""
    (start,) = sweep(desk, slurm, "status", f"p/{id}", "--format", "json").json["agents"]
    assert (start["engine"], start["problem"]) == ("slurm", None)
    return {agent["name"]: agent["state"] for agent in start["agents"]}


def running(count: int) -> Callable[[dict[str, Any]], bool]:
    """Whether so many runs are at work."""
    return lambda seen: [run["state"] for run in seen["runs"]].count("running") == count


def each_once(count: int) -> dict[str, int]:
    """One finished run for each point of a grid."""
    return {json.dumps({"a": value}): 1 for value in range(count)}


def test_a_grid_is_worked_off_and_status_tells_of_the_tasks(desk: Desk, slurm: Cluster) -> None:
    id = desk.create(grid(6))
    job = submit(desk, slurm, id)
    desk.await_(id, running(2))
    names = [f"task {job}_{number}" for number in range(6)]
    assert tasks(desk, slurm, id) == dict.fromkeys(names, "waiting") | dict.fromkeys(names[:2], "running")
    desk.open_gate()
    slurm.wait(lambda: not slurm.jobs(), 400)
    seen = desk.look(id)
    assert finished(seen) == each_once(6)
    assert seen["state"] == "FINISHED"
    assert tasks(desk, slurm, id) == dict.fromkeys(names, "ended")
    logs = desk.home / ".wbgen" / "agents" / id / "1"
    assert {log.name for log in logs.glob("*.log")} == {f"{job}_{number}.log" for number in range(6)}
    assert API_KEY not in "".join(file.read_text() for file in logs.iterdir())


def test_stop_cancels_what_waits_and_now_what_runs(desk: Desk, slurm: Cluster) -> None:
    id = desk.create(grid(6))
    job = submit(desk, slurm, id)
    desk.await_(id, running(2))
    sweep(desk, slurm, "stop", f"p/{id}")
    at_work = {f"task {job}_0": "running", f"task {job}_1": "running"}
    assert tasks(desk, slurm, id) == at_work
    assert desk.states(id) == ["running"] * 2
    sweep(desk, slurm, "resume", f"p/{id}")
    sweep(desk, slurm, "stop", f"p/{id}", "--now")
    slurm.wait(lambda: not slurm.jobs())
    assert tasks(desk, slurm, id) == dict.fromkeys(at_work, "stopped")
    until(lambda: not slurm.processes())
    assert desk.look(id)["state"] == "CANCELED"


def test_a_preempted_task_is_requeued_and_its_run_resumed(desk: Desk, grouped: Cluster) -> None:
    """A job of the higher partition takes the node; each run says that it gives way, and is resumed."""
    id = desk.create(grid(3))
    job = submit(desk, grouped, id)
    first = {run["name"] for run in desk.await_(id, running(2))["runs"]}
    grouped.run("sbatch", "--partition=urgent", "--exclusive", "--output=/dev/null", "--wrap=true")
    grouped.wait(lambda: all(grouped.restarts(f"{job}_{number}") == 1 for number in range(2)))
    desk.open_gate()
    grouped.wait(lambda: not grouped.jobs(), 400)
    assert [grouped.restarts(f"{job}_{number}") for number in range(3)] == [1, 1, 0]
    seen = desk.look(id)
    assert finished(seen) == each_once(3)
    assert len(seen["runs"]) == 3
    assert first < {run["name"] for run in seen["runs"]}
    assert set(tasks(desk, grouped, id).values()) == {"ended"}


def test_a_run_that_cannot_say_a_word_is_tried_again_by_the_requeued_task(desk: Desk, slurm: Cluster) -> None:
    """Here SIGTERM ends W&B's own process, too: the server hears no more of the run, and waits in vain."""
    id = desk.create(grid(3))
    job = submit(desk, slurm, id)
    desk.await_(id, running(2))
    slurm.run("scontrol", "requeue", f"{job}_0")
    slurm.wait(lambda: slurm.restarts(f"{job}_0") == 1)
    desk.open_gate()
    slurm.wait(lambda: not slurm.jobs(), 400)
    assert slurm.restarts(f"{job}_0") == 1
    seen = desk.look(id)
    assert finished(seen) == each_once(3)
    assert sorted(run["state"] for run in seen["runs"]) == ["crashed", *["finished"] * 3]


def test_what_slurm_says_of_arrays_and_of_jobs_it_has_forgotten(
    slurm: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in slurm.variables.items():
        monkeypatch.setenv(name, value)
    most = most_tasks()
    file = tmp_path / "idle.sh"
    file.write_text("#!/bin/bash\n")
    asked = ("sbatch", "--parsable", "--hold", "--output=/dev/null")
    assert slurm.attempt(*asked, f"--array=0-{most}", str(file)).returncode != 0
    job = slurm.run(*asked, f"--array=0-{most - 1}", str(file))
    assert len(Slurm().look([job])) == most
    for now in (False, True):
        Slurm().stop([job, "99999999"], now=now)
    slurm.wait(lambda: not slurm.jobs())


@pytest.mark.parametrize("name", ["a#b", "a 'b' \"c", "%j%%A", "$(x)`y`;&*?", "é 日 "])
def test_slurm_works_in_a_folder_of_any_name(slurm: Cluster, tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    (logs := folder / "logs").mkdir(parents=True)
    work = Work(SweepPath("e", "p", "x1"), "http://127.0.0.1:1", 1, None, 1, folder, logs)
    script = script_of(
        work, Order(setup=("pwd", "exit 0")), folders("slurm", tmp_path / "wbgen.yaml", tmp_path)
    )
    (tmp_path / "agents.sh").write_text(script, encoding="utf-8")
    job = slurm.run("sbatch", "--parsable", str(tmp_path / "agents.sh"))
    slurm.wait(lambda: not slurm.jobs())
    assert (logs / f"{job}_0.log").read_text() == f"{folder}\n"


def test_sbatch_takes_the_last_of_two_options(slurm: Cluster, tmp_path: Path) -> None:
    """So those of the user's own win over those of the template."""
    work = Work(SweepPath("e", "p", "x1"), "http://127.0.0.1:1", 1, None, 1, tmp_path, tmp_path)
    order = Order(options=("--no-requeue", "--output=mine.log", "--signal=B:INT@300", "--job-name=mine"))
    script = script_of(work, order, folders("slurm", tmp_path / "wbgen.yaml", tmp_path))
    (tmp_path / "agents.sh").write_text(script, encoding="utf-8")
    job = slurm.run("sbatch", "--parsable", "--hold", str(tmp_path / "agents.sh"))
    told = slurm.run("scontrol", "show", "job", job).split()
    slurm.run("scancel", job)
    assert {"Requeue=0", f"StdOut={tmp_path}/mine.log", "JobName=mine"} <= {*told}
    asked = slurm.attempt("sbatch", "--test-only", "-vvv", str(tmp_path / "agents.sh")).stderr
    assert re.search(r"signal +: B:2@300|signal +: B:INT@300", asked), asked
