"""Plans as a file, so that what was reviewed is what is carried out.

The models below are the format. A file holds all that apply writes, and no more of what the server held
than its fingerprints and what the plan tells of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from wbgen import __version__
from wbgen.compile.resources import Chart, View
from wbgen.plan.changes import KINDS, Action, Body, Change, Conflict, Plan, Target
from wbgen.views.diff import Difference
from wbgen.views.json import canonical, parse
from wbgen.views.marker import Marker
from wbgen.views.normal import digest, normal_form
from wbgen.views.records import ProjectRecord, ViewRecord, ViewType
from wbgen.views.table import Impact

VERSION = 1


class Entry(BaseModel):
    """A part of the file: nothing unknown in it, nothing converted."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, allow_inf_nan=False, from_attributes=True
    )


class TargetEntry(Entry):
    """Where the plans are for."""

    name: str
    entity: str
    app_url: str


class OptionsEntry(Entry):
    """What was asked for when the plans were made; for people."""

    overwrite: tuple[str, ...]
    keep: tuple[str, ...]
    adopt: tuple[str, ...]
    prune: bool
    stack: str | None
    project: str | None


class ViewEntry(Entry):
    """A view as the plan tells of it."""

    address: str
    kind: Literal["workspace", "report"]
    name: str
    title: str
    description: str
    spec: JsonValue
    heading: str
    charts: tuple[str, ...]
    former: tuple[str, ...]


class BodyEntry(Entry):
    """What is written."""

    title: str
    description: str
    spec: JsonValue


class MarkerEntry(Entry):
    """The marker that is written."""

    address: str
    norm: int
    digest: str
    parts: str
    extra: dict[str, str]
    format: int


class RecordEntry(Entry):
    """The view that the server held, without its body."""

    id: str
    name: str
    type: ViewType
    display_name: str
    description: str
    spec: str
    updated_at: str | None
    updated_by: str | None
    locked: bool


class DifferenceEntry(Entry):
    """One difference."""

    sign: Literal["+", "-", "~"]
    place: tuple[str, ...]
    before: JsonValue
    after: JsonValue
    impact: Impact


class ConflictEntry(Entry):
    """A part that code and people changed."""

    address: str
    label: str
    why: str


class ChangeEntry(Entry):
    """One change; see :class:`wbgen.plan.changes.Change`."""

    view: ViewEntry
    action: Action
    digest: str
    impact: Impact
    differences: tuple[DifferenceEntry, ...]
    drift: tuple[DifferenceEntry, ...]
    dropped: tuple[str, ...]
    conflicts: tuple[ConflictEntry, ...]
    reason: str
    existing: RecordEntry | None
    seen: str | None
    body: BodyEntry | None
    marker: MarkerEntry | None
    edited: bool
    code_changed: bool
    overwrites: bool
    renew: bool
    foreign: bool
    cure: str


class ChartEntry(Entry):
    """A custom chart that views need."""

    name: str
    title: str
    spec: str


class ProjectEntry(Entry):
    """The project that the server held."""

    name: str
    entity: str
    id: str
    internal_id: str | None


class PlanEntry(Entry):
    """One plan; see :class:`wbgen.plan.changes.Plan`."""

    target: TargetEntry
    source: str
    project: str
    creates_project: bool
    changes: tuple[ChangeEntry, ...]
    charts: tuple[ChartEntry, ...]
    existing_project: ProjectEntry | None
    owned: int


class PlanFile(Entry):
    """The whole file. checksums: of the plans, as people saw them."""

    wbgen_plan: Literal[1] = 1
    wbgen: str = __version__
    target: TargetEntry
    options: OptionsEntry
    checksums: tuple[str, ...]
    plans: Annotated[tuple[PlanEntry, ...], Field(min_length=1)]
    sum: str = ""


#: What each entry is in memory.
MADE: dict[type[Entry], Callable[..., Any]] = {
    TargetEntry: Target,
    ViewEntry: View,
    BodyEntry: Body,
    MarkerEntry: Marker,
    RecordEntry: ViewRecord,
    DifferenceEntry: Difference,
    ConflictEntry: Conflict,
    ChangeEntry: Change,
    ChartEntry: Chart,
    ProjectEntry: ProjectRecord,
    PlanEntry: Plan,
}


