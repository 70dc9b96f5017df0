"""A plan: what has to change on a server so that it holds what the specs say. Plans are data.

``make_plan`` compares; it reads nothing and writes nothing. ``wbgen.apply`` reads before and executes
after. Each view is one change; charts are prerequisites of the views that use them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from wbgen.compile.resources import Chart, Kind, Resources, View
from wbgen.views.diff import Difference, differences
from wbgen.views.json import Json, canonical, parse
from wbgen.views.marker import FORMAT, Marker, read_marker
from wbgen.views.normal import VERSION, digest, normal_form
from wbgen.views.records import ProjectRecord, ViewRecord, ViewType
from wbgen.views.table import Impact

TYPES: dict[Kind, ViewType] = {"workspace": ViewType.WORKSPACE, "report": ViewType.REPORT}

#: What a value is called that only the server can give, once it is asked to.
UNKNOWN = "(known after apply)"


class Action(StrEnum):
    """What is to be done with a view."""

    NO_OP = "no-op"
    CREATE = "create"
    UPDATE = "update"
    CONFLICT = "conflict"


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
class Change:
    """What is to be done with one view, and why.

    digest: of the normal form to be.  seen: fingerprint of what the server held when the plan was
    made, None where it held nothing.  overwrites: whether a person's edits are replaced, as was asked.
    foreign: whether the view under our name carries another resource's marker.  cure: what resolves a
    conflict that can be neither taken back nor overwritten.
    """

    view: View
    action: Action
    digest: str
    impact: Impact = Impact.NONE
    differences: tuple[Difference, ...] = ()
    reason: str = ""
    existing: ViewRecord | None = None
    seen: str | None = None
    overwrites: bool = False
    foreign: bool = False
    cure: str = ""

    @property
    def existing_name(self) -> str:
        """The name the server knows the view by, which stays as it was when the view was made."""
        return self.existing.name if self.existing else self.view.name

    @property
    def writes(self) -> bool:
        """Whether applying it sends anything."""
        return self.action in (Action.CREATE, Action.UPDATE)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one guide needs on one target."""

    target: Target
    source: str
    project: str
    creates_project: bool
    changes: tuple[Change, ...]
    charts: tuple[Chart, ...]

    @property
    def checksum(self) -> str:
        """Eight hex digits over what would be done to what; equal plans have equal ones."""
        facts = [
            [self.target.entity, self.target.app_url, self.project, self.creates_project],
            [[c.view.address, c.action.value, c.digest, c.seen, c.overwrites] for c in self.changes],
        ]
        return hashlib.sha256(canonical(facts).encode()).hexdigest()[:8]

    def count(self, *actions: Action) -> int:
        """How many changes have one of the actions."""
        return sum(change.action in actions for change in self.changes)

    @property
    def writes(self) -> bool:
        """Whether applying it sends anything."""
        return any(change.writes for change in self.changes)


def make_plan(
    resources: Resources,
    existing: Existing,
    target: Target,
    *,
    source: str = "",
    overwrite: Collection[str] = (),
) -> Plan:
    """The plan for one guide's resources.

    overwrite: addresses of views whose edits in the app may be replaced.
    """
    changes = tuple(
        decide(
            view,
            find(view, existing.views.get(TYPES[view.kind], ())),
            target.entity,
            view.address in overwrite,
        )
        for view in resources.views
    )
    return Plan(
        target=target,
        source=source,
        project=resources.project,
        creates_project=existing.project is None and any(change.writes for change in changes),
        changes=changes,
        charts=resources.charts,
    )


def find(view: View, records: Collection[ViewRecord]) -> tuple[ViewRecord, ...]:
    """The records that a view may be: the one of its name; for a report else those with its marker.

    Servers may name reports as they like. They keep the names of workspaces, so that the marker under
    another name is in a person's copy, and that is theirs.
    """
    by_name = tuple(record for record in records if record.name == view.name)
    if by_name or view.kind == "workspace":
        return by_name[:1]
    return tuple(record for record in records if marker_address(record) in (view.address, *view.former))


def marker_address(record: ViewRecord) -> str | None:
    """Whose marker a record carries."""
    marker = read_marker(record.description)[1]
    return marker.address if marker else None


