"""``wbgen restore``: what was overwritten or deleted, written back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wbgen.cli.options import target_option, yes_option
from wbgen.errors import Exit, WbgenError

if TYPE_CHECKING:
    from wbgen.apply.backups import Backup


@click.command()
@click.argument("what", metavar="[BACKUP|ADDRESS]", required=False)
@target_option
@click.option("--list", "listing", is_flag=True, help="List the backups; the default.")
@yes_option
def restore(what: str | None, target: str | None, listing: bool, yes: bool) -> int:
    """Write back a view as it was before wbgen overwrote or deleted it.

    Backups lie in `.wbgen/backups`. An address stands for the newest backup of its view. What is there
    now is shown against it, and backed up first. A view that was deleted is made anew under its name.

    \b
    Examples:
      wbgen restore                            lists the backups, the newest first
      wbgen restore workspace/default
      wbgen restore main.npt.workspace.default.0123456789abcdef.json --target team
    """
    from wbgen.apply import read_existing
    from wbgen.apply.backups import list_backups
    from wbgen.apply.restore import restore as write_back
    from wbgen.apply.restore import restore_plan
    from wbgen.cli.carry_out import confirmed, exit_code
    from wbgen.cli.report import show_first, tell_outcomes
    from wbgen.cli.session import open_session
    from wbgen.config import find_config
    from wbgen.plan.guards import asks

    folder = find_config(Path.cwd()).home / "backups"
    backups = list_backups(folder)
    if what is None or listing:
        click.echo("\n".join(map(line, backups)) or "there are no backups")
        return Exit.OK
    backup = chosen(what, backups, folder)
    with open_session(target, writing=True) as session:
        existing = read_existing(session.backend, [backup.project])[backup.project]
        plan = restore_plan(backup, existing, session.target)
        show_first([plan], "text", whole=False)
        if not yes and asks([plan], embedded=session.embedded) and not confirmed(session, [plan], "text"):
            click.echo("not written", err=True)
            return Exit.ERROR
        outcome = write_back(plan, backup, session.backend, backups=folder)
    tell_outcomes([outcome], "text")
    return exit_code([plan], [outcome])


def line(backup: Backup) -> str:
    """A backup in one line: when it was kept, of what, who had edited that, in which file."""
    from wbgen.spec.diagnostics import printable

    kept = datetime.fromtimestamp(backup.path.stat().st_mtime, UTC)
    who = f"  saved by {backup.record.updated_by}" if backup.record.updated_by else ""
    place = f"{backup.server}/{backup.entity}/{backup.project}"
    about = f'{backup.address}  "{backup.record.display_name}"{who}  {place}'
    return f"{kept:%Y-%m-%d %H:%M} UTC  {printable(about)}\n    {printable(backup.path.name)}"


def chosen(what: str, backups: Sequence[Backup], folder: Path) -> Backup:
    """The backup meant: a file, by its path or its name, or the newest of an address."""
    from wbgen.apply.backups import read_backup
    from wbgen.cli.wanted import full_address

    for path in (Path(what), folder / what):
        if path.is_file():
            return read_backup(path)
    if not backups:
        raise WbgenError(
            f"there is no backup {what}", cure="apply keeps one of what it overwrites or deletes"
        )
    address = full_address(what, list(dict.fromkeys(backup.address for backup in backups)))
    found = [backup for backup in backups if backup.address == address]
    if len({(backup.server, backup.entity, backup.project) for backup in found}) > 1:
        raise WbgenError(
            f"there are backups of {address} from several projects", cure="name one by its file: see `--list`"
        )
    return found[0]
