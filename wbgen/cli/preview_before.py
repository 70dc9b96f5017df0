"""Two versions of a spec side by side: the one of a git commit, and the one that is there now."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from wbgen.cli.git_tree import export_tree
from wbgen.cli.preview_material import Material, chosen, parts
from wbgen.cli.preview_sources import Shown, Subject, of_guide
from wbgen.errors import WbgenError
from wbgen.render.compare import compared
from wbgen.render.drawing import Dashboard
from wbgen.render.view import WIDTH, drawn
from wbgen.render.views.parts import ViewParts


def pairs(subject: Subject, material: Material, ref: str, names: Sequence[str]) -> Iterator[Dashboard]:
    """Every view before and now, in turn. names: of the views that are asked for, all where there is none.

    Raises WbgenError where the subject is no spec in a repository, SpecError where its version has mistakes.
    """
    if subject.file is None:
        raise WbgenError("--before compares versions of a spec", cure="name a spec rather than a view")
    old = at_commit(subject.file, ref)
    before = {view.names[0]: view for view in (chosen(old, names).views if old else ())}
    now = {view.names[0]: view for view in subject.views}
    for name in dict.fromkeys((*now, *before)):
        left, right = compared(
            side(before.get(name), old or subject, material), side(now.get(name), subject, material)
        )
        known = now.get(name) or before[name]
        yield named(drawn(left), ref, known, there=name in before)
        yield named(drawn(right), "now", known, there=name in now)


def side(view: Shown | None, subject: Subject, material: Material) -> ViewParts:
    """One version of a view in parts; of one that is not there, none."""
    return parts(view, subject, material, WIDTH // 2) if view else ViewParts("", "workspace", ())


def named(dashboard: Dashboard, version: str, view: Shown, *, there: bool) -> Dashboard:
    """A dashboard that says which version it is."""
    notes = dashboard.notes if there else (f"This {view.kind} is not in this version.",)
    return replace(dashboard, title=f"{view.title} ({version})", kind=view.kind, notes=notes)


def at_commit(file: Path, ref: str) -> Subject | None:
    """The spec as a commit holds it; None where it is not there.

    Raises SpecError where that version has mistakes.
    """
    from wbgen.spec.read import read_guide

    with tempfile.TemporaryDirectory(prefix="wbgen-before-") as folder:
        tree = Path(folder)
        root = export_tree(file, ref, tree)
        old = tree / file.resolve().relative_to(root.resolve())
        return of_guide(read_guide(old)[0], old) if old.is_file() else None
