"""Two versions of a spec side by side: the one of a git commit, and the one that is there now."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from wbgen.cli.git_tree import export_tree
from wbgen.cli.preview_draw import Material, parts, told
from wbgen.cli.preview_sources import Shown, Subject, of_guide
from wbgen.errors import WbgenError
from wbgen.render.compare import compared
from wbgen.render.drawing import Dashboard
from wbgen.render.parts import ViewParts
from wbgen.render.view import WIDTH, drawn


def pairs(subject: Subject, material: Material, ref: str) -> Iterator[Dashboard]:
    """Every view before and now, in turn. Raises WbgenError where the subject is no spec in a repository."""
    if subject.file is None:
        raise WbgenError("--before compares versions of a spec", cure="name a spec rather than a view")
    old = at_commit(subject.file, ref)
    names = {view.names[0]: view for view in subject.views}
    before = {view.names[0]: view for view in (old.views if old else ())}
    for name in dict.fromkeys((*names, *before)):
        if name not in names and len(subject.views) < len(names):
            continue
        left, right = compared(
            side(before.get(name), old or subject, material), side(names.get(name), subject, material)
        )
        yield told(named(drawn(left), ref, before.get(name) or names[name], before.get(name)), material)
        yield told(named(drawn(right), "now", names.get(name) or before[name], names.get(name)), material)


def side(view: Shown | None, subject: Subject, material: Material) -> ViewParts:
    """One version of a view in parts; of one that is not there, none."""
    return parts(view, subject, material, WIDTH // 2) if view else ViewParts("", "workspace", ())


def named(dashboard: Dashboard, version: str, known: Shown, there: Shown | None) -> Dashboard:
    """A dashboard that says which version it is."""
    gone = () if there else (f"This {known.kind} is not in this version.",)
    return replace(
        dashboard,
        title=f"{known.title} ({version})",
        kind=known.kind,
        notes=(*gone, *(dashboard.notes if there else ())),
    )


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
