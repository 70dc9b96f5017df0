"""Whether a server holds what was sent."""

from __future__ import annotations

from wbgen.apply.jobs import Sent
from wbgen.apply.outcome import Outcome, Status, done
from wbgen.errors import WbgenError
from wbgen.plan import TYPES, Change, Existing, read_form, view_url
from wbgen.views.marker import read_marker
from wbgen.views.normal import digest
from wbgen.views.records import ViewInput, ViewRecord


def look(sent: Sent, seen: Existing | WbgenError, entity: str) -> Outcome:
    """The outcome of a change that was sent. seen: what its project holds, or why that cannot be said."""
    plan, change = sent.job.plan, sent.job.change
    url = view_url(plan, change, sent.id)
    if isinstance(seen, WbgenError):
        problem = f"it was sent, and could not be read back: {seen.message}"
    else:
        problem = problem_of(sent, seen.views.get(TYPES[change.view.kind], ()), entity)
    if problem:
        return Outcome(change, Status.FAILED, url, problem, sent.backup)
    return Outcome(change, done(change), url, "" if change.writes else change.reason, sent.backup)


def problem_of(sent: Sent, records: tuple[ViewRecord, ...], entity: str) -> str:
    """In words, how the views of a project differ from what was sent; empty if they do not."""
    change = sent.job.change
    held = next((record for record in records if record.id == sent.id), None)
    if sent.wanted is None:
        return "the server took the deletion, and still shows the view" if held else ""
    if held is not None and change.view.kind == "workspace" and held.name != change.existing_name:
        return f"the server does not show it under its name, but as {held.name}"
    if held is not None and sum(record.name == held.name for record in records) > 1:
        return "the server shows two views of its name: another apply made the other one"
    return "" if is_same(sent.wanted, held) else problem_with(change, held, entity)


def is_same(wanted: ViewInput, held: ViewRecord | None) -> bool:
    """Whether a server holds to the letter what was sent."""
    return held is not None and (wanted.display_name, wanted.description, wanted.spec) == (
        held.display_name,
        held.description,
        held.spec,
    )


def problem_with(change: Change, held: ViewRecord | None, entity: str) -> str:
    """In words, how what the server holds after a write differs from what was sent; empty if not."""
    if held is None:
        return "the server took the view, but does not show it"
    visible, marker = read_marker(held.description)
    form, unreadable = read_form(held, visible, entity)
    if form is None:
        return unreadable
    # The description is told by itself, so that it is known which of the two was not kept.
    said = change.body.description if change.body else visible
    if digest({**form, "description": said.strip()}) != change.digest:
        return (
            "the server holds something else than was sent: another write came between, or it rewrites views"
        )
    if marker != change.marker or visible.strip() != said.strip():
        return "the server did not keep the description, where wbgen notes what it applied"
    return ""


def holds(change: Change, held: ViewRecord | None, entity: str) -> bool:
    """Whether a server holds what a change is to make."""
    return change.body is not None and held is not None and not problem_with(change, held, entity)
