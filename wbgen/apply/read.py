"""Reads what plans are made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from wbgen.backends.base import Backend
from wbgen.plan import Existing
from wbgen.views.records import ProjectContents, ViewType

#: Requests under way at once, of reads and of writes.
AT_ONCE = 16


def read_existing(backend: Backend, projects: Iterable[str]) -> Mapping[str, Existing]:
    """What the server holds of every project. Reads only; each project once, several at a time."""
    names = list(dict.fromkeys(projects))
    if len(names) < 2:
        found = [backend.read_project(name) for name in names]
    else:
        _ = backend.entity  # asked for once, before many ask
        with ThreadPoolExecutor(min(AT_ONCE, len(names))) as pool:
            found = list(pool.map(backend.read_project, names))
    return {name: as_existing(contents) for name, contents in zip(names, found, strict=True)}


def as_existing(contents: ProjectContents | None) -> Existing:
    """A project's contents as plans take them."""
    if contents is None:
        return Existing()
    views = {type: tuple(view for view in contents.views if view.type is type) for type in ViewType}
    return Existing(contents.project, views)
