"""A run of apply: its journal, its progress, what it says when it was stopped, markers that are behind."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backends.scripted import Answer, Seen, memory_server, scripted_server
from tests.cli.in_the_app import edit, held, open_first, rewrite
from tests.cli.test_apply import Faulty
from tests.e2e.command import COMMAND, environment, project, wbgen
from tests.live import PATIENCE
from tests.waiting import read_until
from wbgen.backends.base import ViewInput, ViewType
from wbgen.backends.memory import MemoryBackend


@pytest.fixture
def faulty(tmp_path: Path) -> Iterator[Faulty]:
    """A folder with a spec of seven workspaces, whose target `t` a test makes fail."""
    with scripted_server() as server:
        memory = MemoryBackend("e")
        server.respond = memory_server(memory)
        config = f"targets: {{t: {{entity: e, base_url: '{server.base_url}'}}}}\n"
        folder = project(tmp_path / "work", config=config)
        views = "\n".join(f"  w{n}: {{title: W{n}, sections: []}}" for n in range(7))
        head = "wbgen: 1\nguide: g\ntitle: G\nproject: p\nmetrics: []\nworkspaces:\n"
        (folder / "specs" / "npt.yaml").write_text(head + views + "\n")
        yield Faulty(folder, server, memory)


def journals(folder: Path) -> list[Path]:
    return sorted((folder / ".wbgen" / "journal").glob("*.jsonl"))


def lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_run_that_writes_keeps_a_journal(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    assert wbgen(folder, "plan").code == 0
    assert journals(folder) == []
    assert wbgen(folder, "apply").code == 0
    (path,) = journals(folder)
    assert sorted(line["state"] for line in lines(path)) == [
        *("began", "began", "created", "created", "opened")
    ]
    assert wbgen(folder, "apply").code == 0
    assert journals(folder) == [path], "nothing was to be done"


def test_a_run_that_was_cut_off_is_noted_until_one_is_not(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    assert wbgen(folder, "apply").code == 0
    (path,) = journals(folder)
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:3]) + '{"address": "ma')
    for verb in ("plan", "apply"):
        done = wbgen(folder, verb)
        assert done.code == 0
        assert "in the midst of writing main/npt/report/overview, main/npt/workspace/default" in done.err
    assert wbgen(folder, "plan").err == ""


def test_ctrl_c_lets_end_what_was_begun_and_tells_the_rest(faulty: Faulty) -> None:
    through = memory_server(faulty.memory)
    begun, go_on = threading.Event(), threading.Event()

    def respond(seen: Seen) -> Answer:
        if seen.operation == "UpsertView":
            begun.set()
            go_on.wait(PATIENCE)
        return through(seen)

    faulty.server.respond = respond
    more = "\n".join(f"  x{n}: {{title: X{n}, sections: []}}" for n in range(60))
    spec = faulty.folder / "specs" / "npt.yaml"
    spec.write_text(spec.read_text() + more + "\n")
    process = subprocess.Popen(
        [*COMMAND, "apply", "--target", "t", "--yes"],
        cwd=faulty.folder,
        env=environment(faulty.folder, WANDB_API_KEY="k" * 40),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert begun.wait(PATIENCE)
    process.send_signal(signal.SIGINT)
    assert process.stdout
    assert process.stderr
    err = read_until(process.stderr, "what was begun is ended first")
    go_on.set()
    out, err = process.stdout.read(), err + process.stderr.read()
    process.wait(PATIENCE)
    assert (process.returncode, "Traceback" in err) == (130, False), (out, err)
    found = re.search(r"^(\d+) done, 0 failed, (\d+) pending\.", out, re.MULTILINE)
    assert found, (out, err)
    assert int(found[1]) + int(found[2]) == 67
    assert out.count("pending    workspace") == int(found[2])
    assert faulty.apply().code == 0, "the same command again does what is left"


def test_progress_is_told_on_a_terminal_only(faulty: Faulty) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.run(
        [*COMMAND, "apply", "--target", "t", "--yes"],
        cwd=faulty.folder,
        env=environment(faulty.folder, WANDB_API_KEY="k" * 40),
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=False,
    )
    os.close(theirs)
    told = os.read(ours, 10_000).decode()
    os.close(ours)
    assert process.returncode == 0
    assert told.replace("\r\n", "\n").startswith("\r1 of 7 written\r2 of 7")
    assert told.rstrip().endswith("7 of 7 written")
    rewrite(faulty.folder, ("title: W1", "title: V1"))
    assert faulty.apply().err == ""


def marker_is_behind(folder: Path) -> None:
    """Code and a person make the same change, so that only the marker differs from what would be written."""
    assert wbgen(folder, "apply").code == 0
    edit(folder, open_first)
    rewrite(
        folder,
        ("- title: Primary training progress\n", "- title: Primary training progress\n        open: false\n"),
    )


def test_a_marker_that_is_behind_is_brought_up_quietly(tmp_path: Path) -> None:
    folder = project(tmp_path / "work")
    marker_is_behind(folder)
    before = held(folder)[0]["description"]
    plan = wbgen(folder, "plan", "--detailed-exitcode", "--format", "json")
    assert plan.code == 0, "nothing that people see is to be done"
    (change, _) = plan.json["plans"][0]["changes"]
    assert (change["action"], change["renews_marker"]) == ("no-op", True)
    done = wbgen(folder, "apply")
    assert (done.code, "unchanged  workspace default" in done.out) == (0, True)
    assert held(folder)[0]["description"] != before


def test_no_marker_alone_is_written_where_others_look(faulty: Faulty) -> None:
    assert faulty.apply().code == 0
    views = faulty.memory.list_views("p", ViewType.WORKSPACE)
    record = next(view for view in views if view.display_name == "W0")
    faulty.memory.put_view(
        "p", ViewInput(record.type, record.name, "Both", record.description, record.spec, record.id)
    )
    rewrite(faulty.folder, ("title: W0", "title: Both"))
    before = list(faulty.memory.mutations)
    unasked = wbgen(faulty.folder, "apply", "--target", "t", WANDB_API_KEY="k" * 40)
    assert (unasked.code, faulty.memory.mutations) == (0, before)
    assert faulty.apply().code == 0
    assert faulty.memory.mutations == [*before, f"upsertView p/{record.name}"]
