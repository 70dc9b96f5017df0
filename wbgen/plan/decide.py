"""What is to be done with one view, given what the server holds that may be it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from wbgen.compile.ids import natural_name
from wbgen.compile.resources import View
from wbgen.plan.asked import Asked
from wbgen.plan.changes import WRITING, Action, Body, Change, fingerprint
from wbgen.plan.find import NAME, PROTECT
from wbgen.plan.forms import Form, base_of, read_form, who_and_when
from wbgen.plan.merged import Merged, in_its_forms, merge_views
from wbgen.views.diff import differences
from wbgen.views.json import parse
from wbgen.views.marker import FORMAT, Marker, read_marker
from wbgen.views.merge import Sums, read_parts, sums_of, write_sums
from wbgen.views.normal import VERSION, digest, normal_form
from wbgen.views.records import ViewRecord
from wbgen.views.table import Impact
from wbgen.views.target import mask


@dataclass(frozen=True, slots=True)
class Wanted:
    """What code says of a view. sums: digests of its parts, as a marker carries them."""

    view: View
    form: Form
    digest: str
    sums: str


def decide(view: View, records: Sequence[ViewRecord], entity: str, asked: Asked) -> Change:
    """What is to be done with one view. records: those that may be it."""
    form = normal_form(view.title, view.description, view.spec, entity)
    wanted = Wanted(view, form, digest(form), write_sums(sums_of(read_parts(form))))
    body = Body(view.title, view.description, view.spec)
    if not records:
        new = marker_for(wanted, None, None, wanted.digest)
        return Change(view, Action.CREATE, wanted.digest, Impact.MEANING, body=body, marker=new)
    if len(records) > 1:
        names = ", ".join(record.name for record in records)
        reason = f"several views on the server carry its marker or its name ({names})"
        cure = "keep one; delete the others, or take wbgen's last line out of their descriptions"
        return Change(view, Action.CONFLICT, wanted.digest, reason=reason, cure=cure)
    (record,) = records
    visible, marker = read_marker(record.description)
    held, unreadable = read_form(record, visible, entity)
    case = Case(wanted, record, marker, held, unreadable, entity, asked)
    change = next(found for rule in RULES if (found := rule(case)) is not None)
    return unlocked(change)


def unlocked(change: Change) -> Change:
    """The change, or a conflict where it would write over a view that a person locked.

    A marker that is merely behind stays so until the view is unlocked.
    """
    if change.writes and change.existing is not None and change.existing.locked:
        who = f"locked in the app{who_and_when(change.existing)}"
        reason = "; ".join(filter(None, (who, change.reason)))
        return replace(change, action=Action.CONFLICT, reason=reason, cure="unlock it in the app first")
    if change.existing is not None and change.existing.locked:
        return replace(change, renew=False)
    return change


@dataclass(frozen=True)
class Case:
    """A view that the server holds already, and everything known of it.

    held: its normal form; None with the reason ``unreadable`` where it has none. What follows from these is
    worked out when it is first asked for: of most views in a plan, nothing but ``equal`` is.
    """

    wanted: Wanted
    record: ViewRecord
    marker: Marker | None
    held: Form | None
    unreadable: str
    entity: str
    asked: Asked

    @property
    def view(self) -> View:
        """The view as code has it."""
        return self.wanted.view

    @property
    def foreign(self) -> bool:
        """Whether it carries the marker of another resource."""
        return self.marker is not None and self.marker.address not in (self.view.address, *self.view.former)

    @cached_property
    def held_digest(self) -> str | None:
        """The digest of the normal form, if it has one."""
        return None if self.held is None else digest(self.held)

    @cached_property
    def held_sums(self) -> str:
        """Digests of the parts of the normal form, as a marker carries them; empty where it has none."""
        if self.held is None:
            return ""
        return self.wanted.sums if self.equal else write_sums(sums_of(read_parts(self.held)))

    @cached_property
    def base(self) -> Sums | None:
        """Digests of the parts that code wanted last; None where nothing tells them."""
        return base_of(self.marker, self.held) if self.held is not None and self.marker else None

    @property
    def equal(self) -> bool:
        """Whether the server holds what code says."""
        return self.held_digest == self.wanted.digest

    @property
    def saved_since(self) -> bool:
        """Whether it holds something else than wbgen wrote last."""
        return self.held is None or self.marker is None or self.held_digest != self.marker.digest

    @property
    def edited(self) -> bool:
        """Whether it holds what people made: saved since, or kept when wbgen wrote last."""
        if self.marker is None or self.saved_since:
            return True
        return bool(self.marker.parts) and self.marker.parts != self.held_sums

    @property
    def adopts(self) -> bool:
        """Whether it was asked to be taken over."""
        return self.view.address in self.asked.adopt or bool(self.view.adopt)

    @property
    def moved(self) -> str:
        """In words, that the view goes by another name than ours; empty where it does not."""
        given = self.marker.extra.get(NAME) if self.marker else None
        known = (self.view.name, given)
        return "" if self.record.name in known else f"found under another name ({self.record.name})"

    def whole_body(self, action: Action) -> Body:
        """What code says; where it is written, in both forms if the app has migrated the view."""
        body = Body(self.view.title, self.view.description, self.view.spec)
        if self.held is None or action not in WRITING:
            return body
        return in_its_forms(body, mask(parse(self.record.spec), self.entity), self.entity)

    def change(
        self, action: Action, reason: str = "", *, merged: Merged | None = None, **more: Any
    ) -> Change:
        """A change of the view; unless told otherwise, to what code says."""
        after = merged.form if merged else self.wanted.form
        sent = digest(after) if merged else self.wanted.digest
        same = self.held is None or sent == self.held_digest
        changed = () if same else differences(self.held, after)
        facts: dict[str, Any] = {
            "digest": sent,
            "impact": max((d.impact for d in changed), default=Impact.NONE),
            "differences": changed,
            "existing": self.record,
            "seen": fingerprint(self.record),
            "body": merged.body if merged else self.whole_body(action),
            "marker": marker_for(self.wanted, self.marker, self.record, sent),
            "edited": self.edited,
            "code_changed": self.code_changed,
            "reason": "; ".join(filter(None, (self.moved, reason))),
        }
        return Change(self.view, action, **{**facts, **more})

    @property
    def code_changed(self) -> bool:
        """Whether code says something else than was last applied, as far as the marker tells."""
        if self.marker is None:
            return False
        if self.marker.parts:
            return self.marker.parts != self.wanted.sums
        return self.marker.digest != self.wanted.digest


def marker_for(wanted: Wanted, held: Marker | None, record: ViewRecord | None, sent: str) -> Marker:
    """The marker to be: pairs that another version of wbgen added stay in it."""
    extra = dict(held.extra) if held else {}
    extra.pop(NAME, None)
    name = record.name if record else wanted.view.name
    if name != natural_name(wanted.view.address):
        extra[NAME] = name
    extra.pop(PROTECT, None)
    if wanted.view.protect:
        extra[PROTECT] = "yes"
    return Marker(wanted.view.address, VERSION, sent, wanted.sums, extra)


# --- rules: the first that speaks decides


def foreign(case: Case) -> Change | None:
    """A view of another resource is never written over, unless it is to be adopted."""
    if not case.foreign or case.marker is None:
        return None
    reason = f"the view of this name on the server belongs to {case.marker.address}"
    if case.view.address in case.asked.adopt:
        return case.change(Action.ADOPT, reason, edited=True)
    return case.change(Action.CONFLICT, reason, foreign=True)


def newer(case: Case) -> Change | None:
    """A marker that only a newer wbgen can read."""
    if case.marker is None or case.marker.format == FORMAT:
        return None
    reason = f"applied by a newer wbgen (its marker has format {case.marker.format})"
    return case.change(Action.CONFLICT, reason, cure="upgrade wbgen")


def equal(case: Case) -> Change | None:
    """The server holds what code says; a marker that says otherwise is behind (after a pull, say)."""
    if not case.equal:
        return None
    if case.adopts and case.marker is None:
        return case.change(Action.ADOPT, "it holds what the spec says already")
    new = marker_for(case.wanted, case.marker, case.record, case.wanted.digest)
    return case.change(Action.NO_OP, renew=case.marker is not None and case.marker != new)


def replaced(case: Case) -> Change | None:
    """The whole view is to be as code says, whatever people made of it."""
    if case.view.address in case.asked.overwrite:
        reason = case.unreadable or edits_in_words(case)
        return case.change(Action.UPDATE, reason, overwrites=case.edited)
    if case.marker is None and case.adopts:
        return case.change(Action.ADOPT, case.unreadable or "not made by wbgen")
    return None


def unknown_base(case: Case) -> Change | None:
    """Nobody knows what was last applied: whatever differs may be an edit of a person."""
    if case.base is not None:
        return None
    same_form = case.marker is not None and case.marker.norm == VERSION
    if case.held is not None and same_form and not case.code_changed:
        # The marker of an older wbgen tells no parts, but code says what it said then.
        drift = differences(case.wanted.form, case.held)
        told: dict[str, Any] = {"differences": (), "impact": Impact.NONE, "digest": case.held_digest}
        return case.change(Action.DRIFT, edits_in_words(case), drift=drift, **told)
    return case.change(Action.CONFLICT, case.unreadable or edits_in_words(case))


def merge(case: Case) -> Change:
    """Edits by people and changes in code, brought together part by part."""
    assert case.held is not None
    assert case.marker is not None
    assert case.base is not None
    merged = merge_views(
        case.view, case.wanted.form, case.record, case.held, case.base, case.entity, case.asked
    )
    reason = edits_in_words(case) if case.edited else ""
    if merged.conflicts:
        return case.change(Action.CONFLICT, reason, merged=merged, conflicts=merged.conflicts)
    drift = differences(case.wanted.form, merged.form)
    if digest(merged.form) == case.held_digest:
        # That people saved it since is in the digest alone, which is no reason to write.
        new = marker_for(case.wanted, case.marker, case.record, case.marker.digest)
        return case.change(Action.DRIFT, reason, merged=merged, drift=drift, renew=case.marker != new)
    asked = any(is_within(address, case.view.address) for address in case.asked.overwrite)
    return case.change(
        Action.UPDATE,
        reason,
        merged=merged,
        drift=drift,
        dropped=merged.dropped,
        overwrites=case.edited and asked,
    )


RULES: tuple[Callable[[Case], Change | None], ...] = (newer, foreign, equal, replaced, unknown_base, merge)


def is_within(address: str, view: str) -> bool:
    """Whether an address is that of a view or of a part of it."""
    return address == view or address.startswith((f"{view}/", f"{view}:"))


def edits_in_words(case: Case) -> str:
    """In words, what others made of the view; empty where they did nothing."""
    told = who_and_when(case.record)
    if case.marker is None:
        return f"saved without wbgen's marker{told}, so what was last applied is not known"
    if case.marker.norm != VERSION:
        return f"last applied by another version of wbgen{told}"
    if case.saved_since:
        return f"edited in the app since the last apply{told}"
    return "edited in the app before the last apply" if case.edited else ""
