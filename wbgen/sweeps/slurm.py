"""Agents on a cluster under SLURM: an array job whose tasks are agents for one run each, or a few.

A preempted task is requeued by SLURM and asks for a run anew. What becomes of the run it had is the server's
business: see docs/sweeps.md.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from wbgen.errors import WbgenError
from wbgen.sweeps.engine import Agent, State, Work
from wbgen.sweeps.slurm_script import MOST_TASKS, Order, script_of

SCRIPT = "agents.sh"
#: Seconds that SLURM has to answer.
PATIENCE = 120

JOB = re.compile(r"(\d+)(?:;[\w.-]+)?\Z", re.ASCII)
NUMBER = re.compile(r"\d{1,10}\Z", re.ASCII)
#: What ``sacct`` speaks of where SLURM keeps no accounts; where there is no ``sacct``, there are none either.
NO_ACCOUNTS = "accounting"
#: What SLURM says of a job that it does not know, or knows no more.
NO_JOB = "Invalid job id"
#: Tasks that wait, as one: ``12_[0-20:10,23%2]``; and a part of the list.
SEVERAL = re.compile(r"(\d+)_\[(.+?)(?:%\d+)?\]\Z", re.ASCII)
PART = re.compile(r"(\d{1,7})(?:-(\d{1,7})(?::([1-9]\d{0,6}))?)?\Z", re.ASCII)
#: Without it, SLURM cuts such a list after 64 characters.
WHOLE_LISTS = {"SLURM_BITSTR_LEN": "0"}
#: A line of ``scontrol show config``: the most tasks that an array may have, counted from 0.
LIMIT = re.compile(r"^MaxArraySize\s*=\s*(\d{1,9})\s*$", re.ASCII | re.MULTILINE)

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

    def __init__(
        self,
        order: Order | None = None,
        places: Iterable[Path] = (),
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """order: what to ask for.  places: folders of templates, the first wins.

        variables: for the tasks, over those of this process, which sbatch passes on: the API key.
        """
        self._order = order or Order()
        self._places = list(places)
        self._variables = dict(variables or {})

    def preview(self, work: Work) -> str:
        """The script, as it would be submitted."""
        return script_of(work, self._order, self._places, most_tasks())

    def start(self, work: Work, started: Callable[[str], None]) -> Sequence[str]:
        """Submit the script, which is kept beside the logs."""
        file = work.logs / SCRIPT
        file.write_text(self.preview(work), encoding="utf-8", newline="\n")
        said = run("sbatch", "--parsable", str(file), variables=self._variables).strip()
        found = JOB.match(said.splitlines()[-1] if said else "")
        if found is None:
            raise WbgenError(f"sbatch did not tell the number of a job: {said[:200]!r}")
        started(found[1])
        return [found[1]]

    def look(self, handles: Sequence[str]) -> list[Agent]:
        """The tasks of the jobs: those SLURM still knows, and where accounts are kept all there were."""
        jobs = checked(handles)
        return [
            Agent(job, f"task {task}", state_of(word)) for job in jobs for task, word in tasks(job).items()
        ]

    def stop(self, handles: Sequence[str], *, now: bool) -> None:
        """Cancel the tasks that wait; now: those that run as well. What SLURM has forgotten is over."""
        for job in checked(handles):
            run("scancel", *([] if now else ["--state=PENDING"]), job, missing=NO_JOB)


def checked(handles: Sequence[str]) -> Sequence[str]:
    """The numbers of jobs, as a file has kept them. Raises WbgenError where one is none."""
    for handle in handles:
        if not NUMBER.match(handle):
            raise WbgenError(f"{handle[:80]!r} is no job of SLURM's")
    return handles


def most_tasks() -> int:
    """The most tasks that an array may have here; SLURM's own default where it does not say."""
    try:
        found = LIMIT.search(run("scontrol", "show", "config"))
    except WbgenError:  # a dry run needs no SLURM, and sbatch says by itself what is wrong
        return MOST_TASKS
    return max(1, int(found[1])) if found else MOST_TASKS


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
    return rows(run("squeue", *arguments, missing=NO_JOB))


def rows(said: str) -> list[tuple[str, str]]:
    """Pairs of a task and its state, from lines ``12_3|RUNNING``. Tasks told as one are taken apart."""
    pairs = [line.strip().partition("|")[::2] for line in said.splitlines() if "|" in line]
    return [(task, word) for name, word in pairs for task in apart(name)]


def apart(name: str) -> list[str]:
    """The tasks of ``12_[3-5,9%2]``; one name stands for itself, as does a list that cannot be read."""
    found = SEVERAL.match(name)
    parts = [PART.match(part) for part in found[2].split(",")] if found else []
    if found is None or None in parts:
        return [name]
    spans = (range(int(part[1]), int(part[2] or part[1]) + 1, int(part[3] or 1)) for part in parts if part)
    return [f"{found[1]}_{number}" for span in spans for number in span]


def state_of(word: str) -> State:
    """The state that SLURM's word means (``CANCELLED by 1000``)."""
    return STATES.get(word.split(" ")[0].rstrip("+"), State.RUNNING)


def run(
    program: str, *arguments: str, missing: str | None = None, variables: Mapping[str, str] | None = None
) -> str:
    """What one of SLURM's programs prints. Raises WbgenError where it is not there, or fails.

    missing: a part of what it says where there is nothing to tell; its failure is no error then.
    variables: for it, over those of this process.
    """
    try:
        done = subprocess.run(
            [program, *arguments],
            env={**os.environ, **WHOLE_LISTS, **(variables or {})},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
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
