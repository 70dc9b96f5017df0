"""The pages of runs, sweeps and automations: what they say, how much, and that no run can hurt a reader."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.server.conftest import Client
from wbgen.server.automations.evaluation import on_history, on_state
from wbgen.server.pages.automations import MOST_FIRINGS
from wbgen.server.pages.runs import MOST_LINES, MOST_METRICS
from wbgen.server.pages.runs_table import RUNS_PER_PAGE
from wbgen.server.pages.values import (
    MOST_ENTRIES,
    MOST_TEXT,
    config_entries,
    lasted,
    summary_entries,
    told,
    weighed,
)
from wbgen.server.store import Automation, Run, Store

EVIL = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{ 6007*6007 }}"


class Page(HTMLParser):
    """The text of a page as a person reads it, and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.scripts: list[str] = []
        self.feed(html)
        self.text = re.sub(r"\s+", " ", "".join(self.pieces))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links.extend(value or "" for name, value in attrs if name == "href")
        if tag == "script":
            self.scripts.append(dict(attrs).get("src") or "inline")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


@pytest.fixture
def world(client: Client) -> World:
    return World(client)


class World:
    """Project ``local/p`` of a server."""

    def __init__(self, client: Client) -> None:
        client.make_project("p")
        self.client = client
        self.browser = TestClient(client.app, base_url="http://127.0.0.1:8086")
        self.store: Store = client.state.store
        project = self.store.projects.get("local", "p")
        assert project
        self.project = project.id

    def run(self, name: str = "r", **fields: Any) -> Run:
        for key in ("config", "summary"):
            if key in fields:
                fields[key] = json.dumps(fields[key])
        return self.store.runs.put(self.project, name, **fields)[0]

    def log(self, run: Run, *rows: dict[str, Any]) -> None:
        lines = [json.dumps(row) for row in rows]
        self.store.lines.write(run.number, "history", 0, lines)
        self.store.keys.note(run.number, lines)
        on_history(self.store, run, lines)

    def automation(self, name: str = "a", **fields: Any) -> Automation:
        given = {
            "description": None,
            "enabled": True,
            "event_type": "RUN_STATE",
            "event_filter": json.dumps({"run_filter": "{}", "run_state_filter": {"states": ["FINISHED"]}}),
            "action_type": "NO_OP",
            "action": "{}",
        }
        return self.store.automations.create(self.project, name=name, **(given | fields))

    def page(self, path: str, status: int = 200) -> Page:
        answer = self.browser.get(f"/local/p{path}")
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith("text/html")
        page = Page(answer.text)
        assert not {"iframe", "object", "base"} & set(page.tags)
        assert all(script.startswith("/-/") for script in page.scripts)
        return page


def threshold(metric: str = "loss", run_filter: Any = None) -> str:
    members = {"name": metric, "agg_op": None, "window_size": 1, "cmp_op": "$gt", "threshold": 3}
    return json.dumps(
        {"run_filter": json.dumps(run_filter or {}), "run_metric_filter": {"threshold_filter": members}}
    )


@pytest.mark.parametrize("path", ["/table", "/runs"])
def test_the_list_of_runs(world: World, path: str) -> None:
    world.run("first", display_name="one", group="g", job_type="train", tags=["x", "y"], sweep="s1")
    world.run("second", display_name="two", state="failed")
    page = world.page(path)
    assert "2 runs, the newest first" in page.text
    assert page.text.index("two") < page.text.index("one")
    assert "first · group g · train · sweep s1 x y" in page.text
    assert "failed" in page.text
    assert {"/local/p/runs/first", "/local/p/runs/second", "/local/p/sweeps/s1"} <= set(page.links)


def test_a_long_list_comes_in_pages(world: World) -> None:
    for number in range(RUNS_PER_PAGE + 2):
        world.run(f"r{number:03d}")
    first, second = world.page("/table"), world.page("/table?page=2")
    assert "page 1 of 2" in first.text
    assert "?page=2" in first.links
    assert "/local/p/runs/r000" not in first.links
    assert "?" in second.links
    assert "/local/p/runs/r000" in second.links
    for odd in ("0", "99", "-1", "x", "٣", "9" * 5000, ""):
        world.page(f"/table?page={odd}")


def test_no_runs_yet(world: World) -> None:
    assert "No runs yet" in world.page("/table").text
    assert "Runs" not in re.findall(r"<h2[^>]*>(\w+)", world.client.get("/local/p").body.decode())


def test_a_project_shows_its_latest_runs(world: World) -> None:
    for number in range(7):
        world.run(f"r{number}")
    page = world.page("")
    assert "All 7 runs" in page.text
    assert "/local/p/runs/r6" in page.links
    assert "/local/p/runs/r1" not in page.links
    missing = world.page("/nonsense", status=404)
    assert "/local/p/runs/r6" in missing.links


