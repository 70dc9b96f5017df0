"""Sweeps over GraphQL, as the clients' documents ask: what is answered, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.server.conftest import Client

UPSERT = """mutation UpsertSweep(
  $id: ID, $config: String, $description: String, $entityName: String, $projectName: String,
  $controller: JSONString, $launchScheduler: JSONString, $templateVariableValues: JSONString,
  $scheduler: JSONString, $state: String, $priorRunsFilters: JSONString, $displayName: String,
) {
  upsertSweep(input: {
    id: $id, config: $config, description: $description, entityName: $entityName,
    projectName: $projectName, controller: $controller, launchScheduler: $launchScheduler,
    templateVariableValues: $templateVariableValues, scheduler: $scheduler, state: $state,
    priorRunsFilters: $priorRunsFilters, displayName: $displayName,
  }) { sweep { name project { id name entity { id name } } } configValidationWarnings }
}"""

SWEEP_WITH_RUNS = """query SweepWithRuns(
  $entity: String, $project: String, $sweep: String!, $specs: [JSONString!]!
) {
  project(name: $project, entityName: $entity) { sweep(sweepName: $sweep) {
    id name method state description config createdAt heartbeatAt updatedAt earlyStopJobRunning bestLoss
    controller scheduler runs { edges { node { name state config exitcode heartbeatAt shouldStop failed
    stopped running summaryMetrics sampledHistory(specs: $specs) } } }
  } }
}"""

GET_SWEEPS = """query GetSweeps($project: String!, $entity: String!, $cursor: String, $perPage: Int = 50) {
  project(name: $project, entityName: $entity) { totalSweeps sweeps(after: $cursor, first: $perPage) {
    pageInfo { __typename endCursor hasNextPage }
    edges { node { __typename id name displayName method state description bestLoss config createdAt
      updatedAt runCount runCountExpected } }
  } }
}"""

CREATE_AGENT = """mutation CreateAgent(
  $host: String!, $projectName: String, $entityName: String, $sweep: String!
) {
  createAgent(input: {host: $host, projectName: $projectName, entityName: $entityName, sweep: $sweep}) {
    agent { id }
  }
}"""

HEARTBEAT = """mutation Heartbeat($id: ID!, $metrics: JSONString, $runState: JSONString) {
  agentHeartbeat(input: {id: $id, metrics: $metrics, runState: $runState}) { agent { id } commands }
}"""

AGENTS = """query ($sweep: String!, $agentID: String!) {
  project(name: "p", entityName: "local") { sweep(sweepName: $sweep) {
    agents { edges { node { id name host state totalRuns createdAt heartbeatAt } } }
    agent(agentName: $agentID) { id runs(first: 1, order: "+created_at") {
      pageInfo { endCursor hasNextPage } edges { cursor node { name sweepName sweep { name } } }
    } }
  } }
}"""

CONFIG = """method: grid
metric: {name: loss, goal: minimize}
parameters:
  a: {values: [1, 2]}
