"""Sweeps over GraphQL: the embedded server, answers that get lost, and the configs of real sweep files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.backends.scripted import Answer, ScriptedServer, Seen
from tests.live import graphql, run_client, served
from wbgen.apply import Status
from wbgen.apply.sweeps import apply_sweeps, plan_sweeps
from wbgen.backends.wandb import WandbBackend, open_wandb
from wbgen.errors import BackendError
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


def paged(pages: int, size: int, after: Callable[[int], str]) -> Callable[[Seen], Answer]:
    """A server with so many pages of runs. after: the cursor of a page by its number, from 1."""
    asked = 0

    def respond(seen: Seen) -> Answer:
        nonlocal asked
        if seen.operation == "SweepAgents":
            return Answer.errors("Cannot query field 'agents'")
        asked += 1
        edges = [{"node": {"name": f"r{asked}-{n}", "state": "finished"}} for n in range(size)]
        more = {"endCursor": after(asked), "hasNextPage": asked < pages}
        return Answer.data(project={"runs": {"edges": edges, "pageInfo": more}})

    return respond


def test_a_sweep_is_read_to_its_last_page_however_many_there_are(
    server: ScriptedServer, connect: Callable[..., WandbBackend]
) -> None:
    server.respond = paged(250, 2, str)
    assert len(connect().sweeps.read_activity("p", "s1").runs) == 500


@pytest.mark.parametrize(("size", "after", "asked"), [(1, "same", 2), (0, "{}", 1)])
def test_pages_that_go_round_or_bring_nothing_are_a_fault(
    server: ScriptedServer, connect: Callable[..., WandbBackend], size: int, after: str, asked: int
) -> None:
    server.respond = paged(9, size, lambda page: after.format(page))
    with pytest.raises(BackendError, match="without an end"):
        connect().sweeps.read_activity("p", "s1")
    assert len(server.seen) == asked


def test_a_list_beyond_all_bounds_is_left(
    server: ScriptedServer, connect: Callable[..., WandbBackend], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wbgen.backends.wandb_sweeps.MOST_LISTED", 6)
    server.respond = paged(3, 2, str)
    assert len(connect().sweeps.read_activity("p", "s1").runs) == 6
    server.respond = paged(9, 2, str)
    with pytest.raises(BackendError, match="more than 6 runs"):
        connect().sweeps.read_activity("p", "s1")


def test_prior_runs_are_named_in_one_list_and_never_more_than_a_server_takes(
    server: ScriptedServer, connect: Callable[..., WandbBackend]
) -> None:
    server.respond = lambda seen: Answer.data(upsertSweep={"sweep": NODE})
    sweeps = connect().sweeps
    sweeps.put_sweep("p", SweepInput("T", "D", "C", prior_runs=("a", "b")))
    assert json.loads(server.seen[0].variables["priorRunsFilters"]) == {"name": {"$in": ["a", "b"]}}
    names = tuple(f"{number:064}" for number in range(300_000))
    with pytest.raises(BackendError, match="300000 runs"):
        sweeps.put_sweep("p", SweepInput("T", "D", "C", prior_runs=names))
    assert len(server.seen) == 1


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
