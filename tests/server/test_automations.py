"""Automations and alerts as clients make them: the real client, and GraphQL it would not send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.live import Served, graphql, operations, request, run_client, served
from tests.server.conftest import Client
from wbgen.server.resources.alerts import MAX_TEXT, MAX_TITLE
from wbgen.server.store import Run

CRUD = """
import json, wandb
from wandb.automations import *
api = wandb.Api()
api.create_project("p", "local")
project = api.project("p", "local")
loss = RunEvent.metric("loss")

def make(name, filter, action=DoNothing(), **options):
    kind = OnRunState if name == "state" else OnRunMetric
    return api.create_automation(kind(scope=project, filter=filter) >> action, name=name, **options)

def failing(call, *given, **options):
    try:
        return call(*given, **options)
    except wandb.errors.CommError as error:
        return str(error)

hook = "SW50ZWdyYXRpb246MQ=="
made = [
    make("threshold", loss.avg(2) > 3, description="about it"),
    make("change", loss.min(4).decreases_by(frac=0.5)),
    make("z-score", (abs(loss.zscore(3)) > 2) & (RunEvent.name == "first")),
    make("state", RunEvent.state.in_(["finished", "failed"])),
    make("slack", loss < 1, SendNotification(integration_id=hook, title="T", text="body", level="warn")),
    make("webhook", loss < 1, SendWebhook(integration_id=hook, request_payload={"run": "${run_id}"}),
         enabled=False),
]
got = {
    "made": [[a.name, a.description, a.enabled, a.scope.name, a.event.event_type.value,
              a.action.action_type.value] for a in made],
    "filters": [json.loads(a.event.model_dump()["filter"]) for a in made],
    "slack": [made[4].action.title, made[4].action.message, made[4].action.severity.value,
              made[4].action.integration.id],
    "payload": made[5].action.request_payload,
    "taken": failing(make, "threshold", loss > 5),
    "fetched": make("threshold", loss > 5, fetch_existing=True).id == made[0].id,
    "all": [a.name for a in api.automations()],
    "of entity": [a.name for a in api.automations("local", per_page=1)],
    "by name": [a.name for a in api.automations("local", name="change")],
    "elsewhere": [a.name for a in api.automations("nobody")],
    "one": api.automation("state").id == made[3].id,
    "integrations": [list(api.integrations("local")), list(api.slack_integrations(entity="local")),
                     list(api.webhook_integrations("local"))],
}
made[0].enabled = False
updated = api.update_automation(made[0], name="renamed", description="other")
got["updated"] = [updated.name, updated.description, updated.enabled, updated.updated_at is not None,
                  updated.event == made[0].event]
other = api.update_automation(updated, event=OnRunState(scope=project, filter=RunEvent.state == "running"))
got["other event"] = [other.event.event_type.value, [s.value for s in other.event.filter.state.states]]
got["to a name in use"] = failing(api.update_automation, updated, name="change")
got["deleted"] = api.delete_automation(made[1])
got["gone"] = [failing(api.update_automation, made[1]), failing(api.delete_automation, made[1])]
got["left"] = [a.name for a in api.automations()]
print(json.dumps(got))
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path / ".wbgen") as server:
        yield server


