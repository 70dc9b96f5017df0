"""Serving, finding and stopping a server; and what of the store survives."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.live import PATIENCE, graphql, request, served
from tests.server.documents import UPSERT_PROJECT, UPSERT_VIEW, VIEWS
from wbgen.errors import WbgenError
from wbgen.server import address, endpoint
from wbgen.server.lifecycle import embedded, running, serve
from wbgen.server.store import Store


def save(url: str, name: str = "nw-a-v") -> None:
    graphql(url, UPSERT_PROJECT, {"input": {"name": "p"}})
    view = {"project": "p", "type": "project-view", "name": name, "spec": "{}"}
    assert "errors" not in graphql(url, UPSERT_VIEW, view)


def names(url: str) -> list[str]:
    project = graphql(url, VIEWS, {"project": "p", "entity": "local"})["data"]["project"]
    return [edge["node"]["name"] for edge in project["allViews"]["edges"]]


def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    with served(tmp_path) as first:
        save(first.url)
        first.process.kill()
        assert first.process.wait(PATIENCE) == -signal.SIGKILL
    assert running(tmp_path) is None  # though its record is still there
    with served(tmp_path) as second:
        assert names(second.url) == ["nw-a-v"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_tidily_with_connections_open(tmp_path: Path, number: signal.Signals) -> None:
    with served(tmp_path) as server:
        assert running(tmp_path) == server.url
        port = int(server.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as idle, idle.makefile("rb") as answer:
            idle.sendall(b"GET /-/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert answer.readline().startswith(b"HTTP/1.1 200")
            server.process.send_signal(number)
            assert server.process.wait(PATIENCE) == 0
    assert not (tmp_path / "server.json").exists()
    assert running(tmp_path) is None


def test_a_folder_is_served_once(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        with pytest.raises(WbgenError, match=r"already served at http://127\.0\.0\.1:") as caught:
            serve(tmp_path, 0)
        assert f"(pid {server.process.pid})" in caught.value.message
        assert running(tmp_path) == server.url


def test_a_taken_port_is_named_with_the_cure(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WbgenError, match=f"Port {port} is in use") as caught:
            serve(tmp_path, port)
    assert caught.value.cure is not None
    assert "--port" in caught.value.cure
    with pytest.raises(WbgenError, match="cannot be used"):
        serve(tmp_path, 70_000)


@pytest.mark.parametrize(
    "record",
    [b"", b"False", b"{", b'{"pid": 1}', b'{"pid": 1, "port": "x"}', b'{"pid": 1, "port": 99999}', b"\xff"],
)
def test_a_record_that_makes_no_sense_is_no_server(tmp_path: Path, record: bytes) -> None:
    (tmp_path / "server.json").write_bytes(record)
    assert running(tmp_path) is None


def test_a_stale_record_is_no_server(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    (tmp_path / "server.json").write_text(json.dumps({"pid": os.getpid(), "port": port}))
    assert running(tmp_path) is None
    with embedded(tmp_path) as url:
        save(url)


def test_the_server_of_another_folder_is_not_ours(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    with served(theirs) as server:
        (ours / "server.json").write_bytes((theirs / "server.json").read_bytes())
        assert running(theirs) == server.url
        assert running(ours) is None


def test_embedded_uses_the_server_that_runs(tmp_path: Path) -> None:
    with served(tmp_path) as server, embedded(tmp_path) as url:
        assert url == server.url
    assert running(tmp_path) is None


def test_embedded_serves_for_the_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    home = tmp_path / "new" / ".wbgen"
    with embedded(home) as url:
        status, _, body = request(url, "GET", "/-/health")
        assert (status, json.loads(body)["server"]) == (200, "wbgen")
        save(url)
        assert not (home / "server.json").exists()
    with pytest.raises(ConnectionRefusedError):
        request(url, "GET", "/-/health")
    with embedded(home) as url:
        assert names(url) == ["nw-a-v"]


def test_two_embedded_servers_share_a_store(tmp_path: Path) -> None:
    with embedded(tmp_path) as one, embedded(tmp_path) as two:
        assert one != two
        save(one, "nw-a-v")
        save(two, "nw-b-v")
        assert names(one) == names(two) == ["nw-a-v", "nw-b-v"]


def test_many_creates_of_one_name_make_one_view(tmp_path: Path) -> None:
    view = {"project": "p", "type": "runs", "name": "same", "spec": "{}"}
    with embedded(tmp_path) as one, embedded(tmp_path) as two:
        graphql(one, UPSERT_PROJECT, {"input": {"name": "p"}})
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda url: graphql(url, UPSERT_VIEW, view), [one, two] * 8))
        assert names(one) == ["same"]
    refused = [answer for answer in answers if "errors" in answer]
    assert len(refused) == 15
    assert {answer["errors"][0]["message"] for answer in refused} == {"a view of that name exists"}


def test_answers_are_sent_without_delay() -> None:
    """Each answer is a head and a body; held back until the client acknowledges the head, it takes 40 ms."""
    with address.bound(0) as listening:
        assert listening.proto == socket.IPPROTO_TCP


def test_an_error_within_embedded_passes_through(tmp_path: Path) -> None:
    with pytest.raises(KeyError), embedded(tmp_path):
        raise KeyError


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"not a database at all, but long enough to be read as one" * 100)
    with pytest.raises(WbgenError, match=r"store\.db cannot be opened"), embedded(tmp_path):
        pass


def test_a_folder_that_is_a_file_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(WbgenError, match="cannot be made"), embedded(tmp_path / "home"):
        pass


def test_a_store_that_is_a_folder_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "store.db").mkdir()
    with pytest.raises(WbgenError, match="cannot be opened"):
        Store(tmp_path / "store.db")


def test_a_newer_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    Store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(WbgenError, match="written by a newer wbgen"):
        Store(path)
    assert path.read_bytes() == before


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    connection.close()
    with pytest.raises(WbgenError, match="something else"):
        Store(path)


def test_a_client_that_sends_too_much_gets_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "MAX_BODY", 1000)
    with embedded(tmp_path) as url:
        body = b" " * 20_000_000
        status, _, answer = request(url, "POST", "/graphql", body, {"Content-Type": "application/json"})
    assert status == 413
    assert "errors" in json.loads(answer)


def test_it_listens_on_loopback_only(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        assert server.url.startswith("http://127.0.0.1:")
        port = int(server.url.rpartition(":")[2])
        # The whole of 127/8 is this machine; a server bound to all addresses would answer here too.
        with pytest.raises(OSError, match=r"refused|unreachable|assign"):
            socket.create_connection(("127.0.0.2", port), timeout=5)


def test_starting_imports_no_graphql() -> None:
    script = "import sys, wbgen.server.app, wbgen.server.listener; print('graphql' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