@pytest.mark.parametrize("path", ["/runs/r", "/runs/r/", "/runs/r/overview", "/runs/r/files/media/x.png"])
def test_a_run_at_each_of_its_urls(world: World, path: str) -> None:
    run = world.run(
        display_name="one",
        group="g",
        notes="a **note**",
        tags=["x"],
        host="h",
        program="train.py",
        config={"lr": {"value": 0.1}, "opt": {"value": {"name": "adam"}}, "_wandb": {"value": {"t": 1}}},
        summary={"loss": 0.25, "nested": {"acc": 1}, "_step": 2, "_wandb": {"runtime": 3}},
    )
    world.log(run, {"loss": 5, "_step": 0}, {"loss": 0.25, "_step": 1})
    said = ["2026-01-02T03:04:05.678901 hello", "ERROR 2026-01-02T03:04:06.678901 no"]
    world.store.lines.write(run.number, "output", 0, said)
    world.store.runs.close(run.number, "failed", 3)
    page = world.page(path)
    for text in (
        "one failed",
        "2 rows of history",
        "group: g",
        "host: h",
        "program: train.py",
        "exit code: 3",
        "a note",
        "lr0.1",
        "opt.nameadam",
        "loss0.25",
        "nested.acc1",
        "loss0.252",
        "hello no",
    ):
        assert text in page.text, text
    assert "_wandb" not in page.text
    assert "2026-01-02T03:04:05.678901" not in page.text


def test_alerts_and_firings_on_the_page_of_a_run(world: World) -> None:
    run = world.run(display_name="one")
    automation = world.automation("too high", event_type="RUN_METRIC", event_filter=threshold())
    world.log(run, {"loss": 1, "_step": 0}, {"loss": 4.5, "_step": 7})
    add = world.store.alerts.add
    add(run.number, title="Careful", text="two\nlines", severity="WARN", unless_since="9")
    page = world.page("/runs/r")
    assert "warn Careful two lines" in page.text
    assert "too high loss > 3 at 4.5 in step 7" in page.text
    assert f"/local/p/automations#{automation.number}" in page.links


def test_automations_with_their_firings(world: World) -> None:
    run = world.run(display_name="one")
    action = {"integration_id": "i", "title": "T", "message": "M", "severity": "WARN"}
    world.automation("slack", action_type="NOTIFICATION", action=json.dumps(action), description="why")
    tagged = threshold(run_filter={"tags": "x"})
    world.automation("off", enabled=False, event_type="RUN_METRIC", event_filter=tagged)
    world.automation("broken", event_filter="{")
    world.store.runs.close(run.number, "finished")
    found = world.store.runs.by_number(run.number)
    assert found
    on_state(world.store, found, "running")
    page = world.page("/automations")
    for text in (
        "3 automations",
        "slack created",
        "why whenthe state of a run becomes finished thennotify i (WARN): T: M",
        "Fired 1 one the state became finished",
        "off off created",
        'whenloss > 3 in runs{"tags": "x"} thennothing It has not fired.',
        "RUN_STATE: the event filter is not JSON",
        "It cannot be evaluated: the event filter is not JSON",
    ):
        assert text in page.text, text
    assert "/local/p/runs/r" in page.links


def test_no_automations_yet(world: World) -> None:
    assert "No automations yet" in world.page("/automations").text


def keep_file(world: World, run: Run, name: str, content: bytes) -> None:
    files = world.store.files
    with files.upload() as upload:
        upload.write(content)
        files.keep("run", run.number, name, upload, upload.finish())


def test_files_are_listed_and_given(world: World) -> None:
    run = world.run()
    assert "Files" not in world.page("/runs/r").text
    keep_file(world, run, "media/a b.txt", b"hello")
    keep_file(world, run, "<b>.bin", b"x" * 1500)
    page = world.page("/runs/r")
    assert "Files 2" in page.text
    assert "media/a b.txt" in page.text
    assert "1.5 kB" in page.text
    (link,) = (link for link in page.links if "a%20b" in link)
    assert world.browser.get(link).content == b"hello"


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (20_000_000, "20 MB"), (2 * 10**15, "2e+03 TB")],
)
def test_sizes(size: int, text: str) -> None:
    assert weighed(size) == text


