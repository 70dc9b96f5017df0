"""Runs that the installed client writes: offline, to a server, and while we look on."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.live import PATIENCE, client_env, run_client, served
from tests.waiting import until
from wbgen.runs import Kind
from wbgen.runs.offline import offline_runs
from wbgen.runs.wandb_file import follow

pytestmark = pytest.mark.client

LOG = """
import json, math, os, sys
import wandb

settings = wandb.Settings(console="off", x_stats_sampling_interval=0.1)
run = wandb.init(project="p", id="abc", mode="offline", name="a name", tags=["t"], group="g",
                 job_type="j", notes="n", config={"lr": 0.5, "model": {"width": 3}}, settings=settings)
run.define_metric("epoch")
run.define_metric("val/*", step_metric="epoch")
run.define_metric("least", summary="min")
os.makedirs("media", exist_ok=True)
open("a.html", "w").write("<b>x</b>")
for step in range(40):
    row = {"loss": 1 / (step + 1), "d": {"x": step, "y": {"z": "t"}}, "a b/c": -step, "flag": step % 2 == 0,
           "big": 2**60, "nan": math.nan, "inf": math.inf, "text": "é", "mixed": "x" if step % 4 else step,
           "least": abs(step - 20), "epoch": step // 10, "list": [1, 2]}
    if step % 10 == 0:
        row |= {"val/acc": step, "h": wandb.Histogram([1, 2, 3, step]),
                "page": wandb.Html(open("a.html")), "tab": wandb.Table(columns=["a"], data=[[step]])}
    run.log(row)
run.config.update({"late": 1})
run.summary["best"] = {"step": 3}
run.finish(exit_code=int(sys.argv[1]))
print(json.dumps(0))
"""

SCAN = """
import json, wandb
run = wandb.Api(timeout=60).run("local/p/abc")
print(json.dumps([list(run.scan_history()), dict(run.config), run.summary._json_dict, run.state]))
"""


def test_an_offline_run_is_what_a_server_has_of_it(tmp_path: Path) -> None:
    run_client(LOG, "http://127.0.0.1:9", tmp_path, "0")
    (data,) = offline_runs(tmp_path).runs
    keys = data.keys()
    kinds = {name: key.kind for name, key in keys.items() if key.kind != Kind.NUMBER}
    assert kinds == {
        "d.y.z": Kind.TEXT,
        "text": Kind.TEXT,
        "mixed": Kind.TEXT,
        "list": Kind.OTHER,
        "h": Kind.HISTOGRAM,
        "page": Kind.HTML,
        "tab": Kind.TABLE,
    }
    assert keys["mixed"].others == 10
    assert set(data.system_keys()) >= {"cpu", "proc.memory.rssMB"} or data.system_keys()
    run = data.run
    assert (run.name, run.tags, run.group, run.job_type, run.notes) == ("a name", ("t",), "g", "j", "n")
    assert (run.state, run.step_metrics["val/*"], run.losses) == ("finished", "epoch", ())
    page = json.loads(data.history(["page"])["page"][0])
    assert data.file(page["path"]) is not None
    with served(tmp_path / ".wbgen") as server:
        env = client_env(server.url, tmp_path)
        (folder,) = (tmp_path / "wandb").glob("offline-run-*")
        command = [sys.executable, "-m", "wandb", "sync", "--entity", "local", "--project", "p", str(folder)]
        subprocess.run(command, env=env, check=True, capture_output=True, timeout=PATIENCE)
        rows, config, summary, state = run_client(SCAN, server.url, tmp_path)
    frame = data.history(list(keys)).rows(named=True)
    assert len(frame) == len(rows) == 40
    for ours, theirs in zip(frame, rows, strict=True):
        for name in ours:
            assert same(ours[name], value_at(theirs, name), keys.get(name)), name
    assert run.config == config
    assert state == "finished"
    for name in ("loss", "d", "least", "best", "epoch", "text"):
        assert run.summary[name] == summary[name], name


def value_at(row: dict[str, Any], name: str) -> Any:
    """A key of a row of ``scan_history``, which keeps maps within maps."""
    if name in row:
        return row[name]
    value: Any = row
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def same(ours: Any, theirs: Any, key: Any) -> bool:
    """Whether a cell is a value that the client read, as its kind of column has it."""
    if ours is None:
        return theirs is None or key.others > 0
    if isinstance(ours, float) and theirs in ("NaN", "Infinity"):
        return math.isnan(ours) if theirs == "NaN" else ours == math.inf
    if isinstance(ours, str) and key.kind != Kind.TEXT:
        read = json.loads(ours)
        return bool(read == theirs or same_but_paths(read, theirs))
    return bool(ours == theirs)


def same_but_paths(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """Whether two objects are one but for where the artifact lies, which a server knows when it has it."""
    return {k: v for k, v in ours.items() if "artifact" not in k} == {
        k: v for k, v in theirs.items() if "artifact" not in k
    }


WRITE = """
import sys, wandb
settings = wandb.Settings(console="off", x_disable_stats=True)
run = wandb.init(project="p", id="live", mode="offline", settings=settings)
for step in range(3000):
    run.log({"x": step, "pad": "p" * 200})
    if step == 1500:
        print("half", flush=True)
        sys.stdin.readline()
run.finish()
"""


def test_a_run_is_followed_while_the_client_writes_it(tmp_path: Path) -> None:
    env = client_env("http://127.0.0.1:9", tmp_path)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", WRITE], env=env, cwd=tmp_path, text=True, **pipes) as client:  # type: ignore[call-overload]
        assert client.stdout is not None
        assert client.stdin is not None
        assert client.stdout.readline() == "half\n"
        (path,) = tmp_path.glob("wandb/offline-run-*/*.wandb")
        until(lambda: path.stat().st_size > 0)
        with follow(path) as data:
            until(lambda: not data.refresh() and data.rows > 1000)
            assert data.run.state == "running"
            assert data.run.losses == ()
            check_rows(data)
            client.stdin.write("on\n")
            client.stdin.flush()
            until(lambda: not data.refresh() and data.run.state == "finished")
            check_rows(data)
            assert data.rows == 3000
        assert client.wait(PATIENCE) == 0


def check_rows(data: Any) -> None:
    assert data.history(["x"])["x"].to_list() == [float(step) for step in range(data.rows)]
