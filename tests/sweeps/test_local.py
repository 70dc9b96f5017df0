"""Agents of this machine: what they are given, how they are asked to leave, and that none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sweeps.acting import COMMAND, said, work_in
from tests.waiting import until
from wbgen.errors import WbgenError
from wbgen.sweeps import processes
from wbgen.sweeps.engine import State
from wbgen.sweeps.gpus import Gpus
from wbgen.sweeps.guard import stand_guard
from wbgen.sweeps.local import Local, session_of
from wbgen.sweeps.processes import handle_of, kill_session, left_of, members, pid_of
from wbgen.sweeps.threads import processors, shared


@pytest.fixture
def handles() -> Iterator[list[str]]:
    """What tests start ends with them."""
    started: list[str] = []
    yield started
    for handle in started:
        kill_session(session_of(handle))


def states(engine: Local, handles: list[str]) -> list[State]:
    return [agent.state for agent in engine.look(handles)]


def test_each_agent_has_its_gpu_its_log_and_the_server(
    tmp_path: Path, handles: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OMP_NUM_THREADS", "CUDA_DEVICE_ORDER"):
        monkeypatch.delenv(name, raising=False)
    threads = shared(2, processors())["OMP_NUM_THREADS"]
    engine = Local(gpus=Gpus(["3", "5"]), variables={"SECRET": "s3cret"}, command=COMMAND)
    work = work_in(tmp_path, agents=2, count=7)
    common = f"WANDB_BASE_URL=http://127.0.0.1:9 OMP_NUM_THREADS={threads} CUDA_DEVICE_ORDER=PCI_BUS_ID"
    lines = [f"{common} CUDA_VISIBLE_DEVICES={gpu} wandb agent --count 7 e/p/x1\n" for gpu in (3, 5)]
    assert engine.preview(work) == "".join(lines)
    assert engine.start(work, handles.append) == handles
    for number, gpu in ((1, "3"), (2, "5")):
        line = f"agent --count 7 e/p/x1 {gpu} http://127.0.0.1:9 s3cret"
        until(lambda n=number, wanted=line: wanted in said(tmp_path, n))
    assert states(engine, handles) == [State.RUNNING] * 2
    (tmp_path / "go").touch()
    until(lambda: states(engine, handles) == [State.ENDED] * 2)


def test_asked_once_an_agent_waits_for_its_run(tmp_path: Path, handles: list[str]) -> None:
    engine = Local(command=COMMAND)
    engine.start(work_in(tmp_path), handles.append)
    until(lambda: "run" in said(tmp_path))
    engine.stop(handles, now=False)
    until(lambda: "asked 1" in said(tmp_path))
    engine.stop(handles, now=False)  # asked again it would end the run: this says nothing new
    assert states(engine, handles) == [State.RUNNING]
    (tmp_path / "go").touch()
    until(lambda: states(engine, handles) == [State.STOPPED])
    assert "asked 2" not in said(tmp_path)
    assert not (tmp_path / "heeded").exists()


@pytest.mark.parametrize("asked", [False, True])
def test_now_ends_the_run_with_a_word(tmp_path: Path, handles: list[str], asked: bool) -> None:
    engine = Local(command=COMMAND)
    engine.start(work_in(tmp_path), handles.append)
    until(lambda: "run\n" in said(tmp_path))
    if asked:
        engine.stop(handles, now=False)
        until(lambda: "asked 1" in said(tmp_path))
    engine.stop(handles, now=True)
    assert states(engine, handles) == [State.STOPPED]
    assert (tmp_path / "heeded").exists()
    assert members(session_of(handles[0])) == []


def test_a_deaf_run_is_killed_and_at_once_where_nobody_waits(tmp_path: Path, handles: list[str]) -> None:
    (tmp_path / "deaf").touch()
    patient, hurried = Local(command=COMMAND, grace=0.2), Local(command=COMMAND, hurry=lambda: True)
    for engine in (patient, hurried):
        (handle,) = engine.start(work_in(tmp_path), handles.append)
        until(lambda h=handle: len(members(session_of(h))) == 2)
        engine.stop([handle], now=True)
        assert members(session_of(handle)) == []
        assert states(engine, [handle]) == [State.STOPPED]


def test_a_run_outlives_its_agent_and_is_told_itself(tmp_path: Path, handles: list[str]) -> None:
    engine = Local(command=COMMAND)
    (handle,) = engine.start(work_in(tmp_path), handles.append)
    until(lambda: "run\n" in said(tmp_path))
    os.kill(session_of(handle), signal.SIGKILL)
    until(lambda: len(members(session_of(handle))) == 1)
    assert states(engine, handles) == [State.RUNNING]
    engine.stop(handles, now=True)
    assert (tmp_path / "heeded").exists()
    assert states(engine, handles) == [State.STOPPED]


def test_another_process_sees_the_agents_and_stops_them(tmp_path: Path, handles: list[str]) -> None:
    first, other = Local(command=COMMAND), Local()
    first.start(work_in(tmp_path), handles.append)
    until(lambda: "run\n" in said(tmp_path))
    assert states(other, handles) == [State.RUNNING]
    other.stop(handles, now=True)
    assert states(other, handles) == [State.LOST]
    assert states(first, handles) == [State.ENDED]


def orphaned(folder: Path, engine: Local, handles: list[str]) -> str:
    """An agent that was killed, and its run that goes on."""
    (handle,) = engine.start(work_in(folder), handles.append)
    until(lambda: "run\n" in said(folder))
    os.kill(session_of(handle), signal.SIGKILL)
    until(lambda: len(members(session_of(handle))) == 1)
    return handle


@pytest.mark.parametrize("known", [False, True])
def test_another_process_sees_and_ends_the_run_of_a_killed_agent(
    tmp_path: Path, handles: list[str], known: bool
) -> None:
    """known: whether the process that started the agent has heard of its end, which frees its number."""
    first, other = Local(command=COMMAND), Local()
    handle = orphaned(tmp_path, first, handles)
    if known:
        assert states(first, handles) == [State.RUNNING]
    assert states(other, handles) == [State.RUNNING]
    other.stop(handles, now=True)
    assert members(session_of(handle)) == []
    assert (tmp_path / "heeded").exists()
    assert states(other, handles) == [State.LOST]


def test_what_is_in_a_session_of_the_same_number_is_no_run(
    tmp_path: Path, handles: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers begin anew with the machine: a daemon may be in a session that its parent led."""
    handle = orphaned(tmp_path, Local(command=COMMAND), handles)
    (run,) = members(session_of(handle))
    later = f"{session_of(handle)}:{int(handle_of(run).partition(':')[2]) + 1}"
    assert states(Local(), [handle, later]) == [State.RUNNING, State.LOST]
    assert left_of(handle, "WBGEN_NO_SUCH") == []
    with monkeypatch.context() as patched:
        patched.setattr(processes, "members", lambda session: [run])
        assert left_of(handle, "WANDB_BASE_URL") == [run]
        assert left_of(f"{os.getpid()}:1", "WANDB_BASE_URL") == []  # a new process has the number


