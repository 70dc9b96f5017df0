"""A sweep on its server: how it goes, and the states a person may put it in."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wbgen.backends.answers import Object, optional, optional_text, required, text
from wbgen.backends.transport import AmbiguousWrite, Transport
from wbgen.errors import WbgenError
from wbgen.runs.values import find
from wbgen.spec.sweeps.numbers import is_number
from wbgen.spec.sweeps.stored import read_stored
from wbgen.sweeps.documents import COUNTED, PROGRESS, SET_STATE, SWEEP
from wbgen.sweeps.path import SweepPath
from wbgen.views.client_entries import plain_config, read_object

PENDING, RUNNING, PAUSED = "PENDING", "RUNNING", "PAUSED"
FINISHED, CANCELED, FAILED = "FINISHED", "CANCELED", "FAILED"

#: States in which no run is handed out any more.
OVER = frozenset({FINISHED, CANCELED, FAILED})

#: The states of runs that are over without another one in their place.
TRIED = ("finished", "failed", "killed")

#: What a number keeps within and neither NaN nor an infinity does: W&B has those as texts, which are no best.
FINITE = ({"$gte": -sys.float_info.max}, {"$lte": sys.float_info.max})


@dataclass(frozen=True, slots=True)
class Move:
    """A state to put a sweep in, and the states it may be in before."""

    state: str
    before: frozenset[str]


#: What a person may ask for. Source: ``wandb sweep --pause``, ``--resume``, ``--stop`` and ``--cancel``.
MOVES: Mapping[str, Move] = {
    "pause": Move(PAUSED, frozenset({RUNNING})),
    "resume": Move(RUNNING, frozenset({PAUSED, FINISHED, FAILED})),
    "stop": Move(FINISHED, frozenset({PENDING, RUNNING, PAUSED})),
    "cancel": Move(CANCELED, frozenset({PENDING, RUNNING, PAUSED})),
}


@dataclass(frozen=True, slots=True)
class ServedSweep:
    """A sweep as its server has it. title: for people.  metric: its name, if it has one.

    maximizes: whether more of the metric is better.  expected: runs it will have, None where it has no end.
    config: its configuration, which anyone may have written; empty where it cannot be read.
    description: with wbgen's marker at its end, if it was made by wbgen.
    """

    path: SweepPath
    id: str
    title: str
    state: str
    metric: str | None
    maximizes: bool
    expected: int | None
    config: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""


@dataclass(frozen=True, slots=True)
class Best:
    """The best run so far: its id, its name for people, the value of the metric, and the parameters."""

    run: str
    title: str
    value: float
    config: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """How a sweep goes. counts: runs by state, those of which there are any."""

    state: str
    counts: Mapping[str, int]
    expected: int | None
    best: Best | None

    @property
    def tried(self) -> int:
        """Runs that are over, but for those whose parameters are handed out again."""
        return sum(self.counts.get(state, 0) for state in TRIED)

    @property
    def left(self) -> int | None:
        """Runs that may still be tried, those at work included; None where the sweep has no end.

        It is a bound: some that crashed are handed out again, some are not.
        """
        return None if self.expected is None else max(0, self.expected - self.tried)

    @property
    def untried(self) -> int:
        """Runs that a sweep that is over has never begun, as far as can be told; 0 where it has no end.

        A run that crashed may be handed out again while the sweep runs, so ``left`` has it; afterwards it
        stays crashed, and counts as tried.
        """
        return max(0, (self.left or 0) - self.counts.get("crashed", 0))


def read_sweep(transport: Transport, path: SweepPath) -> ServedSweep:
    """The sweep. Raises WbgenError where the server has none of that name."""

    def read(data: Object) -> ServedSweep | None:
        project = optional(data, "project")
        node = optional(project, "sweep") if project else None
        if node is None:
            return None
        config = read_stored(optional_text(node, "config") or "") or {}
        metric = metric_of(config)
        name = metric.get("name")
        return ServedSweep(
            path,
            text(node, "id"),
            optional_text(node, "displayName") or path.id,
            text(node, "state").upper(),
            name if isinstance(name, str) else None,
            metric.get("goal") == "maximize",
            whole(node.get("runCountExpected")),
            config,
            optional_text(node, "description") or "",
        )

    variables = {"name": path.id, "project": path.project, "entity": path.entity}
    found = transport.execute(SWEEP, variables, read)
    if found is None:
        raise WbgenError(f"{transport.host} has no sweep {path}", cure="check its id on the project's page")
    return found


def read_progress(transport: Transport, sweep: ServedSweep) -> Progress:
    """How the sweep goes now."""
    own = {"sweep": sweep.path.id}
    key = f"summary_metrics.{sweep.metric}"
    # A sweep without a metric has no best run: nothing has this id.
    measured = {"$and": [own, *({key: bound} for bound in FINITE)] if sweep.metric else [{"name": ""}]}
    variables = {
        "name": sweep.path.id,
        "project": sweep.path.project,
        "entity": sweep.path.entity,
        "order": f"{'-' if sweep.maximizes else '+'}{key if sweep.metric else 'created_at'}",
        "measured": json.dumps(measured),
        **{state: json.dumps({"$and": [own, {"state": state}]}) for state in COUNTED},
    }

    def read(data: Object) -> Progress:
        project = required(data, "project")
        node = required(project, "sweep")
        counts = {state: whole(project.get(state)) or 0 for state in COUNTED}
        return Progress(
            text(node, "state").upper(),
            {state: count for state, count in counts.items() if count},
            whole(node.get("runCountExpected")),
            best_of(required(project, "runs"), sweep.metric),
        )

    return transport.execute(PROGRESS, variables, read)


def is_complete(sweep: ServedSweep, progress: Progress) -> bool:
    """Whether a finished sweep has no more to do: all is tried, or its metric has reached the target."""
    return progress.untried == 0 or is_reached(metric_of(sweep.config).get("target"), sweep, progress.best)


def is_reached(target: object, sweep: ServedSweep, best: Best | None) -> bool:
    """Whether the best run is as good as the metric is to get."""
    if best is None or isinstance(target, bool) or not isinstance(target, int | float):
        return False
    return best.value >= target if sweep.maximizes else best.value <= target


def move(transport: Transport, sweep: ServedSweep, verb: str) -> str:
    """Put the sweep into the state of a verb of ``MOVES``; the state it has then.

    A sweep that is in that state already is left alone. Raises WbgenError where it cannot get there.
    """
    wanted = MOVES[verb]
    if sweep.state == wanted.state:
        return sweep.state
    if sweep.state not in wanted.before:
        raise WbgenError(f"the sweep {sweep.path} is {sweep.state.lower()}: {WHY_NOT[verb]}")
    variables = {
        "id": sweep.id,
        "entityName": sweep.path.entity,
        "projectName": sweep.path.project,
        "state": wanted.state,
    }

    def read(data: Object) -> str:
        required(required(data, "upsertSweep"), "sweep")
        return wanted.state

    try:
        return transport.execute(SET_STATE, variables, read)
    except AmbiguousWrite:
        if read_sweep(transport, sweep.path).state == wanted.state:
            return wanted.state
        raise


WHY_NOT = {
    "pause": "only one that runs can be paused",
    "resume": "only one that is paused, or has finished, can be resumed",
    "stop": "only one that is not over can be stopped",
    "cancel": "only one that is not over can be stopped",
}


def metric_of(entries: Mapping[str, Any]) -> Mapping[str, Any]:
    """The metric of a sweep's configuration, of several the first; empty for none."""
    several = entries.get("metrics")
    metric = entries.get("metric") or (several[0] if isinstance(several, list) and several else None)
    return metric if isinstance(metric, dict) else {}


def best_of(connection: Object, metric: str | None) -> Best | None:
    """The first run of a page with a number for the metric: a server's order may put others before it."""
    edges = connection.get("edges")
    if metric is None or not isinstance(edges, list):
        return None
    nodes = (required(edge, "node") for edge in edges if isinstance(edge, dict))
    return next((best for node in nodes if (best := best_in(node, metric))), None)


def best_in(node: Object, metric: str) -> Best | None:
    """A run with its value of the metric; None where it has no number there."""
    value: Any = find(read_object(optional_text(node, "summaryMetrics")), metric)
    if not is_number(value):
        return None
    config = plain_config(read_object(optional_text(node, "config")))
    name = text(node, "name")
    return Best(name, optional_text(node, "displayName") or name, float(value), config)


def whole(value: object) -> int | None:
    """A count, or None."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None
