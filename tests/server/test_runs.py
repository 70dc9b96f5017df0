"""Runs in and out by the real client: what is logged comes back through the public API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import Served, run_client, served

pytestmark = pytest.mark.client

#: What makes a client quick and quiet: it sends what it has every second.
QUICK = {"WANDB_X_FILE_STREAM_TRANSMIT_INTERVAL": "1", "WANDB_X_DISABLE_STATS": "true"}

LOGS = """
import json, sys, wandb
run = wandb.init(
    project="p", name="first", config={"lr": 0.1, "model": {"depth": 2}, "none": None}, tags=["a", "b"],
    group="g", job_type="train", notes="about",
)
run.define_metric("loss", summary="min")
run.define_metric("val/*", step_metric="epoch")
run.config["later"] = [1, 2]
for i in range(30):
    row = {"loss": abs(10 - i), "d": {"x": i, "y": i / 2}, "nan": float("nan"), "inf": float("inf")}
    if i % 10 == 0:
        row |= {"val/acc": i, "epoch": i // 10}
    run.log(row)
run.log({"h": wandb.Histogram([1, 2, 3])})
print("hello from the console")
print("something bad", file=sys.stderr)
run.finish()

api = wandb.Api()
got = api.run(f"p/{run.id}")
console = [(line.level, line.content) for line in got.console_logs()]
print(json.dumps({
    "url": run.url, "path": got.path, "id": run.id, "state": got.state, "name": got.name, "tags": got.tags,
    "group": got.group, "job_type": got.job_type, "notes": got.notes, "config": dict(got.config),
    "summary": {key: got.summary.get(key) for key in ("nan", "inf", "val/acc")},
    "lowest": got.summary["loss"]["min"],
    "depth": got.summary["d"]["x"],
    "histogram": got.summary["h"]["_type"],
    "metrics": got.rawconfig["_wandb"]["m"],
    "last": got.lastHistoryStep,
    "sample": got.history(pandas=False, samples=7),
    "keyed": got.history(keys=["val/acc", "epoch"], x_axis="_step", pandas=False),
    "by_epoch": got.history(keys=["val/acc"], x_axis="epoch", pandas=False),
    "inner": got.history(keys=["d.x"], pandas=False)[:2],
    "scan": list(got.scan_history()),
    "part": [row["_step"] for row in got.scan_history(min_step=5, max_step=9)],
    "some": list(got.scan_history(keys=["val/acc", "nan"])),
    "pages": len(list(got.scan_history(page_size=7))),
    "console": console,
}))
"""

MANY = """
import json, wandb
api = wandb.Api()
for i in range(7):
    api.create_run(run_id=f"r{i}", project="p")
    run = api.run(f"p/r{i}")
    run.config["lr"] = i / 10
    run.config["deep"] = {"name": "ab"[i % 2]}
    run.summary["loss"] = 7 - i
    run.tags = ["even"] if i % 2 == 0 else ["odd", "three"] if i == 3 else []
    run.update()
def names(filters=None, order="+created_at", **more):
    return [run.id for run in wandb.Api().runs("p", filters=filters, order=order, **more)]
one = api.run("p/r6")
one.update_state("failed")
try:
    api.run("p/absent")
    absent = None
except Exception as error:
    absent = type(error).__name__
before = names()
api.run("p/r5").delete()
got = api.run("p/r0")
got.display_name, got.notes, got.group, got.description = "Renamed", "noted", "g2", "described"
got.config["new"] = True
got.summary["best"] = 1
got.update()
again = wandb.Api().run("p/r0")
print(json.dumps({
    "all": before, "left": names(), "paged": names(per_page=2), "count": len(wandb.Api().runs("p")),
    "lr": names({"config.lr": {"$gte": 0.2, "$lt": 0.5}}),
    "deep": names({"config.deep.name": "b"}),
    "tags": names({"tags": "odd"}), "in": names({"tags": {"$in": ["odd", "even"]}}),
    "or": names({"$or": [{"state": "failed"}, {"display_name": {"$regex": "^Ren"}}]}),
    "loss": names(order="+summary_metrics.loss"), "down": names(order="-config.lr"),
    "newest": names(order="-created_at"),
    "full": [run.config["lr"] for run in wandb.Api().runs("p", lazy=False)],
    "state": wandb.Api().run("p/r6").state, "absent": absent,
    "again": [again.name, again.notes, again.group, again.description],
    "values": [again.config["new"], again.summary["best"]],
    "projects": [project.name for project in api.projects()],
}))
"""

RESUMED = """
import json, wandb
first = wandb.init(project="p", id="again", config={"a": 1})
for i in range(5):
    first.log({"loss": i})
first.finish()
second = wandb.init(project="p", id="again", resume="allow", config={"b": 2})
began = [second.resumed, second.starting_step]
for i in range(5, 8):
    second.log({"loss": i})
second.finish()
third = wandb.init(project="p", id="again", resume="must")
third.log({"loss": 8})
third.finish(exit_code=3)
try:
    wandb.init(project="p", id="never", resume="must")
    must = None
except Exception as error:
    must = type(error).__name__
run = wandb.Api().run("p/again")
print(json.dumps({
    "began": began, "steps": [(row["_step"], row["loss"]) for row in run.scan_history()], "must": must,
    "config": dict(run.config), "state": run.state, "runs": len(wandb.Api().runs("p")),
}))
"""

OFFLINE = """
import json, os, pathlib, subprocess, sys, wandb
os.environ["WANDB_MODE"] = "offline"
run = wandb.init(project="p", id="off", config={"a": 1}, settings=wandb.Settings(console="off"))
for i in range(1500):
    run.log({"loss": i, "d": {"x": i}})
run.finish()
del os.environ["WANDB_MODE"]
folder = str(next(pathlib.Path("wandb").glob("offline-run-*")))
def sync():
    for mark in pathlib.Path(folder).glob("*.sync*"):
        mark.unlink()
    done = subprocess.run([sys.executable, "-m", "wandb", "sync", folder], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return [row["_step"] for row in wandb.Api().run("p/off").scan_history()]
once, twice = sync(), sync()
got = wandb.Api().run("p/off")
print(json.dumps({"once": once == list(range(1500)), "twice": once == twice, "state": got.state,
                  "config": dict(got.config), "summary": got.summary["loss"]}))
"""

STOPPED = """
import json, threading, time, wandb
run = wandb.init(project="p", id="stop")
asked = False
try:
    for i in range(100_000):
        run.log({"i": i})
        if i == 5:
            wandb.Api().run("p/stop").stop()
            asked = True
        time.sleep(0.05)
    interrupted = False
except KeyboardInterrupt:
    interrupted = True
run.finish(exit_code=255)
print(json.dumps({"asked": asked, "interrupted": interrupted, "state": wandb.Api().run("p/stop").state}))
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path / ".wbgen") as server:
        yield server


def test_what_is_logged_comes_back(server: Served, tmp_path: Path) -> None:
    got = run_client(LOGS, server.url, tmp_path / "client", **QUICK)
    assert got["url"] == f"{server.url}/local/p/runs/{got['id']}"
    assert got["path"] == ["local", "p", got["id"]]
    assert (got["state"], got["name"], got["tags"]) == ("finished", "first", ["a", "b"])
    assert (got["group"], got["job_type"], got["notes"]) == ("g", "train", "about")
    assert got["config"] == {"lr": 0.1, "model": {"depth": 2}, "none": None, "later": [1, 2]}
    assert got["summary"] == {"nan": "NaN", "inf": "Infinity", "val/acc": 20}
    assert got["lowest"] == 0
    assert (got["depth"], got["histogram"]) == (29, "histogram")
    named = {metric.get("1"): metric for metric in got["metrics"]}
    assert named["loss"]["7"] == [1], "its summary is the lowest value"
    assert {metric["2"] for metric in got["metrics"] if "2" in metric} == {"val/*"}
    assert got["last"] == 30
    assert [row["_step"] for row in got["sample"]] == [0, 5, 10, 15, 20, 25, 30]
    assert got["sample"][0]["nan"] == "NaN"
    assert [row["val/acc"] for row in got["keyed"]] == [0, 10, 20]
    assert got["by_epoch"] == [{"epoch": n, "val/acc": n * 10} for n in range(3)]
    assert got["inner"] == [{"_step": 0, "d.x": 0}, {"_step": 1, "d.x": 1}]
    assert [row["_step"] for row in got["scan"]] == list(range(31))
    assert got["scan"][3]["d"] == {"x": 3, "y": 1.5}
    assert got["scan"][30]["h"]["_type"] == "histogram"
    assert got["part"] == [5, 6, 7, 8]
    assert [(row["val/acc"], row["nan"]) for row in got["some"]] == [(0, "NaN"), (10, "NaN"), (20, "NaN")]
    assert got["pages"] == 31
    assert ["info", "hello from the console"] in got["console"]
    assert ["error", "something bad"] in got["console"]


def test_runs_are_found_changed_and_deleted(server: Served, tmp_path: Path) -> None:
    got = run_client(MANY, server.url, tmp_path / "client")
    assert got["all"] == [f"r{n}" for n in range(7)]
    assert got["left"] == got["paged"] == ["r0", "r1", "r2", "r3", "r4", "r6"]
    assert got["count"] == 6
    assert got["lr"] == ["r2", "r3", "r4"]
    assert got["deep"] == ["r1", "r3"]
    assert (got["tags"], got["in"]) == (["r3"], ["r0", "r2", "r3", "r4", "r6"])
    assert got["or"] == ["r0", "r6"]
    assert got["loss"] == ["r6", "r4", "r3", "r2", "r1", "r0"]
    assert got["down"] == ["r6", "r4", "r3", "r2", "r1", "r0"]
    assert got["newest"] == ["r6", "r4", "r3", "r2", "r1", "r0"]
    assert got["full"] == [0, 0.1, 0.2, 0.3, 0.4, 0.6]
    assert got["state"] == "failed"
    assert got["absent"] in ("CommError", "ValueError", "RunNotFoundError")
    assert got["again"] == ["Renamed", "noted", "g2", "described"]
    assert got["values"] == [True, 1]
    assert got["projects"] == ["p"]


def test_a_run_is_resumed(server: Served, tmp_path: Path) -> None:
    got = run_client(RESUMED, server.url, tmp_path / "client", **QUICK)
    assert got["began"] == [True, 5]
    assert got["steps"] == [[n, n] for n in range(9)]
    assert got["must"] == "UsageError"
    assert got["config"] == {"a": 1, "b": 2}
    assert (got["state"], got["runs"]) == ("failed", 1)


def test_an_offline_run_is_synced_twice_without_doubles(server: Served, tmp_path: Path) -> None:
    got = run_client(OFFLINE, server.url, tmp_path / "client", **QUICK)
    assert got == {"once": True, "twice": True, "state": "finished", "config": {"a": 1}, "summary": 1499}


@pytest.mark.long
def test_a_run_is_stopped_from_elsewhere(server: Served, tmp_path: Path) -> None:
    got = run_client(STOPPED, server.url, tmp_path / "client", **QUICK)
    assert got == {"asked": True, "interrupted": True, "state": "failed"}
