"""kill -9 in the middle of an upload: what was acknowledged is there, and the client ends its run."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.live import PATIENCE, Served, client_env, free_port, graphql, run_client, served
from tests.server.test_runs import QUICK

pytestmark = pytest.mark.client

ROWS = 50_000

UPLOAD = f"""
import pathlib, random, time, wandb
run = wandb.init(project="p", id="big")
for i in range({ROWS}):
    while i == {ROWS // 2} and not pathlib.Path("go").exists():
        time.sleep(0.1)
    run.log({{"i": i, **{{f"metric_{{k}}": random.random() for k in range(5)}}}})
run.finish()
"""

READ = """
import json, wandb
run = wandb.Api().run("p/big")
rows = [(row["_step"], row["i"]) for row in run.scan_history(page_size=10_000)]
whole = rows == [(n, n) for n in range(len(rows))]
print(json.dumps({"state": run.state, "whole": whole, "rows": len(rows)}))
"""

TWO = """
import json, sys, wandb
run = wandb.init(project="p", id=sys.argv[1])
for i in range(2000):
    run.log({"i": i, "who": sys.argv[1]})
run.finish()
rows = list(wandb.Api().run(f"p/{sys.argv[1]}").scan_history())
print(json.dumps([len(rows), {row["who"] for row in rows} == {sys.argv[1]}]))
"""

COUNT = '{ project(name: "p") { run(name: "big") { historyLineCount state } } }'


@contextmanager
def client(script: str, server: Served, home: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A client process that runs beside the test."""
    home.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        env=client_env(server.url, home, **QUICK),
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def rows_of(server: Served) -> int:
    found = graphql(server.url, COUNT)["data"]["project"]
    return int(found["run"]["historyLineCount"]) if found and found["run"] else 0


def wait_for_rows(server: Served, rows: int) -> int:
    """The number of rows at the server, once there are so many."""
    until = time.monotonic() + PATIENCE
    while (there := rows_of(server)) < rows:
        assert time.monotonic() < until, f"only {there} of {rows} rows have arrived"
        time.sleep(0.01)
    return there


@pytest.mark.long
def test_no_acknowledged_row_is_lost_or_doubled(tmp_path: Path) -> None:
    home, port = tmp_path / ".wbgen", free_port()
    with served(home, port) as first, client(UPLOAD, first, tmp_path / "client") as process:
        before = wait_for_rows(first, 1000)
        first.process.kill()
        first.process.wait()
        (tmp_path / "client" / "go").touch()
        with served(home, port) as second:
            assert rows_of(second) >= before, "an acknowledged row is lost"
            _, errors = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, errors
            got = run_client(READ, second.url, tmp_path / "reader")
    assert before < ROWS, "the upload had ended before the server was killed"
    assert got == {"state": "finished", "whole": True, "rows": ROWS}


def test_two_clients_at_once(tmp_path: Path) -> None:
    with (
        served(tmp_path / ".wbgen") as server,
        client(TWO, server, tmp_path / "one", "one") as one,
        client(TWO, server, tmp_path / "two", "two") as two,
    ):
        for process in (one, two):
            out, errors = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, errors
            assert out.strip().endswith("[2000, true]")
