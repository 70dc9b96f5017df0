"""Sweeps by the official client: ``wandb sweep``, ``wandb agent``, ``wandb.sweep``, ``wandb.agent``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.live import PATIENCE, SERVE, free_port, served
from tests.server.agents import CLI, Desk, done, states

pytestmark = [pytest.mark.client, pytest.mark.timeout(900)]

#: A server that takes an agent for lost after so many seconds: three times what agents leave between words.
SILENCE = 15
IMPATIENT = f"import wbgen.server.store.agents as s; s.PATIENCE = {SILENCE}\n{SERVE}"

LOSS = {"name": "loss", "goal": "minimize"}


def grid(count: int, **more: Any) -> dict[str, Any]:
    parameters = {"a": {"values": list(range(count))}}
    return {"program": "train.py", "method": "grid", "metric": LOSS, "parameters": parameters} | more


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("wbgen"), code=IMPATIENT) as server:
        yield server.url


@pytest.fixture
def desk(url: str, tmp_path: Path) -> Desk:
    made = Desk(url, tmp_path / "desk")
    made.script("run.log({'loss': run.config.a})")
    return made


def config_of(run: dict[str, Any]) -> dict[str, Any]:
    config = json.loads(run["config"])
    return {key: entry["value"] for key, entry in config.items() if key != "_wandb"}


def finished(sweep: dict[str, Any]) -> Counter[str]:
    """How many finished runs each point has."""
    runs = [run for run in sweep["runs"] if run["state"] == "finished"]
    return Counter(json.dumps(config_of(run), sort_keys=True) for run in runs)


@pytest.mark.long
def test_wandb_sweep_creates_updates_pauses_resumes_stops_and_cancels(desk: Desk) -> None:
    desk.gated("run.log({'loss': run.config.a})")
    sweep = desk.create(grid(3), "--name", "first")
    assert desk.look(sweep)["state"] == "PENDING"
    assert desk.create(grid(40), "--update", sweep) == sweep
    assert desk.look(sweep)["runCountExpected"] == 40

    with desk.agent(sweep) as agent:
        desk.await_(sweep, lambda seen: states(seen) == ["running"])
        desk.wandb("sweep", "--pause", f"local/p/{sweep}")
        desk.open_gate()
        paused = desk.await_(sweep, lambda seen: states(seen) == ["finished"])
        assert paused["state"] == "PAUSED"
        desk.close_gate()
        desk.wandb("sweep", "--resume", f"local/p/{sweep}")
        seen = desk.await_(sweep, lambda seen: states(seen) == ["finished", "running"])
        assert seen["state"] == "RUNNING"
        desk.wandb("sweep", "--cancel", f"local/p/{sweep}")
        done(agent)
    seen = desk.look(sweep)
    assert (seen["state"], states(seen)) == ("CANCELED", ["finished", "killed"])

    sweep = desk.create(grid(40))
    with desk.agent(sweep) as agent:
        desk.await_(sweep, lambda seen: states(seen) == ["running"])
        desk.wandb("sweep", "--stop", f"local/p/{sweep}")
        desk.open_gate()
        done(agent)
    seen = desk.look(sweep)
    assert (seen["state"], states(seen)) == ("FINISHED", ["finished"])


@pytest.mark.long
def test_wandb_agent_as_it_is(desk: Desk) -> None:
    """No constant lowered: two agents of the command line, every five seconds a word."""
    sweep = desk.create(grid(3))
    with desk.agent(sweep, code=CLI) as one, desk.agent(sweep, code=CLI) as two:
        done(one)
        done(two)
    seen = desk.look(sweep)
    assert seen["state"] == "FINISHED"
    assert finished(seen) == {json.dumps({"a": value}): 1 for value in range(3)}
    assert [agent["state"] for agent in seen["agents"]] == ["finished"] * 2


@pytest.mark.long
def test_five_agents_of_both_kinds_go_through_one_grid(desk: Desk) -> None:
    parameters = {"a": {"values": [1, 2, 3, 4]}, "b": {"values": ["x", "3e-5"]}}
    sweep = desk.create(grid(0, parameters=parameters))
    body = "def body(run): run.log({'loss': run.config.a})"
    agents = [desk.agent(sweep) for _ in range(3)] + [desk.function_agent(sweep, body) for _ in range(2)]
    for agent in agents:
        with agent:
            done(agent)
    seen = desk.look(sweep)
    assert seen["state"] == "FINISHED"
    assert Counter(desk.states(sweep)) == {"finished": 8}
    assert set(finished(seen).values()) == {1}
    assert len(finished(seen)) == 8
    assert seen["bestLoss"] == 1


@pytest.mark.long
def test_kill_9_of_agents_loses_no_point_and_doubles_none(desk: Desk) -> None:
    desk.gated("run.log({'loss': run.config.a})")
    sweep = desk.create(grid(4))
    body = "def body(run):\n    time.sleep(600)"
    with desk.function_agent(sweep, body) as lost, desk.agent(sweep) as outlived:
        begun = desk.await_(sweep, lambda seen: states(seen) == ["running", "running"])
        lost.kill()  # with its run, which is in its process
        outlived.kill()  # its run is a process of its own, and goes on; it still prints to us
        desk.open_gate()
        with desk.agent(sweep) as agent:
            done(agent)
    seen = desk.look(sweep)
    assert seen["state"] == "FINISHED"
    assert finished(seen) == {json.dumps({"a": value}): 1 for value in range(4)}, seen["runs"]
    assert sorted(desk.states(sweep)) == ["crashed"] + ["finished"] * 4
    dead = [run["name"] for run in seen["runs"] if run["state"] == "crashed"]
    assert dead[0] in [run["name"] for run in begun["runs"]]
    assert Counter(agent["state"] for agent in seen["agents"]) == {"crashed": 2, "finished": 1}


@pytest.mark.long
def test_a_server_that_is_killed_and_comes_back_goes_on_where_it_was(tmp_path: Path) -> None:
    home = tmp_path / "wbgen"
    home.mkdir()
    port = free_port()
    with served(home, port) as server:
        desk = Desk(server.url, tmp_path / "desk")
        desk.gated("run.log({'loss': run.config.a})")
        sweep = desk.create(grid(4))
        agents = [desk.agent(sweep) for _ in range(2)]
        desk.await_(sweep, lambda seen: states(seen) == ["running"] * 2)
        server.process.kill()
        server.process.wait()
    with served(home, port):
        desk.open_gate()
        for agent in agents:
            with agent:
                done(agent)
        seen = desk.look(sweep)
    assert finished(seen) == {json.dumps({"a": value}): 1 for value in range(4)}
    assert set(states(seen)) == {"finished"}


def test_a_script_that_fails_counts_as_tried(desk: Desk) -> None:
    desk.script("if run.config.a == 1: sys.exit(3)")
    sweep = desk.create(grid(3))
    with desk.agent(sweep) as agent:
        done(agent)
    seen = desk.look(sweep)
    assert states(seen) == ["finished", "failed", "finished"]


@pytest.mark.long
@pytest.mark.parametrize("kind", ["command line", "function"])
def test_hyperband_stops_the_worse_run(desk: Desk, kind: str) -> None:
    early = {"type": "hyperband", "min_iter": 2, "eta": 3, "strict": True}
    sweep = desk.create(grid(2, early_terminate=early))
    logs = """
