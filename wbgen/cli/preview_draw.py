"""From what is to be previewed to dashboards, drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import click

from wbgen.cli.preview_sources import Shown, Subject, subjects
from wbgen.cli.runs import opened_runs
from wbgen.errors import WbgenError
from wbgen.extras import need
from wbgen.render.drawing import Dashboard
from wbgen.render.view import WIDTH, drawn, view_parts
from wbgen.render.views.parts import ViewParts
from wbgen.render.views.unfiltered import unfiltered
from wbgen.runs import RunData
from wbgen.spec.diagnostics import did_you_mean, listed

#: What is said of invented runs where no catalogue tells what they may be.
OF_A_VIEW = (
    "The runs are invented from the names in this view: their values are nobody's, and may be far from what"
    " real runs log."
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line."""

    what: tuple[str, ...]
    runs: tuple[str, ...]
    limit: int
    views: tuple[str, ...]
    before: str | None
    target: str | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The dashboards of one page. pair: whether each second one is a later version of the one before it."""

    name: str
    dashboards: tuple[Dashboard, ...]
    pair: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """The runs that views are drawn with, and what to say of them. invented: whether nobody logged them."""

    runs: Sequence[RunData]
    notes: tuple[str, ...]
    invented: bool


def draw(wish: Wish, *, pictures: bool) -> Iterator[Drawing]:
    """Every subject, drawn. Raises WbgenError for what cannot be found or read.

    pictures: whether pictures are wanted, which show no two versions.
    """
    need("preview")
    if wish.before and pictures:
        raise WbgenError("--before draws a page", cure="give --output a name that ends with .html")
    found = [chosen(subject, wish.views) for subject in subjects(wish.what, wish.target)]
    if not any(subject.views for subject in found):
        raise no_view(wish)
    for subject in found:
        if subject.views:
            yield drawing(subject, wish)


def drawing(subject: Subject, wish: Wish) -> Drawing:
    """One subject, drawn."""
    with ExitStack() as stack:
        material = read_runs(subject, wish, stack)
        if wish.before is None:
            shown = [drawn(parts(view, subject, material)) for view in subject.views]
        else:
            from wbgen.cli.preview_before import pairs

            shown = list(pairs(subject, material, wish.before, wish.views))
        notes = (*material.notes, *losses(material.runs))
    if not material.invented:
        for note in notes:
            click.echo(note, err=True)
    dashboards = tuple(replace(one, notes=(*notes, *one.notes)) for one in shown)
    return Drawing(subject.name, dashboards, pair=wish.before is not None)


def losses(runs: Sequence[RunData]) -> list[str]:
    """What is missing of runs. Asked once they are drawn: some miss rows only as their columns are read."""
    return [f"{data.run.label}: {loss}" for data in runs for loss in dict.fromkeys(data.run.losses)]


def read_runs(subject: Subject, wish: Wish, stack: ExitStack) -> Material:
    """The runs asked for; those of the view's project; else invented ones."""
    notes: list[str] = []
    wanted = wish.runs or ((subject.project,) if subject.project else ())
    if wanted:
        try:
            runs = stack.enter_context(opened_runs(wanted, wish.target, wish.limit, notes))
        except WbgenError as error:
            if wish.runs:
                raise
            notes.append(f"{error.message}.")
        else:
            return Material(runs, tuple(notes), invented=False)
    from wbgen.runs.plausible import NOTE, plausible_runs

    note = NOTE if subject.file else OF_A_VIEW
    return Material(plausible_runs(subject.guide()), (note, *notes), invented=True)


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


def no_view(wish: Wish) -> WbgenError:
    """The error where nothing is left to be drawn."""
    known = [view for subject in subjects(wish.what, wish.target) for view in subject.views]
    if not known:
        return WbgenError("there is no view to draw", cure="add one under `workspaces:`")
    names = [view.names[-2] for view in known]
    asked = ", ".join(f"`{name}`" for name in wish.views)
    return WbgenError(
        f"no view goes by {asked}",
        cure=did_you_mean(wish.views[0], [name for view in known for name in view.names])
        or f"views: {listed(names)}",
    )
