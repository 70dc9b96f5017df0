"""``wbgen doctor``: what it says of good and bad servers, and that it leaves nothing behind."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.backends.scripted import Answer, Respond, ScriptedServer, Seen, memory_server, scripted_server
from tests.e2e.command import COMMAND, Done, environment, tree, wbgen
from tests.fronts import HALF_OPEN, Front, front, refused
from tests.live import API_KEY, PATIENCE, Served, graphql, operations, served
from wbgen.backends.base import ViewInput, ViewRecord, ViewType
from wbgen.backends.memory import MemoryBackend
from wbgen.doctor.assumptions import ASSUMPTIONS
from wbgen.doctor.scratch import PROJECT, TITLE, WORKSPACE

NAMES = {assumption.name.split(" (")[0]: assumption for assumption in ASSUMPTIONS}


def doctor(folder: Path, url: str, *arguments: str, entity: str = "e") -> Done:
    """The doctor's visit to a server, as a process."""
    folder.mkdir(exist_ok=True)
    (folder / "wbgen.yaml").write_text(f"targets: {{t: {{entity: {entity}, base_url: '{url}'}}}}\n")
    return wbgen(folder, "doctor", "--target", "t", *arguments, WANDB_API_KEY=API_KEY)


def statuses(done: Done) -> dict[str, str]:
    """The status of each row that is not ok."""
    rows = done.json["rows"]
    return {row["tried"].split(" (")[0]: row["status"] for row in rows if row["status"] != "ok"}


def views(url: str, project: str = PROJECT) -> list[str]:
    """The names of all views of the doctor's project."""
    query = (
        'query ($p: String) { project(name: $p, entityName: "e") { allViews { edges { node { name } } } } }'
    )
    found = graphql(url, query, {"p": project})["data"]["project"]
    return [edge["node"]["name"] for edge in found["allViews"]["edges"]] if found else []


# --- good servers


def test_the_embedded_server_is_tried_without_a_trace(tmp_path: Path) -> None:
    before = tree(tmp_path)
    done = wbgen(tmp_path, "doctor")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("local (an empty store)\n\nok       the key is accepted")
    assert "custom charts were not tried" in done.out
    assert done.out.endswith("27 ok, 0 differs, 0 failed.   wbgen can work with this server\n")
    assert tree(tmp_path) == before


def test_another_server_is_asked_about_and_left_clean(tmp_path: Path) -> None:
    with served(tmp_path / "elsewhere") as server:
        unanswered = doctor(tmp_path / "work", server.url)
        assert unanswered.code == 1
        assert "add --yes" in unanswered.err
        assert views(server.url) == []
        done = doctor(tmp_path / "work", server.url, "--yes", "--charts")
        assert (done.code, done.err) == (0, "")
        assert f"{server.url}/e/{PROJECT}" in done.out
        assert "the project wbgen-doctor was made, and stays empty" in done.out
        again = doctor(tmp_path / "work", server.url, "--yes", "--charts", "--format", "json")
        assert (again.code, statuses(again), again.json["left"]) == (0, {}, [])
        assert (again.json["sound"], again.json["project_created"]) == (True, False)
        (chart,) = [row for row in again.json["rows"] if row["tried"] == "a custom chart is made"]
        assert chart["came"].startswith("there since an earlier examination")
        assert views(server.url) == []


def test_views_of_others_are_left_alone(tmp_path: Path) -> None:
    with served(tmp_path / "elsewhere") as server:
        graphql(server.url, 'mutation { upsertModel(input: {name: "p", entityName: "e"}) { inserted } }')
        text = """mutation ($name: String, $type: String, $title: String) {
          upsertView(input: {
            projectName: "p", entityName: "e", name: $name, type: $type, displayName: $title
          }) { inserted }
        }"""
        for number in range(5):
            graphql(
                server.url, text, {"name": f"nw-{number}-v", "type": "project-view", "title": "wbgen doctor"}
            )
        graphql(server.url, text, {"name": "killed", "type": "runs", "title": TITLE})
        done = doctor(tmp_path / "work", server.url, "--yes", "--project", "p", "--format", "json")
        assert (done.code, statuses(done)) == (0, {})
        assert views(server.url, "p") == [f"nw-{number}-v" for number in range(5)]


# --- bad servers: what they do to the writes and reads of a server in memory


class Bad(MemoryBackend):
    """A server that changes what it is given, in one way."""

    def __init__(self, change: Callable[[ViewInput], ViewInput]) -> None:
        super().__init__("e")
        self.change = change

    def put_view(self, project: str, view: ViewInput) -> ViewRecord:
        return super().put_view(project, self.change(view))


