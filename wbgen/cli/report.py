"""The result of plan and apply on stdout, in the format that was asked for."""

from __future__ import annotations

from collections.abc import Sequence

import click

from wbgen.apply import Outcome
from wbgen.apply.sweeps import Made
from wbgen.cli.session import Session
from wbgen.plan import Plan


def show_plans(plans: Sequence[Plan], format: str, *, whole: bool = True) -> None:
    """Plans as the whole result. whole: whether they are what apply would do, and not a part of it."""
    if format == "text":
        show_first(plans, format, whole=whole)
        return
    click.echo(result(plans, None, format))


def show_first(plans: Sequence[Plan], format: str, *, whole: bool = True, err: bool = False) -> None:
    """Plans for people, before anything is done; other formats are written at the end, as one."""
    from wbgen.cli.plan_text import plan_lines

    if format == "text":
        for plan in plans:
            click.echo("\n".join(plan_lines(plan, whole=whole)), err=err)


def tell_outcomes(outcomes: Sequence[Outcome], format: str) -> None:
    """What became of every change, for people."""
    from wbgen.cli.outcome_text import outcome_line, unfinished_line

    if format == "text":
        for outcome in outcomes:
            click.echo(outcome_line(outcome))
        if told := unfinished_line(outcomes):
            click.echo(f"\n{told}")


def finish(
    session: Session,
    plans: Sequence[Plan],
    outcomes: Sequence[Outcome],
    format: str,
    *,
    looks: bool,
    made: Made = (),
) -> None:
    """The end of the output: the one result, or for people how to look at what was made.

    made: what became of sweeps, each with its plan.
    """
    if format != "text":
        click.echo(result(plans, outcomes, format, made))
    elif looks:
        click.echo(f"\n{where_to_look(session)}")


def result(plans: Sequence[Plan], outcomes: Sequence[Outcome] | None, format: str, made: Made = ()) -> str:
    """Plans, and outcomes where something was to be done, as one text."""
    from wbgen.cli.plan_json import result_json
    from wbgen.cli.plan_markdown import markdown
    from wbgen.cli.show import as_json

    if format == "markdown":
        return markdown(plans, outcomes, made)
    return as_json(result_json(plans, outcomes, made))


def where_to_look(session: Session) -> str:
    """How to open what the embedded server holds."""
    from wbgen.server.discovery import base_url, serves_another

    port = session.config.port
    if session.running:
        other = f"   (the URLs above are for port {port})" if session.running != base_url(port) else ""
        return f"look: {session.running}{other}"
    taken = serves_another(port, session.config.home)
    return "open: wbgen serve" + (f"   (port {port} now serves another folder)" if taken else "")
