"""The runs that views are drawn with, and one view drawn with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from wbgen.cli.preview_sources import Shown, Subject
from wbgen.render.view import WIDTH, view_parts
from wbgen.render.views.parts import ViewParts
from wbgen.render.views.unfiltered import unfiltered
from wbgen.runs import RunData


@dataclass(frozen=True, slots=True)
class Material:
    """The runs that views are drawn with, and what to say of them. invented: whether nobody logged them."""

    runs: Sequence[RunData]
    notes: tuple[str, ...]
    invented: bool


def parts(view: Shown, subject: Subject, material: Material, width: int = WIDTH) -> ViewParts:
    """A view in parts.

    Invented runs that pass no filter are shown without filters: the picture is of panels, and a filter by
    the id of a sweep or a person's name says nothing about them.
    """

    def read(runs_pass: bool) -> ViewParts:
        spec = view.spec if runs_pass else unfiltered(view.spec)
        now = datetime.now(UTC)
        return view_parts(
            spec, view.kind, material.runs, now=now, title=view.title, charts=subject.charts, width=width
        )

    found = read(runs_pass=True)
    empty = any(part.places and not part.scene.runs for part in found.parts)
    if not (material.invented and material.runs and empty):
        return found
    note = "No invented run passes all filters of this view, so they are not applied."
    return read(runs_pass=False).noted(note)


def chosen(subject: Subject, names: Sequence[str]) -> Subject:
    """A subject with the views that are asked for alone."""
    if not names:
        return subject
    views = tuple(view for view in subject.views if set(view.names) & set(names))
    return replace(subject, views=views)
