"""The pages over an in-memory store: what they say, and that nothing in a view can hurt or break them."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from wbgen.render import markdown
from wbgen.render.safe_urls import safe_image, safe_link
from wbgen.server.pages import routes
from wbgen.server.pages.links import report_id, view_url
from wbgen.server.pages.render import moment
from wbgen.server.pages.sketch import boundary_lines, threshold_lines
from wbgen.server.store import Run
from wbgen.server.store import Store as RealStore
from wbgen.views.outline import Mark

DATA = Path(__file__).parent / "data"
WORKSPACE_SPEC = (DATA / "npt_workspace.json").read_text()
REPORT_SPEC = (DATA / "npt_report.json").read_text()
EVIL = "<script>alert(1)</script>\"'&{{ 6007*6007 }}"


@dataclass(frozen=True)
class Project:
    id: str = "P1"
    name: str = "npt"
    entity: str = "local"
    internal_id: str = "1"
    created_at: str = "2026-01-02T03:04:05Z"
    description: str = "Multi-layer NPT training."


@dataclass(frozen=True)
class View:
    id: str = "VmlldzoxMjM="
    project_id: str = "P1"
    name: str = "nw-npt1a2b3c4d-v"
    type: str = "project-view"
    display_name: str = "NPT training"
    description: str = "managed by wbgen 1 main/npt/workspace/default norm=1 digest=abc"
    spec: str = WORKSPACE_SPEC
    created_at: str = "2026-01-02T03:04:05Z"
    updated_at: str = "2026-01-03T03:04:05Z"
    updated_by: str = "ana"


REPORT = View(
    id="VmlldzoxMjQ",
    name="npt-overview",
    type="runs",
    display_name="NPT overview",
    description="What to do.\nmanaged by wbgen 1 main/npt/report/overview norm=1 digest=abc",
    spec=REPORT_SPEC,
)


class Store:
    """What the pages need of a store, over two lists."""

    def __init__(
        self, listed: Sequence[Project] = (Project(),), kept: Sequence[View] = (View(), REPORT)
    ) -> None:
        self.projects = Projects(listed)
        self.views = Views(kept)
        self.runs = Runs()


@dataclass(frozen=True)
class Projects:
    listed: Sequence[Project]

    def all(self) -> Sequence[Project]:
        return self.listed

    def get(self, entity: str, name: str) -> Project | None:
        return next((p for p in self.listed if (p.entity, p.name) == (entity, name)), None)


@dataclass(frozen=True)
class Views:
    kept: Sequence[View]

    def all(self, project_id: str, type: str | None = None) -> list[View]:
        return [v for v in self.kept if v.project_id == project_id and type in (None, v.type)]

    def by_name(self, project_id: str, type: str, name: str) -> View | None:
        return next((v for v in self.all(project_id, type) if v.name == name), None)

    def by_id(self, view_id: str) -> View | None:
        return next((v for v in self.kept if v.id.rstrip("=") == view_id.rstrip("=")), None)


class Runs:
    """None: pages with runs are tested in ``test_run_pages``."""

    def page(self, project_id: str, limit: int, *, newest_first: bool) -> list[Run]:
        return []

    def count(self, project_id: str) -> int:
        return 0

    def get(self, project_id: str, name: str) -> Run | None:
        return None


def client(store: Store) -> TestClient:
    return TestClient(Starlette(routes=routes(cast(RealStore, store))))


def shown(view: View) -> str:
    """The page of a view, which must be there."""
    answer = client(Store(kept=[view])).get(view_url(Project(), view))
    assert answer.status_code == 200
    return str(answer.text)


class Text(HTMLParser):
    """The text of a page as a person reads it, and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.text = re.sub(r"\s+", " ", "".join(self.pieces))

    @property
    def foreign_scripts(self) -> list[str | None]:
        """The scripts but for the one that keeps the page up to date; None for one within the page."""
        sources = [attrs.get("src") for tag, attrs in self.tags if tag == "script"]
        return [source for source in sources if (source or "").partition("?")[0] != "/-/static/live.js"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def test_index_lists_projects() -> None:
    html = client(Store()).get("/").text
    assert 'href="/local/npt"' in html
    assert "Multi-layer NPT training." in html


def test_empty_index_says_how_to_begin() -> None:
    assert "wbgen apply specs/npt.yaml" in client(Store(listed=[], kept=[])).get("/").text


def test_entity_lists_its_projects_only() -> None:
    store = Store(listed=[Project(), Project(id="P2", entity="other", name="else")])
    assert "/other/else" not in client(store).get("/local").text


@pytest.mark.parametrize("path", ["/local/npt", "/local/npt/workspace", "/local/npt/reports"])
def test_project_lists_workspaces_and_reports(path: str) -> None:
    html = client(Store()).get(path).text
    assert 'href="/local/npt?nw=npt1a2b3c4d"' in html
    assert 'href="/local/npt/reports/NPT-overview--VmlldzoxMjQ"' in html
    assert "3 Jan 2026, 03:04 UTC" in html
    assert "by <b>ana</b>" in html


@pytest.mark.parametrize("path", ["/local/npt", "/local/npt/workspace"])
def test_workspace_page_shows_everything(path: str) -> None:
    html = client(Store()).get(path, params={"nw": "npt1a2b3c4d"}).text
    page = Text(html)
    names = [
        "Direct MLP supervision (most important)",
        "Primary training progress",
        "Attention encoding quality",
        "Curriculum progress",
        "Vector norms (health check)",
        "Everything else",
        "Empty one",
    ]
    assert re.findall(r"<h2>(.*?)</h2>", html) == names
    for told in (
        "7 sections, 19 panels",
        "x axis: Step",
        "smoothing: time-weighted exponential 0.6",
        "log scale: y",
        "y range: 0 to 1",
        "thresholds: 0.7 (healthy)",
        "boundaries: 5000 mixed 0.3, 10000 mixed 0.7, 15000 student",
        "grouped by: config train_layers",
        "metrics matching: regularization/layer_.*",
        "no runs yet",
        "JSON of Hologram",
        "managed by wbgen · main/npt/workspace/default",
    ):
        assert told in page.text, told
    assert "wbgen-lines-" not in page.text
    assert 'title="local/wbgen-lines-1a2b3c4d"' in html
    assert "field x" not in page.text
    for layer in (14, 15, 16, 17):
        for metric in ("mlp_direct_loss", "v_a_attention_similarity", "v_a_norm", "v_b_norm"):
            assert f"<code>{metric}/layer_{layer}</code>" in html
    details = [attrs for tag, attrs in page.tags if tag == "details" and attrs.get("class") == "section"]
    assert ["open" in attrs for attrs in details] == [True, True, True, True, False, True, True]
    assert "<strong>The key metric</strong>" in html
    assert not [tag for tag, _ in page.tags if tag in ("iframe", "object")]
    assert page.foreign_scripts == []


def test_personal_and_oddly_named_workspaces_are_found() -> None:
    views = [View(name="nw-nwuserana-w"), View(name="odd name/1")]
    for view in views:
        assert "NPT training" in client(Store(kept=views)).get(view_url(Project(), view)).text


def test_report_page_shows_everything() -> None:
    html = client(Store()).get("/local/npt/reports/Any/Title--at-all--VmlldzoxMjQ").text
    page = Text(html)
    for told in (
        "What to do.",
        "mlp_direct_loss/layer_*",
        "Curriculum not progressing?",
        "history = run.history()",
        "Norms should grow but stabilize.",
        "Inside the fold.",
        "thresholds: 0.7 (healthy)",
        "managed by wbgen · main/npt/report/overview",
        "Long runs",
    ):
        assert told in page.text, told
    assert '<a href="#h-stage-mapping">Stage mapping</a>' in html
    assert 'id="h-stage-mapping"' in html
    assert "<td>gradual transition</td>" in html
    assert '<a href="https://example.com/guide" rel="noopener noreferrer">the guide</a>' in html
    assert "--at: 13; --wide: 12" in html
    assert "managed by wbgen 1" not in html
    assert "http://example.com/plain.png" not in [attrs.get("src") for _, attrs in page.tags]


@pytest.mark.parametrize("width", ["readable", "fixed", "fluid"])
def test_report_width_is_kept(width: str) -> None:
    spec = json.dumps({"blocks": [], "width": width})
    assert f'class="report {width}"' in shown(replace(REPORT, spec=spec))


@pytest.mark.parametrize(
    ("path", "instead"),
    [
        ("/nobody", "/local/npt"),
        ("/local/nothing", "/local/npt"),
        ("/local/npt?nw=zzz", "/local/npt?nw=npt1a2b3c4d"),
        ("/local/npt?nw=", "/local/npt?nw=npt1a2b3c4d"),
        ("/local/npt/reports/x--zzz", "/local/npt/reports/NPT-overview--VmlldzoxMjQ"),
        ("/local/npt/reports/x--VmlldzoxMjM", "/local/npt/reports/NPT-overview--VmlldzoxMjQ"),
        ("/local/npt/runs/abc", "/local/npt?nw=npt1a2b3c4d"),
        ("/other/npt/runs/abc", "/local/npt"),
    ],
)
def test_not_found_says_what_there_is(path: str, instead: str) -> None:
    answer = client(Store()).get(path)
    assert answer.status_code == 404
    assert f'href="{instead}"' in answer.text


def test_report_of_another_project_is_not_shown() -> None:
    store = Store(listed=[Project(), Project(id="P2", name="b")])
    assert client(store).get("/local/b/reports/x--VmlldzoxMjQ").status_code == 404


def test_static_files() -> None:
    answer = client(Store()).get("/-/static/wbgen.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert client(Store()).get("/-/static/../routes.py").status_code == 404


def strings_replaced(value: object, text: str) -> object:
    """The same JSON with every text replaced, except those that steer the reader."""
    if isinstance(value, dict):
        return {
            key: child if key in ("type", "viewType") else strings_replaced(child, text)
            for key, child in value.items()
        }
    if isinstance(value, list):
        return [strings_replaced(child, text) for child in value]
    return text if isinstance(value, str) else value


@pytest.mark.parametrize("view", [View(), REPORT])
def test_nothing_written_in_a_view_becomes_markup(view: View) -> None:
    spec = json.dumps(strings_replaced(json.loads(view.spec), EVIL))
    html = shown(
        replace(view, spec=spec, display_name=EVIL, description=EVIL, updated_by=EVIL, updated_at=EVIL)
    )
    page = Text(html)
    assert page.foreign_scripts == []
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert EVIL in page.text


def test_names_of_projects_are_escaped_in_text_and_urls() -> None:
    project = Project(name='a"><script>alert(1)</script>', entity="e/&?#", description=EVIL)
    html = client(Store(listed=[project])).get("/").text
    assert "<script" not in html
    assert "/e%2F%26%3F%23/a%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E" in html


@pytest.mark.parametrize(
    "source",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#10;script:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](&#x6A;avascript:alert(1))",
        "[x](vbscript:x)",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](data:image/png;base64,AAAA)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "![x](javascript:alert(1))",
        "![x](http://example.com/a.png)",
        "![x](/local.png)",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        '[x](https://e.com "\\" onmouseover=alert(1)")',
        '![" onerror=alert(1)](https://e.com/a.png)',
    ],
)
def test_markdown_cannot_hurt(source: str) -> None:
    for tag, attrs in Text(markdown.to_html(source)).tags:
        assert tag in ("p", "a", "img")
        assert re.match(r"https:|$", attrs.get("href") or "")
        assert re.match(r"https:|$", attrs.get("src") or "")
        assert set(attrs) <= {"href", "rel", "title", "src", "alt", "loading", "referrerpolicy"}


