"""Whether a server holds what was sent."""

from __future__ import annotations

from wbgen.plan import Change, read_form
from wbgen.views.marker import read_marker
from wbgen.views.normal import digest
from wbgen.views.records import ViewRecord


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
