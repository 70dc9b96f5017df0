"""``wbgen pull``: any view as a spec, or the app's edits back into the spec they belong to."""

from __future__ import annotations

from pathlib import Path

import click

from wbgen.cli.options import entity_option, project_option, stack_option, target_option
from wbgen.errors import WbgenError


@click.command()
@click.argument("what", metavar="URL|VIEW.json|SWEEP|SPEC")
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="The spec to write.")
@click.option("--guide", metavar="NAME", help="The guide's id (default: from the view's title).")
@click.option(
    "--into",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="SPEC",
    help="The spec that a sweep goes into.",
)
@click.option("--force", is_flag=True, help="Overwrite the output; pull over changes that were not applied.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, as a diff.")
@target_option
@stack_option
@project_option
@entity_option
def pull(
    what: str,
    output: Path | None,
    guide: str | None,
    into: Path | None,
    force: bool,
    dry_run: bool,
    target: str | None,
    stack: str | None,
    project: str | None,
    entity: str | None,
) -> int:
    """Write down what is on a server.

    With a URL or a view's JSON: any view by anyone becomes a spec. What the language can say it says,
    the rest is kept as `raw`, so that building the spec gives the same view. With a spec: what was
    edited in the app goes back into it, comments and formatting kept. With a sweep (a file of W&B's, the
    URL of its page, or entity/project/sweeps/id): the sweep in the language, as a spec or within one.

    \b
    Examples:
      wbgen pull 'https://wandb.ai/team/project?nw=abc123' -o specs/ours.yaml
      wbgen pull view.json -o specs/view.yaml
      wbgen pull sweep.yaml --into specs/npt.yaml
      wbgen pull https://wandb.ai/team/project/sweeps/x1y2z3a4 --into specs/npt.yaml
      wbgen pull specs/npt.yaml --dry-run
      wbgen pull specs/npt.yaml --stack pr-42    edits of the copy beside the usual views
    """
    from wbgen.cli.pull_sweep import is_on_server, is_sweep, pull_sweep, sweep_in_file, sweep_on_server

    is_url = what.startswith(("http://", "https://"))
    if is_on_server(what):
        if stack or project or (entity and is_url):
            raise WbgenError("the sweep is named already", cure="leave out --stack, --project and --entity")
        found = sweep_on_server(what, target, entity)
        return pull_sweep(found, output, guide, into, force=force, dry_run=dry_run)
    is_view = is_url or what.endswith(".json")
    if not is_view and is_sweep(Path(what)):
        found = sweep_in_file(Path(what))
        return pull_sweep(found, output, guide, into, force=force, dry_run=dry_run)
    if into is not None:
        raise WbgenError("only a sweep goes into a spec", cure="leave --into out")
    if is_view:
        if stack or project or entity:
            cure = "leave out --stack, --project and --entity"
            raise WbgenError("a URL or a file names the view by itself", cure=cure)
        from wbgen.cli.pull_new import pull_new

        return pull_new(what, output, guide, target, force=force, dry_run=dry_run)
    if output is not None or guide is not None:
        raise WbgenError("a spec is pulled into itself", cure="leave out --output and --guide")
    from wbgen.cli.pull_edits import pull_edits
    from wbgen.cli.wanted import Wanted

    wanted = Wanted(stack=stack, project=project)
    return pull_edits(Path(what), target, wanted, entity, force=force, dry_run=dry_run)
