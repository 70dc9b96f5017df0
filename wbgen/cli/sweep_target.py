"""A sweep on its server, as the verbs of ``wbgen sweep`` reach it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from wbgen.backends.transport import Transport
from wbgen.cli.session import Session, open_session
from wbgen.errors import WbgenError
from wbgen.sweeps.engine import Engine
from wbgen.sweeps.path import read_path
from wbgen.sweeps.served import Progress, ServedSweep, read_progress, read_sweep

sweep_argument = click.argument("sweep", metavar="SWEEP")


@dataclass(frozen=True, slots=True)
class OpenSweep:
    """A sweep, the open session it was found in, and the way to its server."""

    session: Session
    transport: Transport
    sweep: ServedSweep

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


def found_sweep(given: str, session: Session) -> OpenSweep:
    """The sweep that was named, in an open session. Raises WbgenError where there is none."""
    from wbgen.backends.wandb import WandbBackend

    backend = session.backend
    path = read_path(given, backend.entity)
    if not isinstance(backend, WandbBackend):
        raise WbgenError(f"the embedded server has no sweep {path}: it is empty")
    if "://" in given:
        check_server(given, session, backend.transport)
    return OpenSweep(session, backend.transport, read_sweep(backend.transport, path))


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
