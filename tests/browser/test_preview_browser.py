"""The preview page in a real browser, from a file: drawn, silent, asking nothing, alive to data and theme."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.chromium import MARKS, complaints, find, resize, wait
from tests.render.shown import LINE, bodies, chart, dashboard, panel
from tests.render.worlds import run
from wbgen.render.colors import ON_DARK, PALETTE
from wbgen.render.drawing import Chart, Dashboard, DrawnSection, Grid
from wbgen.render.page.fragments import chart_json
from wbgen.render.page.write import page_html
from wbgen.render.sweeps import Told, searched_in, sweep_dashboard

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

pytestmark = MARKS

HOSTILE = "</script><script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\">"

#: What a stranger's chart may try: settings of the embedder, an address, code in an expression.
STRANGE = {
    "address": {**LINE, "data": {"url": "http://127.0.0.1:9/data.csv"}},
    "picture": {
        "data": {"values": [{"u": "http://127.0.0.1:9/a.png"}]},
        "mark": "image",
        "encoding": {"url": {"field": "u"}},
    },
    "code": {
        **LINE,
        "transform": [{"calculate": "datum.x.constructor.constructor('return 1')()", "as": "z"}],
    },
    "embed": {
        **LINE,
        "usermeta": {"embedOptions": {"ast": False, "actions": True, "patch": "http://127.0.0.1:9/"}},
    },
    "mistake": {**LINE, "transform": [{"calculate": "datum.(", "as": "z"}]},
}


NONE_IN_SIGHT_IS_BUSY = """
return [...document.querySelectorAll(".chart[aria-busy]")].every(
  (chart) => !chart.checkVisibility() || chart.getBoundingClientRect().top > innerHeight)"""


LABEL = ".chart .role-axis-label text"


def opened(browser: Chrome, path: Path, *shown: Dashboard, width: int = 1440, theme: str = "light") -> None:
    """Open a page of dashboards from its file, and wait until what is in sight is drawn."""
    resize(browser, width, theme)
    path.write_text(page_html(shown), encoding="utf-8", errors="replace")
    complaints(browser)
    browser.get_log("performance")  # type: ignore[no-untyped-call]
    browser.get(path.as_uri())
    settled(browser)


def settled(browser: Chrome) -> None:
    wait(browser, lambda: browser.execute_script(NONE_IN_SIGHT_IS_BUSY))


def asked(browser: Chrome) -> list[str]:
    """The addresses that the page asked for since it was opened."""
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]  # type: ignore[no-untyped-call]
    sent = [event["params"] for event in events if event["method"] == "Network.requestWillBeSent"]
    return [one["request"]["url"] for one in sent if one["documentURL"].startswith("file:")]


def colour(browser: Chrome, selector: str, name: str) -> str:
    script = "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]"
    value: str = browser.execute_script(script, selector, name)
    return value


def test_a_page_is_drawn_and_asks_nothing(browser: Chrome, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    opened(browser, page, dashboard(HOSTILE), dashboard(kind="report", columns=0))
    assert len(find(browser, ".chart svg")) == 1  # the charts of closed sections, and out of sight, wait
    assert find(browser, ".chart svg .mark-line path")
    assert complaints(browser) == []
    assert [url for url in asked(browser) if not url.startswith("data:")] == [page.as_uri()]
    assert browser.title != "pwned"
    browser.execute_script("document.querySelector('details.section:not([open])').open = true")
    browser.execute_script("document.querySelectorAll('.chart')[1].scrollIntoView({behavior: 'instant'})")
    wait(browser, lambda: len(find(browser, ".chart svg")) > 1)
    assert complaints(browser) == []


@pytest.mark.parametrize("strange", [False, True])
def test_a_sweep_is_drawn_whatever_its_runs_are_called(
    browser: Chrome, tmp_path: Path, strange: bool
) -> None:
    name = f"{HOSTILE} loss" if strange else "loss"
    config = {"metric": {"name": name}, "parameters": {name: {}, "seed": {}}}
    runs = [
        run(
            f"r{at}",
            name=f"{name} {at}",
            config={name: at, "seed": at},
            summary={name: at / 7},
            created_at=f"2025-12-0{at + 1}T08:00:00Z",
        )
        for at in range(6)
    ]
    told = Told(name, "How it goes", [(name, Grid((name,), ((name,),), more=name))])
    searched = searched_in(config, [one.run for one in runs])
    shown = sweep_dashboard(told, searched, runs, now=datetime(2026, 1, 1, tzinfo=UTC))
    page = tmp_path / "sweep.html"
    opened(browser, page, shown)
    for place in find(browser, ".chart"):
        browser.execute_script("arguments[0].scrollIntoView({behavior: 'instant'})", place)
        wait(browser, lambda place=place: place.find_elements("css selector", "svg"))
    assert len(find(browser, ".chart svg")) == 4
    assert complaints(browser) == []
    assert [url for url in asked(browser) if not url.startswith("data:")] == [page.as_uri()]
    assert browser.title != "pwned"


@pytest.mark.parametrize("width", [320, 700, 1440])
def test_a_page_fits_its_width_in_the_dark(browser: Chrome, tmp_path: Path, width: int) -> None:
    long = dashboard("a_very_long_name_of_a_metric/" * 8)
    opened(
        browser,
        tmp_path / "page.html",
        long,
        dashboard(kind="report", columns=0),
        width=width,
        theme="dark",
    )
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    for element in find(browser, ".chart svg"):
        assert element.size["width"] <= width


def test_charts_follow_the_theme_and_the_width(browser: Chrome, tmp_path: Path) -> None:
    colored = {**LINE["encoding"], "color": {"field": "color", "type": "nominal", "scale": None}}
    body = chart(encoding=colored)
    body = replace(body, data={"lines": {**body.data["lines"], "color": [PALETTE[0]] * 4}})
    one = Dashboard("", "workspace", (DrawnSection("", (panel(body),), 1),), runs=(("r", PALETTE[0]),))
    opened(browser, tmp_path / "page.html", one)
    dot, line = ".dot", ".chart .mark-line path"
    assert colour(browser, dot, "backgroundColor") == colour(browser, line, "stroke") == rgb(PALETTE[0])
    light, wide = colour(browser, LABEL, "fill"), colour(browser, ".chart svg", "width")
    resize(browser, 700, "dark")
    wait(
        browser,
        lambda: (
            find(browser, LABEL)
            and colour(browser, ".chart svg", "width") != wide
            and colour(browser, LABEL, "fill") != light
        ),
    )
    assert colour(browser, dot, "backgroundColor") == colour(browser, line, "stroke") == rgb(ON_DARK[0])


def rgb(color: str) -> str:
    """A colour as a browser states it."""
    return f"rgb({', '.join(str(int(color[at : at + 2], 16)) for at in (1, 3, 5))})"


def test_new_data_go_into_the_chart_that_stands(browser: Chrome, tmp_path: Path) -> None:
    drawn = panel(chart())
    opened(browser, tmp_path / "page.html", Dashboard("", "workspace", (DrawnSection("", (drawn,)),)))
    browser.execute_script("window.before = document.querySelector('.chart svg')")
    lines = ".chart .mark-line path"
    path = "return document.querySelector('.chart .mark-line path').getAttribute('d')"
    first = browser.execute_script(path)
    more = {"x": [0.0, 1.0, 2.0, 9.0], "y": [4.0, 2.0, 1.0, 9.0], "run": ["run"] * 4}
    update = "wbgen.update(arguments[0], arguments[1])"
    newer = replace(drawn, drawing=replace(drawn.drawing, body=Chart(LINE, {"lines": more})))
    browser.execute_script(update, "p1-panel-a", chart_json(newer))
    wait(browser, lambda: browser.execute_script(path) != first)
    assert browser.execute_script("return window.before === document.querySelector('.chart svg')")
    other = replace(drawn, drawing=replace(drawn.drawing, body=chart(mark="bar")))
    browser.execute_script(update, "p1-panel-a", chart_json(other))
    wait(browser, lambda: not find(browser, lines) and find(browser, ".chart .mark-rect path"))
    assert complaints(browser) == []


def test_what_a_strangers_chart_tries_costs_its_panel_alone(browser: Chrome, tmp_path: Path) -> None:
    data = chart().data
    panels = [panel(Chart(spec, data, own=True), f"panel-{name}") for name, spec in STRANGE.items()]
    shown = Dashboard("", "workspace", (DrawnSection("", (*panels, panel(chart(), "panel-last"))),))
    opened(browser, tmp_path / "page.html", shown)
    refused = {name: bool(find(browser, f"#p1-panel-{name} .chart .nothing")) for name in (*STRANGE, "last")}
    assert refused == {
        "address": True,
        "picture": False,  # a mark without its picture
        "code": True,
        "embed": False,
        "mistake": True,
        "last": False,
    }
    assert not find(browser, ".chart image[href^='http'], .vega-actions, details.vega-embed")
    assert [url for url in asked(browser) if url.startswith("http")] == []
    assert [message for message in complaints(browser) if "Content Security" in message] == []


def test_media_and_tables_are_shown(browser: Chrome, tmp_path: Path) -> None:
    found: list[Any] = bodies("words")
    panels = tuple(panel(body, f"panel-{at}") for at, body in enumerate(found))
    opened(browser, tmp_path / "page.html", Dashboard("", "workspace", (DrawnSection("", panels),)))
    assert browser.execute_script("return document.querySelector('.media img').naturalWidth") == 1
    assert [row.text for row in find(browser, ".table tbody th")] == ["words", "words"]
    assert find(browser, ".number strong")[0].text == "words"
