"""Whatever is asked: an answer, soon, in strict JSON, never 500, and nothing outside the store."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from tests.server.any_document import ANYTHING, TEXTS, requests
from tests.server.asgi import JSON_HEADERS, call
from tests.server.conftest import Client
from wbgen.server import leniency
from wbgen.server.store import Store

# Processor seconds that an answer may take, bounds of the server included. Far below what they are in use.
MOST_WORK = 20.0

SECRET = "what lies outside"

SETTINGS = settings(
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)


def with_run(store: Store) -> None:
    """A run with lines as clients send them, and worse, where a document has not left it there."""
    project = store.projects.get("local", "p")
    assert project is not None
    if store.runs.get(project.id, "r"):
        return
    run, _ = store.runs.put(
        project.id, "r", config='{"lr": {"value": 0.1}}', summary='{"loss": 1}', tags=["a"]
    )
    history = [
        '{"_step": 0, "loss": 1.5}',
        '{"_step": 1, "loss": NaN, "a": {"b": Infinity}}',
        "[]",
        "no JSON",
        "",
    ]
    store.lines.write(run.number, "history", 0, history)
    store.lines.write(run.number, "events", 0, ['{"cpu": -Infinity}', "{"])
    store.lines.write(
        run.number, "output", 0, ["ERROR 2026-01-01T00:00:00 a line", "\x1b[31m<b>\0", '{"ts": 1}']
    )


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Client]:
    """A server of a folder beside which something lies that is none of its business."""
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "home").mkdir()
    client = Client(tmp_path / "home")
    client.make_project()
    client.make_view("nw-a-v")
    with_run(client.state.store)
    yield client
    client.state.store.close()


@given(request=requests())
@settings(SETTINGS, max_examples=250)
def test_any_document_of_the_schema_is_answered(
    outside: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, request: Any
) -> None:
    monkeypatch.setattr(leniency, "MAX_FIELDS", 5_000)
    text, variables = request
    with_run(outside.state.store)
    caplog.clear()
    began = time.process_time()
    answer = outside.ask(text, **variables)
    assert time.process_time() - began < MOST_WORK
    assert answer.status in (200, 400, 401, 403, 404, 409, 410, 422)
    assert set(answer.json) in ({"data"}, {"errors"}, {"data", "errors"})
    said = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert not said, (said, text, variables)
    assert b"Traceback" not in answer.body
    event("errors" if "errors" in answer.json else "data")


WORDS = """
local p - files static .. . runs reports workspace sweeps file_stream graphql health operations unknown sdk
otel v1 metrics secret home store.db %2e%2e %00 C: é style.css nw-a-v overview--Vmlldzox
"""
SEGMENTS = st.one_of(
    st.sampled_from([*WORDS.split(), "", "a\0b", "a" * 300]),
    st.text(st.characters(codec="utf-8"), max_size=10),
)
PATHS = st.lists(SEGMENTS, max_size=8).map(lambda parts: "/" + "/".join(parts))
KNOWN = """
/graphql /-/health /files/local/p/r/file_stream /local/p /-/static/../../secret /-/files/../../secret
/-/static//etc/passwd /local/p/reports/x--VmlldzoxCg /files/../p/r/file_stream
"""
KNOWN_PATHS = st.sampled_from(KNOWN.split())
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get", "X"])
BODIES = st.one_of(
    st.binary(max_size=100),
    ANYTHING.map(json.dumps).map(str.encode),
    st.fixed_dictionaries(
        {}, optional={"files": ANYTHING, "complete": ANYTHING, "exitcode": ANYTHING, "uploaded": ANYTHING}
    ).map(lambda body: json.dumps(body).encode()),
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "content-type": st.sampled_from(["application/json", "text/plain", "multipart/form-data", ""]),
        "content-encoding": st.sampled_from(["gzip", "br", ""]),
        "accept": st.sampled_from(["text/html", "*/*"]),
        "range": st.sampled_from(["bytes=0-", "bytes=5-1", "bytes=x"]),
        "if-modified-since": st.sampled_from(["yesterday", "Thu, 01 Jan 1970 00:00:00 GMT"]),
        "authorization": st.sampled_from(["Basic", "Basic Og==", "Bearer x"]),
    },
)


def lying_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@given(
    method=METHODS,
    path=KNOWN_PATHS | PATHS,
    body=BODIES,
    headers=HEADERS,
    query=st.lists(st.tuples(st.sampled_from(["nw", "after", "page", "x"]), TEXTS), max_size=2),
)
@settings(SETTINGS, max_examples=400)
def test_any_request_is_answered(
    outside: Client,
    tmp_path: Path,
    method: str,
    path: str,
    body: bytes,
    headers: dict[str, str],
    query: list[tuple[str, str]],
) -> None:
    asked = "&".join(f"{name}={value}" for name, value in query)
    answer = call(outside.app, method, path, body, headers, asked.encode("utf-8", "replace").decode())
    streams = path.endswith("/file_stream")
    assert answer.status < 500 or (streams and answer.status == 503)
    assert b"Traceback" not in answer.body
    assert SECRET.encode() not in answer.body
    assert lying_in(tmp_path) == {"home", "secret"}
    if answer.headers.get("content-type", "").startswith("application/json") and answer.body:
        assert answer.json is not NotImplemented  # strict JSON, or reading it fails


@given(body=BODIES)
@settings(SETTINGS, max_examples=100)
def test_any_stream_is_answered(outside: Client, body: bytes) -> None:
    answer = call(outside.app, "POST", "/files/local/p/r/file_stream", body, JSON_HEADERS)
    assert answer.status < 500 or answer.status == 503
    assert b"Traceback" not in answer.body
