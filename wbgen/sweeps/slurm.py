"""Agents on a cluster under SLURM: an array job whose tasks are agents for one run each.

A preempted task is requeued by SLURM and asks for a run anew. What becomes of the run it had is the server's
business: see docs/sweeps.md.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from wbgen.errors import WbgenError
from wbgen.sweeps.engine import Agent, State, Work
from wbgen.sweeps.slurm_script import Order, script_of

SCRIPT = "agents.sh"
#: Seconds that SLURM has to answer.
PATIENCE = 120

JOB = re.compile(r"(\d+)(?:;[\w.-]+)?\Z", re.ASCII)
#: What ``sacct`` speaks of where SLURM keeps no accounts; where there is no ``sacct``, there are none either.
NO_ACCOUNTS = "accounting"
#: Tasks that wait, as one: ``12_[3-9%2]``.
SEVERAL = re.compile(r"\d+_\[(.+?)(?:%\d+)?\]\Z", re.ASCII)

#: What SLURM calls the states of a task; any other one is that of a task that runs.
STATES = {
    "PENDING": State.WAITING,
    "REQUEUED": State.WAITING,
    "REQUEUE_HOLD": State.WAITING,
    "REQUEUE_FED": State.WAITING,
    "PREEMPTED": State.WAITING,
    "SUSPENDED": State.WAITING,
    "COMPLETED": State.ENDED,
    "CANCELLED": State.STOPPED,
    "REVOKED": State.STOPPED,
    "BOOT_FAIL": State.FAILED,
    "DEADLINE": State.FAILED,
    "FAILED": State.FAILED,
    "NODE_FAIL": State.FAILED,
    "OUT_OF_MEMORY": State.FAILED,
    "TIMEOUT": State.FAILED,
}


class Slurm:
    """The engine ``slurm``. A handle is the number of an array job, and stands for all its tasks."""

    name = "slurm"

    def __init__(self, order: Order | None = None, places: Iterable[Path] = ()) -> None:
        """order: what to ask for.  places: folders of templates, the first wins."""
        self._order = order or Order()
        self._places = list(places)

    def preview(self, work: Work) -> str:
        """The script, as it would be submitted."""
        return script_of(work, self._order, self._places)

    def start(self, work: Work, started: Callable[[str], None]) -> Sequence[str]:
        """Submit the script, which is kept beside the logs."""
        file = work.logs / SCRIPT
        file.write_text(self.preview(work), encoding="utf-8", newline="\n")
        said = run("sbatch", "--parsable", str(file)).strip()
        found = JOB.match(said.splitlines()[-1] if said else "")
        if found is None:
            raise WbgenError(f"sbatch did not tell the number of a job: {said[:200]!r}")
        started(found[1])
        return [found[1]]

    def look(self, handles: Sequence[str]) -> list[Agent]:
        """The tasks of the jobs: those SLURM still knows, and where accounts are kept all there were."""
        return [
            Agent(job, f"task {task}", state_of(word)) for job in handles for task, word in tasks(job).items()
        ]

    def stop(self, handles: Sequence[str], *, now: bool) -> None:
        """Cancel the tasks that wait; now: those that run as well."""
        if handles:
            run("scancel", *([] if now else ["--state=PENDING"]), *handles)


def tasks(job: str) -> dict[str, str]:
    """The tasks of a job with their states; the queue knows better than the accounts."""
    found = dict([*accounted(job), *queued(job)])
    if len(found) > 1:
        found.pop(job, None)  # not a task, but what is left of an array whose waiting tasks were cancelled
    return found


def accounted(job: str) -> list[tuple[str, str]]:
    """The tasks that SLURM's accounts know, with their states; none where it keeps none."""
    arguments = ("--noheader", "--parsable2", "--allocations", "--format=JobID,State", f"--jobs={job}")
    return rows(run("sacct", *arguments, missing=NO_ACCOUNTS))


def queued(job: str) -> list[tuple[str, str]]:
    """The tasks in the queue, and those that left it some minutes ago (SLURM's ``MinJobAge``)."""
    arguments = ("--noheader", "--array", "--states=all", "--format=%i|%T", f"--jobs={job}")
    return rows(run("squeue", *arguments, missing="Invalid job id"))


def rows(said: str) -> list[tuple[str, str]]:
    """Pairs of a task and its state, from lines ``12_3|RUNNING``. Tasks told as one are taken apart."""
    pairs = [line.strip().partition("|")[::2] for line in said.splitlines() if "|" in line]
    return [(task, word) for name, word in pairs for task in apart(name)]


def apart(name: str) -> list[str]:
    """The tasks of ``12_[3-5,9%2]``; one name stands for itself."""
    found = SEVERAL.match(name)
    if found is None:
        return [name]
    job, tasks = name.partition("_")[0], []
    for part in found[1].split(","):
        first, _, last = part.partition("-")
        tasks += [f"{job}_{number}" for number in range(int(first), int(last or first) + 1)]
    return tasks


def state_of(word: str) -> State:
    """The state that SLURM's word means (``CANCELLED by 1000``)."""
    return STATES.get(word.split(" ")[0].rstrip("+"), State.RUNNING)


def run(program: str, *arguments: str, missing: str | None = None) -> str:
    """What one of SLURM's programs prints. Raises WbgenError where it is not there, or fails.

    missing: a part of what it says where there is nothing to tell; its failure is no error then.
    """
    try:
        done = subprocess.run(
            [program, *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except FileNotFoundError:
        if missing == NO_ACCOUNTS:
            return ""
        message, cure = f"there is no {program} here", "run it on a node that submits to SLURM"
        raise WbgenError(message, cure=cure) from None
    except subprocess.TimeoutExpired:
        raise WbgenError(f"{program} has not answered for {PATIENCE} s") from None
    if done.returncode == 0:
        return done.stdout
    if missing is not None and missing in done.stderr:
        return ""
    said = " ".join(done.stderr.split())[:300]
    raise WbgenError(f"{program} failed: {said or f'it ended with {done.returncode}'}")
