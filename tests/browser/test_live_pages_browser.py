"""The pages of a running server in a real browser, with a real client's runs: drawn, live, by keyboard."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.chromium import MARKS, complaints, find, resize, wait
from tests.live import client_env, graphql, served

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

pytestmark = [*MARKS, pytest.mark.client]

#: One process makes all runs: two in a sweep and one by itself, each with numbers, an image and a name with
#: HTML in it. Of another project is one that begins, and logs a step, with each line that is read, so that
#: the test decides when; the image that it logs first is of two megabytes.
CLIENT = """
import json, sys, wandb, numpy
def run(name, lr, sweep=None, steps=30):
    settings = wandb.Settings(sweep_id=sweep)
    config = {"lr": lr, "model": {"depth": 2}}
    with wandb.init(project="live", name=name, config=config, settings=settings) as run:
        for step in range(steps):
            run.log({"loss": lr / (step + 1), "train/acc": step * lr, "<b>odd</b>": step})
        run.log({"media/image": wandb.Image(numpy.full((8, 8, 3), 200, "uint8"), caption="<i>grey</i>")})
        run.alert("Careful", "It <b>may</b> diverge")
        print("said by the run", flush=True)
        return run.id
sweep = wandb.sweep({"method": "random", "metric": {"name": "loss", "goal": "minimize"},
    "parameters": {"lr": {"min": 0.1, "max": 1.0}}}, project="live")
lone = run("alone", 0.5)
for lr in (0.2, 0.8):
    run(None, lr, sweep)
print(json.dumps({"sweep": sweep, "run": lone}), flush=True)
if not sys.stdin.readline():
    sys.exit()
noise = numpy.random.default_rng(1).integers(0, 255, (800, 800, 3), "uint8")
with wandb.init(project="followed", name="followed", id="followed") as run:
    run.log({"loss": 1.0, "image": wandb.Image(noise)})
    for line in sys.stdin:
        run.log({"loss": float(line)})