for step in range(200):
    run.log({"loss": run.config.a * 10 + 1.0})
    time.sleep(run.config.a * 0.2)
"""
    if kind == "function":
        lines = "\n".join(f"    {line}" for line in logs.strip().splitlines())
        agent = desk.function_agent(sweep, f"def body(run):\n{lines}")
    else:
        desk.script(logs)
        agent = desk.agent(sweep)
    with agent:
        done(agent)
    seen = desk.look(sweep)
    assert seen["state"] == "FINISHED"
    # A process is killed without a word; a function gets an exception, and its run tells that it failed.
    ended = {"command line": "killed", "function": "failed"}
    assert states(seen) == ["finished", ended[kind]]
    assert seen["runs"][1]["historyLineCount"] < 200


@pytest.mark.long
def test_bayes_with_a_cap_and_nested_parameters(desk: Desk) -> None:
    parameters = {
        "optimizer": {
            "parameters": {
                "lr": {"distribution": "log_uniform_values", "min": 1e-5, "max": 1e-1},
                "nesterov": {"values": [True, False]},
            }
        },
        "depth": {"min": 2, "max": 9},
    }
    sweep = desk.create({"method": "bayes", "metric": LOSS, "run_cap": 4, "parameters": parameters})
    body = "def body(run): run.log({'loss': run.config.optimizer['lr'] * run.config.depth})"
    with desk.function_agent(sweep, body) as agent:
        done(agent)
    seen = desk.look(sweep)
    assert (seen["state"], seen["runCount"], seen["runCountExpected"]) == ("FINISHED", 4, 4)
    for run in seen["runs"]:
        config = config_of(run)
        assert run["state"] == "finished"
        assert type(config["depth"]) is int
        assert type(config["optimizer"]["lr"]) is float
        assert type(config["optimizer"]["nesterov"]) is bool


def test_nested_parameters_reach_a_command(desk: Desk) -> None:
    parameters = {"opt": {"parameters": {"lr": {"values": [0.1, 0.2]}}}, "b": {"value": 3}}
    command = ["${env}", "${interpreter}", "${program}", "${args_json}"]
    desk.script(
        "import json; assert json.loads(sys.argv[1])['b'] == 3; run.log({'loss': run.config.opt['lr']})"
    )
    sweep = desk.create(grid(0, parameters=parameters, command=command))
    with desk.agent(sweep, "--count", "2") as agent:
        done(agent)
    # It leaves after its second run without another word, and the sweep is finished all the same.
    seen = desk.await_(sweep, lambda seen: seen["state"] == "FINISHED")
    assert [config_of(run)["opt"] for run in seen["runs"]] == [{"lr": 0.1}, {"lr": 0.2}]
    assert desk.states(sweep) == ["finished", "finished"]


API = """
import json, wandb
config = {"method": "grid", "name": "named", "metric": {"name": "loss", "goal": "maximize"},
          "parameters": {"a": {"values": [1, 2, 3]}}}
