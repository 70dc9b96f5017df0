"""Strangers' charts in a process of their own: any of them may take all time and memory, or end Vega."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from pathlib import Path
from threading import Lock, Timer
from typing import Any, Literal

#: Starts the process. ``-P``: nothing is imported from beside the script, nor from where it is started.
COMMAND = (sys.executable, "-P", str(Path(__file__).with_name("apart_child.py")))

#: Seconds that one chart may take.
PATIENCE = 20.0


class Apart:
    """A process that draws one chart after the other, for any number of threads.

    It starts with the first chart, and anew after one that it had to be ended for.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.process: subprocess.Popen[str] | None = None

    def ask(self, do: Literal["svg", "check"], spec: str, config: dict[str, Any] | None = None) -> str:
        """The SVG of a chart, or nothing where it is only checked.

        spec: its JSON.  Raises ValueError with Vega's reason, or with that it was given up on.
        """
        question = json.dumps({"do": do, "spec": spec, "config": config})
        with self.lock:
            told = self.answered(question)
        if not told:
            raise ValueError(f"it takes more than {PATIENCE:.0f} seconds, or too much memory")
        answer: dict[str, str] = json.loads(told)
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer["svg"]

    def answered(self, question: str) -> str:
        """The answer to a question; empty where the process ended, or had to be, before it gave one."""
        process = self.process = self.process or started()
        late: list[None] = []

        def give_up() -> None:
            late.append(None)
            process.kill()

        told, timer = "", Timer(PATIENCE, give_up)
        timer.start()
        try:
            assert process.stdin
            assert process.stdout
            process.stdin.write(question + "\n")
            process.stdin.flush()
            told = process.stdout.readline()
        except OSError:
            pass  # it has ended
        finally:
            timer.cancel()
            timer.join()
            if late or not told.endswith("\n"):
                self.end()
        return told if told.endswith("\n") else ""

    def end(self) -> None:
        """End the process, if there is one."""
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.communicate()


def started() -> subprocess.Popen[str]:
    """The process."""
    return subprocess.Popen(
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )


#: The one that this process has.
APART = Apart()
atexit.register(APART.end)
