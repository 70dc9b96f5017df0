"""apply with and without a running server, and what serve then shows at the printed URLs."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.e2e.command import NPT, environment, project, serving, tree, wbgen
from tests.live import free_port, mutations, operations, request, served
from wbgen.spec.read import read_guide


def page(url: str) -> str:
    """The text of a page, without its tags."""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    status, headers, body = request(f"http://{parts.netloc}", "GET", path)
    assert (status, headers["content-type"].split(";")[0]) == (200, "text/html")
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body.decode())).split())


def test_serve_shows_at_the_printed_urls_what_apply_made(tmp_path: Path) -> None:
    port = free_port()
    folder = project(tmp_path / "work", port=port)
    done = wbgen(folder, "apply", "specs/npt.yaml")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("\nopen: wbgen serve\n")
    assert set(done.urls) == {"workspace default", "report overview"}
    assert {urlsplit(url).netloc for url in done.urls.values()} == {f"127.0.0.1:{port}"}
    assert not (folder / ".wbgen" / "server.json").exists(), "the server inside apply is nobody else's"

    guide = read_guide(NPT)[0]
    with serving(folder) as url:
        assert url == f"http://127.0.0.1:{port}"
        workspace = page(done.urls["workspace default"])
        at = 0
        for section in guide.workspaces[0].sections:
            at = workspace.index(section.title, at)
            for panel in section.panels:
                options = panel.options.model_dump()
                assert (options.get("title") or options["strings"]["title"]) in workspace
        for metric in guide.catalogue.metrics:
            assert metric in workspace
        assert "healthy: above 0.7" in workspace
        report = page(done.urls["report overview"])
        for text in ("What is trained", "Every metric", "Does it hold on other data?", "Held-out loss"):
            assert text in report
        assert "digest=" not in workspace + report


def test_apply_uses_the_server_that_runs(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    with served(folder / ".wbgen") as server:
        assert wbgen(folder, "apply").code == 0
        counts = operations(server.url)
        assert counts["mutation:upsertView"] == 2
        assert counts["mutation:upsertModel"] == 1
        before = mutations(server.url)
        for arguments in (
            ["plan"],
            ["plan", "--detailed-exitcode", "--format", "json"],
            ["apply"],
            ["apply", "--dry-run"],
        ):
            assert wbgen(folder, *arguments).code == 0
        assert mutations(server.url) == before, "plan, and apply with nothing to do, write nothing"


def test_plan_on_a_used_server_writes_nothing(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    with served(folder / ".wbgen") as server:
        assert wbgen(folder, "apply").code == 0
        spec = folder / "specs" / "npt.yaml"
        spec.write_text(spec.read_text().replace("title: Total loss", "title: Sum of losses"))
        before = mutations(server.url)
        planned = wbgen(folder, "plan", "--detailed-exitcode")
        assert planned.code == 6
        assert '~ title  "Total loss" -> "Sum of losses"' in planned.out
        assert wbgen(folder, "apply", "--dry-run").code == 0
        assert mutations(server.url) == before


@pytest.mark.parametrize("arguments", [["plan"], ["plan", "--detailed-exitcode"], ["apply", "--dry-run"]])
def test_plan_on_no_store_creates_nothing(tmp_path: Path, arguments: list[str]) -> None:
    folder = project(tmp_path / "work")
    environment(folder)
    before = tree(folder)
    done = wbgen(folder, *arguments)
    assert done.code == (6 if "--detailed-exitcode" in arguments else 0)
    assert "+ project npt-multi-layer" in done.out
    assert tree(folder) == before


def test_plan_on_a_store_nobody_serves_leaves_its_contents(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    assert wbgen(folder, "apply").code == 0
    first = wbgen(folder, "plan", "--format", "json").json
    assert [change["action"] for change in first["plans"][0]["changes"]] == ["no-op", "no-op"]
    assert wbgen(folder, "plan", "--format", "json").json == first
