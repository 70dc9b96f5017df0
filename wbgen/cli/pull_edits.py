"""Edits made in the app, back into the spec they belong to."""

from __future__ import annotations

import difflib
from dataclasses import replace
from pathlib import Path

import click

from wbgen.cli.wanted import Wanted, read_resources
from wbgen.errors import Exit, WbgenError
from wbgen.pull.into import Pulled, pull_into


def pull_edits(
    file: Path, target: str | None, wanted: Wanted, entity: str | None, *, force: bool, dry_run: bool
) -> int:
    """Write the app's edits of a spec's views into the spec; with ``dry_run`` show them as a diff.

    wanted, entity: which stack, project and entity its views are looked for in.
    Exit 5 where something was edited that the spec cannot say in its place.
    """
    from wbgen.apply import read_existing
    from wbgen.cli.session import open_session
    from wbgen.plan import make_plan
    from wbgen.spec.read import read_guide

    guide, _ = read_guide(file)
    (resources,) = read_resources([guide], wanted)
    with open_session(target, writing=False, entity=entity) as session:
        existing = read_existing(session.backend, [resources.project])[resources.project]
        plan = make_plan(resources, existing, session.target, source=str(file))
    before = file.read_bytes()
    aimed = replace(guide, project=resources.project)
    pulled = pull_into(before, aimed, plan, force=force)
    if pulled.unapplied:
        raise WbgenError(
            f"{file} was changed since it was last applied: {', '.join(pulled.unapplied)}",
            cure="apply it first, or take the app's side with --force",
        )
    tell(file, before, pulled, dry_run)
    if pulled.text != before and not dry_run:
        file.write_bytes(pulled.text)
    return Exit.CONFLICT if pulled.left else Exit.OK


def tell(file: Path, before: bytes, pulled: Pulled, dry_run: bool) -> None:
    """Say what was, or would be, written, and what could not be."""
    if pulled.text == before:
        click.echo(f"{file}: nothing to pull")
    elif dry_run:
        click.echo(diff(before, pulled.text, str(file)), nl=False)
    else:
        click.echo(f"{file}: {pulled.count} edit{'s' if pulled.count != 1 else ''} pulled")
    for what in pulled.left:
        click.echo(f"not pulled: {what}", err=True)


def diff(before: bytes, after: bytes, name: str) -> str:
    """A unified diff of two texts."""
    old, new = (text.decode().splitlines(keepends=True) for text in (before, after))
    return "".join(difflib.unified_diff(old, new, name, name))