@pytest.mark.client
def test_automations_are_made_changed_and_deleted(server: Served, tmp_path: Path) -> None:
    got = run_client(CRUD, server.url, tmp_path / "client")
    assert got["made"] == [
        ["threshold", "about it", True, "p", "RUN_METRIC", "NO_OP"],
        ["change", None, True, "p", "RUN_METRIC_CHANGE", "NO_OP"],
        ["z-score", None, True, "p", "RUN_METRIC_ZSCORE", "NO_OP"],
        ["state", None, True, "p", "RUN_STATE", "NO_OP"],
        ["slack", None, True, "p", "RUN_METRIC", "NOTIFICATION"],
        ["webhook", None, False, "p", "RUN_METRIC", "GENERIC_WEBHOOK"],
    ]
    threshold = {"name": "loss", "agg_op": "AVERAGE", "window_size": 2, "cmp_op": "$gt", "threshold": 3}
    assert got["filters"][0]["run_metric_filter"] == {"threshold_filter": threshold}
    assert json.loads(got["filters"][2]["run_filter"]) == {"$and": [{"display_name": {"$eq": "first"}}]}
    assert got["filters"][3]["run_state_filter"] == {"states": ["FAILED", "FINISHED"]}
    assert got["slack"] == ["T", "body", "WARN", "SW50ZWdyYXRpb246MQ=="]
    assert got["payload"] == {"run": "${run_id}"}
    assert "'threshold' exists" in got["taken"]
    assert got["fetched"]
    names = ["threshold", "change", "z-score", "state", "slack", "webhook"]
    assert got["all"] == got["of entity"] == names
    assert got["by name"] == ["change"]
    assert got["elsewhere"] == []
    assert got["one"]
    assert got["integrations"] == [[], [], []]
    assert got["updated"] == ["renamed", "other", False, True, True]
    assert got["other event"] == ["RUN_STATE", ["RUNNING"]]
    assert "an automation of that name exists" in got["to a name in use"]
    assert got["deleted"] is True
    assert "'change' not found" in got["gone"][0]
    assert "Failed to delete" in got["gone"][1]
    assert got["left"] == ["renamed", "z-score", "state", "slack", "webhook"]
    assert operations(server.url)["mutation:deleteTrigger"] == 2


RUN = """
import json, math, wandb
from wandb.automations import *
api = wandb.Api()
api.create_project("p", "local")
project = api.project("p", "local")
loss = RunEvent.metric("loss")
hook = SendNotification(integration_id="SW50ZWdyYXRpb246MQ==", title="Loss", text="too high")
for name, kind, filter, action in [
    ("high", OnRunMetric, loss.avg(2) > 3, hook),
    ("deep", OnRunMetric, RunEvent.metric("grads.norm") > 3, DoNothing()),
    ("jump", OnRunMetric, loss.increases_by(diff=90), DoNothing()),
    ("odd", OnRunMetric, loss.zscore(4) > 5, DoNothing()),
    ("never", OnRunMetric, (loss > 0) & (RunEvent.name == "another"), DoNothing()),
    ("begun", OnRunState, RunEvent.state == "running", DoNothing()),
    ("done", OnRunState, RunEvent.state == "finished", DoNothing()),
    ("failed", OnRunState, RunEvent.state == "failed", DoNothing()),
]:
    api.create_automation(kind(scope=project, filter=filter) >> action, name=name)
with wandb.init(project="p", entity="local", name="first", id="r") as run:
    for step in range(6):
        run.log({"loss": step, "grads": {"norm": step * 2}, "broken": math.nan})
    run.log({"loss": 99})
    run.alert("Careful", "<b>hot</b>", level="WARN", wait_duration=60)
    run.alert("Careful", "again", level="WARN", wait_duration=60)
    run.alert("Other", "", level=wandb.AlertLevel.ERROR)
print(json.dumps([run.url, run.project_url]))
"""
RUN_SEEN = """
query { project(name: "p") { run(name: "r") {
  state alerts { title text severity } firings { trigger { name } event action value step }
} } }
"""


@pytest.mark.client
def test_a_run_is_watched_and_sends_alerts(server: Served, tmp_path: Path) -> None:
    quiet = {"WANDB_CONSOLE": "off", "WANDB_X_DISABLE_STATS": "true"}
    urls = run_client(RUN, server.url, tmp_path / "client", **quiet)
    run = graphql(server.url, RUN_SEEN)["data"]["project"]["run"]
    assert run["state"] == "finished"
    assert run["alerts"] == [
        {"title": "Other", "text": "", "severity": "ERROR"},
        {"title": "Careful", "text": "<b>hot</b>", "severity": "WARN"},
    ]
    fired = {firing.pop("trigger")["name"]: firing for firing in run["firings"]}
    assert sorted(fired) == ["begun", "deep", "done", "high", "jump", "odd"]
    assert len(run["firings"]) == 6
    assert fired["high"] == {
        "event": "average of the last 2 values of loss > 3",
        "action": "notify SW50ZWdyYXRpb246MQ== (INFO): Loss: too high",
        "value": 3.5,
        "step": 4,
    }
    assert (fired["deep"]["value"], fired["deep"]["step"]) == (4, 2)
    assert (fired["jump"]["value"], fired["jump"]["step"]) == (94, 6)
    assert fired["odd"]["step"] == 6
    page, project_page = (request(server.url, "GET", urlsplit(url).path) for url in urls)
    assert (page[0], project_page[0]) == (200, 200)
    assert b"&lt;b&gt;hot&lt;/b&gt;" in page[2]
    assert fired["done"] == {
        "event": "the state became finished",
        "action": "nothing",
        "value": None,
        "step": None,
    }


