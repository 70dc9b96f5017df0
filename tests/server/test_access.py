"""Other addresses than loopback: who is let in, and with what."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette

from tests.e2e.command import environment, project, wbgen
from tests.live import PATIENCE, client_env, request, run_client
from tests.server.asgi import JSON_HEADERS, Answer, call
from tests.server.documents import UPSERT_PROJECT, VIEWER
from wbgen.errors import WbgenError
from wbgen.server import access, discovery, lifecycle
from wbgen.server.access import KEY_FILE, KEY_VARIABLE, found_key, grants, kept_key
from wbgen.server.address import base_url, bound, is_loopback, reached_by
from wbgen.server.app import create_app
from wbgen.server.lifecycle import embedded, running, serve

KEY = "a" * 20 + "B:_~" + "9" * 20

VIEWER_BODY = json.dumps({"query": VIEWER}).encode()


def basic(key: str, user: str = "api") -> dict[str, str]:
    return {"authorization": "Basic " + b64encode(f"{user}:{key}".encode()).decode()}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Starlette]:
    """An application that demands a key."""
    app = create_app(tmp_path, key=KEY)
    app.state.store.projects.put("local", "secret-project", "")
    yield app
    app.state.store.close()


def ask(app: Starlette, headers: Mapping[str, str], host: str = "gpu7.example:8086") -> Answer:
    return call(app, "POST", "/graphql", VIEWER_BODY, JSON_HEADERS | {"host": host, **headers})


def test_the_key_opens_and_any_user_name_goes_with_it(app: Starlette) -> None:
    for user in ("api", "", "me"):
        assert ask(app, basic(KEY, user)).json["data"]["viewer"]["entity"] == "local"
    assert call(app, "GET", "/", headers={"host": "gpu7.example", **basic(KEY)}).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic("a" * 44),
        basic(KEY[:-1]),
        basic(KEY + "x"),
        basic(""),
        basic("ä" * 44),
        {"authorization": f"Bearer {KEY}"},
        {"authorization": f"Basic {KEY}"},
        {"authorization": "Basic"},
        {"authorization": "Basic " + b64encode(KEY.encode()).decode()},
    ],
)
def test_without_it_every_request_is_401(app: Starlette, headers: dict[str, str]) -> None:
    answer = ask(app, headers)
    assert answer.status == 401
    assert answer.headers["www-authenticate"].startswith("Basic ")
    # That the request comes from this machine proves nothing: a proxy may have written both.
    assert ask(app, headers, host="127.0.0.1:8086").status == 401


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/local", "/local/secret-project", "/files/local/p/r/file_stream", "/sdk/otel/v1/metrics"),
        *("/-/operations", "/-/unknown", "/-/static/style.css", "/-/healthy", "/-/health/"),
        *("/-/files", "/-/files/", "//-/files/x"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "HEAD", "OPTIONS"])
def test_every_path_needs_it(app: Starlette, method: str, path: str) -> None:
    assert call(app, method, path).status == 401


def test_what_needs_no_key_tells_nothing(app: Starlette, tmp_path: Path) -> None:
    health = call(app, "GET", "/-/health").json
    assert set(health) == {"ok", "home"}
    assert health["home"] != discovery.digest(tmp_path)
    for path in ("/-/files/x", "/-/files/../local/secret-project", "/-/files//", "/-/files/a/b/c/d"):
        for method in ("GET", "PUT", "POST", "DELETE"):
            answer = call(app, method, path)
            assert 400 <= answer.status < 500
            assert b"secret-project" not in answer.body


@pytest.mark.parametrize("host", ["", "a b", "a@b", "a/b", "[", "x" * 300, "a:b:c", "a:123456", "ä"])
def test_a_host_must_look_like_one(app: Starlette, host: str) -> None:
    assert ask(app, basic(KEY), host=host).status == 403


def test_writes_of_other_origins_are_refused_with_the_key_too(app: Starlette) -> None:
    for origin, status in [
        ("http://gpu7.example:8086", 200),
        ("https://gpu7.example:8086", 200),
        ("http://evil.example", 403),
        ("http://gpu7.example:9000", 403),
        ("null", 403),
    ]:
        assert ask(app, basic(KEY) | {"origin": origin}).status == status


def test_loopback_needs_none(tmp_path: Path) -> None:
    app = create_app(tmp_path)
    assert ask(app, {}, host="localhost").status == 200
    assert ask(app, {}, host="gpu7.example").status == 403
    app.state.store.close()


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    key = kept_key(tmp_path, {})
    assert len(key) >= 40
    assert kept_key(tmp_path, {}) == found_key(tmp_path, {}) == key
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]
    assert kept_key(tmp_path, {KEY_VARIABLE: KEY}) == KEY
    assert found_key(tmp_path / "none", {}) is None


@pytest.mark.parametrize("key", ["short", "a" * 39, "a" * 20 + " " + "a" * 20, "ä" * 40, "a" * 2000])
def test_what_no_client_could_send_is_no_key(tmp_path: Path, key: str) -> None:
    with pytest.raises(WbgenError, match=KEY_VARIABLE):
        kept_key(tmp_path, {KEY_VARIABLE: key})
    (tmp_path / KEY_FILE).write_text(key)
    with pytest.raises(WbgenError, match=KEY_FILE):
        kept_key(tmp_path, {})


def test_a_key_that_cannot_be_kept_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(WbgenError, match="cannot be kept"):
        kept_key(tmp_path / "missing", {})


def test_grants_takes_any_header() -> None:
    assert grants(KEY, basic(KEY)["authorization"])
    for header in (None, "", "Basic ", "Basic é", "basic " + "=" * 5, "Basic AAAA"):
        assert not grants(KEY, header)


@pytest.mark.parametrize(
    ("address", "loopback", "url"),
    [
        ("127.0.0.1", True, "http://127.0.0.1:1"),
        ("127.8.0.1", True, "http://127.8.0.1:1"),
        ("::1", True, "http://[::1]:1"),
        ("0.0.0.0", False, "http://0.0.0.0:1"),
        ("::", False, "http://[::]:1"),
        ("10.0.0.1", False, "http://10.0.0.1:1"),
        ("fe80::1%eth0", False, "http://[fe80::1%eth0]:1"),
    ],
)
def test_addresses(address: str, loopback: bool, url: str) -> None:
    assert is_loopback(address) is loopback
    assert base_url(1, address) == url


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "localhost", "127.0.0.1", "::1"])
def test_an_address_is_listened_on_and_reached(host: str) -> None:
    with bound(0, host) as listening:
        assert reached_by(listening) in ("127.0.0.1", "::1")
        assert is_loopback(listening.getsockname()[0]) is (host not in ("0.0.0.0", "::"))


@pytest.mark.parametrize("host", ["", "203.0.113.1", "no-such-name.invalid", "a" * 300, "1.2.3.4.5"])
def test_an_address_of_elsewhere_is_a_clear_error(tmp_path: Path, host: str) -> None:
    with pytest.raises(WbgenError, match=r"no address of this machine|is empty") as caught:
        serve(tmp_path, 0, host=host)
    assert "--host" in str(caught.value.cure)


RUN = """
import json, wandb
with wandb.init(project="p") as run:
    run.log({"a": 1})
