"""The table of a project's runs: filter, order, columns, and what is told of a filter that is none."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from tests.server.conftest import Client
from tests.server.test_run_pages import EVIL, World
from wbgen.server.pages.runs_table import MOST_FILTER, RUNS_PER_PAGE, read_query

CONFIGS = [
    {"lr": 0.1, "model": {"depth": 2}},
    {"lr": 0.01, "model": {"depth": 4}},
    {"lr": 0.1, "note": "x" * 99},
]


@pytest.fixture
def world(client: Client) -> World:
    """Three runs: a (oldest), b, c."""
    world = World(client)
    for name, config, loss in zip("abc", CONFIGS, (3, 1, 2), strict=True):
        given = {key: {"value": value} for key, value in config.items()}
        summary = {"loss": loss, "same": 1, "_step": loss, "img": {"_type": "image-file"}}
        world.run(name, display_name=f"run {name}", config=given, summary=summary)
    world.store.runs.close(world.run("b").number, "finished", 0)
    return world


def listed(world: World, **asked: Any) -> list[str]:
    """The names of the runs in the table, in order."""
    page = world.page(f"/table?{urlencode(asked, doseq=True)}")
    return [link.rpartition("/")[2] for link in page.links if link.startswith("/local/p/runs/")]


@pytest.mark.parametrize(
    ("filter", "names"),
    [
        ("", "cba"),
        ("config.lr > 0.05", "ca"),
        ("config.model.depth >= 2 and not state == finished", "a"),
        ("name matches '^run [ab]$'", "ba"),
        ("summary.loss in [1, 3]", "ba"),
        ("config.note is null", "ba"),
        ("created within last 1 days", "cba"),
        ("config.absent == 1", ""),
    ],
)
def test_a_filter_narrows_the_table(world: World, filter: str, names: str) -> None:
    assert listed(world, filter=filter) == list(names)


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("+summary_metrics.loss", "bca"),
        ("-summary_metrics.loss", "acb"),
        ("-config.model.depth", "bac"),
        ("+display_name", "abc"),
        ("+created_at", "abc"),
        ("+config.absent", "cba"),
        ("nonsense", "cba"),
    ],
)
def test_a_column_puts_the_table_in_order(world: World, sort: str, names: str) -> None:
    assert listed(world, sort=sort) == list(names)


def test_a_column_is_sorted_upwards_then_downwards_then_not(world: World) -> None:
    page = world.page("/table?filter=config.lr+%3E+0")
    for sort in ("%2Bconfig.lr", "-config.lr"):
        (link,) = (link for link in page.links if link.endswith(f"sort={sort}"))
        assert link.startswith("?filter=config.lr+%3E+0&")
        page = world.page(f"/table{link}")
        assert ("lr ↑" in page.text) == (sort[0] == "%")
    assert "?filter=config.lr+%3E+0" in page.links


def test_columns_are_what_differs(world: World) -> None:
    html = world.browser.get("/local/p/table").text
    heads = re.findall(r'title="Sort by ([^"]+)"', html)
    assert heads == ["Name", "Created", "Lasted", "lr", "model.depth", "loss"]
    assert re.findall(r'<input type="checkbox" name="column" value="([^"]+)" checked>', html) == [
        "config.lr",
        "config.model.depth",
        "summary_metrics.loss",
    ]
    chosen = world.browser.get("/local/p/table?column=summary_metrics.same&column=config.note").text
    assert re.findall(r'title="Sort by ([^"]+)"', chosen)[3:] == ["same", "note"]
    assert "<code>" + "x" * 99 in chosen


@pytest.mark.parametrize(
    ("filter", "meant", "message"),
    [
        ("config.lr >> 1", "<mark>&gt;</mark>", "one comparison at a time"),
        ("stat == finished", "<mark>stat</mark>", "did you mean `state`?"),
        ("config.x == 1 and (", "", "ends too early"),
        ("name matches '('", "", "The regex does not read"),
        ("loss > 1", "", "config.loss"),
        ("'" * 5, "", ""),
        (EVIL, "", ""),
        ("not " * 60 + "config.a == 1", "", ""),
    ],
)
def test_a_filter_that_is_none_is_told_and_narrows_nothing(
    world: World, filter: str, meant: str, message: str
) -> None:
    assert listed(world, filter=filter) == list("cba")
    html = world.browser.get("/local/p/table", params={"filter": filter}).text
    assert 'role="alert"' in html
    assert meant in html
    assert message.replace("'", "&#39;") in html
    assert "<script>alert" not in html


def test_pages_of_the_table_keep_what_is_asked(world: World) -> None:
    for number in range(RUNS_PER_PAGE + 1):
        world.run(f"r{number:03d}", config={"k": {"value": number}})
    page = world.page("/table?filter=config.k+is+not+null&sort=%2Bconfig.k")
    assert f"{RUNS_PER_PAGE + 1} of {RUNS_PER_PAGE + 4} runs · page 1 of 2" in page.text
    assert "/local/p/runs/r000" in page.links
    (link,) = (link for link in page.links if "page=2" in link)
    assert "/local/p/runs/r050" in world.page(f"/table{link}").links


def test_the_table_says_what_is_new(world: World) -> None:
    get = world.browser.get
    first = get("/local/p/table?live=1&filter=config.lr+%3E+0")
    tag = first.headers["etag"]
    assert "running" in first.json()["fragments"]["runs"]["html"]
    again = get("/local/p/table?live=1&filter=config.lr+%3E+0", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    world.store.runs.close(world.run("c").number, "failed", 1)
    changed = get("/local/p/table?live=1&filter=config.lr+%3E+0", headers={"If-None-Match": tag})
    assert "failed" in changed.json()["fragments"]["runs"]["html"]
    assert changed.headers["etag"] != tag
    overview = get("/local/p?live=1").json()["fragments"]["runs"]
    assert "failed" in overview["html"]
    assert overview["digest"] in get("/local/p").text


@given(st.lists(st.tuples(st.sampled_from(["filter", "sort", "column", "page"]), st.text(max_size=30))))
def test_any_query_is_asked_again_by_its_own_url(asked: list[tuple[str, str]]) -> None:
    query = read_query(QueryParams(asked))
    assert len(query.filter) <= MOST_FILTER
    if not any("\ud800" <= letter <= "\udfff" for _, text in asked for letter in text):
        assert read_query(QueryParams(query.url().removeprefix("?"))) == query


def test_nothing_in_a_table_becomes_markup(world: World) -> None:
    world.run("evil", display_name=EVIL, config={EVIL: {"value": EVIL[:50]}}, summary={EVIL: 1}, tags=[EVIL])
    for path in ("/table", f"/table?{urlencode({'sort': '+' + EVIL, 'column': 'config.' + EVIL})}"):
        html = world.browser.get(f"/local/p{path}").text
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    assert json.loads(world.browser.get("/local/p/table?live=1").text)
