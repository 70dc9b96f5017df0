"""Runs through the public API: what a real client logged, equal to what its own scan of it gives."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import build_schema, parse, validate

from tests.live import API_KEY, run_client, served
from wbgen.backends.credentials import ApiKey
from wbgen.backends.documents import Document
from wbgen.backends.network import find_network
from wbgen.backends.transport import Transport
from wbgen.errors import WbgenError
from wbgen.runs import Key, Kind
from wbgen.runs.api import ApiRun, RunServer, documents
from wbgen.runs.media import histogram, media, read_value
from wbgen.runs.tables import read_table, table_path
from wbgen.server.execution import schema_text

LOGS = """
import json, wandb
import numpy as np
found = {}
run = wandb.init(
    project="p", name="first run", id="one", group="g", job_type="train", tags=["a", "b"], notes="about",
    config={"lr": 0.1, "model": {"depth": 2}},
    settings=wandb.Settings(x_stats_sampling_interval=0.1),
)
run.define_metric("val/*", step_metric="epoch")
for i in range(2500):
    row = {"loss": 1 / (i + 1), "d": {"x": i, "y.z": i / 2}, "a b/'q'": i, "nan": float("nan"), "mixed": i}
    if i % 10 == 0:
        row |= {"val/acc": i, "epoch": i // 10}
    if i % 7 == 0:
        row |= {"mixed": "a word", "inf": float("inf"), "flag": i % 2 == 0}
    run.log(row, step=i * 3)
run.log({}, step=8000)
picture = np.zeros((4, 6, 3), np.uint8)
run.log({
    "h": wandb.Histogram([1, 2, 3]), "say": "hello", "pic": wandb.Image(picture, caption="black"),
    "two": [wandb.Image(picture, caption="l"), wandb.Image(picture, caption="r")],
    "t": wandb.Table(columns=["n", "word"], data=[[1, "a"], [2.5, None]]), "list": [1, 2],
})
run.finish()
for n in range(3):
    with wandb.init(project="p", name="same", id=f"more-{n}") as other:
        other.log({"loss": n})
got = wandb.Api().run("p/one")
print(json.dumps({
    "scan": list(got.scan_history()), "state": got.state, "config": dict(got.config),
    "created": got.created_at, "url": got.url,
    "events": got.history(stream="system", pandas=False), "user": got.user.username,
    "runtime": got.summary["_runtime"],
}))
"""

DOCUMENTS = [value for value in vars(documents).values() if isinstance(value, Document)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_documents_fit_the_schema(document: Document) -> None:
    assert validate(build_schema(schema_text()), parse(document.text)) == []


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any]]]:
    """A server, and what the client says of the run it logged there."""
    folder = tmp_path_factory.mktemp("api")
    with served(folder / ".wbgen") as server:
        quick = {"WANDB_X_FILE_STREAM_TRANSMIT_INTERVAL": "1"}
        yield server.url, run_client(LOGS, server.url, folder / "home", **quick)


@pytest.fixture
def server(logged: tuple[str, dict[str, Any]]) -> Iterator[RunServer]:
    url = logged[0]
    transport = Transport(url, ApiKey(API_KEY, "test"), find_network(url, {}))
    yield RunServer(transport, lambda: "local", url)
    transport.close()


def expected(scan: list[dict[str, Any]], name: str) -> list[tuple[int, Any]]:
    """The steps and values of a name, as the client's own scan has them."""
    found = []
    for row in scan:
        value: Any = row
        for part in name.split(".", 1) if name.startswith("d.") else [name]:
            value = value.get(part) if isinstance(value, dict) else None
        if value is not None:
            found.append((row["_step"], value))
    return found


def as_number(value: Any) -> float:
    return math.nan if value == "NaN" else math.inf if value == "Infinity" else float(value)


def same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


def test_what_is_known_of_a_run(server: RunServer, logged: tuple[str, dict[str, Any]]) -> None:
    told = logged[1]
    run = server.find("p", "one").run
    assert (run.id, run.name, run.entity, run.project) == ("one", "first run", "local", "p")
    assert (run.group, run.job_type, run.tags, run.notes) == ("g", "train", ("a", "b"), "about")
    assert (run.state, run.config, run.user) == (told["state"], told["config"], told["user"])
    assert (run.url, run.created_at) == (told["url"], told["created"])
    assert run.step_metrics == {"val/*": "epoch"}
    assert run.summary["say"] == "hello"
    assert "_wandb" not in {**run.config, **run.summary}
    assert run.runtime == told["runtime"]


def test_keys_tell_kinds_and_rows(server: RunServer) -> None:
    keys = server.find("p", "one").keys()
    assert keys["loss"] == Key(Kind.NUMBER, 2500)
    assert keys["nan"] == Key(Kind.NUMBER, 2500)
    assert keys["mixed"] == Key(Kind.NUMBER, 2142, 358)
    assert keys["flag"] == Key(Kind.NUMBER, 358)
    kinds = {name: keys[name].kind for name in ("h", "say", "pic", "two", "t", "list", "d.x")}
    assert kinds == {
        "h": Kind.HISTOGRAM,
        "say": Kind.TEXT,
        "pic": Kind.IMAGE,
        "two": Kind.IMAGE,
        "t": Kind.TABLE,
        "list": Kind.OTHER,
        "d.x": Kind.NUMBER,
    }
    assert not {"_step", "_runtime", "_timestamp"} & {*keys}


@pytest.mark.parametrize("wide", [False, True], ids=["by names", "by rows"])
def test_history_equals_the_clients_own_scan(
    server: RunServer, logged: tuple[str, dict[str, Any]], wide: bool
) -> None:
    scan = logged[1]["scan"]
    assert len(scan) == 2501
    run = server.find("p", "one")
    if wide:
        run.history(list(run.keys()))
    for name in ("loss", "nan", "val/acc", "inf", "flag", "d.x", "d.y.z", "a b/'q'"):
        frame = run.history([name])
        assert frame.columns == ["_step", "_runtime", "_timestamp", name]
        wanted = expected(scan, name)
        assert frame["_step"].to_list() == [step for step, _ in wanted]
        assert all(same(a, as_number(b)) for a, (_, b) in zip(frame[name], wanted, strict=True))
    times = {row["_step"]: (row["_runtime"], row["_timestamp"]) for row in scan}
    rows = run.history(["loss", "val/acc", "say", "never"]).rows()
    assert len(rows) == 2501
    assert all((runtime, stamp) == times[step] for step, runtime, stamp, *_ in rows)
    assert rows[-1][3:] == (None, None, "hello")
    assert rows[10][3:] == (1 / 11, 10.0, None)
    assert run.run.losses == ()


def test_a_value_of_another_kind_is_null(server: RunServer) -> None:
    frame = server.find("p", "one").history(["mixed", "loss"])
    assert frame["mixed"].null_count() == 358
    assert frame["mixed"][1] == 1.0


def test_few_names_of_a_wide_run_are_asked_for_by_themselves(
    server: RunServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = server.find("p", "one")
    monkeypatch.setattr(server, "history", None)
    assert run.history(["val/acc", "epoch"]).height == 250
    monkeypatch.setattr(server, "sampled", None)
    assert run.history(["epoch"]).height == 250  # what was read is kept


def test_objects_and_files(server: RunServer) -> None:
    run = server.find("p", "one")
    frame = run.history(["h", "pic", "two", "t", "list"])
    cells = {name: read_value(frame[name][0]) for name in ("h", "pic", "two", "t", "list")}
    found = histogram(cells["h"])
    assert found is not None
    assert sum(found.counts) == 3
    (picture,) = media(cells["pic"])
    assert (picture.caption, picture.width, picture.height) == ("black", 6, 4)
    content = run.file(picture.path)
    assert content is not None
    assert content.startswith(b"\x89PNG")
    assert [item.caption for item in media(cells["two"])] == ["l", "r"]
    assert all(run.file(item.path) for item in media(cells["two"]))
    table = read_table(run.file(table_path(cells["t"])) or b"")
    assert table is not None
    assert (table.columns, table.rows) == (("n", "word"), ((1, "a"), (2.5, None)))
    assert cells["list"] == [1, 2]
    for path in ("nothing.txt", "../wbgen.db", "/etc/passwd", "a/../../b", ""):
        assert run.file(path) is None


def test_machine_metrics(server: RunServer, logged: tuple[str, dict[str, Any]]) -> None:
    events = logged[1]["events"]
    assert events
    run = server.find("p", "one")
    wanted = {name.removeprefix("system.") for row in events for name in row if name.startswith("system.")}
    assert {*run.system_keys()} == wanted
    name = min(wanted)
    frame = run.system([name, "never"])
    assert frame.columns == ["_runtime", "_timestamp", name]
    assert frame[name].to_list() == [row.get(f"system.{name}") for row in events]


def test_runs_are_listed_newest_first(server: RunServer) -> None:
    listed = server.newest("p", 2)
    assert listed.total == 4
    assert [run.run.id for run in listed.runs] == ["more-2", "more-1"]
    assert [run.history(["loss"])["loss"].to_list() for run in listed.runs] == [[2.0], [1.0]]
    assert len(server.newest("p", 100).runs) == 4


def test_a_run_may_be_called_by_its_name(server: RunServer) -> None:
    assert server.find("p", "first run").run.id == "one"


@pytest.mark.parametrize(
    ("project", "name", "message", "cure"),
    [
        ("p", "onne", "has no run onne in local/p", "did you mean `one`?"),
        ("p", "same", "3 runs of local/p are called same", "name one by its id: more-2, more-1, more-0"),
        ("pp", "one", "has no project local/pp", "did you mean `p`?"),
        ("none", "one", "has no project local/none", "projects of local: p"),
    ],
)
def test_what_is_not_there(server: RunServer, project: str, name: str, message: str, cure: str) -> None:
    with pytest.raises(WbgenError) as caught:
        server.find(project, name)
    assert message in caught.value.message
    assert caught.value.cure == cure


def test_a_reading_tells_how_far_it_is(server: RunServer) -> None:
    told: list[tuple[str, int, int]] = []
    run = server.find("p", "one")
    watched = ApiRun(server, run.run, run._held, lambda run, step, last: told.append((run.id, step, last)))
    watched.history(["loss"])
    assert told[0] == ("one", 0, 8000)
    assert json.dumps(told)
