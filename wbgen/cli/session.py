"""What plan and apply share: the target opened, and a plan per guide made from what it holds."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from wbgen.backends.base import Backend
from wbgen.cli.wanted import Wanted, check_parts, options_of, read_resources
from wbgen.config import Config, find_config
from wbgen.errors import WbgenError
from wbgen.plan import Plan, Target, make_plan
from wbgen.plan.guards import Limits
from wbgen.spec.guide import Guide
from wbgen.views.table import Impact

EMBEDDED_ENTITY = "local"


@dataclass(frozen=True, slots=True)
class Session:
    """An open target. embedded: whether it is the server wbgen carries.

    running: where that server answers already, None where it does only for this session.
    """

    config: Config
    target: Target
    backend: Backend
    embedded: bool
    running: str | None = None

    @property
    def where(self) -> str:
        """The target in words: whose views on which server."""
        return f"{self.target.name} ({self.target.app_url}/{self.target.entity})"

    def limits(self, fail_on: str | None, *, force: bool = False) -> Limits:
        """How far plans may go, by the settings of the project and what was asked for."""
        impact = Impact[fail_on.upper()] if fail_on else None
        safety = self.config.safety
        return Limits(impact, safety.most_changed, safety.at_least, force)


@contextmanager
def open_session(target_name: str | None, *, writing: bool, entity: str | None = None) -> Iterator[Session]:
    """Open a target. Where nothing is to be written, the embedded one is not created either.

    entity: instead of the target's own.
    """
    config = find_config(Path.cwd())
    name, written = config.target(target_name)
    embedded = written.server == "embedded"
    if entity and embedded:
        raise WbgenError(
            "the embedded server has one entity only", cure="leave --entity out, or name a target"
        )
    with ExitStack() as stack:
        url = None
        if embedded:
            from wbgen.server.discovery import running

            url = running(config.home)
            backend = stack.enter_context(closing(open_embedded(config, url, stack, writing=writing)))
        else:
            backend = stack.enter_context(closing(open_remote(written.base_url, entity or written.entity)))
        target = Target(name, backend.entity, backend.app_url)
        yield Session(config, target, backend, embedded, url)


def open_embedded(config: Config, url: str | None, stack: ExitStack, *, writing: bool) -> Backend:
    """The embedded server as a backend; an empty one in memory where there is none and none is needed.

    url: where it runs already, None where it does not.
    """
    from wbgen.backends.credentials import ApiKey
    from wbgen.backends.memory import MemoryBackend
    from wbgen.backends.wandb import WandbBackend
    from wbgen.server.access import LOCAL_KEY, found_key

    app_url = f"http://127.0.0.1:{config.port}"
    secret = found_key(config.home) if url else None
    if url is None:
        from wbgen.server.app import STORE_FILE
        from wbgen.server.lifecycle import embedded

        if not writing and not (config.home / STORE_FILE).exists():
            return MemoryBackend(EMBEDDED_ENTITY, app_url)
        url = stack.enter_context(embedded(config.home, reading=not writing))
    key = ApiKey(secret or LOCAL_KEY, source="the embedded server")
    return WandbBackend(url, key, entity=EMBEDDED_ENTITY, app_url=app_url, name="the embedded server")


def open_remote(base_url: str | None, entity: str | None) -> Backend:
    """A server elsewhere, with the credentials the wandb client would use."""
    from wbgen.backends.wandb import open_wandb

    warnings: list[str] = []
    try:
        return open_wandb(base_url, entity, os.environ, Path.cwd(), warnings=warnings, on_wait=tell_wait)
    finally:
        for warning in warnings:
            click.echo(f"warning: {warning}", err=True)


def tell_wait(seconds: float, reason: str) -> None:
    """Say that the server makes us wait."""
    click.echo(f"{reason}; trying again in {seconds:.0f} s", err=True)


def make_plans(session: Session, guides: Sequence[Guide], wanted: Wanted) -> list[Plan]:
    """A plan for every guide, from one look at every project."""
    from wbgen.apply import begin_reading

    reading = begin_reading(session.backend, [wanted.project or guide.project for guide in guides])
    compiled = read_resources(guides, wanted)
    options = options_of(wanted, compiled)
    existing = reading()
    plans = [
        make_plan(resources, existing[resources.project], session.target, source=guide.file, options=options)
        for guide, resources in zip(guides, compiled, strict=True)
    ]
    check_parts(options, plans)
    return plans