rows = wandb.Api().run(f"local/p/{run.id}").scan_history(keys=["_step", "a"])
print(json.dumps(list(rows)))
"""


@contextmanager
def serving_all(folder: Path, **env: str) -> Iterator[tuple[str, str]]:
    """`wbgen serve --host 0.0.0.0` in a folder: its URL, and what it says of the key."""
    process = subprocess.Popen(
        [sys.executable, "-m", "wbgen.cli.main", "serve", "--host", "0.0.0.0", "--port", "0"],
        cwd=folder,
        env=environment(folder, **env),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process:
        try:
            url = process.stdout.readline().split()[0]
            yield url, process.stdout.readline()
        finally:
            process.terminate()
            process.wait(PATIENCE)


@pytest.mark.client
def test_a_server_for_others_its_clients_and_its_commands(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    home = folder / ".wbgen"
    with serving_all(folder) as (url, said):
        key = (home / KEY_FILE).read_text().strip()
        assert str(home / KEY_FILE) in said
        assert key not in said
        elsewhere = f"http://127.0.0.2:{urlsplit(url).port}"  # no name of loopback, as another machine's
        headers = {"Content-Type": "application/json"}
        assert request(elsewhere, "POST", "/graphql", VIEWER_BODY, headers)[0] == 401
        assert request(elsewhere, "POST", "/graphql", VIEWER_BODY, headers | basic(key))[0] == 200

        assert wbgen(folder, "apply").code == 0
        counts = json.loads(request(url, "GET", "/-/operations", headers=basic(key))[2])
        assert counts["mutation:upsertView"] == 2, "apply uses the server that runs, with its key"
        assert wbgen(folder, "plan", "--detailed-exitcode").code == 0

        assert run_client(RUN, elsewhere, tmp_path / "client", WANDB_API_KEY=key) == [{"_step": 0, "a": 1}]
        wrong = subprocess.run(
            [sys.executable, "-c", "import wandb; wandb.Api().default_entity"],
            env=client_env(elsewhere, tmp_path / "client"),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert wrong.returncode != 0
        assert "401" in wrong.stderr or "AuthenticationError" in wrong.stderr


def test_commands_that_do_not_know_the_key_do_without_the_server(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    with serving_all(folder, **{KEY_VARIABLE: KEY}) as (url, said):
        assert KEY_VARIABLE in said
        assert not (folder / ".wbgen" / KEY_FILE).exists()
        assert running(folder / ".wbgen") is None
        done = wbgen(folder, "apply")
        assert (done.code, done.err) == (0, "")
        counts = request(url, "GET", "/-/operations", headers=basic(KEY))[2]
        assert json.loads(counts) == {}
        assert wbgen(folder, "apply", **{KEY_VARIABLE: KEY}).code == 0
        assert "query:project" in request(url, "GET", "/-/operations", headers=basic(KEY))[2].decode()


def test_a_key_that_is_set_is_demanded_on_loopback_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not lifecycle._needs_key("127.0.0.1")
    assert lifecycle._needs_key("0.0.0.0")
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    assert lifecycle._needs_key("127.0.0.1")


def test_a_server_within_this_process_needs_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(access.KEY_VARIABLE, KEY)
    with embedded(tmp_path) as url:
        body = json.dumps({"query": UPSERT_PROJECT, "variables": {"input": {"name": "p"}}}).encode()
        assert request(url, "POST", "/graphql", body, {"Content-Type": "application/json"})[0] == 200
    assert os.environ[KEY_VARIABLE] == KEY
