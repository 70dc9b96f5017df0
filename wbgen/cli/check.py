"""``wbgen check``: does a run do what its spec says?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wbgen.cli.options import one_spec, target_option
from wbgen.cli.runs import limit_option, opened_runs
from wbgen.errors import Exit

if TYPE_CHECKING:
    from wbgen.contract import Checked
    from wbgen.spec.diagnostics import Severity
    from wbgen.spec.guide import Guide


@click.command()
@click.argument("runs", metavar="RUN...", nargs=-1, required=True)
@click.option(
    "--spec",
    "-s",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The spec that the runs are to keep (default: the only one under specs/).",
)
@limit_option
@click.option(
    "--format",
    "-f",
    "format",
    type=click.Choice(["text", "json", "markdown", "junit"]),
    default="text",
    show_default=True,
    help="How the result is written; junit is for CI, markdown for comments on pull requests.",
)
@click.option("--suggest", is_flag=True, help="Print YAML that declares what the spec does not have.")
@click.option("--strict", is_flag=True, help="Warnings fail as well.")
@target_option
def check(
    runs: tuple[str, ...],
    spec: Path | None,
    limit: int,
    format: str,
    suggest: bool,
    strict: bool,
    target: str | None,
) -> int:
    """Hold runs against their spec, and say what they do otherwise.

    Metrics that are declared and never logged, or logged and not declared, with the name that is meant;
    values of another type, cadence or range; conditions and health rules that do not hold, and since when;
    config keys; panels that stay empty. RUN is a .wandb file, a folder of offline runs, an export,
    `project`, `entity/project`, `entity/project/run`, or a URL. Exit 1 where there is an error.

    \b
    Examples:
      wbgen check wandb/offline-run-20260116_101500-abc/
      wbgen check wandb/ --spec specs/npt.yaml --limit 3
      wbgen check team/npt/abc123 --strict --format junit > check.xml
      wbgen check wandb/ --suggest          YAML for what is not declared
    """
    from wbgen.cli.check_text import tell_notes
    from wbgen.spec.diagnostics import Severity

    guide = guide_of(spec)
    notes: list[str] = []
    with opened_runs(runs, target, limit, notes) as opened:
        tell_notes(notes)
        if suggest:
            from wbgen.contract.suggest import suggested

            text = suggested(guide, opened)
            click.echo(text or "# the spec declares, or explains, everything that the runs log\n", nl=False)
            return Exit.OK
        from wbgen.contract import check_run

        checked = [check_run(guide, data) for data in opened]
    failing = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    click.echo(written(guide, checked, format, failing).rstrip("\n"))
    return Exit.ERROR if any(one.count(level) for one in checked for level in failing) else Exit.OK


def guide_of(spec: Path | None) -> Guide:
    """The guide of the spec that is meant. Raises WbgenError where several might be."""
    from wbgen.cli.read import read_guides

    return read_guides((one_spec(spec, "runs are held against one", "--spec"),))[0]


def written(guide: Guide, checked: Sequence[Checked], format: str, failing: Sequence[Severity]) -> str:
    """What was found, in a format. failing: the levels that fail a case of JUnit."""
    from wbgen.cli import check_json, check_junit, check_markdown, check_text

    match format:
        case "json":
            return check_json.json_text(guide, checked)
        case "markdown":
            return check_markdown.markdown(checked)
        case "junit":
            return check_junit.junit(guide, checked, failing)
    return check_text.text(checked)
