"""Sweeps in memory, with the semantics of a server: for tests, and to plan against nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wbgen.errors import BackendError
from wbgen.views.sweep_records import SweepActivity, SweepInput, SweepRecord, SweepRun, SweepState


class MemorySweeps:
    """The SweepStore protocol in memory.

    runs, agents: of each sweep by its name, as tests say.  past: runs of a project.
    """

    def __init__(self, mutations: list[str], exists: Callable[[str], bool]) -> None:
        self.runs: dict[str, list[SweepRun]] = {}
        self.agents: dict[str, list[str]] = {}
        self.past: dict[str, list[SweepRun]] = {}
        self._mutations = mutations
        self._exists = exists
        self._sweeps: dict[str, tuple[str, SweepRecord]] = {}  # by id: the project, the sweep

    def list_sweeps(self, project: str) -> tuple[SweepRecord, ...]:
        """All sweeps of a project, in the order they were made."""
        return tuple(
            replace(sweep, runs=len(self.runs.get(sweep.name, ())))
            for home, sweep in self._sweeps.values()
            if home == project
        )

    def read_activity(self, project: str, sweep: str) -> SweepActivity:
        """The runs of a sweep, and the agents at work."""
        return SweepActivity(tuple(self.runs.get(sweep, ())), tuple(self.agents.get(sweep, ())))

    def past_runs(self, project: str) -> tuple[SweepRun, ...]:
        """The runs of a project that came to their own end."""
        return tuple(run for run in self.past.get(project, ()) if run.finished)

    def put_sweep(self, project: str, sweep: SweepInput) -> SweepRecord:
        """Create or change; prior runs leave the sweeps they were in."""
        self._mutations.append(f"upsertSweep {project}/{sweep.id or 'new'}")
        if not self._exists(project):
            raise BackendError(f"memory refused: no project {project}")
        if sweep.id is None:
            number = len(self._sweeps) + 1
            made = f"2026-01-01T00:00:00.{number:06}Z"
            record = SweepRecord(f"sweep-{number}", f"s{number}", "", "PENDING", "", "", created_at=made)
            self.runs[record.name] = self._taken(sweep.prior_runs)
        elif sweep.id in self._sweeps:
            record = self._sweeps[sweep.id][1]
        else:
            raise BackendError(f"memory refused: no sweep {sweep.id}")
        config = record.config if sweep.config is None else sweep.config
        return self._keep(
            project,
            replace(record, display_name=sweep.display_name, description=sweep.description, config=config),
        )

    def set_sweep_state(self, project: str, sweep: SweepRecord, state: SweepState) -> SweepRecord:
        """Have a sweep run on, pause or end."""
        self._mutations.append(f"upsertSweep {project}/{sweep.id} {state}")
        return self._keep(project, replace(self._sweeps[sweep.id][1], state=state.value))

    def _keep(self, project: str, record: SweepRecord) -> SweepRecord:
        self._sweeps[record.id] = (project, record)
        return replace(record, runs=len(self.runs.get(record.name, ())))

    def _taken(self, names: tuple[str, ...]) -> list[SweepRun]:
        taken = []
        for held in self.runs.values():
            taken += [run for run in held if run.name in names]
            held[:] = [run for run in held if run.name not in names]
        return taken
