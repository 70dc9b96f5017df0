"""The pages of a running server in a real browser, with a real client's runs: drawn, live, by keyboard."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.chromium import MARKS, complaints, find, resize, wait
from tests.live import client_env, graphql, run_client, served

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

pytestmark = [*MARKS, pytest.mark.client]

#: Two runs in a sweep, one by itself; each logs numbers, an image and a name with HTML in it.
CLIENT = """
import json, math, sys, wandb, numpy
def run(name, lr, steps=30, **more):
    with wandb.init(project="live", name=name, config={"lr": lr, "model": {"depth": 2}}, **more) as run:
        for step in range(steps):
            run.log({"loss": lr / (step + 1), "train/acc": step * lr, "<b>odd</b>": step})
        run.log({"media/image": wandb.Image(numpy.full((8, 8, 3), 200, "uint8"), caption="<i>grey</i>")})
        run.alert("Careful", "It <b>may</b> diverge")
        print("said by the run", flush=True)
        return run.id
sweep = wandb.sweep({"method": "random", "metric": {"name": "loss", "goal": "minimize"},
    "parameters": {"lr": {"min": 0.1, "max": 1.0}}}, project="live")
lone = run("alone", 0.5)
wandb.agent(sweep, lambda: run(None, wandb.config.lr if wandb.run else 0.2), count=2, project="live")
print(json.dumps({"sweep": sweep, "run": lone}))
"""

#: Logs a step for each line it reads, so that the test decides when.
FOLLOWED = """
import sys, wandb
run = wandb.init(project="live", name="followed", id="followed")
run.log({"loss": 1.0})
print("begun", flush=True)
for line in sys.stdin:
    run.log({"loss": float(line)})
