"""``wbgen lint``: every mistake of the specs at once."""

from __future__ import annotations

from pathlib import Path

import click

from wbgen.cli.options import find_specs, format_option, specs_argument
from wbgen.errors import Exit
from wbgen.spec.diagnostics import Diagnostic, Severity, SpecError
from wbgen.spec.guide import Guide


@click.command()
@specs_argument
@format_option
@click.option("--strict", is_flag=True, help="Warnings fail as well.")
def lint(specs: tuple[Path, ...], format: str, strict: bool) -> int:
    """Check specs, and W&B's own sweep files, and say everything that is wrong with them.

    Nothing is imported from wandb, nothing is sent anywhere. Exit 1 where there is an error.

    \b
    Examples:
      wbgen lint                          every spec under specs/
      wbgen lint specs/npt.yaml --strict
      wbgen lint sweep.yaml               a sweep as `wandb sweep` takes it
      wbgen lint --format json            for editors and CI
    """
    from wbgen.cli.show import as_json, count, show_diagnostics
    from wbgen.spec.diagnostics import printable

    files = find_specs(specs)
    found = diagnose(files)
    if format == "json":
        names = [printable(str(file)) for file in files]
        click.echo(as_json({"version": 1, "files": names, "diagnostics": [d.as_json() for d in found]}))
    else:
        show_diagnostics(found)
        click.echo(f"{len(files)} spec{'s' if len(files) != 1 else ''}: {count(found) or 'nothing to say'}")
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return Exit.ERROR if any(d.severity in failing for d in found) else Exit.OK


def diagnose(files: list[Path]) -> list[Diagnostic]:
    """Everything there is to say of some files, each and together."""
    from wbgen.cli.read import same_guides
    from wbgen.spec.load import load_file
    from wbgen.spec.read import finish
    from wbgen.spec.sweeps.file import check_sweep_file
    from wbgen.spec.sweeps.recognised import is_sweep_file

    guides: list[Guide] = []
    found: list[Diagnostic] = []
    for file in files:
        try:
            root, collector = load_file(file)
            if is_sweep_file(root):
                found += check_sweep_file(root, collector, file.parent)[1]
                continue
            guide, of_file = finish(root, collector, file.parent)
        except SpecError as error:
            found += error.diagnostics
            continue
        guides.append(guide)
        found += of_file
    return found + same_guides(guides)