def decide(view: View, records: Sequence[ViewRecord], entity: str, overwrite: bool) -> Change:
    """What is to be done with one view, given what the server holds that may be it."""
    wanted = normal_form(view.title, view.description, view.spec, entity)
    wanted_digest = digest(wanted)
    if not records:
        return Change(view, Action.CREATE, wanted_digest, Impact.MEANING)
    if len(records) > 1:
        names = ", ".join(record.name for record in records)
        reason = f"several views on the server carry its marker ({names})"
        cure = "keep one, and take wbgen's last line out of the descriptions of the others"
        return Change(view, Action.CONFLICT, wanted_digest, reason=reason, cure=cure)
    (record,) = records
    visible, marker = read_marker(record.description)
    held, unreadable = read_form(record, visible, entity)
    equal = held is not None and digest(held) == wanted_digest
    changed = differences(held, wanted) if held is not None and not equal else ()
    common: dict[str, Any] = {
        "existing": record,
        "seen": fingerprint(record),
        "differences": changed,
        "impact": max((difference.impact for difference in changed), default=Impact.NONE),
    }
    if marker is not None and marker.address not in (view.address, *view.former):
        reason = f"the view of this name on the server belongs to {marker.address}"
        return Change(view, Action.CONFLICT, wanted_digest, reason=reason, foreign=True, **common)
    if marker is not None and marker.format != FORMAT:
        reason = f"applied by a newer wbgen (its marker has format {marker.format})"
        return Change(view, Action.CONFLICT, wanted_digest, reason=reason, cure="upgrade wbgen", **common)
    moved = f"found under another name ({record.name})" if record.name != view.name else ""
    if equal:
        return Change(view, Action.NO_OP, wanted_digest, reason=moved, **common)
    edited = unreadable or edit_since(marker, held, record)
    reason = "; ".join(filter(None, (moved, edited)))
    if edited and not overwrite:
        return Change(view, Action.CONFLICT, wanted_digest, reason=reason, **common)
    return Change(view, Action.UPDATE, wanted_digest, reason=reason, overwrites=bool(edited), **common)


def read_form(record: ViewRecord, visible: str, entity: str) -> tuple[dict[str, Json] | None, str]:
    """The normal form of what a server holds, or None with the reason it has none."""
    try:
        form = normal_form(record.display_name, visible, parse(record.spec), entity)
        digest(form)
        return form, ""
    except UnicodeEncodeError:
        return None, "what it holds cannot be read (a lone surrogate is no character)"
    except ValueError as error:
        return None, f"what it holds cannot be read ({error})"


def edit_since(marker: Marker | None, held: Json, record: ViewRecord) -> str:
    """In words, the edit made by others since wbgen's last write; empty where there was none."""
    who = f" by {record.updated_by}" if record.updated_by else ""
    when = f" at {record.updated_at}" if record.updated_at else ""
    if marker is None:
        return f"saved without wbgen's marker{who}{when}, so what was last applied is not known"
    if marker.norm != VERSION:
        return f"last applied by another version of wbgen{who}{when}"
    return "" if digest(held) == marker.digest else f"edited in the app since the last apply{who}{when}"


def fingerprint(record: ViewRecord) -> str:
    """A digest of a record as it stands, marker and all: what a write compares before it writes."""
    facts = [record.id, record.display_name, record.description, record.spec]
    # A server may hold what is no text; its fingerprint is taken all the same.
    return hashlib.sha256(canonical(facts).encode(errors="surrogatepass")).hexdigest()[:16]


def sent_marker(change: Change) -> Marker:
    """The marker that goes with a change: pairs that another version of wbgen added stay in it."""
    held = read_marker(change.existing.description)[1] if change.existing else None
    return Marker(change.view.address, VERSION, change.digest, held.extra if held else {})


def view_url(plan: Plan, change: Change, id: str | None = None) -> str | None:
    """Where a person opens a view; None for a report whose id only the server can give.

    id: as the server gave it for a view that the plan did not see.
    """
    view = change.view
    base = f"{plan.target.app_url}/{plan.target.entity}/{plan.project}"
    if view.kind == "workspace":
        return f"{base}?nw={change.existing_name.removeprefix('nw-').removesuffix('-v')}"
    id = id or (change.existing.id if change.existing else None)
    if id is None:
        return None
    slug = "-".join("".join(c if c.isalnum() else " " for c in view.title).split())
    return f"{base}/reports/{slug}--{id.rstrip('=')}"