name = wandb.sweep(config, project="api", entity="local")
def body():
    with wandb.init() as run:
        run.log({"loss": run.config.a})
from wandb.agents.pyagent import Agent
Agent.HEARTBEAT_SLEEP_SECONDS = 0.3
wandb.agent(name, function=body, count=3, project="api", entity="local")
api = wandb.Api()
sweep = api.sweep(f"local/api/{name}")
prior = wandb.sweep(config, project="api", entity="local", prior_runs=[sweep.runs[0].id])
listed = [found.id for found in api.project("api", "local").sweeps()]
(agent,) = sweep.agents()
run = api.run(f"local/api/{sweep.runs[1].id}")
print()
print(json.dumps({
    "id": sweep.id == name, "order": sweep.order, "best": sweep.best_run().config["a"],
    "named": sweep.name, "expected": sweep.expected_run_count, "config": sweep.config == config,
    "runs": [r.config["a"] for r in sweep.runs], "listed": listed == [name, prior],
    "count": len(api.project("api", "local").sweeps()), "of run": run.sweep.id == name,
    "agent": [agent.state, agent.totalRuns, [r.id for r in agent.runs()] == [r.id for r in sweep.runs]],
    "again": sweep.agent(agent.name).id == agent.id, "prior": [r.config["a"] for r in
    api.sweep(f"local/api/{prior}").runs], "url": sweep.url.endswith(f"local/api/sweeps/{name}"),
}))
"""


def test_the_public_api_reads_sweeps(tmp_path: Path) -> None:
    with served(tmp_path / "wbgen") as patient:  # its agent has left, and is not to be lost meanwhile
        told = json.loads(Desk(patient.url, tmp_path / "desk").run(API).strip().splitlines()[-1])
    assert told == {
        "id": True,
        "order": "-summary_metrics.loss",
        "best": 3,
        "named": "named",
        "expected": 3,
        "config": True,
        "runs": [1, 2, 3],
        "listed": True,
        "count": 2,
        "of run": True,
        "agent": ["running", 3, True],
        "again": True,
        "prior": [1],
        "url": True,
    }


def test_a_config_that_cannot_be_searched_is_an_error_of_the_client(desk: Desk) -> None:
    (desk.home / "sweep.yaml").write_text("method: grid\nparameters: {a: {distribution: normal}}\n")
    with desk.start(CLI, "sweep", "sweep.yaml") as process:
        printed, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode != 0
    assert "disallowed type with grid search" in printed


def test_an_agent_of_no_sweep_ends(desk: Desk) -> None:
    with desk.agent("nosuch12") as process:
        process.communicate(timeout=PATIENCE)
    assert process.returncode != 0
