"""``wbgen sweep`` with the real ``wandb agent``, on the embedded server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.command import COMMAND, Done, environment, wbgen
from tests.live import API_KEY, PATIENCE, graphql, served
from tests.server.agents import QUICK, Desk
from tests.server.test_agents import IMPATIENT, finished, grid
from tests.waiting import read_until, until
from wbgen.sweeps.local import session_of
from wbgen.sweeps.processes import kill_session, members
from wbgen.sweeps.threads import processors, shared

pytestmark = [pytest.mark.client, pytest.mark.timeout(900)]

UPSERT = """mutation ($config: String!) {
  upsertSweep(input: {config: $config, projectName: "p", entityName: "local"}) { sweep { name } }
}"""
UPSERT_RUN = """mutation ($name: String!, $sweep: String!, $summary: JSONString!) {
  upsertBucket(input: {
    name: $name, modelName: "p", entityName: "local", sweep: $sweep, state: "finished"
    summaryMetrics: $summary
  }) { bucket { name } }
}"""
CREATE_AGENT = """mutation ($sweep: String!) {
  createAgent(input: {host: "h", projectName: "p", entityName: "local", sweep: $sweep}) { agent { id } }
}"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("wbgen"), code=IMPATIENT) as server:
        yield server.url


@pytest.fixture
def desk(url: str, tmp_path: Path) -> Desk:
    made = Desk(url, tmp_path / "desk")
    made.script("run.log({'loss': (run.config.a - 2) ** 2})")
    (made.home / "wbgen.yaml").write_text(
        f"default: t\ntargets: {{t: {{entity: local, base_url: '{url}'}}}}\n"
    )
    return made


def made(url: str, count: int) -> str:
    """A grid of so many points, made without a client."""
    answer = graphql(url, UPSERT, {"config": yaml.safe_dump(grid(count))})
    name: str = answer["data"]["upsertSweep"]["sweep"]["name"]
    return name


def sweep(desk: Desk, *arguments: str) -> Done:
    """A ``wbgen sweep`` that comes to its end."""
    return wbgen(desk.home, "sweep", *arguments, WANDB_API_KEY=API_KEY, **QUICK)


