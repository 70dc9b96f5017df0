"""What has become of the runs that agents were given."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from wbgen.server.automations.evaluation import on_state
from wbgen.server.store.agents import ACTIVE, LOST, OVER, Agent, Trial
from wbgen.server.store.runs import ALIVE

if TYPE_CHECKING:
    from wbgen.server.store import Run, Store

#: How often parameters are handed out whose run never began, under an agent that lives.
MOST_ATTEMPTS = 3

#: How a run ends by its own word; in any other state it may yet have to be tried again.
ENDED_ITSELF = frozenset({"finished", "failed"})

#: A run that said it has to go, and one that then has gone, with another code than 0.
PREEMPTING, PREEMPTED = "preempting", "preempted"


def settle(store: Store, number: int, speaker: Agent | None, reported: Collection[str]) -> bool:
    """Note what has become of the trials, now that ``speaker`` told its runs; whether anything has."""
    settled = False
    for trial in store.agents.open_trials(number):  # a sweep may have had thousands
        run = store.runs.by_number(trial.run)
        if run is None:
            continue
        if trial.state == LOST and _lives(run, reported):
            store.agents.mark(trial.run, state=ACTIVE)  # it was not dead: nobody has its parameters yet
        elif trial.state != ACTIVE:
            continue
        elif run.state == PREEMPTED:
            # That was its last word, whatever its agent says. One that was told to end is not tried again.
            store.agents.mark(trial.run, state=OVER if trial.stopped else LOST)
        elif run.state in ENDED_ITSELF:
            store.agents.mark(trial.run, state=OVER)
        elif speaker is not None and trial.agent == speaker.number:
            if run.name in reported:
                continue
            _end_by_agent(store, trial, run)
        elif _is_lost(store, trial, run):
            _lose(store, trial, run)
        else:
            continue
        settled = True
    return settled


def _lives(run: Run, reported: Collection[str]) -> bool:
    """Whether a run that was lost is there after all."""
    return run.state not in ("crashed", PREEMPTED) or (run.state == "crashed" and run.name in reported)


def _end_by_agent(store: Store, trial: Trial, run: Run) -> None:
    """A living agent no longer works on a run that has not told how it ended."""
    if trial.stopped:
        end(store, trial, run, "killed")
    elif run.state == PREEMPTING:
        _lose(store, trial, run, PREEMPTED)
    elif run.state == "pending" and trial.attempt < MOST_ATTEMPTS:
        # A run that never began has failed before wandb.init, or the command was lost on its way.
        _lose(store, trial, run)
    else:
        end(store, trial, run, "killed" if run.stopping else "crashed")


def end(store: Store, trial: Trial, run: Run, state: str) -> None:
    """A trial is over; its run, unless it has told so itself, ends in a state."""
    with store.writing():
        if run.state in ALIVE:
            _close(store, run, state)
        store.agents.mark(trial.run, state=OVER)


def _lose(store: Store, trial: Trial, run: Run, state: str = "crashed") -> None:
    with store.writing():
        _close(store, run, state)
        store.agents.mark(trial.run, state=LOST)


def _close(store: Store, run: Run, state: str) -> None:
    store.runs.close(run.number, state)
    closed = store.runs.by_number(run.number)
    if closed is not None:
        on_state(store, closed, run.state)


def _is_lost(store: Store, trial: Trial, run: Run) -> bool:
    """Whether neither an agent nor its run will be heard of any more."""
    agents = store.agents
    return agents.is_gone(trial.agent) or (agents.is_silent(trial.agent) and _is_silent(store, run))


def _is_silent(store: Store, run: Run) -> bool:
    heard_at = datetime.fromisoformat(run.heartbeat_at).timestamp()
    return heard_at < store.agents.wall() - store.agents.patience
