"""``wbgen preview``: a dashboard before it exists, as a page or as pictures."""

from __future__ import annotations

import click

from wbgen.cli.options import target_option
from wbgen.cli.runs import limit_option, runs_option


@click.command()
@click.argument("what", metavar="[SPEC|VIEW.json|URL]...", nargs=-1)
@runs_option
@limit_option
@click.option("--output", "-o", metavar="PATH", help="A page (.html), a picture (.png, .svg), or a folder.")
@click.option(
    "--format",
    "-f",
    "format",
    type=click.Choice(["html", "png", "svg"]),
    help="What goes into a folder: a page per view, or a picture of each panel and of each view.",
)
@click.option("--view", "views", metavar="NAME", multiple=True, help="Only this view, by name or title.")
@click.option("--before", metavar="REF", help="Beside it the version of a git commit, changed panels marked.")
@click.option("--dark", is_flag=True, help="Pictures on dark ground; a page follows its reader.")
@click.option("--open", "opening", is_flag=True, help="Open what was written.")
@target_option
def preview(
    what: tuple[str, ...],
    runs: tuple[str, ...],
    limit: int,
    output: str | None,
    format: str | None,
    views: tuple[str, ...],
    before: str | None,
    dark: bool,
    opening: bool,
    target: str | None,
) -> None:
    """Draw dashboards with runs, before anything is applied.

    A spec's views, a view's JSON as W&B saves it or `wbgen build` writes it, or any workspace or report by
    its URL. Without --runs the runs are invented from the catalogue, and every page says so; a view at a
    URL is drawn with the newest runs of its project. Nothing is written to a server.

    The page is one file that needs no network. It is written to .wbgen/preview/ unless --output says
    where; a picture shows a whole dashboard, and a folder gets one picture per panel too.

    \b
    Examples:
      wbgen preview specs/npt.yaml --open
      wbgen preview specs/npt.yaml --runs wandb/ -o npt.html
      wbgen preview specs/npt.yaml --runs team/project --view default -o npt.png
      wbgen preview specs/npt.yaml --before main
      wbgen preview 'https://wandb.ai/team/project?nw=abc123' -o folder/ --format svg
    """
    from wbgen.cli.preview_draw import Wish, draw
    from wbgen.cli.preview_write import Output, show

    to = Output.of(output, format, dark=dark)
    wish = Wish(what, runs, limit, views, before, target)
    for path in to.write(draw(wish, pictures=to.pictures)):
        click.echo(str(path))
        if opening:
            show(path)
            opening = False
