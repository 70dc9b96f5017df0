"""``wbgen serve``: ports, folders and how it ends."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from tests.e2e.command import COMMAND, environment, project, serving, wbgen
from tests.live import PATIENCE, free_port, request


def test_the_port_of_wbgen_yaml_and_another(tmp_path: Path) -> None:
    port = free_port()
    folder = project(tmp_path / "work", port=port)
    with serving(folder) as url:
        assert url == f"http://127.0.0.1:{port}"
        assert request(url, "GET", "/")[0] == 200
        other = wbgen(folder, "serve")
        assert other.code == 1
        assert "already served" in other.err
        assert "cure: use that server, or use another folder with --home" in other.err
        taken = wbgen(folder, "serve", "--home", str(tmp_path / "elsewhere"))
        assert taken.code == 1
        assert f"Port {port} is in use." in taken.err
        assert "`--port N` opens another one now; `port: N` in wbgen.yaml" in taken.err
    with serving(folder, "--port", "0", "--home", str(tmp_path / "another")) as url:
        assert request(url, "GET", "/-/health")[0] == 200
        assert not url.endswith(f":{port}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_quietly(tmp_path: Path, number: signal.Signals) -> None:
    folder = project(tmp_path / "work")
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0"],
        cwd=folder,
        env=environment(folder, PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert "(Ctrl-C stops)" in process.stdout.readline()
    process.send_signal(number)
    _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, "")


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    done = wbgen(project(tmp_path / "work"), "serve", "--port", port)
    assert done.code == 2
    assert "port" in done.err.lower()
