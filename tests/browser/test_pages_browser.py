"""The pages in a real browser: layout, themes, keyboard, and that the strict CSP is enough."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.browser.chromium import MARKS, complaints, find, resize, wait
from wbgen.server.automations.evaluation import on_history
from wbgen.server.guard import HEADERS
from wbgen.server.pages import routes
from wbgen.server.pages.links import view_url
from wbgen.server.store import Project, Store

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

DATA = Path(__file__).parents[1] / "server" / "data"
CSP = HEADERS["Content-Security-Policy"]

pytestmark = MARKS


class WithCsp:
    """Sends the header that the server's app sends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"content-security-policy", CSP.encode())]
            await send(message)

        await self.app(scope, receive, guarded)


@pytest.fixture(scope="module")
def urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A server with one project; the URLs of its pages by name."""
    store = Store(tmp_path_factory.mktemp("store") / "store.db")
    project, _ = store.projects.put("local", "npt", "Multi-layer NPT training.")
    workspace = store.views.create(
        project.id,
        type="project-view",
        name="nw-npt1a2b3c4d-v",
        display_name="NPT training",
        description="managed by wbgen 1 main/npt/workspace/default",
        spec=(DATA / "npt_workspace.json").read_text(),
        user="ana",
    )
    report = store.views.create(
        project.id,
        type="runs",
        name="npt-overview",
        display_name="NPT overview",
        description="",
        spec=(DATA / "npt_report.json").read_text(),
        user="ana",
    )
    empty, _ = store.projects.put("local", "no-runs", "")
    sketches = store.views.create(
        empty.id,
        type="project-view",
        name="nw-npt1a2b3c4d-v",
        display_name="NPT training",
        description="",
        spec=(DATA / "npt_workspace.json").read_text(),
        user="ana",
    )
    evil = "<img src=x onerror=document.title='pwned'><script>document.title='pwned'</script>"
    note = f"{evil}\n\n[x](javascript:document.title='pwned')"
    panels = [
        {"viewType": "Markdown Panel", "config": {"value": note}},
        {"viewType": evil, "config": {"chartTitle": evil, "metrics": [evil]}},
    ]
    sections = [{"name": evil, "isOpen": True, "panels": panels}]
    hostile = store.views.create(
        project.id,
        type="project-view",
        name="nw-evil-v",
        display_name=evil,
        description=evil,
        spec=json.dumps({"section": {"panelBankConfig": {"sections": sections}}}),
        user=evil,
    )
    add_run(store, project, "r1", "npt_lr0.0001_seed0", "train/loss", "the loss is not a number")
    add_run(store, project, "r2", evil, evil, evil)
    sweep = add_sweep(store, project, evil, "train/loss")
    for number in range(60):
        store.runs.put(project.id, f"more{number}", state="finished", tags=["a", "b"], group="g")
    listener = socket.create_server(("127.0.0.1", 0))
    app = Starlette(routes=routes(store), middleware=[Middleware(WithCsp)])
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    views = {"workspace": workspace, "report": report, "hostile": hostile}
    yield {
        "index": f"{base}/",
        "project": f"{base}/local/npt",
        "missing": f"{base}/local/nothing",
        **{name: base + view_url(project, view) for name, view in views.items()},
        "sketches": base + view_url(empty, sketches),
        "runs": f"{base}/local/npt/table?page=2",
        "run": f"{base}/local/npt/runs/r1",
        "hostile run": f"{base}/local/npt/runs/r2",
        "automations": f"{base}/local/npt/automations",
        "sweeps": f"{base}/local/npt/sweeps",
        "sweep": f"{base}/local/npt/sweeps/{sweep}",
    }
    server.should_exit = True
    thread.join()
    listener.close()


def add_sweep(store: Store, project: Project, title: str, metric: str) -> str:
    """A sweep that has something of everything; its name."""
    config = {
        "method": "bayes",
        "metric": {"name": metric, "goal": "minimize"},
        "parameters": {"lr": {"min": 0.1, "max": 1.0}, title: {"values": [title]}},
        "run_cap": 40,
    }
    sweep = store.sweeps.create(project.id, config=json.dumps(config), display_name=title, description=title)
    agent = store.agents.add(sweep.number, "host")
    for number in range(4):
        run, _ = store.runs.put(
            project.id,
            f"trial{number}",
            display_name=f"sweep-{number}",
            sweep=sweep.name,
            summary=json.dumps({metric: number}),
        )
        params = {"lr": {"value": 0.5}, title: {"value": title}, "x" * 90: {"value": "y" * 90}}
        store.agents.add_trial(sweep.number, agent.number, run.number, params, 1)
    store.sweeps.update(sweep.number, note=title)
    return sweep.name


def add_run(store: Store, project: Project, name: str, title: str, metric: str, text: str) -> None:
    """A run that has something of everything, and an automation that fired in it."""
    members = {"name": metric, "agg_op": None, "window_size": 1, "cmp_op": "$gt", "threshold": 3}
    event = {"run_filter": "{}", "run_metric_filter": {"threshold_filter": members}}
    automation = store.automations.create(
        project.id,
        name=title,
        description=text,
        enabled=True,
        event_type="RUN_METRIC",
        event_filter=json.dumps(event),
        action_type="NOTIFICATION",
        action=json.dumps({"integration_id": text, "title": title, "message": text, "severity": "WARN"}),
    )
    values = {metric: {"value": text}, "model": {"value": {"depth": [1, 2, 3], "a" * 80: 0.1}}}
    run, _ = store.runs.put(
        project.id,
        name,
        display_name=title,
        group=text,
        notes=f"# {title}\n\n[x](javascript:document.title='pwned')\n\n{text}",
        tags=[title, text],
        sweep=title,
        config=json.dumps(values),
        summary=json.dumps({metric: 0.123456789, "long": "x" * 300}),
    )
    lines = [json.dumps({metric: 5, text: "t", "_step": 0})]
    store.lines.write(run.number, "history", 0, lines)
    store.lines.write(run.number, "output", 0, [text, f"ERROR 2026-01-02T03:04:05.678901 {text}", "x" * 900])
    store.keys.note(run.number, lines)
    on_history(store, run, lines)
    store.alerts.add(run.number, title=title, text=text, severity="ERROR", unless_since="9")
    store.alerts.add(run.number, title=title, text=text, severity="WARN", unless_since="9")
    store.automations.fault(automation.number, text)
    store.runs.close(run.number, "crashed", 1)


PAGES = ["index", "project", "workspace", "report", "missing", "hostile"]
PAGES += ["sketches", "runs", "run", "hostile run", "automations", "sweeps", "sweep"]


@pytest.mark.parametrize("width", [320, 400, 1024, 1440])
@pytest.mark.parametrize("page", PAGES)
def test_pages_fit_their_width_and_obey_the_policy(
    browser: Chrome, urls: dict[str, str], page: str, width: int
) -> None:
    resize(browser, width)
    complaints(browser)
    browser.get(urls[page])
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    # A page that is not there is answered with 404, which the browser logs too.
    assert [message for message in complaints(browser) if "404" not in message] == []


@pytest.mark.parametrize(("width", "columns"), [(1440, 3), (1000, 2), (400, 1)])
def test_panels_stand_in_as_many_columns_as_fit(
    browser: Chrome, urls: dict[str, str], width: int, columns: int
) -> None:
    resize(browser, width)
    browser.get(urls["workspace"])
    grid = find(browser, ".panels")[0]
    assert len(grid.value_of_css_property("grid-template-columns").split()) == columns


def test_report_panels_stand_where_their_layout_says(browser: Chrome, urls: dict[str, str]) -> None:
    resize(browser, 1440)
    browser.get(urls["report"])
    wait(browser, lambda: len(find(browser, ".placed > .panel[data-digest]")) == 3)
    left, right, below = (panel.rect for panel in find(browser, ".placed > .panel"))
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] < right["x"]
    assert below["y"] > left["y"] + left["height"]
    assert below["width"] > left["width"] * 2


def test_marks_are_drawn_within_the_sketch(browser: Chrome, urls: dict[str, str]) -> None:
    resize(browser, 1440)
    browser.get(urls["sketches"])
    sketch = next(s for s in find(browser, ".sketch svg") if "0.9 excellent" in s.text)
    drawn = [label for label in sketch.find_elements("css selector", "text") if label.text != "no runs yet"]
    assert [label.text for label in drawn] == [
        "5000 mixed 0.3",
        "10000 mixed 0.7",
        "0.7 healthy",
        "0.9 excellent",
    ]
    frame = sketch.rect
    for label in drawn:
        assert frame["x"] <= label.rect["x"]
        assert label.rect["x"] + label.rect["width"] <= frame["x"] + frame["width"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "page", ["project", "workspace", "sketches", "report", "runs", "run", "automations", "sweep"]
)
def test_text_is_readable_in_both_themes(
    browser: Chrome, urls: dict[str, str], page: str, theme: str
) -> None:
    """WCAG AA: text against the nearest painted background has a contrast of 4.5 or more."""
    resize(browser, 1440, theme)
    browser.get(urls[page])
    poor = browser.execute_script(
        """
        const light = (colour) => {
          const [r, g, b] = colour.match(/[0-9.]+/g).map(Number).map((v) => v / 255)
            .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const behind = (el) => {
          for (; el; el = el.parentElement) {
            const colour = getComputedStyle(el).backgroundColor;
            if (colour.startsWith("rgb(")) return colour;
          }
          return getComputedStyle(document.body).backgroundColor;
        };
        const poor = [];
        for (const el of document.querySelectorAll("body *")) {
          const own = [...el.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
          if (!own || !el.checkVisibility({opacityProperty: true})) continue;
          const style = getComputedStyle(el), svg = el instanceof SVGElement;
          const a = light(svg ? style.fill : style.color), b = light(behind(el));
          const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (contrast < 4.5) poor.push([el.textContent.trim().slice(0, 40), contrast]);
        }
        return poor;
        """
    )
    assert poor == []


def test_sections_open_by_keyboard_and_by_their_link(browser: Chrome, urls: dict[str, str]) -> None:
    from selenium.webdriver.common.keys import Keys

    resize(browser, 1440)
    browser.get(urls["workspace"])
    section = find(browser, "details.section")[4]
    assert section.get_attribute("open") is None
    section.find_element("css selector", "summary").send_keys(Keys.ENTER)
    assert section.get_attribute("open")
    section.find_element("css selector", "summary").send_keys(Keys.ENTER)
    assert section.get_attribute("open") is None
    find(browser, ".sections a")[4].click()
    wait(browser, lambda: section.get_attribute("open"))


@pytest.mark.parametrize("page", ["hostile run", "automations", "runs", "project", "sweeps", "sweep"])
def test_nothing_in_a_run_runs(browser: Chrome, urls: dict[str, str], page: str) -> None:
    resize(browser, 1440)
    browser.get(urls[page])
    assert "pwned" not in browser.execute_script("return document.title.replace(/<.*>/, '')")
    assert not find(browser, "main script:not([type='application/json']), main img")
    for link in find(browser, "main a"):
        assert not (link.get_attribute("href") or "").startswith("javascript")


def test_a_firing_leads_to_its_automation(browser: Chrome, urls: dict[str, str]) -> None:
    resize(browser, 400)
    browser.get(urls["run"])
    find(browser, "#firings + .rows a")[0].click()
    wait(browser, lambda: find(browser, ".automation:target"))
    target = find(browser, ".automation:target")
    assert [card.find_element("css selector", "h2").text for card in target] == ["npt_lr0.0001_seed0"]


def test_nothing_in_a_view_runs(browser: Chrome, urls: dict[str, str]) -> None:
    resize(browser, 1440)
    browser.get(urls["hostile"])
    assert find(browser, "main article")
    assert browser.execute_script("return document.title").startswith("<img src=x")
    for link in find(browser, "main a"):
        assert not (link.get_attribute("href") or "").startswith("javascript")
