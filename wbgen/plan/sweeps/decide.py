"""What is to be done with one sweep, given what the server holds of it.

A sweep that has started cannot be given another search: what was searched for would no longer be told by its
configuration. So another search is another sweep, which begins with the runs that fit it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from wbgen.compile.sweeps import space_of
from wbgen.plan.sweeps.changes import SweepAction, SweepChange
from wbgen.plan.sweeps.estimate import Estimate, covered
from wbgen.plan.sweeps.found import REPLACES, Found, config_of, marker_of, words_of
from wbgen.plan.sweeps.wanted import WantedSweep, search_of
from wbgen.spec.diagnostics import listed
from wbgen.spec.sweeps.commands import DEFAULT
from wbgen.spec.sweeps.tags import without_tags
from wbgen.views.diff import Difference
from wbgen.views.json import by_value, told_apart
from wbgen.views.marker import Marker
from wbgen.views.sweep_records import SweepActivity, SweepRecord, SweepRun
from wbgen.views.table import Impact

#: Version of how a search is made into a digest.
VERSION = 1

#: What a run was made with; a run of something else says nothing of these parameters.
MADE_WITH = ("program", "job", "image_uri")

#: States of a run that something works on; one that is ``preempting`` may yet write what it has.
AT_WORK = frozenset({"running", "pending", "preempting"})


def decide_sweep(
    wanted: WantedSweep, found: Found, activity: SweepActivity, estimate: Estimate
) -> SweepChange:
    """What is to be done. activity: of the sweep that counts, where its search or its prior runs matter."""
    if not found.current:
        return created(wanted, estimate)
    if len(found.current) > 1:
        names = listed(record.name for record in found.current)
        return SweepChange(
            wanted,
            SweepAction.CONFLICT,
            estimate,
            reason=f"several sweeps on the server carry its marker ({names})",
            cure="keep one; end the others, and take wbgen's last line out of their descriptions",
        )
    (record,) = found.current
    if is_sent(wanted, record):
        return same_search(wanted, record, found, activity, estimate)
    return other_search(wanted, record, found, activity, estimate)


def is_sent(wanted: WantedSweep, record: SweepRecord) -> bool:
    """Whether the search was sent already, or the server holds it whoever wrote it.

    To a search true, 1 and 1.0 are three values. What was sent stays so whatever the server made of it.
    """
    held = config_of(record)
    return marker_of(record).digest == wanted.digest or (
        held is not None and told_apart(search_of(held)) == told_apart(wanted.search)
    )


def created(wanted: WantedSweep, estimate: Estimate) -> SweepChange:
    """A sweep that is not there yet."""
    marker = Marker(wanted.address, VERSION, wanted.digest)
    return SweepChange(wanted, SweepAction.CREATE, estimate, marker, carried=wanted.prior_runs)


def same_search(
    wanted: WantedSweep, record: SweepRecord, found: Found, activity: SweepActivity, estimate: Estimate
) -> SweepChange:
    """A sweep whose search was sent already; what people may read of it can change at any time.

    Which runs it began with no server tells: a prior run that is none of its runs was not among them.
    """
    held = config_of(record)
    # Of what was sent, a server may keep 1.0 as 1; nobody edited that.
    edited = held is not None and not same_values(search_of(held), wanted.search)
    reasons = ["the server holds another search than was sent; it stays"] if edited else []
    if missing := listed(
        name for name in wanted.prior_runs if name not in {run.name for run in activity.runs}
    ):
        reasons.append(f"prior runs can only begin a new sweep, and this one lacks {missing}")
    marker, stops = marker_of(record), found.running_on
    action = SweepAction.STOP if stops else SweepAction.NO_OP
    words_only = words_of(record) != (wanted.title, wanted.about.strip())
    if words_only:
        action = SweepAction.UPDATE
    return SweepChange(
        wanted,
        action,
        estimate,
        marker,
        record,
        words_only=words_only,
        stops=stops,
        reason="; ".join(reasons),
    )


def other_search(
    wanted: WantedSweep, record: SweepRecord, found: Found, activity: SweepActivity, estimate: Estimate
) -> SweepChange:
    """A sweep whose search is to be another one."""
    before = config_of(record) or {}
    changes = tuple(differences(search_of(before), wanted.search))
    if working := at_work(activity):
        return SweepChange(
            wanted,
            SweepAction.CONFLICT,
            estimate,
            existing=record,
            differences=changes,
            reason=f"its search cannot change while it runs ({working})",
            cure="stop the agents or wait for them, and do it again; a new sweep then takes its place",
        )
    if not activity.runs and not record.runs and not record.ended:
        marker = Marker(wanted.address, VERSION, wanted.digest, extra=marker_of(record).extra)
        return SweepChange(
            wanted, SweepAction.UPDATE, estimate, marker, record, changes, stops=found.running_on
        )
    carried = fitting(wanted, before, activity.runs)
    names = (*wanted.prior_runs, *(run.name for run in carried))
    return SweepChange(
        wanted,
        SweepAction.REPLACE,
        replace(estimate, covered=covered(wanted, carried)),
        Marker(wanted.address, VERSION, wanted.digest, extra={REPLACES: record.name}),
        record,
        changes,
        carried=tuple(dict.fromkeys(names)),
        unfit=len(activity.runs) - len(carried),
        stops=(*(() if record.ended else (record,)), *found.running_on),
        reason="it has runs, and ended" if record.ended else "it has runs: a new sweep takes its place",
    )


def at_work(activity: SweepActivity) -> str:
    """In words, what is under way in a sweep; empty where nothing is."""
    running = [run.name for run in activity.runs if run.state.lower() in AT_WORK]
    agents = f"agents on {listed(dict.fromkeys(activity.agents))}" if activity.agents else ""
    runs = f"runs {listed(running)}" if running else ""
    return ", ".join(filter(None, (agents, runs)))


def fitting(wanted: WantedSweep, before: Mapping[str, Any], runs: tuple[SweepRun, ...]) -> list[SweepRun]:
    """The finished runs of a sweep that the new search could have chosen.

    None where they were started in another way: of a script that does less, say (``--demo``).
    """
    if any(before.get(key) != wanted.config.get(key) for key in MADE_WITH):
        return []
    if not same_values(command_in(before), command_in(wanted.config)):
        return []
    space = space_of(wanted.config)
    return [run for run in runs if run.finished and space.holds(run.config)]


def command_in(config: Mapping[str, Any]) -> list[object]:
    """How agents start runs, but for the tags; what anyone wrote there that is no list is a single word."""
    command = config.get("command") or DEFAULT
    return without_tags(command if isinstance(command, list | tuple) else [command])


def differences(before: Any, after: Any, place: tuple[str, ...] = ()) -> Iterator[Difference]:
    """How two configurations differ, key by key; a list is told as a whole."""
    if told_apart(before) == told_apart(after):
        return
    if not (isinstance(before, dict) and isinstance(after, dict)):
        yield Difference("~", place or ("search",), finite(before), finite(after), Impact.MEANING)
        return
    for key in dict.fromkeys((*before, *after)):
        where = (*place, str(key))
        if key not in before:
            yield Difference("+", where, None, finite(after[key]), Impact.MEANING)
        elif key not in after:
            yield Difference("-", where, finite(before[key]), None, Impact.MEANING)
        else:
            yield from differences(before[key], after[key], where)


def same_values(one: Any, other: Any) -> bool:
    """Whether two configurations are equal, 1 and 1.0 being the same, and true being another."""
    return told_apart(by_value(one)) == told_apart(by_value(other))


def finite(value: Any) -> Any:
    """A value as JSON can tell it: what a stranger wrote on a server may hold infinities, here as texts."""
    if isinstance(value, float) and not math.isfinite(value):
        return told_apart(value)
    if isinstance(value, list):
        return [finite(item) for item in value]
    return {key: finite(item) for key, item in value.items()} if isinstance(value, dict) else value