def at_work(desk: Desk, *arguments: str) -> subprocess.Popen[str]:
    """A ``wbgen sweep`` at work."""
    return subprocess.Popen(
        [*COMMAND, "sweep", *arguments],
        cwd=desk.home,
        env=environment(desk.home, WANDB_API_KEY=API_KEY, **QUICK),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def handles(desk: Desk, id: str, start: int = 1) -> list[str]:
    """The agents that a start has noted."""
    file = desk.home / ".wbgen" / "agents" / id / str(start) / "started.jsonl"
    entries = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    return [entry["handle"] for entry in entries if "handle" in entry and "over" not in entry]


def running(seen: dict[str, Any]) -> int:
    """How many runs are at work."""
    return [run["state"] for run in seen["runs"]].count("running")


# --- without agents


@pytest.mark.long
def test_paused_resumed_and_stopped(desk: Desk, url: str) -> None:
    id = made(url, 3)
    path = f"p/{id}"
    refused = sweep(desk, "pause", path)
    assert refused.code == 1
    assert "is pending: only one that runs can be paused" in refused.err
    graphql(url, CREATE_AGENT, {"sweep": id})
    for verb, state in (
        ("pause", "PAUSED"),
        ("resume", "RUNNING"),
        ("stop", "FINISHED"),
        ("stop", "FINISHED"),
    ):
        assert sweep(desk, verb, path).out == f"{id} (local/p/{id}): {state.lower()}\n"
        assert desk.look(id)["state"] == state
    idle = sweep(desk, path)
    assert idle.code == 1
    assert f"cure: `wbgen sweep resume local/p/{id}`" in idle.err
    sweep(desk, "resume", path)
    assert sweep(desk, "stop", "--now", f"{url}/local/p/sweeps/{id}").code == 0
    assert desk.look(id)["state"] == "CANCELED"
    assert "is canceled" in sweep(desk, "resume", path).err


@pytest.mark.parametrize(("goal", "best"), [("minimize", "good"), ("maximize", "more")])
def test_runs_that_diverged_do_not_hide_the_best(desk: Desk, url: str, goal: str, best: str) -> None:
    """However many there are: the server leaves them out."""
    config = {**grid(20), "metric": {"name": "loss", "goal": goal}}
    id = graphql(url, UPSERT, {"config": yaml.safe_dump(config)})["data"]["upsertSweep"]["sweep"]["name"]
    odd = ["NaN", "-Infinity", "Infinity"] * 4
    losses = {"good": 0.25, "more": 3, **{f"bad{at}": float(word) for at, word in enumerate(odd)}}
    for name, loss in losses.items():
        variables = {"name": f"{id}-{name}", "sweep": id, "summary": json.dumps({"loss": loss})}
        assert "errors" not in graphql(url, UPSERT_RUN, variables)
    told = sweep(desk, "status", f"p/{id}", "-f", "json").json
    assert told["tried"] == 14
    assert (told["best"]["run"], told["best"]["value"]) == (f"{id}-{best}", losses[best])


HOSTILE = "\x1b]0;mine\x07\u202e"
UPSERT_TITLE = """mutation ($config: String!, $title: String!) {
  upsertSweep(input: {config: $config, projectName: "p", entityName: "local", displayName: $title}) {
    sweep { name }
  }
}"""


def test_a_title_does_nothing_to_the_terminal(desk: Desk, url: str) -> None:
    variables = {"config": yaml.safe_dump(grid(3)), "title": f"a{HOSTILE}b"}
    id = graphql(url, UPSERT_TITLE, variables)["data"]["upsertSweep"]["sweep"]["name"]
    assert sweep(desk, "stop", f"p/{id}").out == f"a\ufffd]0;mine\ufffd\ufffdb (local/p/{id}): finished\n"


@pytest.mark.parametrize(("engine", "handle"), [("local", "x"), ("slurm", "--user=root")])
def test_a_handle_that_is_none_is_told(desk: Desk, url: str, engine: str, handle: str) -> None:
    id = made(url, 3)
    folder = desk.home / ".wbgen" / "agents" / id / "1"
    folder.mkdir(parents=True)
    first = {"engine": engine, "sweep": f"local/p/{id}", "server": url, "folder": str(desk.home)}
    (folder / "started.jsonl").write_text(f"{json.dumps(first)}\n{json.dumps({'handle': handle})}\n")
    told = sweep(desk, "status", f"p/{id}")
    assert (told.code, f"cannot be asked: {handle!r} is no " in told.out) == (0, True), told
    stopped = sweep(desk, "stop", f"p/{id}")
    assert stopped.code == 4
    assert f"are left alone: {handle!r} is no " in stopped.err
    assert desk.look(id)["state"] == "FINISHED"


def test_what_is_no_sweep(desk: Desk) -> None:
    missing = sweep(desk, "status", "p/nosuch12")
    assert (missing.code, missing.out) == (1, "")
    assert "has no sweep local/p/nosuch12" in missing.err
    elsewhere = sweep(desk, "status", "https://wandb.ai/local/p/sweeps/x1")
    assert "the sweep is on wandb.ai" in elsewhere.err
    assert "--target" in elsewhere.err
    assert "is no sweep" in sweep(desk, "status", "x1").err


def test_a_dry_run_prints_the_commands_and_starts_nothing(desk: Desk, url: str) -> None:
    id = made(url, 3)
    done = sweep(desk, f"p/{id}", "--agents", "2", "--gpus", "0", "--count", "1", "--dry-run")
    assert (done.code, done.err) == (0, "")
    threads = "".join(f" {name}={value}" for name, value in shared(2, processors()).items())
    shown = f"WANDB_BASE_URL={url}{threads} CUDA_DEVICE_ORDER=PCI_BUS_ID CUDA_VISIBLE_DEVICES=0"
    assert done.out == 2 * f"{shown} wandb agent --count 1 local/p/{id}\n"
    assert desk.look(id)["agents"] == []
    assert not (desk.home / ".wbgen" / "agents").exists()


def test_a_dry_run_on_slurm_prints_the_script(desk: Desk, url: str) -> None:
    id = made(url, 5)
    done = sweep(desk, f"p/{id}", "--on", "slurm", "--agents", "2", "--partition", "gpu", "--dry-run")
    assert done.code == 0, done.err
    assert done.out.startswith("#!/bin/bash\n")
    assert "#SBATCH --array=0-4%2\n#SBATCH --partition=gpu\n" in done.out
    assert API_KEY not in done.out
    assert "sbatch --parsable" in done.err
    wrong = sweep(desk, f"p/{id}", "--partition", "gpu")
    assert (wrong.code, "--partition is for --on slurm" in wrong.err) == (2, True)


def test_what_the_project_asks_of_slurm_yields_to_the_command_line(desk: Desk, url: str) -> None:
    id = made(url, 5)
    with (desk.home / "wbgen.yaml").open("a") as config:
        config.write("slurm: {partition: gpu, time: 90, gpus_per_agent: 2, setup: [module load cuda]}\n")
    shown = sweep(desk, f"p/{id}", "--on", "slurm", "--dry-run").out
    assert "#SBATCH --partition=gpu\n#SBATCH --time=90\n#SBATCH --gres=gpu:2\n" in shown
    assert "\nmodule load cuda\n" in shown
    given = ("--partition", "debug", "--setup", "source venv/bin/activate", "--gpus-per-agent", "1")
    shown = sweep(desk, f"p/{id}", "--on", "slurm", *given, "--dry-run").out
    assert "#SBATCH --partition=debug\n#SBATCH --time=90\n#SBATCH --gres=gpu:1\n" in shown
    assert "module load" not in shown
    assert "\nsource venv/bin/activate\n" in shown


# --- with agents


@pytest.mark.long
def test_agents_work_a_grid_off_and_status_tells(desk: Desk) -> None:
    id = desk.create(grid(4))
    done = sweep(desk, f"local/p/{id}", "--agents", "2")
    assert done.code == 0, done.err
    assert done.out == "best loss 0 (sweep-3)\n"
    assert "4 of 4 runs tried; best loss 0 (sweep-3); agents: 2 ended" in done.err
    assert finished(desk.look(id)) == {json.dumps({"a": value}): 1 for value in range(4)}
    logs = desk.home / ".wbgen" / "agents" / id / "1"
    assert {log.name for log in logs.glob("*.log")} == {"agent-1.log", "agent-2.log"}
    told = sweep(desk, "status", f"p/{id}", "--format", "json").json
    assert (told["state"], told["tried"], told["runs"]) == ("finished", 4, {"finished": 4})
    assert told["best"]["config"] == {"a": 2}
    assert [agent["state"] for agent in told["agents"][0]["agents"]] == ["ended", "ended"]
    assert API_KEY not in "".join(file.read_text() for file in logs.iterdir())


@pytest.mark.long
def test_kill_9_of_an_agent_leaves_every_point_with_one_finished_run(desk: Desk) -> None:
    desk.gated("run.log({'loss': run.config.a})")
    id = desk.create(grid(4))
    with at_work(desk, f"p/{id}", "--agents", "2") as process:
        desk.await_(id, lambda seen: running(seen) == 2)
        kill_session(session_of(handles(desk, id)[0]))
        desk.open_gate()
        printed, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 4, printed
    assert "1 of 2 agents failed" in printed
    seen = desk.look(id)
    assert finished(seen) == {json.dumps({"a": value}): 1 for value in range(4)}, seen["runs"]
    assert desk.states(id).count("crashed") == 1


@pytest.mark.long
def test_ctrl_c_lets_runs_end_and_the_same_command_goes_on(desk: Desk) -> None:
    desk.gated("run.log({'loss': run.config.a})")
    id = desk.create(grid(3))
    with at_work(desk, f"p/{id}") as process:
        desk.await_(id, lambda seen: running(seen) == 1)
        process.send_signal(signal.SIGINT)
        printed = read_until(process.stdout, "no new runs; waiting for those at work")
        desk.open_gate()
        assert process.stdout
        printed += process.stdout.read()
    assert process.returncode == 130, printed
    assert desk.states(id) == ["finished"]
    again = sweep(desk, f"p/{id}")
    assert again.code == 0, again.err
    assert finished(desk.look(id)) == {json.dumps({"a": value}): 1 for value in range(3)}


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_runs_cut_short_are_tried_again(desk: Desk, number: signal.Signals) -> None:
    desk.gated("run.log({'loss': run.config.a})")
    id = desk.create(grid(2))
    with at_work(desk, f"p/{id}", "--agents", "2") as process:
        desk.await_(id, lambda seen: running(seen) == 2)
        process.send_signal(number)
        process.communicate(timeout=PATIENCE)
    assert process.returncode == (130 if number is signal.SIGTERM else -number)
    until(lambda: not any(members(session_of(handle)) for handle in handles(desk, id)))
    desk.open_gate()
    again = sweep(desk, f"p/{id}")
    assert again.code == 0, again.err
    assert finished(desk.look(id)) == {json.dumps({"a": value}): 1 for value in range(2)}


SBATCH = """#!/bin/bash
# As SLURM would: tells the number of the job at once, and runs its tasks, here one after the other.
cp "$2" submitted.sh
echo 17
(bash "$2"; bash "$2") > tasks.log 2>&1 &
"""


@pytest.mark.long
def test_the_script_for_slurm_works_a_grid_off(desk: Desk) -> None:
    id = desk.create(grid(2))
    programs = desk.home / "programs"
    programs.mkdir()
    (programs / "sbatch").write_text(SBATCH)
    (programs / "sbatch").chmod(0o755)
    path = f"{programs}:{os.environ['PATH']}"
    done = wbgen(desk.home, "sweep", f"p/{id}", "--on", "slurm", WANDB_API_KEY=API_KEY, PATH=path, **QUICK)
    assert done.code == 0, done.err
    assert done.out.startswith("submitted job 17; logs in ")
    assert "--array=0-1%1" in (desk.home / "submitted.sh").read_text()
    seen = desk.await_(id, lambda seen: len(finished(seen)) == 2)
    assert finished(seen) == {json.dumps({"a": value}): 1 for value in range(2)}
