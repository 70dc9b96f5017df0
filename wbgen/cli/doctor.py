"""``wbgen doctor``: does a server do what wbgen takes for granted?"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wbgen.cli.options import format_option, target_option
from wbgen.errors import Exit, WbgenError

if TYPE_CHECKING:
    from wbgen.backends.wandb import WandbBackend
    from wbgen.doctor import Finding


@click.command()
@target_option
@click.option("--project", metavar="NAME", help="Where the scratch views go (default: wbgen-doctor).")
@click.option("--charts", is_flag=True, help="Try custom charts too. One stays: charts cannot be deleted.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask before writing to a server that is not embedded.")
@format_option
def doctor(target: str | None, project: str | None, charts: bool, yes: bool, format: str) -> int:
    """Try on a target what wbgen assumes about servers.

    Two scratch workspaces and a report are made in a project of their own, and deleted at the end, also
    after Ctrl-C. The embedded server is tried on an empty store, and yours is left alone. Exit 1 where
    something is not so that wbgen needs.

    \b
    Examples:
      wbgen doctor                              the embedded server
      wbgen doctor --target team                asks before it writes
      wbgen doctor --target team --charts --yes --format json
    """
    from wbgen.cli.doctor_text import finding_lines, findings_json, summary_lines
    from wbgen.cli.show import as_json
    from wbgen.doctor import PROJECT, examine

    def tell(finding: Finding) -> None:
        click.echo("\n".join(finding_lines(finding)))

    project = project or PROJECT
    talking = format == "text"
    with opened(target) as (name, embedded, backend):
        place = "an empty store" if embedded else f"{backend.app_url}/{backend.entity}/{project}"
        where = f"{name} ({place})"
        if not embedded and not yes and not confirmed(where):
            click.echo("not written", err=True)
            return Exit.ERROR
        if talking:
            click.echo(f"{where}\n")
        findings = examine(backend, project, charts=charts, progress=tell if talking else None)
    if talking:
        click.echo("\n".join(["", *summary_lines(findings, charts=charts, embedded=embedded)]))
    else:
        click.echo(as_json(findings_json(findings, name, charts=charts)))
    return Exit.OK if findings.sound else Exit.ERROR


@contextmanager
def opened(target: str | None) -> Iterator[tuple[str, bool, WandbBackend]]:
    """The target's name, whether it is embedded, and a backend of it."""
    from wbgen.backends.wandb import WandbBackend
    from wbgen.cli.session import open_remote
    from wbgen.config import find_config

    name, written = find_config(Path.cwd()).target(target)
    if written.server == "embedded":
        with empty_server() as backend:
            yield name, True, backend
        return
    remote = open_remote(written.base_url, written.entity)
    assert isinstance(remote, WandbBackend)
    with closing(remote):
        yield name, False, remote


@contextmanager
def empty_server() -> Iterator[WandbBackend]:
    """The embedded server on an empty store, which goes with the block."""
    from wbgen.backends.credentials import ApiKey
    from wbgen.backends.wandb import WandbBackend
    from wbgen.cli.session import EMBEDDED_ENTITY
    from wbgen.server.lifecycle import embedded

    key = ApiKey(EMBEDDED_ENTITY * 8, source="the embedded server")
    with tempfile.TemporaryDirectory(prefix="wbgen-doctor-") as home, embedded(Path(home)) as url:
        backend = WandbBackend(url, key, entity=EMBEDDED_ENTITY, name="the embedded server")
        with closing(backend):
            yield backend


def confirmed(where: str) -> bool:
    """The answer to whether to write where others look. Raises WbgenError where nobody can answer."""
    if not sys.stdin.isatty():
        raise WbgenError(f"nobody can answer whether to write to {where}", cure="add --yes")
    return click.confirm(f"make scratch views in {where}?", err=True)