"""

LINE = {"viewType": "Run History Line Plot", "config": {"metrics": ["loss"], "chartTitle": "Loss"}}
MEDIA = {"viewType": "Media Browser", "config": {"mediaKeys": ["image"]}}
SECTION = {"name": "Losses", "isOpen": True, "panels": [LINE, MEDIA]}
SETTINGS = {"shouldAutoGeneratePanels": False}
WORKSPACE = {"section": {"panelBankConfig": {"sections": [SECTION]}, "settings": SETTINGS, "runSets": []}}
PLACED = {**LINE, "layout": {"x": 0, "y": 0, "w": 12, "h": 8}}
GRID = {"panelBankSectionConfig": {"panels": [PLACED]}, "runSets": []}
REPORT = {"blocks": [{"type": "panel-grid", "metadata": GRID}], "width": "readable"}

UPSERT_PROJECT = """
mutation UpsertModel { upsertModel(input: {name: "followed", entityName: "local"}) { model { id } } }
"""

UPSERT = """
mutation UpsertView2($project: String, $type: String, $name: String, $title: String, $spec: String!) {
  upsertView(input: {projectName: $project, entityName: "local", type: $type, name: $name,
    displayName: $title, description: "", spec: $spec}) { view { id } }
}
"""


@dataclass(frozen=True)
class Site:
    """A served project: the URL of each page, and the client that waits to begin another run."""

    url: str
    pages: dict[str, str]
    client: subprocess.Popen[str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("live")
    with served(home / ".wbgen") as server, client(server.url, home / "client") as process:
        assert process.stdout
        made = next(json.loads(line) for line in process.stdout if line.startswith("{"))
        save(server.url, "live", "project-view", "nw-live1-v", WORKSPACE)
        report = save(server.url, "live", "runs", "live-report", REPORT)
        graphql(server.url, UPSERT_PROJECT, {})
        save(server.url, "followed", "project-view", "nw-follow1-v", WORKSPACE)
        project = f"{server.url}/local/live"
        pages = {
            "project": project,
            "table": f"{project}/table",
            "workspace": f"{project}?nw=live1",
            "report": f"{project}/reports/View--{report}",
            "run": f"{project}/runs/{made['run']}",
            "sweep": f"{project}/sweeps/{made['sweep']}",
        }
        yield Site(server.url, pages, process)


@contextmanager
def client(url: str, home: Path) -> Iterator[subprocess.Popen[str]]:
    """The wandb client; it ends with its input."""
    home.mkdir()
    env = client_env(url, home, WANDB_X_FILE_STREAM_TRANSMIT_INTERVAL="1")
    with subprocess.Popen(
        [sys.executable, "-c", CLIENT],
        env=env,
        cwd=home,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


def save(url: str, project: str, type: str, name: str, spec: Any) -> str:
    """The id of a new view."""
    variables = {"project": project, "type": type, "name": name, "title": "View", "spec": json.dumps(spec)}
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
    # At once: while one element after the other is asked, the page may replace them.
    texts = "return [...document.querySelectorAll(arguments[0])].map(one => one.innerText)"
    found: list[str] = browser.execute_script(texts, selector)
    return found


def test_a_run_shows_what_was_logged(browser: Chrome, site: Site) -> None:
    resize(browser, 1440)
    browser.get(site.pages["run"] + "?nw=-")
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


def test_a_page_without_runs_becomes_one_with_charts_that_follow(browser: Chrome, site: Site) -> None:
    resize(browser, 1440)
    log = site.client.stdin
    assert log
    browser.get(f"{site.url}/local/followed?nw=follow1")
    assert find(browser, "[data-awaits-charts]")
    log.write("begin\n")
    log.flush()
    wait(
        browser,
        lambda: (
            soon(browser)
            or (not find(browser, "[data-awaits-charts]") and find(browser, ".panel figure img"))
        ),
    )
    browser.execute_script(WATCHED)
    log.write("3\n2\n")
    log.flush()
    wait(browser, lambda: soon(browser) or marks(browser))
    before = drawn_path(browser)
    chart = find(browser, ".panel .chart")[0]
    browser.execute_script("window.sizes.length = 0")
    log.write("5\n")
    log.flush()
    wait(browser, lambda: soon(browser) or drawn_path(browser) != before)
    assert chart.is_displayed(), "the chart took its new data as it stood"
    assert find(browser, ".panel figure img")[0].get_property("naturalWidth") == 800
    assert 0 < max(browser.execute_script("return window.sizes")) < 100_000, "the image is not sent again"
    assert "running" in told(browser, "[data-fragment=runs]")[0]
    # Where its sections are replaced while it asks, what it no longer has is asked for once more.
    browser.execute_script(DISTURBED)
    log.write("7\n")
    log.flush()
    wait(browser, lambda: soon(browser) or browser.execute_script(DRAWN_AGAIN))
    log.close()
    wait(browser, lambda: soon(browser) or "running" not in told(browser, "[data-fragment=runs]")[0])
    assert browser.execute_script("return window.sizes.length")
    assert complaints(browser) == []


def soon(browser: Chrome) -> None:
    """Let the page ask at once, as when a person comes back to it."""
    browser.execute_script("document.dispatchEvent(new Event('visibilitychange'))")


DISTURBED = """
window.earlier = document.querySelector(".panel .chart");
document.querySelector("[data-fragment=sections]").dataset.digest = "another";
"""

DRAWN_AGAIN = """
return !window.earlier.isConnected && document.querySelector(".chart svg .mark-line path")
  && document.querySelector(".panel figure img")?.naturalWidth === 800
"""

#: Notes the sizes of the answers that the page gets.
WATCHED = """
window.sizes = [];
const fetched = window.fetch;
window.fetch = async (...given) => {
  const answer = await fetched(...given);
  answer.clone().text().then((text) => window.sizes.push(text.length));
  return answer;
};
"""


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
