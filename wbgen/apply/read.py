"""Reads what plans are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from threading import Thread

from wbgen.apply.threads import do_all
from wbgen.backends.base import Backend
from wbgen.errors import WbgenError
from wbgen.plan import Existing
from wbgen.views.records import ProjectContents, ViewType

#: Projects read at a time. Reads are harmless, so that there may be more of them than of writes.
AT_ONCE = 32


def begin_reading(backend: Backend, projects: Iterable[str]) -> Callable[[], Mapping[str, Existing]]:
    """Begin to read as ``read_existing`` does; what is given back waits for the end of it.

    Compiling takes about as long as a round trip, and needs nothing of a server.
    """
    reading: Future[Mapping[str, Existing]] = Future()

    def read() -> None:
        try:
            reading.set_result(read_existing(backend, projects))
        except BaseException as error:  # noqa: BLE001  # it is raised where the result is asked for
            reading.set_exception(error)

    Thread(target=read, daemon=True).start()
    return reading.result


def read_existing(backend: Backend, projects: Iterable[str]) -> Mapping[str, Existing]:
    """What the server holds of every project. Reads only; each project once, many at a time.

    Raises WbgenError where one of them cannot be read.
    """
    found = try_existing(backend, projects)
    for contents in found.values():
        if isinstance(contents, WbgenError):
            raise contents
    return {name: contents for name, contents in found.items() if isinstance(contents, Existing)}


def try_existing(backend: Backend, projects: Iterable[str]) -> Mapping[str, Existing | WbgenError]:
    """What the server holds of every project, or why that cannot be said."""

    def read(name: str) -> Existing | WbgenError:
        try:
            return as_existing(backend.read_project(name))
        except WbgenError as error:
            return error

    names = list(dict.fromkeys(projects))
    return dict(zip(names, do_all(read, names, AT_ONCE), strict=True))


def as_existing(contents: ProjectContents | None) -> Existing:
    """A project's contents as plans take them."""
    if contents is None:
        return Existing()
    views = {type: tuple(view for view in contents.views if view.type is type) for type in ViewType}
    return Existing(contents.project, views)
