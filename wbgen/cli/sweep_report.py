"""``wbgen sweep report``: a sweep with its runs, drawn: a page, a picture, or Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from wbgen.cli.sweep_guide import guide_of, spec_option
from wbgen.cli.sweep_ranked import Seeds, ranked, seeds_option
from wbgen.cli.sweep_target import Named, sweep_named

MARKDOWN = ".md"

#: Rows of the ranking where nobody says how many.
ROWS = 20

#: Losses of runs that are told one by one.
MOST_LOSSES = 5


@click.command()
@sweep_named
@spec_option
@seeds_option
@click.option("--limit", type=click.IntRange(1, 1000), default=ROWS, show_default=True, help="Runs listed.")
@click.option("--output", "-o", metavar="FILE", help="A page (.html), a picture (.png, .svg), or text (.md).")
@click.option("--dark", is_flag=True, help="A picture on dark ground; a page follows its reader.")
@click.option("--open", "opening", is_flag=True, help="Open what was written.")
def report(
    named: Named,
    spec: Path | None,
    seeds: Seeds | None,
    limit: int,
    output: str | None,
    dark: bool,
    opening: bool,
) -> None:
    """Draw a sweep with its runs: the best of them, the ranking, what matters, and how it went on.

    The ranking is that of `wbgen sweep status`; the pictures show at most 1,000 runs. The page is one file
    that needs no network, written to .wbgen/preview/ unless --output says where.

    \b
    Examples:
      wbgen sweep report specs/proto_tokens.yaml settings --open
      wbgen sweep report vision/x1y2z3a4 -o sweep.png
      wbgen sweep report vision/x1y2z3a4 --spec specs/proto_tokens.yaml -o sweep.md
    """
    from wbgen.cli.preview_draw import Drawing, losses
    from wbgen.cli.preview_write import Output, show
    from wbgen.cli.sweep_report_told import markdown, searched_of, told_of
    from wbgen.cli.write_file import write_file, writing
    from wbgen.extras import need
    from wbgen.render.sweeps import sweep_dashboard

    as_text = output is not None and output.lower().endswith(MARKDOWN)
    to = None if as_text else Output.of(output, None, dark=dark)
    need("preview")
    with named.open(writing=False) as opened:
        guide = guide_of(opened, spec)
        found = ranked(opened, guide, seeds)
        told, searched = told_of(opened, found, limit), searched_of(opened, found, guide)
        if to is None:
            file = Path(str(output))
            with writing(file):
                file.parent.mkdir(parents=True, exist_ok=True)  # as pages and pictures have theirs made
            write_file(file, markdown(told, searched, found.data))
            return
        axis = guide.x if guide else "_step"
        dashboard = sweep_dashboard(told, searched, found.data, now=datetime.now(UTC), x=axis)
        dashboard = replace(dashboard, notes=(*dashboard.notes, *few(losses(found.data))))
        for path in to.write([Drawing(f"sweep-{opened.sweep.path.id}", (dashboard,))]):
            click.echo(str(path))
            if opening:
                show(path)


def few(losses: Sequence[str]) -> Iterator[str]:
    """What could not be read of the runs, cut where it is much."""
    yield from losses[:MOST_LOSSES]
    if len(losses) > MOST_LOSSES:
        yield f"{len(losses) - MOST_LOSSES:,} more notes like these are left out."