CREATE = """
mutation CreateAutomation($input: CreateFilterTriggerInput!) {
  result: createFilterTrigger(input: $input) {
    trigger {
      __typename id name
      scope { __typename ... on Project { id } }
      action: triggeredAction { __typename ... on NoOpTriggeredAction { noOp } }
    }
  }
}
"""
UPDATE = """
mutation UpdateAutomation($input: UpdateFilterTriggerInput!) {
  result: updateFilterTrigger(input: $input) { trigger { name description problem } }
}
"""
ALERT = """
mutation NotifyScriptableRunAlert($runName: String!, $title: String!, $text: String!,
    $severity: AlertSeverity = INFO, $waitDuration: Duration) {
  notifyScriptableRunAlert(input: {entityName: "local", projectName: "p", runName: $runName, title: $title,
    text: $text, severity: $severity, waitDuration: $waitDuration}) { success }
}
"""
STATES = {"run_filter": "{}", "run_state_filter": {"states": ["FINISHED"]}}


def wanted(client: Client, **changed: Any) -> dict[str, Any]:
    """The input of a create."""
    given = {
        "name": "a",
        "enabled": True,
        "scopeType": "PROJECT",
        "scopeID": project(client),
        "triggeringEventType": "RUN_STATE",
        "eventFilter": json.dumps(STATES),
        "triggeredActionType": "NO_OP",
        "triggeredActionConfig": {"noOpActionInput": {"noOp": True}, "notificationActionInput": None},
    }
    return given | changed


def project(client: Client) -> str:
    client.make_project("p")
    found = client.state.store.projects.get("local", "p")
    return str(found.id)


def new_run(client: Client, name: str = "r") -> Run:
    run: Run = client.state.store.runs.put(project(client), name)[0]
    return run


def test_an_automation_is_answered_as_the_clients_read_it(client: Client) -> None:
    trigger = client.data(CREATE, input=wanted(client))["result"]["trigger"]
    assert trigger.pop("id")
    assert trigger == {
        "__typename": "Trigger",
        "name": "a",
        "scope": {"__typename": "Project", "id": project(client)},
        "action": {"__typename": "NoOpTriggeredAction", "noOp": True},
    }


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "1 to 255 characters"),
        ({"name": "n" * 256}, "1 to 255 characters"),
        ({"description": "d" * 65537}, "longer than"),
        ({"scopeType": "ENTITY"}, "for a project"),
        ({"scopeID": "UHJvamVjdDo5OTk="}, "project not found"),
        ({"scopeID": "nonsense"}, "project not found"),
        ({"triggeringEventType": "CREATE_ARTIFACT"}, "watches runs only"),
        ({"triggeringEventType": "RUN_METRIC"}, "run_metric_filter must be a JSON object"),
        ({"eventFilter": "{"}, "not JSON"),
        ({"triggeredActionType": "QUEUE_JOB"}, "knows no action QUEUE_JOB"),
        ({"triggeredActionType": "NOTIFICATION"}, "holds no input for the action NOTIFICATION"),
        ({"triggeredActionConfig": {"noOpActionInput": None}}, "holds no input"),
    ],
)
def test_what_cannot_work_here_is_refused(client: Client, changed: dict[str, Any], said: str) -> None:
    assert said in client.refusal(CREATE, input=wanted(client, **changed))


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ("[]", "JSON object"),
        ("{", "JSON object"),
        ("[" * 5000, "JSON object"),
        ('"text"', "JSON object"),
        (json.dumps({"x": "y" * 65536}), "longer than"),
    ],
)
def test_payloads_are_bounded_objects(client: Client, payload: str, said: str) -> None:
    webhook = {"genericWebhookActionInput": {"integrationID": "i", "requestPayload": payload}}
    changed = {"triggeredActionType": "GENERIC_WEBHOOK", "triggeredActionConfig": webhook}
    assert said in client.refusal(CREATE, input=wanted(client, **changed))


