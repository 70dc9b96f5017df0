"""Staying with agents while the server says nothing, or says it late."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.live import PATIENCE
from tests.waiting import until
from wbgen.cli import sweep_asking
from wbgen.cli.sweep_asking import SILENT, Asking, how_it_goes
from wbgen.cli.sweep_attend import WAITING, Calls, attend
from wbgen.errors import BackendError
from wbgen.sweeps.engine import Agent, State
from wbgen.sweeps.path import SweepPath
from wbgen.sweeps.served import Progress, ServedSweep

SWEEP = ServedSweep(SweepPath("e", "p", "s"), "id", "t", "RUNNING", None, False, 2)
DONE = Progress("FINISHED", {"finished": 2}, 2, None)


def test_a_sweep_that_is_paused_is_told() -> None:
    paused: Any = SimpleNamespace(sweep=SWEEP, progress=lambda: Progress("PAUSED", {"finished": 1}, 2, None))
    assert how_it_goes(paused) == "paused (`wbgen sweep resume e/p/s`); 1 of 2 runs tried"


class Place:
    """An engine with one agent, which ends when it is asked to."""

    name = "place"

    def __init__(self, state: State = State.RUNNING) -> None:
        self.state = state
        self.stopped: list[bool] = []

    def look(self, handles: Sequence[str]) -> list[Agent]:
        return [Agent(handle, "agent", self.state) for handle in handles]

    def stop(self, handles: Sequence[str], *, now: bool) -> None:
        self.stopped.append(now)
        self.state = State.STOPPED


class Server:
    """A server that answers when the test lets it."""

    def __init__(self) -> None:
        self.answers, self.asked = threading.Event(), threading.Event()
        self.open, self.most = 0, 0

    def progress(self) -> Progress:
        self.open += 1
        self.most = max(self.most, self.open)
        self.asked.set()
        self.answers.wait(PATIENCE)
        self.open -= 1
        return DONE


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.answers.set()


def attending(place: Any, server: Server, folder: Path, calls: Calls) -> list[Agent]:
    opened: Any = SimpleNamespace(progress=server.progress, sweep=SWEEP)
    return attend(place, ["h"], folder, opened, calls)


def beside(act: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """An act in a thread of its own, and what it returns."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(act()), daemon=True)
    thread.start()
    return thread, found


def test_ctrl_c_is_heeded_while_the_server_hangs(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, calls = Place(), Calls()
    thread, found = beside(lambda: attending(place, server, tmp_path, calls))
    assert server.asked.wait(PATIENCE)
    calls.heard(signal.SIGINT, None)
    until(lambda: place.stopped == [False])
    until(lambda: (tmp_path / "started.jsonl").exists())
    calls.heard(signal.SIGINT, None)  # nor is the last word waited for
    thread.join(PATIENCE)
    assert not server.answers.is_set()
    assert found == [[Agent("h", "agent", State.STOPPED)]]
    assert capsys.readouterr().err.splitlines() == [WAITING, f"{SILENT}; agents: 1 stopped"]
    assert server.most == 1


def test_the_last_word_is_a_new_one(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A question that was open before the end may have missed it."""
    place = Place()
    thread, found = beside(lambda: attending(place, server, tmp_path, Calls()))
    assert server.asked.wait(PATIENCE)
    place.state = State.ENDED
    until(lambda: (tmp_path / "started.jsonl").exists())
    server.asked.clear()
    server.answers.set()
    thread.join(PATIENCE)
    assert server.asked.is_set()
    assert found
    assert capsys.readouterr().err == "2 of 2 runs tried; agents: 1 ended\n"
    assert server.most == 1


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep_asking, "LAST", 0.2)
    assert attending(Place(State.ENDED), server, tmp_path, Calls())
    assert capsys.readouterr().err == f"{SILENT}; agents: 1 ended\n"


def test_a_server_that_refuses_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> Progress:
        raise BackendError("it is full")

    opened: Any = SimpleNamespace(progress=refuse, sweep=SWEEP)
    place: Any = Place(State.ENDED)
    attend(place, ["h"], tmp_path, opened, Calls())
    assert capsys.readouterr().err == "no word of the sweep: it is full; agents: 1 ended\n"


def test_questions_are_asked_one_at_a_time_and_apart(server: Server) -> None:
    asking = Asking(lambda: str(server.progress()))
    assert asking.again()
    assert asking.news() is None
    assert not asking.again(apart=0)
    server.answers.set()
    until(lambda: not asking.is_open)
    assert not asking.again(apart=PATIENCE)
    assert asking.again(apart=0)
    until(lambda: not asking.is_open)
    assert asking.news() == str(DONE)
    assert asking.news() is None
