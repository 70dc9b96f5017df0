"""Arguments and options that verbs share."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from wbgen.config import FILE
from wbgen.errors import WbgenError

F = TypeVar("F", bound=Callable[..., Any])

SPECS_FOLDER = Path("specs")
SUFFIXES = (".yaml", ".yml")

#: What makes a path a pattern.
MAGIC = frozenset("*?[")

#: A stack is the first part of an address, and stands in titles.
STACK_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}\Z")
PROJECT_NAME = re.compile(r"[^/\\#?%:\x00-\x1f]{1,128}\Z")
ENTITY_NAME = PROJECT_NAME


def named(pattern: re.Pattern[str]) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """A check of a name that a person gives."""

    def check(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
        if value is not None and not pattern.match(value):
            raise click.BadParameter(f"{value!r} cannot be one")
        return value

    return check


specs_argument = click.argument("specs", nargs=-1, type=click.Path(path_type=Path))
target_option = click.option(
    "--target", "-t", metavar="NAME", help="A target of wbgen.yaml (default: local)."
)
format_option = click.option(
    "--format",
    "-f",
    "format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the result is written.",
)
plan_format_option = click.option(
    "--format",
    "-f",
    "format",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How the result is written; markdown is for comments on pull requests.",
)
stack_option = click.option(
    "--stack",
    metavar="NAME",
    callback=named(STACK_NAME),
    help="A copy beside the usual views, as `pr-42`.",
)
project_option = click.option(
    "--project", metavar="NAME", callback=named(PROJECT_NAME), help="Another project than the specs name."
)
entity_option = click.option(
    "--entity", metavar="NAME", callback=named(ENTITY_NAME), help="Another entity than the target's."
)
fail_on_option = click.option(
    "--fail-on",
    type=click.Choice(["meaning", "destructive"]),
    help="Exit 1, and write nothing, where a change has at least this impact.",
)
yes_option = click.option("--yes", "-y", is_flag=True, help="Do not ask.")

#: How many specs are named where one is to be chosen.
MOST_NAMED = 8

#: What a plan is to do. Views and parts of them go by the end of their address.
PLANNING = (
    click.option(
        "--overwrite",
        metavar="ADDRESS",
        multiple=True,
        help="Replace what was edited in the app: `workspace/default`, or a part of it, as"
        " `workspace/default/losses` or `workspace/default:settings`; the view is backed up first.",
    ),
    click.option(
        "--keep",
        metavar="ADDRESS",
        multiple=True,
        help="Keep what was edited in the app, in a view or a part of it, against the spec.",
    ),
    click.option(
        "--adopt",
        metavar="ADDRESS[=URL]",
        multiple=True,
        help="Take over a view that is not wbgen's: the one under the name of ours, or at a URL.",
    ),
    click.option("--prune", is_flag=True, help="Delete views of the specs that are gone from them."),
    stack_option,
    project_option,
)


def planning_options(command: F) -> F:
    """Options that say what a plan is to do; the command gets them as one, ``wanted``."""

    @wraps(command)
    def gathered(
        *,
        overwrite: tuple[str, ...],
        keep: tuple[str, ...],
        adopt: tuple[str, ...],
        prune: bool,
        stack: str | None,
        project: str | None,
        **rest: Any,
    ) -> Any:
        from wbgen.cli.wanted import Wanted

        return command(wanted=Wanted(overwrite, keep, adopt, prune, stack, project), **rest)

    made: Any = gathered
    for option in reversed((*PLANNING, entity_option)):
        made = option(made)
    return made  # type: ignore[no-any-return]


def find_specs(given: tuple[Path, ...]) -> list[Path]:
    """The spec files meant, each once: those given, else all under specs/.

    A folder stands for the files in it, a pattern for the files it matches (`teams/**/*.yaml`), by name.
    """
    chosen = list(given) or [SPECS_FOLDER]
    found: list[Path] = []
    for path in chosen:
        if path.is_dir() or not given:
            found += sorted(filter(may_be_spec, path.glob("*")))
        elif MAGIC.intersection(str(path)) and not path.exists():
            found += matching(path)
        else:
            found.append(path)
    if not found:
        where = ", ".join(str(path) for path in chosen)
        cure = "name a file" if given else "name a file, or run `wbgen init`"
        raise WbgenError(f"there is no spec in {where}", cure=cure)
    return list(dict.fromkeys(found))


def one_spec(given: Path | None, why: str, option: str = "") -> Path:
    """The spec that is meant: the one given, else the only one under specs/.

    Raises WbgenError where several might be. why: why it is one.  option: what it is named by.
    """
    if given is not None and not given.is_dir():
        return given
    found = find_specs(() if given is None else (given,))
    if len(found) > 1:
        known = ", ".join(map(str, found[:MOST_NAMED])) + (", ..." if len(found) > MOST_NAMED else "")
        raise WbgenError(f"there are {len(found)} specs, and {why}", cure=f"{option or 'name one'}: {known}")
    return found[0]


def matching(pattern: Path) -> list[Path]:
    """The specs that a pattern matches: one that no shell expanded."""
    found = Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))
    return sorted(path for path in found if path.is_file() and may_be_spec(path))


def may_be_spec(path: Path) -> bool:
    """Whether a file that nobody named is a spec by its name. The project's settings are none."""
    return path.suffix in SUFFIXES and path.name != FILE