@pytest.mark.parametrize(("id", "status"), [("VHJpZ2dlcjo5OTk=", 404), ("x", 404)])
def test_a_missing_automation_is_not_found(client: Client, id: str, status: int) -> None:
    assert client.ask(UPDATE, input={"id": id, "name": "b"}).status == status


def test_a_name_is_used_once_per_project(client: Client) -> None:
    client.data(CREATE, input=wanted(client))
    assert client.ask(CREATE, input=wanted(client)).status == 409
    other = client.data(CREATE, input=wanted(client, name="b"))["result"]["trigger"]
    assert client.ask(UPDATE, input={"id": other["id"], "name": "a"}).status == 409
    client.make_project("q")
    found = client.state.store.projects.get("local", "q")
    client.data(CREATE, input=wanted(client, scopeID=found.id))


def test_an_update_leaves_what_it_does_not_name(client: Client) -> None:
    id = client.data(CREATE, input=wanted(client, description="D"))["result"]["trigger"]["id"]
    assert client.data(UPDATE, input={"id": id, "enabled": False})["result"]["trigger"] == {
        "name": "a",
        "description": "D",
        "problem": None,
    }
    said = client.refusal(UPDATE, input={"id": id, "triggeredActionType": "NOTIFICATION"})
    assert "triggeredActionConfig" in said
    assert "run_metric_filter" in client.refusal(
        UPDATE, input={"id": id, "triggeringEventType": "RUN_METRIC"}
    )


def test_alerts_keep_their_distance(client: Client) -> None:
    new_run(client)
    hour = 3600 * 1000
    for title, wait in (("A", hour), ("A", hour), ("B", hour), ("A", 0), ("B", None), ("A", 10**40)):
        answer = client.data(ALERT, runName="r", title=title, text="t", waitDuration=wait, severity="WARN")
        assert answer["notifyScriptableRunAlert"] == {"success": True}
    query = 'query { project(name: "p") { run(name: "r") { alerts { title text severity } } } }'
    alerts = client.data(query)["project"]["run"]["alerts"]
    assert [alert["title"] for alert in alerts] == ["B", "A", "B", "A"]
    assert alerts[0] == {"title": "B", "text": "t", "severity": "WARN"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"runName": "absent"}, "run not found"),
        ({"title": "t" * (MAX_TITLE + 1)}, "at most"),
        ({"text": "t" * (MAX_TEXT + 1)}, "at most"),
        ({"waitDuration": "soon"}, "milliseconds"),
        ({"waitDuration": -1}, "milliseconds"),
        ({"waitDuration": True}, "milliseconds"),
        ({"severity": "LOUD"}, "LOUD"),
    ],
)
def test_alerts_that_are_none_are_refused(client: Client, changed: dict[str, Any], said: str) -> None:
    new_run(client)
    assert said in client.refusal(ALERT, **({"runName": "r", "title": "T", "text": "t"} | changed))


FIRINGS = """
query { project(name: "p") {
  triggers { name firings { event action value step createdAt run { name } } }
  run(name: "r") { firings { trigger { name } } }
} }
"""


@pytest.mark.parametrize(("value", "shown"), [("5.5", 5.5), ("Infinity", "Infinity"), ("1e999", "Infinity")])
def test_firings_are_strict_json(client: Client, value: str, shown: Any) -> None:
    from wbgen.server.automations.evaluation import on_history

    members = {"name": "x", "agg_op": None, "window_size": 1, "cmp_op": "$gt", "threshold": 1}
    event = json.dumps({"run_filter": "{}", "run_metric_filter": {"threshold_filter": members}})
    client.data(CREATE, input=wanted(client, triggeringEventType="RUN_METRIC", eventFilter=event))
    run, store = new_run(client), client.state.store
    lines = [f'{{"x": {value}, "_step": 7}}']
    store.lines.write(run.number, "history", 0, lines)
    on_history(store, run, lines)
    got = client.data(FIRINGS)["project"]
    ((firing,),) = (trigger["firings"] for trigger in got["triggers"])
    assert firing.pop("createdAt").endswith("Z")
    assert firing == {
        "event": "x > 1",
        "action": "nothing",
        "value": shown,
        "step": 7,
        "run": {"name": "r"},
    }
    assert got["run"]["firings"] == [{"trigger": {"name": "a"}}]
