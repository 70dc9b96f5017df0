"""``wbgen schedule``: a curriculum as a picture and a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import click

from wbgen.cli.options import SUFFIXES, plan_format_option
from wbgen.errors import WbgenError

if TYPE_CHECKING:
    from wbgen.render.curriculum.plan import Plan
    from wbgen.spec.guide import Guide, Schedule, Stage

FORMATS: Mapping[str, Literal["png", "svg", "html"]] = {".png": "png", ".svg": "svg", ".html": "html"}

#: The config keys that say how long a run is, the first that is there.
LENGTHS = ("max_steps", "total_steps", "num_steps", "steps")

#: The stages that the grammar is from.
KNOWN = ("teacher", "mixed", "student")

MOST_TEXT = 20_000
MOST_WRONG = 5


@click.command()
@click.argument("what", metavar="STAGES|SPEC")
@click.argument("name", required=False)
@click.option(
    "--output",
    "-o",
    "outputs",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    help="Where the picture goes: .png, .svg or .html; may be given several times.",
)
@click.option(
    "--max-steps",
    metavar="N",
    type=click.IntRange(1),
    help="How long a run is (default: the spec's max_steps).",
)
@plan_format_option
def schedule(
    what: str, name: str | None, outputs: Sequence[Path], max_steps: int | None, format: str
) -> None:
    """Draw a curriculum, and print where its stages begin and end.

    STAGES is `name:steps` or `name:steps:ratio`, separated by commas; SPEC is a file with `schedules:`, and
    NAME one of them. A stage without a ratio means 0, but for `student`, which means 1. Stages after the end
    of the run are warned of.

    \b
    Examples:
      wbgen schedule "teacher:5000,mixed:5000:0.3,mixed:5000:0.7,student:15000" -o plan.png
      wbgen schedule "teacher:5000,student:30000" --max-steps 30000
      wbgen schedule specs/npt.yaml curriculum -o plan.svg -o plan.html
      wbgen schedule specs/npt.yaml --format markdown
    """
    from wbgen.cli.schedule_text import TEXTS, warnings
    from wbgen.render.curriculum.draw import draw

    formats = [format_of(output) for output in outputs]
    plan = plan_meant(what, name, max_steps)
    for output, picture in zip(outputs, formats, strict=True):
        write(output, draw(plan, picture))
    click.echo(TEXTS[format](plan))
    for warning in warnings(plan):
        click.echo(f"{click.style('warning:', fg='yellow')} {warning}", err=True)
    for output in outputs:
        click.echo(f"wrote    {output}", err=True)


def format_of(output: Path) -> Literal["png", "svg", "html"]:
    """The kind of picture that a file's name asks for. Raises WbgenError for any other."""
    found = FORMATS.get(output.suffix.lower())
    if found is None:
        raise WbgenError(f"{output} has no ending of a picture", cure="end it with .png, .svg or .html")
    return found


def write(output: Path, content: bytes) -> None:
    """Put a picture where it is wanted. Raises WbgenError where that cannot be."""
    try:
        output.write_bytes(content)
    except OSError as error:
        raise WbgenError(f"{output} cannot be written: {error.strerror}", cure="name another file") from error


def plan_meant(what: str, name: str | None, max_steps: int | None) -> Plan:
    """The schedule that the arguments name. Raises WbgenError where they name none."""
    from wbgen.render.curriculum.plan import plan_of

    if not what.lower().endswith(SUFFIXES):
        if name is not None:
            cure = "name a spec first: `wbgen schedule specs/npt.yaml curriculum`"
            raise WbgenError(f"stages that are written out have no name like {name}", cure=cure)
        return plan_of(stages_of(what), max_steps)
    guide = guide_of(Path(what))
    found = schedule_of(guide, name)
    return plan_of(found.stages, max_steps or length_of(guide), f"{guide.title}: {found.id}")


def stages_of(text: str) -> list[Stage]:
    """The stages that a text says. Raises WbgenError with everything that is wrong with it."""
    from wbgen.spec.diagnostics import nearest
    from wbgen.spec.stages import HOW, read_parts

    if len(text) > MOST_TEXT:
        raise WbgenError(f"the stages are longer than {MOST_TEXT:,} characters", cure=HOW)
    parts = list(read_parts(text))
    wrong = [part.problem for part in parts if part.stage is None]
    if wrong:
        more = f", and {len(wrong) - MOST_WRONG} more" if len(wrong) > MOST_WRONG else ""
        raise WbgenError(f"not a schedule: {'; '.join(wrong[:MOST_WRONG])}{more}", cure=HOW)
    stages = [part.stage for part in parts if part.stage is not None]
    for stage in stages:
        if stage.name.lower() not in KNOWN and (near := nearest(stage.name.lower(), KNOWN)):
            message = f"`{stage.name}` is a stage of its own; did you mean `{near}`?"
            click.echo(f"{click.style('warning:', fg='yellow')} {message}", err=True)
    return stages


def guide_of(spec: Path) -> Guide:
    """The guide in a file. Raises SpecError, with all that is wrong, where it has errors."""
    from wbgen.cli.read import read_guides

    return read_guides((spec,))[0]


def schedule_of(guide: Guide, name: str | None) -> Schedule:
    """The schedule of that name, or the only one. Raises WbgenError where there is none."""
    from wbgen.spec.diagnostics import did_you_mean, listed

    if name in guide.schedules:
        return guide.schedules[cast(str, name)]
    if not guide.schedules:
        raise WbgenError(f"{guide.file} has no schedule", cure="write one under `schedules:`")
    known = listed(guide.schedules)
    if name is not None:
        cure = did_you_mean(name, guide.schedules, otherwise=f"schedules: {known}")
        raise WbgenError(f"{guide.file} has no schedule {name}", cure=cure)
    if len(guide.schedules) > 1:
        raise WbgenError(f"{guide.file} has {len(guide.schedules)} schedules", cure=f"name one: {known}")
    return next(iter(guide.schedules.values()))


def length_of(guide: Guide) -> int | None:
    """How many steps a run takes by the guide's config, if it says so."""
    defaults = (guide.config[key].default for key in LENGTHS if key in guide.config)
    return next((value for value in defaults if type(value) is int and value > 0), None)
