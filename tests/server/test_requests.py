"""What the server says to strange requests: never a 500, never a traceback, always strict JSON."""

from __future__ import annotations

import errno
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.conftest import Client
from tests.server.documents import PROJECT, UPSERT_PROJECT, UPSERT_VIEW, VIEWER, VIEWS
from wbgen.server import endpoint
from wbgen.server.execution import SCHEMA
from wbgen.server.guard import HEADERS
from wbgen.server.resources import RESOURCES
from wbgen.server.store.projects import Projects

ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec=None, categories=None)),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=20,
)

DOCUMENTS = st.sampled_from([VIEWER, PROJECT, VIEWS, UPSERT_VIEW, UPSERT_PROJECT])

VARIABLES = st.dictionaries(
    st.sampled_from(["id", "name", "entity", "project", "type", "first", "after", "spec", "input", "title"]),
    ANY_JSON | st.fixed_dictionaries({"name": ANY_JSON, "entityName": ANY_JSON, "more": ANY_JSON}),
)

BRACKETS = st.text('{}[]()a.$:@"#\\ \n', max_size=60) | st.builds(
    lambda bracket, count: bracket * count, st.sampled_from("{[("), st.integers(1, 30_000)
)

REQUESTS = st.one_of(
    st.binary(max_size=200),
    ANY_JSON.map(json.dumps).map(str.encode),
    st.builds(
        lambda query, variables, operation: json.dumps(
            {"query": query, "variables": variables, "operationName": operation}
        ).encode(),
        DOCUMENTS | BRACKETS | st.text(),
        VARIABLES | ANY_JSON,
        st.none() | st.just("") | st.text() | ANY_JSON,
    ),
)


@given(body=REQUESTS)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_body_is_answered_in_strict_json(client: Client, body: bytes) -> None:
    client.make_project()
    answer = client.post("/graphql", body)
    assert answer.status in (200, 400, 413)
    assert set(answer.json) <= {"data", "errors"}
    assert b"Traceback" not in answer.body
    assert b"internal error" not in answer.body


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "the request is not JSON"),
        (b"\xff\xfe", "the request is not JSON"),
        (b'{"query": "{a}", "variables": {"a": NaN}}', "the request is not JSON"),
        (b"[" * 100_000, "the request is nested too deeply"),
        (b"[]", "the request is not a JSON object"),
        (b"{}", "`query` must be a string"),
        (b'{"query": "{a}", "variables": []}', "`variables` must be an object or null"),
        (b'{"query": "{a}", "operationName": 1}', "`operationName` must be a string or null"),
    ],
)
def test_what_is_no_graphql_request_is_400(client: Client, body: bytes, message: str) -> None:
    answer = client.post("/graphql", body)
    assert (answer.status, answer.json) == (400, {"errors": [{"message": message}]})


def test_another_content_type_is_400(client: Client) -> None:
    body = json.dumps({"query": VIEWER}).encode()
    assert client.post("/graphql", body, {"content-type": "text/plain"}).status == 400
    assert client.post("/graphql", body, {"content-type": "application/json; charset=utf-8"}).status == 200


def test_a_large_body_is_413(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "MAX_BODY", 1000)
    assert client.post("/graphql", b" " * 1001).status == 413
    assert client.post("/graphql", json.dumps({"query": VIEWER}).encode().ljust(1000)).status == 200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("{" * 30_000, "levels deep"),
        ("{viewer" * 100, "levels deep"),
        ("{a(b:" + "[" * 2_000, "levels deep"),
        ("#" * 300_000, "longer"),
        ("{viewer{id}} " * 900, "tokens"),
        ("mutation{nothing}", "no mutation nothing"),
        ("{...A}", "Unknown fragment"),
        ("{viewer}", "selection of subfields"),
        ("{project(name:$n){id}}", "not defined"),
        ("{project(name:1){id}}", "String cannot represent"),
        ("subscription{viewer{id}}", "subscription"),
        ("{...A} fragment A on Query{...B} fragment B on Query{...A}", "itself"),
        ("", "Unexpected <EOF>"),
    ],
)
def test_a_document_out_of_bounds_is_an_error(client: Client, query: str, words: str) -> None:
    assert words in client.refusal(query)


