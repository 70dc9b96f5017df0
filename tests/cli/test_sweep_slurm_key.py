"""The API key that agents on SLURM find: sbatch passes on what is in its environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
import yaml

from tests.e2e.command import Done, environment, wbgen
from tests.live import API_KEY, PATIENCE, Served, graphql, served
from tests.server.agents import QUICK
from tests.server.test_agents import grid
from wbgen.server.access import KEY_FILE, KEY_VARIABLE

UPSERT = """mutation ($config: String!) {
  upsertSweep(input: {config: $config, projectName: "p", entityName: "local"}) { sweep { name } }
}"""

#: Notes the key, and tells the number of a job.
SBATCH = """#!/bin/sh
printf %s "$WANDB_API_KEY" > key
echo 17
"""
PLACEHOLDER = "local" * 8
SERVER_KEY = "s" * 40


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    """The embedded server of a folder, whose SLURM is one program."""
    environment(tmp_path)  # makes its HOME
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "sbatch").write_text(SBATCH)
    (programs / "sbatch").chmod(0o755)
    (tmp_path / "train.py").touch()
    with served(tmp_path / ".wbgen") as made:
        yield made


def made(url: str, count: int) -> str:
    """A grid of so many points, made without a client."""
    name: str = graphql(url, UPSERT, {"config": yaml.safe_dump(grid(count))})["data"]["upsertSweep"]["sweep"][
        "name"
    ]
    return name


def submit(folder: Path, *words: str, **env: str) -> Done:
    """A sweep given to SLURM."""
    path = f"{folder / 'programs'}:{os.environ['PATH']}"
    return wbgen(folder, "sweep", *words, "--on", "slurm", PATH=path, **QUICK, **env)


def passed_on(folder: Path, id: str, **env: str) -> str:
    """The key in the environment of sbatch."""
    done = submit(folder, f"p/{id}", **env)
    assert done.code == 0, done.err
    (script,) = (folder / ".wbgen" / "agents").glob("*/*/agents.sh")
    assert "WANDB_API_KEY" not in script.read_text()
    return (folder / "key").read_text()


def test_a_server_that_takes_any_key_is_given_one(server: Served, tmp_path: Path) -> None:
    assert passed_on(tmp_path, made(server.url, 1)) == PLACEHOLDER


def test_the_users_own_key_stays(server: Served, tmp_path: Path) -> None:
    assert passed_on(tmp_path, made(server.url, 1), WANDB_API_KEY=API_KEY) == API_KEY


def test_where_netrc_has_a_key_none_stands_before_it(server: Served, tmp_path: Path) -> None:
    host = server.url.removeprefix("http://")
    (tmp_path / "home" / ".netrc").write_text(f"machine {host} login user password {API_KEY}\n")
    assert passed_on(tmp_path, made(server.url, 1)) == ""


def test_the_key_that_the_server_demands(server: Served, tmp_path: Path) -> None:
    """Whatever the user's own is: that is another server's."""
    (tmp_path / ".wbgen" / KEY_FILE).write_text(SERVER_KEY)
    assert passed_on(tmp_path, made(server.url, 1), WANDB_API_KEY=API_KEY) == SERVER_KEY


def test_without_a_key_for_another_server_nothing_is_submitted(server: Served, tmp_path: Path) -> None:
    (tmp_path / "wbgen.yaml").write_text(f"targets: {{t: {{entity: local, base_url: '{server.url}'}}}}\n")
    done = submit(tmp_path, f"p/{made(server.url, 1)}", "--target", "t")
    assert done.code == 3
    assert "set WANDB_API_KEY or run `wandb login --host" in done.err
    assert not (tmp_path / "key").exists()


@pytest.mark.long
@pytest.mark.client
@pytest.mark.parametrize("key", [None, SERVER_KEY], ids=["none is demanded", "one is demanded"])
def test_agents_start_where_nobody_has_set_a_key(
    server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str | None
) -> None:
    id = made(server.url, 1)
    (tmp_path / "train.py").write_text("import wandb\nwith wandb.init() as run: run.log({'loss': 1})\n")
    (tmp_path / "programs" / "sbatch").write_text(SBATCH + 'bash "$2" > tasks.log 2>&1\n')
    if key:
        server.process.terminate()
        server.process.wait(PATIENCE)
        monkeypatch.setenv(KEY_VARIABLE, key)
        (tmp_path / ".wbgen" / KEY_FILE).write_text(key)
    with served(tmp_path / ".wbgen") if key else nullcontext():
        assert submit(tmp_path, f"p/{id}").code == 0
        told = wbgen(tmp_path, "sweep", "status", f"p/{id}", "-f", "json").json
    assert told["runs"] == {"finished": 1}, (tmp_path / "tasks.log").read_text()
