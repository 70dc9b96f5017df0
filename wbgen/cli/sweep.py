"""``wbgen sweep``: a group of verbs, of which making a sweep and running one go without their names."""

from __future__ import annotations

import click

from wbgen.cli.lazy import LazyVerbs

#: What is meant where no verb is named: a spec's sweep is made, one that a server holds is run.
CREATE, RUN = "create", "run"

#: Every verb with its module; the command there has the verb's name.
VERBS: dict[str, str] = {
    CREATE: "wbgen.cli.sweep_create",
    RUN: "wbgen.cli.sweep_run",
    "status": "wbgen.cli.sweep_status",
    "best": "wbgen.cli.sweep_best",
    "report": "wbgen.cli.sweep_report",
    "pause": "wbgen.cli.sweep_moves",
    "resume": "wbgen.cli.sweep_moves",
    "stop": "wbgen.cli.sweep_moves",
}


#: What people call verbs that have another name here.
OTHERWISE: dict[str, str] = {"cancel": "stop", "delete": "stop", "kill": "stop"}


class SweepVerbs(LazyVerbs):
    """Verbs on sweeps, of which one is meant where none is named."""

    modules = VERBS

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] in (*VERBS, *ctx.help_option_names):
            return super().parse_args(ctx, args)
        return super().parse_args(ctx, [verb_for(args), *args])


def verb_for(args: list[str]) -> str:
    """The verb that words without one mean: `team/vision/x1y2z3a4` is a sweep on a server.

    What lies here as a file or a folder is never taken for one. Raises WbgenError for a mistyped verb.
    """
    from wbgen.cli.sweep_create import create
    from wbgen.sweeps.path import is_served

    # Those of `run` are among the options of `create`, so that its parser tells values of options from words.
    read = create.make_context(CREATE, [*args], resilient_parsing=True, ignore_unknown_options=True)
    words = [word for word in read.params["spec_and_name"] if not word.startswith("-")]
    if not words:
        return CREATE
    check_verb(words)
    return RUN if is_served(words[0]) else CREATE


def check_verb(words: list[str]) -> None:
    """Raise WbgenError where the first word is neither a place nor a sweep, and looks like a verb.

    Nothing is said where specs have mistakes, which are to be told: it may be the name of a sweep there.
    """
    from wbgen.cli.sweep_choose import is_place, known_sweeps, parted
    from wbgen.errors import WbgenError
    from wbgen.spec.diagnostics import SpecError, nearest

    word = words[0]
    if is_place(word) or not (word in OTHERWISE or nearest(word, VERBS)):
        return
    try:
        # A place that is not there may be a sweep on a server, which verbs take.
        sweeps = known_sweeps([place for place in parted(words)[0] if place.exists()])
    except SpecError:
        return
    meant = OTHERWISE.get(word) or nearest(word, [*VERBS, *sweeps])
    if word not in sweeps and meant in VERBS:
        message = f"there is neither a verb nor a sweep `{word}`"
        raise WbgenError(message, cure=f"did you mean `wbgen sweep {meant}`?")


@click.command(cls=SweepVerbs)
def sweep() -> None:
    """Make a spec's sweep, and run its agents, here or on a cluster; look at it, pause it, stop it.

    `wbgen sweep SPEC NAME` makes the sweep (`create`), with --agents it is run as well. A sweep on a server
    is named by entity/project/id, project/id, or the URL of its page; `wbgen sweep SWEEP` runs it (`run`).

    \b
    Examples:
      wbgen sweep specs/proto_tokens.yaml seeds
      wbgen sweep specs/proto_tokens.yaml seeds --agents 4
      wbgen sweep seeds --dry-run
      wbgen sweep vision/x1y2z3a4 --agents 8 --on slurm --partition gpu --time 4:00:00
      wbgen sweep status vision/x1y2z3a4
      wbgen sweep best specs/proto_tokens.yaml settings
      wbgen sweep report vision/x1y2z3a4 -o sweep.html
      wbgen sweep create --help
    """
