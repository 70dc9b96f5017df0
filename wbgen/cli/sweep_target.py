"""A sweep on its server, as the verbs of ``wbgen sweep`` reach it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import click

from wbgen.backends.transport import Transport
from wbgen.cli.options import entity_option, project_option, stack_option, target_option
from wbgen.cli.session import Session, open_session
from wbgen.errors import WbgenError
from wbgen.spec.diagnostics import SpecError, listed
from wbgen.sweeps.engine import Engine
from wbgen.sweeps.path import CURE, SweepPath, is_served, read_path
from wbgen.sweeps.served import Progress, ServedSweep, read_progress, read_sweep

if TYPE_CHECKING:
    from wbgen.backends.base import Backend
    from wbgen.cli.sweep_choose import Choice

F = TypeVar("F", bound=Callable[..., Any])

#: What names a sweep, on a server or in a spec.
NAMING = (
    click.argument("sweep", metavar="SWEEP | [SPEC] [NAME]", nargs=-1),
    target_option,
    entity_option,
    stack_option,
    project_option,
)


@dataclass(frozen=True, slots=True)
class OpenSweep:
    """A sweep, the open session it was found in, and the way to its server. file: the spec that named it."""

    session: Session
    transport: Transport
    sweep: ServedSweep
    file: Path | None = None

    @property
    def home(self) -> Path:
        """The project's ``.wbgen``."""
        return self.session.config.home

    @property
    def server(self) -> str:
        """A name of the server that lasts, though the embedded one is on another port each time."""
        return self.session.target.app_url

    def progress(self) -> Progress:
        """How the sweep goes now."""
        return read_progress(self.transport, self.sweep)


@contextmanager
def open_sweep(given: str, target: str | None, entity: str | None, *, writing: bool) -> Iterator[OpenSweep]:
    """The sweep that was named, on the target. Raises WbgenError where there is none."""
    with open_session(target, writing=writing, entity=entity) as session:
        yield found_sweep(given, session)


@dataclass(frozen=True, slots=True)
class Named:
    """A sweep as the command line names it: by its path or URL, or by at most a spec and a name.

    stack, project, entity: where a sweep of a spec was made, if not where specs and target say.
    verb: what is to be done with it.
    """

    words: tuple[str, ...]
    target: str | None = None
    entity: str | None = None
    stack: str | None = None
    project: str | None = None
    verb: str = ""

    @contextmanager
    def open(self, *, writing: bool) -> Iterator[OpenSweep]:
        """The sweep on its target. Raises WbgenError where there is none."""
        if len(self.words) == 1 and is_served(self.words[0]):
            with open_sweep(self.words[0], self.target, self.entity, writing=writing) as opened:
                yield opened
            return
        from wbgen.compile.ids import STACK

        choice = chosen(self.words, self.stack or STACK, self.project, self.verb)
        with open_session(self.target, writing=writing, entity=self.entity) as session:
            found = found_sweep(path_of(choice, session), session)
            yield replace(found, file=choice.source)


def chosen(words: tuple[str, ...], stack: str, project: str | None, verb: str = "") -> Choice:
    """The sweep of a spec that is meant. Raises WbgenError; of a single name, with both ways to mean one."""
    from wbgen.cli.sweep_choose import choose, is_place

    try:
        return choose(words, stack, project, verb)
    except SpecError:
        raise
    except WbgenError as error:
        if len(words) != 1 or is_place(words[0]):
            raise
        cure = f"{error.cure or 'name a spec too'}; of a server, {CURE}"
        raise WbgenError(f"{words[0]!r} is no sweep: {error.message}", cure=cure) from None


def path_of(choice: Choice, session: Session) -> str:
    """Where the server has a sweep of a spec, by the marker. Raises WbgenError where it has none."""
    from wbgen.plan.sweeps.found import find_sweep

    name = f"{choice.source} {choice.sweep.name}"
    if choice.project is None:
        raise WbgenError(f"{choice.source} names no project", cure="add --project NAME")
    records = session.backend.sweeps.list_sweeps(choice.project)
    current = find_sweep(choice.sweep.address, records).current
    if not current:
        message = f"{session.where} has no sweep `{choice.sweep.name}` of {choice.source}"
        raise WbgenError(message, cure=f"`wbgen sweep {name}` makes it")
    paths = [f"{session.backend.entity}/{choice.project}/{record.name}" for record in current]
    if len(paths) > 1:
        raise WbgenError(
            f"{session.where} has {len(paths)} sweeps of {name}", cure=f"name one: {listed(paths)}"
        )
    return paths[0]


def sweep_named(command: F) -> F:
    """The words and options that name a sweep; the command gets them as one, ``named``."""

    @wraps(command)
    def gathered(
        *,
        sweep: tuple[str, ...],
        target: str | None,
        entity: str | None,
        stack: str | None,
        project: str | None,
        **rest: Any,
    ) -> Any:
        verb = click.get_current_context().info_name or ""
        return command(named=Named(sweep, target, entity, stack, project, verb), **rest)

    made: Any = gathered
    for option in reversed(NAMING):
        made = option(made)
    return made  # type: ignore[no-any-return]


def found_sweep(given: str, session: Session) -> OpenSweep:
    """The sweep that was named, in an open session. Raises WbgenError where there is none."""
    path = read_path(given, session.backend.entity)
    transport = transport_of(session.backend, path)
    if "://" in given:
        check_server(given, session, transport)
    return OpenSweep(session, transport, read_sweep(transport, path))


def transport_of(backend: Backend, path: SweepPath) -> Transport:
    """The way to a server. Raises WbgenError where it is the embedded one and has nothing."""
    from wbgen.backends.wandb import WandbBackend

    if isinstance(backend, WandbBackend):
        return backend.transport
    raise WbgenError(f"the embedded server has no sweep {path}: it is empty")


def check_server(url: str, session: Session, transport: Transport) -> None:
    """Raise WbgenError where a URL is on another server than the target."""
    from wbgen.backends.hosts import page_urls

    known = (session.target.app_url, *page_urls(transport.base_url, os.environ))
    if urlsplit(url).netloc not in {urlsplit(one).netloc for one in known}:
        message = f"the sweep is on {urlsplit(url).netloc}, and the target is {session.where}"
        raise WbgenError(message, cure="name the target of that server with --target")


def engine_named(name: str) -> Engine:
    """An engine to look at agents with, or to stop them. Raises WbgenError for one this version lacks."""
    from wbgen.sweeps.local import Local
    from wbgen.sweeps.slurm import Slurm

    match name:
        case "local":
            return Local()
        case "slurm":
            return Slurm()
    from wbgen.cli.sweep_options import ENGINES

    raise WbgenError(f"there is no engine `{name}`", cure=f"engines: {', '.join(ENGINES)}")
