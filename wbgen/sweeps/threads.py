"""How many threads the runs of each agent compute with."""

from __future__ import annotations

import os
from collections.abc import Mapping

#: Read by OpenMP, and so by torch, numpy and what else computes with it.
THREADS = "OMP_NUM_THREADS"


def processors() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shared(agents: int, available: int, environ: Mapping[str, str] = os.environ) -> Mapping[str, str]:
    """The variable that gives each of several agents its part of the processors, at least one.

    Else every run takes all of them, and threads wait for each other: on two busy processors a small model
    took six times the processor time. Nothing for a single agent, or where the user says how many.
    """
    if agents < 2 or THREADS in environ:
        return {}
    return {THREADS: str(max(1, available // agents))}