run.finish()
"""

LINE = {"viewType": "Run History Line Plot", "config": {"metrics": ["loss"], "chartTitle": "Loss"}}
SECTION = {"name": "Losses", "isOpen": True, "panels": [LINE]}
SETTINGS = {"shouldAutoGeneratePanels": False}
WORKSPACE = {"section": {"panelBankConfig": {"sections": [SECTION]}, "settings": SETTINGS, "runSets": []}}
PLACED = {**LINE, "layout": {"x": 0, "y": 0, "w": 12, "h": 8}}
GRID = {"panelBankSectionConfig": {"panels": [PLACED]}, "runSets": []}
REPORT = {"blocks": [{"type": "panel-grid", "metadata": GRID}], "width": "readable"}

UPSERT = """
mutation UpsertView2($project: String, $type: String, $name: String, $title: String, $spec: String!) {
  upsertView(input: {projectName: $project, entityName: "local", type: $type, name: $name,
    displayName: $title, description: "", spec: $spec}) { view { id } }
}
"""


@dataclass(frozen=True)
class Site:
    """A served project: the URL of each page, and how to reach the server as a client."""

    url: str
    home: Path
    pages: dict[str, str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("live")
    with served(home / ".wbgen") as server:
        made = run_client(CLIENT, server.url, home / "client")
        save(server.url, "project-view", "nw-live1-v", WORKSPACE)
        report = save(server.url, "runs", "live-report", REPORT)
        project = f"{server.url}/local/live"
        pages = {
            "project": project,
            "table": f"{project}/table",
            "workspace": f"{project}?nw=live1",
            "report": f"{project}/reports/View--{report}",
            "run": f"{project}/runs/{made['run']}",
            "sweep": f"{project}/sweeps/{made['sweep']}",
        }
        yield Site(server.url, home, pages)


def save(url: str, type: str, name: str, spec: Any) -> str:
    """The id of a new view."""
    variables = {"project": "live", "type": type, "name": name, "title": "View", "spec": json.dumps(spec)}
    answer = graphql(url, UPSERT, variables)
    return str(answer["data"]["upsertView"]["view"]["id"]).rstrip("=")


def marks(browser: Chrome, selector: str = "[data-section]") -> int:
    """How many marks of charts stand in the page."""
    script = "return document.querySelectorAll(arguments[0]).length"
    return int(browser.execute_script(script, f"{selector} .chart svg .role-mark path[d]"))


#: A mark of each page that is drawn, and how many panels it has at least.
DRAWN = {"workspace": 1, "report": 1, "run": 5, "sweep": 4}


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (360, "dark")])
@pytest.mark.parametrize("page", DRAWN)
def test_charts_are_drawn_from_a_real_clients_runs(
    browser: Chrome, site: Site, page: str, width: int, theme: str
) -> None:
    resize(browser, width, theme)
    complaints(browser)
    browser.get(site.pages[page])
    wait(browser, lambda: marks(browser))
    wait(browser, lambda: not find(browser, "details[open] .waiting, .placed .waiting") or scroll(browser))
    assert len(find(browser, ".panel[data-digest]")) >= min(DRAWN[page], 2)
    assert not [text for text in told(browser, ".nothing") if "cannot be drawn" in text or "bug" in text]
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert complaints(browser) == []


def scroll(browser: Chrome) -> None:
    """Go on down the page, where the rest is drawn as it comes near."""
    browser.execute_script("scrollBy(0, 700)")


def told(browser: Chrome, selector: str) -> list[str]:
    return [element.text for element in find(browser, selector)]


def test_a_run_shows_what_was_logged(browser: Chrome, site: Site) -> None:
    resize(browser, 1440)
    browser.get(site.pages["run"])
    wait(browser, lambda: not find(browser, "details[open] .waiting") or scroll(browser))
    headings = told(browser, ".panel h3")
    for title in ("loss", "<b>odd</b>", "train/acc", "media/image"):
        assert title in headings
    (image,) = find(browser, ".panel figure img")
    assert image.get_attribute("src").startswith("data:image/png;base64,")
    assert image.get_property("naturalWidth") == 8
    assert told(browser, "[data-fragment=state]") == ["finished"]
    assert "said by the run" in told(browser, "[data-fragment=console]")[0]
    assert "It <b>may</b> diverge" in told(browser, "[data-fragment=alerts]")[0]


def test_new_points_and_states_come_without_a_reload(browser: Chrome, site: Site) -> None:
    resize(browser, 1440)
    env = client_env(site.url, site.home / "client", WANDB_X_FILE_STREAM_TRANSMIT_INTERVAL="1")
    command = [sys.executable, "-c", FOLLOWED]
    with subprocess.Popen(
        command, env=env, cwd=site.home / "client", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as client:
        assert client.stdin
        assert client.stdout
        assert client.stdout.readline() == "begun\n"
        browser.get(f"{site.url}/local/live/runs/followed")
        wait(browser, lambda: "running" in told(browser, "[data-fragment=state]"))
        browser.execute_script("window.unmoved = true")
        client.stdin.write("3\n2\n")
        client.stdin.flush()
        wait(browser, lambda: "3 rows of history" in told(browser, "[data-fragment=told]")[0])
        wait(browser, lambda: marks(browser))
        before = drawn_path(browser)
        chart = find(browser, ".panel .chart")[0]
        client.stdin.write("5\n")
        client.stdin.flush()
        wait(browser, lambda: drawn_path(browser) != before)
        assert chart.is_displayed(), "the chart took its new data as it stood"
        client.stdin.close()
        wait(browser, lambda: told(browser, "[data-fragment=state]") == ["finished"])
    assert browser.execute_script("return window.unmoved")
    assert complaints(browser) == []


def drawn_path(browser: Chrome) -> str:
    """The path of the first line that is drawn."""
    script = "return document.querySelector('.chart svg .mark-line path')?.getAttribute('d') ?? ''"
    return str(browser.execute_script(script))


def test_a_run_is_hidden_by_its_box_and_stays_hidden(browser: Chrome, site: Site) -> None:
    resize(browser, 1440)
    browser.get(site.pages["workspace"])
    wait(browser, lambda: marks(browser))
    script = "return document.querySelectorAll('[data-section] .chart svg .mark-line path').length"
    before = browser.execute_script(script)
    boxes = find(browser, "[data-run]")
    assert len(boxes) == before
    boxes[0].click()
    wait(browser, lambda: browser.execute_script(script) == before - 1)
    browser.refresh()
    wait(browser, lambda: browser.execute_script(script) == before - 1)
    assert [box.is_selected() for box in find(browser, "[data-run]")].count(False) == 1


def test_the_filter_narrows_the_table_by_keyboard(browser: Chrome, site: Site) -> None:
    from selenium.webdriver.common.keys import Keys

    resize(browser, 1440)
    browser.get(site.pages["project"])
    box = find(browser, "#filter")[0]
    box.send_keys("name == alone", Keys.ENTER)
    wait(browser, lambda: find(browser, ".runs-table"))
    assert told(browser, ".runs-table tbody .name") == ["alone"]
    browser.get(f"{site.pages['table']}?filter=config.lr+%3E%3E")
    assert find(browser, "[role=alert]")
    assert len(find(browser, ".runs-table tbody tr")) >= 3


def test_the_keyboard_reaches_everything(browser: Chrome, site: Site) -> None:
    """The first stop leads past the navigation; the focus is seen, and stays while parts are replaced."""
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    resize(browser, 1440)
    browser.get(site.pages["workspace"])
    ActionChains(browser).send_keys(Keys.TAB).perform()
    assert browser.switch_to.active_element.text == "Skip to content"
    wait(browser, lambda: marks(browser))
    # In one script each time: the list of runs is replaced while it is looked at.
    box = "document.querySelector('[data-run]')"
    name = browser.execute_script(f"{box}.focus(); return {box}.dataset.run")
    ActionChains(browser).send_keys(Keys.SPACE).perform()
    wait(browser, lambda: find(browser, f"[data-fragment=runs] [data-run='{name}']:not([checked])"))
    at = "const at = document.activeElement; return [at.dataset.run, getComputedStyle(at).outlineStyle]"
    wait(browser, lambda: browser.execute_script(at) == [name, "solid"])
    landmarks = "return [...document.querySelectorAll('main, nav[aria-label]')].map((e) => e.tagName)"
    assert sorted(browser.execute_script(landmarks)) == ["MAIN", "NAV", "NAV"]


def test_nothing_is_asked_while_the_page_is_hidden(browser: Chrome, site: Site) -> None:
    browser.get(site.pages["table"])
    script = """
    window.asked = 0;
    const fetched = window.fetch;
    window.fetch = (...given) => { window.asked += 1; return fetched(...given); };
    Object.defineProperty(document, "hidden", {get: () => window.away, configurable: true});
    window.away = arguments[0];
    document.dispatchEvent(new Event("visibilitychange"));
    return window.asked;
    """
    assert browser.execute_script(script, True) == 0
    browser.execute_script("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    assert wait(browser, lambda: browser.execute_script("return window.asked")) >= 1
