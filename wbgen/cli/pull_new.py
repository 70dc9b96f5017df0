"""A view as a new spec file."""

from __future__ import annotations

import os
from pathlib import Path

import click

from wbgen.config import find_config
from wbgen.errors import Exit, WbgenError
from wbgen.pull.source import Source, matching, parse_view_url, read_view_file, source_of_record
from wbgen.views.target import mask


def pull_new(
    what: str, output: Path | None, guide: str | None, target: str | None, *, force: bool, dry_run: bool
) -> int:
    """Write the spec of one view; without an output, print it."""
    from wbgen.pull.new import raw_share, spec_of
    from wbgen.spec.edit.emit import emit
    from wbgen.spec.read import parse_guide

    source = read_view_file(Path(what)) if what.endswith(".json") else fetch(what, target)
    try:
        data = spec_of(source, guide)
    except ValueError as error:
        raise WbgenError(str(error)) from None
    text = emit(data)
    parse_guide(text.encode(), str(output or what))  # what is written can be read
    if output is None or dry_run:
        click.echo(text, nl=False)
    elif output.exists() and not force:
        raise WbgenError(f"{output} is there already", cure="add --force, or pull a spec by naming it")
    else:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")
        click.echo(f"wrote {output}")
    click.echo(f"{raw_share(data, source.spec):.0%} of the view is kept as raw", err=True)
    return Exit.OK


def fetch(url: str, target: str | None) -> Source:
    """The view at a URL, from the target named, or from the server that the URL itself names."""
    wanted = parse_view_url(url)
    config = find_config(Path.cwd())
    if target is None and not wanted.base.startswith(f"http://127.0.0.1:{config.port}"):
        from wbgen.backends.wandb import open_wandb

        base = None if is_cloud(wanted.base) else wanted.base
        backend = open_wandb(base, wanted.entity, os.environ, Path.cwd())
        records = backend.list_views(wanted.project, wanted.type)
        backend.close()
    else:
        from wbgen.cli.session import open_session

        with open_session(target, writing=False) as session:
            records = session.backend.list_views(wanted.project, wanted.type)
    source = source_of_record(matching(records, wanted), wanted.project)
    return Source(
        source.kind, source.title, source.description, source.project, mask(source.spec, wanted.entity)
    )


def is_cloud(base: str) -> bool:
    """Whether a URL in a browser is of W&B's cloud, whose API is at another address."""
    return base in ("https://wandb.ai", "https://app.wandb.ai", "https://forge.coreweave.com")
