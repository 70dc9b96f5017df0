"""Sweeps that several commands make of one address at the same moment, of which one is to stay.

None of them sees another before it has made its own. So each looks again after that: the one that was made
first stays, and whoever made a later one takes it back. Whoever looks after making its own sees all that were
made before it, so that exactly one stays, whatever the order in which the commands look.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime

from wbgen.backends.base import SweepStore
from wbgen.plan.sweeps import WantedSweep, find_sweep
from wbgen.plan.sweeps.found import marker_of
from wbgen.views.sweep_records import SweepInput, SweepRecord, SweepState

#: Seconds until a server that tells whole seconds is in the next one.
NEXT_SECOND = 1.0

#: How often it is looked whether others take theirs back, and the seconds between.
LOOKS, PAUSE = 8, 0.25


def settled(
    store: SweepStore, project: str, wanted: WantedSweep, records: Sequence[SweepRecord]
) -> Sequence[SweepRecord]:
    """The sweeps of a project once nobody takes one of that address back any more; after a while, anyway."""
    for _ in range(LOOKS):
        current = find_sweep(wanted.address, records).current
        if len(current) < 2 or len({marker_of(record).digest for record in current}) > 1:
            break
        time.sleep(PAUSE)
        records = store.list_sweeps(project)
    return records


def first_of(store: SweepStore, project: str, wanted: WantedSweep, made: SweepRecord) -> SweepRecord:
    """The sweep that stays of those that were made of the same search: the one just made, or an earlier one.

    Where the server tells whole seconds, two may have the same; then the second is waited out, so that
    everyone who made one in it sees all of them, and ids tell which is the first.
    """
    if moment(made).microsecond == 0:
        time.sleep(NEXT_SECOND)
    return min(same_of(store, project, wanted, made), key=order, default=made)


def same_of(store: SweepStore, project: str, wanted: WantedSweep, made: SweepRecord) -> Sequence[SweepRecord]:
    """The sweeps of an address and a search that nothing replaced, if the one just made is among them."""
    current = find_sweep(wanted.address, store.list_sweeps(project)).current
    same = [record for record in current if marker_of(record).digest == wanted.digest]
    return same if made.name in {record.name for record in same} else ()


def take_back(
    store: SweepStore, project: str, wanted: WantedSweep, made: SweepRecord, first: SweepRecord
) -> None:
    """End a sweep, and have it carry wbgen's marker no more. It ends first, so that no agent gets a run."""
    store.set_sweep_state(project, made, SweepState.FINISHED)
    # Servers take an empty description for none that was sent, so that it needs words.
    words = f"Taken back: {first.name} was made at the same moment, and stays."
    about = f"{wanted.about.strip()}\n\n{words}".strip()
    store.put_sweep(project, SweepInput(wanted.title, about, None, made.id))


def order(record: SweepRecord) -> tuple[datetime, str]:
    """By what of several sweeps the first is told."""
    return moment(record), record.id


def moment(record: SweepRecord) -> datetime:
    """When a sweep was made, to whatever the server tells; in the year 1 where it does not."""
    try:
        told = datetime.fromisoformat(record.created_at)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return told if told.tzinfo else told.replace(tzinfo=UTC)
