"""Runs that a verb is given with ``--runs``, and the servers they may be on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from wbgen.config import Config, find_config
from wbgen.errors import WbgenError
from wbgen.runs.sources import NEWEST, open_runs

if TYPE_CHECKING:
    from wbgen.runs import Run, RunData
    from wbgen.runs.api import RunServer

#: Where columns that were read from files are kept, in the project's folder.
CACHE = Path("cache/runs")

#: The target for entities that the embedded server does not have: the server the wandb client uses.
CLIENTS_OWN = "wandb"

runs_option = click.option(
    "--runs",
    "-r",
    metavar="WHAT",
    multiple=True,
    help="Runs to show: a .wandb file, a folder of offline runs, an export, `project`, `entity/project`,"
    " `entity/project/run`, or a URL; may be given several times.",
)
limit_option = click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1, 1000),
    default=NEWEST,
    show_default=True,
    help="How many runs of a folder or project, the newest.",
)


@contextmanager
def opened_runs(
    arguments: Sequence[str], target: str | None, limit: int, notes: list[str]
) -> Iterator[list[RunData]]:
    """The runs that ``--runs`` names; their columns can be read within the block.

    notes: what is to be told of them is added.
    """
    with ExitStack() as stack:
        servers = Servers(find_config(Path.cwd()), target, stack)
        yield open_runs(arguments, servers.connect, limit, notes, servers.config.home / CACHE)
        if servers.telling:
            click.echo("\r\x1b[K", nl=False, err=True)


class Servers:
    """The servers that runs may be on, each opened once and closed with the stack."""

    def __init__(self, config: Config, target: str | None, stack: ExitStack) -> None:
        self.config, self.stack = config, stack
        self.target, _ = config.target(target)
        self.opened: dict[str | None, RunServer] = {}
        self.telling = False

    def connect(self, url: str | None, entity: str | None) -> RunServer:
        """The server of a page's address; without one, the target's, or the wandb client's for an entity
        that the embedded server does not have."""
        from wbgen.cli.session import EMBEDDED_ENTITY

        name = self.named(url) if url else self.target
        embedded = self.config.targets[name].server == "embedded"
        if not url and embedded and entity not in (None, EMBEDDED_ENTITY):
            name = CLIENTS_OWN
        if name not in self.opened:
            self.opened[name] = self.open(name)
        return self.opened[name]

    def named(self, url: str) -> str:
        """The target whose pages an address is among. The API key goes to no other server.

        Raises WbgenError where it is of none.
        """
        for name in dict.fromkeys((self.target, *self.config.targets)):
            if any(url.startswith(f"{page}/") for page in self.pages(name)):
                return name
        host = urlsplit(url).netloc
        raise WbgenError(
            f"{host} is not a server of this project, so it gets no API key",
            cure=f"add a target to wbgen.yaml: `name: {{base_url: 'https://{host}'}}`, or set WANDB_BASE_URL",
        )

    def pages(self, name: str) -> list[str]:
        """Where people look at what a target holds."""
        from wbgen.backends.credentials import resolve_base_url
        from wbgen.backends.hosts import page_urls
        from wbgen.server.discovery import running

        written = self.config.targets[name]
        if written.server != "embedded":
            base = resolve_base_url(written.base_url, os.environ, Path.cwd())
            return [*page_urls(base, os.environ)]
        served = running(self.config.home)
        usual = [f"http://{host}:{self.config.port}" for host in ("127.0.0.1", "localhost")]
        return [*usual, served] if served else usual

    def open(self, name: str) -> RunServer:
        """The runs of a target's server."""
        from wbgen.backends.wandb import WandbBackend
        from wbgen.cli.session import open_embedded, open_remote
        from wbgen.runs.api import RunServer
        from wbgen.server.discovery import running

        written = self.config.targets[name]
        if written.server == "embedded":
            url = running(self.config.home)
            backend = open_embedded(self.config, url, self.stack, writing=False)
        else:
            backend = open_remote(written.base_url, written.entity)
        self.stack.enter_context(closing(backend))
        if not isinstance(backend, WandbBackend):
            raise WbgenError(
                "the embedded server holds no runs yet",
                cure="run `wbgen serve`, and log to it with WANDB_BASE_URL",
            )
        told = self.tell if sys.stderr.isatty() else None
        return RunServer(backend.transport, lambda: backend.entity, backend.app_url, told)

    def tell(self, run: Run, step: int, last: int) -> None:
        """Say, in one line that gives way to the next, how far a history is read."""
        from wbgen.spec.diagnostics import printable

        self.telling = True
        click.echo(f"\r\x1b[K{printable(run.label[:60])}: step {step:,} of {last:,}", nl=False, err=True)
