"""``wbgen pull``: a view as a new spec, edits into the spec they belong to; refusals that write nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app import EDITS, app_save
from tests.backends.scripted import Answer, ScriptedServer, memory_server, scripted_server
from tests.e2e.command import NPT, Done, project, tree, wbgen
from tests.pull.views import views
from wbgen.backends.base import ViewInput, ViewType
from wbgen.backends.memory import MemoryBackend
from wbgen.views.overlay import same

KEY = {"WANDB_API_KEY": "k" * 40}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    work = tmp_path / "work"
    work.mkdir()
    return work


def view_file(folder: Path, spec: Any, name: str = "view.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(spec), encoding="utf-8")
    return path


def built(folder: Path, *specs: str) -> Any:
    """The only view that building makes."""
    done = wbgen(folder, "build", *specs, "-o", "out")
    assert done.code == 0, done.err
    (path,) = [path for path in (folder / "out").rglob("*.json") if not path.name.startswith("chart.")]
    return json.loads(path.read_text(encoding="utf-8"))["spec"]


@pytest.mark.parametrize("name", ["rich", "npt workspace", "npt report"])
def test_a_file_becomes_a_spec_that_builds_it_again(folder: Path, name: str) -> None:
    view_file(folder, views()[name])
    done = wbgen(folder, "pull", "view.json", "-o", "specs/f.yaml")
    assert (done.code, done.out) == (0, "wrote specs/f.yaml\n"), done.err
    assert done.err.endswith("of the view is kept as raw\n")
    assert same(built(folder, "specs/f.yaml"), views()[name])
    assert wbgen(folder, "lint", "specs/f.yaml").code == 0
    assert wbgen(folder, "fmt", "--check", "specs/f.yaml").code == 0


def test_what_build_wrote_can_be_pulled(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    assert wbgen(folder, "build", "-o", "out").code == 0
    done = wbgen(folder, "pull", "out/npt/workspace.default.json")
    assert done.out.startswith("wbgen: 1\nguide: ")
    assert "project: npt-multi-layer\n" in done.out


def test_a_dry_run_and_a_pull_without_output_write_nothing(folder: Path) -> None:
    view_file(folder, views()["rich"])
    before = tree(folder)
    for more in ((), ("-o", "f.yaml", "--dry-run")):
        done = wbgen(folder, "pull", "view.json", *more)
        assert done.code == 0
        assert done.out.startswith("wbgen: 1\n")
    assert tree(folder) == before


def test_an_output_that_is_there_is_kept(folder: Path) -> None:
    view_file(folder, views()["rich"])
    (folder / "f.yaml").write_text("mine\n")
    done = wbgen(folder, "pull", "view.json", "-o", "f.yaml")
    assert done.code == 1
    assert "f.yaml is there already" in done.err
    assert "--force" in done.err
    assert (folder / "f.yaml").read_text() == "mine\n"
    assert wbgen(folder, "pull", "view.json", "-o", "f.yaml", "--force").code == 0
    assert (folder / "f.yaml").read_text().startswith("wbgen: 1\n")


DEEP = "[" * 300 + "]" * 300
NO_SECTIONS = '{"section": {}}'
NO_PANELS = '{"section": {"panelBankConfig": {"sections": [{"name": "S", "panels": [1]}]}}}'
CONTROL = '{"blocks": [{"type": "paragraph", "children": [{"text": "a\\u001b[31mb"}]}]}'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("not json", "view.json is not JSON"),
        ("{", "view.json is not JSON"),
        ("[NaN]", "view.json is not JSON: NaN is not JSON"),
        (DEEP, "view.json is not JSON: nested deeper"),
        ("\xff", "view.json is not JSON"),
        ("[]", "view.json is not a view"),
        ('{"a": 1}', "view.json is not a view"),
        ('{"spec": "{"}', "the body of view.json is not JSON"),
        (NO_SECTIONS, "not the JSON of a workspace"),
        (NO_PANELS, "not the JSON of a workspace"),
        (CONTROL, "U+001B"),
    ],
)
def test_bad_files(folder: Path, text: str, told: str) -> None:
    (folder / "view.json").write_bytes(text.encode("latin-1"))
    refused(folder, wbgen(folder, "pull", "view.json", "-o", "f.yaml"), told)


def refused(folder: Path, done: Done, told: str) -> None:
    assert (done.code, done.out) == (1, ""), done
    assert done.err.startswith("error: ")
    assert told in done.err
    assert "Traceback" not in done.err
    assert set(tree(folder)) <= {"view.json"}


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("missing.json", "cannot read missing.json: No such file"),
        ("https://wandb.ai", "not the URL of a saved view"),
        ("https://wandb.ai/team/project", "not the URL of a saved view"),
        ("https://wandb.ai/team/project/runs/abc", "not the URL of a saved view"),
        ("https://[", "not the URL of a saved view"),
        ("http://127.0.0.1:8086/local/p?nw=abc", "local/p has no view abc"),
    ],
)
def test_what_is_not_there(folder: Path, what: str, told: str) -> None:
    refused(folder, wbgen(folder, "pull", what, "-o", "f.yaml"), told)


def test_a_spec_takes_no_output(tmp_path: Path) -> None:
    done = wbgen(project(tmp_path / "work"), "pull", "specs/npt.yaml", "-o", "f.yaml")
    assert done.code == 1
    assert "a spec is pulled into itself" in done.err


# --- from a server


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with scripted_server() as scripted:
        yield scripted


def test_a_url_of_another_server(folder: Path, server: ScriptedServer) -> None:
    memory = MemoryBackend("e")
    memory.create_project("p")
    spec = views()["rich"]
    view = ViewInput(ViewType.WORKSPACE, "nw-abc-v", "Ana's view", "", json.dumps(spec))
    memory.put_view("p", view)
    server.respond = memory_server(memory)
    url = f"{server.base_url}/e/p?nw=abc"
    done = wbgen(folder, "pull", url, "-o", "f.yaml", **KEY, WANDB_BASE_URL=server.base_url)
    assert (done.code, done.out) == (0, "wrote f.yaml\n"), done.err
    assert "title: Ana's view\n" in (folder / "f.yaml").read_text()
    assert same(built(folder, "f.yaml"), spec)
    refused_url = f"{server.base_url}/e/p?nw=other"
    done = wbgen(folder, "pull", refused_url, "-o", "g.yaml", **KEY, WANDB_BASE_URL=server.base_url)
    assert (done.code, done.out, (folder / "g.yaml").exists()) == (1, "", False)
    assert "e/p has no view other" in done.err
    assert "shared with you" in done.err


@pytest.mark.parametrize("status", [200, 403, 404])
def test_a_server_that_refuses(folder: Path, server: ScriptedServer, status: int) -> None:
    server.respond = lambda seen: Answer.errors("permission denied", status=status)
    done = wbgen(
        folder, "pull", f"{server.base_url}/e/p?nw=abc", "-o", "f.yaml", **KEY, WANDB_BASE_URL=server.base_url
    )
    assert done.code in (1, 3)
    assert done.err.startswith("error: ")
    assert "Traceback" not in done.err
    assert set(tree(folder)) == set()


def test_a_view_whose_body_is_not_json(folder: Path, server: ScriptedServer) -> None:
    memory = MemoryBackend("e")
    memory.create_project("p")
    memory.put_view("p", ViewInput(ViewType.WORKSPACE, "nw-abc-v", "Broken", "", "{"))
    server.respond = memory_server(memory)
    done = wbgen(
        folder, "pull", f"{server.base_url}/e/p?nw=abc", "-o", "f.yaml", **KEY, WANDB_BASE_URL=server.base_url
    )
    refused(folder, done, "the body of Broken is not JSON")


# --- edits into a spec


@pytest.fixture
def applied(tmp_path: Path, server: ScriptedServer) -> tuple[Path, MemoryBackend]:
    """The npt spec, applied to a server in memory."""
    memory = MemoryBackend("e")
    server.respond = memory_server(memory)
    config = f"default: t\ntargets: {{t: {{entity: e, base_url: '{server.base_url}'}}}}\n"
    work = project(tmp_path / "work", config=config)
    done = wbgen(work, "apply", "--yes", **KEY)
    assert done.code == 0, done.err
    return work, memory


def edit(memory: MemoryBackend, *names: str) -> None:
    """Edit and save the workspace as a person does in the app."""
    (old,) = memory.list_views("npt-multi-layer", ViewType.WORKSPACE)
    spec = json.dumps(app_save(json.loads(old.spec), [EDITS[name] for name in names]))
    memory.put_view(
        "npt-multi-layer", ViewInput(old.type, old.name, old.display_name, old.description, spec, old.id)
    )


def test_edits_are_pulled_and_then_there_is_nothing_to_do(applied: tuple[Path, MemoryBackend]) -> None:
    work, memory = applied
    done = wbgen(work, "pull", "specs/npt.yaml", **KEY)
    assert (done.code, done.out) == (0, "specs/npt.yaml: nothing to pull\n")
    edit(memory, "panel title", "section columns")
    dry = wbgen(work, "pull", "specs/npt.yaml", "--dry-run", **KEY)
    assert dry.code == 0
    assert dry.out.startswith("--- specs/npt.yaml\n+++ specs/npt.yaml\n@@")
    assert "Renamed in the app" in dry.out
    assert (work / "specs/npt.yaml").read_bytes() == NPT.read_bytes()
    done = wbgen(work, "pull", "specs/npt.yaml", **KEY)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("specs/npt.yaml: 2 edits pulled")
    assert "Renamed in the app" in (work / "specs/npt.yaml").read_text()
    plan = wbgen(work, "plan", **KEY).out
    assert "~ report overview" in plan  # which shows the panel, too
    assert "workspace default" not in plan


def test_a_changed_spec_is_not_pulled_into(applied: tuple[Path, MemoryBackend]) -> None:
    work, memory = applied
    edit(memory, "panel title")
    changed = NPT.read_text().replace("title: Total loss", "title: The whole loss")
    (work / "specs/npt.yaml").write_text(changed)
    done = wbgen(work, "pull", "specs/npt.yaml", **KEY)
    assert done.code == 1
    assert "was changed since it was last applied" in done.err
    assert "--force" in done.err
    assert (work / "specs/npt.yaml").read_text() == changed
