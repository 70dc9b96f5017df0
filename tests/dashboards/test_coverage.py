"""What the table of dashboards must hold at least once: every kind, option, setting and fixed choice.

An option is counted for each kind of panel and block that has it, however deep it lies in it:
``LinePanel.smoothing.kind`` is another option than ``Section.smoothing.kind``. One that is a choice among
fixed words counts once for each of them: ``LinePanel.smoothing.kind: gaussian``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from tests.dashboards.all import ALL
from wbgen.spec import models
from wbgen.spec.load import load
from wbgen.spec.resolve import resolve
from wbgen.spec.validate import validate

#: What options are counted for; any other model is a part of the one that holds it.
THINGS: tuple[type[BaseModel], ...] = (
    *models.PANEL_KINDS.values(),
    *models.BLOCK_KINDS.values(),
    *(models.Workspace, models.Section, models.Report, models.RunSetUse),
    *(models.MetricGroup, models.MetricAttributes, models.Schedule, models.Trouble),
    *(models.HealthRule, models.Phase, models.Priority, models.Command, models.Link),
)

#: What a priority may take of a metric.
TAKEN = ("last", "best", "mean", "spread", "slope", "first")

#: What no dashboard says, with the reason.
EXCEPT: Mapping[str, str] = {
    **{
        f"{model}.{attribute}": "nothing of a view is made of it"
        for model in ("MetricAttributes", "MetricGroup")
        for attribute in ("summary", "columns", "only_if")
    },
    **{
        f"{model}.{option}": "it says what becomes of a view on a server"
        for model in ("Workspace", "Report")
        for option in ("adopt", "protect")
    },
    **{
        f"{model.__name__}.id": "it names the thing for files that extend this one"
        for model in (*models.BLOCK_KINDS.values(), models.MetricGroup)
    },
    **dict.fromkeys(
        (
            *("Command.about", "Priority.take", "Priority.want", "SweepsBlock.sweeps", "SweepsBlock.raw"),
            *("SweepBlock.sweep", "SweepBlock.raw"),
            *(f"Priority.take: {one}" for one in TAKEN),
        ),
        "tests/compile/test_blocks.py and test_sweep_blocks.py have their words",
    ),
}


# --- what there is to say


def wanted() -> set[str]:
    """Every option, and every fixed choice of one."""
    return {option for thing in THINGS for option in options(thing, thing.__name__)}


def options(model: type[BaseModel], place: str) -> Iterator[str]:
    """The options of a model, with those of its parts."""
    model.model_rebuild()
    for name, field in model.model_fields.items():
        option = f"{place}.{name}"
        yield option
        for part in parts(field.annotation):
            if isinstance(part, str):
                yield f"{option}: {part}"
            elif part not in THINGS:
                yield from options(part, option)


def parts(annotation: Any) -> Iterator[str | type[BaseModel]]:
    """The models and the fixed choices that a value may be, or hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for inner in get_args(annotation):
            yield from parts(inner)


# --- what is said


def said() -> set[str]:
    """Every option and choice that some dashboard says."""
    return {option for dashboard in ALL for option in said_in(dashboard.yaml)}


def said_in(yaml: str) -> Iterator[str]:
    root, collector = load(yaml.encode(), "<spec>")
    checked = validate(resolve(root, collector), collector)
    assert checked is not None
    yield from below(checked[0], "")


def below(value: Any, place: str) -> Iterator[str]:
    """What a value says. place: of the option whose value it is."""
    if isinstance(value, BaseModel):
        own = type(value).__name__ if type(value) in THINGS else place
        for name in value.model_fields_set:
            yield f"{own}.{name}"
            yield from below(getattr(value, name), f"{own}.{name}")
    elif isinstance(value, str):
        yield f"{place}: {value}"
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from below(inner, place)


def test_everything_is_said_at_least_once() -> None:
    assert sorted(wanted() - said() - EXCEPT.keys()) == []


def test_every_exception_is_needed() -> None:
    assert sorted(EXCEPT.keys() - (wanted() - said())) == []


def test_there_are_enough_and_each_has_its_name() -> None:
    assert len(ALL) >= 40
    assert len({dashboard.name for dashboard in ALL}) == len(ALL)
