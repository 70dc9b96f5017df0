"""Plans sweeps from what a server holds, and carries such plans out, one after the other.

A sweep costs what its runs cost, so that nothing is made twice: what the server holds is read again before
each write, and found by markers, never by position. A new sweep is made before the one it replaces ends;
where that is cut off, the next plan ends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from wbgen.apply.outcome import Status
from wbgen.apply.same_moment import first_of, settled, take_back
from wbgen.backends.base import Backend, SweepStore
from wbgen.errors import AuthError, WbgenError
from wbgen.plan import Plan
from wbgen.plan.sweeps import (
    Pace,
    SweepAction,
    SweepChange,
    WantedSweep,
    decide_sweep,
    estimate_of,
    find_sweep,
    pace_of,
)
from wbgen.plan.sweeps.found import marker_of
from wbgen.spec.diagnostics import listed
from wbgen.views.marker import write_marker
from wbgen.views.sweep_records import SweepActivity, SweepInput, SweepRecord, SweepRun, SweepState

CARRIED_OUT = {
    SweepAction.CREATE: Status.CREATED,
    SweepAction.UPDATE: Status.UPDATED,
    SweepAction.REPLACE: Status.REPLACED,
    SweepAction.STOP: Status.UPDATED,
    SweepAction.NO_OP: Status.UNCHANGED,
    SweepAction.CONFLICT: Status.CONFLICT,
}


@dataclass(frozen=True, slots=True)
class SweepOutcome:
    """What became of a change. sweep: as the server holds it now, where it does."""

    change: SweepChange
    status: Status
    sweep: SweepRecord | None = None
    message: str = ""
    refused: bool = False


#: The outcomes of sweeps, each with the plan that it is of.
Made: TypeAlias = Sequence[tuple[Plan, SweepOutcome]]


def plan_sweeps(
    store: SweepStore, project: str, wanted: Sequence[WantedSweep], minutes: float | None = None
) -> tuple[SweepChange, ...]:
    """What is to be done with the sweeps of a project, from what the server holds. Reads only.

    minutes: of a run, as a person says; None to have past runs tell. Raises WbgenError where the server
    cannot be read.
    """
    if not wanted:
        return ()
    records = store.list_sweeps(project)
    past = store.past_runs(project) if minutes is None else ()
    said = Pace(minutes) if minutes is not None else None
    return tuple(plan_sweep(store, project, one, records, past, said) for one in wanted)


def plan_sweep(
    store: SweepStore,
    project: str,
    wanted: WantedSweep,
    records: Sequence[SweepRecord],
    past: Sequence[SweepRun] = (),
    said: Pace | None = None,
) -> SweepChange:
    """What is to be done with one sweep. records: all of the project."""
    found = find_sweep(wanted.address, settled(store, project, wanted, records))
    activity = SweepActivity()
    asks = wanted.prior_runs or any(marker_of(one).digest != wanted.digest for one in found.current)
    if len(found.current) == 1 and asks:
        activity = store.read_activity(project, found.current[0].name)
    pace = said or pace_of(wanted, past, activity.runs)
    return decide_sweep(wanted, found, activity, estimate_of(wanted, pace))


def apply_sweeps(changes: Sequence[SweepChange], backend: Backend, project: str) -> tuple[SweepOutcome, ...]:
    """Do what was planned, and say what came of each; a failure stops only the sweep it concerns."""
    outcomes = []
    for change in changes:
        try:
            outcomes.append(apply_sweep(change, backend, project))
        except WbgenError as error:
            refused = isinstance(error, AuthError)
            outcomes.append(SweepOutcome(change, Status.FAILED, change.existing, error.message, refused))
    return tuple(outcomes)


def apply_sweep(change: SweepChange, backend: Backend, project: str) -> SweepOutcome:
    """Do what was planned with one sweep, if the server is still as the plan saw it."""
    if not change.writes:
        return SweepOutcome(change, CARRIED_OUT[change.action], change.existing, change.reason)
    store = backend.sweeps
    now = plan_sweep(store, project, change.wanted, store.list_sweeps(project))
    if now.action is SweepAction.NO_OP:
        return SweepOutcome(change, Status.UNCHANGED, now.existing, "the server holds just this already")
    if (now.action, now.existing, now.carried) != (change.action, change.existing, change.carried):
        message = now.reason if now.action is SweepAction.CONFLICT else "it was changed since"
        return SweepOutcome(change, Status.CONFLICT, now.existing, f"{message}; plan again")
    if now.action is SweepAction.CREATE:
        backend.create_project(project)
    written = change.existing if change.action is SweepAction.STOP else put(store, project, change)
    if written and change.action in (SweepAction.CREATE, SweepAction.REPLACE):
        first = first_of(store, project, change.wanted, written)
        if first.name != written.name:
            take_back(store, project, change.wanted, written, first)
            return SweepOutcome(change, Status.UNCHANGED, first, taken_back(change, written))
    for old in change.stops:
        store.set_sweep_state(project, old, SweepState.FINISHED)
    return verified(change, store, project, written)


def put(store: SweepStore, project: str, change: SweepChange) -> SweepRecord:
    """Write the sweep itself: a new one, or the one that is there."""
    assert change.marker is not None
    new = change.action is not SweepAction.UPDATE
    return store.put_sweep(
        project,
        SweepInput(
            change.wanted.title,
            write_marker(change.wanted.about, change.marker),
            None if change.words_only else change.wanted.text,
            None if new or change.existing is None else change.existing.id,
            change.carried if new else (),
        ),
    )


def taken_back(change: SweepChange, written: SweepRecord) -> str:
    """In words, that another command was first."""
    runs = f"; {listed(change.carried)} may have gone along with {written.name}" if change.carried else ""
    return f"another command made it at the same moment; that one stays, and {written.name} ended{runs}"


def verified(
    change: SweepChange, store: SweepStore, project: str, written: SweepRecord | None
) -> SweepOutcome:
    """The outcome of a change that was sent, by what the server holds now."""
    found = find_sweep(change.address, store.list_sweeps(project))
    held = next((one for one in found.current if written and one.name == written.name), None)
    if held is None:
        problem = "the server took the sweep, but does not show it with wbgen's marker"
    elif any(marker_of(one).digest != marker_of(held).digest for one in found.current):
        problem = "another apply made a sweep of the same address meanwhile; plan shows both"
    elif still := found.running_on:
        problem = f"the server took the end of {still[0].name}, and still shows it as {still[0].state}"
    else:
        return SweepOutcome(change, CARRIED_OUT[change.action], held, change.reason)
    return SweepOutcome(change, Status.FAILED, held, problem)