def test_an_agent_that_is_over_stays_so(
    tmp_path: Path, handles: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Local(command=COMMAND)
    (handle,) = engine.start(work_in(tmp_path), handles.append)
    (tmp_path / "go").touch()
    until(lambda: states(engine, handles) == [State.ENDED])
    monkeypatch.setattr("wbgen.sweeps.local.members", lambda session: [os.getpid()])
    assert states(engine, [handle]) == [State.ENDED]


def test_a_later_process_of_the_same_number_is_no_agent() -> None:
    handle = handle_of(os.getpid())
    assert pid_of(handle) == os.getpid()
    assert pid_of(f"{os.getpid()}:1") is None
    assert Local().look([f"{os.getpid()}:1"])[0].state is State.LOST


def test_a_command_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WbgenError, match="agent 1 cannot be started"):
        Local(command=(str(tmp_path / "nothing"),)).start(work_in(tmp_path), print)


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.sweeps.acting import COMMAND, said, work_in
from tests.waiting import until
from wbgen.sweeps.gpus import Gpus
from wbgen.sweeps.guard import guarding
from wbgen.sweeps.local import Local
folder = Path(sys.argv[1])
with guarding() as guard:
    Local(command=COMMAND, guard=guard).start(work_in(folder), lambda handle: print(handle, flush=True))
    until(lambda: "run\\n" in said(folder))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_kill_9_of_wbgen_leaves_no_orphan(tmp_path: Path) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    session = session_of(killed.stdout.strip())
    until(lambda: members(session) == [])
    assert (tmp_path / "heeded").exists()


def test_the_guard_leaves_alone_what_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[list[int]] = []
    monkeypatch.setattr("wbgen.sweeps.guard.end", lambda sessions, *, asked: ended.append(sessions))
    stand_guard(["+1\n", "+2\n", "-1\n"])
    stand_guard(["+1\n", "-1\n"])
    assert ended == [[2]]


@pytest.mark.parametrize(
    "handle", ["", "x", "0:1", "-1:1", "1", "1:x", "1:1\n", "9" * 5000 + ":1", "\u0661:1"]
)
def test_what_is_no_handle_is_told_and_stops_nobody(tmp_path: Path, handles: list[str], handle: str) -> None:
    engine = Local(command=COMMAND)
    engine.start(work_in(tmp_path), handles.append)
    for act in (
        lambda: engine.look([*handles, handle]),
        lambda: engine.stop([*handles, handle], now=False),
        lambda: engine.stop([*handles, handle], now=True),
    ):
        with pytest.raises(WbgenError, match="is no process"):
            act()
    assert states(engine, handles) == [State.RUNNING]