def test_markdown_is_rendered() -> None:
    source = "# T\n\n[a](/b) [c](mailto:d@e.f)\n\n![i](data:image/png;base64,AA)\n\n|x|\n|-|\n|1|"
    html = markdown.to_html(source)
    for part in ('href="/b"', 'href="mailto:d@e.f"', 'src="data:image/png;base64,AA"', "<td>1</td>", "<h1>"):
        assert part in html


@pytest.mark.parametrize(
    "url", ["javascript:x", "java\nscript:x", " javascript:x", "\x01javascript:x", "file:///x"]
)
def test_links_that_are_refused(url: str) -> None:
    assert safe_link(url) == ""
    assert safe_image(url) == ""


@pytest.mark.parametrize("url", ["https://a.b/c", "http://a.b", "mailto:a@b.c", "/x", "#y", "?z", "x/y:z"])
def test_links_that_are_kept(url: str) -> None:
    assert safe_link(url) == url


@pytest.mark.parametrize(
    ("slug", "id"), [("T--abc", "abc"), ("a--b--abc=", "abc"), ("abc", "abc"), ("x--", "")]
)
def test_report_id_is_what_follows_the_last_dashes(slug: str, id: str) -> None:
    assert report_id(slug) == id


def test_moments() -> None:
    assert moment("2026-01-02T03:04:05+02:00") == "2 Jan 2026, 01:04 UTC"
    assert moment("0001-01-01T00:00:00+14:00") == "0001-01-01T00:00:00+14:00"
    assert moment("not a time") == "not a time"
    assert moment(None) == ""


