"""What a URL names is read with no more than its server may have: the API key goes to no stranger."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.backends.scripted import Answer, ScriptedServer, Seen, scripted_server
from tests.e2e.command import Done, environment, wbgen
from tests.live import API_KEY
from wbgen.backends.credentials import require_own_key
from wbgen.backends.hosts import server_of
from wbgen.errors import AuthError

VIEW, REPORT, SWEEP = "/team/p?nw=abc", "/team/p/reports/r--Vml1", "/team/p/sweeps/x1y2"
NETRC_KEY = "n" * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    environment(tmp_path)  # makes its HOME
    return tmp_path


@pytest.fixture
def listener() -> Iterator[ScriptedServer]:
    """A server of somebody's, which knows one sweep."""

    def respond(seen: Seen) -> Answer:
        config = yaml.safe_dump({"method": "grid", "parameters": {"a": {"values": [1]}}})
        return Answer.data(project={"sweep": {"displayName": None, "config": config}})

    with scripted_server() as server:
        server.respond = respond
        yield server


def keys(listener: ScriptedServer) -> list[str]:
    """What the requests bore."""
    return [seen.headers["Authorization"] for seen in listener.seen]


def basic(key: str) -> str:
    """A key as requests bear it."""
    return f"Basic {b64encode(f'api:{key}'.encode()).decode()}"


def refused(done: Done, host: str) -> None:
    assert (done.code, done.out) == (3, ""), done
    assert f"{host} is no server of this project" in done.err
    assert f"name: {{base_url: 'http://{host}'}}" in done.err
    assert "set WANDB_BASE_URL" in done.err
    assert API_KEY not in done.err


@pytest.mark.parametrize(
    "words", [("pull", VIEW), ("pull", REPORT), ("pull", SWEEP), ("preview", VIEW)], ids=str
)
def test_a_server_that_a_url_alone_names_receives_nothing(
    folder: Path, listener: ScriptedServer, words: tuple[str, str]
) -> None:
    verb, path = words
    refused(
        wbgen(folder, verb, listener.base_url + path, WANDB_API_KEY=API_KEY), f"127.0.0.1:{listener.port}"
    )
    assert listener.seen == []


def test_keys_that_name_no_host_stay_here(folder: Path, listener: ScriptedServer) -> None:
    """The entry for everything else of netrc, and the key beside another server in the client's settings."""
    (folder / "home" / ".netrc").write_text(f"default login user password {API_KEY}\n")
    (folder / "wandb").mkdir()
    (folder / "wandb" / "settings").write_text(
        f"[default]\nbase_url = https://w.example\napi_key = {API_KEY}\n"
    )
    for path in (VIEW, SWEEP):
        refused(wbgen(folder, "pull", listener.base_url + path), f"127.0.0.1:{listener.port}")
    assert listener.seen == []


def test_a_stranger_gets_the_key_that_netrc_has_for_it(folder: Path, listener: ScriptedServer) -> None:
    (folder / "home" / ".netrc").write_text(
        f"machine 127.0.0.1:{listener.port} login user password {NETRC_KEY}\n"
    )
    done = wbgen(folder, "pull", listener.base_url + SWEEP, WANDB_API_KEY=API_KEY)
    assert done.code == 0, done.err
    assert keys(listener) == [basic(NETRC_KEY)]


@pytest.mark.parametrize("how", ["target", "variable", "settings"])
def test_a_server_that_was_named_gets_the_key(folder: Path, listener: ScriptedServer, how: str) -> None:
    named = {"WANDB_BASE_URL": listener.base_url} if how == "variable" else {}
    if how == "target":
        (folder / "wbgen.yaml").write_text(f"targets: {{t: {{base_url: '{listener.base_url}'}}}}\n")
    if how == "settings":
        (folder / "wandb").mkdir()
        (folder / "wandb" / "settings").write_text(f"[default]\nbase_url = {listener.base_url}\n")
    done = wbgen(folder, "pull", listener.base_url + SWEEP, WANDB_API_KEY=API_KEY, **named)
    assert done.code == 0, done.err
    assert keys(listener) == [basic(API_KEY)]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://wandb.ai", "https://api.wandb.ai"),
        ("https://app.wandb.ai", "https://api.wandb.ai"),
        ("https://forge.coreweave.com", "https://api.wandb.ai"),
        ("http://wandb.ai", "https://api.wandb.ai"),
        ("https://App.W.example", "https://api.w.example"),
        ("https://w.example:8443", "https://w.example:8443"),
        ("https://w.example", None),
        ("https://wandb.ai.evil.example", None),
        ("https://wandb.ai@evil.example", None),
        ("https://evil.example", None),
    ],
)
def test_a_page_is_read_at_the_address_of_its_server(url: str, address: str | None) -> None:
    known = ["https://api.w.example", "https://w.example:8443", "https://api.wandb.ai"]
    assert server_of(url, known, {}) == address


def test_the_entry_for_all_others_is_of_no_host(tmp_path: Path) -> None:
    """Not even of one that is called like its keyword."""
    (tmp_path / ".netrc").write_text(f"default login user password {API_KEY}\n")
    with pytest.raises(AuthError, match="default is no server of this project"):
        require_own_key("http://default", {"HOME": str(tmp_path)})
