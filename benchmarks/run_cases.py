"""How the embedded server fares with long runs: its share of the work, its memory, its answers."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from measure import FailedError, Place, Server, ask, run, started
from results import BASELINES, SERVE, Row, client_env

METRICS = 20

#: Rows that a client pushes; that it reads; of a run that is sent in by hand.
PUSHED = 200_000
SCANNED = 100_000
LONG = 1_000_000

#: Rows of a request that is sent by hand. The client's own hold about 10 MB.
REQUEST = 20_000

#: These take a minute each; more runs tell no more.
MOST_RUNS = 3

ENTITY_PROJECT = "local/bench"

HISTORY = 'query ($name: String!) { project(name: "bench") { run(name: $name) { history(samples: 500) } } }'
KEYED = (
    "query ($name: String!, $specs: [JSONString!]!) "
    '{ project(name: "bench") { run(name: $name) { sampledHistory(specs: $specs) } } }'
)
MAKE = """mutation ($name: String!) {
  upsertBucket(input: {modelName: "bench", name: $name}) { bucket { id } }
}"""


def push(title: str, runs: int, place: Place) -> list[Row]:
    """The official client pushes a long run to the server, and writes the same offline."""
    script = (sys.executable, str(BASELINES / "push_rows.py"))
    pushed, written, cpu, peak = [], [], [], []
    for number in range(min(runs, MOST_RUNS)):
        here = fresh(place, str(number))
        with started(SERVE, here) as server:
            online = Place(here.folder, {**place.env, **client_env(server.url)})
            offline = Place(here.folder, {**online.env, "WANDB_MODE": "offline"})
            before = server.cpu
            pushed.append(run((*script, "long", str(PUSHED), str(METRICS)), online))
            wait_for_columns(here, PUSHED)
            cpu.append(server.cpu - before)
            peak.append(server.peak / 1e6)
            written.append(run((*script, "off", str(PUSHED), str(METRICS)), offline))
    rates = [[PUSHED / sample.wall for sample in way] for way in (pushed, written)]
    return [
        Row(title, "rows a second, beside offline", "/s", *rates),
        Row(
            title,
            "processor time: server / client",
            "s",
            cpu,
            [s.cpu for s in pushed],
            0.25,
        ),
        Row(title, "peak memory of the server", "MB", peak, bar=250.0),
    ]


def scan(title: str, runs: int, place: Place) -> list[Row]:
    """The official client reads a whole history."""
    here = fresh(place, "scan")
    with started(SERVE, here) as server:
        send_rows(server, "read", SCANNED)
        client = Place(here.folder, {**place.env, **client_env(server.url)})
        samples = []
        for _ in range(1 + min(runs, MOST_RUNS)):
            before = server.cpu
            sample = run((sys.executable, str(BASELINES / "scan_rows.py"), "read", str(SCANNED)), client)
            samples.append((server.cpu - before, sample))
    cpu, clients = zip(*samples[1:], strict=True)
    both = [ours + client.cpu for ours, client in zip(cpu, clients, strict=True)]
    return [
        Row(title, "processor time of the server, of all", "s", cpu, both, round(1 / 3, 3)),
        Row(title, "wall time", "s", [client.wall for client in clients]),
    ]


def sample(title: str, runs: int, place: Place) -> list[Row]:
    """Samples of a very long run, while it runs and when it has ended, and the memory it took."""
    here = fresh(place, "sample")
    specs = [json.dumps({"keys": ["_step", key], "samples": 500}) for key in ("metric_3", "rare")]
    with started(SERVE, here) as server:
        send_rows(server, "long", LONG, whole=False)
        running = timed(server, runs, HISTORY)
        finish(server, "long")
        wait_for_columns(here, LONG)
        peak = server.peak
        ended = timed(server, runs, HISTORY)
        keyed, rare = (timed(server, runs, KEYED, specs=[spec]) for spec in specs)
    return [
        Row(title, "history(samples=500) of a run that runs", "s", running, bar=0.05),
        Row(title, "history(samples=500) of a run that has ended", "s", ended, bar=0.05),
        Row(title, "500 values of a key that every row has", "s", keyed),
        Row(title, "500 values of a key that one row in 100 has", "s", rare),
        Row(title, "peak memory of the server", "MB", [peak / 1e6], bar=250.0),
    ]


def scale(pushed: int) -> None:
    """Let the client push so many rows, and the other runs be longer or shorter alike."""
    global PUSHED, SCANNED, LONG
    PUSHED, SCANNED, LONG = pushed, SCANNED * pushed // PUSHED, LONG * pushed // PUSHED


def fresh(place: Place, name: str) -> Place:
    """A folder of its own within a place."""
    folder = place.folder / name
    folder.mkdir(parents=True)
    return Place(folder, place.env)


def rows(count: int) -> Iterator[str]:
    """Lines of history as the client writes them."""
    keys = [f"metric_{number}" for number in range(METRICS)]
    for step in range(count):
        row: dict[str, Any] = {key: random.random() for key in keys}
        if step % 100 == 0:
            row["rare"] = step
        yield json.dumps(row | {"_step": step, "_timestamp": 1.7e9 + step, "_runtime": step / 10})


def send_rows(server: Server, name: str, count: int, *, whole: bool = True) -> None:
    """A run of so many rows, sent by hand."""
    post(server, "/graphql", {"query": MAKE, "variables": {"name": name}})
    batch: list[str] = []
    for number, line in enumerate(rows(count), 1):
        batch.append(line)
        if len(batch) == REQUEST or number == count:
            chunk = {"offset": number - len(batch), "content": batch}
            post(server, stream(name), {"files": {"wandb-history.jsonl": chunk}})
            batch = []
    if whole:
        finish(server, name)


def finish(server: Server, name: str) -> None:
    """The last words of a run."""
    post(server, stream(name), {"complete": True, "exitcode": 0})


def stream(name: str) -> str:
    """The path of a run's file stream."""
    return f"/files/{ENTITY_PROJECT}/{name}/file_stream"


def post(server: Server, path: str, body: object) -> Any:
    """The answer to some JSON."""
    return json.loads(ask(server.url, "POST", path, json.dumps(body).encode()))


def timed(server: Server, runs: int, query: str, **variables: Any) -> list[float]:
    """Seconds that a question about the long run takes, each time."""
    taken = []
    for _ in range(1 + runs):
        start = time.perf_counter()
        answer = post(server, "/graphql", {"query": query, "variables": {"name": "long", **variables}})
        taken.append(time.perf_counter() - start)
        if "errors" in answer:
            raise FailedError(str(answer["errors"]))
    return taken[1:]


def wait_for_columns(place: Place, rows: int) -> None:
    """Return when the server has made its columnar copy of the only run of so many rows."""
    until(lambda: any((place.folder / ".wbgen" / "columns").glob(f"*/{rows}")))


def until(condition: Callable[[], bool], seconds: float = 300) -> None:
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise FailedError("the server did not get done")
        time.sleep(0.05)