def test_pages_are_bounded(world: World) -> None:
    long = "long " * 20_000
    many = {f"k{n:05d}" + "k" * 5000: {"value": "v" * 5000} for n in range(MOST_ENTRIES + 10)}
    run = world.run(config=many, summary=dict(many), tags=["t" * 5000] * 1000, notes=long)
    run = world.run(display_name=long, group=long, job_type=long, sweep=long, host=long)
    world.log(run, {f"m{n:05d}" + "m" * 5000: n for n in range(MOST_METRICS + 5)})
    world.store.lines.write(run.number, "output", 0, ["x" * 10**4] * (MOST_LINES + 3))
    automation = world.automation(description=long)
    world.automation("b", event_type="RUN_METRIC", event_filter=threshold("m" * 50_000))
    for number in range(MOST_FIRINGS + 2):
        other = world.run(f"r{number}", state="finished", tags=["t" * 500] * 100)
        on_state(world.store, other, "running")
    page = world.page("/runs/r")
    assert page.text.count("10 more are not shown") == 2
    assert "5 more are not shown" in page.text
    assert f"The last {MOST_LINES} of {MOST_LINES + 3} lines" in page.text
    assert "and 950 more tags" in page.text
    assert f"Fired {MOST_FIRINGS + 2}" in world.page("/automations").text
    assert "and 2 times before" in world.page("/automations").text
    assert world.store.firings.count(automation.number) == MOST_FIRINGS + 2
    for path in ("/runs/r", "/table", "/automations", ""):
        # Config, summary, console and metrics take 900 kB, the places of 300 charts another 120 kB.
        assert len(world.client.get(f"/local/p{path}").body) < 1_100_000


def test_nothing_a_run_says_becomes_markup(world: World) -> None:
    evil = {EVIL: {"value": EVIL}, "nested": {"value": {EVIL: [EVIL]}}}
    columns = ("display_name", "group", "job_type", "notes", "host", "program", "commit", "sweep")
    run = world.run(**dict.fromkeys(columns, EVIL), tags=[EVIL], config=evil, summary=evil)
    world.automation(
        EVIL,
        description=EVIL,
        event_type="RUN_METRIC",
        event_filter=threshold(EVIL, {"display_name": EVIL}),
        action_type="NOTIFICATION",
        action=json.dumps({"integration_id": EVIL, "title": EVIL, "message": EVIL, "severity": None}),
    )
    world.store.automations.fault(1, EVIL)
    world.log(run, {EVIL: 5, "text": EVIL})
    said = [EVIL, f"ERROR 2026-01-02T03:04:05.678901 {EVIL}", '{"content": 5}']
    world.store.lines.write(run.number, "output", 0, said)
    world.store.alerts.add(run.number, title=EVIL, text=EVIL, severity="INFO", unless_since="9")
    assert world.store.firings.count(1) == 1
    for path in ("/runs/r", "/table", "/automations", ""):
        page = world.page(path)
        assert "36084049" not in page.text
        assert not [link for link in page.links if "<" in link or '"' in link]
        assert "alert(1)" in page.text
        assert [tag for tag in page.tags if tag == "img"] == ["img"]  # the one of the header


@pytest.mark.parametrize("path", ["/runs/absent", "/runs/%00", "/runs/..%2f..", "/sweeps/absent"])
def test_what_is_not_there(world: World, path: str) -> None:
    assert "There is no" in world.page(path, status=404).text or "has no" in world.page(path, status=404).text


@pytest.mark.parametrize("path", ["/table", "/runs/r", "/automations", "/sweeps", "/sweeps/s"])
def test_pages_of_a_missing_project(world: World, path: str) -> None:
    assert world.client.get(f"/local/absent{path}").status == 404


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), json_values, max_size=6))
def test_any_config_and_summary_is_laid_flat(values: dict[str, Any]) -> None:
    text = json.dumps(values)
    for entries in (config_entries(text), summary_entries(text)):
        assert len(entries.shown) <= MOST_ENTRIES
        assert all(len(value) <= MOST_TEXT for _, value in entries.shown)


def test_deep_values_are_told_whole() -> None:
    deep: Any = 1
    for _ in range(100):
        deep = {"a": deep}
    ((name, value),) = summary_entries(json.dumps({"x": deep})).shown
    assert name == "x.a.a.a.a.a"
    assert value.startswith('{"a": ')


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (0.1 + 0.2, "0.3"),
        (1e-9, "1e-09"),
        (1700000000.123456, "1700000000.123"),
        (1e300, "1e+300"),
        (True, "true"),
        (None, "null"),
        ("NaN", "NaN"),
        ([1, "é"], '[1, "é"]'),
    ],
)
def test_values_as_people_read_them(value: Any, text: str) -> None:
    assert told(value) == text


@pytest.mark.parametrize(
    ("end", "text"),
    [
        ("2026-01-01T00:00:00.9Z", "0 s"),
        ("2026-01-01T00:00:42Z", "42 s"),
        ("2026-01-01T00:02:05Z", "2 min 5 s"),
        ("2026-01-01T03:00:05Z", "3 h"),
        ("2026-01-11T03:00:05Z", "10 d 3 h"),
        ("2025-01-01T00:00:00Z", "0 s"),
        ("2026-01-01T00:00:00", ""),
        ("soon", ""),
    ],
)
def test_how_long_it_lasted(end: str, text: str) -> None:
    assert lasted("2026-01-01T00:00:00Z", end) == text
