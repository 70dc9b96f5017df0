"""The plan for one guide's resources."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from wbgen.compile.ids import UNNAMED
from wbgen.compile.resources import Resources, View
from wbgen.errors import WbgenError
from wbgen.plan.asked import Asked
from wbgen.plan.changes import KINDS, TYPES, Action, Change, Existing, Plan, Target, fingerprint
from wbgen.plan.decide import decide, unlocked
from wbgen.plan.find import find, is_copy, is_protected, marker_address
from wbgen.views.marker import read_marker
from wbgen.views.records import ViewRecord
from wbgen.views.table import Impact


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for. overwrite, keep: addresses of views and parts of them.

    adopt: addresses of views to take over, each with a URL where it is not the one under our name.
    prune: whether views of the guide that no spec speaks of any more are deleted.
    """

    overwrite: Collection[str] = ()
    keep: Collection[str] = ()
    adopt: Mapping[str, str] = field(default_factory=dict)
    prune: bool = False


def make_plan(
    resources: Resources,
    existing: Existing,
    target: Target,
    *,
    source: str = "",
    options: Options | None = None,
) -> Plan:
    """The plan for one guide's resources, on what a server holds of their project."""
    options = options or Options()
    asked = Asked(options.overwrite, options.keep, options.adopt.keys())
    changes = []
    found: set[str] = set()
    for view in resources.views:
        records = find(view, existing.views.get(TYPES[view.kind], ()), options.adopt.get(view.address, ""))
        if twice := [record for record in records if record.id in found]:
            raise WbgenError(
                f"{view.address} would take over {twice[0].name}, which is another view of this spec already",
                cure="adopt each view once",
            )
        found.update(record.id for record in records)
        changes.append(decide(view, records, target.entity, asked))
    left = [record for views in existing.views.values() for record in views if record.id not in found]
    rest = tuple(others(resources, left, prune=options.prune and bool(resources.views)))
    changes += (change for change in rest if change.action is not Action.UNMANAGED)
    return Plan(
        target=target,
        source=source,
        project=resources.project,
        creates_project=existing.project is None and any(change.writes for change in changes),
        changes=tuple(changes),
        charts=resources.charts,
        existing_project=existing.project,
        unmanaged=(unmanaged := tuple(change for change in rest if change.action is Action.UNMANAGED)),
        owned=sum(change.existing is not None and change.owned for change in (*changes, *unmanaged)),
    )


def others(resources: Resources, records: Collection[ViewRecord], *, prune: bool) -> Iterator[Change]:
    """The views of the project that the spec does not speak of; those of other specs are theirs.

    Ours come first: they are gone from the spec, and deleted where that was asked.
    """
    own = f"{resources.stack}/{resources.guide}/"
    for record in sorted(records, key=lambda record: (marker_address(record) or "~", record.name)):
        address = marker_address(record)
        if address is None or (address.startswith(own) and is_copy(record)):
            reason = "a person's copy of a view of this spec" if address else ""
            yield of_record(record, Action.UNMANAGED, reason)
        elif address.startswith(own):
            action = Action.DELETE if prune else Action.UNMANAGED
            yield of_record(record, action, "gone from the spec" if prune else GONE, address)


#: Said of a view that carries our marker and that no spec has any more.
GONE = "gone from the spec; --prune deletes it"


def of_record(
    record: ViewRecord, action: Action, reason: str, address: str = "", *, protected: bool = False
) -> Change:
    """A change of a view that is known by what the server holds alone. protected: by its spec."""
    visible = read_marker(record.description)[0]
    kind = KINDS[record.type]
    address = address or f"{UNNAMED}/{UNNAMED}/{kind}/{record.name}"
    view = View(address, kind, record.name, record.display_name, visible, None)
    change = Change(view, action, reason=reason, existing=record, seen=fingerprint(record))
    if action is not Action.DELETE:
        return change
    if protected or is_protected(record):
        cure = "take `protect` out of its spec, apply, and then remove it"
        why = "; ".join(filter(None, ("protected", reason)))
        return replace(change, action=Action.CONFLICT, reason=why, cure=cure)
    return unlocked(replace(change, impact=Impact.DESTRUCTIVE, edited=True))
