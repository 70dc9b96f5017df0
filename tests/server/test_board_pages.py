"""Pages with charts: what they hold at once, what their script is given, and that nothing hurts a reader."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.server.conftest import Client
from tests.server.test_run_pages import EVIL, Page, World
from tests.server.test_sweep_pages import new_sweep, new_trial
from wbgen.server.pages import board_pages, boards, histories, runs, sweeps, views
from wbgen.server.pages.boards import MOST_TOLD, PANELS, PIECES
from wbgen.server.pages.kept import Kept
from wbgen.server.pages.links import view_url

LINE = "Run History Line Plot"
ROWS = [{"_step": n, "loss": 1 / (n + 1), "train/acc": n, "_runtime": n} for n in range(5)]


@pytest.fixture
def world(client: Client) -> World:
    """Two runs with five rows each; the second one still runs."""
    world = World(client)
    for name in ("one", "two"):
        world.log(
            world.run(name, display_name=name, config={"lr": {"value": 0.1}}, summary={"loss": 0.2}), *ROWS
        )
    world.store.runs.close(world.run("one").number, "finished", 0)
    return world


def line(metric: str, **more: Any) -> dict[str, Any]:
    return {"viewType": LINE, "config": {"metrics": [metric], **more}}


def note(text: str) -> dict[str, Any]:
    return {"viewType": "Markdown Panel", "config": {"value": text}}


def workspace(world: World, *sections: tuple[str, list[Any]], run_sets: list[Any] | None = None) -> str:
    """The URL of a new workspace with these sections."""
    made = [{"name": name, "isOpen": True, "panels": panels} for name, panels in sections]
    bank = {"panelBankConfig": {"sections": made}, "settings": {"shouldAutoGeneratePanels": False}}
    spec = {"section": {**bank, "runSets": run_sets or []}}
    return saved(world, "project-view", "nw-abc-v", spec)


def saved(world: World, type: str, name: str, spec: Any) -> str:
    fields = {"display_name": "View", "description": "", "user": "ana"}
    view = world.store.views.create(world.project, type=type, name=name, spec=json.dumps(spec), **fields)
    project = world.store.projects.get("local", "p")
    assert project
    return view_url(project, view)


def asked(world: World, url: str, *sections: str, tag: str = "", **more: str | list[str]) -> Any:
    """What the script of a page is answered."""
    query = urlencode({"live": "1", "section": sections, **more}, doseq=True)
    headers = {"If-None-Match": tag} if tag else {}
    return world.browser.get(f"{url}{'&' if '?' in url else '?'}{query}", headers=headers)


def drawn(world: World, url: str, *sections: str, **more: str) -> Any:
    return asked(world, url, *sections, **more).json()["sections"]


def data_of(html: str) -> Any:
    """The chart within the HTML of a panel."""
    _, _, rest = html.partition('<script type="application/json">')
    return json.loads(rest.partition("</script>")[0])


def test_a_workspace_is_a_frame_whose_panels_are_asked_for(world: World) -> None:
    url = workspace(world, ("Losses", [line("loss"), note("**Bold**")]), ("Empty", []))
    html = world.browser.get(url).text
    page = Page(html)
    assert [script.partition("?")[0] for script in page.scripts] == ["/-/charts.js", "/-/static/live.js"]
    assert 'data-section="0-0"' in html
    assert "No panels in this section." in page.text
    assert "Runs 2" in page.text
    assert 'data-run="two"' in html
    assert 'data-run="one"' in html
    first, second = drawn(world, url, "0-0")["0-0"]
    assert "<strong>Bold</strong>" in second["html"]
    chart = data_of(first["html"])
    assert len(chart["data"]) >= 1
    assert max(len(next(iter(columns.values()))) for columns in chart["data"].values()) == 10


def test_what_has_not_changed_is_not_drawn_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    url = workspace(world, ("Losses", [line("loss")]))
    first = asked(world, url, "0-0")
    tag = first.headers["etag"]
    monkeypatch.setattr(boards, "_panels", lambda piece: pytest.fail("drawn again"))
    again = asked(world, url, "0-0", tag=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert asked(world, url, "0-0").json() == first.json()
    world.store.runs.beat(world.run("one").number)  # alive, and nothing more
    world.store.runs.close(world.run("one").number, "finished", 0)
    assert asked(world, url, "0-0", tag=tag).status_code == 304


def test_new_lines_and_new_states_are_seen(world: World) -> None:
    url = workspace(world, ("Losses", [line("loss")]), ("Others", [line("train/acc")]))
    first = asked(world, url, "0-0", "1-0")
    run = world.run("two")
    lines = [json.dumps({"_step": 9, "loss": 7.5})]
    world.store.lines.write(run.number, "history", 5, lines)
    world.store.keys.note(run.number, lines)
    second = asked(world, url, "0-0", "1-0", tag=first.headers["etag"])
    assert second.status_code == 200
    before, after = first.json()["sections"], second.json()["sections"]
    assert before["0-0"][0]["digest"] != after["0-0"][0]["digest"]
    assert "7.5" in after["0-0"][0]["html"]
    assert before["1-0"] == after["1-0"]
    world.store.runs.close(run.number, "crashed", 1)
    third = asked(world, url, tag=second.headers["etag"]).json()["fragments"]
    assert "crashed" in third["runs"]["html"]
    assert third["sections"] == first.json()["fragments"]["sections"]


def test_a_hidden_run_is_not_drawn_and_the_others_keep_their_colours(world: World) -> None:
    url = workspace(world, ("Losses", [line("loss")]))
    both, one = drawn(world, url, "0-0"), drawn(world, url, "0-0", hide="two")
    assert len(one["0-0"][0]["html"]) < len(both["0-0"][0]["html"])
    listed = asked(world, url, hide="two").json()["fragments"]["runs"]["html"]
    assert listed.count("checked") == 1
    colors = asked(world, url).json()["fragments"]["runs"]["html"]
    assert [part[:7] for part in listed.split("--color: ")[1:]] == [
        part[:7] for part in colors.split("--color: ")[1:]
    ]
    assert asked(world, url, hide="nobody").status_code == 200


def test_what_a_page_has_is_not_sent_again(world: World) -> None:
    """Four large images, of which one run logs no more, beside a curve that goes on."""
    still, going = world.run("one"), world.run("two")
    image = {"_type": "image-file", "path": "media/a.png"}
    world.log(still, {"_step": 0, "images": image})
    with world.store.files.upload() as upload:
        upload.write(b"\x89PNG\r\n\x1a\n" + bytes(2**20))
        world.store.files.keep("run", still.number, "media/a.png", upload, upload.finish())
    media = {"viewType": "Media Browser", "config": {"mediaKeys": ["images"]}}
    url = workspace(world, ("All", [media, line("loss")]))
    first = asked(world, url, "0-0")
    before = first.json()["sections"]["0-0"]
    assert len(before[0]["html"]) > 2**20
    lines = [json.dumps({"_step": 9, "loss": 7.5})]
    world.store.lines.write(going.number, "history", 5, lines)
    have = [panel["digest"] for panel in before]
    second = asked(world, url, "0-0", tag=first.headers["etag"], have=have)
    after = second.json()["sections"]["0-0"]
    assert after[0] == {"id": before[0]["id"], "digest": before[0]["digest"]}
    assert "7.5" in after[1]["html"]
    assert len(second.content) < 50_000
    assert drawn(world, url, "0-0")["0-0"][0] == before[0], "who has nothing gets it all"


def test_a_file_that_comes_after_its_row_is_shown(world: World) -> None:
    run = world.run("one")
    world.log(run, {"_step": 0, "images": {"_type": "image-file", "path": "media/a.png"}})
    url = workspace(world, ("All", [{"viewType": "Media Browser", "config": {"mediaKeys": ["images"]}}]))
    first = asked(world, url, "0-0")
    assert "is not there" in first.text
    with world.store.files.upload() as upload:
        upload.write(b"\x89PNG\r\n\x1a\n")
        file = world.store.files.keep("run", run.number, "media/a.png", upload, upload.finish())
    second = asked(world, url, "0-0", tag=first.headers["etag"])
    assert "data:image/png" in second.text
    world.store.files.delete([file.number])
    assert "is not there" in asked(world, url, "0-0", tag=second.headers["etag"]).text


def test_a_sample_is_told_beside_what_is_drawn_of_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histories, "MOST_LINES", 50)
    monkeypatch.setattr(histories, "THINNED", 10)
    run = world.run("two")
    world.log(run, *({"_step": n, "loss": 1000 if n == 47 else 1} for n in range(100)))
    url = workspace(world, ("Losses", [line("loss")]), ("Notes", [note("none")]))
    answer = asked(world, url, "0-0").json()["fragments"]
    assert "two: 10 of 100 rows are drawn, evenly spread" in answer["notes-0-0"]["html"]
    assert 'data-fragment="notes-0-0"' in answer["sections"]["html"]
    assert "one:" not in answer["notes-0-0"]["html"]
    assert asked(world, url, "0-0").json()["fragments"] == answer
    world.store.runs.close(run.number, "finished", 0)
    tag = asked(world, url, "0-0").headers["etag"]
    world.store.columns.want(run.number)
    world.store.columns.wait()
    whole = asked(world, url, "0-0", tag=tag).json()
    assert "rows are drawn" not in whole["fragments"]["notes-0-0"]["html"]
    assert "1000" in whole["sections"]["0-0"][0]["html"]


def test_losses_of_many_runs_are_told_in_few_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histories, "MOST_LINES", 2)
    for number in range(MOST_TOLD):
        world.log(world.run(f"more{number}"), *ROWS)
    url = workspace(world, ("Losses", [line("loss")]))
    told = asked(world, url, "0-0").json()["fragments"]["notes-0-0"]["html"]
    assert told.count("<p") == MOST_TOLD + 1
    assert "2 more notes like these are left out." in told


def test_many_panels_come_in_pieces(world: World) -> None:
    url = workspace(world, *((f"S{n}", [line("loss")] * (PANELS + 1 if not n else 1)) for n in range(9)))
    names = ["0-0", "0-1", *(f"{n}-0" for n in range(1, 9))]
    html = world.browser.get(url).text
    assert all(f'data-section="{name}"' in html for name in names)
    answer = drawn(world, url, *names)
    assert list(answer) == names[:PIECES]
    assert [len(answer[name]) for name in ("0-0", "0-1")] == [PANELS, 1]
    ids = [panel["id"] for panels in answer.values() for panel in panels]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", ["99-0", "0-9", "", "x", "-1", "0-0-0", "٣-0"])
def test_a_piece_that_is_not_there_has_no_panels(world: World, name: str) -> None:
    url = workspace(world, ("Losses", [line("loss")]))
    assert drawn(world, url, name) == {name: []}


def test_a_run_shows_a_chart_for_each_key(world: World) -> None:
    run = world.run("two")
    events = [json.dumps({"system.cpu": 5, "_runtime": 1.0, "_timestamp": 2.0})]
    world.store.lines.write(run.number, "events", 0, events)
    html = world.browser.get("/local/p/runs/two").text
    titles = [part.partition("<")[0] for part in html.split("<h2>")[1:]]
    assert titles[:3] == ["Charts", "train", "System"]
    answer = asked(world, "/local/p/runs/two", "0-0", "1-0", "2-0").json()
    panels = [panel["html"] for panels in answer["sections"].values() for panel in panels]
    assert len(panels) == 3
    assert all("application/json" in panel for panel in panels)
    assert {"state", "told", "values", "metrics", "console", "files", "alerts"} <= answer["fragments"].keys()


def test_a_run_is_drawn_by_the_workspace_of_its_project(world: World) -> None:
    other = {"key": {"section": "run", "name": "name"}, "op": "=", "value": "another"}
    workspace(
        world,
        ("Own", [line("loss", chartTitle="As the team draws it")]),
        run_sets=[{"filters": {"op": "OR", "filters": [{"op": "AND", "filters": [other]}]}}],
    )
    html = world.browser.get("/local/p/runs/one").text
    assert "<h2>Own" in html
    assert 'href="?nw=-#charts"' in html
    (panel,) = drawn(world, "/local/p/runs/one", "0-0")["0-0"]
    assert "As the team draws it" in panel["html"]
    assert "application/json" in panel["html"]
    assert "<h2>Own" not in world.browser.get("/local/p/runs/one?nw=-").text
    assert "<h2>Own" in world.browser.get("/local/p/runs/one?nw=abc").text


def test_the_default_workspace_comes_first(world: World) -> None:
    sections = {"sections": [{"name": "Own", "isOpen": True, "panels": [line("loss")]}]}
    spec = {"section": {"panelBankConfig": sections, "runSets": []}}
    for name, address in (("nw-one-v", "main/g/workspace/compare"), ("nw-two-v", "main/g/workspace/default")):
        marker = f"managed by wbgen 1 {address} normal=1 digest=0123456789abcdef"
        fields = {"display_name": address, "description": marker, "user": "ana"}
        world.store.views.create(
            world.project, type="project-view", name=name, spec=json.dumps(spec), **fields
        )
    html = world.browser.get("/local/p/runs/one").text
    assert "<b>main/g/workspace/default</b>" in html
    assert 'href="?nw=one#charts"' in html


def test_a_run_tells_what_is_new_besides_its_charts(world: World) -> None:
    run, url = world.run("two"), "/local/p/runs/two"
    tag = asked(world, url).headers["etag"]
    assert asked(world, url, tag=tag).status_code == 304
    world.store.lines.write(run.number, "output", 0, ["hello there"])
    answer = asked(world, url, tag=tag)
    assert "hello there" in answer.json()["fragments"]["console"]["html"]
    world.store.alerts.add(run.number, title="Careful", text="", severity="WARN", unless_since="9")
    told = asked(world, url, tag=answer.headers["etag"]).json()["fragments"]
    assert "Careful" in told["alerts"]["html"]


def test_a_sweep_shows_its_search(world: World) -> None:
    sweep = new_sweep(world)
    for number in range(6):
        params = {"lr": 0.1 * number + 0.1, "model": {"depth": number % 2 + 1}}
        config = {key: {"value": value} for key, value in params.items()}
        summary = {"eval/loss": number * 0.5}
        new_trial(world, sweep, f"t{number}", params, config=config, summary=summary)
    url = f"/local/p/sweeps/{sweep.name}"
    page = Page(world.browser.get(url).text)
    for title in ("Best run", "Parameters and eval/loss", "Importance for eval/loss", "eval/loss by step"):
        assert title in page.text
    answer = asked(world, url, "0-0", "1-0")
    panels = [panel["html"] for panels in answer.json()["sections"].values() for panel in panels]
    assert ["application/json" in panel for panel in panels] == [True, True, True]
    best = world.run("t5", summary={"eval/loss": -9})
    new = asked(world, url, tag=answer.headers["etag"]).json()["fragments"]
    assert best.display_name in new["best"]["html"]


def test_a_report_draws_its_grids_between_its_blocks(world: World) -> None:
    def grid(*panels: Any) -> dict[str, Any]:
        placed = [
            {**panel, "layout": {"x": 0, "y": 6 * n, "w": 12, "h": 6}} for n, panel in enumerate(panels)
        ]
        return {
            "type": "panel-grid",
            "metadata": {"panelBankSectionConfig": {"panels": placed}, "runSets": []},
        }

    def text(words: str) -> dict[str, Any]:
        return {"type": "paragraph", "children": [{"text": words}]}

    folded = {
        "type": "heading",
        "level": 2,
        "children": [{"text": "Fold"}],
        "collapsedChildren": [grid(line("x"))],
    }
    blocks = [text("before"), grid(), grid(line("loss")), folded, text("between"), grid(line("train/acc"))]
    url = saved(world, "runs", "r", {"blocks": blocks, "width": "fluid"})
    html = world.browser.get(url).text
    places = [html.index(words) for words in ("before", 'data-section="', "between")]
    assert places == sorted(places)
    names = [part.partition('"')[0] for part in html.split('data-section="')[1:]]
    answer = drawn(world, url, *names)
    told = [answer[name][0]["html"] for name in names]
    assert ["application/json" in html for html in told] == [True, False, True]
    assert "No run logged" in told[1]
    assert asked(world, url, tag=asked(world, url).headers["etag"]).status_code == 304


@pytest.mark.parametrize("path", ["?nw=abc", "/runs/two", "/sweeps/{sweep}", "/reports/r--{report}"])
def test_without_the_extra_pages_say_how_to_get_charts(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    for module in (views, runs, sweeps, board_pages):
        monkeypatch.setattr(module, "can_draw", lambda: False)
    workspace(world, ("Losses", [line("loss")]))
    sweep = new_sweep(world)
    new_trial(world, sweep, "t", {"lr": 0.5})
    report = saved(world, "runs", "r", {"blocks": []}).rpartition("--")[2]
    page = world.page(path.format(sweep=sweep.name, report=report))
    assert "pip install 'wbgen[preview]'" in page.text
    assert not any("charts.js" in script for script in page.scripts)


@pytest.mark.parametrize("kind", ["workspace", "report", "sweep"])
def test_a_page_without_runs_awaits_them(client: Client, kind: str) -> None:
    """It is the page that ``wbgen apply`` names, opened before the first run."""
    world = World(client)
    sweep = new_sweep(world)
    url = {
        "workspace": lambda: workspace(world, ("Losses", [line("loss")])),
        "report": lambda: saved(world, "runs", "r", {"blocks": []}),
        "sweep": lambda: f"/local/p/sweeps/{sweep.name}",
    }[kind]()
    html = world.browser.get(url).text
    assert [script.partition("?")[0] for script in Page(html).scripts] == ["/-/static/live.js"]
    assert "data-awaits-charts" in html
    first = asked(world, url)
    assert "sections" not in first.json()
    assert asked(world, url, tag=first.headers["etag"]).status_code == 304
    new_trial(world, sweep, "t", {"lr": 0.5})
    assert "sections" in asked(world, url, tag=first.headers["etag"]).json()
    page = Page(world.browser.get(url).text)
    assert any("charts.js" in script for script in page.scripts)
    assert "There are no runs yet" not in page.text


def test_a_run_is_live_without_charts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "can_draw", lambda: False)
    first = asked(world, "/local/p/runs/two")
    assert "running" in first.json()["fragments"]["state"]["html"]
    world.store.runs.close(world.run("two").number, "crashed", 1)
    assert "crashed" in asked(world, "/local/p/runs/two", tag=first.headers["etag"]).text


def test_the_extra_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert boards.can_draw()
    monkeypatch.setattr("wbgen.extras.find_spec", lambda name: None)
    assert not boards.can_draw()


def test_the_script_and_the_style_of_charts(world: World) -> None:
    style = world.browser.get("/-/charts.css")
    assert style.headers["content-type"].startswith("text/css")
    assert ".panel" in style.text
    known = world.browser.get("/-/charts.css", headers={"If-None-Match": style.headers["etag"]})
    assert known.status_code == 304


def test_nothing_in_a_view_or_run_becomes_markup(world: World) -> None:
    run = world.run("evil", display_name=EVIL, config={EVIL: {"value": EVIL}}, tags=[EVIL], group=EVIL)
    world.log(run, {"_step": 0, EVIL: 1, "loss": 5, "text": EVIL})
    panels = [line(EVIL, chartTitle=EVIL), line("loss", chartTitle=EVIL), note(EVIL), {"viewType": EVIL}]
    url = workspace(world, (EVIL, panels), run_sets=[{"name": EVIL, "enabled": True}])
    for address in (url, "/local/p/runs/evil"):
        answer = asked(world, address, "0-0", "1-0").json()
        htmls = [panel["html"] for panels in answer["sections"].values() for panel in panels]
        htmls += [fragment["html"] for fragment in answer["fragments"].values()]
        htmls.append(world.browser.get(address).text)
        for html in htmls:
            page = Page(html)
            assert "<script>alert" not in html
            assert "<img src=x" not in html
            assert not {"iframe", "object"} & set(page.tags)
            assert not [link for link in page.links if "<" in link]


def test_a_view_that_is_none_is_shown_for_what_it_is(world: World) -> None:
    for number, spec in enumerate(
        ({}, {"section": 5}, {"section": {"panelBankConfig": {"sections": [7, {}]}}})
    ):
        url = saved(world, "project-view", f"nw-v{number}-v", spec)
        assert world.browser.get(url).status_code == 200
        assert asked(world, url, "0-0").status_code == 200
    fields = {"display_name": "", "description": "", "user": ""}
    world.store.views.create(world.project, type="project-view", name="nw-odd-v", spec="{", **fields)
    assert world.browser.get("/local/p?nw=odd").status_code == 200


def test_drawing_imports_nothing_of_the_official_library(tmp_path: Path) -> None:
    """And starting a server, or a page without charts, imports nothing of drawing."""
    script = """
