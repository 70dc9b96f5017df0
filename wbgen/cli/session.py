"""What plan and apply share: the target opened, and a plan per guide made from what it holds."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from wbgen.backends.base import Backend
from wbgen.config import Config, find_config
from wbgen.errors import WbgenError
from wbgen.plan import Plan, Target, make_plan
from wbgen.spec.diagnostics import did_you_mean, listed
from wbgen.spec.guide import Guide

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


@contextmanager
def open_session(target_name: str | None, *, writing: bool) -> Iterator[Session]:
    """Open a target. Where nothing is to be written, the embedded one is not created either."""
    config = find_config(Path.cwd())
    name, written = config.target(target_name)
    embedded = written.server == "embedded"
    with ExitStack() as stack:
        url = None
        if embedded:
            from wbgen.server.discovery import running

            url = running(config.home)
            backend = stack.enter_context(closing(open_embedded(config, url, stack, writing=writing)))
        else:
            backend = stack.enter_context(closing(open_remote(written.base_url, written.entity)))
        target = Target(name, backend.entity, backend.app_url)
        yield Session(config, target, backend, embedded, url)


def open_embedded(config: Config, url: str | None, stack: ExitStack, *, writing: bool) -> Backend:
    """The embedded server as a backend; an empty one in memory where there is none and none is needed.

    url: where it runs already, None where it does not.
    """
    from wbgen.backends.credentials import ApiKey
    from wbgen.backends.memory import MemoryBackend
    from wbgen.backends.wandb import WandbBackend

    app_url = f"http://127.0.0.1:{config.port}"
    if url is None:
        from wbgen.server.app import STORE_FILE
        from wbgen.server.lifecycle import embedded

        if not writing and not (config.home / STORE_FILE).exists():
            return MemoryBackend(EMBEDDED_ENTITY, app_url)
        url = stack.enter_context(embedded(config.home, reading=not writing))
    key = ApiKey(EMBEDDED_ENTITY * 8, source="the embedded server")
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


def make_plans(session: Session, guides: Sequence[Guide], overwrite: Sequence[str]) -> list[Plan]:
    """A plan for every guide."""
    from wbgen.apply import read_existing
    from wbgen.compile import compile_guide

    compiled = [(guide, compile_guide(guide)) for guide in guides]
    known = [view.address for _, resources in compiled for view in resources.views]
    chosen = {full_address(given, known) for given in overwrite}
    return [
        make_plan(
            resources,
            read_existing(session.backend, resources),
            session.target,
            source=guide.file,
            overwrite=chosen,
        )
        for guide, resources in compiled
    ]


def full_address(given: str, known: Sequence[str]) -> str:
    """The address meant by a whole one or by its end (``workspace/default``). Raises WbgenError."""
    matching = [address for address in known if address == given or address.endswith(f"/{given}")]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise WbgenError(f"`{given}` could be any of {listed(matching)}", cure="write the whole address")
    cure = did_you_mean(given, known, otherwise=f"addresses: {listed(known) or 'none'}")
    raise WbgenError(f"no view has the address `{given}`", cure=cure)
