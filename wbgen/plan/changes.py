"""What a plan is made of. Plans are data: they can be shown, written to a file, and carried out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from wbgen.compile.ids import UNNAMED
from wbgen.compile.resources import Chart, Kind, View
from wbgen.views.diff import Difference
from wbgen.views.json import Json, canonical
from wbgen.views.marker import Marker
from wbgen.views.records import ProjectRecord, ViewRecord, ViewType
from wbgen.views.table import Impact

if TYPE_CHECKING:
    from wbgen.plan.sweeps import SweepChange

TYPES: dict[Kind, ViewType] = {"workspace": ViewType.WORKSPACE, "report": ViewType.REPORT}
KINDS: dict[ViewType, Kind] = {type: kind for kind, type in TYPES.items()}

#: What a value is called that only the server can give, once it is asked to.
UNKNOWN = "(known after apply)"


class Action(StrEnum):
    """What is to be done with a view.

    drift: people edited it and code did not change; it stays as it is.  adopt: a view that is not ours, or
    of which nobody knows what was applied, becomes ours.  unmanaged: a view no spec speaks of; it stays.
    """

    NO_OP = "no-op"
    CREATE = "create"
    UPDATE = "update"
    ADOPT = "adopt"
    DELETE = "delete"
    DRIFT = "drift"
    CONFLICT = "conflict"
    UNMANAGED = "unmanaged"


#: Actions that write.
WRITING = frozenset({Action.CREATE, Action.UPDATE, Action.ADOPT, Action.DELETE})
#: Writing actions on what is there already: what guards count.
REPLACING = frozenset({Action.UPDATE, Action.ADOPT, Action.DELETE})


@dataclass(frozen=True, slots=True)
class Target:
    """Where a plan is for: the target's name, who is written under, where people look."""

    name: str
    entity: str
    app_url: str


@dataclass(frozen=True, slots=True)
class Existing:
    """What a server holds of one project: None for a project it does not have."""

    project: ProjectRecord | None = None
    views: Mapping[ViewType, tuple[ViewRecord, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A part of a view that code and people changed. address: for --overwrite and --keep.

    label: the part in words.  why: who did what.
    """

    address: str
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Body:
    """What is to be written: made for no target yet, with the placeholders of ``wbgen.views.target``."""

    title: str
    description: str
    spec: Json


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done with one view, and why.

    digest: of the normal form to be.  seen: fingerprint of what the server held when the plan was
    made, None where it held nothing.  body, marker: what is written.  differences: what a write changes on
    the server.  drift: what people changed and keep, told as a change of what code says.  dropped: their
    overrides of panels that the write folds into the panels, in words.  edited: whether the server holds
    what wbgen did not write, so that it is backed up before anything is written over it.
    code_changed: whether code says something else than was last applied, as far as the marker tells.
    overwrites: whether a person's edits are replaced, as was asked.  renew: whether the marker is behind
    what the server holds.  foreign: whether the view under our name carries another resource's marker.
    cure: what resolves a conflict that can be neither taken back nor overwritten.
    """

    view: View
    action: Action
    digest: str = ""
    impact: Impact = Impact.NONE
    differences: tuple[Difference, ...] = ()
    drift: tuple[Difference, ...] = ()
    dropped: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    reason: str = ""
    existing: ViewRecord | None = None
    seen: str | None = None
    body: Body | None = None
    marker: Marker | None = None
    edited: bool = False
    code_changed: bool = False
    overwrites: bool = False
    renew: bool = False
    foreign: bool = False
    cure: str = ""

    @property
    def address(self) -> str:
        """The view's."""
        return self.view.address

    @property
    def owned(self) -> bool:
        """Whether it is of a view of a spec, perhaps one that is gone; others have no address."""
        return not self.address.startswith(f"{UNNAMED}/")

    @property
    def edited_in_app(self) -> bool:
        """Whether people edited the view and the edit is not (or not yet) replaced."""
        in_conflict = self.action is Action.CONFLICT and self.edited and not self.foreign
        return self.action is Action.DRIFT or bool(self.drift) or in_conflict

    @property
    def existing_name(self) -> str:
        """The name the server knows the view by, which stays as it was when the view was made."""
        return self.existing.name if self.existing else self.view.name

    @property
    def writes(self) -> bool:
        """Whether applying it changes what people see."""
        return self.action in WRITING


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one guide needs on one target.

    owned: how many views the server has that are of this guide's stack.
    unmanaged: views of the project that stay as they are and that no spec speaks of, but for those of others.
    sweeps: what is to be done with sweeps, where that is asked for; no part of the checksum.
    """

    target: Target
    source: str
    project: str
    creates_project: bool
    changes: tuple[Change, ...]
    charts: tuple[Chart, ...]
    existing_project: ProjectRecord | None = None
    unmanaged: tuple[Change, ...] = ()
    owned: int = 0
    sweeps: tuple[SweepChange, ...] = ()

    @property
    def checksum(self) -> str:
        """Eight hex digits over what would be done to what; equal plans have equal ones."""
        facts = [
            [self.target.entity, self.target.app_url, self.project, self.creates_project],
            [[c.address, c.action.value, c.digest, c.seen, c.overwrites] for c in self.changes],
        ]
        return hashlib.sha256(canonical(facts).encode()).hexdigest()[:8]

    def count(self, *actions: Action) -> int:
        """How many changes have one of the actions."""
        return sum(change.action in actions for change in self.changes)

    @property
    def writes(self) -> bool:
        """Whether applying it changes what people see."""
        return any(change.writes for change in self.changes)

    @property
    def drifts(self) -> bool:
        """Whether people edited anything that stays as they made it."""
        return any(change.edited_in_app for change in self.changes)


def fingerprint(record: ViewRecord) -> str:
    """A digest of a record as it stands, marker and all: what a write compares before it writes."""
    facts = [record.id, record.display_name, record.description, record.spec]
    # A server may hold what is no text; its fingerprint is taken all the same.
    return hashlib.sha256(canonical(facts).encode(errors="surrogatepass")).hexdigest()[:16]
