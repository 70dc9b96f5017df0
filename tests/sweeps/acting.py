"""A program that does with Ctrl-C as ``wandb agent`` does, but needs no server.

It starts a run in a process group of its own; at the first SIGINT it waits for it, at the second it sends it
SIGTERM. The run ends when there is a file ``go``, and heeds SIGTERM unless there is a file ``deaf``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from wbgen.sweeps.engine import Work
from wbgen.sweeps.path import SweepPath

RUN = """
import signal, sys, time
from pathlib import Path
def heed(number, frame):
    Path("heeded").touch()
    sys.exit(0)
signal.signal(signal.SIGTERM, signal.SIG_IGN if Path("deaf").exists() else heed)
print("run", flush=True)
while not Path("go").exists():
    time.sleep(0.02)
"""

AGENT = f"""
import os, signal, subprocess, sys
asked = 0
def ask(number, frame):
    global asked
    asked += 1
    print("asked", asked, flush=True)
    if asked == 2:
        run.terminate()
signal.signal(signal.SIGINT, ask)
run = subprocess.Popen([sys.executable, "-c", {RUN!r}], process_group=0)
told = os.environ.get("CUDA_VISIBLE_DEVICES"), os.environ["WANDB_BASE_URL"], os.environ.get("SECRET")
print(*sys.argv[1:], *told, flush=True)
run.wait()
"""

COMMAND = (sys.executable, "-c", AGENT)


def work_in(folder: Path, agents: int = 1, count: int | None = None) -> Work:
    """Work for agents in a folder, which has their logs too."""
    return Work(SweepPath("e", "p", "x1"), "http://127.0.0.1:9", agents, count, None, folder, folder)


def said(folder: Path, number: int = 1) -> str:
    """The log of an agent; empty before there is one."""
    log = folder / f"agent-{number}.log"
    return log.read_text() if log.exists() else ""