def write_plans(plans: Sequence[Plan], options: object) -> str:
    """Plans as the text of a file. options: what was asked for, with the attributes of the entry."""
    file = PlanFile(
        target=TargetEntry.model_validate(plans[0].target),
        options=OptionsEntry.model_validate(options),
        checksums=tuple(plan.checksum for plan in plans),
        plans=tuple(PlanEntry.model_validate(slim(plan)) for plan in plans),
    )
    return canonical({**file.model_dump(), "sum": sum_of(file)}, indent=1) + "\n"


def read_plans(text: str) -> tuple[Plan, ...]:
    """The plans in a file. Raises ValueError, in words, for what is none, damaged, or of another wbgen."""
    head = parse(text)
    if not isinstance(head, dict) or "wbgen_plan" not in head:
        raise ValueError("it is no plan of wbgen")
    if head["wbgen_plan"] != VERSION or head.get("wbgen") != __version__:
        raise ValueError(f"it was made by wbgen {head.get('wbgen')}, and this is wbgen {__version__}")
    try:
        file = PlanFile.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ValueError(f"it is damaged at {place}: {first['msg']}") from None
    plans = tuple(map(whole, made(file.plans)))
    if file.sum != sum_of(file) or file.checksums != tuple(plan.checksum for plan in plans):
        raise ValueError("it is damaged, or was changed by hand: its checksums do not fit")
    for plan in plans:
        for change in plan.changes:
            check(plan, change)
    return plans


def sum_of(file: PlanFile) -> str:
    """A digest of all that is in a file."""
    content = canonical(file.model_dump(exclude={"sum"}))
    return hashlib.sha256(content.encode(errors="surrogatepass")).hexdigest()


def made(entry: Any) -> Any:
    """What entries are in memory."""
    if isinstance(entry, Entry):
        return MADE[type(entry)](**{name: made(getattr(entry, name)) for name in type(entry).model_fields})
    return tuple(map(made, entry)) if isinstance(entry, tuple) else entry


def slim(plan: Plan) -> Plan:
    """The plan without the bodies that nobody writes."""

    def change(full: Change) -> Change:
        existing = full.existing and replace(full.existing, description="", spec="")
        return replace(full, existing=existing, view=replace(full.view, description="", spec=None))

    return replace(plan, changes=tuple(map(change, plan.changes)), unmanaged=())


def whole(plan: Plan) -> Plan:
    """The plan with the bodies of its views where they tell what is made."""

    def change(slim: Change) -> Change:
        if slim.body is None:
            return slim
        view = replace(slim.view, description=slim.body.description, spec=slim.body.spec)
        return replace(slim, view=view)

    return replace(plan, changes=tuple(map(change, plan.changes)))


#: What a change must have, and what it must not, by what it does.
NEEDS: dict[Action, tuple[frozenset[str], frozenset[str]]] = {
    Action.CREATE: (frozenset({"body", "marker"}), frozenset({"existing", "seen"})),
    Action.UPDATE: (frozenset({"body", "marker", "existing", "seen"}), frozenset()),
    Action.ADOPT: (frozenset({"body", "marker", "existing", "seen"}), frozenset()),
    Action.DELETE: (frozenset({"existing", "seen"}), frozenset({"body", "marker"})),
}
RENEWAL = (frozenset({"marker", "existing", "seen"}), frozenset[str]())
NOTHING = (frozenset[str](), frozenset[str]())


def check(plan: Plan, change: Change) -> None:
    """Raise ValueError where a change cannot be what a plan makes."""
    needs, lacks = NEEDS.get(change.action, RENEWAL if change.renew else NOTHING)
    has = {name for name in ("body", "marker", "existing", "seen") if getattr(change, name) is not None}
    body, marker, existing = change.body, change.marker, change.existing
    fine = (
        needs <= has
        and lacks.isdisjoint(has)
        and (existing is None or KINDS[existing.type] == change.view.kind)
        and (marker is None or marker.address == change.address)
        and (not change.writes or body is None or digest_of(body, plan.target.entity) == change.digest)
    )
    if not fine:
        raise ValueError(f"what it says of {change.address} contradicts itself")


def digest_of(body: Body, entity: str) -> str:
    """The digest of a body's normal form."""
    return digest(normal_form(body.title, body.description, body.spec, entity))
