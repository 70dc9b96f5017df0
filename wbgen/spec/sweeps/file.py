"""A sweep in a file of its own, as `wandb sweep` takes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wbgen.spec import models
from wbgen.spec.diagnostics import Collector, Diagnostic, SpecError
from wbgen.spec.load import load, load_file
from wbgen.spec.places import Path as Place
from wbgen.spec.sweeps.accepted import check_program
from wbgen.spec.sweeps.commands import lacks_program
from wbgen.spec.sweeps.meanings import Meanings
from wbgen.spec.sweeps.search import check_search, tell_no_goal
from wbgen.spec.sweeps.told import Told
from wbgen.spec.tree import Mapping, Node, Scalar, Sequence, plain_data
from wbgen.spec.validate import tell

Config = dict[Any, Any]

START_CURE = "begin with `program:`, `method:` and `parameters:`"

#: Keys that may hold nothing: a value is nothing there.
MAY_BE_NULL = frozenset({"value", "values"})


def read_sweep_file(path: Path) -> tuple[models.SweepFile, tuple[Diagnostic, ...]]:
    """The sweep in a file, with the warnings on it. Raises SpecError where it has errors."""
    root, collector = load_file(path, start_cure=START_CURE)
    return check_sweep_file(root, collector, path.parent)


def check_sweep_file(
    root: Mapping, collector: Collector, folder: Path | None = None
) -> tuple[models.SweepFile, tuple[Diagnostic, ...]]:
    """The sweep that a loaded file holds. folder: where it lies, and the program it names beside it.

    Raises SpecError with everything that is wrong with it.
    """
    meant = Meanings(collector).node(root)
    assert isinstance(meant, Mapping)
    return check_meant(meant, collector, folder)


def read_sweep_config(text: str, name: str) -> tuple[models.SweepFile, tuple[Diagnostic, ...]]:
    """The sweep in a configuration that a server holds, with the warnings on it.

    Servers read YAML 1.2: what the client sent as the text ``1e-4`` is a number there.  name: of the sweep,
    for messages.  Raises SpecError with everything that is wrong with it.
    """
    root, collector = load(text.encode("utf-8", "replace"), name, start_cure=START_CURE)
    return check_meant(root, collector)


def check_meant(
    meant: Mapping, collector: Collector, folder: Path | None = None
) -> tuple[models.SweepFile, tuple[Diagnostic, ...]]:
    """The sweep in a map whose values are what its reader takes them for; else as ``check_sweep_file``."""
    told = Told(meant, collector)
    check_forms(meant, told)
    data: Any = plain_data(meant)
    try:
        sweep = models.SweepFile.model_validate(data)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        tell(errors, data, meant, collector, models.SweepFile)
        rest = without_broken(data, {error["loc"] for error in errors})
        if folder is not None and rest is not None:
            check_program(rest, folder, told)
        raise SpecError(collector.sorted()) from None
    check_search(sweep, told)
    for path, metric in metrics_of(sweep):
        if metric.goal is None:
            tell_no_goal(metric.name, (*path, "name"), told, "beside its name")
    if lacks_program(sweep):
        message = "the sweep names no program for an agent to run"
        told.warning(
            "no-program", message, ("method",), "add `program: train.py`, unless agents run a function"
        )
    if folder is not None:
        check_program(sweep, folder, told)
    collector.raise_if_errors()
    return sweep, collector.sorted()


def without_broken(data: Config, places: Iterable[Place]) -> models.SweepFile | None:
    """What a program can be compared with where keys or parameters are broken; None where that is unclear."""
    rest: Config = {**data, "method": "random"}
    if isinstance(parameters := rest.get("parameters"), dict):
        rest["parameters"] = dict(parameters)
    for key, *within in places:
        if key == "command":
            return None
        if key == "parameters" and within:
            rest["parameters"].pop(within[0], None)
        elif key != "method":
            rest.pop(key, None)
    try:
        return models.SweepFile.model_validate(rest)
    except ValidationError:
        return None


def metrics_of(sweep: models.Search) -> Iterator[tuple[Place, models.SweepMetric]]:
    """What a sweep looks for, with the places of it."""
    if sweep.metric is not None:
        yield ("metric",), sweep.metric
    for index, metric in enumerate(sweep.metrics or ()):
        yield ("metrics", index), metric


def check_forms(root: Mapping, told: Told) -> None:
    """Collect the short forms that only specs take, and keys with nothing in them."""
    for path, cure in short_forms(root):
        told.error("wrong-type", f"`{path[-1]}` should be {cure[0]}", path, cure[1], at_key=True)
    for place in empty(root, ()):
        told.error(
            "wrong-type",
            f"`{place[-1]}` is empty",
            place,
            "give it a value, or leave the key out",
            at_key=True,
        )


def short_forms(root: Mapping) -> Iterator[tuple[Place, tuple[str, str]]]:
    """What is shorter than W&B takes it: its place, what it should be and how to write that."""
    if isinstance(root.get("metric"), Scalar | Sequence):
        yield ("metric",), ("a map", "write `metric: {name: ..., goal: minimize}`")
    if isinstance(root.get("command"), Scalar):
        yield ("command",), ("a list", "write `[python, train.py, '${args}']`")
    yield from short_parameters(root.get("parameters"), ("parameters",))


def short_parameters(node: Node | None, path: Place) -> Iterator[tuple[Place, tuple[str, str]]]:
    """Parameters that are no maps."""
    if not isinstance(node, Mapping):
        return
    for entry in node.entries:
        place = (*path, entry.name)
        match entry.value:
            case Mapping():
                yield from short_parameters(entry.value.get("parameters"), (*place, "parameters"))
            case Sequence():
                yield place, ("a map", f"write `{entry.name}: {{values: [...]}}`")
            case Scalar(value=None):
                pass  # told as empty
            case Scalar():
                yield place, ("a map", f"write `{entry.name}: {{value: ...}}`")


def empty(node: Mapping, path: Place) -> Iterator[Place]:
    """The keys with nothing in them that must hold something."""
    for entry in node.entries:
        place = (*path, entry.name)
        if isinstance(entry.value, Scalar) and entry.value.value is None and entry.name != "value":
            yield place
        elif isinstance(entry.value, Mapping) and entry.name not in MAY_BE_NULL:
            yield from empty(entry.value, place)
