"""A view merged of what code says and what people made of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from wbgen.compile.resources import View
from wbgen.plan.asked import Asked
from wbgen.plan.changes import Body, Conflict
from wbgen.plan.forms import Form
from wbgen.views.both_forms import in_both_forms
from wbgen.views.diff import label
from wbgen.views.effective import CUSTOM, effective
from wbgen.views.json import Json, get, parse
from wbgen.views.merge import Parts, Sums, Wishes, align, assemble, choose, read_parts
from wbgen.views.merge.choose import ORDER, Side
from wbgen.views.merge.parts import SECTION_PANELS, SECTIONS, maps_at, panel_key
from wbgen.views.merge.sums import short
from wbgen.views.normal import digest, normal_form
from wbgen.views.records import ViewRecord
from wbgen.views.target import mask

#: Where a person's edits of panels are kept beside the panels.
OVERRIDES = ("panelConfigOverrides", "panelPlacementOverrides")


@dataclass(frozen=True, slots=True)
class Merged:
    """form: the normal form to be.  body: what is written for it.  dropped: overrides it folds in."""

    form: Form
    body: Body
    conflicts: tuple[Conflict, ...]
    dropped: tuple[str, ...]


def merge_views(
    view: View, wanted: Form, record: ViewRecord, held: Form, base: Sums, entity: str, asked: Asked
) -> Merged:
    """What code says and what the server holds, in one view.

    wanted, held: their normal forms.  base: what code wanted last.
    """
    theirs = mask(parse(record.spec), entity)
    desired, remote = read_parts(wanted), read_parts(held)
    alignment = align(base, remote, desired)
    remote = alignment.applied(remote)
    addresses = addresses_of(view, remote, desired)
    choice = choose(base, remote, desired, wishes(view, addresses, asked), alignment.base)
    if choice.is_all_of(desired):
        body = Body(view.title, view.description, view.spec)
    else:
        remote_bodies = alignment.applied(read_parts(held, effective(theirs)))
        body = Body(*assemble(choice, remote_bodies, read_parts(wanted, effective(view.spec))))
    body = in_its_forms(body, theirs, entity)
    conflicts = tuple(
        Conflict(addresses.get(clash.part, view.address), words(clash.part, remote, desired), clash.why)
        for clash in choice.clashes
    )
    form = normal_form(body.title, body.description, body.spec, entity)
    kept = {key for key, side in choice.sides.items() if side is Side.REMOTE}
    return Merged(form, body, conflicts, folded_overrides(theirs, kept))


def in_its_forms(body: Body, theirs: Json, entity: str) -> Body:
    """The body in both forms where the app has migrated the view that the server holds."""
    both = in_both_forms(body.spec, theirs)
    if both == body.spec:
        return body
    same = digest(normal_form("", "", both, entity)) == digest(normal_form("", "", body.spec, entity))
    # Both forms must show the same; where the app keeps settings in a way not known here, the older form
    # alone says what is meant.
    return Body(body.title, body.description, both) if same else body


def addresses_of(view: View, *sides: Parts) -> dict[str, str]:
    """The address of every part: that of the spec, or for what only people made, one made of its key."""
    found = {ORDER: f"{view.address}:{ORDER}"}
    for parts in sides:
        for path in parts.members:
            found["/".join(path)] = f"{view.address}:{path[-1]}"
        for key in (*parts.things, *parts.panels):
            found[key] = view.addresses.get(key, f"{view.address}:{short(key)}")
    return found


def wishes(view: View, addresses: Mapping[str, str], asked: Asked) -> Wishes:
    """What was asked for, by the ids of parts; of the whole view, it is asked for every part of it."""
    whole = view.address in asked.keep
    return Wishes(
        frozenset(part for part, address in addresses.items() if address in asked.overwrite),
        frozenset(part for part, address in addresses.items() if whole or address in asked.keep),
    )


def words(part: str, remote: Parts, desired: Parts) -> str:
    """A part in words."""
    for parts in (desired, remote):
        body: Any = parts.panels.get(part)
        if part in parts.things:
            body = parts.things[part].own
        if isinstance(body, dict):
            return label(body)
    return part.rpartition("/")[2]


def folded_overrides(spec: Json, kept: Collection[str]) -> tuple[str, ...]:
    """The panels whose overrides a write takes away, since it writes what they say into the panels.

    spec: the body that the server holds.  kept: keys of the panels that stay as people made them; what it
    replaces is told as a difference.
    """
    bank = get(spec, SECTIONS[:-1])
    if not isinstance(bank, dict):
        return ()
    panels = {
        f"{CUSTOM}{panel.get('__id__')}": label({"viewType": "", **panel})
        for section in maps_at(spec, SECTIONS) or ()
        for panel in maps_at(section, SECTION_PANELS) or ()
        if panel_key(str(panel.get("__id__"))) in kept
    }
    found = [key for name in OVERRIDES if isinstance(bank.get(name), dict) for key in bank[name]]
    return tuple(dict.fromkeys(panels[key] for key in found if key in panels))