"""


def create(client: Client, config: str = CONFIG, **more: Any) -> str:
    """The name of a new sweep of project p."""
    answer = client.data(UPSERT, config=config, entityName="local", projectName="p", **more)
    name: str = answer["upsertSweep"]["sweep"]["name"]
    return name


def look(client: Client, name: str, specs: Any = "{}") -> Any:
    answer = client.data(SWEEP_WITH_RUNS, entity="local", project="p", sweep=name, specs=specs)
    return answer["project"]["sweep"]


def move(client: Client, name: str, state: str) -> None:
    client.data(UPSERT, id=look(client, name)["id"], state=state, entityName="local", projectName="p")


def agent(client: Client, name: str) -> str:
    given = {"host": "h", "projectName": "p", "entityName": "local", "sweep": name}
    id: str = client.data(CREATE_AGENT, **given)["createAgent"]["agent"]["id"]
    return id


def beat(client: Client, agent: str, *runs: str) -> list[dict[str, Any]]:
    state = json.dumps(dict.fromkeys(runs, True))
    answer = client.data(HEARTBEAT, id=agent, metrics="{}", runState=state)["agentHeartbeat"]
    assert answer["agent"] == {"id": agent}
    commands: list[dict[str, Any]] = json.loads(answer["commands"])
    return commands


def end(client: Client, run: str, state: str = "finished", **summary: Any) -> None:
    project = client.state.store.projects.get("local", "p").id
    found, _ = client.state.store.runs.put(project, run, summary=json.dumps(summary))
    client.state.store.runs.close(found.number, state, 0)


def test_a_sweep_is_created_in_its_project_and_read_back(client: Client) -> None:
    answer = client.data(UPSERT, config=CONFIG, entityName="team", projectName="new", description="about")
    sweep = answer["upsertSweep"]["sweep"]
    assert answer["upsertSweep"]["configValidationWarnings"] == []
    assert sweep["project"]["name"] == "new"
    assert sweep["project"]["entity"]["name"] == "team"
    found = client.data(
        SWEEP_WITH_RUNS, entity="team", project="new", sweep=sweep["name"], specs=['{"keys": ["loss"]}']
    )["project"]["sweep"]
    assert found["config"] == CONFIG
    assert (found["method"], found["state"], found["description"]) == ("grid", "PENDING", "about")
    assert (found["bestLoss"], found["runs"]["edges"]) == (None, [])


def test_without_a_project_it_is_uncategorized(client: Client) -> None:
    answer = client.data(UPSERT, config=CONFIG)["upsertSweep"]["sweep"]["project"]
    assert (answer["name"], answer["entity"]["name"]) == ("uncategorized", "local")


def test_a_grid_from_its_first_agent_to_its_end(client: Client) -> None:
    name = create(client)
    worker = agent(client, name)
    assert look(client, name)["state"] == "RUNNING"
    (first,) = beat(client, worker)
    assert first["args"] == {"a": {"value": 1}}
    assert (first["type"], first["logs"], first["program"]) == ("run", [], None)
    (run,) = (edge["node"] for edge in look(client, name)["runs"]["edges"])
    assert (run["name"], run["state"], json.loads(run["config"])) == (
        first["run_id"],
        "pending",
        first["args"],
    )
    assert beat(client, worker, first["run_id"]) == []
    end(client, first["run_id"], loss=0.5)
    (second,) = beat(client, worker)
    assert second["args"] == {"a": {"value": 2}}
    end(client, second["run_id"], loss=0.25)
    assert beat(client, worker) == [{"type": "exit"}]
    sweep = look(client, name)
    assert (sweep["state"], sweep["bestLoss"]) == ("FINISHED", 0.25)

    found = client.data(AGENTS, sweep=name, agentID=worker)["project"]["sweep"]
    (listed,) = (edge["node"] for edge in found["agents"]["edges"])
    assert (listed["host"], listed["state"], listed["totalRuns"]) == ("h", "finished", 2)
    assert (
        client.data(AGENTS, sweep=name, agentID=listed["name"])["project"]["sweep"]["agent"] == found["agent"]
    )
    page = found["agent"]["runs"]
    assert page["pageInfo"]["hasNextPage"]
    assert page["edges"][0]["node"] == {
        "name": first["run_id"],
        "sweepName": name,
        "sweep": {"name": name},
    }


def test_sweeps_are_listed_by_pages(client: Client) -> None:
    names = [create(client, displayName=f"d{n}") for n in range(3)]
    first = client.data(GET_SWEEPS, project="p", entity="local", perPage=2)["project"]
    assert first["totalSweeps"] == 3
    assert first["sweeps"]["pageInfo"]["hasNextPage"]
    cursor = first["sweeps"]["pageInfo"]["endCursor"]
    second = client.data(GET_SWEEPS, project="p", entity="local", cursor=cursor)["project"]["sweeps"]
    nodes = [edge["node"] for edge in first["sweeps"]["edges"] + second["edges"]]
    assert [node["name"] for node in nodes] == names
    assert (nodes[0]["displayName"], nodes[0]["runCount"], nodes[0]["runCountExpected"]) == ("d0", 0, 2)


@pytest.mark.parametrize(
    ("more", "expected"),
    [("", 2), ("run_cap: 1\n", 1), ("run_cap: 9\n", 2)],
)
def test_how_many_runs_are_expected_of_a_grid(client: Client, more: str, expected: int) -> None:
    create(client, CONFIG + more)
    (edge,) = client.data(GET_SWEEPS, project="p", entity="local")["project"]["sweeps"]["edges"]
    assert edge["node"]["runCountExpected"] == expected


def test_of_a_random_search_no_count_is_expected_without_a_cap(client: Client) -> None:
    create(client, "method: random\nparameters: {a: {min: 0.0, max: 1.0}}\n")
    (edge,) = client.data(GET_SWEEPS, project="p", entity="local")["project"]["sweeps"]["edges"]
    assert edge["node"]["runCountExpected"] is None


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("method: random\nparameters: {a: {min: 0.0, max: 1.0}}\nrun_cap: 2\n", 3),
        (CONFIG.replace("[1, 2]", "[1, 2, 3, 4]") + "run_cap: 2\n", 3),
        (CONFIG.replace("[1, 2]", "[1, 2, 3, 4]"), 4),
        (CONFIG + "run_cap: 2\n", 2),
    ],
)
def test_a_cap_does_not_count_the_runs_a_sweep_began_with(client: Client, config: str, expected: int) -> None:
    client.make_project()
    project = client.state.store.projects.get("local", "p").id
    client.state.store.runs.put(project, "old", config='{"a":{"value":1}}', state="finished")
    name = create(client, config, priorRunsFilters='{"name":{"$in":["old"]}}')

    def counted() -> tuple[int, int]:
        (edge,) = client.data(GET_SWEEPS, project="p", entity="local")["project"]["sweeps"]["edges"]
        return edge["node"]["runCount"], edge["node"]["runCountExpected"]

    assert counted() == (1, expected)
    worker = agent(client, name)
    while (command := beat(client, worker)[0])["type"] == "run":
        end(client, command["run_id"])
    assert counted() == (expected, expected)


def test_an_update_changes_the_config_and_keeps_the_name(client: Client) -> None:
    name = create(client)
    changed = CONFIG.replace("[1, 2]", "[3]")
    assert create(client, changed, id=look(client, name)["id"]) == name
    assert look(client, name)["config"] == changed
    assert beat(client, agent(client, name))[0]["args"] == {"a": {"value": 3}}


def test_prior_runs_join_a_sweep_and_are_not_tried_again(client: Client) -> None:
    client.make_project()
    project = client.state.store.projects.get("local", "p").id
    client.state.store.runs.put(project, "old", config='{"a":{"value":1}}', state="finished")
    name = create(client, priorRunsFilters='{"$or":[{"name":"old"}]}')
    assert beat(client, agent(client, name))[0]["args"] == {"a": {"value": 2}}


@pytest.mark.parametrize(
    "filters",
    [
        {"$or": [{"name": "a"}, {"name": "b"}, {"name": "nosuch"}]},
        {"name": {"$in": ["a", "b", "nosuch"]}},
        {"state": "finished", "name": {"$ne": "c"}},
        {"$or": [{"name": "a"}, {"name": {"$regex": "^b$"}}]},
    ],
)
def test_prior_runs_are_asked_for_by_name_or_by_any_filter(client: Client, filters: dict[str, Any]) -> None:
    client.make_project()
    project = client.state.store.projects.get("local", "p").id
    for name in "abc":
        client.state.store.runs.put(project, name, config='{"a":{"value":1}}', state="finished")
    name = create(client, priorRunsFilters=json.dumps(filters))
    assert [run.name for run in client.state.store.runs.of_sweep(project, name)] == ["a", "b"]


def test_tens_of_thousands_of_prior_runs_are_named(client: Client) -> None:
    client.make_project()
    names = [f"{number:064}" for number in range(50_000)]
    project = client.state.store.projects.get("local", "p").id
    for name in (names[0], names[-1], "other"):
        client.state.store.runs.put(project, name, config='{"a":{"value":1}}', state="finished")
    for filters in ({"name": {"$in": names}}, {"$or": [{"name": name} for name in names]}):
        name = create(client, priorRunsFilters=json.dumps(filters))
        assert look(client, name)["runs"]["edges"][1]["node"]["name"] == names[-1]
        assert len(look(client, name)["runs"]["edges"]) == 2


RUNS = """query ($filters: JSONString, $order: String, $after: String) {
  project(name: "p", entityName: "local") { runs(filters: $filters, order: $order, first: 2, after: $after) {
    totalCount pageInfo { endCursor hasNextPage } edges { node { name } }
  } }
}"""


@pytest.mark.parametrize("order", [None, "-created_at", "+name"])
@pytest.mark.parametrize("sweep", ["s", "", "nosuch", {"$ne": "t"}, None])
def test_runs_of_a_sweep_are_listed_by_pages(client: Client, order: str | None, sweep: object) -> None:
    client.make_project()
    project = client.state.store.projects.get("local", "p").id
    homes = {"a": "s", "b": "t", "c": "s", "d": None, "e": "s"}
    for name, home in homes.items():
        client.state.store.runs.put(project, name, sweep=home)
    found, after, more = [], None, True
    while more:
        filters = json.dumps({"sweep": sweep})
        runs = client.data(RUNS, filters=filters, order=order, after=after)["project"]["runs"]
        found += [edge["node"]["name"] for edge in runs["edges"]]
        after, more = runs["pageInfo"]["endCursor"], runs["pageInfo"]["hasNextPage"]
    expected = [
        name for name, home in homes.items() if (home != "t" if isinstance(sweep, dict) else home == sweep)
    ]
    assert found == (expected[::-1] if order == "-created_at" else expected)
    assert runs["totalCount"] == len(expected)


@pytest.mark.parametrize(
    "more",
    [
        {"priorRunsFilters": "["},
        {"priorRunsFilters": "[]"},
        {"priorRunsFilters": '{"$or": 3}'},
        {"priorRunsFilters": json.dumps({"state": "x" * 300_000})},
        {"priorRunsFilters": json.dumps({"name": {"$in": ["x" * 17_000_000]}})},
        {"state": "DREAMING"},
        {"state": "PENDING"},
        {"description": "d" * 100_000},
    ],
    ids=range(8),
)
def test_a_refusal_leaves_nothing_behind(client: Client, more: dict[str, Any]) -> None:
    client.make_project()
    store = client.state.store
    project = store.projects.get("local", "p").id
    store.runs.put(project, "r", state="finished")
    client.refusal(UPSERT, config=CONFIG, entityName="local", projectName="p", **more)
    client.refusal(
        UPSERT, config=CONFIG, entityName="local", projectName="new", **{"state": "DREAMING"} | more
    )
    assert store.sweeps.count(project) == 0
    assert store.runs.get(project, "r").sweep is None
    assert store.projects.get("local", "new") is None


def test_a_refused_change_changes_nothing(client: Client) -> None:
    name = create(client)
    before = look(client, name)
    for more in ({"config": CONFIG.replace("[1, 2]", "[3]")}, {"displayName": "D", "description": "about"}):
        client.refusal(UPSERT, id=before["id"], state="DREAMING", **more)
    assert look(client, name) == before


MOVES = [
    ("PENDING", "RUNNING", True),
    ("PENDING", "CANCELED", True),
    ("RUNNING", "PAUSED", True),
    ("PAUSED", "RUNNING", True),
    ("PAUSED", "FINISHED", True),
    ("FINISHED", "RUNNING", True),
    ("FINISHED", "PAUSED", False),
    ("CANCELED", "FINISHED", False),
    ("CANCELED", "RUNNING", False),
    ("RUNNING", "DREAMING", False),
    ("RUNNING", "PENDING", False),
]


@pytest.mark.parametrize(("state", "wanted", "allowed"), MOVES)
def test_states_a_sweep_may_be_moved_to(client: Client, state: str, wanted: str, allowed: bool) -> None:
    name = create(client)
    number = client.state.store.sweeps.page(client.state.store.projects.all()[0].id, 1)[0][0]
    client.state.store.sweeps.update(number, state=state)
    if allowed:
        move(client, name, wanted)
        assert look(client, name)["state"] == wanted
    else:
        id = look(client, name)["id"]
        assert "cannot become" in client.refusal(UPSERT, id=id, state=wanted)


def test_what_cannot_be_searched_is_refused_in_the_words_of_the_search(client: Client) -> None:
    def refusal(config: str, **more: Any) -> str:
        return client.refusal(UPSERT, config=config, entityName="local", projectName="p", **more)

    assert "'method' is a required property" in refusal("parameters: {a: {value: 1}}")
    assert "line 2" in refusal("a: 1\na: 2")
    assert "longer than" in refusal("x" * 300_000)
    assert "launch_scheduler" in refusal(CONFIG, launchScheduler='{"a": 1}')
    assert "elsewhere" in refusal(CONFIG, scheduler='{"a": 1}')
    assert client.refusal(UPSERT, entityName="local") == "a new sweep needs a config"
    assert client.refusal(UPSERT, id="nosuch", state="PAUSED") == "sweep not found"
    assert "description" in refusal(CONFIG, description="d" * 100_000)
    assert "JSON" in refusal(CONFIG, scheduler="{")


def test_an_oddity_is_a_warning(client: Client) -> None:
    config = CONFIG + "colour: red\n"
    answer = client.data(UPSERT, config=config, entityName="local", projectName="p")["upsertSweep"]
    assert "colour" in answer["configValidationWarnings"][0]


def test_an_unknown_agent_is_told_404_and_an_unknown_sweep_takes_none(client: Client) -> None:
    for id in ("QWdlbnQ6MDAwMDAwOQ==", "agent-9", "", "é", "agent-" + "9" * 40):
        assert client.ask(HEARTBEAT, id=id, metrics="{}", runState="{}").status == 404
    assert client.ask(CREATE_AGENT, host="h", projectName="p", sweep="nosuch").status == 404


@pytest.mark.parametrize("told", ["[]", "1", "{", '{"a": NaN}', "[" * 3000, '{"a": "' + "x" * 100_000 + '"}'])
def test_a_heartbeat_that_is_no_object_is_refused(client: Client, told: str) -> None:
    worker = agent(client, create(client))
    assert "runState" in client.refusal(HEARTBEAT, id=worker, runState=told)


def test_runs_of_others_change_nothing_for_an_agent(client: Client) -> None:
    worker = agent(client, create(client))
    assert beat(client, worker, "nosuch", "../x") == []


def test_a_search_that_fails_later_ends_the_sweep(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from wbgen.server import scheduling, search

    def fail(*_: object) -> None:
        raise search.SearchError("out of ideas")

    name = create(client)
    worker = agent(client, name)
    monkeypatch.setattr(scheduling.search, "untried", fail)
    assert beat(client, worker) == [{"type": "exit"}]
    sweep = look(client, name)
    assert (sweep["state"], sweep["description"]) == ("FAILED", "out of ideas")


def test_a_metric_that_is_no_number_is_none(client: Client) -> None:
    name = create(client)
    worker = agent(client, name)
    (command,) = beat(client, worker)
    end(client, command["run_id"], loss="NaN")
    assert look(client, name)["bestLoss"] is None
    (command,) = beat(client, worker)
    assert command["type"] == "run"