import json, sys
from pathlib import Path
from starlette.testclient import TestClient
from wbgen.server.app import create_app
app = create_app(Path(sys.argv[1]))
browser, store = TestClient(app, base_url="http://127.0.0.1:8086"), app.state.store
project, _ = store.projects.put("local", "p", "")
run, _ = store.runs.put(project.id, "r")
lines = [json.dumps({"_step": n, "loss": n}) for n in range(3)]
store.lines.write(run.number, "history", 0, lines)
store.keys.note(run.number, lines)
for path in ("/", "/local/p"):
    assert browser.get(path).status_code == 200
early = [name for name in ("polars", "wbgen.render.view", "vl_convert", "re2", "lark") if name in sys.modules]
drawn = browser.get("/local/p/runs/r?live=1&section=0-0").json()["sections"]["0-0"][0]["html"]
late = [name for name in ("wandb", "wandb_workspaces", "vl_convert", "graphql") if name in sys.modules]
print(json.dumps([early, "application/json" in drawn, late]))
"""
    command = [sys.executable, "-W", "ignore", "-c", script, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [[], True, []]


def test_what_is_kept_is_bounded() -> None:
    kept: Kept[int, str] = Kept(2)
    for number in (1, 2):
        kept.put(number, str(number))
    assert kept.get(1) == "1"
    kept.put(3, "3")
    assert [kept.get(number) for number in (1, 2, 3)] == ["1", None, "3"]


def test_what_is_kept_has_room() -> None:
    kept: Kept[int, str] = Kept(9, room=5, weigh=len)
    for number, text in ((1, "a"), (2, "bb"), (1, "aaa")):
        kept.put(number, text)
    assert [kept.get(number) for number in (1, 2)] == ["aaa", "bb"]
    kept.put(3, "c")
    assert [kept.get(number) for number in (1, 2, 3)] == [None, "bb", "c"]
    kept.put(4, "dddddd")
    kept.put(3, "cccccc")
    assert [kept.get(number) for number in (2, 3, 4)] == ["bb", None, None]
