"""The command as a process that is killed or interrupted in the midst of its writes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.apply.small import SCENES, Scene, client, fresh
from tests.apply.test_threads import many
from tests.e2e.command import COMMAND, environment, wbgen
from tests.fronts import CLOSED, TIMEOUT, Front, Which, front
from tests.live import API_KEY, PATIENCE, Served
from tests.waiting import read_until, until
from wbgen.apply.journal import unfinished
from wbgen.backends.base import ViewType

NewEntity = Callable[[], str]

#: Processes at a time.
AT_ONCE = 2

#: When an apply of each scene dies, and whether the server carries that request out. What a first apply
#: reads and prepares is killed as well; where something is there already, the writes are told apart.
DEATHS: dict[str, list[tuple[Which, bool]]] = {
    "fresh": [(number, True) for number in range(1, 18)] + [(("UpsertView", nth), False) for nth in (1, 3)],
    "changed": [(("UpsertView", nth), acts) for nth in (1, 2, 3) for acts in (True, False)],
}


def folder_of(scene: Scene, url: str) -> Path:
    """A folder with the specs of a scene, whose target is the server behind a front."""
    (scene.folder / "specs").mkdir(parents=True)
    for spec in scene.specs:
        (scene.folder / "specs" / f"{spec['guide']}.yaml").write_text(json.dumps(spec))
    target = {"entity": scene.direct.entity, "base_url": url}
    (scene.folder / "wbgen.yaml").write_text(json.dumps({"targets": {"team": target}}))
    return scene.folder


@contextmanager
def applying(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A `wbgen apply` process, which nobody can answer."""
    with subprocess.Popen(
        [*COMMAND, "apply", "--target", "team", "--yes"],
        cwd=folder,
        env=environment(folder, WANDB_API_KEY=API_KEY),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def run_until(folder: Path, before: Front, which: Which, number: signal.Signals) -> tuple[int, str, str]:
    """The exit code and the output of an apply that is sent a signal when a request comes by."""
    running: list[subprocess.Popen[str]] = []
    before.hooks[which] = lambda: os.kill(running[0].pid, number)
    with applying(folder) as process:
        running.append(process)
        out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def kill(server: Served, entity: str, name: str, folder: Path, which: Which, *, acts: bool) -> None:
    """An apply dies as a request comes by, which the server carries out or not; a rerun converges."""
    scene = SCENES[name](server.url, entity, folder)
    held = scene.held()
    with front(server.url) as before:
        folder_of(scene, before.url)
        if not acts:
            before.faults[which] = CLOSED
        code, _, err = run_until(folder, before, which, signal.SIGKILL)
        assert (code, err) == (-signal.SIGKILL, "")
    written = [record for place, record in scene.held().items() if held.get(place) != record]
    named = unfinished(folder / ".wbgen")
    addresses = {view.address for made in scene.made for view in made.views}
    assert addresses.issuperset(named)
    for record in written:
        assert any(address in record.description for address in named), "the journal names what was cut off"
    scene.converge()
    scene.direct.close()


@pytest.mark.long
@pytest.mark.parametrize("name", SCENES)
def test_killed_at_every_request(server: Served, new_entity: NewEntity, tmp_path: Path, name: str) -> None:
    def run(case: tuple[Which, bool]) -> None:
        which, acts = case
        entity = new_entity()
        kill(server, entity, name, tmp_path / entity, which, acts=acts)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(run, DEATHS[name]))


#: Views of which most are still to be made when the twentieth comes by, however slowly they are answered.
VIEWS = 200


def with_many(server: Served, entity: str, folder: Path) -> Scene:
    """A spec of so many views."""
    spec: dict[str, Any] = many(VIEWS)
    return Scene(client(server.url, entity), [spec], folder)


def test_ctrl_c_in_the_middle_of_many_views(server: Served, new_entity: NewEntity, tmp_path: Path) -> None:
    scene = with_many(server, new_entity(), tmp_path)
    with front(server.url, latency=0.1) as before:
        folder = folder_of(scene, before.url)
        code, out, _ = run_until(folder, before, ("UpsertView", 20), signal.SIGINT)
        done = re.findall(r"^created .*?(\w+) +http", out, re.MULTILINE)
        pending = re.findall(r"^pending .*?(\w+) +http", out, re.MULTILINE)
        assert code == 130
        assert len(done) >= 20
        assert pending
        assert sorted(done + pending) == [f"w{n:03}" for n in range(VIEWS)]
        assert len(scene.direct.list_views("p", ViewType.WORKSPACE)) == len(done)
        assert unfinished(folder / ".wbgen") == ()
        before.latency = 0
        again = wbgen(folder, "apply", "--target", "team", "--yes", WANDB_API_KEY=API_KEY)
    assert (again.code, again.out.count("\ncreated ")) == (0, len(pending))
    scene.converge()


def test_ctrl_c_again_ends_at_once(server: Served, new_entity: NewEntity, tmp_path: Path) -> None:
    scene = fresh(server.url, new_entity(), tmp_path)
    with front(server.url) as before:
        folder = folder_of(scene, before.url)
        for nth in range(1, 5):
            before.faults["UpsertView", nth] = TIMEOUT
        arrived: list[int] = []
        before.hooks["UpsertView", 1] = lambda: arrived.append(1)
        with applying(folder) as process:
            # The client waits a minute for an answer.
            until(lambda: arrived)
            process.send_signal(signal.SIGINT)
            read_until(process.stderr, "what was begun is ended first")
            process.send_signal(signal.SIGINT)
            assert process.stderr
            assert process.stderr.read().endswith("interrupted\n")
            assert process.wait(PATIENCE) == 130
    assert unfinished(folder / ".wbgen")
    scene.converge()
