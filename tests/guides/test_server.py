"""The shipped guides on the embedded server: applied, read back by the real library, drawn."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.e2e.command import Done, serving, wbgen
from tests.guides.demos import GUIDES, SPECS, Demos, guide_of, run_script, write_script
from tests.guides.test_every_guide import COMPARING, NO_GPU
from tests.live import request, run_client

pytestmark = [pytest.mark.long, pytest.mark.client]

READ_BACK = """
import json, sys
import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws
found = {}
for kind, url in json.loads(sys.argv[1]):
    if kind == "workspace":
        view = ws.Workspace.from_url(url)
        found[url] = [view.name, [section.name for section in view.sections]]
    else:
        view = wr.Report.from_url(url)
        found[url] = [view.title, [type(block).__name__ for block in view.blocks]]
print(json.dumps(found))
"""

SYNC = """
import json, subprocess, sys
done = subprocess.run([sys.executable, "-m", "wandb", "sync", *sys.argv[1:]], capture_output=True, text=True)
assert done.returncode == 0, done.stdout + done.stderr
print(json.dumps("synced"))
"""


@dataclass(frozen=True)
class World:
    """A running server with all guides applied. applied: what apply said of all of them."""

    folder: Path
    url: str
    applied: Done

    @property
    def views(self) -> list[tuple[str, str]]:
        """Kind and URL of every view that was made."""
        rows = re.findall(
            r"^\w+ +(workspace|report) \S+ +http://[^/]+(/\S+)$", self.applied.out, re.MULTILINE
        )
        return [(kind, f"{self.url}{path}") for kind, path in rows]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("server")
    shutil.copytree(SPECS, folder / "specs")
    with serving(folder, "--port", "0") as url:
        yield World(folder, url, wbgen(folder, "apply"))


def test_all_are_applied_and_the_real_library_reads_each(world: World) -> None:
    assert (world.applied.code, world.applied.err) == (0, "")
    assert wbgen(world.folder, "plan", "--detailed-exitcode").code == 0
    wanted = [guide_of(file.stem) for file in sorted(SPECS.glob("*.yaml"))]
    assert len(world.views) == sum(len(guide.workspaces) + len(guide.reports) for guide in wanted)
    found = run_client(READ_BACK, world.url, world.folder / "client", json.dumps(world.views))
    workspaces = {name: sections for url, (name, sections) in found.items() if "?nw=" in url}
    for guide in wanted:
        for workspace in guide.workspaces:
            assert workspaces[workspace.name] == [section.title for section in workspace.sections]
    assert all(blocks for _, blocks in found.values())


@pytest.mark.parametrize("name", GUIDES)
def test_the_page_of_a_run_draws_every_panel_of_the_workspace(name: str, world: World, demos: Demos) -> None:
    """A script runs online, as the newcomer's first does; the others' runs are synced."""
    guide = guide_of(name)
    if name == "npt":
        script = write_script(name, world.folder / "online")
        run_script(script, "--demo", "--use-wandb", "--seed", "1", url=world.url)
    else:
        run_client(SYNC, world.url, world.folder / f"sync-{name}", str(demos(name).run))
    (run,) = runs_of(world.url, guide.project)
    page = f"/local/{quote(guide.project)}/runs/{run}"
    panels, empty = drawn_panels(world.url, page)
    assert panels == sum(
        len(section.panels) + bool(section.options.note) for section in guide.workspaces[0].sections
    )
    assert empty == []


def runs_of(url: str, project: str) -> list[str]:
    """The names of a project's runs."""
    _, _, body = request(url, "GET", f"/local/{quote(project)}/table")
    return sorted(
        set(re.findall(rf'href="/local/{re.escape(quote(project))}/runs/([^"/?#]+)"', body.decode()))
    )


def drawn_panels(url: str, page: str) -> tuple[int, list[str]]:
    """How many panels the script of a page is given, and what those say that show nothing."""
    _, _, body = request(url, "GET", page)
    names = re.findall(r'data-section="([^"]+)"', body.decode())
    assert names
    panels: list[str] = []
    for name in names:
        _, _, answer = request(url, "GET", f"{page}?{urlencode({'live': '1', 'section': name})}")
        panels += [panel["html"] for panel in json.loads(answer)["sections"][name]]
    empty = [html for html in panels if 'class="nothing' in html]
    told = [re.sub(r"<[^>]+>", " ", html) for html in empty]
    return len(panels), [
        text for text in told if not NO_GPU.search(text) and not any(k in text for k in COMPARING)
    ]
