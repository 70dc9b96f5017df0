"""What a server holds of a sweep: the one that counts, and those it took the place of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wbgen.spec.sweeps.stored import read_stored
from wbgen.views.marker import Marker, read_marker
from wbgen.views.sweep_records import SweepRecord

#: The pair of a marker that names the sweep it took the place of.
REPLACES = "replaces"


@dataclass(frozen=True, slots=True)
class Found:
    """The sweeps of one address. current: those that nothing replaced; more than one is a mishap.

    replaced: the others, oldest and newer alike.
    """

    current: tuple[SweepRecord, ...] = ()
    replaced: tuple[SweepRecord, ...] = ()

    @property
    def running_on(self) -> tuple[SweepRecord, ...]:
        """Those that were replaced and still hand out runs: what replaced them was cut off."""
        return tuple(record for record in self.replaced if not record.ended)


def find_sweep(address: str, records: Iterable[SweepRecord]) -> Found:
    """The sweeps whose marker has an address, wherever they stand in the list."""
    ours = [(record, marker) for record in records if (marker := marker_of(record)).address == address]
    gone = {marker.extra[REPLACES] for _, marker in ours if REPLACES in marker.extra}
    return Found(
        tuple(record for record, _ in ours if record.name not in gone),
        tuple(record for record, _ in ours if record.name in gone),
    )


def marker_of(record: SweepRecord) -> Marker:
    """A sweep's marker; one of no address where it has none."""
    return read_marker(record.description)[1] or Marker("", 0, "")


def words_of(record: SweepRecord) -> tuple[str, str]:
    """What people read of a sweep: its title and its description."""
    return record.display_name, read_marker(record.description)[0].strip()


def config_of(record: SweepRecord) -> dict[str, Any] | None:
    """The configuration that a server holds, which anyone may have written; None where it cannot be read."""
    return read_stored(record.config)
