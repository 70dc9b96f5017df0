"""Sweeps over GraphQL: the embedded server, answers that get lost, and the configs of real sweep files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.backends.scripted import Answer, ScriptedServer, Seen
from tests.live import graphql, run_client, served
from wbgen.apply import Status
from wbgen.apply.sweeps import apply_sweeps, plan_sweeps
from wbgen.backends.wandb import WandbBackend, open_wandb
from wbgen.plan.sweeps import WantedSweep
from wbgen.views.sweep_records import SweepInput, SweepState

NODE = {"id": "i", "name": "s1", "displayName": "T", "state": "PENDING", "description": "D", "config": "C"}
LAST = {"endCursor": None, "hasNextPage": False}


def listing(*nodes: object) -> Answer:
    edges = [{"node": node, "cursor": "c"} for node in nodes]
    return Answer.data(project={"sweeps": {"edges": edges, "pageInfo": LAST}})


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_write_whose_answer_got_lost_is_looked_up_before_it_is_sent_again(
    server: ScriptedServer, connect: Callable[..., WandbBackend], carried_out: bool
) -> None:
    writes = 0

    def respond(seen: Seen) -> Answer:
        nonlocal writes
        if seen.operation == "Sweeps":
            return listing({**NODE, "name": "other", "description": "E"}, *([NODE] if carried_out else []))
        writes += 1
        return Answer(cut=0) if writes == 1 else Answer.data(upsertSweep={"sweep": NODE})

    server.respond = respond
    made = connect().sweeps.put_sweep("p", SweepInput("T", "D", "C"))
    assert made.name == "s1"
    assert writes == (1 if carried_out else 2)


def test_a_server_that_does_not_know_agents_tells_of_runs(
    server: ScriptedServer, connect: Callable[..., WandbBackend]
) -> None:
    summary = '{"_runtime": 90}'
    run = {"name": "r", "state": "finished", "config": '{"lr": {"value": 1}}', "summaryMetrics": summary}

    def respond(seen: Seen) -> Answer:
        if seen.operation == "SweepAgents":
            return Answer.errors("Cannot query field 'agents'")
        runs = {"edges": [{"node": run}, {"node": {"name": "q", "config": "["}}], "pageInfo": LAST}
        return Answer.data(project={"runs": runs})

    server.respond = respond
    activity = connect().sweeps.read_activity("p", "s1")
    assert activity.agents == ()
    first, second = activity.runs
    assert (first.config, first.minutes, first.finished) == ({"lr": 1}, 1.5, True)
    assert (second.config, second.minutes, second.finished) == ({}, None, False)


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[tuple[WandbBackend, str]]:
    with served(tmp_path / ".wbgen") as home:
        environ = {"HOME": str(tmp_path), "WANDB_BASE_URL": home.url, "WANDB_API_KEY": "k" * 40}
        yield open_wandb(None, None, environ, tmp_path), home.url


def test_the_embedded_server(embedded: tuple[WandbBackend, str]) -> None:
    backend, _ = embedded
    config = "method: grid\nparameters: {a: {values: [1, 2]}}\n"
    assert backend.sweeps.list_sweeps("p") == ()
    made = backend.sweeps.put_sweep("p", SweepInput("T", "D", config))
    assert backend.sweeps.list_sweeps("p") == (made,)
    assert (made.display_name, made.description, made.state, made.config) == ("T", "D", "PENDING", config)
    renamed = backend.sweeps.put_sweep("p", SweepInput("U", "E", None, id=made.id))
    assert (renamed.display_name, renamed.description, renamed.config) == ("U", "E", config)
    assert backend.sweeps.read_activity("p", made.name).runs == ()
    assert backend.sweeps.past_runs("p") == ()
    assert backend.sweeps.set_sweep_state("p", made, SweepState.FINISHED).ended
    assert len(backend.sweeps.list_sweeps("p")) == 1


AGENT = """mutation CreateAgent($host: String!, $projectName: String, $entityName: String, $sweep: String!) {
  createAgent(input: {host: $host, projectName: $projectName, entityName: $entityName, sweep: $sweep}) {
    agent { id }
  }
}"""

#: A run of a sweep, begun and ended by the real client.
RUN = """
import json, sys, wandb
with wandb.init(config={"lr": int(sys.argv[1])}) as run:
    run.log({"loss": 1.0})
print(json.dumps([wandb.Api().run(run.path).state, run.id, run.sweep_id]))
"""


@pytest.mark.client
def test_a_sweep_with_real_runs_is_replaced_and_one_with_agents_is_not(
    embedded: tuple[WandbBackend, str], tmp_path: Path
) -> None:
    backend, url = embedded

    def of(*values: int) -> WantedSweep:
        config = {"method": "grid", "program": "t.py", "parameters": {"lr": {"values": list(values)}}}
        return WantedSweep("main/g/sweep/lr", "T", "", config)

    def apply(sweep: WantedSweep) -> tuple[Status, str]:
        (outcome,) = apply_sweeps(plan_sweeps(backend.sweeps, "p", [sweep]), backend, "p")
        assert outcome.sweep is not None, outcome.message
        return outcome.status, outcome.sweep.name

    status, first = apply(of(1, 2))
    assert status is Status.CREATED
    # A run of a sweep takes neither its id nor its project from the script.
    place = {"WANDB_ENTITY": "local", "WANDB_PROJECT": "p"}
    for name, value in (("fits", 2), ("other", 1)):
        env = {"WANDB_SWEEP_ID": first, "WANDB_RUN_ID": name, **place}
        told = run_client(RUN, url, tmp_path / "client", str(value), **env)
        assert told == ["finished", name, first]
    status, second = apply(of(2, 3))
    assert status is Status.REPLACED
    assert [run.name for run in backend.sweeps.read_activity("p", second).runs] == ["fits"]
    assert [run.name for run in backend.sweeps.read_activity("p", first).runs] == ["other"]
    states = {sweep.name: sweep.state for sweep in backend.sweeps.list_sweeps("p")}
    assert states == {first: "FINISHED", second: "PENDING"}
    variables = {"host": "node7", "projectName": "p", "entityName": "local", "sweep": second}
    assert "errors" not in graphql(url, AGENT, variables)
    assert apply(of(9)) == (Status.CONFLICT, second)
    (change,) = plan_sweeps(backend.sweeps, "p", [of(9)])
    assert "node7" in change.reason
