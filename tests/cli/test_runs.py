"""The servers that ``--runs`` may name, and the one key that each gets."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.live import API_KEY, graphql, request, served
from wbgen.cli.runs import Servers, opened_runs
from wbgen.config import find_config
from wbgen.errors import WbgenError

CREATE = """mutation($config: JSONString) {
  upsertBucket(input: {modelName: "p", entityName: "local", name: "one", state: "finished", config: $config,
    sweep: "s1"})
  { bucket { id } }
}"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a target of its own, and a client that knows no server but W&B's."""
    monkeypatch.chdir(tmp_path)
    for name in ("WANDB_BASE_URL", "WANDB_APP_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("WANDB_API_KEY", API_KEY)
    (tmp_path / "wbgen.yaml").write_text(
        "targets: {onprem: {entity: ml, base_url: 'https://wandb.example.com'}}"
    )
    return tmp_path


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://wandb.ai/me/p/runs/one", "wandb"),
        ("https://api.wandb.ai/me/p/runs/one", "wandb"),
        ("https://forge.coreweave.com/wandb/me/p/runs/one", "wandb"),
        ("https://wandb.example.com/ml/p", "onprem"),
        ("http://127.0.0.1:8086/local/p/runs/one", "local"),
        ("http://localhost:8086/local/p", "local"),
    ],
)
def test_a_page_is_of_a_target(folder: Path, url: str, target: str) -> None:
    with ExitStack() as stack:
        assert Servers(find_config(folder), None, stack).named(url) == target


@pytest.mark.parametrize(
    "url",
    [
        "https://wandb.ai.evil.example/me/p/runs/one",
        "https://evil.example/https://wandb.ai/me/p",
        "http://127.0.0.1:8087/local/p",
        "http://wandb.example.com/ml/p",
        "https://wandb.ai@evil.example/me/p",
    ],
)
def test_no_other_server_gets_the_key(folder: Path, url: str) -> None:
    with (
        pytest.raises(WbgenError, match="is not a server of this project") as caught,
        opened_runs([url], None, 5, []),
    ):
        pass
    assert caught.value.cure
    assert "wbgen.yaml" in caught.value.cure


def test_without_a_store_there_are_no_runs(folder: Path) -> None:
    with (
        pytest.raises(WbgenError, match="the embedded server holds no runs yet"),
        opened_runs(["p"], None, 5, []),
    ):
        pass
    assert not (folder / ".wbgen").exists()


def test_runs_of_the_embedded_server(folder: Path) -> None:
    with served(folder / ".wbgen") as server:
        config = json.dumps({"lr": {"value": 0.1}})
        assert graphql(server.url, CREATE, {"config": config})["data"]["upsertBucket"]["bucket"]["id"]
        body = {"files": {"wandb-history.jsonl": {"offset": 0, "content": ['{"_step": 0, "loss": 2}']}}}
        headers = {"Content-Type": "application/json"}
        stream = "/files/local/p/one/file_stream"
        assert request(server.url, "POST", stream, json.dumps(body).encode(), headers)[0] == 200
        sweep = f"{server.url}/local/p/sweeps/s1"
        for argument in ("p", "local/p", "local/p/one", f"{server.url}/local/p/runs/one", sweep):
            with opened_runs([argument], None, 5, []) as runs:
                assert [data.run.config for data in runs] == [{"lr": 0.1}]
                assert runs[0].history(["loss"])["loss"].to_list() == [2.0]
    # The server is gone; its store is read all the same, and nothing of it changes.
    notes: list[str] = []
    with opened_runs(["local/gone", "local/p/one"], None, 5, notes) as runs:
        assert [data.run.url for data in runs] == ["http://127.0.0.1:8086/local/p/runs/one"]
        assert runs[0].history(["loss"])["loss"].to_list() == [2.0]
    assert notes == ["the embedded server has no project local/gone."]