NUMBERS = st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=12)


@given(NUMBERS)
def test_sketch_lines_keep_within_the_plot_and_in_order(values: list[float]) -> None:
    marks = [Mark(value, str(value), "") for value in values]
    for lines in (threshold_lines(marks), threshold_lines(marks, 12), boundary_lines(marks)):
        assert all(0 <= float(line.at.removesuffix("%")) <= 100 for line in lines)
    places = [float(line.at.removesuffix("%")) for line in threshold_lines(marks)]
    ordered = [place for _, place in sorted(zip(values, places, strict=False), key=lambda pair: pair[0])]
    assert ordered == sorted(ordered, reverse=True)


@given(NUMBERS)
def test_no_boundary_crosses_the_label_of_another(values: list[float]) -> None:
    """Labels stand right of their lines, and whatever line stands further right begins below them."""
    lines = boundary_lines([Mark(value, str(value), "") for value in values])
    places = [float(line.at.removesuffix("%")) for line in lines]
    assert places == sorted(places)
    assert [line.top for line in lines] == [14 * row for row in range(len(lines))]


def test_many_panels_are_bounded() -> None:
    panels = [{"viewType": "Run History Line Plot", "config": {"metrics": ["m"]}}] * 2_100
    html = shown(View(spec=json.dumps({"section": {"panelBankConfig": {"sections": [{"panels": panels}]}}})))
    assert html.count("<article") == 2_000
    assert "100 more panels are not shown." in html


