"""A view as a new spec file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from wbgen.cli.pull_server import embedded_target, opened
from wbgen.errors import Exit, WbgenError
from wbgen.pull.source import (
    Source,
    matching,
    read_view_file,
    source_of_record,
)
from wbgen.views.target import mask
from wbgen.views.urls import parse_view_url


def pull_new(
    what: str, output: Path | None, guide: str | None, target: str | None, *, force: bool, dry_run: bool
) -> int:
    """Write the spec of one view; without an output, print it."""
    from wbgen.pull.new import raw_share, spec_of

    source = read_view_file(Path(what)) if what.endswith(".json") else fetch(what, target)
    try:
        spec = spec_of(source, guide)
    except ValueError as error:
        raise WbgenError(str(error)) from None
    if output is None or dry_run:
        click.echo(spec.text, nl=False)
    elif output.exists() and not force:
        raise WbgenError(f"{output} is there already", cure="add --force, or pull a spec by naming it")
    else:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(spec.text, encoding="utf-8")
        click.echo(f"wrote {output}")
    click.echo(f"{raw_share(spec, source.spec):.0%} of the view is kept as raw", err=True)
    return Exit.OK


def fetch(url: str, target: str | None) -> Source:
    """The view at a URL, from the target named, or from the server that the URL itself names."""
    wanted = parse_view_url(url)
    with opened(wanted.base, wanted.entity, target or embedded_target(wanted.base)) as backend:
        records = backend.list_views(wanted.project, wanted.type)
        entity = backend.entity
    source = source_of_record(matching(records, wanted), wanted.project)
    return replace(source, spec=mask(source.spec, entity))
