"""A sweep of W&B's own as a spec, or within one."""

from __future__ import annotations

from pathlib import Path

import click

from wbgen.errors import Exit, WbgenError


def is_sweep(path: Path) -> bool:
    """Whether a file holds a sweep of W&B's. Raises SpecError where it is no YAML map at all."""
    from wbgen.spec.load import load_file
    from wbgen.spec.sweeps.recognised import is_sweep_file

    return is_sweep_file(load_file(path)[0])


def pull_sweep(
    file: Path, output: Path | None, guide: str | None, into: Path | None, *, force: bool, dry_run: bool
) -> int:
    """Write the spec of a sweep; into: the spec that takes it instead. Without either, print it."""
    from wbgen.cli.show import show_diagnostics
    from wbgen.pull.sweeps import spec_of_sweep, sweep_into
    from wbgen.spec.read import read_guide
    from wbgen.spec.sweeps.file import read_sweep_file

    sweep, found = read_sweep_file(file)
    show_diagnostics(found)
    if into is not None:
        taker, _ = read_guide(into)
        before = into.read_bytes()
        after, name = sweep_into(before, taker, sweep, file.stem)
        if dry_run:
            from wbgen.cli.pull_edits import diff

            click.echo(diff(before, after, str(into)), nl=False)
        else:
            into.write_bytes(after)
            click.echo(f"{into}: sweep `{name}` pulled")
        return Exit.OK
    text = spec_of_sweep(sweep, file.stem, guide).text
    if output is None or dry_run:
        click.echo(text, nl=False)
    elif output.exists() and not force:
        raise WbgenError(f"{output} is there already", cure="add --force, or pull into it with --into")
    else:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")
        click.echo(f"wrote {output}")
    return Exit.OK