def test_a_chain_of_fragments_is_answered(client: Client) -> None:
    chain = "".join(f"fragment A{n} on Query{{...A{n + 1}}}" for n in range(300))
    answer = client.ask("{...A0}" + chain + "fragment A300 on Query{viewer{id}}")
    assert answer.status == 200


def test_operation_names_and_undeclared_variables(client: Client) -> None:
    two = "query A { viewer { id } } query B { viewer { entity } }"
    assert client.ask(two, operation="B").json == {"data": {"viewer": {"entity": "local"}}}
    assert "errors" in client.ask(two, operation="").json
    assert "errors" in client.ask(two, operation="C").json
    assert client.ask(VIEWER, operation="", locked=False).status == 200
    assert client.post("/graphql", json.dumps({"query": VIEWER, "variables": None}).encode()).status == 200


def test_a_fault_of_the_server_is_an_error_without_details(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(Projects, "get", broken)
    answer = client.ask(PROJECT, name="p", entity="local")
    assert answer.status == 200
    assert answer.json["errors"][0]["message"] == "internal error of the server"
    assert b"secret" not in answer.body
    assert "ZeroDivisionError" in caplog.text


def test_a_full_disk_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/secret/place")

    monkeypatch.setattr(Projects, "get", full)
    assert client.refusal(PROJECT, name="p", entity="local") == "the store failed: No space left on device"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1.1",
        "127.1",
        "evil.example:8086",
        "",
        "a@127.0.0.1",
        "[::2]",
        "[",
        "10.0.0.1",
    ],
)
def test_a_foreign_host_is_refused(client: Client, host: str) -> None:
    assert client.get("/-/health", {"host": host}).status == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2:80", "localhost:1", "LOCALHOST", "[::1]:8086"])
def test_loopback_hosts_are_served(client: Client, host: str) -> None:
    assert client.get("/-/health", {"host": host}).status == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1:8086", ""]
)
def test_a_write_from_a_foreign_origin_is_refused(client: Client, origin: str) -> None:
    body = json.dumps({"query": VIEWER}).encode()
    assert client.post("/graphql", body, {"origin": origin}).status == 403
    assert client.state.operations == {}


def test_a_write_from_its_own_origin_is_taken(client: Client) -> None:
    body = json.dumps({"query": VIEWER}).encode()
    assert client.post("/graphql", body, {"origin": "http://127.0.0.1:8086"}).status == 200


@pytest.mark.parametrize("path", ["/-/health", "/", "/nothing/at/all", "/graphql"])
def test_every_answer_has_safe_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers[name.lower()] for name in HEADERS} == HEADERS


def test_operations_are_counted_by_field(client: Client) -> None:
    client.data('query Some { me: viewer { id } ...F } fragment F on Query { project(name: "p") { id } }')
    client.make_project()
    counts = {"query:viewer": 1, "query:project": 1, "mutation:upsertModel": 1}
    assert client.get("/-/operations").json == counts
    assert client.state.operations == counts


def test_telemetry_is_taken_and_dropped(client: Client) -> None:
    for signal in ("metrics", "logs"):
        assert client.post(f"/sdk/otel/v1/{signal}", b"\0\1").status == 200


def test_each_resource_has_its_file() -> None:
    files = {path.stem for path in SCHEMA.iterdir()}
    assert files == {"root", *(resource.name for resource in RESOURCES)}


@pytest.mark.parametrize(
    ("query", "data"),
    [
        (
            "query ServerFeaturesQuery { serverInfo { features { isEnabled name } } }",
            {"serverInfo": {"features": [{"isEnabled": True, "name": "AUTOMATION_EVENT_RUN_METRIC_ZSCORE"}]}},
        ),
        (
            'query O { entity(name: "local") { organization { coreWeaveOrganizationId } } }',
            {"entity": {"organization": None}},
        ),
    ],
)
def test_handshakes_are_answered(client: Client, query: str, data: object) -> None:
    assert client.data(query) == data


def test_server_info_names_client_versions(client: Client) -> None:
    info = client.data("query ServerInfo { serverInfo { cliVersionInfo } }")["serverInfo"]["cliVersionInfo"]
    assert set(info) == {"min_cli_version", "max_cli_version"}
