"""The file stream: what a run sends is kept once, whatever is sent again; what can never be kept is a 4xx."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.asgi import Answer
from tests.server.conftest import Client

UPSERT = """mutation ($name: String, $id: String, $project: String, $state: String, $config: JSONString) {
  upsertBucket(input: {name: $name, id: $id, modelName: $project, state: $state, config: $config}) {
    bucket { id name state displayName sweepName config project { name entity { name } } historyLineCount }
    inserted
  }
}"""

RUN = """query ($name: String) { project(name: "p") { run(name: $name) {
  state exitcode summaryMetrics systemMetrics historyKeys historyLineCount logLineCount shouldStop
  historyTail eventsTail history events logLines(last: 5) { edges { node { number level line } } }
} } }"""


def made(client: Client, name: str = "r") -> Any:
    return client.data(UPSERT, name=name, project="p")["upsertBucket"]["bucket"]


def send(client: Client, body: Any, name: str = "r") -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(f"/files/local/p/{name}/file_stream", content)


def lines(file: str, offset: int, *content: Any) -> dict[str, Any]:
    texts = [one if isinstance(one, str) else json.dumps(one) for one in content]
    return {"files": {file: {"offset": offset, "content": texts}}}


def history(offset: int, *rows: Any) -> dict[str, Any]:
    return lines("wandb-history.jsonl", offset, *rows)


def seen(client: Client, name: str = "r") -> Any:
    return client.data(RUN, name=name)["project"]["run"]


def test_a_run_from_its_first_word_to_its_last(client: Client) -> None:
    assert made(client)["historyLineCount"] == 0
    answer = send(client, history(0, {"_step": 0, "loss": 2}, {"_step": 1, "loss": 1}))
    assert (answer.status, answer.json) == (200, {"exitcode": None, "limits": {}, "stopped": False})
    send(client, lines("wandb-summary.json", 0, '{"loss": NaN, "n": 1}'))
    send(client, lines("wandb-events.jsonl", 0, {"_timestamp": 1, "system.cpu": 7}))
    send(
        client, lines("output.log", 0, "2026-01-02T03:04:05.678901 hello\n", "ERROR 2026-01-02T03:04:05 bad")
    )
    send(client, lines("strange.file", 0, "kept by nobody"))
    told = seen(client)
    assert told["state"] == "running"
    assert json.loads(told["summaryMetrics"]) == {"loss": "NaN", "n": 1}
    assert json.loads(told["systemMetrics"]) == {"system.cpu": 7}
    assert told["historyKeys"]["lastStep"] == 1
    assert told["historyKeys"]["keys"]["loss"]["previousValue"] == 1
    assert json.loads(json.loads(told["historyTail"])[0]) == {"_step": 1, "loss": 1}
    assert (told["historyLineCount"], told["logLineCount"]) == (2, 2)
    nodes = [edge["node"] for edge in told["logLines"]["edges"]]
    assert nodes == [
        {"number": 0, "level": "info", "line": "hello"},
        {"number": 1, "level": "error", "line": "bad"},
    ]
    assert send(client, {"complete": True, "exitcode": 0}).status == 200
    assert (seen(client)["state"], seen(client)["exitcode"]) == ("finished", 0)


@pytest.mark.parametrize(
    ("code", "state"), [(0, "finished"), (1, "failed"), (255, "failed"), (None, "finished")]
)
def test_how_a_run_ended(client: Client, code: int | None, state: str) -> None:
    made(client)
    send(client, {"complete": True, "exitcode": code})
    assert (seen(client)["state"], seen(client)["exitcode"]) == (state, code)


def test_sending_again_changes_nothing(client: Client) -> None:
    made(client)
    rows = [{"_step": n, "loss": n} for n in range(5)]
    for offset in (0, 0, 3):
        send(client, history(offset, *rows[offset:]))
    told = seen(client)
    assert [json.loads(line) for line in told["history"]] == rows
    assert told["historyKeys"]["keys"]["loss"]["typeCounts"] == [{"type": "number", "count": 5}]


def test_a_run_that_begins_again_is_running(client: Client) -> None:
    first = made(client)
    send(client, {"complete": True, "exitcode": 1})
    client.data(UPSERT, id=first["id"], config="{}")
    assert seen(client)["state"] == "failed", "an edit by the public API begins nothing"
    again = client.data(UPSERT, name="r", project="p")["upsertBucket"]
    assert (again["bucket"]["id"], again["inserted"]) == (first["id"], False)
    assert (seen(client)["state"], seen(client)["exitcode"]) == ("running", None)


def test_a_run_that_begins_again_takes_the_place_of_what_it_was(client: Client) -> None:
    made(client)
    send(client, history(0, *({"_step": n, "x": n} for n in range(20))))
    send(client, {"complete": True, "exitcode": 0})
    assert made(client)["historyLineCount"] == 0, "else the client goes on behind the lines"
    send(client, history(0, *({"_step": n, "y": n} for n in range(5))))
    told = seen(client)
    assert len(told["history"]) == 20, "nothing is given up before it ends"
    assert {"x", "y"} <= told["historyKeys"]["keys"].keys()
    send(client, {"complete": True, "exitcode": 0})
    told = seen(client)
    assert [json.loads(line) for line in told["history"]] == [{"_step": n, "y": n} for n in range(5)]
    assert set(told["historyKeys"]["keys"]) == {"_step", "y"}


def test_a_run_that_is_resumed_keeps_what_it_was(client: Client) -> None:
    made(client)
    send(client, history(0, {"_step": 0}, {"_step": 1}))
    send(client, {"complete": True, "exitcode": 0})
    made(client)
    send(client, history(2, {"_step": 2}))
    send(client, {"complete": True, "exitcode": 0})
    assert seen(client)["historyLineCount"] == 3


def test_a_run_that_was_long_silent_may_begin_again(client: Client) -> None:
    made(client)
    send(client, {"complete": True, "exitcode": 0})
    client.state.store.write("UPDATE runs SET heartbeat_at = '2020-01-01T00:00:00.000000Z'")
    client.state.crashes.patience = 1e-3
    assert seen(client)["state"] == "finished"
    client.state.crashes.patience = 3600
    made(client)
    assert client.state.store.runs.crash_silent(3600) == []


def test_a_run_is_asked_to_stop(client: Client) -> None:
    run = made(client)
    stop = "mutation ($id: ID!) { stopRun(input: {id: $id}) { success } }"
    assert client.data(stop, id=run["id"]) == {"stopRun": {"success": True}}
    assert send(client, {}).json["stopped"] is True
    send(client, {"complete": True, "exitcode": 255})
    assert client.data(stop, id=run["id"]) == {"stopRun": {"success": False}}
    assert send(client, {}).json["stopped"] is False


def test_a_run_that_falls_silent_is_crashed_and_may_come_back(client: Client) -> None:
    made(client)
    assert seen(client)["state"] == "running", "it has some minutes"
    client.state.crashes.patience = 0
    assert seen(client)["state"] == "crashed"
    client.state.crashes.patience = 3600
    send(client, {})
    assert seen(client)["state"] == "running"
    send(client, {"complete": True, "exitcode": 0})
    client.state.crashes.patience = 0
    assert seen(client)["state"] == "finished"


def test_a_full_disk_is_503_and_later_all_is_there(client: Client) -> None:
    made(client)
    send(client, history(0, {"_step": 0}))
    rows = [{"_step": n, "text": os.urandom(500).hex()} for n in range(1, 3000)]
    (pages,) = client.state.store.row("PRAGMA page_count")
    client.state.store.row(f"PRAGMA max_page_count = {pages + 20}")
    answer = send(client, history(1, *rows))
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert seen(client)["historyLineCount"] == 1
    client.state.store.row("PRAGMA max_page_count = 1000000")
    assert send(client, history(1, *rows)).status == 200
    assert (seen(client)["historyLineCount"], seen(client)["historyKeys"]["lastStep"]) == (3000, 2999)


def test_a_preempted_run(client: Client) -> None:
    made(client)
    send(client, {"preempting": True})
    assert seen(client)["state"] == "preempting"


@pytest.mark.parametrize(("code", "state"), [(143, "preempted"), (0, "finished")])
@pytest.mark.parametrize("at_once", [False, True])
def test_a_run_that_gives_way_ends_as_its_exit_code_says(
    client: Client, code: int, state: str, at_once: bool
) -> None:
    made(client)
    end: dict[str, Any] = {"complete": True, "exitcode": code}
    if at_once:
        end["preempting"] = True
    else:
        send(client, {"preempting": True})
        made(client)  # a client sends its config again before it ends
        send(client, {})
    send(client, end)
    assert (seen(client)["state"], seen(client)["exitcode"]) == (state, code)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{", 400),
        (b"[" * 100_000, 400),
        ({"files": [1]}, 400),
        ({"files": {"wandb-history.jsonl": []}}, 400),
        ({"files": {"wandb-history.jsonl": {"offset": "0", "content": []}}}, 400),
        ({"files": {"wandb-history.jsonl": {"offset": True, "content": []}}}, 400),
        ({"files": {"wandb-history.jsonl": {"offset": -1, "content": ["{}"]}}}, 400),
        ({"files": {"wandb-history.jsonl": {"offset": 2**80, "content": ["{}"]}}}, 400),
        ({"files": {"wandb-history.jsonl": {"offset": 0, "content": [1]}}}, 400),
        ({"files": {"wandb-summary.json": {"offset": 0, "content": ["[]"]}}}, 400),
        (history(0), 200),
        (history(0, "no JSON at all"), 200),
        (history(7, {"_step": 7}), 200),
        ({"complete": True, "exitcode": "bad"}, 200),
        ({"complete": True, "exitcode": 2**70}, 200),
    ],
)
def test_strange_bodies(client: Client, body: Any, status: int) -> None:
    made(client)
    answer = send(client, body)
    assert answer.status == status, answer.body
    assert isinstance(answer.json, dict)
    assert seen(client)["history"] is not None


def test_a_bad_part_leaves_nothing_of_a_request(client: Client) -> None:
    made(client)
    both = {"files": history(0, {"_step": 0})["files"] | lines("output.log", -1, "x")["files"]}
    assert send(client, both).status == 400
    assert seen(client)["historyLineCount"] == 0


def test_a_run_that_is_not_there(client: Client) -> None:
    assert send(client, {}, "absent").status == 404


def test_names_of_runs(client: Client) -> None:
    given = client.data(UPSERT, project="p")["upsertBucket"]["bucket"]
    assert len(given["name"]) == 8
    assert given["displayName"] == "run-1"
    assert client.data(UPSERT, name="x")["upsertBucket"]["bucket"]["project"] == {
        "name": "uncategorized",
        "entity": {"name": "local"},
    }
    for bad in ("a/b", "..", "a\0b", "x" * 200, "a?b"):
        assert client.refusal(UPSERT, name=bad, project="p")
    assert "JSON object" in client.refusal(UPSERT, name="y", project="p", config="[]")
    assert "no state" in client.refusal(UPSERT, name="y", project="p", state="dancing")
    assert client.refusal(UPSERT, id="nonsense") == "run not found"


STATE = "mutation ($id: ID!, $state: String!) { updateRunState(input: {id: $id, state: $state}) { success } }"
DELETE = "mutation ($id: ID!) { deleteRun(input: {id: $id}) { clientMutationId } }"


def test_states_that_people_may_set(client: Client) -> None:
    run = made(client)
    assert client.data(STATE, id=run["id"], state="failed") == {"updateRunState": {"success": True}}
    assert client.data(STATE, id=run["id"], state="pending") == {"updateRunState": {"success": True}}
    assert "cannot become finished" in client.refusal(STATE, id=run["id"], state="finished")
    client.data(DELETE, id=run["id"])
    assert client.refusal(DELETE, id=run["id"]) == "run not found"
    assert client.data(RUN, name="r")["project"]["run"] is None


NUMBERS = st.none() | st.booleans() | st.integers(-2, 2**70) | st.floats() | st.text(max_size=3)
CHUNKS = st.fixed_dictionaries(
    {}, optional={"offset": NUMBERS, "content": st.lists(st.text(max_size=9) | NUMBERS, max_size=4) | NUMBERS}
)
BODIES = st.fixed_dictionaries(
    {},
    optional={
        "files": st.dictionaries(
            st.sampled_from(
                ["wandb-history.jsonl", "wandb-events.jsonl", "wandb-summary.json", "output.log", "x"]
            ),
            CHUNKS | NUMBERS,
            max_size=3,
        )
        | NUMBERS,
        "complete": NUMBERS,
        "exitcode": NUMBERS,
        "preempting": NUMBERS,
    },
)


@given(BODIES.map(json.dumps).map(str.encode) | st.binary(max_size=50))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_body_is_kept_or_refused(client: Client, body: bytes) -> None:
    made(client)
    assert send(client, body).status in (200, 400)
    assert client.data(RUN, name="r")["project"]["run"]["state"]
