"""A sweep of W&B's own as a spec, or within one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from wbgen.errors import Exit, WbgenError
from wbgen.sweeps.path import SweepPath, is_path, is_served, read_path

if TYPE_CHECKING:
    from wbgen.backends.base import Backend
    from wbgen.spec import models


@dataclass(frozen=True, slots=True)
class FoundSweep:
    """A sweep to pull.

    stem: what it is called where it has no name.  id: what the spec that made it calls it.
    """

    sweep: models.SweepFile
    stem: str
    id: str | None = None


def is_sweep(path: Path) -> bool:
    """Whether a file holds a sweep of W&B's. Raises SpecError where it is no YAML map at all."""
    from wbgen.spec.load import load_file
    from wbgen.spec.sweeps.recognised import is_sweep_file

    return is_sweep_file(load_file(path)[0])


def is_on_server(what: str) -> bool:
    """Whether a sweep on a server is meant, by its URL or whole path. Other URLs are those of views."""
    return is_path(what) and is_served(what) and what.count("/") >= 2


def sweep_in_file(file: Path) -> FoundSweep:
    """The sweep in a file; its warnings are shown. Raises SpecError where it has errors."""
    from wbgen.cli.show import show_diagnostics
    from wbgen.spec.sweeps.file import read_sweep_file

    sweep, found = read_sweep_file(file)
    show_diagnostics(found)
    return FoundSweep(sweep, file.stem)


def sweep_on_server(what: str, target: str | None, entity: str | None) -> FoundSweep:
    """The sweep that a URL or a path names; warnings on it are shown.

    Raises WbgenError where the server has none of that name, SpecError where no spec can say it.
    """
    from wbgen.cli.show import show_diagnostics
    from wbgen.cli.sweep_target import transport_of
    from wbgen.pull.sweeps import served_sweep
    from wbgen.spec.sweeps.file import read_sweep_config
    from wbgen.sweeps.written import read_written

    with server_of(what, target, entity) as (backend, path):
        written = read_written(transport_of(backend, path), path)
    sweep, found = read_sweep_config(written.config, str(path))
    show_diagnostics(found)
    sweep, id = served_sweep(sweep, written.title, written.description, path.project)
    return FoundSweep(sweep, path.id, id)


@contextmanager
def server_of(what: str, target: str | None, entity: str | None) -> Iterator[tuple[Backend, SweepPath]]:
    """Where a sweep is: the target, or the server that its URL names; and the sweep's path there."""
    from wbgen.cli.pull_server import embedded_target, opened
    from wbgen.cli.session import open_session
    from wbgen.cli.sweep_target import check_server, transport_of

    if "://" in what and target is None:
        path, url = read_path(what, ""), urlsplit(what)
        base = f"{url.scheme}://{url.netloc}"
        with opened(base, path.entity, embedded_target(base)) as backend:
            yield backend, path
        return
    with open_session(target, writing=False, entity=entity) as session:
        path = read_path(what, session.backend.entity)
        if "://" in what:
            check_server(what, session, transport_of(session.backend, path))
        yield session.backend, path


def pull_sweep(
    found: FoundSweep,
    output: Path | None,
    guide: str | None,
    into: Path | None,
    *,
    force: bool,
    dry_run: bool,
) -> int:
    """Write the spec of a sweep; into: the spec that takes it instead. Without either, print it."""
    from wbgen.pull.sweeps import spec_of_sweep

    if into is not None:
        return pull_into(found, into, dry_run=dry_run)
    text = spec_of_sweep(found.sweep, found.stem, guide, found.id).text
    if output is None or dry_run:
        click.echo(text, nl=False)
    elif output.exists() and not force:
        raise WbgenError(f"{output} is there already", cure="add --force, or pull into it with --into")
    else:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")
        click.echo(f"wrote {output}")
    return Exit.OK


def pull_into(found: FoundSweep, into: Path, *, dry_run: bool) -> int:
    """Write a sweep into a spec; with ``dry_run`` show that as a diff."""
    from wbgen.pull.sweeps import sweep_into
    from wbgen.spec.read import read_guide

    taker, _ = read_guide(into)
    before = into.read_bytes()
    after, name = sweep_into(before, taker, found.sweep, found.stem, found.id)
    if dry_run:
        from wbgen.cli.pull_edits import diff

        click.echo(diff(before, after, str(into)), nl=False)
    else:
        into.write_bytes(after)
        click.echo(f"{into}: sweep `{name}` pulled")
    return Exit.OK
