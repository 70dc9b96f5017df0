"""``wbgen fmt``: specs in canonical form, their comments kept."""

from __future__ import annotations

from pathlib import Path

import click

from wbgen.cli.options import find_specs, specs_argument
from wbgen.errors import Exit, WbgenError


@click.command()
@specs_argument
@click.option("--check", is_flag=True, help="Write nothing; exit 1 and name the files that would change.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change as a unified diff.")
def fmt(specs: tuple[Path, ...], check: bool, diff: bool) -> int:
    """Write specs in canonical form, in place.

    Indentation, spacing, quotes and blank lines change; values, their order and comments do not.
    Exit 1 where a file is not YAML, or (--check) not in canonical form.

    \b
    Examples:
      wbgen fmt                     every spec under specs/
      wbgen fmt --check             for CI
      wbgen fmt --diff specs/npt.yaml
    """
    from wbgen.cli.main import tell

    unchanged = changed = failed = 0
    for file in find_specs(specs):
        try:
            before, after = formatted(file)
            if before == after:
                unchanged += 1
                continue
            changed += 1
            if diff:
                click.echo(unified(file, before, after), nl=False)
            if check:
                click.echo(f"would format {file}", err=diff)
            elif not diff:
                rewrite(file, after)
                click.echo(f"formatted {file}")
        except WbgenError as error:
            failed += 1
            tell(error)
    if unchanged:
        click.echo(f"{unchanged} unchanged", err=diff)
    return Exit.ERROR if failed or (check and changed) else Exit.OK


def formatted(file: Path) -> tuple[bytes, bytes]:
    """A file's bytes, and those of its canonical form."""
    from wbgen.spec.edit.fmt import fmt as canonical
    from wbgen.spec.load import load_file

    load_file(file)  # says what is wrong with a file that cannot be read, or is too large
    before = file.read_bytes()
    return before, canonical(before, str(file))


def unified(file: Path, before: bytes, after: bytes) -> str:
    """The difference of two texts as ``patch`` takes it."""
    import difflib

    old, new = (text.decode("utf-8").splitlines(keepends=True) for text in (before, after))
    lines = difflib.unified_diff(old, new, f"a/{file}", f"b/{file}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def rewrite(file: Path, data: bytes) -> None:
    """Exchange a file's content at one stroke; a link stays one, permissions stay."""
    import os
    import shutil
    import tempfile

    place = file.resolve()
    try:
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
        try:
            with os.fdopen(handle, "wb") as temporary:
                temporary.write(data)
            shutil.copymode(place, name)
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise WbgenError(
            f"cannot write {file}: {error.strerror or error}", cure="see that its folder may be written"
        ) from None
