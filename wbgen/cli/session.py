"""What plan and apply share: the target opened, and a plan per guide made from what it holds."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click

from wbgen.backends.base import Backend
from wbgen.compile.ids import STACK
from wbgen.compile.resources import Resources
from wbgen.config import Config, find_config
from wbgen.errors import WbgenError
from wbgen.plan import Options, Plan, Target, make_plan
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line, in addresses as a person typed them.

    adopt: ``ADDRESS``, or ``ADDRESS=URL``.  stack, project: see :func:`read_resources`.
    """

    overwrite: Sequence[str] = ()
    keep: Sequence[str] = ()
    adopt: Sequence[str] = ()
    prune: bool = False
    stack: str = STACK
    project: str | None = None


def read_resources(guides: Sequence[Guide], wanted: Wanted) -> list[Resources]:
    """What the guides compile to: in a stack of its own, or aimed at another project, where that is asked."""
    from wbgen.compile import compile_guide

    aimed = [replace(guide, project=wanted.project or guide.project) for guide in guides]
    return [compile_guide(guide, wanted.stack) for guide in aimed]


def make_plans(session: Session, guides: Sequence[Guide], wanted: Wanted) -> list[Plan]:
    """A plan for every guide, from one look at every project."""
    from wbgen.apply import begin_reading

    reading = begin_reading(session.backend, [wanted.project or guide.project for guide in guides])
    compiled = read_resources(guides, wanted)
    options = options_of(wanted, compiled)
    existing = reading()
    return [
        make_plan(resources, existing[resources.project], session.target, source=guide.file, options=options)
        for guide, resources in zip(guides, compiled, strict=True)
    ]


def options_of(wanted: Wanted, compiled: Sequence[Resources]) -> Options:
    """What was asked for, in whole addresses. Raises WbgenError for one that nothing has."""
    views = [view for resources in compiled for view in resources.views]
    known = [view.address for view in views]
    parts = list(dict.fromkeys((*known, *(address for view in views for address in view.addresses.values()))))
    if wanted.prune and not known:
        raise WbgenError("no spec has any view, so that --prune would delete all of them")
    adopt = dict(given.partition("=")[::2] for given in wanted.adopt)
    return Options(
        frozenset(part_address(given, known, parts) for given in wanted.overwrite),
        frozenset(part_address(given, known, parts) for given in wanted.keep),
        {full_address(given, known): url for given, url in adopt.items()},
        wanted.prune,
    )


def part_address(given: str, views: Sequence[str], parts: Sequence[str]) -> str:
    """The address of a view or of a part of one; parts that no spec names follow a colon."""
    view, colon, part = given.partition(":")
    return full_address(view, parts if not colon else views) + colon + part


def full_address(given: str, known: Sequence[str]) -> str:
    """The address meant by a whole one or by its end (``workspace/default``). Raises WbgenError."""
    matching = [address for address in known if address == given or address.endswith(f"/{given}")]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise WbgenError(f"`{given}` could be any of {listed(matching)}", cure="write the whole address")
    cure = did_you_mean(given, known, otherwise=f"addresses: {listed(known) or 'none'}")
    raise WbgenError(f"no view has the address `{given}`", cure=cure)
