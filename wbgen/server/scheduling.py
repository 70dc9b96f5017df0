"""What an agent is to do next, given what it says it is doing.

An agent tells every five seconds which runs its processes work on, and gets a command or none. What it was
given and does not tell any more has ended. An agent that is silent for too long, and whose run is silent too,
is lost: its run is closed as crashed and the next agent is given the same parameters. A run that a process
keeps alive without its agent is left to finish. A run that gave way (``mark_preempting``) is handed out once
more itself, under its name: its script may go on where it was. No agent is sent home while the run of another
may yet be lost, so that each point of a grid ends with one finished run; a run that fails by itself counts as
tried, as on W&B.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from wbgen.errors import WbgenError
from wbgen.server import search
from wbgen.server.ids import new_name
from wbgen.server.search import Params, Past
from wbgen.server.store.agents import ACTIVE, LOST, REPLACED, Agent, Trial
from wbgen.server.store.metric_values import MOST_RUNS, metric_of
from wbgen.server.store.sweeps import CANCELED, FAILED, FINISHED, PAUSED, PENDING, RUNNING, Sweep
from wbgen.server.sweep_config import SweepConfig, read_config
from wbgen.server.trials import PREEMPTED, end, settle

if TYPE_CHECKING:
    from wbgen.server.store import Run, Store

log = logging.getLogger(__name__)

Command = dict[str, Any]
EXIT: Command = {"type": "exit"}


def welcome(store: Store, sweep: Sweep, host: str) -> Agent:
    """A new agent; a sweep that waited for one runs."""
    with store.sweeps.turn, store.writing():
        if sweep.state == PENDING:
            store.sweeps.update(sweep.number, state=RUNNING)
        return store.agents.add(sweep.number, host)


def heartbeat(store: Store, agent: Agent, reported: Collection[str]) -> list[Command]:
    """The commands for an agent whose processes work on the runs of these names; at most one."""
    with store.sweeps.turn:
        store.agents.beat(agent)
        if settle(store, agent.sweep, agent, reported) and reported:
            # The run has ended before its process: it may be the last word of an agent that counts its runs.
            _finish_if_done(store, _sweep(store, agent.sweep))
        return _decide(store, _sweep(store, agent.sweep), agent, reported)


def tend(store: Store) -> None:
    """Close what agents that are gone have left behind, and finish sweeps that nobody works on any more.

    Does nothing while an agent is being answered: that does the same, and may take its time.
    """
    if not store.sweeps.turn.acquire(blocking=False):
        return
    try:
        for sweep in store.sweeps.under_way():
            if settle(store, sweep.number, None, ()):
                _finish_if_done(store, _sweep(store, sweep.number))
    finally:
        store.sweeps.turn.release()


def _sweep(store: Store, number: int) -> Sweep:
    """The sweep as it is now; it is there as long as it has agents."""
    sweep = store.sweeps.by_number(number)
    assert sweep is not None
    return sweep


def _finish_if_done(store: Store, sweep: Sweep) -> None:
    if sweep.state != RUNNING or store.agents.count(sweep.number, ACTIVE):
        return
    try:
        if _is_done(store, sweep):
            store.sweeps.update(sweep.number, state=FINISHED)
    except WbgenError as error:
        log.error("the search of sweep %s has failed: %s", sweep.name, error)


def _decide(store: Store, sweep: Sweep, agent: Agent, reported: Collection[str]) -> list[Command]:
    if sweep.state == CANCELED:
        for trial in store.agents.in_state(sweep.number, ACTIVE):
            if trial.agent == agent.number:
                end(store, trial, _run(store, trial), "killed")
        return _sent_home(store, agent)
    if reported:
        return _stopped(store, sweep, agent, reported)
    if sweep.state == PAUSED:
        return []
    if sweep.state in (FINISHED, FAILED):
        return _sent_home(store, agent)
    try:
        return _handed_out(store, sweep, agent)
    except WbgenError as error:
        # Told to the client as an error, it would ask again for ever.
        log.error("sweep %s ends, its search has failed: %s", sweep.name, error)
        store.sweeps.update(sweep.number, state=FAILED, note=str(error))
        return _sent_home(store, agent)


def _run(store: Store, trial: Trial) -> Run:
    """The run of a trial; the two are deleted together."""
    run = store.runs.by_number(trial.run)
    assert run is not None
    return run


def _sent_home(store: Store, agent: Agent) -> list[Command]:
    store.agents.send_home(agent)
    return [EXIT]


def _stopped(store: Store, sweep: Sweep, agent: Agent, reported: Collection[str]) -> list[Command]:
    """A command to end a run that an agent works on, where there is one to end.

    It is given again as long as the agent works on the run: after thirty seconds, the client's own
    ``WANDB_AGENT_KILL_DELAY``, an agent kills a process that did not heed it.
    """
    working: dict[str, Trial] = {}
    for name in reported:
        run = store.runs.get(sweep.project_id, name)
        trial = store.agents.of_run(run.number) if run else None
        if trial and trial.agent == agent.number and trial.state in (ACTIVE, REPLACED):
            working[name] = trial
    bad = _hopeless(store, sweep) if any(t.state == ACTIVE for t in working.values()) else set()
    for name, trial in working.items():
        if trial.stopped or trial.state == REPLACED or name in bad:
            store.agents.mark(trial.run, stopped=True)
            return [{"type": "stop", "run_id": name}]
    return []


def _hopeless(store: Store, sweep: Sweep) -> set[str]:
    """The names of running runs that early termination ends."""
    config = read_config(sweep.config)
    metric = config.metric
    if not config.stops_early or metric is None:
        return set()
    past = []
    for trial in store.agents.last_counted(sweep.number, MOST_RUNS):
        run = _run(store, trial)
        values = store.metric_values.of(run.number, metric)
        past.append(Past(run.name, trial.params, run.state, history=values))
    try:
        return search.to_stop(config, past)
    except WbgenError as error:
        log.error("early termination of sweep %s has failed: %s", sweep.name, error)
        return set()


def _free_name(store: Store, sweep: Sweep) -> str:
    """What the next run is called: no run that came along from another sweep has that name."""
    return f"sweep-{store.tried.last_named(sweep) + store.agents.count(sweep.number) + 1}"


def _handed_out(store: Store, sweep: Sweep, agent: Agent) -> list[Command]:
    """A run for an agent that has none; or exit, where none is left and none may be lost any more."""
    config = read_config(sweep.config)
    params, replaced = _next(store, sweep, config)
    if params is None:
        if store.agents.count(sweep.number, ACTIVE):
            return []
        store.sweeps.update(sweep.number, state=FINISHED)
        return _sent_home(store, agent)
    if replaced and (left := _run(store, replaced)).state == PREEMPTED:
        return [_resumed(store, left, replaced, agent, config)]
    with store.writing():
        run, _ = store.runs.put(
            sweep.project_id,
            new_name(),
            display_name=_free_name(store, sweep),
            state="pending",
            sweep=sweep.name,
            config=json.dumps(params, allow_nan=False),
        )
        store.agents.add_trial(
            sweep.number, agent.number, run.number, params, replaced.attempt + 1 if replaced else 1
        )
        if replaced:
            store.agents.mark(replaced.run, state=REPLACED)
    return [_command("run", run, params, config)]


def _resumed(store: Store, run: Run, trial: Trial, agent: Agent, config: SweepConfig) -> Command:
    """A run that gave way, for another agent. The client starts it as any other, with the same id."""
    with store.writing():
        store.runs.hand_out_again(run.number)
        store.agents.hand_over(trial.run, agent.number)
    return _command("resume", run, trial.params, config)


def _command(kind: str, run: Run, params: Params, config: SweepConfig) -> Command:
    return {
        "type": kind,
        "run_id": run.name,
        "run_storage_id": run.id,
        "program": config.program,
        "args": params,
        "logs": [],
    }


def _next(store: Store, sweep: Sweep, config: SweepConfig) -> tuple[Params | None, Trial | None]:
    """The parameters to hand out, and the lost trial whose they were; None where there are none left."""
    if _target_is_reached(store, sweep, config):
        return None, None
    for lost in store.agents.in_state(sweep.number, LOST):
        return lost.params, lost
    if _is_capped(store, sweep, config):
        return None, None
    return _suggested(store, sweep, config), None


def _is_done(store: Store, sweep: Sweep) -> bool:
    """Whether nothing is left to hand out. Only a grid is asked: no other search has an end of its own."""
    config = read_config(sweep.config)
    if _target_is_reached(store, sweep, config):
        return True
    if store.agents.count(sweep.number, LOST):
        return False
    if _is_capped(store, sweep, config) or config.method != "grid":
        return _is_capped(store, sweep, config)
    return _suggested(store, sweep, config) is None


def _is_capped(store: Store, sweep: Sweep, config: SweepConfig) -> bool:
    """Whether as many parameters were handed out as a sweep may have; what was tried again counts once."""
    if config.run_cap is None:
        return False
    return store.agents.count(sweep.number) - store.agents.count(sweep.number, REPLACED) >= config.run_cap


def _suggested(store: Store, sweep: Sweep, config: SweepConfig) -> Params | None:
    """What the search tries next. It is shown of past runs what its method asks for, and no more."""
    if config.method == "random":
        return search.suggest(config, [])
    if config.method == "grid":
        return search.untried(config, store.tried.params(sweep))
    return search.suggest(
        config,
        [
            Past(run.name, json.loads(run.params), run.state, summary_metric(run.summary, config))
            for run in store.tried.runs(sweep)
        ],
    )


def summary_metric(summary: str, config: SweepConfig) -> float | None:
    """What a run's summary, a JSON object, says of the metric that its sweep optimizes."""
    return metric_of(json.loads(summary), config.metric) if config.metric else None


def best(values: Sequence[float], config: SweepConfig) -> float | None:
    """The best of some values of the metric; None of none."""
    return (max if config.maximizes else min)(values, default=None)


def _target_is_reached(store: Store, sweep: Sweep, config: SweepConfig) -> bool:
    if config.target is None:
        return False
    told = (summary_metric(summary, config) for summary in store.tried.summaries(sweep))
    found = best([value for value in told if value is not None], config)
    return found is not None and (found >= config.target if config.maximizes else found <= config.target)
