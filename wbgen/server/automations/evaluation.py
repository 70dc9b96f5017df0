"""Watching runs as they come in.

W&B documents that an automation fires at most once per run in 24 hours, and that is the rule here: it fires
when its condition is met, and not again for that run before a day has passed, whether or not the condition
ended meanwhile. Switching it off and on, or giving it another event, begins anew.

How far an automation has read a run's history is kept with the values it still needs and the firing they
caused, in one transaction. So what a client sends twice counts once, what arrived just before the server was
killed is read from the store afterwards, and a window goes on where it was.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from wbgen.server.automations.actions import told
from wbgen.server.automations.events import (
    METRIC_EVENTS,
    REPORTED_STATES,
    STATE_EVENT,
    EventError,
    MetricEvent,
    RunFilter,
    StateEvent,
    read_event,
)
from wbgen.server.refusal import Refusal
from wbgen.server.store.database import stamp
from wbgen.server.store.firings import Firing, Seen
from wbgen.server.store.keys import read_rows, value_at
from wbgen.server.store.lines import HISTORY
from wbgen.server.strict import as_number

if TYPE_CHECKING:
    from wbgen.server.store import Run, Store
    from wbgen.server.store.automations import Automation

log = logging.getLogger(__name__)

REST = timedelta(hours=24)
"""How long an automation that fired for a run leaves that run alone."""

# The largest number that SQLite holds; a step beyond it is left out of the record.
MAX_STEP = 2**63 - 1


def on_history(store: Store, run: Run, lines: Sequence[str]) -> None:
    """Look at history lines that are new and already stored (raw JSON texts; they may hold bare NaN).

    Never raises: what goes wrong is logged, and noted at the automation. Costs one query where the project
    has no enabled automation on a metric.
    """
    with _isolated(store, None):
        watching = store.automations.watching(run.project_id, METRIC_EVENTS)
        if not watching:
            return
        history = _History(store, run, lines)
        for automation in watching:
            with _isolated(store, automation):
                _follow(store, run, automation, history)


def on_state(store: Store, run: Run, before: str | None) -> None:
    """Look at a run whose state is now ``run.state`` and was ``before`` (None: it is new). Never raises."""
    on_history(store, run, ())  # what a killed server left unread
    state = REPORTED_STATES.get(run.state)
    if state is None or state == REPORTED_STATES.get(before or ""):
        return
    with _isolated(store, None):
        for automation in store.automations.watching(run.project_id, (STATE_EVENT,)):
            with _isolated(store, automation):
                event = read_event(automation.event_type, automation.event_filter)
                assert isinstance(event, StateEvent)
                if state in event.states and _armed(store, run, automation) and _fits(run, event.run_filter):
                    store.firings.add(_firing(automation, run, f"the state became {run.state}"))


def _follow(store: Store, run: Run, automation: Automation, history: _History) -> None:
    event = read_event(automation.event_type, automation.event_filter)
    assert isinstance(event, MetricEvent)
    condition = event.condition
    before = store.firings.seen(automation.number, run.number)
    start = before.lines if before else 0
    if start >= history.end:
        return
    recent = list(before.recent) if before else []
    armed = _armed(store, run, automation)
    firing = None
    for row in history.rows(start):
        value = as_number(value_at(row, condition.metric))
        if value is None:
            continue
        recent.append(value)
        del recent[: -condition.reach]
        measured = condition.measure(recent) if armed else None
        if measured is not None and condition.met(measured):
            armed = False  # once; and a run that the filter does not let through need not be asked again
            if _fits(run, event.run_filter):
                firing = _firing(automation, run, str(event), measured, row.get("_step"))
    store.firings.see(automation.number, run.number, before, Seen(history.end, recent), firing)


class _History:
    """The history of a run, whose last lines are at hand; they are parsed once, whoever asks."""

    def __init__(self, store: Store, run: Run, lines: Sequence[str]) -> None:
        self._store = store
        self._run = run
        self._lines = lines
        self._parsed: Sequence[Mapping[str, Any]] | None = None
        self.end = store.lines.count(run.number, HISTORY)
        self._first = self.end - len(lines)

    def rows(self, start: int) -> Iterable[Mapping[str, Any]]:
        """The rows from a line on."""
        if start != self._first:
            stored = self._store.lines.numbered(self._run.number, HISTORY, start)
            known = takewhile(lambda pair: pair[0] < self.end, stored)
            return (row for _, line in known for row in read_rows([line]))
        if self._parsed is None:
            self._parsed = read_rows(self._lines)
        return self._parsed


def _armed(store: Store, run: Run, automation: Automation) -> bool:
    """Whether an automation may fire for a run now."""
    since = max(stamp(datetime.now(UTC) - REST), automation.watching_since)
    return not store.firings.fired_since(automation.number, run.number, since)


def _fits(run: Run, run_filter: RunFilter) -> bool:
    """Whether a filter lets a run through. Raises ``EventError`` where it is none."""
    from wbgen.server.filters import matches  # when first needed: a server starts without it

    try:
        return matches(run_filter, run)
    except Refusal as error:
        raise EventError(str(error)) from error


def _firing(
    automation: Automation, run: Run, event: str, value: float | None = None, step: object = None
) -> Firing:
    known = isinstance(step, int) and not isinstance(step, bool) and abs(step) <= MAX_STEP
    return Firing(
        automation=automation.number,
        run=run.number,
        event=event,
        action=told(automation.action_type, automation.action),
        value=value,
        step=step if known and isinstance(step, int) else None,
    )


@contextmanager
def _isolated(store: Store, automation: Automation | None) -> Iterator[None]:
    """What goes wrong within is told here and goes no further: runs are taken in, whatever watches them."""
    try:
        yield
    except EventError as error:
        _note(store, automation, str(error))
    except Exception as error:
        log.exception("an automation failed")
        _note(store, automation, f"{type(error).__name__}: {error}")


def _note(store: Store, automation: Automation | None, problem: str) -> None:
    if automation is None or automation.problem == problem:
        return
    log.warning("the automation %r cannot be evaluated: %s", automation.name, problem)
    try:
        store.automations.fault(automation.number, problem)
    except Exception:
        log.exception("the failure of an automation could not be noted")