HOSTILE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([EVIL, "\ud800", "\x00", "NaN", "1e999", "javascript:alert(1)", 10**400, -1, "%s{}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def mutate(data: st.DataObject, spec: object) -> object:
    """A real view with a few values, anywhere in it, replaced, removed or repeated."""
    changed = {"root": copy.deepcopy(spec)}
    for _ in range(data.draw(st.integers(1, 6), label="mutations")):
        owner: dict[str, object] | list[object] = changed
        key: str | int = "root"
        for _ in range(data.draw(st.integers(0, 12), label="depth")):
            child = owner[key]  # type: ignore[index]
            if not isinstance(child, dict | list) or not child:
                break
            owner = child
            keys = sorted(child) if isinstance(child, dict) else range(len(child))
            key = data.draw(st.sampled_from(keys))
        owner[key] = data.draw(HOSTILE)  # type: ignore[index]
    return changed["root"]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_mutated_view_is_a_page(data: st.DataObject) -> None:
    view = data.draw(st.sampled_from([View(), REPORT]))
    html = shown(replace(view, spec=json.dumps(mutate(data, json.loads(view.spec)))))
    page = Text(html)
    assert page.foreign_scripts == []
    assert not [attrs for _, attrs in page.tags if (attrs.get("href") or "").startswith("javascript")]


@pytest.mark.parametrize(
    "spec", ["", "{", "[" * 50_000, "[]", "null", "1e999", '"\\ud800"', '{"section":' * 900]
)
def test_a_view_that_is_no_json_is_a_page(spec: str) -> None:
    for view in (View(), REPORT):
        assert "cannot be read" in shown(replace(view, spec=spec))


def test_deep_blocks_and_huge_notes_are_pages() -> None:
    for levels in (10, 100, 200, 300, 400, 450):
        deep = '{"type": "weird", "children": [' * levels + "]}" * levels
        assert "weird" in shown(replace(REPORT, spec=f'{{"blocks": [{deep}]}}'))
    note = {"type": "markdown-block", "content": "word " * 1_000_000}
    assert "…" in shown(replace(REPORT, spec=json.dumps({"blocks": [note]})))


def test_server_start_does_not_import_what_only_pages_need() -> None:
    code = (
        "import sys; from wbgen.server.pages import routes; routes(None);"
        "print([name for name in ('jinja2', 'markdown_it') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
