"""``wbgen schema``: the language as JSON Schema, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from wbgen.cli.write_file import write_file


@click.command()
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write (default: stdout).",
)
@click.option("--config", is_flag=True, help="The schema of wbgen.yaml, rather than of specs.")
def schema(output: Path | None, config: bool) -> None:
    """Write the JSON Schema (draft 2020-12) that editors complete and check specs by.

    Every key comes with what it means and an example. See docs/editors.md.

    \b
    Examples:
      wbgen schema -o specs/spec.schema.json
      wbgen schema --config -o wbgen.schema.json
    """
    text = config_text() if config else spec_text()
    if output is None:
        click.echo(text, nl=False)
        return
    write_file(output, text)


def spec_text() -> str:
    """The schema of specs and packs."""
    from wbgen.spec.reference.files import spec_schema
    from wbgen.spec.reference.schema import schema_text

    return schema_text(spec_schema())


def config_text() -> str:
    """The schema of ``wbgen.yaml``."""
    from wbgen.config.file import ConfigFile
    from wbgen.spec.reference.schema import schema_of, schema_text, titled

    return schema_text(titled(schema_of(ConfigFile), "config"))
