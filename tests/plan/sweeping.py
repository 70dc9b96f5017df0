"""Planning and applying one sweep on a server in memory."""

from __future__ import annotations

from typing import Any

from wbgen.apply import Status
from wbgen.apply.sweeps import apply_sweeps, plan_sweeps
from wbgen.backends.memory import MemoryBackend
from wbgen.plan.sweeps import SweepChange, WantedSweep
from wbgen.views.sweep_records import SweepRecord, SweepRun

ADDRESS = "main/g/sweep/lr"
GRID = {"method": "grid", "program": "train.py", "parameters": {"lr": {"values": [1, 2]}}}


def wanted(values: list[Any] | None = None, title: str = "T", **more: Any) -> WantedSweep:
    config = {**GRID, "parameters": {"lr": {"values": values or [1, 2]}}, **more}
    return WantedSweep(ADDRESS, title, "About it.", config)


def plan(backend: MemoryBackend, sweep: WantedSweep, minutes: float | None = None) -> SweepChange:
    (change,) = plan_sweeps(backend.sweeps, "p", [sweep], minutes)
    return change


def apply(backend: MemoryBackend, sweep: WantedSweep) -> Status:
    (outcome,) = apply_sweeps([plan(backend, sweep)], backend, "p")
    return outcome.status


def held(backend: MemoryBackend) -> list[SweepRecord]:
    return list(backend.sweeps.list_sweeps("p"))


def run(name: str, state: str = "finished", minutes: float | None = None, **config: Any) -> SweepRun:
    return SweepRun(name, state, config, minutes)
