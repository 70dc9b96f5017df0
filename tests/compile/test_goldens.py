"""The npt guide compiled, as whole files: the same bytes from every process, with no network."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.command import COMMAND, NPT, environment, wbgen
from wbgen.compile import compile_guide
from wbgen.spec.read import read_guide

#: Runs before everything else in a process: whoever asks the network fails.
BLOCKED = """
import socket
def refuse(*args, **kwargs):
    raise AssertionError("the network was asked")
for name in ("connect", "connect_ex", "sendto", "bind"):
    setattr(socket.socket, name, refuse)
socket.getaddrinfo = socket.create_connection = refuse
"""


def built(folder: Path, seed: str) -> dict[str, str]:
    """What build writes, by file, in a process with a hash seed of its own and sockets blocked."""
    blocked = folder / "blocked"
    blocked.mkdir(parents=True)
    (blocked / "sitecustomize.py").write_text(BLOCKED)
    env = environment(folder, PYTHONHASHSEED=seed)
    env["PYTHONPATH"] = f"{blocked}:{env['PYTHONPATH']}"
    done = subprocess.run(
        [*COMMAND, "build", str(NPT), "-o", "out"],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    files = {path.name: path.read_text(encoding="utf-8") for path in (folder / "out" / "npt").iterdir()}
    assert len(files) == len(done.stdout.splitlines())
    return files


def test_the_block_blocks(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(BLOCKED)
    asked = "import socket; socket.create_connection(('127.0.0.1', 9))"
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env=environment(tmp_path, PYTHONPATH=str(tmp_path)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "the network was asked" in done.stderr


def golden_files(folder: Path) -> list[Path]:
    """What build wrote: views and charts as JSON, sweeps as YAML; the plans beside them are text."""
    return [path for path in folder.iterdir() if path.suffix in (".json", ".yaml")]


def test_build_gives_the_goldens_in_every_process(
    tmp_path: Path, golden: Callable[[str, str], None], request: pytest.FixtureRequest
) -> None:
    first, second, third = (built(tmp_path / seed, seed) for seed in ("0", "1", "4242"))
    assert first == second == third
    folder = Path(__file__).parents[1] / "goldens" / "npt"
    if request.config.getoption("--refresh-goldens"):
        for stale in golden_files(folder):
            stale.unlink()
    for name, text in first.items():
        golden(f"npt/{name}", text)
    assert {path.name for path in golden_files(folder)} == first.keys()


def test_build_is_compile_to_the_byte(tmp_path: Path) -> None:
    """What is applied is what build shows: the same bodies."""
    assert wbgen(tmp_path, "build", str(NPT), "-o", "out").code == 0
    for view in compile_guide(read_guide(NPT)[0]).views:
        name = f"{view.kind}.{view.address.rsplit('/', 1)[1]}.json"
        written = json.loads((tmp_path / "out" / "npt" / name).read_text(encoding="utf-8"))
        assert (written["address"], written["name"], written["spec"]) == (view.address, view.name, view.spec)
