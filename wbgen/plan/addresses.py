"""The addresses by which a person may name the parts of a view."""

from __future__ import annotations

from wbgen.plan.changes import Change
from wbgen.plan.forms import read_form
from wbgen.plan.merged import addresses_of
from wbgen.views.marker import read_marker
from wbgen.views.merge import read_parts
from wbgen.views.normal import normal_form


def part_addresses(change: Change, entity: str) -> tuple[str, ...]:
    """The addresses of every part of a view, those included that only people made."""
    view = change.view
    forms = [normal_form(view.title, view.description, view.spec, entity)]
    if change.existing:
        visible, _ = read_marker(change.existing.description)
        held, _ = read_form(change.existing, visible, entity)
        forms += [held] if held is not None else []
    found = addresses_of(view, *(read_parts(form) for form in forms))
    return tuple(dict.fromkeys(found.values()))
