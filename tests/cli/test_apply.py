"""``wbgen apply``: several specs, failures that stay where they are, output for programs."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.backends.scripted import Answer, ScriptedServer, Seen, memory_server, scripted_server
from tests.cli.in_the_app import rewrite
from tests.cli.test_plan import edited_in_the_app
from tests.e2e.command import COMMAND, Done, environment, project, tree, wbgen
from tests.live import PATIENCE, free_port, served
from wbgen.backends.credentials import ApiKey
from wbgen.backends.memory import MemoryBackend
from wbgen.backends.wandb import WandbBackend
from wbgen.errors import BackendError


@dataclass
class Faulty:
    """A folder whose target `t` is a server in memory that a test makes fail."""

    folder: Path
    server: ScriptedServer
    memory: MemoryBackend

    def apply(self, *arguments: str) -> Done:
        return wbgen(self.folder, "apply", "--target", "t", "--yes", *arguments, WANDB_API_KEY="k" * 40)


@pytest.fixture
def faulty(tmp_path: Path) -> Iterator[Faulty]:
    with scripted_server() as server:
        memory = MemoryBackend("e")
        server.respond = memory_server(memory)
        config = f"targets: {{t: {{entity: e, base_url: '{server.base_url}'}}}}\n"
        yield Faulty(project(tmp_path / "work", config=config), server, memory)


def test_a_failed_write_is_exit_4_and_the_rest_is_done(faulty: Faulty) -> None:
    through = memory_server(faulty.memory)

    def respond(seen: Seen) -> Answer:
        if seen.operation == "UpsertView" and seen.variables["type"] == "project-view":
            return Answer.errors("the disk is full")
        return through(seen)

    faulty.server.respond = respond
    done = faulty.apply()
    assert done.code == 4
    failed, told, created, _, summary = done.out.splitlines()[-5:]
    assert summary == "1 done, 1 failed, 0 pending.   The same command again does what is left."
    assert failed.startswith("failed     workspace default")
    assert "the disk is full" in told
    assert created.startswith("created    report overview")
    assert "Traceback" not in done.err

    result = json.loads(faulty.apply("--format", "json").out)
    assert [outcome["status"] for outcome in result["outcomes"]] == ["failed", "unchanged"]
    assert "the disk is full" in result["outcomes"][0]["message"]

    faulty.server.respond = through
    assert faulty.apply().code == 0


def test_a_server_that_rewrites_is_found_out(faulty: Faulty) -> None:
    through = memory_server(faulty.memory)

    def respond(seen: Seen) -> Answer:
        if seen.operation == "UpsertView":
            seen.variables["spec"] = seen.variables["spec"].replace("Total loss", "Lost")
        return through(seen)

    faulty.server.respond = respond
    done = faulty.apply()
    assert done.code == 4
    assert "created" not in done.out
    assert "something else than was sent" in done.out


def test_a_failure_in_one_spec_does_not_stop_the_next(faulty: Faulty) -> None:
    text = (faulty.folder / "specs" / "npt.yaml").read_text(encoding="utf-8")
    other = text.replace("guide: npt", "guide: other").replace("project: npt-multi-layer", "project: broken")
    (faulty.folder / "specs" / "a-first.yaml").write_text(other, encoding="utf-8")
    through = memory_server(faulty.memory)

    def respond(seen: Seen) -> Answer:
        if seen.operation == "UpsertModel" and seen.variables["name"] == "broken":
            return Answer.errors("no more projects")
        return through(seen)

    faulty.server.respond = respond
    done = faulty.apply()
    assert done.code == 4
    assert done.out.count("failed ") == 2
    assert done.out.count("created ") == 2
    assert "its project broken cannot be had" in done.out


def test_several_specs_at_once(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    text = (folder / "specs" / "npt.yaml").read_text(encoding="utf-8")
    (folder / "specs" / "two.yaml").write_text(text.replace("guide: npt", "guide: two"), encoding="utf-8")
    done = wbgen(folder, "apply")
    assert (done.code, done.out.count("created "), done.out.count("nothing to do")) == (0, 4, 0)
    assert len(set(done.out.split()) & {"specs/npt.yaml", "specs/two.yaml"}) == 2
    assert wbgen(folder, "plan", "--detailed-exitcode").code == 0


def test_one_wrong_spec_stops_all_before_anything_is_written(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    (folder / "specs" / "wrong.yaml").write_text("wbgen: 1\n")
    before = tree(folder)
    done = wbgen(folder, "apply")
    assert (done.code, done.out) == (1, "")
    assert "specs/wrong.yaml" in done.err
    assert tree(folder) == before


def test_json_is_all_there_is_on_stdout(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    done = wbgen(folder, "apply", "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert [outcome["status"] for outcome in done.json["outcomes"]] == ["created", "created"]
    assert all(outcome["url"].startswith("http://127.0.0.1:8086/local/") for outcome in done.json["outcomes"])
    dry = wbgen(folder, "apply", "--format", "json", "--dry-run")
    assert (dry.json["outcomes"], len(dry.json["plans"])) == ([], 1)


def test_a_conflict_is_exit_5_though_the_rest_was_applied(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    edited_in_the_app(folder)
    columns = "- title: Primary training progress\n"
    rewrite(
        folder,
        ("What each metric says", "What every metric says"),
        (columns, f"{columns}        columns: 2\n"),
    )
    done = wbgen(folder, "apply")
    assert done.code == 5
    assert "conflict   workspace default" in done.out
    assert "updated    report overview" in done.out
    again = wbgen(folder, "apply", "--overwrite", "main/npt/workspace/default")
    assert again.code == 0
    assert "what was there: " in again.out
    assert wbgen(folder, "plan", "--detailed-exitcode").code == 0


def test_a_title_with_terminal_codes_is_harmless(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    spec = folder / "specs" / "npt.yaml"
    text = spec.read_text().replace("title: Multi-layer NPT, how to read a run", r'title: "a\e[31mb\u202ec"')
    spec.write_text(text)
    done = wbgen(folder, "apply")
    assert "\x1b" not in done.out + done.err


def refusing(faulty: Faulty, *operations: str) -> None:
    """The server refuses the key for these operations from now on."""
    through = memory_server(faulty.memory)

    def respond(seen: Seen) -> Answer:
        refused = f"{seen.operation} {seen.variables.get('type', '')}".strip() in operations
        return Answer.errors("no", status=401) if refused else through(seen)

    faulty.server.respond = respond


def test_a_key_refused_after_the_first_write_is_exit_4_with_all_outcomes(faulty: Faulty) -> None:
    refusing(faulty, "UpsertView runs")
    done = faulty.apply("--format", "json")
    assert (done.code, done.err) == (4, "")
    assert [outcome["status"] for outcome in done.json["outcomes"]] == ["created", "failed"]
    assert "was refused by" in done.json["outcomes"][1]["message"]


def test_a_key_refused_before_anything_is_written_is_exit_3(faulty: Faulty) -> None:
    refusing(faulty, "UpsertModel")
    done = faulty.apply()
    assert done.code == 3
    assert (done.out.count("failed "), done.out.count("was refused by")) == (2, 2)
    written = {mutation.split()[0] for mutation in faulty.memory.mutations}
    assert written <= {"createCustomChart"}, "asked for beside the project; a chart alone changes nothing"


def test_a_backup_that_cannot_be_kept_is_an_outcome(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    edited_in_the_app(folder)
    (folder / ".wbgen" / "backups").write_text("in the way")
    spec = folder / "specs" / "npt.yaml"
    spec.write_text(spec.read_text().replace("What each metric says", "What every metric says"))
    done = wbgen(folder, "apply", "--overwrite", "workspace/default", "--format", "json")
    assert (done.code, done.err) == (4, "")
    assert [outcome["status"] for outcome in done.json["outcomes"]] == ["failed", "updated"]
    assert "nothing was overwritten" in done.json["outcomes"][0]["message"]


def test_two_applies_at_once_on_a_new_folder(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    applies = [
        subprocess.Popen(
            [*COMMAND, "apply", "--format", "json"],
            cwd=folder,
            env=environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=PATIENCE) for process in applies]
    assert [process.returncode for process in applies] == [0, 0], said
    statuses = [{outcome["status"] for outcome in json.loads(out)["outcomes"]} for out, _ in said]
    assert set.union(*statuses) <= {"created", "unchanged"}
    assert wbgen(folder, "plan", "--detailed-exitcode").code == 0


def test_messages_name_the_embedded_server_and_not_its_throw_away_port() -> None:
    key = ApiKey("k" * 40, source="x")
    backend = WandbBackend(
        f"http://127.0.0.1:{free_port()}", key, entity="e", name="the server", sleep=lambda seconds: None
    )
    with pytest.raises(BackendError, match=r"^the server refused the connection") as caught:
        backend.find_project("p")
    assert "127.0.0.1" not in caught.value.message


def test_where_to_look(tmp_path: Path) -> None:
    port = free_port()
    folder = project(tmp_path / "work", port=port)
    assert wbgen(folder, "apply").out.endswith("\nopen: wbgen serve\n")
    with served(tmp_path / "another", port):
        said = f"\nopen: wbgen serve   (port {port} now serves another folder)\n"
        assert wbgen(folder, "apply").out.endswith(said)
        with served(folder / ".wbgen") as ours:
            said = f"\nlook: {ours.url}   (the URLs above are for port {port})\n"
            assert wbgen(folder, "apply").out.endswith(said)
    with served(folder / ".wbgen", port) as ours:
        assert wbgen(folder, "apply").out.endswith(f"\nlook: {ours.url}\n")