def rewrite(**members: Callable[[str], str]) -> Callable[[ViewInput], ViewInput]:
    """A change of some members of every view that is written."""

    def change(view: ViewInput) -> ViewInput:
        kept = {name: getattr(view, name) for name in ViewInput.__slots__}
        return ViewInput(**kept | {name: edit(kept[name]) for name, edit in members.items()})

    return change


def rewrite_body(edit: Callable[[Any], Any]) -> Callable[[ViewInput], ViewInput]:
    """A change of every body."""
    return rewrite(spec=lambda spec: json.dumps(edit(json.loads(spec))))


def walk(edit: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """An edit of every value of a body, from the leaves up."""

    def walked(value: Any) -> Any:
        if isinstance(value, dict):
            value = {key: walked(below) for key, below in value.items()}
        elif isinstance(value, list):
            value = [walked(below) for below in value]
        return edit(value)

    return walked


def known_only(body: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in body.items() if key != "wbgenDoctor"}
    return {key: known_only(value) if isinstance(value, dict) else value for key, value in kept.items()}


def no_nulls(value: Any) -> Any:
    return {k: v for k, v in value.items() if v is not None} if isinstance(value, dict) else value


def whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


BODY = [
    "keys the server cannot know are kept",
    "text in any script is kept",
    "a text of 100,000 characters is kept",
    "60 levels of nesting are kept",
]
ODD = ["nulls are kept", "numbers are kept as they are written"]

BAD: dict[str, tuple[Callable[[ViewInput], ViewInput], list[str]]] = {
    "drops descriptions": (
        rewrite(description=lambda _: ""),
        [
            "the last line of a description is kept",
            "a description is kept byte for byte",
            "the description of a report is kept",
        ],
    ),
    "strips descriptions": (rewrite(description=str.strip), ["a description is kept byte for byte"]),
    "shortens titles": (
        rewrite(display_name=lambda title: title[:20]),
        ["a title is kept", "a report is made"],
    ),
    "drops unknown keys": (rewrite_body(known_only), [*BODY, *ODD, "an update replaces the whole body"]),
    "drops nulls": (rewrite_body(walk(no_nulls)), ["nulls are kept"]),
    "writes 1.0 as 1": (rewrite_body(walk(whole)), ["numbers are kept as they are written"]),
    "cuts texts": (
        rewrite_body(walk(lambda value: value[:1000] if isinstance(value, str) else value)),
        ["a text of 100,000 characters is kept"],
    ),
    "is not in Unicode": (
        rewrite_body(walk(lambda v: v.encode("ascii", "replace").decode() if isinstance(v, str) else v)),
        ["text in any script is kept"],
    ),
}


@dataclass
class Clinic:
    """A folder whose target is a scripted server, with a memory behind it."""

    folder: Path
    server: ScriptedServer

    def visit(self, memory: MemoryBackend, respond: Respond | None = None) -> Done:
        self.server.respond = respond or memory_server(memory, PROJECT)
        done = doctor(self.folder, self.server.base_url, "--yes", "--charts", "--format", "json")
        assert "Traceback" not in done.err
        return done


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with scripted_server() as server:
        yield Clinic(tmp_path / "work", server)


def left(memory: MemoryBackend) -> list[ViewRecord]:
    return [view for type in ViewType for view in memory.list_views(PROJECT, type)]


@pytest.mark.parametrize(("change", "found"), BAD.values(), ids=BAD.keys())
def test_a_server_that_changes_what_it_is_given(
    clinic: Clinic, change: Callable[[ViewInput], ViewInput], found: list[str]
) -> None:
    memory = Bad(change)
    done = clinic.visit(memory)
    assert list(statuses(done)) == found
    essential = {name for name in found if NAMES[name].essential}
    assert {name for name, status in statuses(done).items() if status == "failed"} == essential
    assert done.code == (1 if essential else 0)
    assert (left(memory), done.json["left"]) == ([], [])


class Renaming(MemoryBackend):
    """A server that names reports itself, and workspaces too where asked to."""

    workspaces = False

    def put_view(self, project: str, view: ViewInput) -> ViewRecord:
        if view.id is None and (self.workspaces or view.type is ViewType.REPORT):
            view = rewrite(name=lambda name: f"{name}-{len(self.mutations)}")(view)
        return super().put_view(project, view)


def test_a_server_that_names_reports_itself_is_coped_with(clinic: Clinic) -> None:
    memory = Renaming("e")
    done = clinic.visit(memory)
    assert (done.code, statuses(done)) == (0, {"a report keeps the name it is given": "differs"})
    assert left(memory) == []


def test_a_server_that_names_workspaces_itself_is_not(clinic: Clinic) -> None:
    memory = Renaming("e")
    memory.workspaces = True
    done = clinic.visit(memory)
    assert done.code == 1
    found = statuses(done)
    assert found["a workspace is made under the name it is given"] == "failed"
    assert found["a second create under a name makes no second view"] == "differs"
    assert left(memory) == []


def test_a_server_that_knows_no_optional_field(clinic: Clinic) -> None:
    memory = MemoryBackend("e")
    through = memory_server(memory, PROJECT)

    def old(seen: Seen) -> Answer:
        for field in ("updatedBy", "locked"):
            if field in seen.query:
                return Answer.errors(f'Cannot query field "{field}" on type "View".', status=400)
        answer = through(seen)
        return replace(answer, body=answer.body.replace(b'{"username": "wbgen"}', b"null"))

    done = clinic.visit(memory, old)
    assert done.code == 0
    assert statuses(done) == {
        "who wrote last is given": "differs",
        "whether a view is locked is told": "differs",
    }
    assert left(memory) == []


def test_a_server_that_loses_views_between_pages(clinic: Clinic) -> None:
    memory = MemoryBackend("e")
    through = memory_server(memory, PROJECT)

    def lose(seen: Seen) -> Answer:
        answer = through(seen)
        if seen.variables.get("first") != 1:
            return answer
        data = json.loads(answer.body)["data"]
        del data["project"]["allViews"]["edges"][1:]
        return Answer.data(**data)

    done = clinic.visit(memory, lose)
    assert (done.code, statuses(done)) == (1, {"pages hold every view once": "failed"})
    assert left(memory) == []


def test_a_server_that_deletes_nothing_is_told_of(clinic: Clinic) -> None:
    memory = MemoryBackend("e")
    through = memory_server(memory, PROJECT)

    def keep(seen: Seen) -> Answer:
        if seen.operation == "DeleteView":
            return Answer.errors("you may not delete views")
        return through(seen)

    done = clinic.visit(memory, keep)
    assert done.code == 1
    assert statuses(done) == {"a workspace is deleted": "failed", "a report is deleted": "failed"}
    assert len(done.json["left"]) == len(left(memory)) == 3
    assert f"the workspace {WORKSPACE} (" in done.json["left"][0]
    again = clinic.visit(memory, keep)
    assert again.code == 1
    assert "scratch views of an earlier examination cannot be removed" in again.err
    assert clinic.visit(memory).code == 0
    assert left(memory) == []


def test_a_server_that_takes_no_view_is_tried_to_the_end(clinic: Clinic) -> None:
    memory = MemoryBackend("e")
    through = memory_server(memory, PROJECT)
    done = clinic.visit(
        memory, lambda seen: Answer.errors("no room") if seen.operation == "UpsertView" else through(seen)
    )
    assert done.code == 1
    rows = {row["tried"]: row for row in done.json["rows"]}
    assert len(rows) == len(ASSUMPTIONS)
    assert "no room" in rows["a workspace is made under the name it is given"]["came"]
    assert rows["a title is kept"]["came"] == "not tried: there is no workspace"
    assert rows["a custom chart is made"]["status"] == "ok"


def test_a_refused_key_is_exit_3(clinic: Clinic) -> None:
    done = clinic.visit(MemoryBackend("e"), lambda seen: Answer(status=401))
    assert (done.code, done.out) == (3, "")
    assert "was refused" in done.err


# --- interrupted


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[tuple[Served, Front]]:
    with served(tmp_path / "elsewhere") as server, front(server.url) as standing:
        yield server, standing


@pytest.mark.parametrize("nth", [1, 2, 5, 6])
def test_ctrl_c_leaves_nothing_behind(tmp_path: Path, elsewhere: tuple[Served, Front], nth: int) -> None:
    """It comes after a write that the server carried out, and before the answer."""
    server, standing = elsewhere
    standing.faults["UpsertView", nth] = HALF_OPEN
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "wbgen.yaml").write_text(f"targets: {{t: {{entity: e, base_url: '{standing.url}'}}}}\n")
    with subprocess.Popen(
        [*COMMAND, "doctor", "--target", "t", "--yes"],
        cwd=folder,
        env=environment(folder, WANDB_API_KEY=API_KEY),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        until = time.monotonic() + PATIENCE
        while operations(server.url).get("mutation:upsertView") != nth:
            assert time.monotonic() < until
            time.sleep(0.02)
        assert views(server.url) != []
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, (out, err)
    assert standing.mutations["UpsertView"] == nth
    assert views(server.url) == []


def test_a_server_that_fails_midway_is_left_clean(tmp_path: Path, elsewhere: tuple[Served, Front]) -> None:
    server, standing = elsewhere
    for nth in (2, 3, 4):
        standing.faults["UpsertView", nth] = refused(409)
    done = doctor(tmp_path / "work", standing.url, "--yes", "--format", "json")
    assert done.code == 1
    assert statuses(done)["an update by id keeps the name"] == "failed"
    assert views(server.url) == []
